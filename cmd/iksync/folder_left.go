package main

import (
	"context"
	"fmt"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// aftermath is what was seen of a folder's places after its job was over.
type aftermath struct {
	left    []plan.Content // what is below the place that a move should have emptied
	source  occupant       // what is at that place, where nothing is below it
	arrived []plan.Content // what is below the target
}

// compareJob says in words what a job did not do, as its status tells nothing about
// that; "" if it did all. Listings may lag, so it looks until they had their time.
func (p *program) compareJob(ctx context.Context, job *folderJob) (string, error) {
	gap := ""
	err := p.untilSettled(ctx, func() (bool, error) {
		seen, err := job.seen(ctx)
		if err != nil {
			return false, err
		}
		gap = job.gap(seen)
		return gap == "", nil
	})
	return gap, err
}

// seen reads what the job left.
func (j *folderJob) seen(ctx context.Context) (aftermath, error) {
	var a aftermath
	var err error
	if a.arrived, err = j.library.Contents(ctx, j.op.Dest); err != nil {
		return a, err
	}
	if j.op.Kind == plan.OpCopyFolder {
		return a, nil
	}
	if a.left, err = j.library.Contents(ctx, j.op.Path); err != nil || len(a.left) > 0 {
		return a, err
	}
	a.source, err = occupantAt(ctx, j.library, j.op.Path)
	return a, err
}

// gap is what is not as it should be: all that was below the folder is below the target
// now and, unless it was copied, nothing is left.
func (j *folderJob) gap(a aftermath) string {
	arrived, left := map[state.Path]bool{}, map[state.Path]bool{}
	for _, c := range a.arrived {
		arrived[c.Path] = true
	}
	for _, c := range a.left {
		left[c.Path] = true
	}
	var missing []plan.Content
	for _, c := range j.before {
		to := c.Path.Rebase(j.op.Path, j.op.Dest)
		if !arrived[to] && !left[c.Path] {
			c.Path = to
			missing = append(missing, c)
		}
	}
	stayed, lost := "", ""
	switch {
	case len(a.left) > 0:
		stayed = fmt.Sprintf("%s still below %s: %s", countContents(a.left), j.op.Path, firstContents(a.left))
	case a.source == occupantFolder:
		stayed = fmt.Sprintf("the empty folder %s is still there", j.op.Path)
	}
	if len(missing) > 0 {
		lost = fmt.Sprintf("%s of %s not below %s: %s", countContents(missing), countContents(j.before), j.op.Dest, firstContents(missing))
	}
	return joined(stayed, lost)
}
