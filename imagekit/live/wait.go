package live

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/iksync/iksync/plan"
)

// A pace is how long to wait before something is tried again: first, then
// twice as long each time, up to last, and all in all for no longer than patience.
type pace struct {
	first, last, patience time.Duration
}

// listings is the pace of looking for what a listing does not show yet.
func (l *Library) listings() pace {
	return pace{first: plan.FirstPause, last: plan.LastPause, patience: l.settle}
}

// progress says whether something has to be tried again.
type progress string

const (
	over  progress = "over"
	again progress = "again"
)

// repeat tries until that is over or fails, or patience is at its end.
func (p pace) repeat(ctx context.Context, try func() (progress, error)) error {
	end := time.Now().Add(p.patience)
	for pause := p.first; ; pause = min(2*pause, p.last) {
		state, err := try()
		left := time.Until(end)
		if err != nil || state == over || left <= 0 {
			return err
		}
		if err := sleep(ctx, min(pause, left)); err != nil {
			return err
		}
	}
}

// sleep waits for d, or fails with why ctx ended before.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// lookers is the number of single objects that are read at a time.
const lookers = 8

// sideBySide does 0 to n-1, some at a time. The first error ends it.
func sideBySide(ctx context.Context, n int, do func(ctx context.Context, i int) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(lookers)
	for i := range n {
		g.Go(func() error { return do(ctx, i) })
	}
	return g.Wait()
}
