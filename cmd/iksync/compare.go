package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
)

// compare is the last step of an apply: the library is read and planned for once
// more, and what that finds decides how the run went. Its error is the verdict.
func (p *program) compare(ctx context.Context, w *work) error {
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case w.result.Interrupted:
		return fail(exitInterrupted, "interrupted: %s", counts(w.result))
	case hopeless(w.result):
		return outcomeError(w.result)
	case w.planner == nil:
		return outcomeError(w.result)
	}
	if err := p.settled(ctx, w); err != nil {
		return fail(p.worst(w.result, exitPartial), "the library could not be read again, so that what is left is not known: %w", err)
	}
	switch {
	case w.result.TimedOut():
		return outcomeError(w.result)
	case !w.converged() && w.result.OK():
		return fail(exitPartial, "all was carried out, and the library is still not as %s says", w.source)
	case !w.converged():
		return outcomeError(w.result)
	}
	w.message = fmt.Sprintf("Converged: %s matches %s.", w.plan.Library, w.source)
	if n := len(w.left.Changes); n > 0 {
		w.message = fmt.Sprintf("Done: all of the plan. %s now asks for %s more: make a new plan.", w.source, quantity(n, "change"))
	}
	w.message += fmt.Sprintf(" %s in %s.", quantity(w.result.Count(apply.Done), "call"), roundTime(time.Since(w.started)))
	return nil
}

// converged says whether nothing of the plan is left to do. What was not in it
// counts too, unless it is a saved one: it may have been made for a part.
func (w *work) converged() bool {
	if len(w.left.Gaps) > 0 {
		return false
	}
	if !w.approved {
		return w.left.Empty()
	}
	return !slices.ContainsFunc(w.left.Changes, func(c plan.Change) bool { return w.plan.Change(c.ID) != nil })
}

// settled plans until there is nothing left to do, or listings have had their
// time to catch up with what was written.
func (p *program) settled(ctx context.Context, w *work) error {
	const firstPause, lastPause = 500 * time.Millisecond, 4 * time.Second
	patience, err := p.settle()
	if err != nil {
		return err
	}
	end := time.Now().Add(patience)
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		w.left, err = w.planner.make(ctx)
		if err != nil || w.converged() || time.Now().After(end) {
			return err
		}
		select {
		case <-time.After(min(pause, time.Until(end))):
		case <-p.stop.drain:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// hopeless says whether the run ended in a way that reading again would end in too.
func hopeless(r *apply.Result) bool {
	for _, o := range r.Outcomes {
		if imagekit.IsUnauthorized(o.Err) {
			return true
		}
	}
	return false
}

// outcomeError is the error of a run by its operations alone; nil where all were done.
func outcomeError(r *apply.Result) error {
	if r.OK() {
		return nil
	}
	c := exitPartial
	var wait *imagekit.WaitError
	for _, o := range r.Outcomes {
		if errors.As(o.Err, &wait) {
			c = exitTimeout
		}
	}
	switch {
	case r.TimedOut():
		c = exitTimeout
	case c == exitPartial && r.Count(apply.Done) == 0:
		c = exitFailed
	}
	return fail(c, "%s", counts(r))
}

// worst is the exit code that r asks for, or at least the given one.
func (p *program) worst(r *apply.Result, otherwise code) code {
	if err := outcomeError(r); err != nil {
		return exitCode(err)
	}
	return otherwise
}

// counts says how many calls were done and how many were not.
func counts(r *apply.Result) string {
	return fmt.Sprintf("%d of %s done, %d failed, %d not tried", r.Count(apply.Done),
		quantity(len(r.Outcomes), "call"), r.Count(apply.Failed), r.Count(apply.Skipped))
}
