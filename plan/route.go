package plan

import "github.com/iksync/iksync/state"

// travel writes down the calls that take t's object from where it is to a name.
// A call changes the folder or the name, not both.
func (a *arranger) travel(t *task, to slot) {
	n := t.node
	untouched := a.tree.home(n).path() == n.live // nothing took it along so far
	var legs []OpID
	for _, next := range a.route(n, a.tree.home(n), to) {
		from := a.tree.home(n).path()
		op := leg(n.kind, from, next.path())
		if n.into != nil {
			op = a.mergeLeg(n, from, next.path())
		}
		if untouched {
			op.Before[0].File, op.Before[0].Folder = fileID(n), folderID(n)
			if n.move.reason == ReasonContents { // no entry is about the folder, only about what is in it
				op.Before = append(op.Before, a.holdsKnown(n, from))
			}
			untouched = false
		}
		a.tree.put(n, next)
		legs = append(legs, a.c.emit(t, op))
	}
	a.c.startTogether(legs)
	if n.into != nil && n.kind == Folder {
		a.c.alsoFulfils(legs[0], a.tree.merge(n))
	}
}

// mergeLeg is the call that takes an object to a name that another one has. A
// file that has it must have the bytes that the plan saw, and the plan gives it no
// others: what somebody put there since is not to become an older version.
func (a *arranger) mergeLeg(n *node, from, to state.Path) Operation {
	kind, holds := OpMergeFile, HoldsFile
	if n.kind == Folder {
		kind, holds = OpMergeFolder, HoldsFolder
	}
	there := Condition{Kind: holds, Path: to}
	if to == n.into.live {
		there.File, there.Folder = fileID(n.into), folderID(n.into)
		there.Version = versionSeen(n.into)
	}
	op := Operation{
		Kind: kind, Path: from, Dest: to,
		Before: []Condition{{Kind: holds, Path: from}, there},
		After:  []Condition{{Kind: holds, Path: to}, {Kind: IsFree, Path: from}},
	}
	if n.kind == Folder {
		op.Before = append(op.Before, a.holdsKnown(n, from), a.willHold(n.into, to))
	}
	return op
}

// holdsKnown is that a folder, now at a path, has nothing in it but what the plan
// knows of: what somebody put there since is not what it is about.
func (a *arranger) holdsKnown(n *node, at state.Path) Condition {
	known := map[state.Path]Content{}
	for _, inner := range a.tree.below(n) {
		in := Content{Path: a.tree.home(inner).path()}
		if at == n.live && in.Path == inner.live {
			in.File, in.Folder = fileID(inner), folderID(inner)
		}
		known[in.Path] = in
	}
	return a.holdsOnly(at, a.tree.first(n.live), known)
}

// willHold is that a folder has nothing in it but what is to be in it.
func (a *arranger) willHold(n *node, at state.Path) Condition {
	known := map[state.Path]Content{}
	for _, inner := range a.c.p.endsBelow(n.final) {
		known[inner.final] = Content{Path: inner.final}
	}
	return a.holdsOnly(at, a.tree.first(n.live), known)
}

// holdsOnly is that a folder has nothing in it but what is known, and what came
// to it on the way.
func (a *arranger) holdsOnly(at state.Path, d *dir, known map[state.Path]Content) Condition {
	add := func(path state.Path) {
		if _, listed := known[path]; !listed {
			known[path] = Content{Path: path}
		}
	}
	for n, s := range a.tree.away {
		if !s.in.within(d) {
			continue
		}
		add(s.path())
		if n.kind == Folder {
			for _, inner := range a.tree.below(n) {
				add(a.tree.home(inner).path())
			}
		}
	}
	for _, made := range a.tree.made {
		if made.exists && made.in.within(d) {
			add(made.path())
		}
	}
	c := Condition{Kind: HoldsOnly, Path: at}
	for _, path := range sortedKeys(known) {
		c.Content = append(c.Content, known[path])
	}
	return c
}

// route is the names that n has on its way, the last one included. A new folder
// and a new name are two calls, with a stop between them. The name comes first:
// that keeps a file's id, so that a pin still finds it when a run is killed
// there. A stop must be clear, or else both calls are made under a temporary name.
func (a *arranger) route(n *node, from, to slot) []slot {
	if from.in == to.in || from.base == to.base {
		return []slot{to}
	}
	if stop := (slot{from.in, to.base}); a.canStop(n, stop) {
		a.tree.stops[stop.path()] = true
		return []slot{stop, to}
	}
	temporary := temporaryName(n.kind, n.final)
	way := []slot{{from.in, temporary}, {to.in, temporary}, to}
	if way[0] == from { // where a killed run left it
		way = way[1:]
	}
	return way
}

// canStop says whether n may have a name for a while, and be known for what it
// is if it is left there. A folder must be declared to come from where it was:
// its id may be another one after a rename.
func (a *arranger) canStop(n *node, stop slot) bool {
	if n.kind == Folder && n.move.reason != ReasonMovedFrom {
		return false
	}
	return a.c.p.inScope(stop.path()) && a.tree.clear(stop) && !(n.kind == Folder && a.c.p.protectsBelow(stop.path()))
}

// leg is the call that takes an object from one place to the next.
func leg(k Kind, from, to state.Path) Operation {
	op := Operation{Path: from, Dest: to}
	rename := from.Dir() == to.Dir()
	holds := HoldsFolder
	switch {
	case k == File && rename:
		op.Kind, holds = OpRenameFile, HoldsFile
	case k == File:
		op.Kind, holds = OpMoveFile, HoldsFile
	case rename:
		op.Kind = OpRenameFolder
	default:
		op.Kind = OpMoveFolder
	}
	op.Before = []Condition{{Kind: holds, Path: from}, {Kind: IsFree, Path: to}}
	op.After = []Condition{{Kind: holds, Path: to}, {Kind: IsFree, Path: from}}
	return op
}

func fileID(n *node) state.FileID {
	if n.kind == File {
		return n.file.ID
	}
	return ""
}

func folderID(n *node) state.FolderID {
	if n.kind == Folder {
		return n.folder.ID
	}
	return ""
}
