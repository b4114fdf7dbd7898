package live

import (
	"fmt"
	pathpkg "path"
	"strings"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// item is an asset of a listing: a file or a folder.
type item struct {
	id     string
	path   state.Path
	file   *state.File
	folder *state.Folder
}

// converter makes items of assets. Tags, field names and values repeat over a
// library; each is held once, which for a large one is half of the memory.
type converter struct {
	texts map[string]string
}

func newConverter() *converter { return &converter{texts: map[string]string{}} }

func (c *converter) page(assets []imagekit.Asset) []item {
	out := make([]item, len(assets))
	for i := range assets {
		a := &assets[i]
		out[i] = item{id: a.ID, path: state.Path(a.Path)}
		if a.Type == imagekit.AssetFolder {
			out[i].folder = &state.Folder{Path: out[i].path, ID: state.FolderID(a.ID)}
		} else {
			out[i].file = c.file(a)
		}
	}
	return out
}

// once is s, the same one for all that are equal.
func (c *converter) once(s string) string {
	if known, ok := c.texts[s]; ok {
		return known
	}
	c.texts[s] = s
	return s
}

// file is a file as the model has it. Attributes that are empty are absent.
func (c *converter) file(a *imagekit.Asset) *state.File {
	f := &state.File{Path: state.Path(a.Path), ID: state.FileID(a.ID), Observed: state.Observed{
		Size: a.Size, Width: int(a.Width), Height: int(a.Height), MIME: c.once(a.MIME), Format: c.once(formatOf(a.Name)),
		URL: a.URL, VersionID: a.Version.ID, Private: a.IsPrivate, Transparent: a.HasAlpha,
		Created: a.CreatedAt, Updated: a.UpdatedAt,
	}}
	for _, t := range a.AITags {
		f.Observed.AITags = append(f.Observed.AITags, state.Tag(c.once(t.Name)))
	}
	if len(a.Tags) > 0 {
		f.Tags = &state.Tags{Mode: state.TagsExact, Set: make([]state.Tag, len(a.Tags))}
		for i, t := range a.Tags {
			f.Tags.Set[i] = state.Tag(c.once(t))
		}
	}
	f.Metadata = c.metadata(a.CustomMetadata)
	if a.Description != "" {
		f.Description = &state.Setting[string]{Value: a.Description}
	}
	if a.CustomCoordinates != "" {
		f.Focus = &state.Setting[string]{Value: a.CustomCoordinates}
	}
	if !a.IsPublished {
		f.Published = &state.Setting[bool]{}
	}
	return f
}

func (c *converter) metadata(in map[string]any) map[state.FieldName]state.Setting[state.Value] {
	var out map[state.FieldName]state.Setting[state.Value]
	for name, x := range in {
		if s, ok := x.(string); ok {
			x = c.once(s)
		}
		v, err := state.ValueOf(x)
		if err != nil || v.IsNull() {
			continue // what the model cannot hold, it cannot manage either
		}
		if out == nil {
			out = make(map[state.FieldName]state.Setting[state.Value], len(in))
		}
		out[state.FieldName(c.once(name))] = state.Setting[state.Value]{Value: v}
	}
	return out
}

// formatOf is the format that searches know a file by: its extension.
func formatOf(name string) string {
	ext := strings.ToLower(strings.TrimPrefix(pathpkg.Ext(name), "."))
	if ext == "jpeg" {
		return "jpg"
	}
	return ext
}

func addFields(to map[state.FieldName]*state.Field, fields []imagekit.Field) error {
	for i := range fields {
		f, err := fieldOf(&fields[i])
		if err != nil {
			return fmt.Errorf("metadata field %s: %w", fields[i].Name, err)
		}
		to[f.Name] = f
	}
	return nil
}

func fieldOf(in *imagekit.Field) (*state.Field, error) {
	f := &state.Field{
		ID: in.ID, Name: state.FieldName(in.Name), Label: in.Label,
		Type: state.FieldType(in.Schema.Type), Required: state.Optional,
		MinLength: intOf(in.Schema.MinLength), MaxLength: intOf(in.Schema.MaxLength),
	}
	if in.Schema.IsValueRequired {
		f.Required = state.Required
	}
	for _, value := range []struct {
		to   *state.Value
		from any
	}{{&f.Default, in.Schema.DefaultValue}, {&f.Min, in.Schema.MinValue}, {&f.Max, in.Schema.MaxValue}} {
		v, err := state.ValueOf(value.from)
		if err != nil {
			return nil, err
		}
		*value.to = v
	}
	for _, x := range in.Schema.SelectOptions {
		v, err := state.ValueOf(x)
		if err != nil {
			return nil, err
		}
		f.Options = append(f.Options, v)
	}
	return f, nil
}

func intOf(o imagekit.Opt[int]) *int {
	if n, ok := o.Get(); ok {
		return &n
	}
	return nil
}

// schemaOf is the whole schema of a new field.
func schemaOf(a *plan.FieldArgs) imagekit.FieldSchema {
	return imagekit.FieldSchema{
		Type: imagekit.FieldType(a.Type), SelectOptions: anys(a.Options), DefaultValue: a.Default.Any(),
		IsValueRequired: a.Required == state.Required,
		MinValue:        a.Min.Any(), MaxValue: a.Max.Any(),
		MinLength: optInt(a.MinLength), MaxLength: optInt(a.MaxLength),
	}
}

// schemaUpdate is the whole schema of a field that changes. What it has not is
// left out: clearing a bound that was never set may be an error.
func schemaUpdate(a *plan.FieldArgs) *imagekit.FieldSchemaUpdate {
	s := &imagekit.FieldSchemaUpdate{
		SelectOptions:   anys(a.Options),
		IsValueRequired: imagekit.Set(a.Required == state.Required),
		MinLength:       optInt(a.MinLength), MaxLength: optInt(a.MaxLength),
	}
	s.DefaultValue, s.MinValue, s.MaxValue = optAny(a.Default), optAny(a.Min), optAny(a.Max)
	return s
}

func anys(vs []state.Value) []any {
	if len(vs) == 0 {
		return nil
	}
	out := make([]any, len(vs))
	for i, v := range vs {
		out[i] = v.Any()
	}
	return out
}

func optAny(v state.Value) (o imagekit.Opt[any]) {
	if v.IsNull() {
		return o
	}
	return imagekit.Set(v.Any())
}

func optInt(n *int) (o imagekit.Opt[int]) {
	if n == nil {
		return o
	}
	return imagekit.Set(*n)
}

func metadataOf(m map[state.FieldName]state.Value) map[string]any {
	if len(m) == 0 {
		return nil
	}
	out := make(map[string]any, len(m))
	for name, v := range m {
		out[string(name)] = v.Any()
	}
	return out
}

// updateOf is the request that makes u so.
func updateOf(u *plan.FileUpdate) imagekit.FileUpdate {
	out := imagekit.FileUpdate{
		CustomMetadata:    metadataOf(u.Metadata),
		CustomCoordinates: optText(u.Focus), Description: optText(u.Description),
	}
	if u.Tags != nil {
		out.Tags = imagekit.Set(texts(*u.Tags))
	}
	return out
}

func texts(tags []state.Tag) []string {
	out := make([]string, len(tags))
	for i, t := range tags {
		out[i] = string(t)
	}
	return out
}

func optText(s *string) (o imagekit.Opt[string]) {
	switch {
	case s == nil:
		return o
	case *s == "":
		return imagekit.Clear[string]()
	default:
		return imagekit.Set(*s)
	}
}
