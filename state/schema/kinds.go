package schema

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/iksync/iksync/internal/jsonschema"
	"github.com/iksync/iksync/state"
)

// The kinds of scalars and lists of the YAML. Each knows its schema and what the
// reference calls it.
type (
	// Version is 1.
	Version int
	// Name is a text without spaces around it.
	Name string
	// Variable is the name of a variable.
	Variable string
	// Constant is the value of a variable.
	Constant struct{}
	// Path is absolute and clean.
	Path string
	// Place is a Path that is not "/".
	Place string
	// Glob is a pattern over paths.
	Glob string
	// Scope is a list of folders.
	Scope []Path
	// Count is a whole number from 0 up.
	Count int
	// Percent is a whole number from 0 to 100.
	Percent int
	// FieldName is a Name.
	FieldName string
	// FieldType is one of state.FieldTypes.
	FieldType string
	// ID is that of a file or a folder.
	ID string
	// Conflict is state.Conflict, as it is written.
	Conflict string
	// Truth is true or false.
	Truth bool
	// Text is a description.
	Text string
	// Focus is x,y,width,height.
	Focus string
	// Query is one of ImageKit's search language.
	Query string
	// Value is that of a metadata field.
	Value struct{}
	// Bound is a number or a date.
	Bound struct{}
	// Options are the values of a select field.
	Options []Value
	// Tag is one tag.
	Tag string
	// TagList is a list of tags, not empty.
	TagList []Tag
	// Tables is the name of a table, or a list of names.
	Tables struct{}
	// Tags is a list of tags, or a TagChange.
	Tags struct{}
)

// Patterns are written so that JavaScript and Go read them alike: neither has what
// the other lacks. invisible are the characters that no name may hold, spaces those
// that it must not begin or end with.
const (
	wholeVariable = `^\$\{[a-z][a-z0-9_]*\}$`
	someVariable  = `\$\{[a-z][a-z0-9_]*\}`

	invisible = "\x00-\x1f\x7f-\u009f\u2028\u2029"
	spaces    = " \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"

	name     = `^[^` + invisible + spaces + `](?:[^` + invisible + `]*[^` + invisible + spaces + `])?$`
	variable = `^[a-z][a-z0-9_]*$`
	segment  = "/(?:[^/.\x00-\x1f\x7f][^/\x00-\x1f\x7f]*|\\.[^/.\x00-\x1f\x7f][^/\x00-\x1f\x7f]*|\\.\\.[^/\x00-\x1f\x7f]+)"
	place    = `^(?:` + segment + `)+$`
	path     = `^(?:/|(?:` + segment + `)+)$`
	glob     = `^(?:/[^/]+)+$`
)

// matching is the schema of texts that match a pattern. The message is what an
// editor says of others.
func matching(pattern, message string) *jsonschema.Schema {
	return &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeString}, Pattern: pattern, PatternError: message}
}

func (Version) schema() *jsonschema.Schema {
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{
		{Type: jsonschema.Types{jsonschema.TypeInteger}, Enum: []any{1}}, matching(wholeVariable, "")}}
}
func (Version) words() string { return "`1`" }

func (Name) schema() *jsonschema.Schema {
	return matching(name, "A text without spaces around it, and without control characters.")
}
func (Name) words() string { return "text" }

func (FieldName) schema() *jsonschema.Schema { return Name("").schema() }
func (FieldName) words() string              { return "name of a field" }

func (Variable) schema() *jsonschema.Schema {
	return matching(variable, "A name begins with a small letter; small letters, digits and _ follow.")
}
func (Variable) words() string { return "name" }

func (Constant) schema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeString, jsonschema.TypeNumber, jsonschema.TypeBoolean, jsonschema.TypeNull}}
}
func (Constant) words() string { return "text, number, true or false, or null" }

const pathMessage = `A path begins with /, does not end with /, and has no empty name, "." or ".." in it.`

func (Path) schema() *jsonschema.Schema { return matching(path+"|"+someVariable, pathMessage) }
func (Path) words() string              { return "path" }

func (Place) schema() *jsonschema.Schema { return matching(place+"|"+someVariable, pathMessage) }
func (Place) words() string              { return "path" }

func (Glob) schema() *jsonschema.Schema {
	return matching(glob+"|"+someVariable, "A glob begins with /, does not end with /, and has no empty name in it.")
}
func (Glob) words() string { return "glob" }

func (Scope) schema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeArray}, Items: Path("").schema(), MinItems: jsonschema.Number(1), UniqueItems: true}
}
func (Scope) words() string { return "list of paths" }

func (Count) schema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeInteger, jsonschema.TypeString}, Pattern: wholeVariable,
		Minimum: jsonschema.Number(0), Maximum: jsonschema.Number(math.MaxInt32)}
}
func (Count) words() string { return "whole number" }

