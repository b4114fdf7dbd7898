package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/imagekit/query"
	"github.com/iksync/iksync/state"
)

// fieldCalled is the field with that name.
func fieldCalled(fields []*state.Field, name state.FieldName) *state.Field {
	if at := slices.IndexFunc(fields, func(f *state.Field) bool { return f.Name == name }); at >= 0 {
		return fields[at]
	}
	return nil
}

// findField is the field that an argument names by its name or its id, and all fields
// of the account: one call, and one more where there is no such field.
func findField(ctx context.Context, library *live.Library, arg string) (*state.Field, []*state.Field, error) {
	if arg == "" {
		return nil, nil, fail(exitUsage, "which field? Its name or id is empty")
	}
	fields, err := library.Fields(ctx)
	if err != nil {
		return nil, nil, err
	}
	var found []*state.Field
	for _, f := range fields {
		if f.ID == arg || string(f.Name) == arg {
			found = append(found, f)
		}
	}
	switch len(found) {
	case 0:
		return nil, nil, noField(ctx, library, arg, fields)
	case 1:
		return found[0], fields, nil
	default:
		return nil, nil, fail(exitUsage, "%s is the name of one field and the id of another: give the id of the one that you mean (%s or %s)", arg, found[0].ID, found[1].ID)
	}
}

// noField is the error of an argument that names none of the fields there are.
func noField(ctx context.Context, library *live.Library, arg string, fields []*state.Field) error {
	ever, err := library.FieldsEver(ctx)
	if err != nil {
		return err
	}
	for _, f := range ever {
		if f.ID == arg || string(f.Name) == arg {
			return fail(exitFailed, "the field %s (id %s) was deleted: its name is burnt for ever", f.Name, f.ID)
		}
	}
	names := make([]state.FieldName, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	slices.Sort(names)
	known := "the account has none"
	if len(names) > 0 {
		known = "there are " + firstFew(names)
	}
	return fail(exitFailed, "there is no field with the name or id %s: %s (iksync field list)", arg, known)
}

// tally is how many files a search finds, as far as one call tells.
type tally struct {
	count int
	all   bool  // there are no more than one call lists
	why   error // why it is not known
}

// countFiles counts the files that a search finds. A search that is refused leaves
// their number open; any other failure is an error.
func (a *account) countFiles(ctx context.Context, search string) (tally, error) {
	found, err := a.client.ListAssets(ctx, imagekit.ListOptions{SearchQuery: search, Limit: imagekit.MaxListLimit})
	if isBadRequest(err) {
		return tally{why: err}, nil
	}
	return tally{count: len(found), all: len(found) < imagekit.MaxListLimit}, err
}

// String is how many files, for people: "3 files".
func (t tally) String() string {
	switch {
	case t.why != nil:
		return "nobody knows how many files"
	case !t.all:
		return fmt.Sprintf("%d files or more", t.count)
	}
	return quantity(t.count, "file")
}

// isBadRequest says whether the API took a request for one that cannot be (400).
func isBadRequest(err error) bool {
	var answer *imagekit.Error
	return errors.As(err, &answer) && answer.Status == http.StatusBadRequest && !answer.Foreign
}

// withValue finds the files that have a value for a field.
func withValue(name state.FieldName) string {
	return `type = "file" AND ` + metadataKey(name) + " EXISTS"
}

// withOneOf finds the files whose value for a field is, or holds, one of these.
func withOneOf(name state.FieldName, values []state.Value) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = searchValue(v)
	}
	return `type = "file" AND ` + metadataKey(name) + " IN [" + strings.Join(texts, ", ") + "]"
}

// outside finds the files whose value for a field is below a least or above a
// greatest value; null is neither.
func outside(name state.FieldName, least, most state.Value) string {
	var parts []string
	if !least.IsNull() {
		parts = append(parts, metadataKey(name)+" < "+searchValue(least))
	}
	if !most.IsNull() {
		parts = append(parts, metadataKey(name)+" > "+searchValue(most))
	}
	return `type = "file" AND (` + strings.Join(parts, " OR ") + ")"
}

func metadataKey(name state.FieldName) string { return query.Quote("customMetadata." + string(name)) }

// searchValue is a scalar as a search has it.
func searchValue(v state.Value) string {
	if text, isText := v.AsString(); isText {
		return query.Quote(text)
	}
	return v.String()
}
