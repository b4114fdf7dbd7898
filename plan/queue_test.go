package plan_test

import (
	"cmp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/plan"
)

func TestQueue(t *testing.T) {
	for _, test := range []struct {
		name        string
		paths       []int
		push, comes []int
	}{
		{"nothing is ready", []int{1, 2}, nil, nil},
		{"the longest way goes first", []int{1, 3, 2}, []int{0, 1, 2}, []int{1, 2, 0}},
		{"of equals the first in the plan", []int{5, 5, 5}, []int{2, 0, 1}, []int{0, 1, 2}},
		{"what came back has its place again", []int{1, 2}, []int{1, 1, 0}, []int{1, 1, 0}},
	} {
		t.Run(test.name, func(t *testing.T) {
			q := plan.NewQueue(test.paths)
			for _, i := range test.push {
				q.Push(i)
			}
			var got []int
			for q.Len() > 0 {
				got = append(got, q.Pop())
			}
			require.Equal(t, test.comes, got)
		})
	}
}

// Whatever is pushed and popped in between, the first of what is there comes out.
func TestAQueueIsAlwaysInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		paths := rapid.SliceOfN(rapid.IntRange(0, 4), 1, 20).Draw(t, "paths")
		q := plan.NewQueue(paths)
		var model []int
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			if len(model) > 0 && rapid.Bool().Draw(t, "pop") {
				slices.SortFunc(model, func(a, b int) int {
					return cmp.Or(cmp.Compare(paths[b], paths[a]), cmp.Compare(a, b))
				})
				if got := q.Pop(); got != model[0] {
					t.Fatalf("%d comes out, want %d of %v", got, model[0], model)
				}
				model = model[1:]
				continue
			}
			i := rapid.IntRange(0, len(paths)-1).Draw(t, "operation")
			q.Push(i)
			model = append(model, i)
		}
		if q.Len() != len(model) {
			t.Fatalf("%d are ready, want %d", q.Len(), len(model))
		}
	})
}
