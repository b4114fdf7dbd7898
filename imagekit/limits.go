package imagekit

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// The figures ImageKit documents, per account: requests a second that can be
// sustained, and the burst that is let through after a quiet time.
const (
	DefaultReadsPerSecond  = 40
	DefaultReadBurst       = 100
	DefaultWritesPerSecond = 5
	DefaultWriteBurst      = 20
)

// Class groups requests that share a rate limit.
type Class int

const (
	ClassRead   Class = iota // GET
	ClassWrite               // everything that changes the library or its settings
	ClassUpload              // uploads, which are exempt from local limits; a 429 pauses them all the same
)

// String returns "read", "write" or "upload".
func (c Class) String() string {
	switch c {
	case ClassRead:
		return "read"
	case ClassWrite:
		return "write"
	default:
		return "upload"
	}
}

// Limits pace each class of requests.
type Limits struct{ Read, Write Rate }

// Rate is a sustained rate with a burst. The zero value means the documented figures.
type Rate struct {
	PerSecond float64 // requests a second, sustained; 0 means the documented figure
	Burst     int     // requests that may go at once; 0 means the documented figure, or the rate itself if that is set
	Off       bool    // no local pacing: only the service's 429 sets the pace
}

// Resolve returns the limits with the documented figures filled in.
func (l Limits) Resolve() Limits {
	return Limits{
		Read:  l.Read.resolve(DefaultReadsPerSecond, DefaultReadBurst),
		Write: l.Write.resolve(DefaultWritesPerSecond, DefaultWriteBurst),
	}
}

func (r Rate) resolve(perSecond float64, burst int) Rate {
	if r.PerSecond == 0 {
		return Rate{PerSecond: perSecond, Burst: or(r.Burst, burst), Off: r.Off}
	}
	return Rate{PerSecond: r.PerSecond, Burst: or(r.Burst, int(max(1, math.Ceil(r.PerSecond)))), Off: r.Off}
}

// check refuses rates that could not be kept, or would never let a request go.
func (r Rate) check(class Class) error {
	if r.Off {
		return nil
	}
	if !(r.PerSecond > 0) || math.IsInf(r.PerSecond, 0) || r.Burst < 1 || r.Burst > math.MaxInt32 || r.PerSecond > math.MaxInt32 {
		return fmt.Errorf("imagekit: Limits of class %s: want a positive rate and burst, have %v a second and a burst of %d",
			class, r.PerSecond, r.Burst)
	}
	return nil
}

// A pacer decides when the requests of one class may be sent. Three things can
// hold one back: the configured rate, a pause after 429, and the windows that
// the service has told about in its X-RateLimit headers. A window belongs to
// one endpoint, as the service documents it, and can only slow requests down:
// several windows hold at once and a header tells of one.
type pacer struct {
	mu      sync.Mutex
	limiter *rate.Limiter // nil: no local pacing
	paused  time.Time     // nothing is sent before
	windows map[window]*rate.Limiter
}

// A window is one of the service's limits: how often an endpoint may be called in an interval.
type window struct {
	op       string
	interval time.Duration
}

func newPacers(l Limits) (map[Class]*pacer, error) {
	l = l.Resolve()
	pacers := map[Class]*pacer{ClassUpload: {}}
	for class, r := range map[Class]Rate{ClassRead: l.Read, ClassWrite: l.Write} {
		if err := r.check(class); err != nil {
			return nil, err
		}
		p := &pacer{}
		if !r.Off {
			p.limiter = rate.NewLimiter(rate.Limit(r.PerSecond), r.Burst)
			p.windows = map[window]*rate.Limiter{}
		}
		pacers[class] = p
	}
	return pacers, nil
}

// A slot is a booked turn: how long to wait for it and why.
type slot struct {
	turn    time.Duration // until the configured rate allows it
	service time.Duration // until the service's own windows allow it
	booked  []*rate.Reservation
}

// giveBack returns the turn to those who wait behind.
func (s slot) giveBack(now time.Time) {
	for _, r := range s.booked {
		r.CancelAt(now)
	}
}

// pausedFor returns how long the class is still paused.
func (p *pacer) pausedFor(now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return max(0, p.paused.Sub(now))
}

// pause holds the whole class back for at least d.
func (p *pacer) pause(now time.Time, d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := now.Add(d); until.After(p.paused) {
		p.paused = until
	}
}

// book takes the next free turn for an operation.
func (p *pacer) book(now time.Time, op string) slot {
	p.mu.Lock()
	defer p.mu.Unlock()
	var s slot
	if p.limiter == nil {
		return s
	}
	r := p.limiter.ReserveN(now, 1)
	s.turn, s.booked = r.DelayFrom(now), append(s.booked, r)
	for w, limiter := range p.windows {
		if w.op != op {
			continue
		}
		r := limiter.ReserveN(now, 1)
		s.service, s.booked = max(s.service, r.DelayFrom(now)), append(s.booked, r)
	}
	return s
}

// What is believed of the X-RateLimit headers. Anything outside is ignored.
const (
	maxReset       = time.Hour
	maxInterval    = 24 * time.Hour
	maxWindowCalls = 1_000_000
	maxWindows     = 64 // over all endpoints; far more than the service has
)

// learn takes in the window an answer tells of. After a 429 that window has
// room for one request when the pause is over, and fills up from there.
func (p *pacer) learn(now time.Time, op string, h http.Header, throttledFor time.Duration) {
	limit, ok := headerInt(h, "X-RateLimit-Limit", maxWindowCalls)
	ms, ok2 := headerInt(h, "X-RateLimit-Interval", maxInterval.Milliseconds())
	p.mu.Lock()
	defer p.mu.Unlock()
	if !ok || !ok2 || p.limiter == nil {
		return
	}
	w := window{op: op, interval: time.Duration(ms) * time.Millisecond}
	perSecond := rate.Limit(float64(limit) / w.interval.Seconds())
	known := p.windows[w]
	switch {
	case known == nil && len(p.windows) >= maxWindows:
	case throttledFor > 0:
		limiter := rate.NewLimiter(perSecond, int(limit))
		limiter.AllowN(now.Add(throttledFor), int(limit)-1)
		p.windows[w] = limiter
	case known == nil:
		limiter := rate.NewLimiter(perSecond, int(limit))
		limiter.AllowN(now, 1)
		p.windows[w] = limiter
	case known.Burst() != int(limit):
		known.SetLimitAt(now, perSecond)
		known.SetBurstAt(now, int(limit))
	}
}

// resetWait reads how long a 429 asks to wait: milliseconds, unlike Retry-After.
func resetWait(h http.Header) (time.Duration, bool) {
	ms, ok := headerInt(h, "X-RateLimit-Reset", maxReset.Milliseconds())
	return time.Duration(ms) * time.Millisecond, ok
}

// headerInt reads a whole number from 1 to limit.
func headerInt(h http.Header, name string, limit int64) (int64, bool) {
	n, err := strconv.ParseInt(h.Get(name), 10, 64)
	if err != nil || n < 1 || n > limit {
		return 0, false
	}
	return n, true
}
