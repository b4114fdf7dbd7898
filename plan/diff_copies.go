package plan

// end is what a file that is copied is like when the copy is made.
type end struct {
	look look
	size int64
	sha  string // "": not known
}

// note remembers what becomes of a file that is copied.
func (d *differ) note(n *node, t *task) {
	e := end{d.resolver.look(n.file), n.file.Observed.Size, n.file.Observed.SHA256}
	if t.after != nil {
		e.look = *t.after
	}
	if t.source != nil {
		e.size, e.sha = t.source.Size, t.source.SHA256
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
	if why, differs := d.differs(entry, n.original, from.size, from.sha); differs && d.takesUploads(n.final, entry.Source.Pos) {
		t.source = entry.Source
		c.Action, c.Reason, c.Pos, c.Size = Replace, why, entry.Source.Pos, entry.Source.Size
		c.Attrs = append(c.Attrs, contentDiff(from.size, from.sha, entry.Source))
	}
	d.settle(&t, s, from.look)
	if c.Action != "" {
		d.add(t)
	}
}
