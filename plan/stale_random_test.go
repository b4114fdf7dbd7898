package plan_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// both is the wish and the library of s, as a new one.
func (s scenario) both() (*state.Want, *state.Have) { return s.want, have(s.text) }

// touched is the live places that a plan relies on: its objects, all that is in
// a folder that goes as a whole or ends, and the names that must be free.
type touched struct {
	p     *plan.Plan
	own   map[state.Path]bool // places of objects with a change, and of merged-into ones
	whole []state.Path        // folders that count with all they hold
	free  []state.Path        // names that something takes
}

func touchedBy(p *plan.Plan) touched {
	t := touched{p: p, own: map[state.Path]bool{}}
	by := p.ChangesByID()
	for _, s := range p.Seen {
		c := by[s.Change]
		if s.Field != nil {
			continue
		}
		at := s.At
		if at == "" {
			at = c.Path
			if c.From != "" {
				at = c.From
			}
		}
		t.own[at] = true
		if c.Kind == plan.Folder {
			t.whole = append(t.whole, at)
		}
	}
	for i := range p.Changes {
		switch c := &p.Changes[i]; c.Action {
		case plan.Create, plan.Copy, plan.Upload, plan.Move, plan.Rename:
			t.free = append(t.free, c.Path)
		}
	}
	return t
}

// needs says whether something of the plan ends at path or in it.
func (t touched) needs(path state.Path) bool {
	return slices.ContainsFunc(t.free, func(f state.Path) bool { return f.Within(path) })
}

// mutation is something that somebody does to a library between plan and apply.
type mutation struct {
	name string
	path state.Path // what it is done to
	do   func(h *state.Have)
}

// fileMutations is what can happen to the file at path.
func fileMutations(path state.Path) []mutation {
	edit := func(name string, change func(f *state.File)) mutation {
		return mutation{name, path, func(h *state.Have) {
			f := *h.Files[path]
			f.Metadata = maps.Clone(f.Metadata)
			change(&f)
			h.Files[path] = &f
		}}
	}
	return []mutation{
		edit("tags", func(f *state.File) { f.Tags = &state.Tags{Mode: state.TagsExact, Set: []state.Tag{"somebody"}} }),
		edit("description", func(f *state.File) { f.Description = &state.Setting[string]{Value: "somebody's"} }),
		edit("focus", func(f *state.File) { f.Focus = &state.Setting[string]{Value: "9,9,9,9"} }),
		edit("published", func(f *state.File) {
			f.Published = &state.Setting[bool]{Value: f.Published != nil && !f.Published.Value}
		}),
		edit("private", func(f *state.File) { f.Observed.Private = !f.Observed.Private }),
		edit("version", func(f *state.File) { f.Observed.VersionID += "1" }),
		edit("size", func(f *state.File) { f.Observed.Size += 5 }),
		edit("metadata", func(f *state.File) {
			if f.Metadata == nil {
				f.Metadata = map[state.FieldName]state.Setting[state.Value]{}
			}
			f.Metadata["season"] = state.Setting[state.Value]{Value: state.String("hot")}
		}),
		edit("id", func(f *state.File) { f.ID += "-new" }),
		{"gone", path, func(h *state.Have) { delete(h.Files, path) }},
		{"moved", path, func(h *state.Have) {
			f := *h.Files[path]
			delete(h.Files, path)
			f.Path = "/elsewhere.jpg"
			h.Files[f.Path] = &f
		}},
	}
}

// folderMutations is what can happen to the folder at path.
func folderMutations(path state.Path) []mutation {
	return []mutation{
		{"id", path, func(h *state.Have) { h.Folders[path] = &state.Folder{Path: path, ID: "somebody's"} }},
		{"gone", path, func(h *state.Have) {
			maps.DeleteFunc(h.Folders, func(p state.Path, _ *state.Folder) bool { return p.Within(path) })
			maps.DeleteFunc(h.Files, func(p state.Path, _ *state.File) bool { return p.Under(path) })
		}},
		{"something comes to it", path.Join("somebody.jpg"), func(h *state.Have) {
			at := path.Join("somebody.jpg")
			h.Files[at] = &state.File{Path: at, ID: "somebody"}
		}},
	}
}

