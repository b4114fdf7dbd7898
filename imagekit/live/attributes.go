package live

import (
	"context"
	"maps"
	"slices"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// fieldTypes are the types of metadata fields, as far as they matter.
type fieldTypes map[state.FieldName]state.FieldType

// typesFor reads the types of the fields in u, if they are needed to compare its
// values: only dates can be the same without looking it.
func (l *Library) typesFor(ctx context.Context, u *plan.FileUpdate) (fieldTypes, error) {
	if u == nil || !slices.ContainsFunc(slices.Collect(maps.Values(u.Metadata)), isDate) {
		return nil, nil
	}
	fields, err := l.client.ListFields(ctx, false)
	if err != nil {
		return nil, err
	}
	types := make(fieldTypes, len(fields))
	for i := range fields {
		types[state.FieldName(fields[i].Name)] = state.FieldType(fields[i].Schema.Type)
	}
	return types, nil
}

func isDate(v state.Value) bool {
	_, is := v.AsInstant()
	return is
}

// unlike names the attributes of a that are not as u sets them, in a fixed order.
// What u leaves alone is not looked at, and what is empty is absent.
func unlike(a *imagekit.Asset, u *plan.FileUpdate, types fieldTypes) []string {
	if u == nil {
		return nil
	}
	var out []string
	note := func(name string, same bool) {
		if !same {
			out = append(out, name)
		}
	}
	if u.Tags != nil {
		note(tagsAttribute, sameTags(a.Tags, *u.Tags))
	}
	for _, name := range slices.Sorted(maps.Keys(u.Metadata)) {
		is, err := state.ValueOf(a.CustomMetadata[string(name)])
		note("metadata "+string(name), err == nil && is.EqualAs(types[name], u.Metadata[name]))
	}
	if u.Description != nil {
		note("description", a.Description == *u.Description)
	}
	if u.Focus != nil {
		note("focus", a.CustomCoordinates == *u.Focus)
	}
	if u.Published != nil {
		note("published", a.IsPublished == *u.Published)
	}
	if u.Private != nil {
		note("private", a.IsPrivate == *u.Private)
	}
	return out
}

const tagsAttribute = "tags"

// sameTags compares tags as sets: whether a service keeps their order and
// repeats is not documented.
func sameTags(is []string, want []state.Tag) bool {
	a := slices.Compact(slices.Sorted(slices.Values(is)))
	b := slices.Compact(slices.Sorted(slices.Values(texts(want))))
	return slices.Equal(a, b)
}
