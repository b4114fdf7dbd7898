package main

import (
	"context"
	"fmt"
	"time"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
)

// jobWatch waits for folder jobs.
type jobWatch struct {
	client  *imagekit.Client
	timeout time.Duration   // how long at most, as --timeout says
	until   time.Time       // when all waits end; zero: each has its own timeout
	newborn time.Duration   // how long a job may be unknown to the service
	drain   <-chan struct{} // closed when somebody wants no more of it
}

func (p *program) jobWatch(client *imagekit.Client) (*jobWatch, error) {
	timeout, err := p.opts.timeout.duration()
	return &jobWatch{client: client, timeout: timeout, drain: p.stop.drain}, err
}

// await looks at a job until it is over: after first, and then less and less often. A
// look that fails is repeated like one that finds it running, since the job runs all
// the same; but neither for a key that is refused nor for a job that there is not.
func (w *jobWatch) await(ctx context.Context, id imagekit.JobID, first time.Duration) (imagekit.Job, error) {
	began := time.Now()
	end := began.Add(w.timeout)
	if !w.until.IsZero() {
		end = w.until
	}
	limited, cancel := context.WithDeadline(ctx, end)
	defer cancel()
	last := imagekit.Job{ID: id}
	var lastErr error
	for pause := first; w.pause(limited, pause); pause = min(max(2*pause, plan.FirstPause), plan.LastPause) {
		job, err := w.client.GetJob(limited, id)
		switch {
		case err == nil && job.Done():
			return job, nil
		case err == nil:
			last, lastErr = job, nil
			continue
		case imagekit.IsUnauthorized(err), imagekit.IsForbidden(err),
			imagekit.IsNotFound(err) && time.Since(began) >= w.newborn:
			return last, err
		}
		if limited.Err() == nil {
			lastErr = err
		}
	}
	return last, w.gaveUp(ctx, "job "+string(id), "iksync job wait "+string(id), lastErr)
}

// pause waits for d. It is false where nobody waits any longer.
func (w *jobWatch) pause(ctx context.Context, d time.Duration) bool {
	if ctx.Err() != nil {
		return false
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err() == nil
	case <-w.drain:
	case <-ctx.Done():
	}
	return false
}

// gaveUp is the error of what was not over when the wait for it ended. again is how to
// wait for it once more, "" where there is no way.
func (w *jobWatch) gaveUp(ctx context.Context, what, again string, lastErr error) error {
	goOn := "it goes on by itself"
	if again != "" {
		goOn += ", and may be waited for with: " + again
	}
	if lastErr != nil {
		goOn += fmt.Sprintf(" (its status could not be read: %v)", lastErr)
	}
	interrupted := ctx.Err() != nil
	select {
	case <-w.drain:
		interrupted = true
	default:
	}
	if interrupted {
		return fmt.Errorf("%w while %s was waited for: %s", errInterrupted, what, goOn)
	}
	return fail(exitTimeout, "%s was not over after %s: %s", what, w.timeout, goOn)
}
