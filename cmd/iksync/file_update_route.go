package main

import (
	"slices"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/state"
)

// updateRoute says by which calls files are changed, so that calls are few: a call that
// adds or removes tags takes 50 files, any other only one.
type updateRoute struct {
	wish    *updateWish
	changes []*fileChange // in the order of the files

	patches []*fileChange        // files with a call of their own
	tags    map[*fileChange]bool // whose tags travel in it
	aiTags  map[*fileChange]bool // whose AI tags travel in it
}

func newUpdateRoute(w *updateWish, changes []*fileChange) *updateRoute {
	r := &updateRoute{wish: w, changes: changes, tags: map[*fileChange]bool{}, aiTags: map[*fileChange]bool{}}
	for _, c := range changes {
		if c.alone() {
			r.patches = append(r.patches, c)
		}
	}
	r.routeTags()
	r.routeAITags()
	r.routeLoneFile()
	return r
}

// routeTags puts tags into calls that are made anyway, where that saves calls. It is
// the second choice: such a call replaces the whole set, and a bulk call what it names.
// A whole set that is wanted is sent as one, unless bulk calls are fewer.
func (r *updateRoute) routeTags() {
	patched := asSet(r.patches)
	var rest, riding []*fileChange
	for _, c := range r.changes {
		switch {
		case !c.changesTags():
		case patched[c]:
			riding = append(riding, c)
		default:
			rest = append(rest, c)
		}
	}
	bulk := tagCalls(rest)
	if r.wish.tags != nil && r.wish.tags.Mode == state.TagsExact && len(rest) <= bulk {
		r.patches = append(r.patches, rest...)
		riding, rest, bulk = append(riding, rest...), nil, 0
	}
	if bulk < tagCalls(slices.Concat(rest, riding)) {
		r.tags = asSet(riding)
	}
}

// routeAITags is routeTags for AI tags that are removed by name.
func (r *updateRoute) routeAITags() {
	patched := asSet(r.patches)
	var rest, riding []*fileChange
	for _, c := range r.changes {
		if len(c.aiTags) > 0 {
			if patched[c] {
				riding = append(riding, c)
			} else {
				rest = append(rest, c)
			}
		}
	}
	if len(packAITags(rest)) < len(packAITags(slices.Concat(rest, riding))) {
		r.aiTags = asSet(riding)
	}
}

// routeLoneFile gives a file one call of its own, where it alone makes several bulk
// calls needed: one file whose tags are added and removed.
func (r *updateRoute) routeLoneFile() {
	adding, removing, untagging := r.adding(), r.removing(), r.withoutAITags()
	in := map[*fileChange]int{}
	for _, c := range slices.Concat(adding, removing, untagging) {
		in[c]++
	}
	patched := asSet(r.patches)
	at := slices.IndexFunc(r.changes, func(c *fileChange) bool { return in[c] > 1 && !patched[c] })
	if at < 0 {
		return
	}
	c := r.changes[at] // all others are like it
	calls := func(without *fileChange) int {
		rest := func(list []*fileChange) []*fileChange {
			return slices.DeleteFunc(slices.Clone(list), func(c *fileChange) bool { return c == without })
		}
		return len(packAdded(rest(adding))) + len(packRemoved(rest(removing))) + len(packAITags(rest(untagging)))
	}
	if calls(c)+1 < calls(nil) {
		r.patches = append(r.patches, c)
		r.tags[c], r.aiTags[c] = c.changesTags(), len(c.aiTags) > 0
	}
}

// adding are the files that bulk calls add tags to; removing and withoutAITags likewise.
func (r *updateRoute) adding() []*fileChange {
	return r.those(func(c *fileChange) bool { return len(c.add) > 0 && !r.tags[c] })
}

func (r *updateRoute) removing() []*fileChange {
	return r.those(func(c *fileChange) bool { return len(c.remove) > 0 && !r.tags[c] })
}

func (r *updateRoute) withoutAITags() []*fileChange {
	return r.those(func(c *fileChange) bool { return len(c.aiTags) > 0 && !r.aiTags[c] })
}

func (r *updateRoute) those(of func(*fileChange) bool) []*fileChange {
	var list []*fileChange
	for _, c := range r.changes {
		if of(c) {
			list = append(list, c)
		}
	}
	return list
}

func asSet(list []*fileChange) map[*fileChange]bool {
	set := make(map[*fileChange]bool, len(list))
	for _, c := range list {
		set[c] = true
	}
	return set
}

// tagBatch is the files of one bulk call, and the tags that it is about: all that one
// of its files needs. A tag that a file has already is not added again, and one that it has
// not is not removed.
type tagBatch struct {
	changes []*fileChange
	tags    []state.Tag
}

// tagCalls is how many bulk calls change the tags of files.
func tagCalls(list []*fileChange) int { return len(packAdded(list)) + len(packRemoved(list)) }

func packAdded(list []*fileChange) []tagBatch {
	return pack(list, imagekit.MaxTagChars, func(c *fileChange) []state.Tag { return c.add })
}

func packRemoved(list []*fileChange) []tagBatch {
	return pack(list, imagekit.MaxTagChars, func(c *fileChange) []state.Tag { return c.remove })
}

func packAITags(list []*fileChange) []tagBatch {
	const unbounded = 1 << 30 // the API names no limit
	return pack(list, unbounded, func(c *fileChange) []state.Tag { return c.aiTags })
}

// pack puts the files that have such tags into calls, in their order.
func pack(list []*fileChange, mostChars int, tags func(*fileChange) []state.Tag) []tagBatch {
	var batches []tagBatch
	for _, c := range list {
		if len(tags(c)) == 0 {
			continue
		}
		if n := len(batches); n > 0 && batches[n-1].takes(c, tags(c), mostChars) {
			continue
		}
		batches = append(batches, tagBatch{[]*fileChange{c}, slices.Clone(tags(c))})
	}
	return batches
}

// takes adds a file to the batch, if there is room.
func (b *tagBatch) takes(c *fileChange, tags []state.Tag, mostChars int) bool {
	if len(b.changes) >= imagekit.MaxTagIDs {
		return false
	}
	all := b.tags
	for _, t := range tags {
		all = addOnce(all[:len(all):len(all)], t)
	}
	if len(all) > len(b.tags) && tagChars(all) > mostChars {
		return false
	}
	b.changes, b.tags = append(b.changes, c), all
	return true
}
