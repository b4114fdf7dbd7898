package live

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// FilesError says which files a call for several left as they were, or may have:
// see [FilesError.OutcomeUnknown]. With all others of the operation, what was
// wanted is done.
type FilesError struct {
	Kind  plan.OpKind // what was to be done to them
	Files int         // how many the operation is about
	Left  []LeftFile  // in the operation's order
	Err   error       // the answer that ended it; nil where each file has a reason of its own
}

// LeftFile is a file that was left as it was, and why.
type LeftFile struct {
	Path   state.Path
	File   state.FileID // "" where none was found
	Reason LeftReason
	Detail string // what the service said; "" where the reason says it all
}

// LeftReason says why a file was left as it was.
type LeftReason string

// The reasons.
const (
	LeftUnlisted LeftReason = "unlisted"  // no file showed at its path
	LeftGone     LeftReason = "gone"      // no file has its id any more
	LeftLocked   LeftReason = "locked"    // a folder job has it
	LeftRefused  LeftReason = "refused"   // the service would not
	LeftBeside   LeftReason = "beside"    // others of the call were gone, so that nothing was done to any
	LeftNotTried LeftReason = "not-tried" // the call for it failed as a whole, or its answer was lost
)

// Why says in words why f was left.
func (f *LeftFile) Why() string {
	switch f.Reason {
	case LeftUnlisted:
		return "no file is listed there"
	case LeftGone:
		return "no file has that id any more"
	case LeftLocked:
		return "a folder job kept it locked: " + f.Detail
	default:
		return f.Detail
	}
}

// Error names every file that was left, those with one reason together.
func (e *FilesError) Error() string {
	var reasons []string
	names := map[string][]string{}
	for i := range e.Left {
		f := &e.Left[i]
		name, why := string(f.Path), f.Why()
		if f.File != "" {
			name += " (" + string(f.File) + ")"
		}
		if names[why] == nil {
			reasons = append(reasons, why)
		}
		names[why] = append(names[why], name)
	}
	parts := make([]string, len(reasons))
	for i, why := range reasons {
		parts[i] = strings.Join(names[why], ", ") + ": " + why
	}
	return fmt.Sprintf(e.headline(), len(e.Left), e.Files) + ": " + strings.Join(parts, "; ")
}

func (e *FilesError) headline() string {
	switch e.Kind {
	case plan.OpAddTags:
		return "tags were not added to %d of %d files"
	case plan.OpRemoveTags:
		return "tags were not removed from %d of %d files"
	default:
		return "%d of %d files were not deleted"
	}
}

// Unwrap returns the answer that ended the operation, if one did.
func (e *FilesError) Unwrap() error { return e.Err }

// OutcomeUnknown says whether what was wanted may be done with files in Left as well.
func (e *FilesError) OutcomeUnknown() bool { return mayBeDone(e.Kind, e.Err) }

// Again is the files that nothing but a lock, or that others were gone, kept from
// being done, by the ids that they had: for these alone the operation can be carried out later. Whoever
// cannot see this package asks for a method of this name.
func (e *FilesError) Again() []plan.FileRef {
	var files []plan.FileRef
	for i := range e.Left {
		if f := &e.Left[i]; f.Reason == LeftLocked || f.Reason == LeftBeside {
			files = append(files, plan.FileRef{Path: f.Path, File: f.File})
		}
	}
	return files
}

// WhyLeft says in words why a file of the operation was left, "" where it was
// not. Whoever cannot see this package asks for a method of this name.
func (e *FilesError) WhyLeft(f plan.FileRef) string {
	at := slices.IndexFunc(e.Left, func(left LeftFile) bool { return left.Path == f.Path })
	if at < 0 {
		return ""
	}
	return e.Left[at].Why()
}
