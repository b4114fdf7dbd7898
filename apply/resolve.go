package apply

import (
	"context"
	"time"

	"github.com/iksync/iksync/plan"
)

// patience says how long a verdict other than done is not believed.
type patience string

const (
	patient  patience = "patient"  // until sending again would do no harm
	thorough patience = "thorough" // until listings must have settled
	waiting  patience = "waiting"  // until a job that may be running must have ended
	quick    patience = "quick"    // not at all: there is nothing to wait for
)

// resolve finds out from the library whether the operation was carried out,
// after its answer was lost. It is true if so. If not, and if nothing speaks
// against trying, a.rest is what there is to be done.
func (a *attempt) resolve(ctx context.Context, p patience) (bool, *failure) {
	a.step(EventDoubt)
	var told plan.VerdictAnswer
	begun := time.Now()
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		looked := time.Now() // a look that takes long shows what was there when it began
		v, err := a.doer.Probe(ctx, a.rest)
		switch {
		case ctx.Err() != nil:
			return false, fail(FailureAborted, "it is not known whether %s was done: %w", label(a.op), context.Cause(ctx))
		case stopsRun(err):
			return false, fail(FailureUnknown, "it is not known whether %s was done: %w", label(a.op), err)
		case err == nil && v.Answer != told:
			told = v.Answer
			if err := a.note(Record{Kind: RecordProbe, Note: string(v.Answer) + ": " + v.Evidence}); err != nil {
				return false, &failure{kind: FailureJournal, err: err}
			}
		}
		left := a.doubtEnds(v, err, begun, p).Sub(looked)
		switch {
		case err == nil && v.Answer == plan.VerdictDone:
			return true, nil
		case left > 0:
		case err != nil:
			return false, fail(FailureUnknown, "it is not known whether %s was done, and the library could not be read: %w", label(a.op), err)
		case v.Answer == plan.VerdictPartly:
			a.rest = narrowed(a.op, v.Left)
			return false, nil
		case v.Answer == plan.VerdictNotDone:
			return false, nil
		default:
			return false, fail(FailureUnknown, "it is not known whether %s was done: %s", label(a.op), v.Evidence)
		}
		if !sleep(ctx, min(pause, left)) {
			return false, fail(FailureAborted, "it is not known whether %s was done: %w", label(a.op), context.Cause(ctx))
		}
	}
}

// onItsWay is how long a call whose connection broke may take to be carried out
// all the same. Where that would do no harm, this is long enough to wait.
const onItsWay = 2 * time.Second

// doubtEnds is until when a verdict other than done may still change: the call
// may be on its way yet, its job may be running, a listing may lag. A copy that
// does not show may be a job that has not begun; while it is there, the service
// refuses to start another one there (423).
func (a *attempt) doubtEnds(v plan.Verdict, err error, begun time.Time, p patience) time.Time {
	settle := max(onItsWay, a.opts.Settle)
	switch {
	case err != nil:
		return begun.Add(settle)
	case p == quick:
		return begun
	case v.Answer == plan.VerdictUnclear && a.op.Class == plan.ClassJob, p == waiting:
		return begun.Add(a.opts.JobTimeout)
	case v.Answer == plan.VerdictUnclear:
		return begun.Add(settle)
	case harmlessAgain(a.op.Kind) && p != thorough:
		return a.at.Add(onItsWay)
	default:
		return a.at.Add(settle)
	}
}

// harmlessAgain says whether an operation of kind k that is sent again, although
// it was carried out, is either the same or refused.
func harmlessAgain(k plan.OpKind) bool {
	switch k {
	case plan.OpReplace, plan.OpMergeFile, plan.OpMergeFolder, plan.OpCopyFolder, plan.OpMoveFolder, plan.OpRenameFolder:
		return false
	case plan.OpCreateField, plan.OpUpdateField, plan.OpDeleteField, plan.OpCreateFolder, plan.OpDeleteFolder,
		plan.OpUpload, // it refuses to overwrite
		plan.OpUpdateFile, plan.OpPublishFile, plan.OpMoveFile, plan.OpRenameFile, plan.OpDeleteFile,
		plan.OpDeleteFiles, plan.OpAddTags, plan.OpRemoveTags:
		return true
	}
	return false
}

// narrowed is what is left of a call for several files.
func narrowed(op *plan.Operation, left []plan.FileRef) *plan.Operation {
	rest := *op
	rest.Files = left
	at := make(map[plan.FileRef]bool, len(left))
	for _, f := range left {
		at[plan.FileRef{Path: f.Path}] = true
	}
	rest.Before = nil
	for _, c := range op.Before {
		if at[plan.FileRef{Path: c.Path}] {
			rest.Before = append(rest.Before, c)
		}
	}
	return &rest
}
