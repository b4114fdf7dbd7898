package main

import (
	"context"
	"fmt"

	"github.com/iksync/iksync/plan"
)

// compareAlone is compare where the YAML is not there: the library is read once
// more and held against what the plan itself said.
func (p *program) compareAlone(ctx context.Context, w *work) error {
	undone := w.undone()
	reader := p.reader(w.connection)
	gaps := 0
	err := p.untilSettled(ctx, func() (bool, error) {
		have, err := reader.Observe(ctx, w.plan.Scope)
		if err != nil {
			return false, err
		}
		gaps, w.remaining = len(have.Gaps), plan.Remaining(w.plan, have)
		return gaps == 0 && !unexpected(w.remaining, undone), nil
	})
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return fail(p.worst(w.result, exitPartial), "the library could not be read again, so that what is left is not known: %w", err)
	case gaps > 0:
		return fail(p.worst(w.result, exitPartial), "the library could not be read whole again, so that what is left is not known")
	case w.result.OK() && len(w.remaining) > 0:
		return fail(exitPartial, "all was carried out, and %s of the plan do not show in the library", quantity(len(w.remaining), "change"))
	case !w.result.OK():
		return outcomeError(w.result)
	}
	w.message = fmt.Sprintf("Converged: the library is as the plan said. %s", w.cost())
	return nil
}

// unexpected says whether a change remains that was done.
func unexpected(remaining []plan.Remain, undone map[plan.ChangeID]bool) bool {
	for _, r := range remaining {
		if !undone[r.Change] {
			return true
		}
	}
	return false
}
