package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
	"github.com/iksync/iksync/state/record"
)

// recordPlace is where the record of uploads is kept.
type recordPlace interface {
	Read(context.Context) ([]byte, error) // nil where there is none
	Write(context.Context, []byte) error
}

// seenPlace is one that a reading of the library shows, so that nobody has to look
// for it.
type seenPlace interface {
	ReadSeen(context.Context, *state.Have) ([]byte, error)
}

// records finds the record of uploads of one library.
type records struct {
	open func(context.Context) (recordPlace, func(), error) // and what lets go of it
	name string                                             // of the place, for people
}

// recordsOf are the records of the library called name: in the bucket that the YAML
// names, which lies in dir where its URL is relative, or else in the library itself.
func (p *program) recordsOf(library *live.Library, url, dir, name string, scope []state.Path) *records {
	if url == "" {
		place := library.RecordPlace(scope)
		return &records{name: string(place.Path()), open: func(context.Context) (recordPlace, func(), error) {
			return place, func() {}, nil
		}}
	}
	return &records{name: url, open: func(ctx context.Context) (recordPlace, func(), error) {
		bucket, err := p.openRecordBucket(ctx, url, dir, name)
		if err != nil {
			return nil, nil, err
		}
		return bucket, bucket.close, nil
	}}
}

// read reads the record of a library that was read as have. Its error may be of a
// record that is of no use, which the next apply replaces.
func (r *records) read(ctx context.Context, have *state.Have) (*record.Record, error) {
	place, done, err := r.open(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	var data []byte
	if seen, ok := place.(seenPlace); ok {
		data, err = seen.ReadSeen(ctx, have)
	} else {
		data, err = place.Read(ctx)
	}
	if err != nil {
		return nil, err
	}
	return record.Decode(data)
}

// add writes what was learnt into the record, beside what others wrote meanwhile.
// Files that are gone, as far as keep knows, are dropped.
func (r *records) add(ctx context.Context, learnt []live.Stored, keep func(state.FileID) bool) error {
	place, done, err := r.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	data, err := place.Read(ctx)
	if err != nil {
		return err
	}
	now, err := record.Decode(data)
	var bad *record.Error
	switch {
	case errors.As(err, &bad) && bad.Reason == record.Damaged:
		now = &record.Record{}
	case err != nil:
		return fmt.Errorf("%s: %w", r.name, err) // it is somebody's
	}
	for _, s := range learnt {
		now.Learn(s.File, s.Version, s.SHA256, s.Size)
	}
	now.Keep(keep)
	if !now.Changed() {
		return nil
	}
	if data, err = now.Encode(); err != nil {
		return err
	}
	return place.Write(ctx, data)
}

// learn takes in what w's run has uploaded.
func (w *work) learn(stored []live.Stored) {
	w.learnt = stored
	if w.planner != nil {
		w.planner.stored, w.planner.bytes = stored, bytesAsKnown
	}
}

// found is all that was found out about what files hold: by w's plan, and by its run.
func (w *work) found() []live.Stored {
	var looked []live.Stored
	for _, c := range w.plan.Contents {
		looked = append(looked, live.Stored{File: c.File, Version: c.Version, SHA256: c.SHA256, Size: c.Size})
	}
	return slices.Concat(looked, w.learnt)
}

// keeps says which files stay on record: all but those that w's run has deleted.
// Others may share the record, for files that nobody here knows of.
func (w *work) keeps() func(state.FileID) bool {
	gone := map[state.FileID]bool{}
	if w.result != nil {
		changes := w.plan.ChangesByID()
		for _, o := range w.result.Changes(w.plan) {
			if c := changes[o.Change]; c.Kind == plan.File && c.Action == plan.Delete && o.Status == apply.ChangeDone {
				gone[state.FileID(c.Object)] = true
			}
		}
	}
	return func(id state.FileID) bool { return !gone[id] }
}

// keepRecord writes down what w's run uploaded, and what planning it found out. That
// it cannot be written is told of and nothing worse: the next plan looks for itself.
func (p *program) keepRecord(ctx context.Context, w *work) {
	found := w.found()
	if len(found) == 0 || ctx.Err() != nil {
		return
	}
	library := live.New(w.connection.client.WithOnWait(newWaits(p.stderr).plain), live.Options{})
	r := p.recordsOf(library, w.plan.From.State, w.folder, w.plan.Library, w.plan.Scope)
	if err := r.add(ctx, found, w.keeps()); err != nil {
		p.stderr.say("What was uploaded is not on record, so that the next plan compares by downloading: %v", err)
	}
}

// keepMovedDrafts writes down what drafts hold that were uploaded and moved in w's
// run. A move may give a file another id, and a draft's bytes cannot be had: no later
// plan could tell what it holds, and would upload it again.
func (p *program) keepMovedDrafts(ctx context.Context, w *work) {
	var moved []live.Stored
	changes := w.plan.ChangesByID()
	for i, o := range w.result.Outcomes {
		op := &w.plan.Operations[i]
		if op.Source == nil || op.Source.SHA256 == "" || o.Status != apply.Done || len(op.Changes) == 0 {
			continue
		}
		at := changes[op.Changes[0]].Path
		f := w.planner.have.Files[at]
		if at != op.Path && f != nil && isDraft(f) && f.Observed.Size == op.Source.Size {
			moved = append(moved, live.Stored{Path: at, File: f.ID, Version: f.Observed.VersionID, SHA256: op.Source.SHA256, Size: op.Source.Size})
		}
	}
	if len(moved) > 0 {
		w.learnt = append(w.learnt, moved...)
		p.keepRecord(ctx, w)
	}
}
