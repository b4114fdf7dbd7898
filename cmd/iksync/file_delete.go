package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/state"
)

func (p *program) fileDeleteCommand() command {
	return command{
		name: "file delete", usage: "delete files with all their versions, for ever", args: "[ID|PATH|GLOB...]", atLeast: 0, atMost: anyNumber,
		text: `Deletes files for ever, 100 a call, and asks before. Look first with --dry-run, which
lists them all. Copies that the CDN keeps are served on: see iksync purge.

  iksync file delete /shop/old.jpg
  iksync file delete --dry-run --where 'createdAt < "4w"' '/tmp/**'`,
		options: p.acting(p.opts.where, p.opts.yes),
		run:     p.fileDelete,
	}
}

func (p *program) fileDelete(ctx context.Context, args []string) error {
	choices, where, err := p.readChoices(args)
	if err != nil {
		return err
	}
	to, err := p.account()
	if err != nil {
		return err
	}
	found, err := findChosen(ctx, to.library, choices, where)
	if err != nil {
		return err
	}
	return p.act(ctx, action{
		name: "file delete", verb: "delete", past: "deleted",
		steps: deleteSteps(to, found), ask: deleteQuestion(found.files),
	})
}

// deleteQuestion says what goes: how many files, the first of them, and their size.
func deleteQuestion(files []*state.File) string {
	paths := make([]state.Path, len(files))
	var size int64
	for i, f := range files {
		paths[i] = f.Path
		size += f.Observed.Size
	}
	return fmt.Sprintf("Delete %s (%s), %s, with all their versions, for ever?",
		quantity(len(files), "file"), firstFew(paths), inBytes(size))
}

// mostRead is how many files of a search are read once more before they are deleted: a
// listing may show a file as it no longer is. Of a larger set the listing is trusted, as
// there it would take a read for each file.
const mostRead = 20

// deleteSteps are the calls that delete files.
func deleteSteps(to *account, found chosen) []*step {
	var steps []*step
	check := found.set && len(found.files) <= mostRead
	for files := range slices.Chunk(found.files, imagekit.MaxDeleteIDs) {
		d := &fileDeletion{to: to, step: &step{}, files: files}
		for _, f := range files {
			d.step.items = append(d.step.items, &item{Path: string(f.Path), ID: string(f.ID), Note: inBytes(f.Observed.Size)})
		}
		d.step.do = func(ctx context.Context) error {
			if check {
				if err := d.read(ctx); err != nil {
					return err
				}
			}
			return d.send(ctx)
		}
		d.step.look = d.look
		steps = append(steps, d.step)
	}
	return steps
}

// fileDeletion is one call that deletes files.
type fileDeletion struct {
	to    *account
	step  *step
	files []*state.File // as they were found, one for each item
}

// read looks at each file right before it is deleted. What is not as the search found
// it, and may be none of its files any more, stays.
func (d *fileDeletion) read(ctx context.Context) error {
	for n, f := range d.files {
		now, err := d.to.library.FileByID(ctx, f.ID)
		switch i := d.step.items[n]; {
		case imagekit.IsNotFound(err):
			i.Status, i.Note = itemSame, "it is gone already"
		case err != nil:
			return err
		case now.Path != f.Path:
			i.failed(fmt.Errorf("not deleted: it is %s by now", now.Path))
		case now.Observed.VersionID != f.Observed.VersionID || !now.Observed.Updated.Equal(f.Observed.Updated):
			i.failed(errors.New("not deleted: it was changed since it was found, so that the search may not find it any more: try again"))
		}
	}
	return nil
}

// send deletes the files that nothing has become of yet.
func (d *fileDeletion) send(ctx context.Context) error {
	open := d.step.open()
	switch len(open) {
	case 0:
		return nil
	case 1:
		return d.to.client.DeleteFile(ctx, open[0].ID)
	}
	_, err := d.to.client.DeleteFiles(ctx, itemIDs(open))
	return missingFiles(err, open)
}

// look says whether the files are gone, of a call whose answer was lost. Where only
// some are, each gets a status of its own.
func (d *fileDeletion) look(ctx context.Context) (bool, error) {
	all := true
	for _, i := range d.step.open() {
		_, err := d.to.library.FileByID(ctx, state.FileID(i.ID))
		switch {
		case imagekit.IsNotFound(err):
			i.Status = itemDone
		case err != nil:
			return false, err
		default:
			all = false
		}
	}
	return all, nil
}
