package plan

import "github.com/iksync/iksync/state"

// FieldDiff lists what differs between two definitions of one field, in an order that
// is always the same. Null stands for what a definition has not.
func FieldDiff(before, after *state.Field) []AttrDiff { return fieldAttrs(before, after, after) }

// MergedField is the field is with the properties that f gives (see [state.Managed]).
func MergedField(is, f *state.Field) *state.Field { return merged(is, f) }

// FieldOperation is the call that makes f, makes the field of its id be like f, or
// deletes it: kind is one of [OpCreateField], [OpUpdateField] and [OpDeleteField].
func FieldOperation(kind OpKind, f *state.Field) *Operation {
	return &Operation{Kind: kind, Class: ClassWrite, Field: fieldArgs(f)}
}
