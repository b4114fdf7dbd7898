package plan

import "container/heap"

// Queue is operations that are ready to start. The one comes out first that has
// the longest way behind it, of equals the first in the plan. Operations go by
// their index, as in Graph.
type Queue struct{ heap readyHeap }

// NewQueue is an empty queue of operations whose ways to the end are paths, as
// RemainingPaths finds them.
func NewQueue(paths []int) *Queue { return &Queue{readyHeap{paths: paths}} }

// Len is how many operations are ready.
func (q *Queue) Len() int { return len(q.heap.ready) }

// Push adds an operation.
func (q *Queue) Push(i int) { heap.Push(&q.heap, i) }

// Pop takes the first operation out. There must be one.
func (q *Queue) Pop() int { return heap.Pop(&q.heap).(int) }

// readyHeap is what package heap sees of a queue.
type readyHeap struct {
	ready []int
	paths []int // by operation
}

func (h *readyHeap) Len() int { return len(h.ready) }

func (h *readyHeap) Less(a, b int) bool {
	i, j := h.ready[a], h.ready[b]
	if h.paths[i] != h.paths[j] {
		return h.paths[i] > h.paths[j]
	}
	return i < j
}

func (h *readyHeap) Swap(a, b int) { h.ready[a], h.ready[b] = h.ready[b], h.ready[a] }

func (h *readyHeap) Push(x any) { h.ready = append(h.ready, x.(int)) }

func (h *readyHeap) Pop() any {
	last := len(h.ready) - 1
	i := h.ready[last]
	h.ready = h.ready[:last]
	return i
}
