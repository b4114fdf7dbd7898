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
	out := *p
	out.Changes = slices.DeleteFunc(slices.Clone(p.Changes), func(c Change) bool { return !keep[c.ID] })
	out.Operations = p.operationsOf(keep)
	objects := p.Totals.Objects
	out.Totals = total(&out)
	out.Totals.Objects = objects
	out.Forecast = forecast(&out)
	return &out
}

// selected is the changes that s names and all that these need, less what is
// excluded and all that needs that.
func (p *Plan) selected(s Selection) map[ChangeID]bool {
	links := p.links()
	var named, excluded []ChangeID
	for i := range p.Changes {
		c := &p.Changes[i]
		if covered(c, s.Exclude) {
			excluded = append(excluded, c.ID)
		}
		if len(s.Target) == 0 || covered(c, s.Target) {
			named = append(named, c.ID)
		}
	}
	out := spread(excluded, links.neededBy)
	named = slices.DeleteFunc(named, func(id ChangeID) bool { return out[id] })
	return spread(named, links.needs)
}

func covered(c *Change, patterns []state.Pattern) bool {
	return slices.ContainsFunc(patterns, func(g state.Pattern) bool {
		return c.Path != "" && g.Covers(c.Path) || c.From != "" && g.Covers(c.From)
	})
}

// links is which changes need which, by way of their operations.
type links struct{ needs, neededBy map[ChangeID][]ChangeID }

func (p *Plan) links() links {
	l := links{needs: map[ChangeID][]ChangeID{}, neededBy: map[ChangeID][]ChangeID{}}
	for i := range p.Operations {
		op := &p.Operations[i]
		for _, need := range op.Needs {
			for _, from := range op.Changes {
				for _, to := range p.Operation(need.Op).Changes {
					if from != to {
						l.needs[from] = append(l.needs[from], to)
						l.neededBy[to] = append(l.neededBy[to], from)
					}
				}
			}
		}
		// What one call does for several changes, it does for all or none.
		for i := 1; i < len(op.Changes); i++ {
			a, b := op.Changes[i-1], op.Changes[i]
			l.needs[a], l.needs[b] = append(l.needs[a], b), append(l.needs[b], a)
			l.neededBy[a], l.neededBy[b] = append(l.neededBy[a], b), append(l.neededBy[b], a)
		}
	}
	return l
}

// spread is start and all that can be reached from there.
func spread(start []ChangeID, next map[ChangeID][]ChangeID) map[ChangeID]bool {
	seen := make(map[ChangeID]bool, len(start))
	for todo := slices.Clone(start); len(todo) > 0; {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !seen[id] {
			seen[id] = true
			todo = append(todo, next[id]...)
		}
	}
	return seen
}

// operationsOf is the operations of the kept changes, numbered anew.
func (p *Plan) operationsOf(keep map[ChangeID]bool) []Operation {
	ids := map[OpID]OpID{}
	out := []Operation{}
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
