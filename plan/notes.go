package plan

import "github.com/iksync/iksync/state"

// notes collects what is said along the way: what is wrong with the YAML now
// that the library is known, what is held, and what refuses the plan.
type notes struct {
	problems state.Problems
	held     []Held
	refusals []Refusal
}

func (n *notes) hold(h Held)      { n.held = append(n.held, h) }
func (n *notes) refuse(r Refusal) { n.refusals = append(n.refusals, r) }
