package live

import (
	"cmp"
	"context"
	"strings"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// movedFile is what was seen of a file that was to go from one path to another.
type movedFile struct {
	known  state.FileID    // which one it is; "" where the plan could not know
	byID   *imagekit.Asset // the file of that id, wherever it is; nil where there is none
	source *imagekit.Asset // the file at the path it left; looked at only if known is ""
	dest   *imagekit.Asset // the file at the path it went to; looked at only if byID is nil
}

func (l *Library) probeFileMove(ctx context.Context, op *plan.Operation) (plan.Verdict, error) {
	seen := movedFile{known: cmp.Or(op.File, expectedAt(op, op.Path).File)}
	var err error
	if seen.known != "" {
		seen.byID, err = l.fileByID(ctx, seen.known)
	} else {
		seen.source, err = l.fileAt(ctx, op.Path)
	}
	if err != nil {
		return plan.Verdict{}, err
	}
	if seen.byID == nil {
		if seen.dest, err = l.fileAt(ctx, op.Dest); err != nil {
			return plan.Verdict{}, err
		}
	}
	return seen.verdict(op), nil
}

// verdict says whether the file went. A move may give it another id, and a merge
// ends one of two: an id that is gone means that something happened, and a file
// at the end of the way that it was this. Before a merge there is one as well, but
// it does not stay in its version.
func (m movedFile) verdict(op *plan.Operation) plan.Verdict {
	merge := op.Kind == plan.OpMergeFile
	was := expectedAt(op, op.Dest)
	switch {
	case m.byID != nil && m.byID.Path == string(op.Path):
		return notDone("%s is still at %s", called(m.byID), op.Path)
	case m.byID != nil && m.byID.Path == string(op.Dest):
		return done("%s is at %s now", called(m.byID), op.Dest)
	case m.byID != nil:
		return unsure("%s is at %s, and should go from %s to %s", called(m.byID), m.byID.Path, op.Path, op.Dest)
	case m.source != nil && (merge || m.dest == nil):
		return notDone("%s is still at %s", called(m.source), op.Path)
	case m.source != nil:
		return unsure("%s is at %s, and %s at %s", called(m.source), op.Path, called(m.dest), op.Dest)
	case m.dest == nil && m.known != "":
		return unsure("file %s is gone, and no file is at %s", m.known, op.Dest)
	case m.dest == nil:
		return unsure("no file is at %s, and none at %s", op.Path, op.Dest)
	case merge && was.Version != "" && was.Version == m.dest.Version.ID:
		return unsure("nothing is at %s any more, but %s at %s is as it was", op.Path, called(m.dest), op.Dest)
	case m.known != "":
		return done("file %s is gone, and %s is at %s now", m.known, called(m.dest), op.Dest)
	}
	return done("no file is at %s any more, and %s is at %s now", op.Path, called(m.dest), op.Dest)
}

func (l *Library) probeUpdate(ctx context.Context, op *plan.Operation) (plan.Verdict, error) {
	files, err := l.filesNow(ctx, []plan.FileRef{{Path: op.Path, File: op.File}})
	if err != nil {
		return plan.Verdict{}, err
	}
	types, err := l.typesFor(ctx, op.Update)
	if err != nil {
		return plan.Verdict{}, err
	}
	return updateVerdict(files[0], op, types), nil
}

// updateVerdict says whether a file has what an update sets. A file that is gone
// has not: who tries again is told so by the service. Setting it twice is harmless.
func updateVerdict(a *imagekit.Asset, op *plan.Operation, types fieldTypes) plan.Verdict {
	if a == nil {
		return notDone("%s", noFile(plan.FileRef{Path: op.Path, File: op.File}))
	}
	if unlike := unlike(a, op.Update, types); len(unlike) > 0 {
		return notDone("%s has other values for: %s", called(a), strings.Join(unlike, ", "))
	}
	return done("%s has all that was to be set", called(a))
}

func deleteVerdict(a *imagekit.Asset, op *plan.Operation) plan.Verdict {
	if a == nil {
		return done("%s", noFile(plan.FileRef{Path: op.Path, File: op.File}))
	}
	return notDone("%s is still there, at %s", called(a), a.Path)
}

// noFile says that a file is not there, as far as one knows which one.
func noFile(f plan.FileRef) string {
	if f.File != "" {
		return "no file has the id " + string(f.File) + " any more"
	}
	return "no file is listed at " + string(f.Path)
}
