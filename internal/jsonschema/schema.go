package jsonschema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// Draft is the version of JSON Schema that the package writes. Later ones are not
// known to all editors.
const Draft = "http://json-schema.org/draft-07/schema#"

// The types of JSON values.
const (
	TypeObject  = "object"
	TypeArray   = "array"
	TypeString  = "string"
	TypeNumber  = "number"
	TypeInteger = "integer"
	TypeBoolean = "boolean"
	TypeNull    = "null"
)

// Schema says which JSON values are right. The zero Schema takes any value.
type Schema struct {
	Draft       string   `json:"$schema,omitempty"`
	ID          string   `json:"$id,omitempty"`
	Ref         string   `json:"$ref,omitempty"` // with it, nothing else counts
	Title       string   `json:"title,omitempty"`
	Description string   `json:"description,omitempty"`         // plain text
	Markdown    string   `json:"markdownDescription,omitempty"` // the same, for editors that show Markdown
	Type        Types    `json:"type,omitempty"`
	Enum        []any    `json:"enum,omitempty"`
	EnumDocs    []string `json:"markdownEnumDescriptions,omitempty"` // what each of Enum means
	Const       any      `json:"const,omitempty"`
	Default     any      `json:"default,omitempty"`
	Examples    []any    `json:"examples,omitempty"`

	Pattern      string `json:"pattern,omitempty"`
	PatternError string `json:"patternErrorMessage,omitempty"` // said instead of the pattern
	MinLength    *int   `json:"minLength,omitempty"`
	MaxLength    *int   `json:"maxLength,omitempty"`
	Minimum      *int   `json:"minimum,omitempty"`
	Maximum      *int   `json:"maximum,omitempty"`

	Items       *Schema `json:"items,omitempty"`
	MinItems    *int    `json:"minItems,omitempty"`
	UniqueItems bool    `json:"uniqueItems,omitempty"`

	Required      []string   `json:"required,omitempty"`
	MinProperties *int       `json:"minProperties,omitempty"`
	PropertyNames *Schema    `json:"propertyNames,omitempty"`
	Properties    Properties `json:"properties,omitempty"`
	Others        *Schema    `json:"additionalProperties,omitempty"` // nil: any
	Dependencies  Properties `json:"dependencies,omitempty"`         // what must hold where a property is there

	AllOf []*Schema `json:"allOf,omitempty"`
	AnyOf []*Schema `json:"anyOf,omitempty"`
	OneOf []*Schema `json:"oneOf,omitempty"`
	Not   *Schema   `json:"not,omitempty"`
	If    *Schema   `json:"if,omitempty"`
	Then  *Schema   `json:"then,omitempty"`

	Definitions Properties `json:"definitions,omitempty"`

	never bool
}

// Never is the schema that takes nothing.
func Never() *Schema { return &Schema{never: true} }

// IsNever says whether s takes nothing.
func (s *Schema) IsNever() bool { return s.never }

// Number is n where a schema may leave a number out.
func Number(n int) *int { return &n }

// MarshalJSON writes s; the one that takes nothing is false.
func (s *Schema) MarshalJSON() ([]byte, error) {
	if s.never {
		return []byte("false"), nil
	}
	type plain Schema
	return encode((*plain)(s))
}

// Document is s as a file: indented, with a line end.
func (s *Schema) Document() ([]byte, error) {
	line, err := encode(s)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := json.Indent(&out, line, "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return escaped(out.Bytes()), nil
}

// encode is json.Marshal without its escapes for HTML.
func encode(v any) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// escaped writes what nobody can see as \u escapes: patterns hold such characters.
func escaped(doc []byte) []byte {
	var out bytes.Buffer
	for _, r := range string(doc) {
		if r >= 0x7f && r <= 0xffff {
			fmt.Fprintf(&out, `\u%04x`, r)
		} else {
			out.WriteRune(r)
		}
	}
	return out.Bytes()
}

// Types are the types that a value may have: one or several.
type Types []string

// MarshalJSON writes one type as a string, several as a list.
func (t Types) MarshalJSON() ([]byte, error) {
	if len(t) == 1 {
		return json.Marshal(t[0])
	}
	return json.Marshal([]string(t))
}

// Has says whether a value may have the type.
func (t Types) Has(name string) bool { return slices.Contains(t, name) }

// Properties are schemas by name, in an order.
type Properties []Property

// Property is a named schema.
type Property struct {
	Name   string
	Schema *Schema
}

// Get returns the schema called name, nil where there is none.
func (ps Properties) Get(name string) *Schema {
	for _, p := range ps {
		if p.Name == name {
			return p.Schema
		}
	}
	return nil
}

// MarshalJSON writes an object.
func (ps Properties) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, p := range ps {
		if i > 0 {
			out.WriteByte(',')
		}
		name, err := encode(p.Name)
		if err != nil {
			return nil, err
		}
		value, err := encode(p.Schema)
		if err != nil {
			return nil, err
		}
		out.Write(name)
		out.WriteByte(':')
		out.Write(value)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}
