package emulator

import (
	"math"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/time/rate"
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

// A bucket is a window with its tokens.
type bucket struct {
	Window
	tokens *rate.Limiter
}

type limiter map[Class][]bucket

func newLimiter(l Limits) limiter {
	return limiter{ClassRead: newBuckets(l.Read), ClassWrite: newBuckets(l.Write)}
}

func newBuckets(windows []Window) []bucket {
	var buckets []bucket
	for _, w := range windows {
		if w.Limit <= 0 || w.Interval <= 0 {
			continue
		}
		if w.Burst <= 0 {
			w.Burst = w.Limit
		}
		every := rate.Limit(float64(w.Limit) / w.Interval.Seconds())
		buckets = append(buckets, bucket{w, rate.NewLimiter(every, w.Burst)})
	}
	return buckets
}

// take takes one token from every window of a class, or none: then it returns the window that lets
// the next request through last, and how long that takes.
func (l limiter) take(class Class, now time.Time) (Window, time.Duration) {
	var worst Window
	var wait time.Duration
	var taken []*rate.Reservation
	for _, b := range l[class] {
		r := b.tokens.ReserveN(now, 1)
		taken = append(taken, r)
		if d := r.DelayFrom(now); d > wait {
			worst, wait = b.Window, d
		}
	}
	if wait > 0 {
		for _, r := range taken {
			r.CancelAt(now)
		}
	}
	return worst, wait
}

// tightest is the window of a class with the fewest tokens left, and the wait for the next one.
func (l limiter) tightest(class Class, now time.Time) (Window, time.Duration, bool) {
	var worst Window
	least := math.Inf(1)
	var wait time.Duration
	for _, b := range l[class] {
		tokens := b.tokens.TokensAt(now)
		if tokens >= least {
			continue
		}
		worst, least, wait = b.Window, tokens, 0
		if tokens < 1 {
			wait = time.Duration((1 - tokens) / float64(b.tokens.Limit()) * float64(time.Second))
		}
	}
	return worst, wait, !math.IsInf(least, 1)
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
