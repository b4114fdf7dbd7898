package plan

import (
	"fmt"
	"strings"
)

// arranger finds an order for new folders, moves and the ends of folders, and
// writes it down. Whatever stands in an object's way goes first; what is in a
// folder is put in order before the folder itself moves, since a job may give
// new ids to everything in it. Where objects stand in each other's way in a ring
// (a swap), one of them steps aside first (detour.go).
type arranger struct {
	c       *compiler
	tree    *tree
	items   []*item
	byNode  map[*node]*item
	byMade  map[*dir]*item
	inside  map[*node][]*item // what leaves a folder, is rearranged in it or ends in it
	settled int               // how many items are done
	steps   int               // how many were taken aside
	force   bool              // folders may take along what should have gone first
	copying []*item           // folders to be copied
}

// item is one folder to be made, object to be moved or folder to be ended.
type item struct {
	task   *task
	made   *dir    // of a folder to be made, or to be copied
	copies *copies // of a folder to be copied
	done   bool
	trying bool
	aside  int   // how many steps it took to be out of the way of others
	failed int   // what attempts said when it could not be done
	waits  *item // what it waited for then
}

func newArranger(c *compiler) *arranger {
	a := &arranger{
		c: c, tree: newTree(c.p),
		byNode: map[*node]*item{}, byMade: map[*dir]*item{}, inside: map[*node][]*item{},
	}
	for i := range c.d.tasks {
		a.add(&c.d.tasks[i])
	}
	for _, it := range a.items {
		if it.copies != nil {
			a.placeCopy(it)
		}
		if it.made != nil {
			it.made.in = a.tree.parent(it.task.path)
			continue
		}
		for dir := range it.task.node.live.Ancestors {
			if n := c.p.folders[dir]; n != nil && (a.byNode[n] != nil || n.joined != nil || n.copied) {
				a.inside[n] = append(a.inside[n], it)
			}
		}
	}
	return a
}

func (a *arranger) add(t *task) {
	n := t.node
	switch {
	case t.copy != nil:
		a.addCopy(t)
	case n == nil && t.change.Kind == Folder:
		it := &item{task: t, made: &dir{base: t.path.Base()}}
		a.tree.made[t.path], a.byMade[it.made] = it.made, it
		a.items = append(a.items, it)
	case n == nil:
	case n.kind == File && n.gone != nil:
		a.tree.take(n) // its call is written down already
	case n.gone != nil || n.move != nil:
		it := &item{task: t}
		a.byNode[n] = it
		a.items = append(a.items, it)
	}
}

// arrange does what can be done until nothing is left, or nothing can.
func (a *arranger) arrange() []Refusal {
	for a.settled < len(a.items) {
		before := a.settled
		a.force = false
		for _, it := range a.items {
			a.attempt(it)
		}
		if a.settled > before || a.stepAside(beside) {
			continue
		}
		for _, it := range a.items {
			if a.force = a.settled == before; !a.force {
				break
			}
			a.attempt(it)
		}
		if a.settled == before && !a.stepAside(nested) {
			return []Refusal{a.cycle()}
		}
	}
	return nil
}

// attempt does it, after whatever stands in its way. It returns whether it is done.
func (a *arranger) attempt(it *item) bool {
	switch {
	case it == nil || it.trying:
		return false
	case it.done || it.failed == a.attempts():
		return it.done
	}
	it.trying, it.waits = true, nil
	switch {
	case it.copies != nil:
		it.done = a.copy(it)
	case it.made != nil:
		it.done = a.create(it)
	case it.task.node.gone != nil:
		it.done = a.end(it)
	default:
		it.done = a.move(it)
	}
	it.trying = false
	if it.done {
		a.settled++
	} else {
		it.failed = a.attempts()
	}
	return it.done
}

// attempts is a number that changes whenever what failed is worth another try.
func (a *arranger) attempts() int {
	n := 2 * (a.settled + a.steps + 1)
	if a.force {
		n++
	}
	return n
}

// await says that it cannot be done before other.
func (it *item) await(other *item) bool {
	if it.waits == nil {
		it.waits = other
	}
	return false
}

