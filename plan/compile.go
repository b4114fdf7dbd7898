package plan

import (
	"maps"
	"slices"

	"github.com/iksync/iksync/state"
)

// Compile turns a difference into operations, listed so that each comes after
// all it needs. Where no such order exists it says so as a refusal.
//
// It writes down one order in which everything can be done, one operation after
// the other: definitions, the attributes and ends of live files, addressed by
// id while the ids are good, then folders and moves, then what is new. What one
// operation needs follows from that: whatever before it touched the same place,
// a folder above or something below. So any order that keeps to the needs comes
// to the same end as the one written down.
func Compile(d *Difference) ([]Operation, []Refusal) {
	c := &compiler{d: d, p: d.placement, ledger: newLedger(), uses: map[state.FieldName][]OpID{}, fields: map[state.FieldName]OpID{}}
	c.openFields()
	c.contents()
	c.deleteFiles()
	stuck := newArranger(c).arrange()
	c.uploads()
	c.closeFields()
	if c.out == nil {
		c.out = []Operation{}
	}
	if len(d.Refusals) > 0 {
		return c.out, nil // what is refused a place is in the way of others
	}
	return c.out, stuck
}

// compiler writes down operations.
type compiler struct {
	d      *Difference
	p      *placement
	out    []Operation
	ledger *ledger

	fields map[state.FieldName]OpID   // what makes a field take its new values
	uses   map[state.FieldName][]OpID // what sets values of a field
	freed  []OpID                     // deletes of fields that were required
}

// emit writes down the next operation, which fulfils t.
func (c *compiler) emit(t *task, op Operation) OpID {
	op.ID = OpID(len(c.out) + 1)
	op.Class = op.Kind.Class()
	op.Changes = []ChangeID{t.change.ID}
	needs := map[OpID]NeedKind{}
	for _, met := range c.ledger.touch(&op) {
		kind := why(&c.out[met.by-1], &op, met)
		if other, known := needs[met.by]; !known || kind < other { // one reason, whichever place is looked at first
			needs[met.by] = kind
		}
	}
	c.needFields(&op, needs)
	for _, id := range slices.Collect(maps.Keys(needs)) {
		for _, implied := range c.out[id-1].Needs {
			delete(needs, implied.Op)
		}
	}
	op.Needs = needList(needs)
	c.out = append(c.out, op)
	return op.ID
}

// startTogether makes the first of some operations wait for whatever the others
// wait for, so that what fails before the last leaves nothing half-way.
func (c *compiler) startTogether(ops []OpID) {
	first := &c.out[ops[0]-1]
	needs := map[OpID]NeedKind{}
	for _, id := range slices.Backward(ops) {
		for _, need := range c.out[id-1].Needs {
			if need.Op < ops[0] {
				needs[need.Op] = need.Why
			}
		}
	}
	first.Needs = needList(needs)
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
		op.Kind, op.Update, op.Source = OpUpload, attributes, &SourceArgs{Path: t.source.Path, Size: t.source.Size}
		if t.node != nil {
			op.Kind = OpReplace
			op.Before = []Condition{{Kind: HoldsFile, Path: op.Path, File: op.File}}
		}
		c.emit(t, op)
	case attributes != nil:
		op.Kind, op.Update = OpUpdateFile, attributes
		c.emit(t, op)
	}
	if publish != nil {
		at.Kind, at.Update = OpPublishFile, publish
		c.emit(t, at)
	}
}

// deleteFiles makes one call for each file that goes, by id, where it is now.
func (c *compiler) deleteFiles() {
	for i := range c.d.tasks {
		if t := &c.d.tasks[i]; t.change.Kind == File && t.node != nil && t.node.gone != nil {
			n := t.node
			c.emit(t, Operation{
				Kind: OpDeleteFile, Path: n.live, File: n.file.ID,
				Before: []Condition{{Kind: HoldsFile, Path: n.live, File: n.file.ID}},
			})
		}
	}
}
