package emulator

import (
	"net/http"
	"strconv"
	"time"
)

// Limits are the rate limits of an account: for each class the windows that all hold at once. No
// windows means no limit. Uploads and asset bytes are never limited.
type Limits struct {
	Read, Write []Window
}

// Window lets through Limit requests per Interval in the long run and at most Burst at once. A Burst
// of zero is Limit.
type Window struct {
	Limit    int
	Interval time.Duration
	Burst    int
}

// DocumentedLimits are the figures ImageKit publishes: 40 reads a second with bursts to 100, and 5
// writes a second with bursts to 20.
func DocumentedLimits() Limits {
	return Limits{
		Read:  []Window{{Limit: 40, Interval: time.Second, Burst: 100}},
		Write: []Window{{Limit: 5, Interval: time.Second, Burst: 20}},
	}
}

// A bucket is a window and how far it is used up. A request costs the time in which the window lets
// one more through; busy is when all that was let through so far is paid for. That may lie ahead by no
// more than a burst. Whole nanoseconds make a wait exact: who waits it out is let through.
type bucket struct {
	Window
	cost time.Duration
	busy time.Time
}

func (b *bucket) burst() time.Duration { return time.Duration(b.Burst) * b.cost }

// debt is how much is not paid for yet at now.
func (b *bucket) debt(now time.Time) time.Duration { return max(0, b.busy.Sub(now)) }

// wait is how long the next request has to wait at now.
func (b *bucket) wait(now time.Time) time.Duration {
	return max(0, b.debt(now)+b.cost-b.burst())
}

// take lets one request through at now.
func (b *bucket) take(now time.Time) { b.busy = now.Add(b.debt(now) + b.cost) }

type limiter map[Class][]*bucket

func newLimiter(l Limits) limiter {
	return limiter{ClassRead: newBuckets(l.Read), ClassWrite: newBuckets(l.Write)}
}

func newBuckets(windows []Window) []*bucket {
	var buckets []*bucket
	for _, w := range windows {
		if w.Limit <= 0 || w.Interval <= 0 {
			continue
		}
		if w.Burst <= 0 {
			w.Burst = w.Limit
		}
		buckets = append(buckets, &bucket{Window: w, cost: max(1, w.Interval/time.Duration(w.Limit))})
	}
	return buckets
}

// take takes one request out of every window of a class, or out of none: then it returns the window
// that lets the next request through last, and how long that takes.
func (l limiter) take(class Class, now time.Time) (Window, time.Duration) {
	var worst Window
	var longest time.Duration
	for _, b := range l[class] {
		if wait := b.wait(now); wait > longest {
			worst, longest = b.Window, wait
		}
	}
	if longest == 0 {
		for _, b := range l[class] {
			b.take(now)
		}
	}
	return worst, longest
}

// tightest is the window of a class that lets the fewest requests through now, and the wait for the
// next one.
func (l limiter) tightest(class Class, now time.Time) (worst Window, wait time.Duration, found bool) {
	least := time.Duration(0)
	for _, b := range l[class] {
		left := (b.burst() - b.debt(now)) / b.cost
		if !found || left < least {
			worst, wait, least, found = b.Window, b.wait(now), left, true
		}
	}
	return worst, wait, found
}

// rateHeaders describes a window: Reset is in milliseconds, rounded up so that waiting it is enough.
func rateHeaders(h http.Header, w Window, wait time.Duration) {
	h.Set("X-RateLimit-Limit", strconv.Itoa(w.Limit))
	h.Set("X-RateLimit-Interval", strconv.FormatInt(w.Interval.Milliseconds(), 10))
	h.Set("X-RateLimit-Reset", strconv.FormatInt(ceilMillis(wait), 10))
}

func ceilMillis(d time.Duration) int64 {
	return int64((d + time.Millisecond - 1) / time.Millisecond)
}

func tooManyRequests(w Window, wait time.Duration) reply {
	answer := failure(http.StatusTooManyRequests, "Rate limit exceeded. Please try again later.")
	answer.header = http.Header{}
	rateHeaders(answer.header, w, wait)
	return answer
}
