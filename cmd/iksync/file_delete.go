package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/state"
)

func (p *program) fileDeleteCommand() command {
	return command{
		name: "file delete", usage: "delete files with all their versions, for ever", args: "[ID|PATH|GLOB...]", atLeast: 0, atMost: anyNumber,
		text: `Deletes files for ever, 100 a call, and asks before. Look first with --dry-run, which
lists them all. Right before it goes each file is read once more, and one that is
elsewhere by then, or was changed, stays. Copies that the CDN keeps are served on: see
iksync purge.

  iksync file delete /shop/old.jpg
  iksync file delete --dry-run --where 'createdAt < "4w"' '/tmp/**'` + globText,
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

// deleteSteps are the calls that delete files. Whatever was asked, and however the files
// were named, each is read once more right before it goes.
func deleteSteps(to *account, found chosen) []*step {
	var steps []*step
	for files := range slices.Chunk(found.files, imagekit.MaxDeleteIDs) {
		d := &fileDeletion{to: to, step: &step{}, files: files}
		for _, f := range files {
			d.step.items = append(d.step.items, &item{Path: string(f.Path), ID: string(f.ID), Note: inBytes(f.Observed.Size)})
		}
		d.step.do = func(ctx context.Context) error { return d.step.guarded(ctx, d.check, d.send) }
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
	read  time.Time     // when they were read last; zero: not since
}

// check reads each file that is to go by its id, which is one read a file and does not
// lag as listings do. What is not as it was found stays: it may be another file by now
// than the one that somebody meant.
func (d *fileDeletion) check(ctx context.Context) error {
	if time.Since(d.read) < stillTrue {
		return nil
	}
	var ids []state.FileID
	var open []int
	for n, i := range d.step.items {
		if i.Status == "" {
			ids, open = append(ids, state.FileID(i.ID)), append(open, n)
		}
	}
	now, err := d.to.library.FilesByID(ctx, ids)
	if err != nil {
		return err
	}
	d.read = time.Now()
	for k, n := range open {
		i, f := d.step.items[n], d.files[n]
		switch stray := strayed(f, now[k], "deleted"); {
		case now[k] == nil:
			i.Status, i.Note = itemSame, "it is gone already"
		case stray != nil:
			i.failed(stray)
		case now[k].Observed.VersionID != f.Observed.VersionID || !now[k].Observed.Updated.Equal(f.Observed.Updated):
			i.failed(fail(exitRefused, "not deleted: it was changed since it was found, and may not be what was meant any more: look at it, and try again"))
		}
	}
	return nil
}

// send deletes files.
func (d *fileDeletion) send(ctx context.Context, open []*item) error {
	if len(open) == 1 {
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
