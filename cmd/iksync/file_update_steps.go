package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/state"
)

// steps are the calls of the route. No two about one file are made at the same time:
// what must be one call a file follows the bulk calls, and publishing comes last.
func (r *updateRoute) steps(to *account) []*step {
	stages := [][]*step{
		r.bulkSteps(to, packAdded(r.adding()), to.client.AddTags),
		r.bulkSteps(to, packRemoved(r.removing()), to.client.RemoveTags),
		r.bulkSteps(to, packAITags(r.withoutAITags()), to.client.RemoveAITags),
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

func (r *updateRoute) bulkSteps(to *account, batches []tagBatch, call bulkCall) []*step {
	var steps []*step
	for _, b := range batches {
		s := &step{}
		for _, c := range b.changes {
			s.items = append(s.items, c.item)
		}
		s.do = r.wish.guarded(to, s, b.changes, func(ctx context.Context, files []*item) error {
			_, err := call(ctx, itemIDs(files), tagTexts(b.tags))
			return missingFiles(err, files)
		})
		steps = append(steps, s)
	}
	return steps
}

// guarded makes a call about files, without those for which the change is grave and that
// are not where they were found.
func (w *updateWish) guarded(to *account, s *step, changes []*fileChange, send func(context.Context, []*item) error) func(context.Context) error {
	check := func(ctx context.Context) error {
		return lookAgain(ctx, to, slices.DeleteFunc(slices.Clone(changes), func(c *fileChange) bool { return !w.isGrave(c) }))
	}
	return func(ctx context.Context) error { return s.guarded(ctx, check, send) }
}

// lookAgain reads files once more, unless that was done just now: one read a file. One
// that is elsewhere fails.
func lookAgain(ctx context.Context, to *account, changes []*fileChange) error {
	var due []*fileChange
	var ids []state.FileID
	for _, c := range changes {
		if c.item.Status == "" && time.Since(c.read) >= stillTrue {
			due, ids = append(due, c), append(ids, c.file.ID)
		}
	}
	now, err := to.library.FilesByID(ctx, ids)
	if err != nil {
		return err
	}
	for n, c := range due {
		if c.now, c.read = now[n], time.Now(); c.now == nil || c.now.Path != c.file.Path {
			c.item.failed(strayed(c.file, c.now, "updated"))
		}
	}
	return nil
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
	do := r.wish.guarded(to, s, []*fileChange{c}, func(ctx context.Context, _ []*item) error {
		have := c.file
		if r.sendsAlong(c) {
			have = c.now
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
	})
	s.do = func(ctx context.Context) error {
		if r.sendsAlong(c) {
			c.read = time.Time{} // a call before may have changed it
			if err := lookAgain(ctx, to, []*fileChange{c}); err != nil {
				return err
			}
		}
		return do(ctx)
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
	s := &step{items: []*item{c.item}}
	s.do = r.wish.guarded(to, s, []*fileChange{c}, func(ctx context.Context, _ []*item) error {
		_, err := to.client.PublishFile(ctx, string(c.file.ID),
			imagekit.Publish{Published: r.wish.publication == publish, IncludeVersions: r.wish.versions})
		return err
	})
	return s
}
