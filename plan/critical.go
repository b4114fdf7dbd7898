package plan

// What operations weigh against each other. A call takes about a fifth of a
// second, at five writes a second; a folder job some ten seconds or far more.
const (
	callWeight = 1
	jobWeight  = 50
)

// Graph is which operation needs which. Operations go by their index in the
// plan, which is their id less one.
type Graph struct {
	Needs      []int   // how many others each one needs
	Dependents [][]int // who needs it
	Order      []int   // each after all it needs; those in a ring, and what needs them, are not in it
}

// NewGraph reads the needs of ops. A need of what is not in ops counts for
// nothing: whoever carries operations out has to refuse it.
func NewGraph(ops []Operation) *Graph {
	g := &Graph{Needs: make([]int, len(ops)), Dependents: make([][]int, len(ops))}
	wanted, total := make([]int, len(ops)), 0 // by how many others each one is needed
	eachNeed(ops, func(i, need int) {
		g.Needs[i]++
		wanted[need]++
		total++
	})
	room := make([]int, total) // one piece of memory for all lists
	for i, n := range wanted {
		if n > 0 {
			g.Dependents[i], room = room[:0:n], room[n:]
		}
	}
	eachNeed(ops, func(i, need int) { g.Dependents[need] = append(g.Dependents[need], i) })
	g.Order = g.order()
	return g
}

// eachNeed tells f of each need: the operation that has it, and the one it is of.
func eachNeed(ops []Operation, f func(i, need int)) {
	for i := range ops {
		for _, need := range ops[i].Needs {
			if need.Op >= 1 && int(need.Op) <= len(ops) {
				f(i, int(need.Op)-1)
			}
		}
	}
}

func (g *Graph) order() []int {
	order := make([]int, 0, len(g.Needs))
	open := make([]int, len(g.Needs))
	for i, n := range g.Needs {
		open[i] = n
		if n == 0 {
			order = append(order, i)
		}
	}
	for next := 0; next < len(order); next++ {
		for _, d := range g.Dependents[order[next]] {
			if open[d]--; open[d] == 0 {
				order = append(order, d)
			}
		}
	}
	return order
}

// RemainingPaths is, by index, the weight of the longest way from an operation
// of ops to the end, itself included. Of those that could start, the one with
// the longest way goes first. It is 0 where there is no end: in a ring.
func (g *Graph) RemainingPaths(ops []Operation) []int {
	paths := make([]int, len(ops))
	for at := len(g.Order) - 1; at >= 0; at-- { // whoever needs an operation comes before it here
		i := g.Order[at]
		for _, d := range g.Dependents[i] {
			paths[i] = max(paths[i], paths[d])
		}
		paths[i] += weight(&ops[i])
	}
	return paths
}

func weight(op *Operation) int {
	if op.Class == ClassJob {
		return jobWeight
	}
	return callWeight
}
