package live

import (
	"context"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// Probe says from the library whether op was carried out.
func (l *Library) Probe(context.Context, *plan.Operation) (plan.Verdict, error) {
	return plan.Verdict{Answer: plan.VerdictUnclear}, nil
}

// Contents lists all that is below a folder, sorted by path.
func (l *Library) Contents(context.Context, state.Path) ([]plan.Content, error) {
	return nil, nil
}
