package plan

import (
	"fmt"
	"slices"

	"github.com/iksync/iksync/state"
)

// copying is a folder that is to be made as a copy of another one.
//
// A copy is made of what its source is in the end: with the attributes, without
// what leaves or goes, with what comes to it. Only what is uploaded to the source
// by the same plan is not in it.
type copying struct {
	to       state.Path
	source   *node
	versions state.CopyVersions
	pos      state.Pos
	content  []*node // what the copy brings, in order, without the folder itself
}

// kindCopy makes the temporary name of a copy another one than that of a folder
// that moves to the same place.
const kindCopy Kind = "copy"

// placeCopies finds what there will be in folders that are copies.
func (p *placement) placeCopies() {
	for _, path := range sortedKeys(p.want.Folders) {
		f := p.want.Folders[path]
		if f.CopyOf == nil || p.at(path) != nil || p.collided[path] || p.unseen[path] || p.unseenAbove(path) != "" {
			continue
		}
		if source := p.copySource(path, f); source != nil {
			p.copies = append(p.copies, p.copyOf(source, f))
		}
	}
}

// copySource is the folder that is to be copied to path, nil where it cannot be.
func (p *placement) copySource(path state.Path, f *state.Folder) *node {
	from := f.CopyOf.Value
	n := p.finalFolders[from]
	if n == nil {
		n = p.trace(Folder, from)
	}
	fault := ""
	switch other := p.want.Folders[from]; {
	case (n == nil || n.original != nil) && other != nil && other.CopyOf != nil:
		fault = fmt.Sprintf("%s is itself still to be copied, from %s: name that one", from, other.CopyOf.Value)
	case n != nil && n.original != nil:
		fault = fmt.Sprintf("%s comes with a copy that is itself still to be made: name %s, which it is a copy of", from, n.original.final)
	case n == nil:
		fault = fmt.Sprintf("%s is not there, and neither is %s that it is to be a copy of", path, from)
	case n.gone != nil:
		fault = fmt.Sprintf("%s goes (%s), so that nothing can be a copy of it: to keep what is in it, let it move", n.describe(), n.gone.pos)
	case n.into != nil:
		fault = fmt.Sprintf("%s is merged into %s: name that one", n.describe(), n.into.live)
	case n.final != from:
		fault = fmt.Sprintf("%s moves to %s: write copy_of: %s", n.describe(), n.final, n.final)
	case path.Under(n.final), n.final.Under(path):
		fault = fmt.Sprintf("%s ends at %s, of which %s cannot be a copy: one lies in the other", n.describe(), n.final, path)
	case path.Base() != n.final.Base() && !p.inScope(path.Dir()):
		fault = fmt.Sprintf("a copy under another name than %s is made in a folder beside it, and %s is outside the scope: make it by hand", n.final, path.Dir())
	case p.copyWithin(n.final) != "":
		fault = fmt.Sprintf("%s is to have %s in it, which is itself still to be copied: apply that first", n.final, p.copyWithin(n.final))
	default:
		return n
	}
	p.notes.problems.Add(f.CopyOf.From.Pos, "%s", fault)
	return nil
}

// copyWithin is a folder below dir that is still to be copied, "" where none is.
func (p *placement) copyWithin(dir state.Path) state.Path {
	for _, path := range p.listedBelow(dir) {
		if f := p.want.Folders[path]; f != nil && f.CopyOf != nil && (p.at(path) == nil || p.at(path).original != nil) {
			return path
		}
	}
	return ""
}

// copyOf notes where everything of a copy will be.
func (p *placement) copyOf(source *node, f *state.Folder) *copying {
	c := &copying{to: f.Path, source: source, versions: f.Versions, pos: f.CopyOf.From.Pos}
	source.copied = true
	p.finalFolders[f.Path] = &node{kind: Folder, final: f.Path, original: source}
	for _, n := range p.endsBelow(source.final) {
		p.copyNode(c, n)
	}
	return c
}

// endsBelow is everything that ends below dir, folders that come along with
// files included.
func (p *placement) endsBelow(dir state.Path) []*node {
	below := map[state.Path]*node{}
	for path, n := range p.finalFolders {
		if path.Under(dir) {
			below[path] = n
		}
	}
	for path, n := range p.finalFiles {
		if !path.Under(dir) {
			continue
		}
		below[path] = n
		for above := range path.Ancestors {
			if above.Under(dir) && below[above] == nil {
				below[above] = &node{kind: Folder, final: above}
			}
		}
	}
	out := make([]*node, 0, len(below))
	for _, path := range sortedKeys(below) {
		out = append(out, below[path])
	}
	return out
}

// copyNode notes where the copy of n will be, if it can be there.
func (p *placement) copyNode(c *copying, n *node) {
	if n.joined != nil {
		p.notes.problems.Add(c.pos, "%s is merged into %s, which would be copied: which of the two the copy is like is not known before; apply the merge first",
			n.joined.live, n.final)
		return
	}
	to := n.final.Rebase(c.source.final, c.to)
	if other := p.at(to); other != nil {
		p.collided[to] = true
		p.notes.refuse(Refusal{Guard: GuardCollision, Subject: string(to), Pos: c.pos,
			Message: fmt.Sprintf("the copy of %s would bring %s to %s, and %s goes there too", c.source.final, n.final, to, other.describe())})
		return
	}
	if s := p.sweepOf(n.kind, to); s != nil {
		p.notes.problems.Add(c.pos, "the copy of %s would bring %s, which is to be removed at once (%s)", c.source.final, to, s.pos)
		return
	}
	v := &node{kind: n.kind, final: to, original: n}
	if n.kind == Folder {
		p.finalFolders[to] = v
	} else {
		v.file = &state.File{Path: to, Attributes: n.file.Attributes, Observed: n.file.Observed}
		p.finalFiles[to] = v
	}
	n.copied = true
	c.content = append(c.content, v)
}

// sweepOf is what would remove a copy at path. A folder is kept by what is in it.
func (p *placement) sweepOf(k Kind, path state.Path) *sweep {
	switch {
	case p.listed(path) || k == Folder && len(p.listedBelow(path)) > 0:
		return nil
	case k == File:
		return p.fileRemoval(path)
	default:
		return p.folderRemoval(path)
	}
}

// leftCopies finds the folders in which a copy was being made when a run was
// cut off. They are deleted with all they hold, and the copy is made anew.
func (p *placement) leftCopies() {
	for _, path := range sortedKeys(p.want.Folders) {
		f := p.want.Folders[path]
		if f.CopyOf == nil {
			continue
		}
		n := p.asides[temporaryName(kindCopy, path)]
		if n != nil && n.kind == Folder && n.final.Dir() == path.Dir() && len(p.listedBelow(n.live)) == 0 {
			p.leftovers = append(p.leftovers, state.Setting[state.Path]{Value: n.final, From: state.Origin{Pos: f.CopyOf.From.Pos}})
		}
	}
}

// leftCopy is the removal of what such a folder holds, and of itself.
func (p *placement) leftCopy(path state.Path) *sweep {
	i := slices.IndexFunc(p.leftovers, func(l state.Setting[state.Path]) bool { return path.Within(l.Value) })
	if i < 0 {
		return nil
	}
	return &sweep{removal{ReasonLeftover, p.leftovers[i].From.Pos}, matched}
}
