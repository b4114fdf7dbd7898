package plan

import (
	"fmt"
	pathpkg "path"
	"strings"
	"unicode/utf8"

	"github.com/iksync/iksync/state"
)

// files adds a task for every file that moves, differs or is missing.
func (d *differ) files() {
	p := d.placement
	for _, path := range sortedKeys(p.files) {
		n := p.files[path]
		if n.gone == nil && (n.move != nil || n.into != nil || !p.blocked(n)) {
			d.liveFile(n)
		}
	}
	for _, path := range sortedKeys(d.want.Files) {
		entry := d.want.Files[path]
		if p.finalFiles[path] != nil || p.collided[path] {
			continue
		}
		if other := p.finalFolders[path]; other != nil {
			d.notes.inTheWay(File, path, other, entry.Pos)
			continue
		}
		d.missingFile(path, entry)
	}
}

// liveFile compares a file that stays alive with what is wanted of it.
func (d *differ) liveFile(n *node) {
	entry := d.want.Files[n.final]
	c := Change{Kind: File, Path: n.final, Object: n.id()}
	t := task{node: n, path: n.final, change: &c}
	if n.move != nil {
		c.Action, c.From, c.Reason, c.Pos = moveOrRename(n.live, n.final), n.live, n.move.reason, n.move.pos
		c.URL = publicURL(&n.file.Observed)
		d.checkFileName(n.final, n.live, n.move.pos)
		d.needParents(n.final, n.move.pos)
	}
	c.ID = NewChangeID(File, string(n.final))
	if n.into != nil {
		d.merge(&c, n)
	}
	if n.joined == nil {
		if why, differs := d.differs(entry, n, n.file.Observed.Size, n.file.Observed.SHA256); differs {
			d.replace(&t, entry, why)
		}
	}
	d.attributes(&t, entry)
	if c.Action != "" {
		d.add(t)
	}
}

// merge makes c the merge of n into what has its place. Which of the two keeps
// its attributes is not documented, so each is given what is asked of the place.
func (d *differ) merge(c *Change, n *node) {
	by := n
	if n.move == nil {
		by = d.placement.movingAbove(n.live)
	}
	c.ID = mergeID(n)
	c.Action, c.From, c.Reason, c.Pos = Merge, n.live, by.move.reason, by.move.pos
	if n.kind == File {
		c.URL = publicURL(&n.file.Observed)
	}
}

// mergeID is the id of a merge: the change that bears the name of the place may
// be that of what is there.
func mergeID(n *node) ChangeID { return NewChangeID(n.kind, string(n.final)+" <- "+string(n.live)) }

// replace makes t upload new bytes. A file that moves as well is listed as moving.
func (d *differ) replace(t *task, entry *state.File, why Reason) {
	c := t.change
	if !d.takesUploads(t.node.live, entry.Source.Pos) {
		return
	}
	t.source, c.Size = entry.Source, entry.Source.Size
	if c.Action == "" {
		c.Action, c.Reason, c.Pos = Replace, why, entry.Source.Pos
	}
	c.Attrs = append(c.Attrs, contentDiff(t.node.file.Observed.Size, t.node.file.Observed.SHA256, entry.Source))
	if pattern := d.placement.protector(t.node); pattern != nil {
		d.notes.refuse(protectedRefusal(t.node, "would be overwritten", pattern, entry.Source.Pos))
	}
}

// takesUploads says whether an upload to the file at path would be of that file, and
// notes it if not.
func (d *differ) takesUploads(path state.Path, pos state.Pos) bool {
	base := path.Base()
	given := state.ServerFileName(base)
	if given != base {
		d.notes.problems.Add(pos, "nothing can be uploaded to %s: ImageKit would name it %q, and so make another file; rename it, in a plan of its own, before it gets new bytes",
			path, given)
	}
	return given == base
}

// attributes adds what differs of a live file's attributes to t.
func (d *differ) attributes(t *task, entry *state.File) {
	r, n := d.resolver, t.node
	if n.copied {
		defer func() { d.note(n, t) }()
	}
	if len(r.want.Rules)+len(r.becoming) == 0 && entry == nil && r.inherited(n.final.Dir()).empty() {
		return
	}
	s := subject{path: n.final, id: n.file.ID, observed: n.file.Observed, entry: entry}
	if n.joined != nil {
		s.observed = n.joined.file.Observed // whose bytes will be current
	}
	d.settle(t, s, r.look(n.file))
}

// settle adds to t what differs of the attributes of a file that looks like
// before, from what is asked of it.
func (d *differ) settle(t *task, s subject, before look) {
	r := d.resolver
	private := s.observed
	t.tags = before.tags
	if t.source != nil {
		s.sends, s.observed.Size, s.observed.Updated = true, t.source.Size, r.now
	}
	is := r.settle(s, before)
	if !d.atRest(s.path, &is) {
		return
	}
	t.after = &is.after
	if t.source != nil {
		t.update = carried(before, is.after, private)
	} else if len(is.diffs) > 0 {
		t.update = r.update(before, is.after)
	}
	if len(is.diffs) == 0 {
		return
	}
	c := t.change
	c.Attrs = append(c.Attrs, is.diffs...)
	if c.Action == "" {
		c.Action, c.Reason, c.Pos = Update, reasonOf(is.diffs), firstPos(is.diffs)
	}
}

