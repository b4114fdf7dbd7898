package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iksync/iksync/state"
)

// Remain is a change that a library does not show.
type Remain struct {
	Change ChangeID `json:"change"`
	Why    string   `json:"why"` // for people: "nothing is there", "tags are [a], not [a, b]"
}

// Remaining lists the changes of p that have does not show, in p's order. Unlike
// a new plan it needs no YAML: it holds the library against what p said, and
// knows of nothing else.
func Remaining(p *Plan, have *state.Have) []Remain {
	e := &ending{
		have: have, reader: &resolver{fields: fieldsAfter(have, p.Changes)},
		ids: map[Kind]map[string]state.Path{File: {}, Folder: {}}, covered: map[state.Path]bool{},
		versions: map[ChangeID]string{},
	}
	for i := range p.Seen {
		e.versions[p.Seen[i].Change] = p.Seen[i].Version
	}
	for path, f := range have.Files {
		e.ids[File][string(f.ID)] = path
	}
	for path, f := range have.Folders {
		e.ids[Folder][string(f.ID)] = path
	}
	for i := range p.Changes {
		if c := &p.Changes[i]; c.Action == Merge {
			e.covered[c.Path] = true
		}
	}
	var out []Remain
	for i := range p.Changes {
		if why := e.missing(&p.Changes[i]); why != "" {
			out = append(out, Remain{p.Changes[i].ID, why})
		}
	}
	return out
}

// ending is a library that is held against a plan's changes.
type ending struct {
	have   *state.Have
	reader *resolver // of attributes
	ids    map[Kind]map[string]state.Path
	// covered is where something is merged onto what is there, which becomes an
	// older version: what else the plan did to it shows no more.
	covered map[state.Path]bool
	// versions is what each file's current version was before.
	versions map[ChangeID]string
}

// missing says what of c does not show, "" if all of it does.
func (e *ending) missing(c *Change) string {
	switch {
	case c.Kind == Field:
		return e.field(c)
	case c.Action == Delete:
		if at, there := e.ids[c.Kind][c.Object]; there {
			return "it is still at " + string(at)
		}
		return ""
	}
	if at, there := e.ids[c.Kind][c.Object]; there && c.From != "" && at == c.From && c.Action != Copy {
		return "it is still at " + string(at)
	}
	if c.Kind == Folder {
		if e.have.Folders[c.Path] == nil && c.Path != state.Root {
			return "no folder is there"
		}
		return ""
	}
	f := e.have.Files[c.Path]
	if f == nil {
		return "no file is there"
	}
	if e.covered[c.Path] && (c.Action == Update || c.Action == Merge) {
		return "" // whose attributes the two have then, the sources do not say
	}
	is := e.reader.seen(f)
	return e.different(c, func(name string) state.Value {
		if name == AttrContent {
			return e.content(c, f)
		}
		return attribute(&is, name)
	})
}

// content is what is known of a file's bytes, as c has it: their number, or their
// hash. Where nobody has looked at them, a new version is what was uploaded.
func (e *ending) content(c *Change, f *state.File) state.Value {
	i := slices.IndexFunc(c.Attrs, func(a AttrDiff) bool { return a.Name == AttrContent })
	after := c.Attrs[i].After
	if _, size := after.AsNumber(); size {
		return state.Num(float64(f.Observed.Size))
	}
	if was := e.versions[c.ID]; f.Observed.SHA256 == "" && (was == "" || f.Observed.VersionID != was) {
		return after
	}
	return hashValue(f.Observed.SHA256)
}

// attribute is the value of a file's attribute.
func attribute(s *Seen, name string) state.Value {
	switch name {
	case AttrTags:
		return tagsValue(s.Tags)
	case AttrDescription:
		return textValue(s.Description)
	case AttrFocus:
		return textValue(s.Focus)
	case AttrPublished:
		return state.Bool(!s.Draft)
	}
	return s.Metadata[state.FieldName(strings.TrimPrefix(name, attrMetadata))]
}

func (e *ending) field(c *Change) string {
	is := e.have.Fields[c.Field]
	switch {
	case c.Action == Delete && is != nil:
		return "the field is still there"
	case c.Action == Delete:
		return ""
	case is == nil:
		return "there is no such field"
	}
	values := map[string]state.Value{"required": state.Bool(is.Required == state.Required)}
	for _, a := range fieldAttrs(&state.Field{}, is, is) {
		values[a.Name] = a.After
	}
	return e.different(c, func(name string) state.Value { return values[name] })
}

// different says which attributes of c are not as it says.
func (e *ending) different(c *Change, is func(name string) state.Value) string {
	var parts []string
	for _, a := range c.Attrs {
		have := is(a.Name)
		as := state.FieldType("")
		if f := e.have.Fields[state.FieldName(strings.TrimPrefix(a.Name, attrMetadata))]; f != nil && strings.HasPrefix(a.Name, attrMetadata) {
			as = f.Type
		}
		if !have.EqualAs(as, a.After) {
			parts = append(parts, fmt.Sprintf("%s: %s, not %s", a.Name, words(have), words(a.After)))
		}
	}
	return strings.Join(parts, "; ")
}
