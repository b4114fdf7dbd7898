package schema

import "github.com/iksync/iksync/internal/jsonschema"

// Some keys of a record rule others out, or need them. They are written as what
// holds where a key is there, so that an editor marks the other key.

// dependent is a record with such keys.
type dependent interface {
	dependencies() jsonschema.Properties
}

// conditional is a record that has to satisfy more schemas than one.
type conditional interface {
	conditions() []*jsonschema.Schema
}

// without says that the other keys must not be there.
func without(keys ...string) *jsonschema.Schema {
	s := &jsonschema.Schema{}
	for _, key := range keys {
		s.Properties = append(s.Properties, jsonschema.Property{Name: key, Schema: jsonschema.Never()})
	}
	return s
}

// withAny says that at least one of the other keys must be there.
func withAny(keys ...string) *jsonschema.Schema {
	s := &jsonschema.Schema{}
	for _, key := range keys {
		s.AnyOf = append(s.AnyOf, &jsonschema.Schema{Required: []string{key}})
	}
	return s
}

func (Folder) dependencies() jsonschema.Properties {
	return jsonschema.Properties{
		{Name: "moved_from", Schema: without("id", "copy_of")},
		{Name: "on_conflict", Schema: withAny("moved_from", "id")},
		{Name: "copy_of", Schema: without("id", "moved_from")},
		{Name: "versions", Schema: withAny("copy_of")},
	}
}

func (File) dependencies() jsonschema.Properties {
	return jsonschema.Properties{
		{Name: "moved_from", Schema: without("id")},
		{Name: "on_conflict", Schema: withAny("moved_from", "id")},
	}
}

// conditions: a rule asks for something.
func (Rule) conditions() []*jsonschema.Schema {
	return []*jsonschema.Schema{withAny("tags", "metadata", "description", "focus", "published")}
}

// conditions: a match is not empty.
func (Match) conditions() []*jsonschema.Schema {
	return []*jsonschema.Schema{withAny("path", "where")}
}

// conditions: a change of tags is not empty.
func (TagChange) conditions() []*jsonschema.Schema {
	return []*jsonschema.Schema{withAny("add", "remove")}
}
