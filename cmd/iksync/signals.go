package main

import (
	"context"
	"sync"
	"sync/atomic"
)

// interrupts turns signals into the two ways to stop: the first one lets what
// is under way end, where there is something, and the second one does not.
type interrupts struct {
	drain    chan struct{} // closed by the first signal of a graceful run, or when the lock is lost
	once     sync.Once     // closes it
	graceful atomic.Bool   // something is under way that should end in order
}

// watch returns a context that signals end, and a function that stops watching.
func (p *program) watch(parent context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(parent)
	p.stop = &interrupts{drain: make(chan struct{})}
	done := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() {
		first := true
		for {
			select {
			case <-p.env.Signals:
			case <-done:
				return
			}
			if first && p.stop.graceful.Load() {
				first = false
				p.stop.begin()
				p.stderr.say("Interrupted: what is under way is finished, nothing more starts. Once more aborts it.")
				continue
			}
			cancel(errInterrupted)
		}
	})
	return ctx, func() {
		close(done)
		watching.Wait()
		cancel(nil)
	}
}

// begin lets nothing more start. It is true the first time.
func (i *interrupts) begin() (first bool) {
	i.once.Do(func() {
		close(i.drain)
		first = true
	})
	return first
}
