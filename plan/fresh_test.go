package plan_test

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// stranger is what somebody put into the library while a plan was carried out:
// new bytes for a file, or another folder in the place of an empty one.
type stranger struct {
	at      state.Path
	file    *modelFile
	version string
	folder  state.FolderID
}

// interfere has somebody replace one of the things that are where, and what, they
// were when the plan was made.
func interfere(t *rapid.T, m *model, seen *state.Have) (stranger, bool) {
	var out []stranger
	for _, path := range slices.Sorted(maps.Keys(m.files)) {
		was, is := seen.Files[path], m.files[path]
		if was != nil && was.ID == is.ID && was.Observed.VersionID == is.Observed.VersionID {
			out = append(out, stranger{at: path, file: is})
		}
	}
	for _, path := range slices.Sorted(maps.Keys(m.folders)) {
		if was := seen.Folders[path]; was != nil && was.ID == m.folders[path] && m.inside(path) == "" {
			out = append(out, stranger{at: path})
		}
	}
	if len(out) == 0 {
		return stranger{}, false
	}
	s := rapid.SampledFrom(out).Draw(t, "somebody replaces")
	if s.file != nil {
		s.version = m.mint()
		s.file.Observed.VersionID = s.version
	} else {
		s.folder = state.FolderID(m.mint())
		m.folders[s.at] = s.folder
	}
	return s, true
}

// untouched says whether it is where it was put, known by its id.
func (s *stranger) untouched(m *model, seen *state.Have) bool {
	if s.file == nil {
		return m.folders[s.at] == s.folder
	}
	return m.files[s.at] == s.file && s.file.ID == seen.Files[s.at].ID && s.file.Observed.VersionID == s.version
}

// ended says whether it is no more, or no more what one sees at its place.
func (s *stranger) ended(m *model, by *plan.Operation) bool {
	if s.file == nil {
		return by.Kind == plan.OpDeleteFolder && by.Path == s.at
	}
	for _, f := range m.files {
		if f == s.file {
			return by.Kind == plan.OpReplace && by.Path == s.at
		}
	}
	return by.Kind != plan.OpMergeFolder
}

// TestWhatThePlanNeverSawStays has somebody give a file new bytes, or make a folder
// anew, in the middle of a run. No call that is made afterwards destroys that, as
// long as it can be told by an id.
func TestWhatThePlanNeverSawStays(t *testing.T) {
	refused := 0
	rapid.Check(t, func(t *rapid.T) {
		s := drawScenario(t)
		seen := have(s.text)
		m := newModel(have(s.text))
		p, err := mustMake(s.want, m.observe())
		if err != nil || p.Empty() {
			return
		}
		when := rapid.IntRange(0, len(p.Operations)-1).Draw(t, "after")
		failed := map[plan.OpID]bool{}
		var new stranger
		var there bool
		for i := range p.Operations {
			op := &p.Operations[i]
			if i == when {
				new, there = interfere(t, m, seen)
			}
			if slices.ContainsFunc(op.Needs, func(n plan.Need) bool { return failed[n.Op] }) {
				failed[op.ID] = true
				continue
			}
			known := there && new.untouched(m, seen)
			if err := m.do(op); err != nil {
				failed[op.ID] = true
				refused++
			} else if known && new.ended(m, op) {
				t.Fatalf("%s is lost by operation %d\n%s\n%s", new.at, op.ID, s, planText(p))
			}
		}
	})
	t.Logf("%d calls were not made", refused)
}
