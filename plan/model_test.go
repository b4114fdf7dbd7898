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
// all it takes along.
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
	}
	return out
}

func (m *model) mint() string {
	m.minted++
	return fmt.Sprintf("new%d", m.minted)
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
		ok = f != nil && (c.File == "" || c.File == f.ID)
	case plan.HoldsFolder:
		ok = folder != "" && (c.Folder == "" || c.Folder == folder)
	case plan.IsEmpty:
		ok = folder != "" && m.inside(c.Path) == ""
	}
	if !ok {
		return fmt.Errorf("%+v does not hold", c)
	}
	return nil
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

func (m *model) call(op *plan.Operation) error {
	switch op.Kind {
	case plan.OpCreateField, plan.OpUpdateField, plan.OpDeleteField:
		return m.doField(op)
	case plan.OpCreateFolder:
		if err := m.free(op.Path); err != nil {
			return err
		}
		m.folders[op.Path] = state.FolderID(m.mint())
		return nil
	case plan.OpDeleteFolder:
		if m.folders[op.Path] == "" || m.inside(op.Path) != "" {
			return fmt.Errorf("%s is no empty folder: %s", op.Path, m.inside(op.Path))
		}
		delete(m.folders, op.Path)
		return nil
	case plan.OpMoveFolder, plan.OpRenameFolder:
		return m.job(op)
	case plan.OpCopyFolder:
		return m.copyJob(op)
	case plan.OpMoveFile, plan.OpRenameFile:
		return m.moveFile(op)
	case plan.OpUpload:
		if err := m.free(op.Path); err != nil {
			return err
		}
		m.files[op.Path] = &modelFile{mark: "upload " + string(op.Path), versions: 1,
			File: state.File{ID: state.FileID(m.mint()), Observed: state.Observed{Size: op.Source.Size, Format: "jpg", Created: noon, Updated: noon}}}
		return m.update(m.files[op.Path], op.Update)
	}
	return m.doFile(op)
}

// free says why nothing can be made at path.
func (m *model) free(path state.Path) error {
	if m.files[path] != nil || m.folders[path] != "" {
		return fmt.Errorf("%s is taken", path)
	}
	if dir := path.Dir(); dir != state.Root && m.folders[dir] == "" {
		return fmt.Errorf("%s has no folder", path)
	}
	return nil
}

// doFile acts on a live file, addressed by id where the plan has one.
func (m *model) doFile(op *plan.Operation) error {
	f := m.files[op.Path]
	if f == nil || op.File != "" && f.ID != op.File {
		return fmt.Errorf("the file %s is not at %s", op.File, op.Path)
	}
	switch op.Kind {
	case plan.OpUpdateFile, plan.OpPublishFile:
		return m.update(f, op.Update)
	case plan.OpReplace:
		f.versions++
		f.Attributes = state.Attributes{Published: f.Published}
		private := f.Observed.Private
		f.Observed = state.Observed{Size: op.Source.Size, Format: f.Observed.Format, Created: f.Observed.Created}
		if err := m.update(f, op.Update); err != nil {
			return err
		}
		if f.Observed.Private != private {
			return fmt.Errorf("%s was private: %t, and is: %t", op.Path, private, f.Observed.Private)
		}
		return nil
	case plan.OpDeleteFile:
		delete(m.files, op.Path)
		return nil
	}
	return fmt.Errorf("no operation of kind %q is known", op.Kind)
}

func (m *model) update(f *modelFile, u *plan.FileUpdate) error {
	f.Observed.Updated = noon
	if u == nil {
		return nil
	}
	if u.Published != nil {
		if u.Tags != nil || u.Metadata != nil || u.Description != nil || u.Focus != nil {
			return fmt.Errorf("published must travel alone")
		}
		f.Published = &state.Setting[bool]{Value: *u.Published}
	}
	if u.Tags != nil {
		f.Tags = &state.Tags{Mode: state.TagsExact, Set: slices.Clone(*u.Tags)}
	}
	if u.Description != nil {
		f.Description = &state.Setting[string]{Value: *u.Description}
	}
	if u.Focus != nil {
		f.Focus = &state.Setting[string]{Value: *u.Focus}
	}
	if u.Private != nil {
		f.Observed.Private = *u.Private
	}
	return m.setMetadata(f, u.Metadata)
}

