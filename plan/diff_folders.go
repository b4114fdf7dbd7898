package plan

import (
	"github.com/iksync/iksync/state"
)

// folders adds a task for every folder that moves and every one that is missing.
func (d *differ) folders() {
	p := d.placement
	d.created = map[state.Path]bool{}
	along := d.filesAlong()
	for _, path := range sortedKeys(p.folders) {
		n := p.folders[path]
		if n.gone == nil && n.into != nil {
			c := &Change{Kind: Folder, Path: n.final, Object: n.id(), Along: along[path]}
			d.merge(c, n)
			d.add(task{node: n, path: n.final, change: c})
			continue
		}
		if n.gone != nil || n.move == nil {
			continue
		}
		d.checkFolderName(n.move.to, n.live, n.move.pos)
		d.add(task{node: n, path: n.final, change: &Change{
			ID: NewChangeID(Folder, string(n.final)), Kind: Folder, Action: moveOrRename(n.live, n.final),
			Path: n.final, From: n.live, Object: n.id(), Along: along[path],
			Reason: n.move.reason, Pos: n.move.pos,
		}})
		d.needParents(n.final, n.move.pos)
	}
	for _, path := range sortedKeys(d.want.Folders) {
		f := d.want.Folders[path]
		if f.CopyOf != nil && d.placement.finalFolders[path] == nil && d.placement.finalFiles[path] == nil {
			continue // why it cannot be has been said already
		}
		d.createFolder(path, ReasonListed, f.Pos)
	}
}

// filesAlong counts the files that go along with each moving folder.
func (d *differ) filesAlong() map[state.Path]int {
	out := map[state.Path]int{}
	for path, n := range d.placement.files {
		if n.gone == nil && n.move == nil {
			if top := d.placement.movingAbove(path); top != nil {
				out[top.live]++
			}
		}
	}
	return out
}

func moveOrRename(from, to state.Path) Action {
	if from.Dir() == to.Dir() {
		return Rename
	}
	return Move
}

// createFolder adds path, and the folders above it that are missing.
func (d *differ) createFolder(path state.Path, why Reason, pos state.Pos) {
	switch {
	case d.created[path] || d.placement.finalFolders[path] != nil || d.placement.collided[path]:
		return
	case d.placement.unseen[path] || d.placement.unseenAbove(path) != "" || d.lostFolder(path):
		return // why has been said already
	case d.want.Files[path] != nil && d.placement.finalFiles[path] == nil:
		d.notes.problems.Add(pos, "%s is to be a folder here, and a file at %s", path, d.want.Files[path].Pos)
		return
	}
	if other := d.placement.finalFiles[path]; other != nil {
		d.notes.inTheWay(Folder, path, other, pos)
		return
	}
	d.created[path] = true
	d.checkFolderName(path, "", pos)
	d.needParents(path, pos)
	d.add(task{path: path, change: &Change{
		ID: NewChangeID(Folder, string(path)), Kind: Folder, Action: Create, Path: path, Reason: why, Pos: pos,
	}})
}

// lostFolder says whether a pinned folder is nowhere: an empty one in its place
// would only hide that.
func (d *differ) lostFolder(path state.Path) bool {
	f := d.want.Folders[path]
	return f != nil && f.ID != ""
}

// needParents adds the folders above path that are missing. Those above the
// scope are none of ours.
func (d *differ) needParents(path state.Path, pos state.Pos) {
	if dir := path.Dir(); dir != state.Root && d.hasScope(dir) {
		d.createFolder(dir, ReasonParent, pos)
	}
}

func (d *differ) hasScope(p state.Path) bool { return inScope(d.want, p) }

// checkFolderName refuses a name that the server would rewrite, where the plan
// would create or rename a folder to it.
func (d *differ) checkFolderName(path, from state.Path, pos state.Pos) {
	base := path.Base()
	if from != "" && from.Base() == base {
		return // it keeps its name, however odd
	}
	given := state.ServerFolderName(base)
	if from != "" {
		given = state.ServerFolderRename(base)
	}
	if given != base {
		d.notes.problems.Add(pos, "ImageKit would name the folder %q %q, so the library would never match; use %s",
			base, given, path.Dir().Join(given))
	}
}
