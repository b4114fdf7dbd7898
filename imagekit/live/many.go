package live

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// doFiles carries out an operation that is one call for several files. It goes
// as far as it can: what keeps one file from being done keeps no other.
func (l *Library) doFiles(ctx context.Context, op *plan.Operation) error {
	ids, err := l.idsOf(ctx, op.Files)
	if err != nil {
		return err
	}
	b := newBatch(op, ids)
	err = locks().repeat(ctx, func() (progress, error) {
		p, err := b.send(ctx, l.client)
		ctx = withoutReady(ctx)
		return p, err
	})
	return b.outcome(err)
}

// locks is the pace of trying again what a folder job has locked: as patient
// as the client is with calls that are refused whole because of one.
func locks() pace {
	return pace{first: time.Second, last: 30 * time.Second, patience: imagekit.DefaultMaxWait}
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
// are missing, it makes it once more, without them.
func (b *batch) send(ctx context.Context, c *imagekit.Client) (progress, error) {
	if len(b.open) == 0 {
		return over, nil
	}
	err := b.call(ctx, c)
	if b.dropMissing(err) && len(b.open) > 0 {
		err = b.call(withoutReady(ctx), c)
		b.dropMissing(err)
	}
	if len(b.open) == 0 {
		return over, nil
	}
	var partial *imagekit.PartialError
	switch {
	case errors.As(err, &partial):
		b.sort(partial)
		if len(b.open) > 0 {
			return again, nil
		}
	case err != nil:
		return over, err
	default:
		b.open = nil
	}
	return over, nil
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
// whether there were any. One that is gone is what a delete wanted.
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
	return len(b.open) < before
}

// sort closes the files of a call that was carried out in part. Only what a
// folder job has locked stays open.
func (b *batch) sort(partial *imagekit.PartialError) {
	why := map[state.FileID]string{}
	for _, f := range partial.Result.Failed {
		why[state.FileID(f.FileID)] = f.Message
	}
	asked := b.open
	b.open = nil
	for _, f := range asked {
		message, failed := why[f.File]
		if !failed {
			continue
		}
		f.Detail = fmt.Sprintf("%s (request id %s)", message, partial.RequestID)
		if f.Reason = LeftRefused; isLock(message) {
			f.Reason = LeftLocked
			b.open = append(b.open, f)
			continue
		}
		b.left = append(b.left, f)
	}
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
