package plan

import "time"

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