func (Percent) schema() *jsonschema.Schema {
	s := Count(0).schema()
	s.Maximum = jsonschema.Number(100)
	return s
}
func (Percent) words() string { return "whole number up to 100" }

func (FieldType) schema() *jsonschema.Schema {
	names := []any{}
	for _, t := range state.FieldTypes() {
		names = append(names, string(t))
	}
	return oneOf(names...)
}
func (FieldType) words() string { return "type" }

// oneOf is one of some texts, or a variable.
func oneOf(names ...any) *jsonschema.Schema {
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{
		{Type: jsonschema.Types{jsonschema.TypeString}, Enum: names}, matching(someVariable, "")}}
}

func (ID) schema() *jsonschema.Schema {
	s := matching(`^[^ /?#`+invisible+spaces+`]+$`, "An ID, as ImageKit gives it.")
	s.Type = append(s.Type, jsonschema.TypeNumber) // 24 digits are a number to YAML
	return s
}
func (ID) words() string { return "ID" }

func (Conflict) schema() *jsonschema.Schema { return oneOf("refuse", string(state.ConflictVersion)) }
func (Conflict) words() string              { return "`refuse` or `version`" }

func (Truth) schema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeBoolean, jsonschema.TypeString}, Pattern: wholeVariable}
}
func (Truth) words() string { return "`true` or `false`" }

func (Text) schema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeString}, MaxLength: jsonschema.Number(10_000)}
}
func (Text) words() string { return "text" }

func (Focus) schema() *jsonschema.Schema {
	return matching(focus()+"|"+someVariable, "Four whole numbers without spaces: x,y,width,height. Width and height are above 0.")
}

// focus is the pattern of a rectangle, or of nothing.
func focus() string {
	size := upTo(math.MaxInt32)
	place := "(?:0|" + size + ")"
	return "^(?:" + strings.Join([]string{place, place, size, size}, ",") + ")?$"
}

// upTo is the pattern of the whole numbers from 1 up to one of two digits or more.
func upTo(most int) string {
	digits := strconv.Itoa(most)
	ways := []string{fmt.Sprintf("[1-9][0-9]{0,%d}", len(digits)-2), digits}
	for i := range digits { // those that are less in this digit first
		least := byte('0')
		if i == 0 {
			least = '1'
		}
		if digits[i] > least {
			ways = append(ways, fmt.Sprintf("%s[%c-%c][0-9]{%d}", digits[:i], least, digits[i]-1, len(digits)-1-i))
		}
	}
	return "(?:" + strings.Join(ways, "|") + ")"
}
func (Focus) words() string { return "`x,y,width,height`" }

func (Query) schema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeString}}
}
func (Query) words() string { return "query" }

func (Value) schema() *jsonschema.Schema {
	return &jsonschema.Schema{
		Type:  jsonschema.Types{jsonschema.TypeString, jsonschema.TypeNumber, jsonschema.TypeBoolean, jsonschema.TypeNull, jsonschema.TypeArray},
		Items: &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeString, jsonschema.TypeNumber, jsonschema.TypeBoolean}},
	}
}
func (Value) words() string { return "text, number, `true` or `false`, a list of those, or `null`" }

func (Bound) schema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeString, jsonschema.TypeNumber, jsonschema.TypeNull}}
}
func (Bound) words() string { return "number or date" }

func (Options) schema() *jsonschema.Schema {
	return &jsonschema.Schema{
		Type: jsonschema.Types{jsonschema.TypeArray}, MinItems: jsonschema.Number(1), UniqueItems: true,
		Items: &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeString, jsonschema.TypeNumber, jsonschema.TypeBoolean}, MinLength: jsonschema.Number(1)},
	}
}
func (Options) words() string { return "list of texts, numbers, `true` or `false`" }

func (Tag) schema() *jsonschema.Schema {
	s := Name("").schema()
	s.Not = &jsonschema.Schema{Pattern: `[,%]`}
	s.PatternError = "A tag has no spaces around it and holds no control characters."
	return s
}
func (Tag) words() string { return "tag" }

func (TagList) schema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeArray}, Items: Tag("").schema(), MinItems: jsonschema.Number(1), UniqueItems: true}
}
func (TagList) words() string { return "list of tags" }

func (Tables) schema() *jsonschema.Schema {
	s := Name("").schema()
	s.Type = append(s.Type, jsonschema.TypeArray)
	s.Items, s.MinItems, s.UniqueItems = Name("").schema(), jsonschema.Number(1), true
	return s
}
func (Tables) words() string { return "name, or list of names" }

func (Tags) words() string { return "list of tags, or `{add, remove}`" }
