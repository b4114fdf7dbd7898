package live

import (
	"context"
	"fmt"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// Probe says from the library whether op was carried out. It looks once: whoever
// asks knows how long a listing may lag and a job may run, and asks again.
//
// What is seen is gathered here and in its siblings probe_*.go; what it means is
// decided by functions that read nothing. A file whose id is known is read by
// that, which does not lag. All else is found by listings.
func (l *Library) Probe(ctx context.Context, op *plan.Operation) (plan.Verdict, error) {
	v, err := l.probe(ctx, op)
	if err != nil {
		return plan.Verdict{}, stopping(fmt.Errorf("looking whether %s was carried out: %w", op.Kind, err))
	}
	return v, nil
}

func (l *Library) probe(ctx context.Context, op *plan.Operation) (plan.Verdict, error) {
	switch op.Kind {
	case plan.OpMoveFile, plan.OpRenameFile, plan.OpMergeFile:
		return l.probeFileMove(ctx, op)
	case plan.OpUpdateFile, plan.OpPublishFile:
		return l.probeUpdate(ctx, op)
	case plan.OpDeleteFile:
		files, err := l.filesNow(ctx, []plan.FileRef{{Path: op.Path, File: op.File}})
		if err != nil {
			return plan.Verdict{}, err
		}
		return deleteVerdict(files[0], op), nil
	case plan.OpDeleteFiles, plan.OpAddTags, plan.OpRemoveTags:
		files, err := l.filesNow(ctx, op.Files)
		if err != nil {
			return plan.Verdict{}, err
		}
		return manyVerdict(files, op), nil
	case plan.OpUpload:
		return l.probeUpload(ctx, op)
	case plan.OpReplace:
		return l.probeReplace(ctx, op)
	case plan.OpCreateFolder, plan.OpDeleteFolder, plan.OpMoveFolder, plan.OpRenameFolder, plan.OpMergeFolder, plan.OpCopyFolder:
		return l.probeFolder(ctx, op)
	case plan.OpCreateField, plan.OpUpdateField, plan.OpDeleteField:
		return l.probeField(ctx, op)
	}
	return plan.Verdict{}, fmt.Errorf("no operation of kind %q is known", op.Kind)
}

// done, notDone and unsure are verdicts with their evidence.
func done(format string, args ...any) plan.Verdict {
	return plan.Verdict{Answer: plan.VerdictDone, Evidence: fmt.Sprintf(format, args...)}
}

func notDone(format string, args ...any) plan.Verdict {
	return plan.Verdict{Answer: plan.VerdictNotDone, Evidence: fmt.Sprintf(format, args...)}
}

func unsure(format string, args ...any) plan.Verdict {
	return plan.Verdict{Answer: plan.VerdictUnclear, Evidence: fmt.Sprintf(format, args...)}
}

// expectedAt is what op expected at p: which file, and in which version, as far
// as the plan could know that.
func expectedAt(op *plan.Operation, p state.Path) plan.Condition {
	for _, c := range op.Before {
		if c.Kind == plan.HoldsFile && c.Path == p {
			return c
		}
	}
	return plan.Condition{}
}

// called is what evidence calls a file: "file 64fb...".
func called(a *imagekit.Asset) string { return "file " + a.ID }
