package plan

import (
	"fmt"
	"maps"
	"slices"

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
	into   *node         // what it is merged into; nil where it is not
	joined *node         // what is merged into it; nil where nothing is

	original *node // what it will be a copy of; nil for what is there already
	copied   bool  // something will be a copy of it
}

// move is an object's own way to another place, as opposed to going along with
// a folder that moves.
type move struct {
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
	switch {
	case n.original != nil:
		return ""
	case n.kind == File:
		return string(n.file.ID)
	}
	return string(n.folder.ID)
}

func (n *node) describe() string {
	if n.original != nil {
		return fmt.Sprintf("the copy of %s %s", n.kind, n.original.final)
	}
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

	entries  []state.Path                  // all that is listed, in order
	declared map[state.Path]bool           // the values of moved_from
	sources  []state.Path                  // the same, in order
	pinnedTo map[state.FolderID]state.Path // the folders pinned by id, and to which places
	claims   map[*node]claim
	stranded map[state.Path]bool         // listed paths below a folder that leaves, which was said
	lost     []pin                       // pins whose id nothing has any more
	unseen   map[state.Path]bool         // listed folders that an incomplete read may have missed
	heirs    map[state.Path][]state.Path // a folder's place -> the folders declared to come from there
	merging  map[state.Path]state.Path   // a folder's place -> where it goes, though something may be there
	stopping map[state.Path]int          // where declared moves may stop half-way -> how many of them
	asides   map[string]*node            // what has a temporary name, by that
	copies   []*copying                  // folders that are made as copies, by place

	removals  removalPatterns             // of remove.files
	leftovers []state.Setting[state.Path] // folders that copies left when a run was cut off

	collided     map[state.Path]bool  // where objects are refused a place, which was said
	finalFiles   map[state.Path]*node // by final path, of what stays alive
	finalFolders map[state.Path]*node
}

// place decides where every live object ends and which of them go.
func place(want *state.Want, have *state.Have, o Options, n *notes) *placement {
	p := &placement{
		want: want, have: have, notes: n,
		files: make(map[state.Path]*node, len(have.Files)), folders: make(map[state.Path]*node, len(have.Folders)),
		byFile: make(map[state.FileID]*node, len(have.Files)), byDir: make(map[state.FolderID]*node, len(have.Folders)),
		claims: map[*node]claim{}, declared: map[state.Path]bool{}, stranded: map[state.Path]bool{}, unseen: map[state.Path]bool{}, heirs: map[state.Path][]state.Path{},
		pinnedTo: map[state.FolderID]state.Path{},
		merging:  map[state.Path]state.Path{},
		stopping: map[state.Path]int{}, asides: map[string]*node{},
		collided:     map[state.Path]bool{},
		removals:     newRemovalPatterns(want.Remove.Files),
		finalFolders: make(map[state.Path]*node, len(have.Folders)),
		finalFiles:   make(map[state.Path]*node, len(have.Files)),
	}
	for path, f := range have.Folders {
		if p.inScope(path) {
			nd := &node{kind: Folder, live: path, folder: f}
			p.folders[path], p.byDir[f.ID] = nd, nd
			p.noteAside(nd)
		}
	}
	for path, f := range have.Files {
		if p.inScope(path) {
			nd := &node{kind: File, live: path, file: f}
			p.files[path], p.byFile[f.ID] = nd, nd
			p.noteAside(nd)
		}
	}
	p.entries = slices.AppendSeq(sortedKeys(want.Folders), maps.Keys(want.Files))
	slices.Sort(p.entries)
	p.checkDeclared()
	p.claimFolders()
	p.checkIntoThemselves()
	p.claimFiles()
	if o.Selection.Empty() { // or else a part of them could not be had
		p.inferFolders()
	}
	p.settleFinals()
	p.checkStranded()
	p.leftCopies()
	p.markRemovals()
	p.index()
	p.placeCopies()
	p.checkRefilled()
	p.judgeLost()
	return p
}

func (p *placement) inScope(path state.Path) bool { return inScope(p.want, path) }

// settleFinals works out where every object ends: folders before what is in
// them. A claim that going along with a folder fulfils is no move of its own.
func (p *placement) settleFinals() {
	settle := func(n *node) {
		n.final = p.along(n)
		c, claimed := p.claims[n]
		switch {
		case !claimed || c.void:
		case c.to != n.final:
			n.final, n.move = c.to, &move{to: c.to, reason: c.reason, pos: c.pos}
		}
	}
	for _, path := range sortedKeys(p.folders) {
		settle(p.folders[path])
	}
	for _, path := range sortedKeys(p.files) {
		settle(p.files[path])
	}
}

// along is where n ends without a move of its own: where the folder that it
// lies in takes it.
func (p *placement) along(n *node) state.Path {
	for dir := range n.live.Ancestors {
		if parent := p.folders[dir]; parent != nil {
			return n.live.Rebase(dir, parent.final)
		}
	}
	return n.live
}

// at is what ends at path.
func (p *placement) at(path state.Path) *node {
	if n := p.finalFiles[path]; n != nil {
		return n
	}
	return p.finalFolders[path]
}

// liveAt is the object of kind k that is at path now.
func (p *placement) liveAt(k Kind, path state.Path) *node {
	if k == File {
		return p.files[path]
	}
	return p.folders[path]
}

// finalAt is the object of kind k that ends at path.
func (p *placement) finalAt(k Kind, path state.Path) *node {
	if k == File {
		return p.finalFiles[path]
	}
	return p.finalFolders[path]
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
