package plan

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"github.com/iksync/iksync/state"
)

// Seen is what a plan relies on of one object, as it was when the plan was made.
// What was not there has no entry: that a name is free follows from the change
// that takes it.
type Seen struct {
	Change  ChangeID   `json:"change"`           // what relies on it; of several, the first
	At      state.Path `json:"at,omitempty"`     // where it was; "": where Change says
	ID      string     `json:"id,omitempty"`     // "": the one that Change says
	Inside  *Inside    `json:"inside,omitempty"` // of a folder that goes, or is copied, as a whole
	Field   *FieldArgs `json:"field,omitempty"`  // of a field: its definition
	Version string     `json:"version,omitempty"`
	Size    int64      `json:"size,omitempty"` // bytes

	Tags        []state.Tag                     `json:"tags,omitempty"`
	AITags      []state.Tag                     `json:"ai_tags,omitempty"` // where rules may look at them
	Metadata    map[state.FieldName]state.Value `json:"metadata,omitempty"`
	Description string                          `json:"description,omitempty"`
	Focus       string                          `json:"focus,omitempty"`
	Draft       bool                            `json:"draft,omitempty"` // not published
	Private     bool                            `json:"private,omitempty"`
}

// Inside sums up what was in a folder, without what has a Seen of its own.
type Inside struct {
	Files   int    `json:"files,omitempty"`
	Folders int    `json:"folders,omitempty"`
	Looks   bool   `json:"looks,omitempty"` // the digest is of what the files are like too: they are copied
	Digest  string `json:"digest"`          // of what each was called, and its id
}

// digest sums up what was seen, so that a plan file that was changed shows.
func digest(list []Seen, by map[ChangeID]*Change) string {
	sum := sha256.New()
	enc := json.NewEncoder(sum)
	for i := range list {
		at, id := by[list[i].Change].live()
		// Encoding plain data into a hash cannot fail.
		_ = enc.Encode([]any{at, id, &list[i]})
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// witness notes what a plan relies on.
type witness struct {
	d      *Difference
	have   *state.Have
	reader *resolver // of attributes
	from   From
	seen   []Seen
	by     map[ChangeID]*Change
}

// see notes, in order, what the changes and operations of a plan rely on.
func see(d *Difference, have *state.Have, from From, ops []Operation) []Seen {
	w := &witness{d: d, have: have, from: from, by: byID(d.Changes), reader: &resolver{fields: fieldsAfter(have, d.Changes)}}
	for i := range d.tasks {
		w.task(&d.tasks[i])
	}
	w.insides()
	w.fields(ops)
	slices.SortStableFunc(w.seen, func(a, b Seen) int {
		return cmp.Or(cmp.Compare(a.Change, b.Change), cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID))
	})
	return w.seen
}

// task notes the live objects that t is about.
func (w *witness) task(t *task) {
	if t.copy != nil {
		w.node(t.change, t.copy.source, true)
		return
	}
	if t.node == nil {
		return
	}
	whole := t.node.gone == nil && (t.node.move != nil || t.node.into != nil)
	w.node(t.change, t.node, whole)
	if t.node.into != nil {
		w.node(t.change, t.node.into, true)
	}
}

// node notes a live object. Of a folder that goes as a whole, what is in it counts.
func (w *witness) node(c *Change, n *node, whole bool) {
	s := Seen{}
	if n.kind == File {
		s = w.reader.seen(n.file)
		if !w.from.Queries {
			s.AITags = nil
		}
	} else if whole {
		s.Inside = &Inside{}
	}
	s.Change = c.ID
	if at, id := c.live(); at != n.live {
		s.At, s.ID = n.live, n.id()
	} else if id != n.id() {
		s.ID = n.id()
	}
	w.seen = append(w.seen, s)
}

// live is where the object of c was when the plan was made, and its id. A change
// that takes it elsewhere, by way of a folder above, has another path.
func (c *Change) live() (state.Path, string) {
	if c.From != "" {
		return c.From, c.Object
	}
	return c.Path, c.Object
}

// seen is what f looks like.
func (r *resolver) seen(f *state.File) Seen {
	l := r.look(f)
	return Seen{
		Version: f.Observed.VersionID, Size: f.Observed.Size, Private: f.Observed.Private,
		Tags: some(l.tags), AITags: some(sortedTags(f.Observed.AITags)), Metadata: l.metadata,
		Description: l.description, Focus: l.focus, Draft: !l.published,
	}
}

func sortedTags(tags []state.Tag) []state.Tag {
	return slices.Compact(slices.Sorted(slices.Values(tags)))
}

// insides sums up what is in the folders that go as a whole.
func (w *witness) insides() {
	rest := uncovered(w.have, w.d.resolver.want.Scope, sights(w.seen, w.by))
	for i := range w.seen {
		s := &w.seen[i]
		if s.Inside == nil {
			continue
		}
		at := s.at(w.by[s.Change])
		in := rest[at]
		looks := slices.ContainsFunc(in, w.copied)
		s.Inside = w.reader.inside(at, in, looks)
	}
}

func (w *witness) copied(o object) bool {
	n := w.d.placement.liveAt(o.kind, o.path)
	return n != nil && n.copied
}

// fields notes the fields that are changed, and those whose values are set: a
// call that sets any needs one of each required field.
func (w *witness) fields(ops []Operation) {
	noted := map[state.FieldName]bool{}
	note := func(by ChangeID, name state.FieldName) {
		if f := w.have.Fields[name]; f != nil && !noted[name] {
			noted[name] = true
			args := fieldArgs(f)
			args.Options = some(args.Options)
			w.seen = append(w.seen, Seen{Change: by, Field: args})
		}
	}
	for i := range w.d.Changes {
		if c := &w.d.Changes[i]; c.Kind == Field {
			note(c.ID, c.Field)
		}
	}
	first := ChangeID("")
	for i := range ops {
		if !ops[i].setsMetadata() {
			continue
		}
		if first == "" {
			first = ops[i].Changes[0]
		}
		for _, name := range sortedKeys(ops[i].Update.Metadata) {
			note(ops[i].Changes[0], name)
		}
	}
	if first == "" {
		return
	}
	for _, name := range sortedKeys(w.have.Fields) {
		if w.have.Fields[name].Required == state.Required {
			note(first, name)
		}
	}
}

func (op *Operation) setsMetadata() bool { return op.Update != nil && len(op.Update.Metadata) > 0 }

func byID(changes []Change) map[ChangeID]*Change {
	p := Plan{Changes: changes}
	return p.ChangesByID()
}
