package plan_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// damage takes some of a library away, files or folders with all that is in them, and
// puts other files into the places of some.
func damage(t *rapid.T, h *state.Have) {
	for range rapid.IntRange(1, 4).Draw(t, "damages") {
		if files := sortedPaths(h.Files); len(files) > 0 && rapid.IntRange(0, 2).Draw(t, "what") > 0 {
			path := rapid.SampledFrom(files).Draw(t, "file")
			if rapid.IntRange(0, 3).Draw(t, "other") == 0 {
				h.Files[path] = &state.File{Path: path, ID: "other" + state.FileID(path)}
			} else {
				delete(h.Files, path)
			}
			continue
		}
		folders := sortedPaths(h.Folders)
		if len(folders) == 0 {
			continue
		}
		dir := rapid.SampledFrom(folders).Draw(t, "folder")
		for path := range h.Files {
			if path.Within(dir) {
				delete(h.Files, path)
			}
		}
		for path := range h.Folders {
			if path.Within(dir) {
				delete(h.Folders, path)
			}
		}
	}
	if rapid.IntRange(0, 4).Draw(t, "field") == 0 {
		delete(h.Fields, rapid.SampledFrom([]state.FieldName{"brand", "season"}).Draw(t, "which"))
	}
}

func sortedPaths[V any](m map[state.Path]V) []state.Path {
	paths := keys(m)
	slices.Sort(paths)
	return paths
}

// pinSome pins some of what is listed by the ids that it has.
func pinSome(t *rapid.T, w *state.Want, h *state.Have) {
	pinned := func() bool { return rapid.IntRange(0, 2).Draw(t, "pin") == 0 }
	for _, path := range sortedPaths(w.Files) {
		if f := w.Files[path]; h.Files[path] != nil && pinned() {
			f.ID, f.IDPos, f.MovedFrom = h.Files[path].ID, f.Pos, nil
			f.IDPos.Column += 1000
		}
	}
	for _, path := range sortedPaths(w.Folders) {
		if f := w.Folders[path]; h.Folders[path] != nil && f.CopyOf == nil && pinned() {
			f.ID, f.IDPos, f.MovedFrom = h.Folders[path].ID, f.Pos, nil
			f.IDPos.Column += 1000
		}
	}
}

// Whatever goes from a library to which a YAML was applied: all that differs can be
// told, and of what is listed nothing goes in silence. (No file has a value that its
// field does not take: that it can be given no metadata is a problem, whatever is gone.)
func TestWhateverGoesIsTold(t *testing.T) {
	told := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		s := drawScenario(t)
		m := newModel(have(strings.ReplaceAll(s.text, "brand=Globex", "brand=Acme")))
		first, err := mustMake(s.want, m.observe())
		if err != nil {
			return
		}
		carryOut(t, m, first, len(first.Operations))
		was, is := m.observe(), m.observe()
		pinSome(t, s.want, was)
		if at, err := mustMake(s.want, was); err != nil || !at.Empty() {
			return // pins and the rest of the YAML contradict each other
		}
		damage(t, is)
		p, gone, err := plan.MakeWithout(s.want, is, plan.Source{}, plan.Options{Now: noon})
		if err != nil {
			t.Fatalf("%s\nlibrary:\n%s\n%v", s, m, err)
		}
		spoken := map[state.Path]bool{}
		for _, g := range gone {
			told["gone for "+string(g.Reason)]++
			spoken[g.Path] = true
		}
		for i := range p.Changes {
			spoken[p.Changes[i].Path], spoken[p.Changes[i].From] = true, true
		}
		for _, stray := range plan.Strays(p, p) {
			told["stray for "+string(stray.Reason)]++
			spoken[stray.Path] = true
		}
		for path, f := range s.want.Files {
			old, now := was.Files[path], is.Files[path]
			if replaced := now != nil && f.ID != "" && old != nil && old.ID == f.ID && now.ID != f.ID; (now == nil || replaced) && !spoken[path] && !spokenAbove(path, p) {
				t.Fatalf("nothing is said of %s\n%s\nlibrary:\n%s\nplan:\n%s", path, s, m, planText(p))
			}
		}
		for path := range s.want.Folders {
			if is.Folders[path] == nil && !spoken[path] && !spokenAbove(path, p) {
				t.Fatalf("nothing is said of %s\n%s\nlibrary:\n%s\nplan:\n%s", path, s, m, planText(p))
			}
		}
	})
	t.Log(told)
}

// spokenAbove says whether a folder above path comes from elsewhere, with what is in it.
func spokenAbove(path state.Path, p *plan.Plan) bool {
	return slices.ContainsFunc(p.Changes, func(c plan.Change) bool {
		return c.Kind == plan.Folder && c.Action != plan.Create && path.Under(c.Path)
	})
}
