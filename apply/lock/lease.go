package lock

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

var (
	// ErrTaken says that a lease was lost to somebody who took the lock away.
	ErrTaken = errors.New("the lock was taken away: somebody unlocked it, or this process stood still for too long")
	// ErrExpired says that a lease could not be renewed in time.
	ErrExpired = errors.New("the lock could not be renewed in time")
)

// Lease is a lock that is held. A goroutine renews it until Release.
type Lease struct {
	store      store
	o          *Options
	generation uint64
	from       Owner

	stop     context.CancelFunc
	stopped  chan struct{} // closed when the goroutine has ended
	lost     chan struct{}
	watchdog *time.Timer // ends the lease on time, even if a request hangs

	mu      sync.Mutex
	record  record // as it was last written for certain
	failure error  // of the last renewal; nil if it succeeded
	ended   error  // why the lease ended; nil while it is held
}

var errReleased = errors.New("the lock was released")

func newLease(s store, o *Options, generation uint64, r record) *Lease {
	return &Lease{
		store: s, o: o, generation: generation, record: r,
		stopped: make(chan struct{}), lost: make(chan struct{}),
	}
}

// begin starts the renewals.
func (l *Lease) begin() {
	ctx, cancel := context.WithCancel(context.Background())
	l.stop = cancel
	l.mu.Lock()
	defer l.mu.Unlock()
	l.watchdog = time.AfterFunc(l.left(), l.watch)
	go l.keep(ctx)
}

// watch ends the lease if it is over. A renewal may just have been in time.
func (l *Lease) watch() {
	if l.Err() == nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.watchdog.Reset(max(l.left(), time.Millisecond)) // the clock of timers is another one
	}
}

// From is whose lock was taken over: its process was dead, or had not renewed it.
// Empty where the lock was free.
func (l *Lease) From() Owner { return l.from }

// Lost is closed when the lease ends without Release: then somebody else may hold
// the lock, and whatever it protects must stop.
func (l *Lease) Lost() <-chan struct{} { return l.lost }

// Err says why the lock is not held any more, or nil while it is. It looks at
// the clock, so that it is right in the very moment in which a machine wakes up.
// It sends nothing: call it before each step that the lock protects.
func (l *Lease) Err() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.left() <= 0 {
		l.endLocked(ErrExpired)
	}
	return l.ended
}

// left is how long the lease lasts without another renewal. l.mu is held.
func (l *Lease) left() time.Duration { return l.record.Expires.Sub(l.o.Now()) }

// end ends the lease, once.
func (l *Lease) end(why error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.endLocked(why)
}

func (l *Lease) endLocked(why error) {
	if l.ended != nil {
		return
	}
	if errors.Is(why, ErrExpired) && l.failure != nil {
		why = fmt.Errorf("%w: %w", why, l.failure)
	}
	l.ended = why
	l.watchdog.Stop()
	if !errors.Is(why, errReleased) {
		close(l.lost)
	}
}

// keep renews the lease until ctx or the lease ends.
func (l *Lease) keep(ctx context.Context) {
	defer close(l.stopped)
	pause := l.o.TTL / 3
	var next *record // what the renewal under way writes; nil between renewals
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.lost:
			return
		case <-time.After(pause):
		}
		if l.Err() != nil {
			return
		}
		if next == nil {
			next = l.renewal()
		}
		err := l.renew(ctx, next)
		switch {
		case err == nil:
			// Counted from when it began, which may be long ago.
			pause = max(next.Renewed.Add(l.o.TTL/3).Sub(l.o.Now()), l.o.TTL/12)
			next = nil
		case errors.Is(err, ErrTaken):
			l.end(err)
			return
		default:
			// The same is written again: a request that was given up and arrives
			// late after all then changes nothing.
			pause = l.o.TTL / 12
		}
		l.mu.Lock()
		l.failure = err
		l.mu.Unlock()
	}
}

// renewal is the record of a longer lease.
func (l *Lease) renewal() *record {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.record
	r.Renewed = l.o.Now()
	r.Expires = r.Renewed.Add(l.o.TTL)
	return &r
}

// renew makes the lease as long as next says. It must end before the lease: until
// then nobody can have found it expired.
func (l *Lease) renew(ctx context.Context, next *record) error {
	ctx, cancel := context.WithTimeout(ctx, l.o.TTL/6)
	defer cancel()
	return l.o.guarded(ctx, func(ctx context.Context) error {
		if err := l.checkHighest(ctx); err != nil {
			return err
		}
		if err := l.store.write(ctx, l.generation, next, nil); err != nil {
			return err
		}
		if err := l.checkHighest(ctx); err != nil {
			return err
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.ended != nil || l.left() <= 0 {
			return ErrExpired
		}
		l.record = *next
		l.watchdog.Reset(l.left())
		return nil
	})
}

func (l *Lease) checkHighest(ctx context.Context) error {
	over, err := l.store.overtaken(ctx, l.generation)
	if err == nil && over {
		return ErrTaken
	}
	return err
}

// Release gives the lock back. Its error says that the lock was lost before, or
// that others have to wait until it has expired.
func (l *Lease) Release(ctx context.Context) error {
	l.stop()
	select {
	case <-l.stopped:
	case <-ctx.Done(): // a request that does not end: it can only make others wait
	}
	lost := l.Err()
	switch {
	case errors.Is(lost, errReleased):
		return nil
	case errors.Is(lost, ErrTaken):
		return lost
	}
	l.end(errReleased)
	l.mu.Lock()
	r := l.record
	l.mu.Unlock()
	r.Released = true
	err := l.o.guarded(ctx, func(ctx context.Context) error {
		if err := l.checkHighest(ctx); err != nil {
			return err
		}
		return l.store.write(ctx, l.generation, &r, nil)
	})
	if lost != nil {
		return lost
	}
	return err
}
