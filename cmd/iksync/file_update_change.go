package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/iksync/iksync/state"
)

// fileChange is what is to change of one file.
type fileChange struct {
	file        *state.File
	item        *item
	add, remove []state.Tag                     // tags that it lacks, and that it has and should not
	aiTags      []state.Tag                     // to be removed by name
	allAITags   bool                            // to be removed, whatever they are
	metadata    map[state.FieldName]state.Value // null: unset
	description *string                         // nil: it stays
	focus       *string                         // nil: it stays
	extends     bool                            // extensions run on it
	publishes   bool                            // it is published, or no more

	now  *state.File // as it was when it was read once more
	read time.Time   // when that was, or when it was found by its name
}

// changeOf is what the wish means for a file, as the library showed it.
func (w *updateWish) changeOf(f *state.File) *fileChange {
	c := &fileChange{
		file: f, item: &item{Path: string(f.Path), ID: string(f.ID)},
		metadata: w.metadata.changes(f), extends: len(w.extensions) > 0,
	}
	if w.tags != nil {
		c.add, c.remove = tagChanges(w.tags, tagsOf(f))
	}
	for _, t := range f.Observed.AITags {
		if slices.Contains(w.aiTags, t) {
			c.aiTags = append(c.aiTags, t)
		}
	}
	c.allAITags = w.allAITags && len(f.Observed.AITags) > 0
	if w.description != nil && *w.description != textOf(f.Description) {
		c.description = w.description
	}
	if w.focus != nil && *w.focus != textOf(f.Focus) {
		c.focus = w.focus
	}
	if w.publication != publicationKept {
		is := f.Published == nil || f.Published.Value
		// Of older versions nobody knows whether they are published.
		c.publishes = w.versions || is != (w.publication == publish)
	}
	c.item.Note = c.note(w)
	if c.isEmpty() {
		c.item.Status = itemSame
	}
	return c
}

// tagChanges are the tags to add to those of a file, and those to remove.
func tagChanges(want *state.Tags, have []state.Tag) (add, remove []state.Tag) {
	wanted := want.Add
	if want.Mode == state.TagsExact {
		wanted = want.Set
	}
	for _, t := range wanted {
		if !slices.Contains(have, t) {
			add = append(add, t)
		}
	}
	for _, t := range have {
		goes := slices.Contains(want.Remove, t)
		if want.Mode == state.TagsExact {
			goes = !slices.Contains(want.Set, t)
		}
		if goes {
			remove = addOnce(remove, t)
		}
	}
	return add, remove
}

// tagsAfter are the tags of a file that has these, after the change.
func tagsAfter(want *state.Tags, have []state.Tag) []string {
	var after []string
	add, remove := tagChanges(want, have)
	for _, t := range slices.Concat(have, add) {
		if !slices.Contains(remove, t) && !slices.Contains(after, string(t)) {
			after = append(after, string(t))
		}
	}
	return after
}

// changesTags says whether tags of the file change.
func (c *fileChange) changesTags() bool { return len(c.add)+len(c.remove) > 0 }

// alone says whether the file needs a call of its own, whatever becomes of its tags.
func (c *fileChange) alone() bool {
	return len(c.metadata) > 0 || c.description != nil || c.focus != nil || c.allAITags || c.extends
}

// isEmpty says whether the file is as it should be.
func (c *fileChange) isEmpty() bool {
	return !c.changesTags() && len(c.aiTags) == 0 && !c.alone() && !c.publishes
}

// note says what changes: "tags +sale -new; brand Acme -> Globex; published".
func (c *fileChange) note(w *updateWish) string {
	var parts []string
	if c.changesTags() {
		parts = append(parts, "tags"+signed("+", c.add)+signed("-", c.remove))
	}
	if len(c.aiTags) > 0 {
		parts = append(parts, "AI tags"+signed("-", c.aiTags))
	}
	if c.allAITags {
		parts = append(parts, "AI tags"+signed("-", c.file.Observed.AITags))
	}
	for _, name := range w.metadata.names {
		if to, changes := c.metadata[name]; changes {
			parts = append(parts, fmt.Sprintf("%s %s -> %s", name, valueOr(c.file.Metadata[name].Value), valueOr(to)))
		}
	}
	if len(c.metadata) > 0 {
		parts = append(parts, w.metadata.defaultsFor(c)...)
	}
	parts = append(parts, textChange("description", c.file.Description, c.description)...)
	parts = append(parts, textChange("focus", c.file.Focus, c.focus)...)
	if c.publishes {
		text := string(w.publication) + "ed"
		if w.versions {
			text += " with its older versions"
		}
		parts = append(parts, text)
	}
	for _, e := range w.extensions {
		parts = append(parts, "extension "+e.Name)
	}
	return strings.Join(parts, "; ")
}

// defaultsFor names the required fields that a file gets the default of, since it
// has no value and must have one.
func (m *metadataWish) defaultsFor(c *fileChange) []string {
	var out []string
	for _, f := range m.required {
		if _, given := c.metadata[f.Name]; !given && c.file.Metadata[f.Name].Value.IsNull() && !f.Default.IsNull() {
			out = append(out, fmt.Sprintf("%s nothing -> %s, the default of a required field", f.Name, f.Default))
		}
	}
	return out
}

func signed(sign string, tags []state.Tag) string {
	var b strings.Builder
	for _, t := range tags {
		b.WriteString(" " + sign + string(t))
	}
	return b.String()
}

// textChange is how a text changes, as far as that can be read at a glance.
func textChange(what string, have *state.Setting[string], to *string) []string {
	if to == nil {
		return nil
	}
	return []string{fmt.Sprintf("%s %s -> %s", what, shortText(textOf(have)), shortText(*to))}
}

func shortText(text string) string {
	const most = 60 // characters
	if text == "" {
		return "nothing"
	}
	if r := []rune(text); len(r) > most {
		text = string(r[:most]) + "..."
	}
	return fmt.Sprintf("%q", text)
}

func valueOr(v state.Value) string {
	if v.IsNull() {
		return "nothing"
	}
	return v.String()
}
