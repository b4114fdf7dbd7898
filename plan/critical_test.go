package plan_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/plan"
)

// graphOf makes one operation of each list of needs. Those in jobs are jobs.
func graphOf(jobs map[plan.OpID]bool, needs ...[]plan.OpID) []plan.Operation {
	ops := make([]plan.Operation, len(needs))
	for i := range needs {
		id := plan.OpID(i + 1)
		ops[i] = plan.Operation{ID: id, Kind: plan.OpUpdateFile, Class: plan.ClassWrite}
		if jobs[id] {
			ops[i].Kind, ops[i].Class = plan.OpMoveFolder, plan.ClassJob
		}
		for _, n := range needs[i] {
			ops[i].Needs = append(ops[i].Needs, plan.Need{Op: n})
		}
	}
	return ops
}

func TestRemainingPaths(t *testing.T) {
	for _, test := range []struct {
		name  string
		jobs  map[plan.OpID]bool
		needs [][]plan.OpID
		want  []int
	}{
		{"nothing", nil, nil, []int{}},
		{"one call", nil, [][]plan.OpID{{}}, []int{1}},
		{"side by side", nil, [][]plan.OpID{{}, {}}, []int{1, 1}},
		{"a chain counts down", nil, [][]plan.OpID{{}, {1}, {2}}, []int{3, 2, 1}},
		{"a chain told from its end", nil, [][]plan.OpID{{2}, {3}, {}}, []int{1, 2, 3}},
		{"a job weighs as much as fifty calls", map[plan.OpID]bool{2: true}, [][]plan.OpID{{}, {1}}, []int{51, 50}},
		{"the longer of two ways counts", map[plan.OpID]bool{3: true}, [][]plan.OpID{{}, {1}, {1}}, []int{51, 1, 50}},
		{"a need told twice is one way", nil, [][]plan.OpID{{}, {1, 1}}, []int{2, 1}},
		{"a ring has no end", nil, [][]plan.OpID{{}, {1, 3}, {2}}, []int{1, 0, 0}},
		{"a need of nothing counts for nothing", nil, [][]plan.OpID{{0, 7, -1}}, []int{1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			ops := graphOf(test.jobs, test.needs...)
			require.Equal(t, test.want, plan.NewGraph(ops).RemainingPaths(ops))
		})
	}
}

func TestGraphHoldsEveryNeedOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ops := drawOperations(t, rapid.IntRange(0, 30).Draw(t, "operations"))
		g := plan.NewGraph(ops)
		require.Len(t, g.Order, len(ops), "there is no ring")
		place := make([]int, len(ops))
		for at, i := range g.Order {
			place[i] = at
		}
		pairs := map[[2]int]int{}
		for i := range ops {
			require.Len(t, ops[i].Needs, g.Needs[i])
			for _, need := range ops[i].Needs {
				require.Less(t, place[need.Op-1], place[i], "what is needed comes first")
				pairs[[2]int{int(need.Op) - 1, i}]++
			}
		}
		for need, dependents := range g.Dependents {
			for _, i := range dependents {
				pairs[[2]int{need, i}]--
			}
		}
		for pair, n := range pairs {
			require.Zero(t, n, pair)
		}
	})
}
