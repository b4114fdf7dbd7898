package apply

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
)

// ops makes one operation of each list of needs.
func ops(needs ...[]plan.OpID) []plan.Operation {
	made := make([]plan.Operation, len(needs))
	for i := range needs {
		made[i] = plan.Operation{ID: plan.OpID(i + 1), Kind: plan.OpUpdateFile, Class: plan.ClassWrite, Path: "/f"}
		for _, n := range needs[i] {
			made[i].Needs = append(made[i].Needs, plan.Need{Op: n})
		}
	}
	return made
}

type needs = []plan.OpID

func TestGraphMeasuresTheLongestWay(t *testing.T) {
	of := ops(needs{}, needs{1}, needs{1, 4}, needs{}, needs{3, 2}, needs{}, needs{4, 4})
	of[4].Class = plan.ClassJob
	g, err := newGraph(of)
	require.NoError(t, err)
	require.Equal(t, []int{52, 51, 51, 52, 50, 1, 1}, g.length)
	require.Equal(t, []int{0, 1, 2, 0, 2, 0, 2}, g.needs)
	require.Equal(t, [][]int{{1, 2}, {4}, {4}, {2, 6, 6}, nil, nil, nil}, g.dependents)
}

func TestGraphOfALongChain(t *testing.T) {
	of := ops(make([]needs, 1000)...)
	for i := range of[1:] {
		of[i].Needs = []plan.Need{{Op: plan.OpID(i + 2)}} // the last one starts
	}
	g, err := newGraph(of)
	require.NoError(t, err)
	require.Equal(t, 1000, g.length[999])
	require.Equal(t, 1, g.length[0])
}

// TestDefaultParallelism: a forecast counts on as many slots as a run has.
func TestDefaultParallelism(t *testing.T) {
	require.Equal(t, plan.DefaultParallelism, Options{}.withDefaults().Parallelism)
}

func TestGraphRefuses(t *testing.T) {
	misplaced := ops(needs{}, needs{})
	misplaced[1].ID = 1
	long := ops(make([]needs, 20)...)
	for i := range long {
		long[i].Needs = []plan.Need{{Op: plan.OpID((i+1)%20 + 1)}}
	}
	tests := []struct {
		name string
		ops  []plan.Operation
		want string
	}{
		{"dangling", ops(needs{2}), "operation 1 (update-file /f) needs operation 2, which is not in the plan"},
		{"zero", ops(needs{0}), "operation 1 (update-file /f) needs operation 0, which is not in the plan"},
		{"itself", ops(needs{1}), ringOf(1, 1)},
		{"ring", ops(needs{}, needs{4, 1}, needs{1, 2}, needs{1, 3}, needs{2}), ringOf(2, 4, 3, 2)},
		{"behind a ring", ops(needs{2}, needs{3}, needs{2}), ringOf(2, 3, 2)},
		{"misplaced", misplaced, "operation 1 (update-file /f) stands in place 2"},
		{"long ring", long, ringOf(1, 2, 3, 4, 5, 6, 7, 8) + " needs 12 more, which need operation 1 (update-file /f)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := newGraph(tt.ops)
			require.EqualError(t, err, tt.want)
		})
	}
}

func ringOf(first int, rest ...int) string {
	text := fmt.Sprintf("operations wait for each other: operation %d (update-file /f)", first)
	for _, id := range rest {
		text += fmt.Sprintf(" needs operation %d (update-file /f)", id)
	}
	return text
}
