package plan

import (
	"fmt"
	"strings"

	"github.com/iksync/iksync/state"
)

// node is one live object and its fate. Files and folders are alike here.
type node struct {
	kind   Kind
	live   state.Path
	file   *state.File   // of a file
	folder *state.Folder // of a folder
	final  state.Path    // where it ends, if it stays alive
	move   *move         // its own move; nil where it stays, or goes along with a folder above
	gone   *removal      // why it is deleted; nil where it is not
}

// move is an object's own way to another place, as opposed to going along with
// a folder that moves.
type move struct {
	node   *node
	to     state.Path
	reason Reason
	pos    state.Pos
}

// removal is why an object is deleted.
type removal struct {
	reason Reason
	pos    state.Pos
}

func (n *node) id() string {
	if n.kind == File {
		return string(n.file.ID)
	}
	return string(n.folder.ID)
}

func (n *node) describe() string {
	return fmt.Sprintf("%s %s (%s)", n.kind, n.live, n.id())
}

// placement is where every live object ends, decided by identity first: id
// pins, then moved_from, then path.
type placement struct {
	want    *state.Want
	have    *state.Have
	notes   *notes
	files   map[state.Path]*node // by live path
	folders map[state.Path]*node
	byFile  map[state.FileID]*node
	byDir   map[state.FolderID]*node

	finalFiles   map[state.Path]*node // by final path, of what stays alive
	finalFolders map[state.Path]*node
	claimed      map[*node]state.Pos         // which entry moves an object
	cameFrom     map[state.Path][]state.Path // a folder's place -> the folders declared to come from there
}

func place(want *state.Want, have *state.Have, n *notes) *placement {
	p := &placement{
		want: want, have: have, notes: n,
		files: make(map[state.Path]*node, len(have.Files)), folders: make(map[state.Path]*node, len(have.Folders)),
		byFile: make(map[state.FileID]*node, len(have.Files)), byDir: make(map[state.FolderID]*node, len(have.Folders)),
		claimed: map[*node]state.Pos{}, cameFrom: map[state.Path][]state.Path{},
	}
	for path, f := range have.Files {
		nd := &node{kind: File, live: path, file: f}
		p.files[path], p.byFile[f.ID] = nd, nd
	}
	for path, f := range have.Folders {
		nd := &node{kind: Folder, live: path, folder: f}
		p.folders[path], p.byDir[f.ID] = nd, nd
	}
	p.moveFolders()
	p.moveFiles()
	p.settleFinals()
	return p
}

// moveFolders gives listed folders that come from elsewhere their moves.
func (p *placement) moveFolders() {
	c := newChains(Folder, p.notes)
	for path, f := range p.want.Folders {
		c.add(path, f.MovedFrom, string(f.ID), f.Pos)
	}
	c.rings(func(path state.Path) string { return idOf(p.folders[path]) })
	for _, path := range sortedKeys(p.want.Folders) {
		f := p.want.Folders[path]
		if f.MovedFrom != nil {
			p.cameFrom[f.MovedFrom.Value] = append(p.cameFrom[f.MovedFrom.Value], path)
		}
		switch {
		case f.ID != "":
			p.pin(p.byDir[f.ID], p.folders[path], Folder, path, string(f.ID), f.IDPos)
		case f.MovedFrom != nil && c.pending(path, func(q state.Path) *node { return p.folders[q] }):
			p.claim(p.folders[f.MovedFrom.Value], path, ReasonMovedFrom, f.MovedFrom.From.Pos)
		}
	}
}

// moveFiles gives listed files that come from elsewhere their moves.
func (p *placement) moveFiles() {
	c := newChains(File, p.notes)
	for path, f := range p.want.Files {
		c.add(path, f.MovedFrom, string(f.ID), f.Pos)
	}
	c.rings(func(path state.Path) string { return idOf(p.files[path]) })
	for _, path := range sortedKeys(p.want.Files) {
		f := p.want.Files[path]
		switch {
		case f.ID != "":
			p.pin(p.byFile[f.ID], p.files[path], File, path, string(f.ID), f.IDPos)
		case f.MovedFrom != nil && c.pending(path, p.liveFile):
			p.claim(p.liveFile(f.MovedFrom.Value), path, ReasonMovedFrom, f.MovedFrom.From.Pos)
		}
	}
}

func idOf(n *node) string {
	if n == nil {
		return ""
	}
	return n.id()
}

// liveFile is the live file that a moved_from of path means: the one at path,
// or, where a folder above has moved already or is about to, the one at the
// same place before or after that move.
func (p *placement) liveFile(path state.Path) *node {
	if n := p.files[path]; n != nil {
		return n
	}
	for dir := range path.Ancestors {
		if n := p.folders[dir]; n != nil && n.move != nil {
			return nil // the folder is still there, so the file is not
		}
		for _, to := range p.cameFrom[dir] {
			if n := p.files[path.Rebase(dir, to)]; n != nil {
				return n
			}
		}
		if f := p.want.Folders[dir]; f != nil && f.MovedFrom != nil {
			if n := p.files[path.Rebase(dir, f.MovedFrom.Value)]; n != nil {
				return n
			}
		}
	}
	return nil
}

