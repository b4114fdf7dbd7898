package plan

import (
	"cmp"
	"errors"
	"maps"
	"slices"

	"github.com/iksync/iksync/state"
)

// Gone is a file or folder that a YAML file lists, that the library does not have,
// and that no apply can bring: it has no source, and what it is pinned to is nowhere.
type Gone struct {
	Kind Kind       `json:"kind"`
	Path state.Path `json:"path"`
	Pos  state.Pos  `json:"pos"` // of its entry
}

// MakeWithout is Make for a YAML file that lists what is gone: a plan of the rest,
// and what is not in it. With that alone to say against the YAML, Make has no plan.
// Everything else that is wrong is an error as with Make.
func MakeWithout(want *state.Want, have *state.Have, from Source, o Options) (*Plan, []Gone, error) {
	p, err := Make(want, have, from, o)
	var problems state.Problems
	if !errors.As(err, &problems) || !have.Complete() {
		return p, nil, err
	}
	rest, gone := withoutGone(want, have, problems)
	if len(gone) == 0 {
		return nil, nil, err
	}
	p, again := Make(rest, have, from, o)
	if again != nil {
		return nil, nil, err // all of it, with what is gone
	}
	return p, gone, nil
}

// withoutGone is want without the entries that problems are about and that are of
// something gone.
func withoutGone(want *state.Want, have *state.Have, problems state.Problems) (*state.Want, []Gone) {
	at := make(map[state.Pos]bool, len(problems))
	for _, p := range problems {
		at[p.Pos] = true
	}
	rest := *want
	rest.Files, rest.Folders = maps.Clone(want.Files), maps.Clone(want.Folders)
	var gone []Gone
	for path, f := range want.Files {
		if f.Source == nil && f.MovedFrom == nil && have.Files[path] == nil && (at[f.Pos] || f.ID != "" && at[f.IDPos]) {
			delete(rest.Files, path)
			gone = append(gone, Gone{File, path, f.Pos})
		}
	}
	for path, f := range want.Folders {
		if f.ID != "" && have.Folders[path] == nil && at[f.IDPos] {
			delete(rest.Folders, path)
			gone = append(gone, Gone{Folder, path, f.Pos})
		}
	}
	slices.SortFunc(gone, func(a, b Gone) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Kind, b.Kind)) })
	return &rest, gone
}
