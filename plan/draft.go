package plan

import (
	"cmp"
	"container/heap"
	"maps"
	"slices"
)

// draft is operations while they are put together. In the beginning each is
// about one object; passes fold several into one.
//
// Folding keeps every need: who needed a folded operation needs the one that it
// went into, which needs all that the folded one did. A pass must not fold two
// operations where one waits for the other by way of a third.
type draft struct {
	ops   []Operation
	tasks []*task       // by index: what asks for the operation
	parts map[int][]int // by index: what was folded into the end of a folder
	into  []int         // by index: the operation that it was folded into, or itself
	split map[int][]int // the operations that do together what one was to do
	rank  []int         // by index: its place in the order as it was written down first
}

// newDraft is a draft with room for as many operations as there are tasks, and
// some more: an operation is large, and a draft that grew would be copied often.
func newDraft(tasks int) *draft {
	n := tasks + tasks/8
	return &draft{
		ops: make([]Operation, 0, n), tasks: make([]*task, 0, n),
		into: make([]int, 0, n), rank: make([]int, 0, n), split: map[int][]int{}, parts: map[int][]int{},
	}
}

// add appends an operation, which needs only earlier ones.
func (d *draft) add(t *task, op Operation) OpID {
	op.ID = OpID(len(d.ops) + 1)
	op.Class = op.Kind.Class()
	if op.Changes == nil {
		op.Changes = []ChangeID{t.change.ID}
	}
	d.ops, d.tasks, d.into, d.rank = append(d.ops, op), append(d.tasks, t), append(d.into, len(d.into)), append(d.rank, len(d.rank))
	return op.ID
}

// at is the operation called id, as long as none is added.
func (d *draft) at(id OpID) *Operation { return &d.ops[id-1] }

// fold makes operation i a part of operation to. What to is about is the
// caller's business.
func (d *draft) fold(i, to int) { d.into[i] = to }

// put makes the first of members, files of one call, stand for all of them.
func (d *draft) put(members []int, op Operation) {
	first := members[0]
	op.ID, op.Needs = d.ops[first].ID, d.ops[first].Needs
	d.ops[first] = d.many(members, op)
	for _, i := range members[1:] {
		d.fold(i, first)
	}
}

// replace adds an operation that does, for each of members, a part of what it
// was to do. All of members need the same.
func (d *draft) replace(members []int, op Operation) {
	first := members[0]
	op = d.many(members, op)
	op.Needs = d.ops[first].Needs
	i := int(d.add(d.tasks[first], op)) - 1
	d.rank[i] = d.rank[first]
	for _, m := range members {
		d.split[m] = append(d.split[m], i)
		d.fold(m, i)
	}
}

// many is op as one call for the files of members, each with its one change.
func (d *draft) many(members []int, op Operation) Operation {
	op.Class = op.Kind.Class()
	op.Path = d.ops[members[0]].Path.Dir()
	for _, i := range members {
		at := &d.ops[i]
		op.Files = append(op.Files, FileRef{Path: at.Path, File: at.File})
		op.Changes = append(op.Changes, at.Changes...)
		for !at.Path.Under(op.Path) {
			op.Path = op.Path.Dir()
		}
	}
	return op
}

// folded says whether operation i is a part of another one.
func (d *draft) folded(i int) bool { return d.into[i] != i }

// home is the operation that i is a part of in the end.
func (d *draft) home(i int) int {
	for d.into[i] != i {
		d.into[i] = d.into[d.into[i]]
		i = d.into[i]
	}
	return i
}

// homes is the operations that i is a part of, or that are parts of it.
func (d *draft) homes(i int) []int {
	if parts := d.split[i]; parts != nil {
		return parts
	}
	return []int{d.home(i)}
}

// live is the operations that are not folded, in order.
func (d *draft) live() []int {
	out := make([]int, 0, len(d.ops))
	for i := range d.ops {
		if !d.folded(i) {
			out = append(out, i)
		}
	}
	return out
}

// finish numbers what is left, each after all it needs, and otherwise in the
// order in which it was written down.
func (d *draft) finish() []Operation {
	needs := d.needs()
	order := d.order(needs)
	if len(order) < len(d.live()) {
		panic("plan: operations that were put together wait for each other")
	}
	ids := make([]OpID, len(d.ops))
	out := make([]Operation, 0, len(order))
	for _, i := range order {
		ids[i] = OpID(len(out) + 1)
		op := d.ops[i]
		op.ID, op.Needs = ids[i], numbered(needs[i], ids)
		op.Needs = withoutImplied(op.Needs, out)
		out = append(out, op)
	}
	return out
}

// needs is what each operation that is left needs, its parts' needs included,
// by index.
func (d *draft) needs() []map[int]NeedKind {
	needs := make([]map[int]NeedKind, len(d.ops))
	for i := range d.ops {
		home := d.home(i)
		for _, need := range d.ops[i].Needs {
			for _, on := range d.homes(int(need.Op) - 1) {
				if on == home {
					continue
				}
				if needs[home] == nil {
					needs[home] = map[int]NeedKind{}
				}
				if other, known := needs[home][on]; !known || need.Why < other { // one reason, whichever part is looked at first
					needs[home][on] = need.Why
				}
			}
		}
	}
	return needs
}

// order lists what is left, each after all it needs: of those that could be
// next, always the first one.
func (d *draft) order(needs []map[int]NeedKind) []int {
	open := make([]int, len(d.ops))
	after := make([][]int, len(d.ops))
	ready := opHeap{rank: d.rank}
	for _, i := range d.live() {
		open[i] = len(needs[i])
		for on := range needs[i] {
			after[on] = append(after[on], i)
		}
		if open[i] == 0 {
			heap.Push(&ready, i)
		}
	}
	order := make([]int, 0, len(d.ops))
	for ready.Len() > 0 {
		i := heap.Pop(&ready).(int)
		order = append(order, i)
		for _, next := range after[i] {
			if open[next]--; open[next] == 0 {
				heap.Push(&ready, next)
			}
		}
	}
	return order
}

func numbered(needs map[int]NeedKind, ids []OpID) []Need {
	out := make([]Need, 0, len(needs))
	for _, on := range slices.Sorted(maps.Keys(needs)) {
		out = append(out, Need{Op: ids[on], Why: needs[on]})
	}
	slices.SortFunc(out, func(a, b Need) int { return int(a.Op - b.Op) })
	return out
}

// withoutImplied leaves out what another need waits for itself. Nil for none.
func withoutImplied(needs []Need, ops []Operation) []Need {
	implied := map[OpID]bool{}
	for _, need := range needs {
		for _, further := range ops[need.Op-1].Needs {
			implied[further.Op] = true
		}
	}
	needs = slices.DeleteFunc(needs, func(n Need) bool { return implied[n.Op] })
	if len(needs) == 0 {
		return nil
	}
	return needs
}

// opHeap is operations by index, the one that was written down first on top.
type opHeap struct {
	of   []int
	rank []int
}

func (h *opHeap) Len() int { return len(h.of) }
func (h *opHeap) Less(a, b int) bool {
	i, j := h.of[a], h.of[b]
	return cmp.Or(cmp.Compare(h.rank[i], h.rank[j]), cmp.Compare(i, j)) < 0
}
func (h *opHeap) Swap(a, b int) { h.of[a], h.of[b] = h.of[b], h.of[a] }
func (h *opHeap) Push(x any)    { h.of = append(h.of, x.(int)) }
func (h *opHeap) Pop() any {
	last := len(h.of) - 1
	i := h.of[last]
	h.of = h.of[:last]
	return i
}