// pin moves the object with a pinned id to its entry's path. An id that is gone
// while the path is there counts as satisfied: a move may give a new id.
func (p *placement) pin(pinned, there *node, kind Kind, path state.Path, id string, pos state.Pos) {
	switch {
	case pinned != nil:
		p.claim(pinned, path, ReasonPin, pos)
	case there != nil:
		p.notes.hold(Held{Kind: kind, Path: path, Reason: HeldPinGone, Pos: pos,
			Detail: fmt.Sprintf("no %s has the id %s any more; %s is there as %s, which counts as done", kind, id, path, there.id())})
	case p.have.Complete():
		p.notes.problems.Add(pos, "no %s in scope has the id %s, and nothing is at %s", kind, id, path)
	default:
		p.notes.hold(Held{Kind: kind, Path: path, Reason: HeldIncomplete, Pos: pos,
			Detail: fmt.Sprintf("the %s with the id %s was not seen, in a read that is incomplete", kind, id)})
	}
}

func (p *placement) claim(n *node, to state.Path, reason Reason, pos state.Pos) {
	if other, taken := p.claimed[n]; taken {
		p.notes.problems.Add(pos, "%s is claimed by %s as well: one object cannot go to two places", n.describe(), other)
		return
	}
	p.claimed[n] = pos
	if n.kind == Folder && to.Under(n.live) {
		p.notes.problems.Add(pos, "%s cannot move into itself, to %s", n.describe(), to)
		return
	}
	if n.live != to {
		n.move = &move{node: n, to: to, reason: reason, pos: pos}
	}
}

// settleFinals works out where every object ends and indexes it there. Two
// objects that would end at one place are refused: ImageKit would append one
// to the version history of the other.
func (p *placement) settleFinals() {
	p.finalFolders = make(map[state.Path]*node, len(p.folders))
	p.finalFiles = make(map[state.Path]*node, len(p.files))
	for _, path := range sortedKeys(p.folders) {
		n := p.folders[path]
		n.final = p.finalOf(n)
	}
	for _, path := range sortedKeys(p.files) {
		n := p.files[path]
		n.final = p.finalOf(n)
	}
}

// finalOf is where n ends: its own move decides, or else the folder it lies in.
// Folders are asked for parents first, so that theirs are known.
func (p *placement) finalOf(n *node) state.Path {
	if n.move != nil {
		return n.move.to
	}
	for dir := range n.live.Ancestors {
		if parent := p.folders[dir]; parent != nil && parent.final != "" {
			return n.live.Rebase(dir, parent.final)
		}
	}
	return n.live
}

// index fills the tables of final places with what stays alive, and refuses
// what would land on something else.
func (p *placement) index() {
	for _, path := range sortedKeys(p.folders) {
		p.put(p.folders[path])
	}
	for _, path := range sortedKeys(p.files) {
		p.put(p.files[path])
	}
}

func (p *placement) put(n *node) {
	if n.gone != nil {
		return
	}
	if other := p.at(n.final); other != nil {
		p.collide(n, other)
		return
	}
	if n.kind == File {
		p.finalFiles[n.final] = n
	} else {
		p.finalFolders[n.final] = n
	}
}

// at is what ends at path.
func (p *placement) at(path state.Path) *node {
	if n := p.finalFiles[path]; n != nil {
		return n
	}
	return p.finalFolders[path]
}

func (p *placement) collide(a, b *node) {
	mover, other := a, b
	if mover.final == mover.live {
		mover, other = b, a
	}
	what := "they would be merged, the one becoming an old version of the other"
	if a.kind == Folder && b.kind == Folder {
		what = "they would be merged, files of one name becoming versions of each other"
	} else if a.kind != b.kind {
		what = "a file and a folder cannot have one name"
	}
	pos := p.claimed[mover]
	for dir := range mover.live.Ancestors {
		if n := p.folders[dir]; pos.IsZero() && n != nil && n.move != nil {
			pos = n.move.pos
		}
	}
	verb := "is there already"
	if other.final != other.live {
		verb = "goes there too"
	}
	p.notes.refuse(Refusal{Guard: GuardCollision, Subject: string(mover.final), Pos: pos,
		Message: fmt.Sprintf("%s would go to %s, and %s %s: %s", mover.describe(), mover.final, other.describe(), verb, what)})
}

// movingAbove is the nearest folder above the live path that has a move of its own.
func (p *placement) movingAbove(live state.Path) *node {
	for dir := range live.Ancestors {
		if n := p.folders[dir]; n != nil && n.move != nil {
			return n
		}
	}
	return nil
}

// ringText is the `id:` lines that pin a ring of moves.
func ringText(ring []state.Path, sources map[state.Path]state.Path, id func(state.Path) string) string {
	lines := make([]string, 0, len(ring))
	for _, path := range ring {
		known := id(sources[path])
		if known == "" {
			known = "<the id of what is to be there>"
		}
		lines = append(lines, fmt.Sprintf("  %s: {id: %s}", path, known))
	}
	return strings.Join(lines, "\n")
}
