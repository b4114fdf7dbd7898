package live

import (
	"context"
	"fmt"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// place is what was seen at a path where a folder may be.
type place string

const (
	nothing place = "nothing"
	aFolder place = "a folder"
	aFile   place = "a file"
	remains place = "what was in a folder" // things below the path, and no folder at it
)

// folders is what was seen of the places that a folder operation is about.
type folders struct {
	source, dest place
	lacking      string // copy-folder: what the copy has not, "" if nothing, or nothing was compared
}

func (l *Library) probeFolder(ctx context.Context, op *plan.Operation) (plan.Verdict, error) {
	var seen folders
	var err error
	if seen.source, err = l.placeOf(ctx, op.Path); err != nil {
		return plan.Verdict{}, err
	}
	if op.Dest != "" {
		if seen.dest, err = l.placeOf(ctx, op.Dest); err != nil {
			return plan.Verdict{}, err
		}
	}
	if op.Kind == plan.OpCopyFolder && seen.source == aFolder && seen.dest == aFolder {
		if seen.lacking, err = l.compareCopy(ctx, op); err != nil {
			return plan.Verdict{}, err
		}
	}
	return seen.verdict(op), nil
}

// placeOf looks for a folder and, if there is none, for anything below its path.
func (l *Library) placeOf(ctx context.Context, p state.Path) (place, error) {
	a, err := l.find(ctx, p)
	switch {
	case err != nil:
		return "", err
	case a != nil && a.Type == imagekit.AssetFolder:
		return aFolder, nil
	}
	inside, err := l.within(ctx, p)
	switch {
	case err != nil:
		return "", err
	case len(inside) > 0:
		return remains, nil
	case a != nil:
		return aFile, nil
	}
	return nothing, nil
}

// verdict says whether the operation was carried out. While a job runs, or a
// listing lags, a folder may seem to be in both places, or in neither.
func (f folders) verdict(op *plan.Operation) plan.Verdict {
	left := f.source == nothing || f.source == aFile // what is there now is no folder
	both := fmt.Sprintf("%s is at %s, and %s at %s", f.source, op.Path, f.dest, op.Dest)
	switch op.Kind {
	case plan.OpCreateFolder:
		return f.created(op)
	case plan.OpDeleteFolder:
		if left {
			return done("no folder is at %s any more", op.Path)
		}
		return notDone("%s is still at %s", f.source, op.Path)
	case plan.OpMergeFolder:
		if !left {
			return notDone("%s is still at %s", f.source, op.Path)
		}
	case plan.OpCopyFolder:
		switch {
		case f.dest == nothing:
			return notDone("nothing is at %s yet", op.Dest) // its job may still have to begin
		case f.source != aFolder || f.dest != aFolder:
			return unsure("%s", both)
		case f.lacking != "":
			return unsure("the folder at %s has not all that is in %s: %s", op.Dest, op.Path, f.lacking)
		}
		return done("the folder at %s has all that is in %s", op.Dest, op.Path)
	default:
		if !left && f.dest == nothing {
			return notDone("%s is still at %s, and nothing at %s", f.source, op.Path, op.Dest)
		}
	}
	if left && f.dest == aFolder {
		return done("no folder is at %s any more, and one is at %s", op.Path, op.Dest)
	}
	return unsure("%s", both)
}

func (f folders) created(op *plan.Operation) plan.Verdict {
	switch f.source {
	case aFolder:
		return done("the folder %s is there", op.Path)
	case aFile:
		return unsure("a file is at %s", op.Path)
	case nothing, remains: // remains are of what a job takes
	}
	return notDone("no folder is at %s", op.Path)
}

// compareCopy says what of op's folder its copy has not.
func (l *Library) compareCopy(ctx context.Context, op *plan.Operation) (string, error) {
	source, err := l.within(ctx, op.Path)
	if err != nil {
		return "", err
	}
	dest, err := l.within(ctx, op.Dest)
	if err != nil {
		return "", err
	}
	return lacking(source, dest, op), nil
}

// lacking describes what is in source and not, at the same place and of the same
// size, in dest: "" if all is.
func lacking(source, dest []item, op *plan.Operation) string {
	type body struct {
		folder bool
		size   int64
	}
	of := func(it *item) body {
		if it.folder != nil {
			return body{folder: true}
		}
		return body{size: it.file.Observed.Size}
	}
	copies := make(map[state.Path]body, len(dest))
	for i := range dest {
		copies[dest[i].path] = of(&dest[i])
	}
	var out []state.Path
	for i := range source {
		at := source[i].path.Rebase(op.Path, op.Dest)
		if is, there := copies[at]; !there || is != of(&source[i]) {
			out = append(out, at)
		}
	}
	return tally(out, fmt.Sprintf("%d of %d are missing or differ", len(out), len(source))).text
}
