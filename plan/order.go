package plan

import (
	"cmp"
	"container/heap"
	"fmt"
	"slices"
	"strings"

	"github.com/iksync/iksync/state"
)

// order lists steps so that each comes after all it needs; among those that
// could come next, the one made first. Steps that wait for each other in a ring
// have no order: they are left out, and the refusal names them.
func order(steps []*step) ([]Operation, []Refusal) {
	place := make(map[*step]int, len(steps))
	waits := make([]int, len(steps))
	frees := make([][]int, len(steps))
	for i, s := range steps {
		place[s] = i
	}
	for i, s := range steps {
		waits[i] = len(s.needs)
		for t := range s.needs {
			frees[place[t]] = append(frees[place[t]], i)
		}
	}
	var ready intHeap
	for i, n := range waits {
		if n == 0 {
			heap.Push(&ready, i)
		}
	}
	out := make([]Operation, 0, len(steps))
	ids := make(map[*step]OpID, len(steps))
	for ready.Len() > 0 {
		i := heap.Pop(&ready).(int)
		s := steps[i]
		ids[s] = OpID(len(out) + 1)
		out = append(out, s.operation(ids))
		for _, j := range frees[i] {
			if waits[j]--; waits[j] == 0 {
				heap.Push(&ready, j)
			}
		}
	}
	if len(out) < len(steps) {
		return out, []Refusal{cycleRefusal(steps, ids)}
	}
	return out, nil
}

// operation is s with its needs by id; all it needs has one already.
func (s *step) operation(ids map[*step]OpID) Operation {
	op := s.Operation
	op.ID = ids[s]
	for t, why := range s.needs {
		op.Needs = append(op.Needs, Need{Op: ids[t], Why: why})
	}
	slices.SortFunc(op.Needs, func(a, b Need) int { return cmp.Compare(a.Op, b.Op) })
	return op
}

// cycleRefusal names what is in a ring: a step without an id that needs only
// steps without one leads, step by step, into the ring.
func cycleRefusal(steps []*step, ids map[*step]OpID) Refusal {
	var at *step
	for _, s := range steps {
		if _, done := ids[s]; !done {
			at = s
			break
		}
	}
	seen := map[*step]bool{}
	var ring []*step
	for !seen[at] {
		seen[at] = true
		ring = append(ring, at)
		at = firstWaiting(steps, at, ids)
	}
	ring = ring[slices.Index(ring, at):]
	names := make([]string, len(ring))
	for i, s := range ring {
		names[i] = s.describe()
	}
	return Refusal{Guard: GuardCycle, Subject: string(ring[0].Path),
		Message: fmt.Sprintf("these wait for each other in a ring, so that none can go first: %s; apply them in two steps", strings.Join(names, ", "))}
}

func firstWaiting(steps []*step, s *step, ids map[*step]OpID) *step {
	for _, t := range steps {
		if _, needed := s.needs[t]; needed {
			if _, done := ids[t]; !done {
				return t
			}
		}
	}
	return s
}

func (s *step) describe() string {
	out := string(s.Kind) + " " + string(s.Path)
	if s.Dest != "" && s.Dest != state.Root {
		out += " to " + string(s.Dest)
	}
	return out
}

// intHeap is a heap of places, the smallest first.
type intHeap []int

func (h intHeap) Len() int           { return len(h) }
func (h intHeap) Less(i, j int) bool { return h[i] < h[j] }
func (h intHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *intHeap) Push(x any)        { *h = append(*h, x.(int)) }
func (h *intHeap) Pop() any {
	old := *h
	x := old[len(old)-1]
	*h = old[:len(old)-1]
	return x
}
