package plan

import (
	"time"

	"github.com/iksync/iksync/state"
)

// bucket is a rate limit: calls take their turns in the order in which they ask.
type bucket struct {
	every time.Duration // between two calls in the long run
	burst int           // calls that may go at once after a rest
	paid  time.Duration // when all that was let through so far is paid for
}

func newBucket(perSecond, burst int) bucket {
	return bucket{every: time.Second / time.Duration(perSecond), burst: burst}
}

// turn is when a call that asks at now may be sent.
func (b *bucket) turn(now time.Duration) time.Duration {
	b.paid = max(b.paid, now) + b.every
	return max(now, b.paid-time.Duration(b.burst)*b.every)
}

// line is what bytes go out by. They go one upload after the other, which takes
// as long for all of them as if they shared it.
type line struct{ free time.Duration }

// send is when bytes that are there at now and keep the line busy for a while
// have gone out.
func (l *line) send(now, busy time.Duration) time.Duration {
	if busy == 0 {
		return now
	}
	l.free = max(l.free, now) + busy
	return l.free
}

// locks are the folders that running jobs have for themselves.
type locks struct{ held []lock }

type lock struct {
	until time.Duration
	op    *Operation
}

// take locks the folders of op, a job that is done at until, unless another
// job has one of them at now.
func (l *locks) take(now, until time.Duration, op *Operation) bool {
	running := l.held[:0]
	for _, h := range l.held {
		if h.until > now {
			running = append(running, h)
		}
	}
	l.held = running
	for _, h := range l.held {
		if overlap(h.op, op) {
			return false
		}
	}
	l.held = append(l.held, lock{until, op})
	return true
}

// overlap says whether one folder of job a lies within one of job b, or the
// other way round.
func overlap(a, b *Operation) bool {
	for _, p := range lockedBy(a) {
		for _, q := range lockedBy(b) {
			if p != "" && q != "" && (p.Within(q) || q.Within(p)) {
				return true
			}
		}
	}
	return false
}

// lockedBy is the folders that job op locks: what it takes, where that goes,
// and what it goes into, unless that is the root or stays as it is.
func lockedBy(op *Operation) [3]state.Path {
	paths := [3]state.Path{op.Path, op.Dest}
	if dir := op.Dest.Dir(); op.Dest != "" && dir != state.Root && op.Kind != OpRenameFolder {
		paths[2] = dir
	}
	return paths
}