func takes(path state.Path, k plan.Kind) mutation {
	return mutation{"a " + string(k) + " takes the name", path, func(h *state.Have) {
		if k == plan.File {
			h.Files[path] = &state.File{Path: path, ID: "somebody"}
		} else {
			h.Folders[path] = &state.Folder{Path: path, ID: "somebody"}
		}
	}}
}

// drawMutation is something that happens to an object that is there, or to a
// name that is free.
func drawMutation(t *rapid.T, h *state.Have, free []state.Path) mutation {
	var all []mutation
	for _, path := range slices.Sorted(maps.Keys(h.Files)) {
		all = append(all, fileMutations(path)...)
	}
	for _, path := range slices.Sorted(maps.Keys(h.Folders)) {
		all = append(all, folderMutations(path)...)
	}
	for _, path := range free {
		if h.Files[path] == nil && h.Folders[path] == nil {
			all = append(all, takes(path, plan.File), takes(path, plan.Folder))
		}
	}
	all = append(all, takes("/somebody.jpg", plan.File), takes("/somebody", plan.Folder))
	return rapid.SampledFrom(all).Draw(t, "mutation")
}

func staleText(drifts []plan.Drift) string {
	var lines []string
	for _, d := range drifts {
		lines = append(lines, d.String())
	}
	return strings.Join(lines, "\n")
}

// mustTell says whether a mutation has to be told of, and whether it may be. A
// file that goes along with its folder may be like anything.
func (t touched) mustTell(m mutation) (must, may bool) {
	if m.name == "gone" && t.needs(m.path) {
		return false, true // a folder that something is to be in
	}
	attribute := !slices.Contains([]string{"id", "gone", "moved", "something comes to it"}, m.name) && !strings.HasPrefix(m.name, "a ")
	inside := slices.ContainsFunc(t.whole, m.path.Under)
	within := m.name == "gone" && slices.ContainsFunc(slices.Collect(maps.Keys(t.own)), func(p state.Path) bool { return p.Within(m.path) })
	switch {
	case t.own[m.path], within:
		return true, true
	case inside && attribute:
		return false, true // it counts where it is copied
	case inside:
		return true, true
	case strings.HasPrefix(m.name, "a "), m.name == "something comes to it":
		taken := slices.Contains(t.free, m.path)
		return taken, taken
	}
	return false, false
}

func TestAStalePlanIsToldFromAFreshOne(t *testing.T) {
	outcomes := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		s := drawScenario(t)
		w, h := s.both()
		p, err := mustMake(w, h)
		if err != nil || p.Empty() {
			return
		}
		if drifts := plan.Stale(p, have(s.text)); len(drifts) > 0 {
			t.Fatalf("it is stale at once:\n%s\n%s\n%s", staleText(drifts), s, planText(p))
		}
		on := touchedBy(p)
		m := drawMutation(t, h, on.free)
		must, may := on.mustTell(m)
		now := have(s.text)
		m.do(now)
		drifts := plan.Stale(p, now)
		outcomes[fmt.Sprintf("%s: must %t, told %t", strings.Fields(m.name)[0], must, len(drifts) > 0)]++
		switch {
		case must && len(drifts) == 0:
			t.Fatalf("%s of %s is not told of\n%s\n%s", m.name, m.path, s, planText(p))
		case !may && len(drifts) > 0:
			t.Fatalf("%s of %s is told of:\n%s\n%s\n%s", m.name, m.path, staleText(drifts), s, planText(p))
		case len(drifts) == 0:
			plansAlike(t, p, w, now, s)
		}
		if again := plan.Stale(p, now); !slices.Equal(drifts, again) {
			t.Fatalf("it says one thing and then another:\n%s\n\n%s", staleText(drifts), staleText(again))
		}
	})
	t.Log(outcomes)
}

// plansAlike checks that what a plan that is not stale does is what a new one
// would do with the same objects.
func plansAlike(t *rapid.T, p *plan.Plan, w *state.Want, now *state.Have, s scenario) {
	again, err := plan.Make(w, now, plan.Source{}, plan.Options{Now: noon, AllowEmpty: plan.Granted})
	if err != nil {
		return // what came since keeps the whole from being planned
	}
	if again.Refused() {
		return
	}
	for _, d := range plan.Compare(p, again) {
		if d.What != plan.DiffNew {
			t.Fatalf("it is not stale, and a new plan differs: %s\n%s\n%s\nthen:\n%s", diffText([]plan.ChangeDiff{d}), s, planText(p), planText(again))
		}
	}
}