// setMetadata takes metadata under both readings of what required means.
func (m *model) setMetadata(f *modelFile, values map[state.FieldName]state.Value) error {
	if len(values) == 0 {
		return nil
	}
	for name, field := range m.fields {
		if _, sent := values[name]; !sent && field.Required == state.Required {
			return fmt.Errorf("%s is required and not sent", name)
		}
	}
	f.Metadata = maps.Clone(f.Metadata)
	if f.Metadata == nil {
		f.Metadata = map[state.FieldName]state.Setting[state.Value]{}
	}
	for name, value := range values {
		field := m.fields[name]
		if field == nil {
			return fmt.Errorf("there is no field %s", name)
		}
		if fault := field.CheckValue(value); fault != "" {
			return fmt.Errorf("%s %s", name, fault)
		}
		if value.IsNull() {
			delete(f.Metadata, name)
		} else {
			f.Metadata[name] = state.Setting[state.Value]{Value: value}
		}
	}
	return nil
}

func (m *model) moveFile(op *plan.Operation) error {
	f := m.files[op.Path]
	if f == nil {
		return fmt.Errorf("no file is at %s", op.Path)
	}
	if err := m.free(op.Dest); err != nil {
		return err
	}
	switch sameDir := op.Path.Dir() == op.Dest.Dir(); {
	case op.Kind == plan.OpMoveFile && (sameDir || op.Path.Base() != op.Dest.Base()),
		op.Kind == plan.OpRenameFile && !sameDir:
		return fmt.Errorf("no call takes %s to %s", op.Path, op.Dest)
	case op.Kind == plan.OpMoveFile:
		f.ID = state.FileID(m.mint())
	}
	delete(m.files, op.Path)
	m.files[op.Dest] = f
	return nil
}

// job moves or renames a folder.
func (m *model) job(op *plan.Operation) error {
	if m.folders[op.Path] == "" {
		return fmt.Errorf("no folder is at %s", op.Path)
	}
	if err := m.free(op.Dest); err != nil {
		return err
	}
	sameDir := op.Path.Dir() == op.Dest.Dir()
	if op.Kind == plan.OpRenameFolder != sameDir || !sameDir && op.Path.Base() != op.Dest.Base() || op.Dest.Under(op.Path) {
		return fmt.Errorf("no job takes %s to %s", op.Path, op.Dest)
	}
	files, folders := map[state.Path]*modelFile{}, map[state.Path]state.FolderID{}
	for path, f := range m.files {
		if path.Under(op.Path) {
			path, f.ID = path.Rebase(op.Path, op.Dest), state.FileID(m.mint())
		}
		files[path] = f
	}
	for path, id := range m.folders {
		if path.Within(op.Path) {
			path, id = path.Rebase(op.Path, op.Dest), state.FolderID(m.mint())
		}
		folders[path] = id
	}
	m.files, m.folders = files, folders
	return nil
}

// copyJob copies a folder into another one, under its own name.
func (m *model) copyJob(op *plan.Operation) error {
	if m.folders[op.Path] == "" {
		return fmt.Errorf("no folder is at %s", op.Path)
	}
	if err := m.free(op.Dest); err != nil {
		return err
	}
	if op.Path.Base() != op.Dest.Base() || op.Dest.Under(op.Path) {
		return fmt.Errorf("no job copies %s to %s", op.Path, op.Dest)
	}
	for path, f := range maps.Clone(m.files) {
		if path.Under(op.Path) {
			to := path.Rebase(op.Path, op.Dest)
			c := *f
			c.ID, c.mark = state.FileID(m.mint()), "copy "+string(to)
			if op.Copies == state.CopyCurrent {
				c.versions = 1
			}
			m.files[to] = &c
		}
	}
	for path := range maps.Clone(m.folders) {
		if path.Within(op.Path) {
			m.folders[path.Rebase(op.Path, op.Dest)] = state.FolderID(m.mint())
		}
	}
	return nil
}

func (m *model) doField(op *plan.Operation) error {
	a := op.Field
	is := m.fields[a.Name]
	switch op.Kind {
	case plan.OpCreateField:
		if is != nil {
			return fmt.Errorf("field %s is there", a.Name)
		}
	case plan.OpDeleteField:
		if is == nil {
			return fmt.Errorf("field %s is not there", a.Name)
		}
		delete(m.fields, a.Name)
		return nil
	default:
		if is == nil || is.ID != a.ID || is.Type != a.Type {
			return fmt.Errorf("field %s is not there or of another type", a.Name)
		}
	}
	m.fields[a.Name] = &state.Field{
		Name: a.Name, ID: "m-" + string(a.Name), Label: a.Label, Type: a.Type, Required: a.Required, Default: a.Default,
		Options: a.Options, MinLength: a.MinLength, MaxLength: a.MaxLength, Min: a.Min, Max: a.Max,
	}
	return nil
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
