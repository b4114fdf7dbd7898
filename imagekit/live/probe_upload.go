package live

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
)

func (l *Library) probeUpload(ctx context.Context, op *plan.Operation) (plan.Verdict, error) {
	there, err := l.find(ctx, op.Path)
	if err != nil {
		return plan.Verdict{}, err
	}
	if there != nil && there.Type == imagekit.AssetFile {
		if there, err = l.fileAt(ctx, op.Path); err != nil { // as it is, not as it is listed
			return plan.Verdict{}, err
		}
	}
	types, err := l.typesFor(ctx, op.Update)
	if err != nil {
		return plan.Verdict{}, err
	}
	return uploadVerdict(there, op, types), nil
}

// uploadVerdict says whether what is at op's path is what op uploads. There is no
// hash to tell by, so a file counts if its size and all its attributes are right.
//
// One that is right but for its tags, and whose tags could not travel with the
// bytes, only lacks these: it is not done, and [Library.Do] sets them without
// uploading anything. Trying again is harmless otherwise too: an upload of a file
// that should be missing overwrites nothing.
func uploadVerdict(there *imagekit.Asset, op *plan.Operation, types fieldTypes) plan.Verdict {
	switch {
	case there == nil:
		return notDone("nothing is at %s", op.Path)
	case there.Type == imagekit.AssetFolder:
		return unsure("a folder is at %s", op.Path)
	case there.Size != op.Source.Size:
		return unsure("%s is at %s, and has %d bytes, not %d", called(there), op.Path, there.Size, op.Source.Size)
	case lacksOnlyTags(there, op, types):
		return notDone("%s is at %s now, but for its tags", called(there), op.Path)
	}
	if unlike := unlike(there, op.Update, types); len(unlike) > 0 {
		return unsure("%s is at %s, and has other values for: %s", called(there), op.Path, strings.Join(unlike, ", "))
	}
	return done("%s is at %s now", called(there), op.Path)
}

// lacksOnlyTags says whether a file is what an upload left whose tags were to be
// set afterwards, and have not been.
func lacksOnlyTags(there *imagekit.Asset, op *plan.Operation, types fieldTypes) bool {
	return !uploadTags(op.Update) && there.Size == op.Source.Size && len(there.Tags) == 0 &&
		slices.Equal(unlike(there, op.Update, types), []string{tagsAttribute})
}

func (l *Library) probeReplace(ctx context.Context, op *plan.Operation) (plan.Verdict, error) {
	was := expectedAt(op, op.Path)
	files, err := l.filesNow(ctx, []plan.FileRef{{Path: op.Path, File: cmp.Or(op.File, was.File)}})
	if err != nil {
		return plan.Verdict{}, err
	}
	types, err := l.typesFor(ctx, op.Update)
	if err != nil {
		return plan.Verdict{}, err
	}
	return replaceVerdict(files[0], was.Version, op, types), nil
}

// replaceVerdict says whether a file has the version that op uploads, where it
// had the version was before. Each upload makes a version of its own, so one that
// has not changed tells that there was none. Where the plan could not know it, the
// size must do: it differed, or nothing would have been replaced.
func replaceVerdict(a *imagekit.Asset, was string, op *plan.Operation, types fieldTypes) plan.Verdict {
	switch {
	case a == nil:
		return unsure("%s", noFile(plan.FileRef{Path: op.Path, File: op.File}))
	case a.Path != string(op.Path):
		return unsure("%s is at %s, not at %s", called(a), a.Path, op.Path)
	case was != "" && a.Version.ID == was:
		return notDone("%s still has the version %s", called(a), was)
	case was == "" && a.Size != op.Source.Size:
		return notDone("%s has %d bytes, not %d", called(a), a.Size, op.Source.Size)
	case a.Size != op.Source.Size:
		return unsure("%s has another version, %s, of %d bytes, not %d", called(a), a.Version.ID, a.Size, op.Source.Size)
	}
	if unlike := unlike(a, op.Update, types); len(unlike) > 0 {
		return unsure("%s has another version, %s, with other values for: %s", called(a), a.Version.ID, strings.Join(unlike, ", "))
	}
	return done("%s has a new version, %s, of the right size", called(a), a.Version.ID)
}
