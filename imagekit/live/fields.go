package live

import (
	"context"
	"fmt"

	"github.com/iksync/iksync/state"
)

// Fields returns the metadata fields of the account, oldest first: one call.
func (l *Library) Fields(ctx context.Context) ([]*state.Field, error) {
	return l.listFields(ctx, false)
}

// FieldsEver returns the fields that the account has or ever had, in one call. Those
// that Fields does not return were deleted, and their names are burnt.
func (l *Library) FieldsEver(ctx context.Context) ([]*state.Field, error) {
	return l.listFields(ctx, true)
}

func (l *Library) listFields(ctx context.Context, ever bool) ([]*state.Field, error) {
	fields, err := l.client.ListFields(ctx, ever)
	if err != nil {
		return nil, stopping(err)
	}
	out := make([]*state.Field, len(fields))
	for i := range fields {
		if out[i], err = fieldOf(&fields[i]); err != nil {
			return nil, fmt.Errorf("metadata field %s: %w", fields[i].Name, err)
		}
	}
	return out, nil
}
