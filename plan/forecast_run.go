package plan

import "time"

// rehearsal is a run of a plan's operations on a clock that is only a number.
// It starts, waits and repeats as package apply and the API's client do.
type rehearsal struct {
	a      Assumptions
	ops    []Operation
	along  map[int]int
	graph  *Graph
	open   []int // by index: how many of its needs are not done yet
	calls  *slots
	loads  *slots // of uploads
	jobs   *slots
	flying []flight // what is under way: never more than there are slots
	steps  int      // how many steps were begun

	now    time.Duration
	reads  int
	read   bucket
	write  bucket
	upload line

	locks *Locks
}

// flight is one operation under way.
type flight struct {
	op    int
	cost  cost
	stage stage
	at    time.Duration // when this step ends
	step  int           // which step it is: of those that end together, the earlier one comes first
	done  time.Duration // when its job is done
	pause time.Duration // before it looks or tries again
}

// stage is what an operation waits for.
type stage int

const (
	checking  stage = iota // the answers to reads before its call
	calling                // the answer to its call
	following              // the answer to a write after its call
	pausing                // the next look at its job
	polling                // the answer to such a look
	verifying              // the answers to reads after its job
)

func newRehearsal(p *Plan, a Assumptions) *rehearsal {
	g := NewGraph(p.Operations)
	paths := g.RemainingPaths(p.Operations)
	return &rehearsal{
		a: a, ops: p.Operations, along: alongs(p), graph: g,
		open:  append([]int(nil), g.Needs...),
		calls: &slots{free: DefaultParallelism, ready: NewQueue(paths)},
		loads: &slots{free: DefaultParallelism, ready: NewQueue(paths)},
		jobs:  &slots{free: DefaultParallelism, ready: NewQueue(paths)},
		locks: NewLocks(p.Operations),
		read:  newBucket(readsPerSecond, readBurst),
		write: newBucket(writesPerSecond, writeBurst),
	}
}

// run goes from one step's end to the next until nothing is under way. What
// waits in a ring never starts.
func (r *rehearsal) run() {
	for i, n := range r.open {
		if n == 0 {
			r.slotsOf(i).ready.Push(i)
		}
	}
	for r.startReady(); len(r.flying) > 0; r.startReady() {
		next := r.next()
		f := &r.flying[next]
		r.now = f.at
		if !r.advance(f) {
			continue
		}
		i := f.op
		last := len(r.flying) - 1
		r.flying[next] = r.flying[last]
		r.flying = r.flying[:last]
		r.finish(i)
	}
}

// next is which flight's step ends first. There are so few that looking at all
// of them is fastest.
func (r *rehearsal) next() int {
	first := 0
	for i := range r.flying {
		a, b := &r.flying[i], &r.flying[first]
		if a.at < b.at || a.at == b.at && a.step < b.step {
			first = i
		}
	}
	return first
}

// startReady starts what is ready while there are slots for it, jobs first.
func (r *rehearsal) startReady() {
	for _, s := range []*slots{r.jobs, r.loads, r.calls} {
		for s.free > 0 && s.ready.Len() > 0 {
			i := s.pop()
			if !r.locks.Start(i) {
				s.free++
				continue
			}
			r.flying = append(r.flying, flight{op: i, cost: r.a.costOf(&r.ops[i], r.along[i])})
			r.check(&r.flying[len(r.flying)-1])
		}
	}
}

func (r *rehearsal) finish(i int) {
	r.slotsOf(i).free++
	for _, w := range r.locks.Finish(i) {
		r.slotsOf(w).ready.Push(w)
	}
	for _, d := range r.graph.Dependents[i] {
		if r.open[d]--; r.open[d] == 0 {
			r.slotsOf(d).ready.Push(d)
		}
	}
}

func (r *rehearsal) slotsOf(i int) *slots {
	switch r.ops[i].Class {
	case ClassJob:
		return r.jobs
	case ClassUpload:
		return r.loads
	case ClassRead, ClassWrite:
	}
	return r.calls
}

// advance begins the next step of f, whose last one has ended. It says whether
// there is none.
func (r *rehearsal) advance(f *flight) (ended bool) {
	switch f.stage {
	case checking:
		r.check(f)
	case calling:
		return r.answered(f)
	case following:
		return r.follow(f)
	case pausing:
		r.begin(f, polling, r.answersAt(1))
	case polling:
		if r.now >= f.done {
			return r.verify(f)
		}
		f.pause = min(2*f.pause, LastPause)
		r.begin(f, pausing, r.now+f.pause)
	case verifying:
		return r.verify(f)
	}
	return false
}

// check reads what has to be read before the call, then makes the call.
func (r *rehearsal) check(f *flight) {
	switch c := &f.cost; {
	case c.alone > 0:
		now := 1 + c.hidden
		c.alone, c.hidden = c.alone-1, 0
		r.begin(f, checking, r.answersAt(now))
	case c.beside > 0:
		r.begin(f, checking, r.someAt(&c.beside))
	default:
		r.call(f)
	}
}

func (r *rehearsal) call(f *flight) {
	var sent time.Duration
	if r.ops[f.op].Class == ClassUpload {
		sent = r.upload.send(r.now, f.cost.busy)
	} else {
		sent = r.write.turn(r.now)
	}
	r.begin(f, calling, sent+r.a.Latency)
}

// answered goes on after the call.
func (r *rehearsal) answered(f *flight) (ended bool) {
	if r.ops[f.op].Class != ClassJob {
		return r.follow(f)
	}
	f.done = r.now + f.cost.job
	f.pause = FirstPause
	r.begin(f, pausing, r.now+f.pause)
	return false
}

// follow makes the writes that follow a call.
func (r *rehearsal) follow(f *flight) (ended bool) {
	if f.cost.more == 0 {
		return true
	}
	f.cost.more--
	r.begin(f, following, r.write.turn(r.now)+r.a.Latency)
	return false
}

// verify reads what tells whether a job did all it should.
func (r *rehearsal) verify(f *flight) (ended bool) {
	c := &f.cost
	switch {
	case c.turns > 0:
		now := min(c.after, readsAtATime-1)
		c.turns, c.after = c.turns-1, c.after-now
		r.begin(f, verifying, r.answersAt(1+now))
	case c.after > 0:
		r.begin(f, verifying, r.someAt(&c.after))
	default:
		return true
	}
	return false
}

func (r *rehearsal) begin(f *flight, s stage, end time.Duration) {
	r.steps++
	f.stage, f.at, f.step = s, end, r.steps
}

// someAt sends as many of left reads as go at a time, and is when they are answered.
func (r *rehearsal) someAt(left *int) time.Duration {
	n := min(*left, readsAtATime)
	*left -= n
	return r.answersAt(n)
}

// answersAt is when the answers to n reads are there, one or more, that are
// asked for now.
func (r *rehearsal) answersAt(n int) time.Duration {
	var sent time.Duration
	for range n {
		sent = r.read.turn(r.now)
	}
	r.reads += n
	return sent + r.a.Latency
}

// slots are places for operations under way, and those that are ready to take one.
type slots struct {
	free  int
	ready *Queue
}

// pop takes the first operation out, and a slot for it.
func (s *slots) pop() int {
	s.free--
	return s.ready.Pop()
}
