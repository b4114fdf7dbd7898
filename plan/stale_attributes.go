package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/iksync/iksync/state"
)

// attributes compares what a file is like with what it was like.
func (s *scrutiny) attributes(was *sight, f *state.File) {
	is, before := s.reader.seen(f), was.seen
	var parts []string
	say := func(name, a, b string) {
		if a != b {
			parts = append(parts, fmt.Sprintf("%s: %s -> %s", name, a, b))
		}
	}
	say("version", orNone(before.Version), orNone(is.Version))
	say("size", strconv.FormatInt(before.Size, 10), strconv.FormatInt(is.Size, 10))
	say("private", strconv.FormatBool(before.Private), strconv.FormatBool(is.Private))
	say(AttrTags, words(tagsValue(before.Tags)), words(tagsValue(is.Tags)))
	if s.p.From.Queries {
		say("AI tags", words(tagsValue(before.AITags)), words(tagsValue(is.AITags)))
	}
	for _, name := range changedMetadata(s.have.Fields, before.Metadata, is.Metadata) {
		parts = append(parts, fmt.Sprintf("%s: %s -> %s", AttrMetadata(name), words(before.Metadata[name]), words(is.Metadata[name])))
	}
	say(AttrDescription, text(before.Description), text(is.Description))
	say(AttrFocus, text(before.Focus), text(is.Focus))
	say(AttrPublished, strconv.FormatBool(!before.Draft), strconv.FormatBool(!is.Draft))
	if len(parts) > 0 {
		s.find(File, was.at, DriftChanged, "%s", strings.Join(parts, "; "))
	}
}

// orNone is an id or a path.
func orNone(s string) string { return cmp.Or(s, "none") }

func text(s string) string { return words(textValue(s)) }

// words is v for people.
func words(v state.Value) string {
	if v.IsNull() {
		return "none"
	}
	return v.String()
}

// fields compares definitions with what was seen of them.
func (s *scrutiny) fields() {
	noted := map[state.FieldName]bool{}
	for i := range s.p.Seen {
		if was := s.p.Seen[i].Field; was != nil {
			noted[was.Name] = true
			own := s.by[s.p.Seen[i].Change]
			s.field(was, own != nil && own.Kind == Field)
		}
	}
	for i := range s.p.Changes {
		if c := &s.p.Changes[i]; c.Kind == Field {
			s.fieldName(c)
		}
	}
	if slices.ContainsFunc(s.p.Operations, func(op Operation) bool { return op.setsMetadata() }) {
		s.newlyRequired(noted)
	}
}

// field compares one definition. Where only values of it are set, its label is
// of no account.
func (s *scrutiny) field(was *FieldArgs, own bool) {
	is := s.have.Fields[was.Name]
	switch {
	case is == nil:
		s.find(Field, state.Path(was.Name), DriftGone, "there is no such field any more")
		return
	case is.ID != was.ID:
		s.find(Field, state.Path(was.Name), DriftReplaced, "it was field %s, and now it is %s", was.ID, is.ID)
		return
	}
	var parts []string
	for _, a := range fieldAttrs(was.definition(), is, is) {
		if own || a.Name != "label" {
			parts = append(parts, fmt.Sprintf("%s: %s -> %s", a.Name, words(a.Before), words(a.After)))
		}
	}
	if len(parts) > 0 {
		s.find(Field, state.Path(was.Name), DriftChanged, "%s", strings.Join(parts, "; "))
	}
}

func (f *FieldArgs) definition() *state.Field {
	return &state.Field{
		ID: f.ID, Name: f.Name, Label: f.Label, Type: f.Type, Required: f.Required, Default: f.Default,
		Options: f.Options, MinLength: f.MinLength, MaxLength: f.MaxLength, Min: f.Min, Max: f.Max,
	}
}

// fieldName looks whether the name and the label that c gives are free: no two
// fields of an account have one of either.
func (s *scrutiny) fieldName(c *Change) {
	name := state.Path(c.Field)
	if c.Action == Create && s.have.Fields[c.Field] != nil {
		s.find(Field, name, DriftTaken, "there is such a field now: %s", s.have.Fields[c.Field].ID)
	}
	for _, a := range c.Attrs {
		label, ok := a.After.AsString()
		if a.Name != "label" || !ok {
			continue
		}
		for _, other := range sortedKeys(s.have.Fields) {
			if other != c.Field && s.have.Fields[other].Label == label && !s.relabels(other) {
				s.find(Field, name, DriftTaken, "field %s has the label %q now", other, label)
			}
		}
	}
}

// relabels says whether the plan takes the label from a field.
func (s *scrutiny) relabels(name state.FieldName) bool {
	c := s.by[NewChangeID(Field, string(name))]
	return c != nil && (c.Action == Delete || slices.ContainsFunc(c.Attrs, func(a AttrDiff) bool { return a.Name == "label" }))
}

// newlyRequired finds fields that calls of the plan would have to send along,
// and do not.
func (s *scrutiny) newlyRequired(noted map[state.FieldName]bool) {
	for _, name := range sortedKeys(s.have.Fields) {
		if !noted[name] && s.have.Fields[name].Required == state.Required {
			s.find(Field, state.Path(name), DriftChanged, "it is required now, and the plan sets metadata without it")
		}
	}
}
