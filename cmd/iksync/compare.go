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
	case w.result.Interrupted && w.lock.Err() != nil:
		return fail(exitLocked, "the lock was lost on the way (%w): %s", w.lock.Err(), counts(w.result))
	case w.result.Interrupted:
		return fail(exitInterrupted, "interrupted: %s", counts(w.result))
	case hopeless(w.result):
		return outcomeError(w.result)
	case w.planner == nil:
		return p.compareAlone(ctx, w)
	}
	if err := p.settled(ctx, w); ctx.Err() != nil {
		return context.Cause(ctx)
	} else if err != nil {
		return fail(p.worst(w.result, exitPartial), "the library could not be read again, so that what is left is not known: %w", err)
	}
	p.keepMovedDrafts(ctx, w)
	switch {
	case w.result.TimedOut():
		return outcomeError(w.result)
	case !w.converged() && w.result.OK():
		return fail(exitPartial, "all was carried out, and the library is still not as %s says", w.source)
	case !w.converged():
		return outcomeError(w.result)
	}
	w.message = fmt.Sprintf("Converged: %s matches %s. %s", w.plan.Library, w.source, w.cost())
	if n := len(w.left.Changes); n > 0 {
		w.message = fmt.Sprintf("Done: all of the plan. %s now asks for %s more: make a new plan. %s", w.source, quantity(n, "change"), w.cost())
	}
	return nil
}

// cost is what the run took, this time.
func (w *work) cost() string {
	earlier := 0
	for _, o := range w.result.Outcomes {
		if o.Earlier {
			earlier++
		}
	}
	text := fmt.Sprintf("%s in %s", quantity(w.result.Count(apply.Done)-earlier, "call"), roundTime(time.Since(w.started)))
	if earlier > 0 {
		text += fmt.Sprintf(", after %d before", earlier)
	}
	return text + "."
}

// converged says whether nothing of the plan is left to do. What refuses a new plan
// is of no account to a saved one, unless something of its own is left.
func (w *work) converged() bool {
	return len(w.left.Gaps) == 0 && (w.saved || !w.left.Refused()) && len(w.leftOver()) == 0
}

// leftOver is what is left to do of the plan. What was not in it counts too,
// unless it is a saved one, which may have been made for a part.
func (w *work) leftOver() []plan.ChangeID {
	planned := make(map[plan.ChangeID]bool, len(w.plan.Changes))
	for i := range w.plan.Changes {
		planned[w.plan.Changes[i].ID] = true
	}
	var ids []plan.ChangeID
	for i := range w.left.Changes {
		if id := w.left.Changes[i].ID; planned[id] || !w.saved {
			ids = append(ids, id)
		}
	}
	return ids
}

// caughtUp says whether the library looks as it must after the run: all that is
// left to do is what the run did not do.
func (w *work) caughtUp() bool {
	undone := w.undone()
	return len(w.left.Gaps) == 0 &&
		!slices.ContainsFunc(w.leftOver(), func(id plan.ChangeID) bool { return !undone[id] })
}

// undone is the changes that the run did not do, or not wholly.
func (w *work) undone() map[plan.ChangeID]bool {
	undone := map[plan.ChangeID]bool{}
	for _, c := range w.result.Changes(w.plan) {
		undone[c.Change] = c.Status != apply.ChangeDone
	}
	return undone
}

// settled plans until the library has caught up, or had its time to.
func (p *program) settled(ctx context.Context, w *work) error {
	return p.untilSettled(ctx, func() (bool, error) {
		var err error
		w.left, err = w.planner.make(ctx)
		return err == nil && w.caughtUp(), err
	})
}

// untilSettled looks until that is good, or the library had its time to catch up.
func (p *program) untilSettled(ctx context.Context, look func() (good bool, err error)) error {
	const firstPause, lastPause = 500 * time.Millisecond, 4 * time.Second
	patience, err := p.settle()
	if err != nil {
		return err
	}
	end := time.Now().Add(patience)
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		if good, err := look(); err != nil || good {
			return err
		}
		left := time.Until(end)
		if left <= 0 {
			return nil
		}
		select {
		case <-time.After(min(pause, left)):
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
	case c == exitPartial && !changed(r):
		c = exitFailed
	}
	return fail(c, "%s", counts(r))
}

// changed says whether a run has changed the library, or may have.
func changed(r *apply.Result) bool {
	return slices.ContainsFunc(r.Outcomes, func(o apply.Outcome) bool {
		switch o.Failure {
		case apply.FailureLeftBehind, apply.FailureTimeout, apply.FailureAborted, apply.FailureUnknown:
			return true
		case apply.FailureCall, apply.FailurePrecondition, apply.FailureJournal:
		}
		return o.Status == apply.Done || len(o.Left) > 0
	})
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
