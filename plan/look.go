package plan

import (
	"maps"
	"slices"

	"github.com/iksync/iksync/imagekit/query"
	"github.com/iksync/iksync/state"
)

// look is what a file's attributes are at one moment: as they were read, or as
// they will be.
type look struct {
	tags        []state.Tag // sorted, without repeats
	metadata    map[state.FieldName]state.Value
	description string
	focus       string
	published   bool
}

// look is how f was read. Values of fields that there are not are left out:
// whether those of a deleted field linger is not documented, and nothing can be
// asked of them.
func (r *resolver) look(f *state.File) look {
	l := look{published: true}
	if f.Tags != nil {
		l.tags = f.Tags.Set // never changed in place
		if !strictlySorted(l.tags) {
			l.tags = slices.Compact(slices.Sorted(slices.Values(l.tags)))
		}
	}
	for name, s := range f.Metadata {
		if r.fields[name] != nil && !s.Value.IsNull() {
			if l.metadata == nil {
				l.metadata = make(map[state.FieldName]state.Value, len(f.Metadata))
			}
			l.metadata[name] = s.Value
		}
	}
	if f.Description != nil {
		l.description = f.Description.Value
	}
	if f.Focus != nil {
		l.focus = f.Focus.Value
	}
	if f.Published != nil {
		l.published = f.Published.Value
	}
	return l
}

func strictlySorted(tags []state.Tag) bool {
	for i := 1; i < len(tags); i++ {
		if tags[i-1] >= tags[i] {
			return false
		}
	}
	return true
}

// under is l as w wants it.
func (l look) under(w *wish, types map[state.FieldName]*state.Field) look {
	next := l
	next.tags = w.tags.over(l.tags)
	for name, setting := range w.metadata {
		if sameValue(types[name], l.metadata[name], setting.Value) {
			continue
		}
		if next.metadata = maps.Clone(next.metadata); next.metadata == nil {
			next.metadata = map[state.FieldName]state.Value{}
		}
		if setting.Value.IsNull() {
			delete(next.metadata, name)
		} else {
			next.metadata[name] = setting.Value
		}
	}
	if w.description != nil {
		next.description = w.description.Value
	}
	if w.focus != nil {
		next.focus = w.focus.Value
	}
	if w.published != nil {
		next.published = w.published.Value
	}
	return next
}

func sameValue(f *state.Field, a, b state.Value) bool {
	if f == nil {
		return a.Equal(b)
	}
	return a.EqualAs(f.Type, b)
}

// diff lists what differs between l and after, by name.
func (l look) diff(after look, w *wish, types map[state.FieldName]*state.Field) []AttrDiff {
	var out []AttrDiff
	if !slices.Equal(l.tags, after.tags) {
		out = append(out, AttrDiff{AttrTags, tagsValue(l.tags), tagsValue(after.tags), w.tags.origin(l.tags, after.tags)})
	}
	for _, name := range changedMetadata(types, l.metadata, after.metadata) {
		before, now := l.metadata[name], after.metadata[name]
		out = append(out, AttrDiff{AttrMetadata(name), before, now, w.metadata[name].From})
	}
	if l.description != after.description {
		out = append(out, AttrDiff{AttrDescription, textValue(l.description), textValue(after.description), origin(w.description)})
	}
	if l.focus != after.focus {
		out = append(out, AttrDiff{AttrFocus, textValue(l.focus), textValue(after.focus), origin(w.focus)})
	}
	if l.published != after.published {
		out = append(out, AttrDiff{AttrPublished, state.Bool(l.published), state.Bool(after.published), origin(w.published)})
	}
	return out
}

// changedMetadata is the fields whose values differ, in order.
func changedMetadata(types map[state.FieldName]*state.Field, a, b map[state.FieldName]state.Value) []state.FieldName {
	var names []state.FieldName
	for name, v := range a {
		if !sameValue(types[name], v, b[name]) {
			names = append(names, name)
		}
	}
	for name, v := range b {
		if _, both := a[name]; !both && !sameValue(types[name], state.Value{}, v) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func origin[T any](s *state.Setting[T]) state.Origin {
	if s == nil {
		return state.Origin{}
	}
	return s.From
}

func textValue(s string) state.Value {
	if s == "" {
		return state.Value{}
	}
	return state.String(s)
}

func tagsValue(tags []state.Tag) state.Value {
	if len(tags) == 0 {
		return state.Value{}
	}
	vs := make([]state.Value, len(tags))
	for i, t := range tags {
		vs[i] = state.String(string(t))
	}
	return state.List(vs...)
}

// asset is the file as a query sees it at p, with l's attributes.
func (l look) asset(p state.Path, id state.FileID, o *state.Observed) query.Asset {
	tags := make([]string, len(l.tags))
	for i, t := range l.tags {
		tags[i] = string(t)
	}
	ai := make([]string, len(o.AITags))
	for i, t := range o.AITags {
		ai[i] = string(t)
	}
	a := query.Asset{
		Name: p.Base(), ID: string(id), Type: query.TypeFile, Folder: string(p.Dir()),
		Tags: tags, AITags: ai,
		CreatedAt: o.Created, UpdatedAt: o.Updated,
		Size: query.Some(o.Size), Format: o.Format,
		Private: query.Some(o.Private), Published: query.Some(l.published),
		Custom: lookMetadata(l.metadata),
	}
	if o.Width > 0 {
		a.Width, a.Height = query.Some(o.Width), query.Some(o.Height)
		a.Transparency = query.Some(o.Transparent)
	}
	return a
}

// lookMetadata lets a query read metadata where it lies.
type lookMetadata map[state.FieldName]state.Value

func (m lookMetadata) Lookup(name string) query.Value {
	return query.Of(m[state.FieldName(name)].Any())
}
