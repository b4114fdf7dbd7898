package apply

import (
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// ChangeOutcome is how one change of a plan ended: what people reviewed, where
// an Outcome is about what was sent.
type ChangeOutcome struct {
	Change  plan.ChangeID `json:"change"`
	Status  ChangeStatus  `json:"status"`
	Reasons []Outcome     `json:"reasons,omitempty"` // of its operations that were not done, in the plan's order
}

// ChangeStatus is how a change ended.
type ChangeStatus string

// The ways a change can end.
const (
	ChangeDone    ChangeStatus = "done"    // all its operations were done
	ChangePartly  ChangeStatus = "partly"  // some of them were done
	ChangeFailed  ChangeStatus = "failed"  // none was done, and one of them failed
	ChangeSkipped ChangeStatus = "skipped" // none was tried; also where no operation is for it
)

// Changes is how p's changes ended, in p's order. The Result must be of a run of p.
func (r *Result) Changes(p *plan.Plan) []ChangeOutcome {
	changes := make([]ChangeOutcome, len(p.Changes))
	place := make(map[plan.ChangeID]int, len(p.Changes))
	for i := range p.Changes {
		changes[i].Change = p.Changes[i].ID
		place[p.Changes[i].ID] = i
	}
	done := make([]int, len(p.Changes))
	for i, o := range r.Outcomes {
		op := &p.Operations[i]
		left := leftByPath(op, &o)
		for n, id := range op.Changes {
			at, known := place[id]
			switch {
			case !known:
			case o.Status == Done, left != nil && left[op.Files[n].Path] == "":
				done[at]++
			default:
				if left != nil {
					o.Error, o.Left = left[op.Files[n].Path], nil
				}
				changes[at].Reasons = append(changes[at].Reasons, o)
			}
		}
	}
	for i := range changes {
		changes[i].Status = changeStatus(done[i], changes[i].Reasons)
	}
	return changes
}

// leftByPath is why each file of a call for several was left, nil where the
// outcome does not tell single files: then it is the outcome of each.
func leftByPath(op *plan.Operation, o *Outcome) map[state.Path]string {
	if o.Status != Failed || len(o.Left) == 0 || len(op.Files) != len(op.Changes) {
		return nil
	}
	left := make(map[state.Path]string, len(o.Left))
	for _, l := range o.Left {
		left[l.Path] = l.Why
	}
	return left
}

func changeStatus(done int, notDone []Outcome) ChangeStatus {
	switch {
	case done > 0 && len(notDone) == 0:
		return ChangeDone
	case done > 0:
		return ChangePartly
	}
	for _, o := range notDone {
		if o.Status == Failed {
			return ChangeFailed
		}
	}
	return ChangeSkipped
}
