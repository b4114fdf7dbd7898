package apply

import (
	"fmt"
	"strings"

	"github.com/iksync/iksync/plan"
)

// What operations weigh against each other. A call takes about a fifth of a
// second, at five writes a second; a folder job some ten seconds or far more.
const (
	callWeight = 1
	jobWeight  = 50
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
	g := &graph{
		needs:      make([]int, len(ops)),
		dependents: make([][]int, len(ops)),
		length:     make([]int, len(ops)),
	}
	for i := range ops {
		op := &ops[i]
		if int(op.ID) != i+1 {
			return nil, fmt.Errorf("%s stands in place %d", label(op), i+1)
		}
		for _, need := range op.Needs {
			if need.Op < 1 || int(need.Op) > len(ops) {
				return nil, fmt.Errorf("%s needs operation %d, which is not in the plan", label(op), need.Op)
			}
			g.needs[i]++
			g.dependents[need.Op-1] = append(g.dependents[need.Op-1], i)
		}
	}
	order := g.order()
	if len(order) < len(ops) {
		return nil, fmt.Errorf("operations wait for each other: %s", ring(ops, order))
	}
	g.measure(ops, order)
	return g, nil
}

// order lists the operations so that each comes after all it needs. Those in a
// ring, and what needs them, are not in it.
func (g *graph) order() []int {
	order := make([]int, 0, len(g.needs))
	open := make([]int, len(g.needs))
	for i, n := range g.needs {
		open[i] = n
		if n == 0 {
			order = append(order, i)
		}
	}
	for next := 0; next < len(order); next++ {
		for _, d := range g.dependents[order[next]] {
			if open[d]--; open[d] == 0 {
				order = append(order, d)
			}
		}
	}
	return order
}

// measure sets length. Walking the order backwards, whoever needs an operation
// has been measured before it.
func (g *graph) measure(ops []plan.Operation, order []int) {
	for at := len(order) - 1; at >= 0; at-- {
		i := order[at]
		longest := 0
		for _, d := range g.dependents[i] {
			longest = max(longest, g.length[d])
		}
		g.length[i] = weight(&ops[i]) + longest
	}
}

func weight(op *plan.Operation) int {
	if op.Class == plan.ClassJob {
		return jobWeight
	}
	return callWeight
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
