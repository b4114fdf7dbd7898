package schema

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/iksync/iksync/internal/jsonschema"
)

// URL is where the schema of the YAML is published.
const URL = "https://raw.githubusercontent.com/iksync/iksync/main/docs/schemas/library.json"

//go:embed library.go
var librarySource []byte

//go:embed fields.go
var fieldsSource []byte

// JSONSchema is the JSON Schema of the YAML.
func JSONSchema() (*jsonschema.Schema, error) {
	b, err := newBuilder()
	if err != nil {
		return nil, err
	}
	s := b.of(reflect.TypeFor[Library]())
	if b.err != nil {
		return nil, b.err
	}
	s.Draft, s.ID, s.Title = jsonschema.Draft, URL, "iksync: what a media library of ImageKit should be like"
	return s, nil
}

// builder makes schemas of the types of this package.
type builder struct {
	comments *jsonschema.Comments
	err      error // the first fault in a tag
}

func newBuilder() (*builder, error) {
	b := &builder{comments: jsonschema.NewComments()}
	for _, source := range [][]byte{librarySource, fieldsSource} {
		if err := b.comments.Read("", source); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// of is the schema of the values of type t.
func (b *builder) of(t reflect.Type) *jsonschema.Schema {
	if t == reflect.TypeFor[Tags]() {
		return b.tags()
	}
	if k, ok := reflect.Zero(t).Interface().(interface{ schema() *jsonschema.Schema }); ok {
		return k.schema()
	}
	switch t.Kind() {
	case reflect.Pointer:
		return nullable(b.of(t.Elem()))
	case reflect.Map:
		return &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeObject},
			PropertyNames: b.of(t.Key()), Others: b.of(t.Elem())}
	case reflect.Slice:
		return &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeArray}, Items: b.of(t.Elem())}
	default:
		return b.record(t)
	}
}

// tags are a list, which is the exact set, or what is to be added and removed.
func (b *builder) tags() *jsonschema.Schema {
	exact := TagList(nil).schema()
	exact.MinItems = nil
	exact.Description = "The exact set: other tags are taken away."
	change := b.record(reflect.TypeFor[TagChange]())
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{exact, change}}
}

// record is the schema of a mapping with fixed keys.
func (b *builder) record(t reflect.Type) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeObject}, Others: jsonschema.Never()}
	describe(s, b.says(t.Name()))
	for i := range t.NumField() {
		field := t.Field(i)
		key := field.Tag.Get("yaml")
		value := b.of(field.Type)
		if field.Tag.Get("null") == "yes" {
			value = nullable(value)
		}
		if field.Tag.Get("need") == "yes" {
			s.Required = append(s.Required, key)
		}
		value.UniqueItems = value.UniqueItems || field.Tag.Get("unique") == "yes"
		value.Default = b.literal(field, "default")
		if example := b.literal(field, "example"); example != nil {
			value.Examples = []any{example}
		}
		if key == "library" {
			value.MaxLength = jsonschema.Number(100)
		}
		describe(value, b.comments.Field(t.Name(), field.Name))
		s.Properties = append(s.Properties, jsonschema.Property{Name: key, Schema: value})
	}
	zero := reflect.Zero(t).Interface()
	if d, ok := zero.(dependent); ok {
		s.Dependencies = d.dependencies()
	}
	if c, ok := zero.(conditional); ok {
		s.AllOf = c.conditions()
	}
	return s
}

// says is what the comment of a type says of its values: without the type's name,
// which no reader of YAML knows.
func (b *builder) says(name string) string {
	text := b.comments.Type(name)
	for _, verb := range []string{" is ", " are "} {
		if rest, ok := strings.CutPrefix(text, name+verb); ok {
			return strings.ToUpper(rest[:1]) + rest[1:]
		}
	}
	return text
}

// literal is the value of a tag: JSON, or the text itself.
func (b *builder) literal(field reflect.StructField, tag string) any {
	text, ok := field.Tag.Lookup(tag)
	if !ok {
		return nil
	}
	var value any
	err := json.Unmarshal([]byte(text), &value)
	switch {
	case err == nil:
		return value
	case strings.ContainsAny(text[:1], `[{"`) && b.err == nil:
		b.err = fmt.Errorf("%s of %s: %w", tag, field.Name, err)
	}
	return text
}

// describe adds a text in Markdown, and without Markdown's marks.
func describe(s *jsonschema.Schema, markdown string) {
	if markdown != "" {
		s.Description, s.Markdown = strings.ReplaceAll(markdown, "`", ""), markdown
	}
}

// nullable is s where nothing at all is fine too.
func nullable(s *jsonschema.Schema) *jsonschema.Schema {
	if s.Type.Has(jsonschema.TypeNull) {
		return s
	}
	s.Type = append(s.Type[:len(s.Type):len(s.Type)], jsonschema.TypeNull)
	return s
}
