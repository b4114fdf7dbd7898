package state

import "slices"

// ReadValue is the value of f that somebody typed: a text as it is, all else as a cell of a
// table has it (lists with commas between their options, one that holds a comma in quotes).
// Whether f takes the value is for CheckValue to say. The fault is why the text is no value
// at all, and follows the name of the field.
func (f *Field) ReadValue(typed string) (v Value, fault string) {
	if f.Type == Text || f.Type == Textarea {
		return String(typed), ""
	}
	v, says, fault := f.readCell(typed)
	if fault == "" && (!says || v.IsNull()) {
		return Value{}, "needs a value"
	}
	return v, fault
}

// FieldHint is the end of a message about a field that is none of those: the name that
// was probably meant, or all there are.
func FieldHint(name FieldName, fields []*Field) string {
	if len(fields) == 0 {
		return ": the account has no metadata fields"
	}
	known := make([]string, len(fields))
	for i, f := range fields {
		known[i] = string(f.Name)
	}
	slices.Sort(known)
	return didYouMean(string(name), known)
}
