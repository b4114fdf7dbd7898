package emulator

import (
	"cmp"
	"net/http"
	"slices"
)

// A field is the definition of a custom metadata field. A deleted one stays, for its name is never
// free again.
type field struct {
	ID      id     `json:"id"`
	Name    string `json:"name"`
	Label   string `json:"label"`
	Schema  schema `json:"schema"`
	Policy  string `json:"policy,omitempty"` // the path policy that uses it
	Deleted bool   `json:"deleted,omitempty"`
	Number  int    `json:"number"` // in the order of creation
}

type fieldJSON struct {
	ID     id     `json:"id"`
	Name   string `json:"name"`
	Label  string `json:"label"`
	Schema schema `json:"schema"`
}

func (f *field) json() fieldJSON { return fieldJSON{f.ID, f.Name, f.Label, f.Schema} }

// liveField finds a field that is not deleted.
func (l *library) liveField(name string) *field {
	for _, f := range l.fields {
		if f.Name == name && !f.Deleted {
			return f
		}
	}
	return nil
}

// labelTaken reports whether another live field has the label.
func (l *library) labelTaken(label string, except *field) bool {
	return slices.ContainsFunc(l.fields, func(f *field) bool {
		return f != except && !f.Deleted && f.Label == label
	})
}

func (l *library) nameTaken(name string) bool {
	return slices.ContainsFunc(l.fields, func(f *field) bool { return f.Name == name })
}

func (l *library) addField(f *field) {
	f.ID = l.clock.newID()
	f.Number = len(l.fields) + 1
	l.fields = append(l.fields, f)
	l.touchField(f)
}

// forgetFields takes back the fields added last, of which nobody has heard yet.
func (l *library) forgetFields(known int) {
	for _, f := range l.fields[known:] {
		delete(l.changed.fields, f.ID)
	}
	l.fields = l.fields[:known:known]
}

func (l *library) touchField(f *field) {
	l.index.generation++
	l.changed.fields[f.ID] = struct{}{}
}

// listFields answers GET /v1/customMetadataFields. Without path policies a folderPath selects all.
func (s *Server) listFields(c *call) reply {
	p := parseParams(c.r)
	deleted := p.boolean("includeDeleted")
	if _, err := cleanFolder(p.text("folderPath")); err != nil {
		p.fail(badRequest("Your request contains invalid value for folderPath parameter."))
	}
	if wrong := p.done(); wrong != nil {
		return *wrong
	}
	list := []fieldJSON{}
	for _, f := range s.lib.fields {
		if deleted || !f.Deleted {
			list = append(list, f.json())
		}
	}
	return ok(list)
}

// createField answers POST /v1/customMetadataFields.
func (s *Server) createField(c *call) reply {
	b := c.body()
	b.require("name", "label", "schema")
	f := &field{Name: b.text("name"), Label: b.text("label")}
	sent := b.schema(true)
	if wrong := b.done(); wrong != nil {
		return *wrong
	}
	f.Schema = sent.schema
	switch {
	case !isFieldName(f.Name):
		return badRequest("Your request contains invalid value for name parameter.")
	case f.Label == "":
		return badRequest("Your request contains invalid value for label parameter.")
	case s.lib.nameTaken(f.Name):
		return badRequest("A custom metadata field with this name already exists.")
	case s.lib.labelTaken(f.Label, nil):
		return badRequest("A custom metadata field with this label already exists.")
	}
	if message := f.Schema.check(); message != "" {
		return badRequest("Invalid schema object. " + message)
	}
	s.lib.addField(f)
	c.did(Created, f.Name, f.attributes())
	return reply{status: http.StatusCreated, body: f.json()}
}

// isFieldName accepts what can be written in a search without escapes.
func isFieldName(name string) bool {
	return name != "" && rewrite(name, "_-") == name
}

// findField resolves the id of a path.
func (s *Server) findField(c *call) (*field, *reply) {
	i, valid := parseID(c.r.PathValue("id"))
	if !valid {
		r := badRequest("Your request contains invalid ID parameter.")
		return nil, &r
	}
	at := slices.IndexFunc(s.lib.fields, func(f *field) bool { return f.ID == i })
	if at < 0 {
		r := notFound("No such custom metadata field exists.")
		return nil, &r
	}
	return s.lib.fields[at], nil
}

// updateField answers PATCH /v1/customMetadataFields/{id}. The type of a sent schema is ignored.
func (s *Server) updateField(c *call) reply {
	f, wrong := s.findField(c)
	if wrong != nil {
		return *wrong
	}
	b := c.body()
	if b.has("name") {
		return badRequest("Name cannot be updated.")
	}
	if !b.has("label") && !b.has("schema") {
		b.fail(badRequest("Either label or schema should be provided."))
	}
	hasLabel, hasSchema := b.has("label"), b.has("schema")
	label, sent := b.text("label"), b.schema(false)
	if wrong := b.done(); wrong != nil {
		return *wrong
	}
	next := f.Schema
	if hasSchema {
		next = s.cfg.readings.updateSchema(f.Schema, sent)
	}
	switch {
	case f.Deleted:
		return badRequest("Cannot update a deleted custom metadata fields.")
	case hasLabel && label == "":
		return badRequest("Your request contains invalid value for label parameter.")
	case hasLabel && s.lib.labelTaken(label, f):
		return badRequest("A custom metadata field with this label already exists.")
	}
	if message := next.check(); message != "" {
		return badRequest("Invalid schema object. " + message)
	}
	before := f.attributes()
	s.lib.touchField(f)
	f.Schema = next
	f.Label = cmp.Or(label, f.Label)
	c.changed(f.Name, before, f.attributes())
	return ok(f.json())
}

// deleteField answers DELETE /v1/customMetadataFields/{id}.
func (s *Server) deleteField(c *call) reply {
	f, wrong := s.findField(c)
	if wrong != nil {
		return *wrong
	}
	switch {
	case f.Deleted:
		return notFound("No such custom metadata field exists.")
	case f.Policy != "":
		return badRequest("This custom metadata field cannot be deleted as it is a part of a path policy: " + f.Policy)
	}
	s.lib.touchField(f)
	f.Deleted = true
	c.did(Removed, f.Name, "")
	return noContent()
}
