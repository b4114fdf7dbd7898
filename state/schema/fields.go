package schema

import (
	"github.com/iksync/iksync/internal/jsonschema"
	"github.com/iksync/iksync/state"
)

// Field is the definition of one custom metadata field. Keys that are left out stay
// as they are in the account.
type Field struct {
	// The name that people see. No two fields may have the same.
	Label Name `yaml:"label" example:"Brand"`
	// What kind of values the field takes. It can never be changed.
	Type FieldType `yaml:"type" need:"yes"`
	// The values that can be chosen. Of `SingleSelect` and `MultiSelect`, which need it.
	Options Options `yaml:"options" example:"[\"Acme\", \"Globex\"]"`
	// Whether every file needs a value. One that does needs a `default`.
	Required Truth `yaml:"required" default:"false"`
	// The value of files that have none. Of `MultiSelect` a list.
	Default Value `yaml:"default"`
	// The least number, or the first date. Of `Number` and `Date`.
	Min Bound `yaml:"min"`
	// The largest number, or the last date. Of `Number` and `Date`.
	Max Bound `yaml:"max"`
	// At least so many characters. Of `Text` and `Textarea`.
	MinLength Count `yaml:"min_length" null:"yes"`
	// At most so many characters. Of `Text` and `Textarea`.
	MaxLength Count `yaml:"max_length" null:"yes"`
}

// conditions are the keys that go with each type, and what they hold.
func (Field) conditions() []*jsonschema.Schema {
	number := jsonschema.Types{jsonschema.TypeNumber, jsonschema.TypeNull, jsonschema.TypeString}
	return []*jsonschema.Schema{
		ofTypes([]state.FieldType{state.Text, state.Textarea}, properties{
			"options": jsonschema.Never(), "min": jsonschema.Never(), "max": jsonschema.Never(), "default": text()}),
		ofTypes([]state.FieldType{state.Number}, properties{
			"options": jsonschema.Never(), "min_length": jsonschema.Never(), "max_length": jsonschema.Never(),
			"min": {Type: number, Pattern: wholeVariable}, "max": {Type: number, Pattern: wholeVariable}, "default": {Type: number, Pattern: wholeVariable}}),
		ofTypes([]state.FieldType{state.Date}, properties{
			"options": jsonschema.Never(), "min_length": jsonschema.Never(), "max_length": jsonschema.Never(),
			"min": date(), "max": date(), "default": date()}),
		ofTypes([]state.FieldType{state.Boolean}, properties{
			"options": jsonschema.Never(), "min": jsonschema.Never(), "max": jsonschema.Never(),
			"min_length": jsonschema.Never(), "max_length": jsonschema.Never(),
			"default": {Type: jsonschema.Types{jsonschema.TypeBoolean, jsonschema.TypeNull, jsonschema.TypeString}, Pattern: wholeVariable}}),
		ofTypes([]state.FieldType{state.SingleSelect}, properties{
			"min": jsonschema.Never(), "max": jsonschema.Never(), "min_length": jsonschema.Never(), "max_length": jsonschema.Never(),
			"default": {Type: jsonschema.Types{jsonschema.TypeString, jsonschema.TypeNumber, jsonschema.TypeBoolean, jsonschema.TypeNull}}}, "options"),
		ofTypes([]state.FieldType{state.MultiSelect}, properties{
			"min": jsonschema.Never(), "max": jsonschema.Never(), "min_length": jsonschema.Never(), "max_length": jsonschema.Never(),
			"default": {Type: jsonschema.Types{jsonschema.TypeArray, jsonschema.TypeNull}, UniqueItems: true}}, "options"),
		{
			If: &jsonschema.Schema{Required: []string{"required"},
				Properties: jsonschema.Properties{{Name: "required", Schema: &jsonschema.Schema{Const: true}}}},
			Then: &jsonschema.Schema{Required: []string{"default"},
				Properties: jsonschema.Properties{{Name: "default", Schema: &jsonschema.Schema{Not: &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeNull}}}}}},
		},
	}
}

type properties map[string]*jsonschema.Schema

// ofTypes holds fields of some types to what their properties can be.
func ofTypes(types []state.FieldType, can properties, need ...string) *jsonschema.Schema {
	names := make([]any, len(types))
	for i, t := range types {
		names[i] = string(t)
	}
	then := &jsonschema.Schema{Required: need}
	for _, name := range Keys(RecordField) {
		if s, ok := can[name]; ok {
			then.Properties = append(then.Properties, jsonschema.Property{Name: name, Schema: s})
		}
	}
	return &jsonschema.Schema{
		If: &jsonschema.Schema{Required: []string{"type"},
			Properties: jsonschema.Properties{{Name: "type", Schema: &jsonschema.Schema{Enum: names}}}},
		Then: then,
	}
}

// text is the default of a field of text.
func text() *jsonschema.Schema {
	return &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeString, jsonschema.TypeNull}}
}

// date is a bound or the default of a field of dates.
func date() *jsonschema.Schema {
	return &jsonschema.Schema{
		Type:         jsonschema.Types{jsonschema.TypeString, jsonschema.TypeNull},
		Pattern:      `^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?$|` + someVariable,
		PatternError: `A date such as 2024-12-31 or "2024-12-31T18:00:00Z".`,
	}
}
