package state

// FieldType is the type of a custom metadata field. It can never be changed.
type FieldType string

// The types ImageKit knows.
const (
	Text         FieldType = "Text"
	Textarea     FieldType = "Textarea"
	Number       FieldType = "Number"
	Date         FieldType = "Date"
	Boolean      FieldType = "Boolean"
	SingleSelect FieldType = "SingleSelect"
	MultiSelect  FieldType = "MultiSelect"
)

// FieldTypes lists the types in the order of ImageKit's document.
func FieldTypes() []FieldType {
	return []FieldType{Text, Textarea, Number, Date, Boolean, SingleSelect, MultiSelect}
}

// Field is the definition of one custom metadata field of an account.
type Field struct {
	Name                 FieldName
	ID                   string // have: always
	Label                string // "" in want: unmanaged
	Type                 FieldType
	Required             Presence
	Default              Value   // null: none
	Options              []Value // SingleSelect, MultiSelect
	MinLength, MaxLength *int    // Text, Textarea: characters
	Min, Max             Value   // Number: numbers; Date: dates; null: open
	Pos                  Pos
	Managed              Managed // want: which of the above the YAML gave
}

// Presence says whether a field needs a value.
type Presence string

// The two kinds of fields.
const (
	Optional Presence = "optional"
	Required Presence = "required"
)

// Managed is the set of a field's properties that a YAML file gave, by the
// names used there ("label", "options", ...). Properties it did not give stay
// as they are.
type Managed map[string]Pos
