package plan

import (
	"crypto/sha256"
	"encoding/hex"
	pathpkg "path"

	"github.com/iksync/iksync/state"
)

// route is how an object gets to its place by a move of its own: from where,
// seen at the moment when it goes, by which steps, and between which other moves.
//
// A folder above it may move too. Where the object ends below that folder's new
// place, it goes along first and then does the rest of its way (after). Where it
// ends elsewhere, it leaves before that folder goes (before).
type route struct {
	from   state.Path
	after  *node // the folder it goes along with first
	before *node // the folder that it leaves
	steps  []*step
}

func (r *route) first() *step {
	if r == nil || len(r.steps) == 0 {
		return nil
	}
	return r.steps[0]
}

func (r *route) last() *step {
	if r == nil || len(r.steps) == 0 {
		return nil
	}
	return r.steps[len(r.steps)-1]
}

func (c *compiler) route(n *node) *route {
	if r := c.routes[n]; r != nil {
		return r
	}
	r := &route{from: n.live}
	if above := c.p.movingAbove(n.live); above != nil {
		if n.final.Under(above.final) {
			r.from, r.after = n.live.Rebase(above.live, above.final), above
		} else {
			up := c.route(above)
			r.from, r.after, r.before = n.live.Rebase(above.live, up.from), up.after, above
		}
	}
	c.routes[n] = r
	return r
}

// makeMoves makes the calls of every move. A call changes the folder or the
// name, not both.
func (c *compiler) makeMoves() {
	for i := range c.d.tasks {
		t := &c.d.tasks[i]
		if !t.moves() {
			continue
		}
		r := c.route(t.node)
		at := r.from
		for _, to := range c.stops(t.node, at, t.node.final) {
			op := c.leg(t.node, at, to)
			if len(r.steps) == 0 && r.after == nil {
				op.Before[0].File, op.Before[0].Folder = fileID(t.node), folderID(t.node)
			}
			r.steps = append(r.steps, c.make(t, op))
			at = to
		}
		if t.node.kind == Folder {
			c.arrives[t.node.final] = r.last()
		}
	}
}

// leg is the call that takes n from one place to the next.
func (c *compiler) leg(n *node, from, to state.Path) Operation {
	op := Operation{Path: from, Dest: to}
	rename := from.Dir() == to.Dir()
	if n.kind == File {
		op.Kind = OpMoveFile
		if rename {
			op.Kind = OpRenameFile
		}
		op.Before = []Condition{{Kind: HoldsFile, Path: from}, {Kind: IsFree, Path: to}}
		op.After = []Condition{{Kind: HoldsFile, Path: to}, {Kind: IsFree, Path: from}}
		return op
	}
	op.Kind = OpMoveFolder
	if rename {
		op.Kind = OpRenameFolder
	}
	op.Before = []Condition{{Kind: HoldsFolder, Path: from}, {Kind: IsFree, Path: to}}
	op.After = []Condition{{Kind: HoldsFolder, Path: to}, {Kind: IsFree, Path: from}}
	return op
}

// stops is the places that n passes through on its way, the last one included:
// a new folder and a new name are two calls, with a stop between them at a place
// where nothing ever is.
func (c *compiler) stops(n *node, from, to state.Path) []state.Path {
	if from.Dir() == to.Dir() || from.Base() == to.Base() {
		return []state.Path{to}
	}
	for _, via := range []state.Path{to.Dir().Join(from.Base()), from.Dir().Join(to.Base())} {
		if c.free(via) {
			c.taken[via] = true
			return []state.Path{via, to}
		}
	}
	name := temporaryName(n)
	return []state.Path{from.Dir().Join(name), to.Dir().Join(name), to}
}

// free says whether nothing is, will be or passes at path, at any time.
func (c *compiler) free(path state.Path) bool {
	if c.taken[path] || c.p.files[path] != nil || c.p.folders[path] != nil || c.p.at(path) != nil {
		return false
	}
	for _, n := range c.carriedTo(path) {
		if n != nil {
			return false
		}
	}
	return true
}

// carriedTo is what moving folders would bring to path.
func (c *compiler) carriedTo(path state.Path) []*node {
	var out []*node
	for dir := range path.Ancestors {
		mover := c.landing[dir]
		if mover == nil {
			continue
		}
		live := path.Rebase(dir, mover.live)
		if n := c.p.files[live]; n != nil {
			out = append(out, n)
		}
		if n := c.p.folders[live]; n != nil {
			out = append(out, n)
		}
	}
	return out
}

// temporaryName is a name that only n would ever be given. It stands every
// rewriting of names, and a file keeps its extension.
func temporaryName(n *node) string {
	sum := sha256.Sum256([]byte(string(n.kind) + " " + n.id() + " " + string(n.live)))
	name := "iksync_" + hex.EncodeToString(sum[:6])
	if n.kind == File {
		name += pathpkg.Ext(n.live.Base())
	}
	return name
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