// atRest says whether the layers over the file at path come to rest, at
// something that a file can be.
func (d *differ) atRest(path state.Path, is *settlement) bool {
	if !is.settled {
		d.notes.refuse(Refusal{Guard: GuardUnsettled, Subject: string(path), Pos: firstPos(is.diffs),
			Message: fmt.Sprintf("rules undo each other on %s, so that no plan would ever be the last; they disagree about %s", path, attrNames(is.diffs))})
		return false
	}
	for _, a := range is.diffs {
		if length := joinedLength(is.after.tags); a.Name == AttrTags && length > maxTags {
			d.notes.problems.Add(a.From.Pos, "%s would have tags of %d characters together, joined by commas: ImageKit takes at most %d", path, length, maxTags)
		}
	}
	d.checkCarried(path, is)
	return true
}

// checkCarried finds values that the API would refuse, and with them the call:
// those of required fields travel along whenever metadata is set, and the
// account may have come to take other values since they were set.
func (d *differ) checkCarried(path state.Path, is *settlement) {
	changed := map[state.FieldName]bool{}
	for _, a := range is.diffs {
		if name, ok := strings.CutPrefix(a.Name, attrMetadata); ok {
			changed[state.FieldName(name)] = true
		}
	}
	if len(changed) == 0 {
		return
	}
	for _, f := range d.resolver.required {
		v, now := is.after.metadata[f.Name], d.have.Fields[f.Name]
		if now == nil || v.IsNull() || changed[f.Name] || f.CheckValue(v) == "" {
			continue
		}
		if fault := now.CheckValue(v); fault != "" {
			d.notes.problems.Add(firstPos(is.diffs), "%s cannot be given metadata as long as it has the old value of %s, which %s: say what it should be", path, f.Name, fault)
		}
	}
}

// maxTags is how many characters all tags of a file may have, joined by commas.
const maxTags = 500

func joinedLength(tags []state.Tag) int {
	length := max(0, len(tags)-1)
	for _, t := range tags {
		length += utf8.RuneCountInString(string(t))
	}
	return length
}

// missingFile uploads a listed file that is not there, if it has a source.
func (d *differ) missingFile(path state.Path, entry *state.File) {
	above := d.placement.unseenAbove(path)
	switch {
	case d.placement.stranded[path]:
		// Why it will not be there has been said already.
	case entry.Source != nil && above != "":
		d.notes.hold(Held{Kind: File, Action: Upload, Path: path, Reason: HeldIncomplete, Pos: entry.Pos,
			Detail: fmt.Sprintf("%s, where it should go, was not seen in a read that is incomplete", above)})
	case entry.Source != nil:
		d.upload(path, entry)
	case entry.ID != "":
		// That its pin is lost has been said already.
	case !d.have.Complete():
		d.notes.hold(Held{Kind: File, Path: path, Reason: HeldIncomplete, Pos: entry.Pos,
			Detail: "it was not seen, in a read that is incomplete"})
	case entry.MovedFrom != nil:
		d.notes.problems.Add(entry.Pos, "%s is not in the library, and neither is %s that it is to come from; give it a source, or take the entry out",
			path, entry.MovedFrom.Value)
	case d.placement.files[path] != nil:
		d.notes.problems.Add(entry.Pos, "%s goes to %s, and has no source to upload anew; list it there instead", path, d.placement.files[path].final)
	default:
		d.notes.problems.Add(entry.Pos, "%s is not in the library and has no source to upload; give it a source, or take the entry out", path)
	}
}

func (d *differ) upload(path state.Path, entry *state.File) {
	r := d.resolver
	d.checkFileName(path, "", entry.Pos)
	d.needParents(path, entry.Pos)
	blank := look{published: true}
	is := r.settle(subject{path: path, entry: entry, observed: r.foresee(path, entry.Source)}, blank)
	if !d.atRest(path, &is) {
		return
	}
	d.add(task{path: path, source: entry.Source, update: r.update(blank, is.after), change: &Change{
		ID: NewChangeID(File, string(path)), Kind: File, Action: Upload, Path: path, Size: entry.Source.Size,
		Attrs: is.diffs, Reason: ReasonListed, Pos: entry.Pos,
	}})
}

// foresee is what a library will say of a file once it is uploaded, as far as
// that can be known without reading it.
func (r *resolver) foresee(path state.Path, s *state.Source) state.Observed {
	format := strings.ToLower(strings.TrimPrefix(pathpkg.Ext(string(path)), "."))
	if format == "jpeg" {
		format = "jpg"
	}
	return state.Observed{Size: s.Size, Format: format, Created: r.now, Updated: r.now}
}

// checkFileName refuses a name that the server would rewrite, where the plan
// would give it to a file.
func (d *differ) checkFileName(path, from state.Path, pos state.Pos) {
	base := path.Base()
	if from != "" && from.Base() == base {
		return // it keeps its name, however odd
	}
	if given := state.ServerFileName(base); given != base {
		d.notes.problems.Add(pos, "ImageKit would name the file %q %q, so the library would never match; use %s",
			base, given, path.Dir().Join(given))
	}
}

// reasonOf is what asks for the first difference that is not a mere default.
func reasonOf(diffs []AttrDiff) Reason {
	for _, a := range diffs {
		switch a.From.Layer {
		case state.LayerFolder:
			return ReasonInherited
		case state.LayerRule:
			return ReasonRule
		case state.LayerFile:
			return ReasonListed
		case state.LayerDefault:
		}
	}
	return ReasonListed
}

func firstPos(diffs []AttrDiff) state.Pos {
	for _, a := range diffs {
		if a.From.Layer != state.LayerDefault {
			return a.From.Pos
		}
	}
	return state.Pos{}
}

func attrNames(diffs []AttrDiff) string {
	names := make([]string, len(diffs))
	for i, a := range diffs {
		names[i] = a.Name
	}
	if len(names) == 0 {
		return "its attributes"
	}
	return strings.Join(names, ", ")
}
