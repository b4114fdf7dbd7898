package plan

import (
	"maps"
	"slices"

	"github.com/iksync/iksync/state"
)

// wish is what all layers together ask of one file. Layers are laid over each
// other from the outermost folder to the file's own entry; a later one wins.
// A wish that is shared (a folder's) is never changed: lay works on a clone.
type wish struct {
	tags        tagWish
	metadata    map[state.FieldName]state.Setting[state.Value]
	description *state.Setting[string]
	focus       *state.Setting[string]
	published   *state.Setting[bool]
}

// tagWish is what the layers ask of a file's tags.
type tagWish struct {
	mode   state.TagMode // "" while no layer speaks of tags
	set    []state.Tag   // exact: all of them; partial: those to add
	remove []state.Tag   // partial: those to take away
	layers []*state.Tags // who spoke, in order
}

// origin is the last layer that asked for what differs between two sets of tags.
func (t *tagWish) origin(before, after []state.Tag) state.Origin {
	gained, lost := without(after, before), without(before, after)
	asks := func(some, differ []state.Tag) bool {
		return slices.ContainsFunc(some, func(tag state.Tag) bool { return slices.Contains(differ, tag) })
	}
	for _, l := range slices.Backward(t.layers) {
		if l.Mode == state.TagsExact || asks(l.Add, gained) || asks(l.Remove, lost) {
			return l.From
		}
	}
	return state.Origin{}
}

func (w *wish) clone() *wish {
	c := *w
	c.metadata = maps.Clone(w.metadata)
	c.tags.set = slices.Clone(w.tags.set)
	c.tags.remove = slices.Clone(w.tags.remove)
	c.tags.layers = slices.Clone(w.tags.layers)
	return &c
}

// lay returns w with one more layer over it.
func (w *wish) lay(a *state.Attributes) *wish {
	c := w.clone()
	if a.Tags != nil {
		c.tags.lay(a.Tags)
	}
	for name, setting := range a.Metadata {
		if c.metadata == nil {
			c.metadata = map[state.FieldName]state.Setting[state.Value]{}
		}
		c.metadata[name] = setting
	}
	if a.Description != nil {
		c.description = a.Description
	}
	if a.Focus != nil {
		c.focus = a.Focus
	}
	if a.Published != nil {
		c.published = a.Published
	}
	return c
}

func (t *tagWish) lay(layer *state.Tags) {
	t.layers = append(t.layers, layer)
	if layer.Mode == state.TagsExact {
		t.mode, t.set, t.remove = state.TagsExact, slices.Clone(layer.Set), nil
		return
	}
	if t.mode == "" {
		t.mode = state.TagsPartial
	}
	t.set = union(without(t.set, layer.Remove), layer.Add)
	if t.mode == state.TagsPartial {
		t.remove = union(without(t.remove, layer.Add), layer.Remove)
	}
}

// over is the tags that a file with the tags have should end up with, sorted.
func (t *tagWish) over(have []state.Tag) []state.Tag {
	var out []state.Tag
	switch t.mode {
	case "":
		return have
	case state.TagsExact:
		out = slices.Clone(t.set)
	case state.TagsPartial:
		out = union(without(have, t.remove), t.set)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// empty says whether no layer asks for anything.
func (w *wish) empty() bool {
	return w.tags.mode == "" && len(w.metadata) == 0 && w.description == nil && w.focus == nil && w.published == nil
}

func hasAttributes(a *state.Attributes) bool {
	return a.Tags != nil || len(a.Metadata) > 0 || a.Description != nil || a.Focus != nil || a.Published != nil
}

func union(a, b []state.Tag) []state.Tag {
	out := slices.Clone(a)
	for _, t := range b {
		if !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

func without(a, b []state.Tag) []state.Tag {
	if len(b) == 0 {
		return a
	}
	return slices.DeleteFunc(slices.Clone(a), func(t state.Tag) bool { return slices.Contains(b, t) })
}