// create makes a new folder where the one above it is by then.
func (a *arranger) create(it *item) bool {
	if !a.open(it, it.made.in) || !a.vacate(it, slot{it.made.in, it.made.base}) || !a.copied(it) {
		return false
	}
	if path := it.made.path(); path != it.task.path && a.c.p.protects(path) {
		return false // the folder above has to leave the protected place first
	}
	it.made.exists = true
	a.tree.names[slot{it.made.in, it.made.base}] = &occupant{made: it.made}
	path := it.made.path()
	a.c.emit(it.task, Operation{
		Kind: OpCreateFolder, Path: path,
		After: []Condition{{Kind: HoldsFolder, Path: path}},
	})
	return true
}

// end deletes a folder in which nothing is left. One that nothing took along is
// known by its id: another one of that name is not what is to go.
func (a *arranger) end(it *item) bool {
	n := it.task.node
	if !a.empty(it, n) {
		return false
	}
	path := a.tree.home(n).path()
	a.tree.take(n)
	empty := Condition{Kind: IsEmpty, Path: path}
	if path == n.live {
		empty.Folder = folderID(n)
	}
	a.c.emit(it.task, Operation{Kind: OpDeleteFolder, Path: path, Before: []Condition{empty}})
	return true
}

// move takes an object to its place.
func (a *arranger) move(it *item) bool {
	n := it.task.node
	to := a.slotOf(n)
	forced := a.force && n.into == nil // what a merge took along could land on something
	if n.kind == Folder && !a.empty(it, n) && !forced || n.into != nil && !a.empty(it, n.into) {
		return false
	}
	if !a.open(it, to.in) || !a.vacate(it, to) {
		return false
	}
	if n.kind == Folder && to.in.within(a.tree.first(n.live)) {
		return a.awaitLeaving(it, to.in)
	}
	if path := to.path(); path != n.final && a.c.p.protects(path) {
		return false // the folder above has to leave the protected place first
	}
	a.travel(it.task, to)
	return true
}

// awaitLeaving says that a folder cannot go to d, which is in it, before what
// has d leaves it.
func (a *arranger) awaitLeaving(it *item, d *dir) bool {
	for ; d != nil && d.node != it.task.node; d = d.in {
		if d.node != nil && a.byNode[d.node] != nil && !a.byNode[d.node].done {
			return it.await(a.byNode[d.node])
		}
	}
	return false
}

// empty does what has to be done in the folder n before n itself. What stepped
// aside out of it is in it no more.
func (a *arranger) empty(it *item, n *node) bool {
	all := true
	for _, inner := range a.inside[n] {
		if !a.attempt(inner) && a.tree.home(inner.task.node).in.within(a.tree.first(n.live)) {
			all = it.await(inner)
		}
	}
	return all
}

// open makes sure that a folder is there, and, if possible, where it belongs.
func (a *arranger) open(it *item, d *dir) bool {
	for at := d; at != nil; at = at.in {
		if at.node != nil {
			if mover := a.byNode[at.node]; mover != nil && !mover.done {
				a.attempt(mover) // otherwise it takes along what comes into it
			}
		}
	}
	if !d.exists && !a.attempt(a.byMade[d]) {
		return it.await(a.byMade[d])
	}
	return true
}

// vacate makes sure that nobody has a name, but for what it is merged into.
func (a *arranger) vacate(it *item, at slot) bool {
	who := a.tree.who(at)
	if who == nil || who.node != nil && it.task.node != nil && it.task.node.into == who.node {
		return true
	}
	var holder *item
	if who.node != nil {
		holder = a.byNode[who.node]
	} else {
		holder = a.byMade[who.made]
	}
	if holder == it || !a.attempt(holder) || a.tree.who(at) != nil {
		return it.await(holder)
	}
	return true
}

// cycle names what waits for each other in a ring.
func (a *arranger) cycle() Refusal {
	var ring []*item
	if rings := a.rings(); len(rings) > 0 {
		ring = rings[0]
	}
	names := make([]string, len(ring))
	for i, it := range ring {
		names[i] = it.describe()
	}
	r := Refusal{Guard: GuardCycle, Message: fmt.Sprintf(
		"these wait for each other in a ring, so that none can go first: %s; apply them in two steps", strings.Join(names, ", "))}
	if len(ring) > 0 {
		r.Subject, r.Pos = string(ring[0].task.path), ring[0].task.change.Pos
	}
	return r
}

func (it *item) describe() string {
	c := it.task.change
	out := fmt.Sprintf("%s %s %s", c.Action, c.Kind, c.Path)
	if c.From != "" {
		out = fmt.Sprintf("%s %s %s to %s", c.Action, c.Kind, c.From, c.Path)
	}
	return out
}
