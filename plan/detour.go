package plan

import "github.com/iksync/iksync/state"

// stepAside breaks every ring of objects that wait for each other: of each, the
// one to which it costs the fewest calls gives up its name. It returns whether
// any did.
//
// It steps towards its place, under its final name where it can, or else under
// a temporary one. Should the run be killed then, the next one knows what it is
// by its id or by that name, and finishes the way.
func (a *arranger) stepAside(which ringKind) bool {
	before := a.steps
	for _, ring := range a.rings() {
		if which == beside && isNested(ring) {
			continue
		}
		var best *item
		var to slot
		for _, it := range ring {
			if step, ok := a.step(it); ok && (best == nil || a.detour(it) < a.detour(best)) {
				best, to = it, step
			}
		}
		if best != nil {
			best.aside++
			a.steps++
			a.tree.stops[to.path()] = true
			a.travel(best.task, to)
		}
	}
	return a.steps > before
}

// ringKind says which rings are broken.
type ringKind string

const (
	beside ringKind = "beside" // those of objects that lie beside each other
	nested ringKind = "nested" // also those of a folder and what is in it, which it could take along
)

// isNested says whether one member of a ring lies in another one.
func isNested(ring []*item) bool {
	for _, outer := range ring {
		for _, inner := range ring {
			if m, n := outer.task.node, inner.task.node; m != nil && n != nil && n.live.Under(m.live) {
				return true
			}
		}
	}
	return false
}

// detour is how many calls it costs to step aside.
func (a *arranger) detour(it *item) int {
	from, to := a.tree.home(it.task.node), a.slotOf(it.task.node)
	switch {
	case it.aside > 0:
		return 0 // it goes on to where it has to go anyway
	case from.in != to.in && from.base != to.base:
		return 0 // two calls in any case
	case from.in == to.in:
		return 1
	default:
		return 2
	}
}

// step is where an object can go that is not done, to be out of the way: to
// another name in its folder, its final one or a temporary one, and from there
// into the folder where it ends. What has a name that no call would give it
// again keeps that.
func (a *arranger) step(it *item) (slot, bool) {
	if it.made != nil || it.task.node.gone != nil || it.task.node.into != nil {
		return slot{}, false
	}
	n := it.task.node
	from, to := a.tree.home(n), a.slotOf(n)
	temporary := temporaryName(n.kind, n.final)
	aside := slot{from.in, temporary}
	switch stop := (slot{from.in, to.base}); {
	case !givable(n.kind, to.base):
		return slot{}, false
	case from.base == temporary:
		if from.in == to.in || !to.in.exists || to.in.within(a.tree.dirOf(n)) {
			return slot{}, false
		}
		aside.in = to.in
	case it.aside == 0 && from.in != to.in && from.base != to.base && a.canStop(n, stop):
		aside = stop
	}
	path := aside.path()
	if a.tree.who(aside) != nil || !a.c.p.inScope(path) || a.c.p.protects(path) || n.kind == Folder && a.c.p.protectsBelow(path) {
		return slot{}, false
	}
	return aside, true
}

// givable says whether a call can give that name.
func givable(k Kind, name string) bool {
	if k == File {
		return state.ServerFileName(name) == name
	}
	return state.ServerFolderRename(name) == name
}

// slotOf is the name that n has in the end.
func (a *arranger) slotOf(n *node) slot { return slot{a.tree.parent(n.final), n.final.Base()} }

// rings are the items that wait for each other, each in one ring at most.
func (a *arranger) rings() [][]*item {
	var out [][]*item
	seen := map[*item]int{} // the walk on which an item was met, from 1
	for walk, start := range a.items {
		var way []*item
		at := start
		for at != nil && !at.done && seen[at] == 0 {
			seen[at] = walk + 1
			way = append(way, at)
			at = at.waits
		}
		if at == nil || at.done || seen[at] != walk+1 {
			continue
		}
		for len(way) > 0 && way[0] != at {
			way = way[1:]
		}
		out = append(out, way)
	}
	return out
}
