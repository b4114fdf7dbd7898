package report

import (
	"iter"

	"github.com/iksync/iksync/plan"
)

// graph is what is drawn of a plan: its operations as boxes, and an arrow from
// each operation to whatever waits for it. Both are made while they are read,
// so that a graph of many operations is never in memory.
type graph struct {
	boxes  iter.Seq[box]
	arrows iter.Seq[arrow]
}

// box is one operation or, folded, the first of several that are alike.
type box struct {
	op    *plan.Operation
	alike int  // how many it stands for, itself included
	free  bool // folded: they wait for nothing, and nothing waits for them
}

// arrow says that one operation waits for another, and why.
type arrow struct {
	from plan.OpID // comes first
	to   plan.OpID // waits
	why  plan.NeedKind
}

// whole is the graph with a box for each operation and an arrow for each need.
func whole(p *plan.Plan) graph {
	return graph{
		boxes: func(yield func(box) bool) {
			for i := range p.Operations {
				if !yield(box{op: &p.Operations[i], alike: 1}) {
					return
				}
			}
		},
		arrows: func(yield func(arrow) bool) {
			for i := range p.Operations {
				op := &p.Operations[i]
				for _, need := range op.Needs {
					if !yield(arrow{from: need.Op, to: op.ID, why: need.Why}) {
						return
					}
				}
			}
		},
	}
}

// look is how a box is drawn. Shapes tell looks apart, colours only help.
type look string

const (
	lookPlain  look = "plain"
	lookJob    look = "job"    // starts a background job and waits for it
	lookDelete look = "delete" // nothing brings back what it ends
)

func lookOf(op *plan.Operation) look {
	switch op.Kind {
	case plan.OpDeleteField, plan.OpDeleteFolder, plan.OpDeleteFile, plan.OpDeleteFiles:
		return lookDelete
	default:
		if op.Class == plan.ClassJob {
			return lookJob
		}
		return lookPlain
	}
}

// headline is what must not be overlooked in the drawing of a plan, "" where
// there is no such thing. It has no name in it, so that nothing need be escaped.
func headline(p *plan.Plan) string {
	switch {
	case p.Refused():
		return "This plan is refused and must not be applied"
	case len(p.Gaps) > 0:
		return "The library could not be read whole, so deletes are left out"
	case len(p.Operations) == 0:
		return "There is nothing to do"
	}
	return ""
}
