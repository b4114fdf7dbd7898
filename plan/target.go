package plan

import (
	"slices"

	"github.com/iksync/iksync/state"
)

// Selection narrows a plan to a part of its objects.
type Selection struct {
	Target  []state.Pattern // none: everything
	Exclude []state.Pattern
}

// Empty says whether s selects everything.
func (s Selection) Empty() bool { return len(s.Target) == 0 && len(s.Exclude) == 0 }

// Select is p with only what s selects: the operations that fulfil a selected
// change, and all they need. Without what is excluded goes whatever needs it.
// A change stays only where all its operations do.
func (p *Plan) Select(s Selection) *Plan {
	if s.Empty() {
		return p
	}
	keep := p.selected(s)
	p.closeOver(keep)
	out := *p
	out.Changes = slices.DeleteFunc(slices.Clone(p.Changes), func(c Change) bool { return !keep[c.ID] })
	out.Operations = p.operationsOf(keep)
	objects := p.Totals.Objects
	out.Totals = total(&out)
	out.Totals.Objects = objects
	out.Forecast = forecast(out.Totals.Calls)
	return &out
}

// selected is the changes that s names.
func (p *Plan) selected(s Selection) map[ChangeID]bool {
	keep := make(map[ChangeID]bool, len(p.Changes))
	for i := range p.Changes {
		c := &p.Changes[i]
		keep[c.ID] = len(s.Target) == 0 || covered(c, s.Target)
	}
	return p.withoutExcluded(keep, s.Exclude)
}

func covered(c *Change, patterns []state.Pattern) bool {
	return slices.ContainsFunc(patterns, func(g state.Pattern) bool {
		return c.Path != "" && g.Covers(c.Path) || c.From != "" && g.Covers(c.From)
	})
}

// withoutExcluded marks what is excluded, and whatever needs it, as never to be kept.
func (p *Plan) withoutExcluded(keep map[ChangeID]bool, exclude []state.Pattern) map[ChangeID]bool {
	out := map[ChangeID]bool{}
	for i := range p.Changes {
		if covered(&p.Changes[i], exclude) {
			out[p.Changes[i].ID] = true
		}
	}
	for spread := len(out) > 0; spread; {
		spread = false
		for i := range p.Operations {
			op := &p.Operations[i]
			needsExcluded := slices.ContainsFunc(op.Needs, func(n Need) bool {
				return slices.ContainsFunc(p.Operation(n.Op).Changes, func(id ChangeID) bool { return out[id] })
			})
			for _, id := range op.Changes {
				if needsExcluded && !out[id] {
					out[id], spread = true, true
				}
			}
		}
	}
	for id := range out {
		keep[id] = false
	}
	return keep
}

// closeOver keeps what the operations of kept changes need, until nothing is missing.
func (p *Plan) closeOver(keep map[ChangeID]bool) {
	for spread := true; spread; {
		spread = false
		for i := len(p.Operations) - 1; i >= 0; i-- {
			op := &p.Operations[i]
			if !slices.ContainsFunc(op.Changes, func(id ChangeID) bool { return keep[id] }) {
				continue
			}
			for _, need := range op.Needs {
				for _, id := range p.Operation(need.Op).Changes {
					if !keep[id] {
						keep[id], spread = true, true
					}
				}
			}
		}
	}
}

// operationsOf is the operations of the kept changes, numbered anew.
func (p *Plan) operationsOf(keep map[ChangeID]bool) []Operation {
	ids := map[OpID]OpID{}
	var out []Operation
	for _, op := range p.Operations {
		if !slices.ContainsFunc(op.Changes, func(id ChangeID) bool { return keep[id] }) {
			continue
		}
		ids[op.ID] = OpID(len(out) + 1)
		needs := op.Needs
		op.ID, op.Needs = ids[op.ID], nil
		for _, need := range needs {
			op.Needs = append(op.Needs, Need{Op: ids[need.Op], Why: need.Why})
		}
		out = append(out, op)
	}
	return out
}
