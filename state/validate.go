package state

import (
	"cmp"
	"slices"
)

// validator checks that what was read agrees with itself: every line may be
// right, and still contradict another one.
type validator struct {
	config  *configuration
	want    *Want
	entries []listed
}

// listed is a folder or file that the YAML lists, whichever it is.
type listed struct {
	kind      string // "folder" or "file"
	path      Path
	pos       Pos
	id        string
	idPos     Pos
	movedFrom *Setting[Path]
	copyOf    *Setting[Path]
}

// validate notes everything that is wrong. No check relies on another one
// having passed.
func (v *validator) validate() {
	v.entries = listEntries(v.want)
	v.checkScope()
	v.checkPaths()
	v.checkPins()
	v.checkMoves()
	v.checkCopies()
	v.checkRemoved()
	v.checkLabels()
	v.checkMetadata()
}

// listEntries returns the folders and files in the order of the files, so that
// of two that are in each other's way the second is the one at fault.
func listEntries(want *Want) []listed {
	entries := make([]listed, 0, len(want.Folders)+len(want.Files))
	for path, f := range want.Folders {
		entries = append(entries, listed{kind: "folder", path: path, pos: f.Pos,
			id: string(f.ID), idPos: f.IDPos, movedFrom: f.MovedFrom, copyOf: f.CopyOf})
	}
	for path, f := range want.Files {
		entries = append(entries, listed{kind: "file", path: path, pos: f.Pos,
			id: string(f.ID), idPos: f.IDPos, movedFrom: f.MovedFrom})
	}
	slices.SortFunc(entries, func(a, b listed) int { return cmp.Or(comparePos(a.pos, b.pos), a.path.Compare(b.path)) })
	return entries
}

// fail notes a problem at pos.
func (v *validator) fail(pos Pos, format string, args ...any) { v.config.fail(pos, format, args...) }
