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
	content, err := l.compareLikely(ctx, there, op)
	if err != nil {
		return plan.Verdict{}, err
	}
	return l.found(uploadVerdict(there, content, op, types), there, content, op), nil
}

// compareLikely compares the content of what may be op's upload: of a file of the
// right size. It is a download, and anything else is told apart without one.
func (l *Library) compareLikely(ctx context.Context, a *imagekit.Asset, op *plan.Operation) (likeness, error) {
	if a == nil || a.Type == imagekit.AssetFolder || a.Size != op.Source.Size {
		return unread, nil
	}
	return l.compare(ctx, a, op)
}

// found notes what was uploaded, if the verdict is that a is it, byte for byte.
func (l *Library) found(v plan.Verdict, a *imagekit.Asset, content likeness, op *plan.Operation) plan.Verdict {
	if v.Answer == plan.VerdictDone && content == alike {
		l.stored.noteFound(a, op)
	}
	return v
}

// uploadVerdict says whether what is at op's path is what op uploads: a file with
// the bytes of the source and the right attributes. Where the hash of the source is
// not known, or the file cannot be read, its size must do.
//
// One that is right but for its tags, and whose tags could not travel with the
// bytes, only lacks these: it is not done, and [Library.Do] sets them without
// uploading anything. Trying again is harmless otherwise too: an upload of a file
// that should be missing overwrites nothing.
func uploadVerdict(there *imagekit.Asset, content likeness, op *plan.Operation, types fieldTypes) plan.Verdict {
	switch {
	case there == nil:
		return notDone("nothing is at %s", op.Path)
	case there.Type == imagekit.AssetFolder:
		return unsure("a folder is at %s", op.Path)
	case there.Size != op.Source.Size:
		return unsure("%s is at %s, and has %d bytes, not %d", called(there), op.Path, there.Size, op.Source.Size)
	case content == differs:
		return unsure("%s is at %s, and has other bytes, though as many", called(there), op.Path)
	case isUnreadDraft(there, content):
		return unsure("%s is at %s, and is a draft, which an upload does not make", called(there), op.Path)
	case lacksOnlyTags(there, op, types):
		return notDone("%s is at %s now, but for its tags", called(there), op.Path)
	}
	if unlike := unlike(there, op.Update, types); len(unlike) > 0 {
		return unsure("%s is at %s, and has other values for: %s", called(there), op.Path, strings.Join(unlike, ", "))
	}
	return done("%s is at %s now", called(there), op.Path)
}

// isUnreadDraft says whether a file is a draft whose bytes could not be read. What an
// upload stores is published, until a request after it says otherwise. So a draft is
// somebody else's, or that of nobody knows whom.
func isUnreadDraft(a *imagekit.Asset, content likeness) bool {
	return content == unread && !a.IsPublished
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
	content := unread
	if a := files[0]; a != nil && (was.Version == "" || a.Version.ID != was.Version) { // as it was: nothing to compare
		if content, err = l.compareLikely(ctx, a, op); err != nil {
			return plan.Verdict{}, err
		}
	}
	return l.found(replaceVerdict(files[0], was.Version, content, op, types), files[0], content, op), nil
}

// replaceVerdict says whether a file has the version that op uploads, where it
// had the version was before. Each upload makes a version of its own, so one that
// has not changed tells that there was none. One that has changed is op's if it has
// the bytes of the source; where these cannot be compared, their number must do.
//
// Where the plan could not know the version before, the bytes must tell all: a file
// may be replaced by one that is as long. Only a plan without hashes went by the
// size itself, so that it differed before.
func replaceVerdict(a *imagekit.Asset, was string, content likeness, op *plan.Operation, types fieldTypes) plan.Verdict {
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
	case was == "" && content == differs:
		return notDone("%s has other bytes, though as many", called(a))
	case content == differs:
		return unsure("%s has another version, %s, with other bytes, though as many", called(a), a.Version.ID)
	case isUnreadDraft(a, content):
		return unsure("%s has another version, %s, which is a draft, as an upload does not make it", called(a), a.Version.ID)
	case was == "" && content == unread:
		return unsure("%s has %d bytes, as it should, but they could not be read", called(a), a.Size)
	}
	if unlike := unlike(a, op.Update, types); len(unlike) > 0 {
		return unsure("%s has another version, %s, with other values for: %s", called(a), a.Version.ID, strings.Join(unlike, ", "))
	}
	if content == alike {
		return done("%s has the bytes of the source, in the version %s", called(a), a.Version.ID)
	}
	return done("%s has a new version, %s, of the right size", called(a), a.Version.ID)
}
