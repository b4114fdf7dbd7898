package main

import (
	"fmt"
	"strings"

	"github.com/iksync/iksync/state"
)

// question is what is asked before several files that nobody named one by one lose
// what they have, or cost extension units; "" where there is nothing to ask.
func (w *updateWish) question(changes []*fileChange, set bool) string {
	var paths []state.Path
	for _, c := range changes {
		if !c.isEmpty() {
			paths = append(paths, c.file.Path)
		}
	}
	losses := w.losses(changes)
	if !set || len(paths) < 2 || len(losses) == 0 {
		return ""
	}
	return fmt.Sprintf("Update %s (%s)? %s.", quantity(len(paths), "file"), firstFew(paths), strings.Join(losses, "; "))
}

// losses says what cannot be undone, and for how many files.
func (w *updateWish) losses(changes []*fileChange) []string {
	count := func(loses func(*fileChange) bool) int {
		n := 0
		for _, c := range changes {
			if loses(c) {
				n++
			}
		}
		return n
	}
	var out []string
	add := func(n int, verb, what string) {
		if n > 0 {
			out = append(out, fmt.Sprintf("%d %s %s", n, verb, what))
		}
	}
	add(count(func(c *fileChange) bool { return len(c.remove) > 0 }), "will lose", "tags")
	for _, name := range w.metadata.names {
		add(count(func(c *fileChange) bool { return c.losesValue(name) }), "will lose", "the present value of "+string(name))
	}
	add(count((*fileChange).losesDescription), "will lose", "the present description")
	add(count((*fileChange).losesFocus), "will lose", "the present focus")
	add(count(func(c *fileChange) bool { return c.allAITags || len(c.aiTags) > 0 }), "will lose", "AI tags")
	if w.publication == unpublish {
		add(count(func(c *fileChange) bool { return c.publishes }), "will be off the web", "at once, and the URLs stop working")
	}
	add(count(func(c *fileChange) bool { return c.extends }), "will run", "extensions, which costs extension units")
	return out
}

// losesValue says whether a value of the file is replaced or taken away.
func (c *fileChange) losesValue(name state.FieldName) bool {
	_, changes := c.metadata[name]
	return changes && !c.file.Metadata[name].Value.IsNull()
}

func (c *fileChange) losesDescription() bool {
	return c.description != nil && textOf(c.file.Description) != ""
}

func (c *fileChange) losesFocus() bool { return c.focus != nil && textOf(c.file.Focus) != "" }

// isGrave says whether the file loses a value or its whole set of tags, or its place on
// the web: that must not happen to a file that is not where it was found.
func (w *updateWish) isGrave(c *fileChange) bool {
	for name := range c.metadata {
		if c.losesValue(name) {
			return true
		}
	}
	whole := w.tags != nil && w.tags.Mode == state.TagsExact && len(c.remove) > 0
	hides := c.publishes && w.publication == unpublish
	return whole || hides || c.allAITags || c.losesDescription() || c.losesFocus()
}
