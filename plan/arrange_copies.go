package plan

// copies is a folder to be copied, while operations are written down.
type copies struct {
	*copying
	brings   []*dir        // the folders in it
	arrivals []*item       // what comes to its source before
	needed   map[*dir]bool // new folders that they come to
}

// addCopy notes a folder that is to be copied, and those that come with it.
func (a *arranger) addCopy(t *task) {
	it := &item{task: t, made: &dir{base: t.path.Base()}, copies: &copies{copying: t.copy, needed: map[*dir]bool{}}}
	a.tree.made[t.path], a.byMade[it.made] = it.made, it
	for _, n := range t.copy.content {
		if n.kind == Folder {
			d := &dir{base: n.final.Base(), in: a.tree.made[n.final.Dir()]}
			a.tree.made[n.final], a.byMade[d] = d, it
			it.copies.brings = append(it.copies.brings, d)
		}
	}
	a.items, a.copying = append(a.items, it), append(a.copying, it)
}

// placeCopy finds what comes to the source of a copy.
func (a *arranger) placeCopy(it *item) {
	c := it.copies
	for _, other := range a.items {
		n := other.task.node
		if n == nil || n.gone != nil || n.move == nil || !n.final.Under(c.source.final) || n.live.Under(c.source.live) {
			continue
		}
		c.arrivals = append(c.arrivals, other)
	}
	for _, other := range a.items {
		if n := other.task.node; n == nil || n.move == nil || n.gone != nil || !n.final.Under(c.source.final) {
			continue
		}
		for above := range other.task.path.Ancestors {
			if d := a.tree.made[above]; d != nil && above.Under(c.source.final) {
				c.needed[d] = true
			}
		}
	}
}

// copy copies a folder once its source is what it will be.
func (a *arranger) copy(it *item) bool {
	c := it.copies
	source := a.tree.first(c.source.live)
	ready := a.empty(it, c.source)
	for _, other := range c.arrivals {
		if !a.attempt(other) {
			ready = it.await(other)
		}
	}
	if mover := a.byNode[c.source]; mover != nil && !a.attempt(mover) {
		ready = it.await(mover)
	}
	if !ready || !a.open(it, it.made.in) || !a.vacate(it, slot{it.made.in, it.made.base}) || it.made.in.within(source) {
		return false
	}
	if path := it.made.path(); path != it.task.path && a.c.p.protects(path) {
		return false // the folder above has to leave the protected place first
	}
	if it.made.base == source.base {
		a.copyTo(it, source, it.made.in)
	} else if !a.copyAside(it, source) {
		return false
	}
	it.made.exists = true
	for _, d := range c.brings {
		d.exists = true
	}
	a.tree.names[slot{it.made.in, it.made.base}] = &occupant{made: it.made}
	return true
}

// copyAside copies under another name than the source has. A copy bears that
// name at first. So it is made in a folder of its own: there it is in nobody's
// way, least of all its source's, and if the run is killed the next one can tell
// what was left from what somebody else copied.
func (a *arranger) copyAside(it *item, source *dir) bool {
	aside := &dir{in: it.made.in, base: temporaryName(kindCopy, it.task.path), exists: true}
	if !a.vacate(it, slot{aside.in, aside.base}) || a.c.p.protects(aside.path()) {
		return false
	}
	path := aside.path()
	a.c.emit(it.task, Operation{Kind: OpCreateFolder, Path: path, After: []Condition{{Kind: HoldsFolder, Path: path}}})
	a.copyTo(it, source, aside)
	a.legOf(it, slot{aside, source.base}, slot{aside, it.made.base})
	a.legOf(it, slot{aside, it.made.base}, slot{it.made.in, it.made.base})
	a.c.emit(it.task, Operation{Kind: OpDeleteFolder, Path: path, Before: []Condition{{Kind: IsEmpty, Path: path}}})
	return true
}

// copyTo writes down the job that copies source into a folder, under its own name.
func (a *arranger) copyTo(it *item, source, into *dir) {
	from, to := source.path(), into.path().Join(source.base)
	a.c.emit(it.task, Operation{
		Kind: OpCopyFolder, Path: from, Dest: to, Copies: it.copies.versions,
		Before: []Condition{{Kind: HoldsFolder, Path: from}, {Kind: IsFree, Path: to}},
		After:  []Condition{{Kind: HoldsFolder, Path: to}},
	})
}

// legOf writes down a job that takes a copy further on its way.
func (a *arranger) legOf(it *item, from, to slot) {
	a.c.emit(it.task, leg(Folder, from.path(), to.path()))
}

// copied does the copies that are made of what a new folder would come to lie
// in: only what has to be in a copy is there before it is made.
func (a *arranger) copied(it *item) bool {
	for _, copy := range a.copying {
		if copy.done || copy.copies.needed[it.made] || !it.made.in.within(a.tree.first(copy.copies.source.live)) {
			continue
		}
		if !a.attempt(copy) {
			return it.await(copy)
		}
	}
	return true
}
