package imagekit

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A pacer decides when the requests of one class may be sent. Three things can
// hold one back: the configured rate, a pause after 429, and the windows that
// the service has told about in its X-RateLimit headers.
type pacer struct {
	mu      sync.Mutex
	limiter *rate.Limiter // nil: no local pacing
	paused  time.Time     // nothing is sent before
	all     lane          // the class as a whole
	lanes   map[string]*lane
	lessons int // grows with every window that makes a turn too early which was booked before
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
			p.lanes = map[string]*lane{}
		}
		pacers[class] = p
	}
	return pacers, nil
}

// A slot is a booked turn: how long to wait for it and why.
type slot struct {
	op      string
	turn    time.Duration // until the configured rate allows it
	service time.Duration // until the service's own windows allow it too
	at      time.Time
	lessons int // the pacer's, when it was booked
	booked  *rate.Reservation
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
	s := slot{op: op, at: now, lessons: p.lessons}
	if p.limiter == nil {
		return s
	}
	s.booked = p.limiter.ReserveN(now, 1)
	s.turn = s.booked.DelayFrom(now)
	s.at = p.room(now.Add(s.turn), op)
	s.service = s.at.Sub(now)
	p.note(s)
	return s
}

// room is the earliest time from t on at which all windows have room for an operation.
func (p *pacer) room(t time.Time, op string) time.Time {
	for {
		next := p.lane(op).room(p.all.room(t))
		if next.Equal(t) {
			return t
		}
		t = next
	}
}

func (p *pacer) lane(op string) *lane {
	if p.lanes[op] == nil {
		p.lanes[op] = &lane{}
	}
	return p.lanes[op]
}

// confirm takes a booked turn that has come. It is false, and the turn given
// back, if a pause has begun since it was booked, or a window is known now that
// has no room for it.
func (p *pacer) confirm(s slot, now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	paused := p.paused.After(now)
	if s.booked == nil || s.lessons == p.lessons && !paused {
		return !paused
	}
	p.forget(s)
	if paused || !p.room(s.at, s.op).Equal(s.at) {
		s.booked.CancelAt(now)
		return false
	}
	p.note(s)
	return true
}

// giveBack returns a turn to those who wait behind.
func (p *pacer) giveBack(s slot, now time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s.booked != nil {
		s.booked.CancelAt(now)
		p.forget(s)
	}
}

func (p *pacer) note(s slot) {
	p.all.note(s.at)
	p.lane(s.op).note(s.at)
}

func (p *pacer) forget(s slot) {
	p.all.forget(s.at)
	p.lane(s.op).forget(s.at)
}

// What is believed of the X-RateLimit headers. Anything outside is ignored.
const (
	maxReset       = time.Hour
	maxInterval    = 24 * time.Hour
	maxWindowCalls = 1_000_000
)

// learn takes in the window an answer tells of. It is the endpoint's own, as the
// service documents it, until 429s show that others count too.
func (p *pacer) learn(now time.Time, op string, h http.Header, throttledFor time.Duration) {
	limit, ok := headerInt(h, "X-RateLimit-Limit", maxWindowCalls)
	ms, ok2 := headerInt(h, "X-RateLimit-Interval", maxInterval.Milliseconds())
	p.mu.Lock()
	defer p.mu.Unlock()
	if !ok || !ok2 || p.limiter == nil {
		return
	}
	w, whose := window{interval: time.Duration(ms) * time.Millisecond, limit: int(limit)}, p.lane(op)
	if throttledFor > 0 {
		w.reopened = now.Add(throttledFor)
		w.unearned = whose.count(now, w.interval) <= w.limit
	}
	if p.shared(w, op) {
		whose = &p.all
	}
	if whose.set(w) {
		p.lessons++
	}
}

// shared tells whether a window is the whole class's: if it refused two
// endpoints, each of which by itself had kept to it. One alone may have met the
// requests of somebody else.
func (p *pacer) shared(w window, op string) bool {
	if !w.unearned {
		return false
	}
	for other, lane := range p.lanes {
		if other != op && lane.doubts(w) {
			return true
		}
	}
	return false
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
