package report

import (
	"strconv"
	"strings"

	"github.com/iksync/iksync/plan"
)

// folded is the graph with one box for all operations that are alike: of one
// kind, waiting for the same operations and waited for by the same, for the same
// reasons. Nothing is lost by it but names: an arrow between two boxes stands for
// an arrow from each that the one stands for to each that the other stands for.
func folded(p *plan.Plan) graph {
	f := newFolding(p)
	return graph{
		boxes: func(yield func(box) bool) {
			for i := range p.Operations {
				b := box{op: &p.Operations[i], alike: f.alike[i], free: f.free(p, i)}
				if b.alike > 0 && !yield(b) {
					return
				}
			}
		},
		arrows: func(yield func(arrow) bool) {
			for i := range p.Operations {
				if f.alike[i] == 0 {
					continue
				}
				for _, a := range f.arrowsTo(&p.Operations[i]) {
					if !yield(a) {
						return
					}
				}
			}
		},
	}
}

// folding is which operations are alike. Operations go by their places.
type folding struct {
	first  []plan.OpID // the first operation that each is like
	alike  []int       // how many the first of each stands for; 0: it is not the first
	waited []bool      // something waits for it
}

func newFolding(p *plan.Plan) *folding {
	n := len(p.Operations)
	f := &folding{first: make([]plan.OpID, n), alike: make([]int, n), waited: make([]bool, n)}
	waiting := waiting(p)
	seen := make(map[string]int, n)
	for i := range p.Operations {
		op := &p.Operations[i]
		f.waited[i] = len(waiting[i]) > 0
		key := likeness(op, waiting[i])
		at, known := seen[key]
		if !known {
			at = i
			seen[key] = i
		}
		f.first[i] = p.Operations[at].ID
		f.alike[at]++
	}
	return f
}

// waiting is what waits for each operation, as needs that point the other way.
func waiting(p *plan.Plan) [][]plan.Need {
	out := make([][]plan.Need, len(p.Operations))
	for i := range p.Operations {
		op := &p.Operations[i]
		for _, need := range op.Needs {
			if p.Operation(need.Op) != nil {
				out[need.Op-1] = append(out[need.Op-1], plan.Need{Op: op.ID, Why: need.Why})
			}
		}
	}
	return out
}

// likeness is the same text for operations that are alike.
func likeness(op *plan.Operation, waiting []plan.Need) string {
	var b strings.Builder
	b.WriteString(strconv.Quote(string(op.Kind)))
	for _, needs := range [][]plan.Need{op.Needs, waiting} {
		b.WriteByte('|')
		for _, need := range needs {
			b.WriteString(strconv.Itoa(int(need.Op)))
			b.WriteString(strconv.Quote(string(need.Why)))
		}
	}
	return b.String()
}

func (f *folding) free(p *plan.Plan, i int) bool {
	return len(p.Operations[i].Needs) == 0 && !f.waited[i]
}

// arrowsTo are the arrows to op, one for all that it needs and that are alike.
func (f *folding) arrowsTo(op *plan.Operation) []arrow {
	var out []arrow
	drawn := make(map[arrow]bool, len(op.Needs))
	for _, need := range op.Needs {
		a := arrow{from: need.Op, to: op.ID, why: need.Why}
		if i := int(need.Op) - 1; i >= 0 && i < len(f.first) {
			a.from = f.first[i]
		}
		if !drawn[a] {
			drawn[a] = true
			out = append(out, a)
		}
	}
	return out
}
