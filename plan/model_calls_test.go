package plan_test

import (
	"fmt"
	"maps"
	"slices"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// call does what the API would.
func (m *model) call(op *plan.Operation) error {
	switch op.Kind {
	case plan.OpCreateField, plan.OpUpdateField, plan.OpDeleteField:
		return m.doField(op)
	case plan.OpCreateFolder:
		for _, parent := range op.Parents {
			if err := m.free(parent); err != nil {
				return err
			}
			m.folders[parent] = state.FolderID(m.mint())
		}
		if err := m.free(op.Path); err != nil {
			return err
		}
		m.folders[op.Path] = state.FolderID(m.mint())
		return nil
	case plan.OpDeleteFolder:
		if m.folders[op.Path] == "" {
			return fmt.Errorf("no folder is at %s", op.Path)
		}
		maps.DeleteFunc(m.files, func(path state.Path, _ *modelFile) bool { return path.Under(op.Path) })
		maps.DeleteFunc(m.folders, func(path state.Path, _ state.FolderID) bool { return path.Within(op.Path) })
		return nil
	case plan.OpDeleteFiles, plan.OpAddTags, plan.OpRemoveTags:
		return m.doFiles(op)
	case plan.OpMoveFolder, plan.OpRenameFolder:
		return m.job(op)
	case plan.OpCopyFolder:
		return m.copyJob(op)
	case plan.OpMoveFile, plan.OpRenameFile:
		return m.moveFile(op)
	case plan.OpMergeFile, plan.OpMergeFolder:
		return m.merge(op)
	case plan.OpUpload:
		if err := m.free(op.Path); err != nil {
			return err
		}
		f := &modelFile{mark: "upload " + string(op.Path), versions: 1,
			File: state.File{Observed: state.Observed{Size: op.Source.Size, SHA256: op.Source.SHA256, Format: "jpg", Created: noon, Updated: noon}}}
		m.anew(f)
		m.files[op.Path] = f
		return m.update(f, op.Update)
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
		f.Observed = state.Observed{Size: op.Source.Size, SHA256: op.Source.SHA256, VersionID: m.mint(), Format: f.Observed.Format, Created: f.Observed.Created}
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

// doFiles acts on several files.
func (m *model) doFiles(op *plan.Operation) error {
	for _, ref := range op.Files {
		f := m.files[ref.Path]
		if f == nil || ref.File != "" && f.ID != ref.File {
			return fmt.Errorf("the file %s is not at %s", ref.File, ref.Path)
		}
		var tags []state.Tag
		if f.Tags != nil {
			tags = slices.Clone(f.Tags.Set)
		}
		switch op.Kind {
		case plan.OpDeleteFiles:
			delete(m.files, ref.Path)
			continue
		case plan.OpAddTags:
			for _, tag := range op.Tags {
				if !slices.Contains(tags, tag) {
					tags = append(tags, tag)
				}
			}
		default:
			tags = slices.DeleteFunc(tags, func(tag state.Tag) bool { return slices.Contains(op.Tags, tag) })
		}
		if err := m.update(f, &plan.FileUpdate{Tags: &tags}); err != nil {
			return err
		}
	}
	return nil
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
		m.anew(f)
	}
	delete(m.files, op.Path)
	m.files[op.Dest] = f
	return nil
}

// merge moves a file or a folder onto one of its name. Which of two files keeps
// its id and attributes goes by chance.
func (m *model) merge(op *plan.Operation) error {
	if op.Path.Dir() == op.Dest.Dir() || op.Path.Base() != op.Dest.Base() || op.Dest.Under(op.Path) {
		return fmt.Errorf("no call merges %s into %s", op.Path, op.Dest)
	}
	if op.Kind == plan.OpMergeFile {
		if m.files[op.Path] == nil || m.files[op.Dest] == nil {
			return fmt.Errorf("there are not two files, at %s and %s", op.Path, op.Dest)
		}
		m.land(op.Path, op.Dest)
		return nil
	}
	if m.folders[op.Path] == "" || m.folders[op.Dest] == "" {
		return fmt.Errorf("there are not two folders, at %s and %s", op.Path, op.Dest)
	}
	for _, path := range slices.Sorted(maps.Keys(m.files)) {
		if path.Under(op.Path) {
			m.land(path, path.Rebase(op.Path, op.Dest))
		}
	}
	for path := range maps.Clone(m.folders) {
		if path.Within(op.Path) {
			delete(m.folders, path)
			if to := path.Rebase(op.Path, op.Dest); m.folders[to] == "" {
				m.folders[to] = state.FolderID(m.mint())
			}
		}
	}
	return nil
}

// land moves a file to a place that may be taken.
func (m *model) land(from, to state.Path) {
	f, there := m.files[from], m.files[to]
	delete(m.files, from)
	m.anew(f)
	if there != nil {
		if m.minted%2 == 0 { // the attributes of the one, the bytes of the other
			f.Attributes, f.ID = there.Attributes, there.ID
		}
		f.versions += there.versions
		f.older = append(append(f.older, there.mark), there.older...)
	}
	m.files[to] = f
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
			path = path.Rebase(op.Path, op.Dest)
			m.anew(f)
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
			c.mark, c.older = "copy "+string(to), nil
			m.anew(&c)
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
		if is == nil || a.ID != "" && is.ID != a.ID || is.Type != a.Type {
			return fmt.Errorf("field %s is not there or of another type", a.Name)
		}
	}
	m.fields[a.Name] = &state.Field{
		Name: a.Name, ID: "m-" + string(a.Name), Label: a.Label, Type: a.Type, Required: a.Required, Default: a.Default,
		Options: a.Options, MinLength: a.MinLength, MaxLength: a.MaxLength, Min: a.Min, Max: a.Max,
	}
	return nil
}
