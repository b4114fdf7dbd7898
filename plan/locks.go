package plan

import (
	"slices"

	"github.com/iksync/iksync/state"
)

// Locks is which folders running jobs have for themselves, and which other jobs
// wait for them: a job locks the folders that it is about, and another one there
// would be refused (423). It is for whoever carries operations out, or rehearses it.
//
// Jobs wait in a queue for each folder of theirs that another one has. Those of
// one queue exclude each other, so that only the first has to be tried again when
// that folder is free, however many they are.
type Locks struct {
	ops     []Operation
	running []int
	queues  map[state.Path][]int
	waits   map[int][]state.Path // by running job: the queues that wait for its end
	behind  map[int]state.Path   // by job that may be tried again: the queue that it was the first of
}

// NewLocks returns the locks of ops, of which none runs yet.
func NewLocks(ops []Operation) *Locks {
	return &Locks{ops: ops, queues: map[state.Path][]int{}, waits: map[int][]state.Path{}, behind: map[int]state.Path{}}
}

// Start says whether operation i may start, by index. If not, Finish gives it
// back when it is worth another try.
func (l *Locks) Start(i int) bool {
	if l.ops[i].Class != ClassJob {
		return true
	}
	blocker, on := l.blocker(i)
	queue, first := l.behind[i]
	delete(l.behind, i)
	switch {
	case blocker < 0:
		l.running = append(l.running, i)
		blocker = i
	case len(l.queues[on]) == 0:
		l.waits[blocker] = append(l.waits[blocker], on)
		fallthrough
	default:
		l.queues[on] = append(l.queues[on], i)
	}
	if first && queue != on && len(l.queues[queue]) > 0 || first && queue == on && len(l.queues[on]) > 1 {
		l.waits[blocker] = append(l.waits[blocker], queue)
	}
	return blocker == i
}

// Finish ends operation i, and returns those that may be tried again.
func (l *Locks) Finish(i int) []int {
	if l.ops[i].Class != ClassJob {
		return nil
	}
	l.running = slices.DeleteFunc(l.running, func(job int) bool { return job == i })
	var again []int
	for _, path := range l.waits[i] {
		if queue := l.queues[path]; len(queue) > 0 {
			l.queues[path] = queue[1:]
			l.behind[queue[0]] = path
			again = append(again, queue[0])
		}
	}
	delete(l.waits, i)
	return again
}

// blocker is a running job that has a folder of job i, and which folder of i's
// that is; -1 where there is none.
func (l *Locks) blocker(i int) (int, state.Path) {
	for _, job := range l.running {
		for _, p := range l.ops[i].locks() {
			for _, q := range l.ops[job].locks() {
				if p != "" && q != "" && (p.Within(q) || q.Within(p)) {
					return job, p
				}
			}
		}
	}
	return -1, ""
}

// locks is the folders that a job locks, the widest first: what it goes into,
// unless that is the root or stays as it is, what it takes, and where that goes.
func (op *Operation) locks() [3]state.Path {
	paths := [3]state.Path{"", op.Path, op.Dest}
	if dir := op.Dest.Dir(); op.Dest != "" && dir != state.Root && op.Kind != OpRenameFolder {
		paths[0] = dir
	}
	return paths
}
