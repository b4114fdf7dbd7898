package plan

import (
	"github.com/iksync/iksync/state"
)

// Compile turns a difference into operations, ordered so that each comes after
// all it needs. Where no such order exists it says so as a refusal.
//
// It works in passes. The first ones make the steps of each change; the last
// ones link them by need. Which step needs which is decided from where objects
// are and where they end, never from the order in which steps were made.
func Compile(d *Difference) ([]Operation, []Refusal) {
	c := newCompiler(d)
	c.makeFields()
	c.makeFolders()
	c.makeMoves()
	c.makeContent()
	c.makeDeletes()
	c.linkFields()
	c.linkFolders()
	c.linkMoves()
	c.linkContent()
	c.linkDeletes()
	return order(c.steps)
}

// step is an operation in the making.
type step struct {
	Operation
	needs map[*step]NeedKind
}

// need makes s wait for t. The first reason given stays.
func (s *step) need(t *step, why NeedKind) {
	if t == nil || t == s {
		return
	}
	if s.needs == nil {
		s.needs = map[*step]NeedKind{}
	}
	if _, known := s.needs[t]; !known {
		s.needs[t] = why
	}
}

// compiler holds the steps and who makes what.
type compiler struct {
	d     *Difference
	p     *placement
	steps []*step

	fields   map[state.FieldName]*step // creates and updates of fields
	arrives  map[state.Path]*step      // what makes a folder be at its final place
	routes   map[*node]*route          // own moves
	deletes  map[*node]*step
	contents map[*task][]*step    // uploads, updates and publishing, in their order
	landing  map[state.Path]*node // moving folders by where they end
	taken    map[state.Path]bool  // places that changes end at, or pass through
}

func newCompiler(d *Difference) *compiler {
	c := &compiler{
		d: d, p: d.placement,
		fields: map[state.FieldName]*step{}, arrives: map[state.Path]*step{},
		routes: map[*node]*route{}, deletes: map[*node]*step{}, contents: map[*task][]*step{},
		landing: map[state.Path]*node{}, taken: map[state.Path]bool{},
	}
	for i := range d.tasks {
		t := &d.tasks[i]
		c.taken[t.path] = true
		if t.moves() && t.node.kind == Folder {
			c.landing[t.node.final] = t.node
		}
	}
	return c
}

// moves says whether t gives a live object a new place.
func (t *task) moves() bool { return t.node != nil && t.node.gone == nil && t.node.move != nil }

// deletes says whether t ends a live object.
func (t *task) deletes() bool { return t.node != nil && t.node.gone != nil }

// make adds the step of one operation that fulfils t.
func (c *compiler) make(t *task, op Operation) *step {
	op.Class = op.Kind.Class()
	op.Changes = []ChangeID{t.change.ID}
	s := &step{Operation: op}
	c.steps = append(c.steps, s)
	return s
}

func (c *compiler) makeFields() {
	for i := range c.d.tasks {
		t := &c.d.tasks[i]
		if t.field == nil {
			continue
		}
		switch t.change.Action {
		case Delete:
			c.make(t, Operation{Kind: OpDeleteField, Field: t.field})
		case Create:
			c.fields[t.field.Name] = c.make(t, Operation{Kind: OpCreateField, Field: t.field})
		default:
			c.fields[t.field.Name] = c.make(t, Operation{Kind: OpUpdateField, Field: t.field})
		}
	}
}

func (c *compiler) makeFolders() {
	for i := range c.d.tasks {
		t := &c.d.tasks[i]
		if t.change.Kind == Folder && t.change.Action == Create {
			c.arrives[t.path] = c.make(t, Operation{
				Kind: OpCreateFolder, Path: t.path,
				After: []Condition{{Kind: HoldsFolder, Path: t.path}},
			})
		}
	}
}

// makeContent makes the calls that set a file's bytes and attributes. Those of
// a live file address it by id, at the place where it is now.
func (c *compiler) makeContent() {
	for i := range c.d.tasks {
		t := &c.d.tasks[i]
		if t.change.Kind != File || t.deletes() {
			continue
		}
		attributes, publish := t.update.split()
		at := Operation{Path: t.path}
		if t.node != nil {
			at = Operation{Path: t.node.live, File: t.node.file.ID}
		}
		if t.source != nil {
			at := at
			at.Kind, at.Update, at.Source = OpUpload, attributes, &SourceArgs{Path: t.source.Path, Size: t.source.Size}
			if t.node != nil {
				at.Kind = OpReplace
				at.Before = []Condition{{Kind: HoldsFile, Path: at.Path, File: at.File}}
			}
			c.content(t, at)
		} else if attributes != nil {
			at := at
			at.Kind, at.Update = OpUpdateFile, attributes
			c.content(t, at)
		}
		if publish != nil {
			at.Kind, at.Update = OpPublishFile, publish
			c.content(t, at)
		}
	}
}

func (c *compiler) content(t *task, op Operation) {
	c.contents[t] = append(c.contents[t], c.make(t, op))
}

// makeDeletes makes one call for each object that goes. Files are addressed by
// id where they are. A folder below one that moves goes after that move: what
// leaves it may be on its way out only then.
func (c *compiler) makeDeletes() {
	for i := range c.d.tasks {
		t := &c.d.tasks[i]
		if !t.deletes() {
			continue
		}
		n := t.node
		if n.kind == File {
			c.deletes[n] = c.make(t, Operation{
				Kind: OpDeleteFile, Path: n.live, File: n.file.ID,
				Before: []Condition{{Kind: HoldsFile, Path: n.live, File: n.file.ID}},
			})
			continue
		}
		at := n.live
		if above := c.p.movingAbove(at); above != nil {
			at = at.Rebase(above.live, above.final)
		}
		c.deletes[n] = c.make(t, Operation{
			Kind: OpDeleteFolder, Path: at,
			Before: []Condition{{Kind: IsEmpty, Path: at}},
		})
	}
}
