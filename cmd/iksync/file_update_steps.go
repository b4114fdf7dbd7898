package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/state"
)

// steps are the calls of the route. No two about one file are made at the same time:
// what must be one call a file follows the bulk calls, and publishing comes last.
func (r *updateRoute) steps(to *account) []*step {
	stages := [][]*step{
		bulkSteps(packAdded(r.adding()), to.client.AddTags),
		bulkSteps(packRemoved(r.removing()), to.client.RemoveTags),
		bulkSteps(packAITags(r.withoutAITags()), to.client.RemoveAITags),
		nil, nil,
	}
	patched := asSet(r.patches)
	var same []*item
	for _, c := range r.changes {
		if patched[c] {
			stages[3] = append(stages[3], r.patchStep(to, c))
		}
		if c.publishes {
			stages[4] = append(stages[4], r.publishStep(to, c))
		}
		if c.isEmpty() {
			same = append(same, c.item)
		}
	}
	var steps []*step
	for _, stage := range stages {
		if len(stage) > 0 {
			stage[0].after = true
			steps = append(steps, stage...)
		}
	}
	if len(same) > 0 {
		steps = append(steps, &step{items: same})
	}
	return steps
}

// bulkCall is a call of the client that changes tags of several files.
type bulkCall func(ctx context.Context, fileIDs, tags []string) (imagekit.BulkResult, error)

func bulkSteps(batches []tagBatch, call bulkCall) []*step {
	var steps []*step
	for _, b := range batches {
		s := &step{}
		for _, c := range b.changes {
			s.items = append(s.items, c.item)
		}
		s.do = func(ctx context.Context) error {
			files := s.open()
			_, err := call(ctx, itemIDs(files), tagTexts(b.tags))
			return missingFiles(err, files)
		}
		steps = append(steps, s)
	}
	return steps
}

func itemIDs(items []*item) []string {
	ids := make([]string, len(items))
	for n, i := range items {
		ids[n] = i.ID
	}
	return ids
}

func tagTexts(tags []state.Tag) []string {
	out := []string{}
	for _, t := range tags {
		out = append(out, string(t))
	}
	return out
}

// missingFiles says by their paths which files a bulk call did not find, and that it
// did nothing at all then.
func missingFiles(err error, files []*item) error {
	var answer *imagekit.Error
	if !errors.As(err, &answer) || len(answer.MissingFileIDs) == 0 {
		return err
	}
	var gone []string
	for _, i := range files {
		if slices.Contains(answer.MissingFileIDs, i.ID) {
			gone = append(gone, i.Path)
		}
	}
	if len(gone) == 0 {
		return err
	}
	return fmt.Errorf("nothing of this call was done, as it named what is gone: %s (%w)", firstFew(gone), err)
}

// patchStep is the call that changes one file. What it must send along, such as tags
// that stay, is read right before it.
func (r *updateRoute) patchStep(to *account, c *fileChange) *step {
	s := &step{items: []*item{c.item}}
	s.do = func(ctx context.Context) error {
		have := c.file
		if r.sendsAlong(c) {
			var err error
			if have, err = to.library.FileByID(ctx, c.file.ID); err != nil {
				return err
			}
		}
		update := r.update(c, have)
		if !c.extends {
			_, err := to.client.UpdateFile(ctx, string(c.file.ID), update)
			return err
		}
		status, err := to.client.ExtendFile(ctx, string(c.file.ID), update, r.wish.extensions)
		if err == nil {
			c.extended(status)
		}
		return err
	}
	if c.extends && c.pending(r.tags[c]) {
		s.look = func(ctx context.Context) (bool, error) {
			now, err := to.library.FileByID(ctx, c.file.ID)
			if err != nil {
				return false, err
			}
			return !r.wish.changeOf(now).pending(r.tags[c]), nil
		}
	}
	return s
}

// pending says whether a file's own call still has something to do that shows in the file.
func (c *fileChange) pending(tags bool) bool {
	return len(c.metadata) > 0 || c.description != nil || c.focus != nil || tags && c.changesTags()
}

// sendsAlong says whether the call of a file holds more than what changes.
func (r *updateRoute) sendsAlong(c *fileChange) bool {
	partial := r.tags[c] && r.wish.tags.Mode == state.TagsPartial
	return partial || len(c.metadata) > 0 && len(r.wish.metadata.required) > 0
}

// update is the body of the call of a file that is like have.
func (r *updateRoute) update(c *fileChange, have *state.File) imagekit.FileUpdate {
	u := imagekit.FileUpdate{CustomMetadata: r.wish.metadata.whole(c.metadata, have)}
	if r.tags[c] {
		u.Tags = imagekit.Set(tagsAfter(r.wish.tags, tagsOf(have)))
	}
	u.Description, u.CustomCoordinates = setOrClear(c.description), setOrClear(c.focus)
	if r.aiTags[c] {
		u.RemoveAITags = tagTexts(c.aiTags)
	}
	u.RemoveAllAITags = c.allAITags
	return u
}

func setOrClear(text *string) (o imagekit.Opt[string]) {
	switch {
	case text == nil:
		return o
	case *text == "":
		return imagekit.Clear[string]()
	}
	return imagekit.Set(*text)
}

// extended notes how far the extensions of a file are.
func (c *fileChange) extended(status map[string]imagekit.ExtensionStatus) {
	for _, name := range slices.Sorted(maps.Keys(status)) {
		c.item.Note += fmt.Sprintf("; %s: %s", name, status[name])
		if status[name] != imagekit.ExtensionFailed {
			continue
		}
		text := "the extension " + name + " failed"
		if c.publishes {
			text += ", and publishing, which follows it, was not tried"
		}
		c.item.failed(errors.New(text))
		c.item.Status = itemPartly
	}
}

func (r *updateRoute) publishStep(to *account, c *fileChange) *step {
	return &step{items: []*item{c.item}, do: func(ctx context.Context) error {
		_, err := to.client.PublishFile(ctx, string(c.file.ID),
			imagekit.Publish{Published: r.wish.publication == publish, IncludeVersions: r.wish.versions})
		return err
	}}
}
