package plan

import "github.com/iksync/iksync/state"

// end is what a file that is copied is like when the copy is made.
type end struct {
	look look
	size int64
}

// note remembers what becomes of a file that is copied.
func (d *differ) note(n *node, t *task) {
	e := end{d.resolver.look(n.file), n.file.Observed.Size}
	if t.after != nil {
		e.look = *t.after
	}
	if t.source != nil {
		e.size = t.source.Size
	}
	if d.ends == nil {
		d.ends = map[*node]end{}
	}
	d.ends[n] = e
}

// copies adds a task for every folder that is made as a copy, and for what in
// it should not be as its original is.
func (d *differ) copies() {
	for _, c := range d.placement.copies {
		change := &Change{
			ID: NewChangeID(Folder, string(c.to)), Kind: Folder, Action: Copy, Path: c.to, From: c.source.live,
			Reason: ReasonCopyOf, Pos: c.pos,
		}
		d.checkFolderName(c.to, "", c.pos)
		d.needParents(c.to, c.pos)
		for _, n := range c.content {
			if n.kind == File {
				change.Along++
				d.copiedFile(n)
			}
		}
		d.add(task{path: c.to, copy: c, change: change})
	}
}

// copiedFile compares a file that comes with a copy with what is wanted of it.
// It has no id yet: what it needs finds it by its place.
func (d *differ) copiedFile(n *node) {
	from, ok := d.ends[n.original]
	if !ok {
		return // what its original is like was refused
	}
	entry := d.want.Files[n.final]
	c := Change{ID: NewChangeID(File, string(n.final)), Kind: File, Path: n.final}
	t := task{path: n.final, change: &c, copied: true}
	s := subject{path: n.final, observed: n.file.Observed, entry: entry}
	s.observed.Size, s.observed.Created, s.observed.Updated = from.size, d.resolver.now, d.resolver.now
	if entry != nil && entry.Source != nil && entry.Source.Size != from.size {
		t.source = entry.Source
		c.Action, c.Reason, c.Pos, c.Size = Replace, ReasonSource, entry.Source.Pos, entry.Source.Size
		c.Attrs = append(c.Attrs, contentDiff(from.size, entry.Source))
	}
	d.settle(&t, s, from.look)
	if c.Action != "" {
		d.add(t)
	}
}

// contentDiff is the difference of a file's bytes, as far as their number tells.
func contentDiff(size int64, s *state.Source) AttrDiff {
	return AttrDiff{
		Name: AttrContent, Before: state.Num(float64(size)), After: state.Num(float64(s.Size)),
		From: state.Origin{Layer: state.LayerFile, Pos: s.Pos},
	}
}
