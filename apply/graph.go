package apply

import (
	"fmt"
	"strings"

	"github.com/iksync/iksync/plan"
)

// graph is which operation needs which. Operations go by their index in the
// plan, which is their id less one.
type graph struct {
	needs      []int   // how many others each one needs
	dependents [][]int // who needs it
	length     []int   // weight of the longest way from it to the end, itself included
}

// newGraph reads the needs of ops. It is an error if one needs what is not
// there or, over others, itself.
func newGraph(ops []plan.Operation) (*graph, error) {
	for i := range ops {
		op := &ops[i]
		if int(op.ID) != i+1 {
			return nil, fmt.Errorf("%s stands in place %d", label(op), i+1)
		}
		for _, need := range op.Needs {
			if need.Op < 1 || int(need.Op) > len(ops) {
				return nil, fmt.Errorf("%s needs operation %d, which is not in the plan", label(op), need.Op)
			}
		}
	}
	g := plan.NewGraph(ops)
	if len(g.Order) < len(ops) {
		return nil, fmt.Errorf("operations wait for each other: %s", ring(ops, g.Order))
	}
	return &graph{g.Needs, g.Dependents, g.RemainingPaths(ops)}, nil
}

// ring describes one ring among the operations that are not in order. Each of
// those needs another of them, so going from need to need must come round.
func ring(ops []plan.Operation, order []int) string {
	ordered := make([]bool, len(ops))
	for _, i := range order {
		ordered[i] = true
	}
	at := 0
	for ordered[at] {
		at++
	}
	var walk []int
	seen := make(map[int]int, 8) // operation -> its place in walk
	for {
		if first, again := seen[at]; again {
			return ringText(ops, walk[first:])
		}
		seen[at] = len(walk)
		walk = append(walk, at)
		for _, need := range ops[at].Needs {
			if i := int(need.Op) - 1; !ordered[i] {
				at = i
				break
			}
		}
	}
}

func ringText(ops []plan.Operation, members []int) string {
	const shown = 8
	var b strings.Builder
	for n, i := range members {
		if n == shown {
			fmt.Fprintf(&b, "%d more, which need ", len(members)-shown)
			break
		}
		fmt.Fprintf(&b, "%s needs ", label(&ops[i]))
	}
	b.WriteString(label(&ops[members[0]]))
	return b.String()
}
