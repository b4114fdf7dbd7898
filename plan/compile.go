package plan

import (
	"maps"
	"slices"

	"github.com/iksync/iksync/state"
)

// Compile turns a difference into operations, listed so that each comes after
// all it needs. Where no such order exists it says so as a refusal.
//
// It works in passes. The first (compile) writes down one operation for each
// file and folder, and what it has to wait for; the others (pack) put those
// together that one call can stand for.
func Compile(d *Difference) ([]Operation, []Refusal) {
	draft, stuck := compile(d)
	return draft.pack(), stuck
}

// compile writes down one order in which everything can be done, one operation
// after the other: definitions, the attributes and ends of live files, addressed
// by id while the ids are good, then folders and moves, then what is new. What
// one operation needs follows from that: whatever before it touched the same
// place, a folder above or something below. So any order that keeps to the needs
// comes to the same end as the one written down.
func compile(d *Difference) (*draft, []Refusal) {
	c := &compiler{d: d, p: d.placement, draft: newDraft(len(d.tasks)), ledger: newLedger(), uses: map[state.FieldName][]OpID{}, fields: map[state.FieldName]OpID{}}
	c.openFields()
	c.contents()
	c.deleteFiles()
	stuck := newArranger(c).arrange()
	c.uploads()
	c.closeFields()
	if len(d.Refusals) > 0 {
		return c.draft, nil // what is refused a place is in the way of others
	}
	return c.draft, stuck
}

// compiler writes down operations.
type compiler struct {
	d      *Difference
	p      *placement
	draft  *draft
	ledger *ledger

	fields map[state.FieldName]OpID   // what makes a field take its new values
	uses   map[state.FieldName][]OpID // what sets values of a field
	freed  []OpID                     // what ends that a field is required
}

// emit writes down the next operation, which fulfils t.
func (c *compiler) emit(t *task, op Operation) OpID {
	id := c.draft.add(t, op)
	written := c.draft.at(id)
	needs := map[OpID]NeedKind{}
	for _, met := range c.ledger.touch(written) {
		kind := why(c.draft.at(met.by), written, met)
		if other, known := needs[met.by]; !known || kind < other { // one reason, whichever place is looked at first
			needs[met.by] = kind
		}
	}
	c.needFields(written, needs)
	written.Needs = needList(needs)
	return id
}

// startTogether makes the first of some operations wait for whatever the others
// wait for, so that what fails before the last leaves nothing half-way.
func (c *compiler) startTogether(ops []OpID) {
	needs := map[OpID]NeedKind{}
	for _, id := range slices.Backward(ops) {
		for _, need := range c.draft.at(id).Needs {
			if need.Op < ops[0] {
				needs[need.Op] = need.Why
			}
		}
	}
	c.draft.at(ops[0]).Needs = needList(needs)
}

// alsoFulfils says that an operation does all for the merges of some nodes.
func (c *compiler) alsoFulfils(id OpID, merged []*node) {
	for _, n := range merged {
		c.draft.at(id).Changes = append(c.draft.at(id).Changes, mergeID(n))
	}
}

func needList(needs map[OpID]NeedKind) []Need {
	var out []Need
	for _, id := range slices.Sorted(maps.Keys(needs)) {
		out = append(out, Need{Op: id, Why: needs[id]})
	}
	return out
}

// contents makes the calls that set the bytes and attributes of live files.
// They address a file by id, at the place where it is now.
func (c *compiler) contents() {
	for i := range c.d.tasks {
		if t := &c.d.tasks[i]; t.change.Kind == File && t.node != nil && t.node.gone == nil {
			c.content(t, Operation{Path: t.node.live, File: t.node.file.ID})
		}
	}
}

// uploads makes the calls for files that are new, at the place where they belong.
func (c *compiler) uploads() {
	for i := range c.d.tasks {
		if t := &c.d.tasks[i]; t.change.Kind == File && t.node == nil {
			c.content(t, Operation{Path: t.path})
		}
	}
}

// content makes the calls for one file. Its publishing travels alone.
func (c *compiler) content(t *task, at Operation) {
	attributes, publish := t.update.split()
	op := at
	switch {
	case t.source != nil:
		op.Kind, op.Update, op.Source = OpUpload, attributes, &SourceArgs{Path: t.source.Path, Size: t.source.Size, SHA256: t.source.SHA256}
		if t.node != nil || t.copied {
			if t.clearsDescription() {
				clear := at
				clear.Kind, clear.Update = OpUpdateFile, &FileUpdate{Description: attributes.Description}
				c.emit(t, clear)
			}
			op.Kind = OpReplace
			op.Before = []Condition{t.holdsOld(op)}
		}
		c.emit(t, op)
	case attributes != nil:
		op.Kind, op.Update, op.Before = OpUpdateFile, attributes, t.holdsTags(op, attributes)
		c.emit(t, op)
	}
	if publish != nil {
		at.Kind, at.Update = OpPublishFile, publish
		c.emit(t, at)
	}
}

// holdsOld is that the file whose bytes op replaces has those that the plan saw.
// No call before op gives it others: it comes before any merge, and attributes
// make no version. A file that comes with a copy has no id yet.
func (t *task) holdsOld(op Operation) Condition {
	if t.node != nil {
		return holdsSeen(t.node)
	}
	return Condition{Kind: HoldsFile, Path: op.Path, File: op.File}
}

// holdsTags is that a file has the tags that the plan saw, where u sets them: a call
// takes the whole set, and what somebody added since must not be lost with it. All
// else is set by itself.
func (t *task) holdsTags(op Operation, u *FileUpdate) []Condition {
	if u.Tags == nil || t.node == nil || op.File == "" {
		return nil
	}
	tags := append([]state.Tag{}, t.tags...) // not nil, which would be any
	return []Condition{{Kind: HoldsFile, Path: op.Path, File: op.File, Tags: &tags}}
}

// holdsSeen is that a file is where it was, with the bytes that the plan saw.
func holdsSeen(n *node) Condition {
	return Condition{Kind: HoldsFile, Path: n.live, File: n.file.ID, Version: versionSeen(n)}
}

// versionSeen is the version that a file had when the plan was made. Without an
// id it says nothing: another file at that place has other versions.
func versionSeen(n *node) string {
	if fileID(n) == "" {
		return ""
	}
	return n.file.Observed.VersionID
}

// clearsDescription says whether a description goes: an upload that carries none
// may leave the one that is there.
func (t *task) clearsDescription() bool {
	return slices.ContainsFunc(t.change.Attrs, func(a AttrDiff) bool { return a.Name == AttrDescription && a.After.IsNull() })
}

// deleteFiles makes one call for each file that goes, by id, where it is now. What
// goes gets no new bytes first: others than those that the plan saw are somebody
// else's, and must not go with the file.
func (c *compiler) deleteFiles() {
	for i := range c.d.tasks {
		if t := &c.d.tasks[i]; t.change.Kind == File && t.node != nil && t.node.gone != nil {
			n := t.node
			c.emit(t, Operation{
				Kind: OpDeleteFile, Path: n.live, File: n.file.ID,
				Before: []Condition{holdsSeen(n)},
			})
		}
	}
}
