package live

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// doFiles carries out an operation that is one call for several files. It goes
// as far as it can: what keeps one file from being done keeps no other. It waits
// for no lock: whoever does makes the operation again, with what has to hold
// before it, for the files of [FilesError.Again].
func (l *Library) doFiles(ctx context.Context, op *plan.Operation) error {
	ids, err := l.idsOf(ctx, op.Files)
	if err != nil {
		return err
	}
	b := newBatch(op, ids)
	return b.outcome(b.send(ctx, l.client))
}

// batch is the files of one operation, and how far it has come with them. A
// file is open until it is done or left.
type batch struct {
	op   *plan.Operation
	open []LeftFile // each with the reason it would be left for if nothing more was done
	left []LeftFile
}

func newBatch(op *plan.Operation, ids []string) *batch {
	b := &batch{op: op}
	for i, f := range op.Files {
		file := LeftFile{Path: f.Path, File: state.FileID(ids[i]), Reason: LeftNotTried}
		if ids[i] == "" {
			file.Reason = LeftUnlisted
			b.left = append(b.left, file)
			continue
		}
		b.open = append(b.open, file)
	}
	return b
}

// send makes the call for all that is open. If nothing was done because files
// are missing, the others are left to be tried again.
func (b *batch) send(ctx context.Context, c *imagekit.Client) error {
	if len(b.open) == 0 {
		return nil
	}
	err := b.call(ctx, c)
	if b.dropMissing(err) {
		return nil
	}
	var partial *imagekit.PartialError
	if errors.As(err, &partial) {
		b.sort(partial)
		return nil
	}
	if err == nil {
		b.open = nil
	}
	return err
}

func (b *batch) call(ctx context.Context, c *imagekit.Client) error {
	ids := make([]string, len(b.open))
	for i, f := range b.open {
		ids[i] = string(f.File)
	}
	var err error
	switch b.op.Kind {
	case plan.OpAddTags:
		_, err = c.AddTags(ctx, ids, texts(b.op.Tags))
	case plan.OpRemoveTags:
		_, err = c.RemoveTags(ctx, ids, texts(b.op.Tags))
	default:
		_, err = c.DeleteFiles(ctx, ids)
	}
	return err
}

// dropMissing closes the files that the service says are not there, and says
// whether there were any. One that is gone is what a delete wanted. Because of
// them nothing was done to the others.
func (b *batch) dropMissing(err error) bool {
	var refused *imagekit.Error
	if !errors.As(err, &refused) || !imagekit.IsNotFound(err) {
		return false
	}
	before := len(b.open)
	b.open = slices.DeleteFunc(b.open, func(f LeftFile) bool {
		missing := slices.Contains(refused.MissingFileIDs, string(f.File))
		if missing && b.op.Kind != plan.OpDeleteFiles {
			f.Reason = LeftGone
			b.left = append(b.left, f)
		}
		return missing
	})
	if len(b.open) == before {
		return false
	}
	for i := range b.open {
		b.open[i].Reason, b.open[i].Detail = LeftBeside, refused.Error()
	}
	return true
}

// sort closes all files of a call that was carried out in part: those it names
// are left, and all others are done.
func (b *batch) sort(partial *imagekit.PartialError) {
	why := map[state.FileID]string{}
	for _, f := range partial.Result.Failed {
		why[state.FileID(f.FileID)] = f.Message
	}
	for _, f := range b.open {
		message, failed := why[f.File]
		if !failed {
			continue
		}
		f.Detail = fmt.Sprintf("%s (request id %s)", message, partial.RequestID)
		if f.Reason = LeftRefused; isLock(message) {
			f.Reason = LeftLocked
		}
		b.left = append(b.left, f)
	}
	b.open = nil
}

// isLock says whether a message about one file says what a 423 would say of a
// whole call: the partial answer has no code for it, only these words.
func isLock(message string) bool {
	message = strings.ToLower(message)
	return strings.Contains(message, "bulk job is running") || strings.Contains(message, "locked")
}

// outcome is the error of the operation, nil if all is done. A call that
// failed as a whole, with nothing else to tell of single files, keeps its own.
func (b *batch) outcome(err error) error {
	if err != nil && len(b.open) == len(b.op.Files) {
		return err
	}
	for _, f := range b.open {
		if err != nil && f.Reason == LeftNotTried {
			f.Detail = err.Error()
		}
		b.left = append(b.left, f)
	}
	if len(b.left) == 0 {
		return err
	}
	place := map[state.Path]int{}
	for i, f := range b.op.Files {
		place[f.Path] = i
	}
	slices.SortStableFunc(b.left, func(a, b LeftFile) int { return place[a.Path] - place[b.Path] })
	return &FilesError{Kind: b.op.Kind, Files: len(b.op.Files), Left: b.left, Err: err}
}
