package plan

import (
	"maps"
	"slices"

	"github.com/iksync/iksync/state"
)

// update is the call's worth of difference between two looks; nil where there
// is none. Whenever metadata is set, every required field travels along: the
// API may want each of them in each request that sets metadata.
func (r *resolver) update(before, after look) *FileUpdate {
	var u FileUpdate
	any := false
	if !slices.Equal(before.tags, after.tags) {
		u.Tags, any = wholeSet(after.tags), true
	}
	for _, name := range changedMetadata(r.fields, before.metadata, after.metadata) {
		u.set(name, after.metadata[name])
		any = true
	}
	r.sendRequired(&u, after)
	if before.description != after.description {
		u.Description, any = &after.description, true
	}
	if before.focus != after.focus {
		u.Focus, any = &after.focus, true
	}
	if before.published != after.published {
		u.Published, any = &after.published, true
	}
	if !any {
		return nil
	}
	return &u
}

func (u *FileUpdate) set(name state.FieldName, v state.Value) {
	if u.Metadata == nil {
		u.Metadata = map[state.FieldName]state.Value{}
	}
	u.Metadata[name] = v
}

func (r *resolver) sendRequired(u *FileUpdate, after look) {
	if len(u.Metadata) == 0 {
		return
	}
	for _, f := range r.required {
		if v := after.metadata[f.Name]; !v.IsNull() {
			u.set(f.Name, v)
		}
	}
}

// wholeSet is tags as a call sends them. No tags are an empty list: null would
// be read back from a plan file as "leave alone".
func wholeSet(tags []state.Tag) *[]state.Tag {
	set := append([]state.Tag{}, tags...)
	return &set
}

// carried is all that a new version of a file must be sent with, changed or
// not: what the request does not carry, a replacing upload removes.
func carried(before, after look, o state.Observed) *FileUpdate {
	u := &FileUpdate{
		Tags: wholeSet(after.tags), Metadata: maps.Clone(after.metadata),
		Description: &after.description, Focus: &after.focus, Private: &o.Private,
	}
	if before.published != after.published || !after.published {
		u.Published = &after.published
	}
	return u
}

// split parts an update into what one call can carry and the publishing, which
// must travel alone. Either may be nil.
func (u *FileUpdate) split() (attributes, publish *FileUpdate) {
	if u == nil {
		return nil, nil
	}
	rest := *u
	rest.Published = nil
	if rest.Tags != nil || len(rest.Metadata) > 0 || rest.Description != nil || rest.Focus != nil || rest.Private != nil {
		attributes = &rest
	}
	if u.Published != nil {
		publish = &FileUpdate{Published: u.Published}
	}
	return attributes, publish
}
