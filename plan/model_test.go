package plan_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// model is a media library that does what operations say and is strict about
// it: an operation that relies on anything that is not so is an error. It is as
// unkind as the API's documents allow: a move or a folder job gives new ids to
// all it takes along, and new versions to files.
type model struct {
	files   map[state.Path]*modelFile
	folders map[state.Path]state.FolderID
	fields  map[state.FieldName]*state.Field
	minted  int
	gaps    []state.Gap
}

// modelFile is a file. Its mark follows it wherever it goes.
type modelFile struct {
	state.File
	mark     string
	older    []string // the marks of files that were merged into it
	versions int
}

func newModel(h *state.Have) *model {
	m := &model{files: map[state.Path]*modelFile{}, folders: map[state.Path]state.FolderID{}, fields: map[state.FieldName]*state.Field{}}
	for path, f := range h.Files {
		m.files[path] = &modelFile{File: *f, mark: string(f.ID), versions: 1}
	}
	for path, f := range h.Folders {
		m.folders[path] = f.ID
	}
	maps.Copy(m.fields, h.Fields)
	return m
}

// observe reads the library.
func (m *model) observe() *state.Have {
	h := &state.Have{Library: state.NewLibrary(), Account: "https://ik.imagekit.io/test", Gaps: m.gaps}
	for path, f := range m.files {
		c := f.File
		c.Path = path
		c.Metadata = maps.Clone(c.Metadata)
		h.Files[path] = &c
	}
	for path, id := range m.folders {
		h.Folders[path] = &state.Folder{Path: path, ID: id}
	}
	maps.Copy(h.Fields, m.fields)
	return h
}

// marks is where every file is.
func (m *model) marks() map[string]state.Path {
	out := map[string]state.Path{}
	for path, f := range m.files {
		out[f.mark] = path
		for _, mark := range f.older {
			out[mark] = path
		}
	}
	return out
}

func (m *model) mint() string {
	m.minted++
	return fmt.Sprintf("new%d", m.minted)
}

// anew is that f is another file now, as far as ids tell.
func (m *model) anew(f *modelFile) {
	f.ID = state.FileID(m.mint())
	f.Observed.VersionID = "version of " + string(f.ID)
}

// do carries out one operation.
func (m *model) do(op *plan.Operation) error {
	for _, c := range op.Before {
		if err := m.check(c); err != nil {
			return fmt.Errorf("before: %w", err)
		}
	}
	if err := m.call(op); err != nil {
		return err
	}
	for _, c := range op.After {
		if err := m.check(c); err != nil {
			return fmt.Errorf("after: %w", err)
		}
	}
	return nil
}

func (m *model) check(c plan.Condition) error {
	f, folder := m.files[c.Path], m.folders[c.Path]
	ok := false
	switch c.Kind {
	case plan.IsFree:
		ok = f == nil && folder == ""
	case plan.HoldsFile:
		ok = f != nil && (c.File == "" || c.File == f.ID) && (c.Version == "" || c.Version == f.Observed.VersionID) && hasTags(f, c.Tags)
	case plan.HoldsFolder:
		ok = folder != "" && (c.Folder == "" || c.Folder == folder)
	case plan.HoldsOnly:
		ok = folder != "" && (c.Folder == "" || c.Folder == folder) && m.holdsOnly(c)
	case plan.IsEmpty:
		ok = folder != "" && (c.Folder == "" || c.Folder == folder) && m.inside(c.Path) == ""
	}
	if c.Version != "" && c.File == "" {
		return fmt.Errorf("%+v has a version of no file", c)
	}
	if !ok {
		return fmt.Errorf("%+v does not hold", c)
	}
	return nil
}

func hasTags(f *modelFile, want *[]state.Tag) bool {
	if want == nil {
		return true
	}
	var have []state.Tag
	if f.Tags != nil {
		have = f.Tags.Set
	}
	return maps.Equal(setOf(have), setOf(*want))
}

func setOf(tags []state.Tag) map[state.Tag]bool {
	set := map[state.Tag]bool{}
	for _, t := range tags {
		set[t] = true
	}
	return set
}

func (m *model) holdsOnly(c plan.Condition) bool {
	known := map[plan.Content]bool{}
	for _, inside := range c.Content {
		if inside.Version != "" && inside.File == "" {
			return false // a version of no file
		}
		known[inside] = true
	}
	for path, f := range m.files {
		may := []plan.Content{{Path: path}, {Path: path, File: f.ID}, {Path: path, File: f.ID, Version: f.Observed.VersionID}}
		if path.Under(c.Path) && !slices.ContainsFunc(may, func(in plan.Content) bool { return known[in] }) {
			return false
		}
	}
	for path, id := range m.folders {
		if path.Under(c.Path) && !known[plan.Content{Path: path, Folder: id}] && !known[plan.Content{Path: path}] {
			return false
		}
	}
	return true
}

// inside is something that lies in the folder, "" where it is empty.
func (m *model) inside(dir state.Path) state.Path {
	for path := range m.files {
		if path.Under(dir) {
			return path
		}
	}
	for path := range m.folders {
		if path.Under(dir) {
			return path
		}
	}
	return ""
}

// String is the library as have reads it.
func (m *model) String() string {
	var lines []string
	for path, f := range m.files {
		line := fmt.Sprintf("%s id=%s", path, f.ID)
		if f.Tags != nil && len(f.Tags.Set) > 0 {
			line += " tags="
			for i, tag := range f.Tags.Set {
				if i > 0 {
					line += ","
				}
				line += string(tag)
			}
		}
		for _, name := range sortedNames(f.Metadata) {
			line += fmt.Sprintf(" %s=%s", name, f.Metadata[name].Value)
		}
		if f.Published != nil && !f.Published.Value {
			line += " draft"
		}
		lines = append(lines, line)
	}
	for path, id := range m.folders {
		lines = append(lines, fmt.Sprintf("%s/ id=%s", path, id))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func sortedNames[V any](m map[state.FieldName]V) []state.FieldName {
	return slices.Sorted(maps.Keys(m))
}

// ready is the operations that may be done next.
func ready(p *plan.Plan, done map[plan.OpID]bool) []*plan.Operation {
	var out []*plan.Operation
	for i := range p.Operations {
		op := &p.Operations[i]
		waits := slices.ContainsFunc(op.Needs, func(n plan.Need) bool { return !done[n.Op] })
		if !done[op.ID] && !waits {
			out = append(out, op)
		}
	}
	return out
}
