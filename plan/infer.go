package plan

import (
	"slices"

	"github.com/iksync/iksync/state"
)

// inferFolders takes a folder for moved where all that is in it goes to one
// place: one job instead of a call a file. That is so where every file below is
// declared or pinned to the same relative place, and every folder below has such
// a file. A folder that is listed, or has anything listed in it, stays what it
// is, and a place that something has, or comes to, is not taken. One file alone
// says nothing about its folder.
func (p *placement) inferFolders() {
	p.resumeInferred()
	if len(p.claims) == 0 || !p.have.Complete() {
		return // what was not seen may be in it
	}
	wholes := p.wholes()
	taken := map[state.Path]bool{}
	for _, path := range sortedKeys(wholes) {
		w := wholes[path]
		above := func(dir state.Path) bool { return taken[dir] }
		if w == nil || w.files < 2 || taken[w.to] || slices.ContainsFunc(slices.Collect(path.Ancestors), above) || !p.mayInfer(path, w.to) {
			continue
		}
		taken[path], taken[w.to] = true, true
		p.claims[p.folders[path]] = claim{to: w.to, reason: ReasonContents, pos: w.pos}
	}
}

// whole is where all the content of a folder goes.
type whole struct {
	to    state.Path
	pos   state.Pos // what asks for the first file
	files int
}

// wholes maps each folder that has files to the place where all its content
// goes; nil where it does not go to one.
func (p *placement) wholes() map[state.Path]*whole {
	out := map[state.Path]*whole{}
	for _, path := range sortedKeys(p.files) {
		c, claimed := p.claims[p.files[path]]
		if claimed && !c.void {
			p.meet(out, path, &whole{c.to, c.pos, 1})
		} else {
			p.meet(out, path, nil)
		}
	}
	for _, path := range slices.Backward(sortedKeys(p.folders)) { // what is in a folder before the folder
		_, claimed := p.claims[p.folders[path]]
		if claimed || p.spokenFor(path) || len(p.listedBelow(path)) > 0 {
			out[path] = nil
		}
		p.meet(out, path, out[path])
	}
	return out
}

// meet notes that what is at path goes to w, for the folder that it is in.
func (p *placement) meet(out map[state.Path]*whole, path state.Path, w *whole) {
	dir := path.Dir()
	is, met := out[dir]
	switch {
	case p.folders[dir] == nil:
	case w == nil || w.to.Base() != path.Base() || met && (is == nil || is.to != w.to.Dir()):
		out[dir] = nil
	case !met:
		out[dir] = &whole{w.to.Dir(), w.pos, w.files}
	default:
		is.files += w.files
	}
}

// mayInfer says whether the folder at path can be taken for moved.
func (p *placement) mayInfer(path, to state.Path) bool {
	switch f := p.want.Folders[to]; {
	case to == path || to == state.Root || to.Under(path):
		return false
	case p.folders[to] != nil || p.files[to] != nil || p.want.Files[to] != nil:
		return false
	case comesFrom(f):
		return false
	case !p.inScope(to) || slices.Contains(p.want.Scope, path) || slices.Contains(p.want.Scope, to):
		return false
	case p.protects(path) || p.protects(to) || p.protectsBelow(path) || p.protectsBelow(to):
		return false
	}
	return path.Base() == to.Base() || state.ServerFolderRename(to.Base()) == to.Base()
}

// comesFrom says whether an entry tells where its folder is to come from.
func comesFrom(f *state.Folder) bool {
	return f != nil && (f.ID != "" || f.MovedFrom != nil || f.CopyOf != nil)
}

// resumeInferred finds folders that such a move left on their way, by the
// temporary name that they have then.
func (p *placement) resumeInferred() {
	if len(p.asides) == 0 {
		return
	}
	for _, path := range sortedKeys(p.want.Files) {
		for dir := range path.Ancestors {
			n := p.aside(Folder, dir)
			if n == nil || p.folders[dir] != nil || comesFrom(p.want.Folders[dir]) {
				continue
			}
			if _, claimed := p.claims[n]; !claimed {
				p.claims[n] = claim{to: dir, reason: ReasonContents, pos: p.want.Files[path].Pos}
			}
		}
	}
}
