package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/iksync/iksync/state"
)

// errNotTried is of a file that was not sent, because something before it failed or
// because the run was stopped.
var errNotTried = errors.New("it was not tried")

// wantUploaded is the files that local ones are to be, and all that is wrong with
// these, at once.
func (p *program) wantUploaded(o *uploadOptions, names []string, to state.Path) (*state.Want, error) {
	tags, err := readTagsToAdd(o.tag)
	if err != nil {
		return nil, err
	}
	want := &state.Want{Library: state.NewLibrary(), Name: "file upload", Scope: []state.Path{to}}
	var faults []string
	add := func(local, below string) {
		path := state.Path(strings.TrimSuffix(string(to), "/") + "/" + filepath.ToSlash(below))
		if fault := p.addUpload(want, local, path, tags); fault != "" {
			faults = append(faults, fault)
		}
	}
	for _, name := range names {
		info, err := os.Stat(p.path(name))
		switch {
		case err != nil:
			faults = append(faults, fmt.Sprintf("%s: %s", name, localFault(err)))
		case !info.IsDir():
			add(name, filepath.Base(name))
		default:
			below, fault := listLocal(p.path(name))
			if fault != "" {
				faults = append(faults, fmt.Sprintf("%s: %s", name, fault))
			}
			for _, file := range below {
				add(filepath.Join(name, filepath.FromSlash(file)), file)
			}
		}
	}
	if len(faults) > 0 {
		slices.Sort(faults)
		return nil, fail(exitUsage, "nothing was uploaded:\n%s", strings.Join(faults, "\n"))
	}
	return want, nil
}

// checkUploadFolder refuses a folder that ImageKit would make under another name, and
// one that is a file of this machine: then the folder was forgotten. One that is there
// may have any name.
func (p *program) checkUploadFolder(ctx context.Context, m *planner, to state.Path, typed string) error {
	odd := oddFolder(to)
	if odd == "" {
		return nil
	}
	if _, err := os.Stat(p.path(typed)); err == nil {
		return fail(exitUsage, "%s is on this machine: the folder of the library comes last, as in: iksync file upload %s /photos", typed, typed)
	}
	_, there, err := m.library.At(ctx, to)
	if err != nil || there != nil {
		return err
	}
	return fail(exitUsage, "there is no folder %s, and ImageKit would call %q %q", to, odd, state.ServerFolderName(odd))
}

// oddFolder is the first name of a folder that ImageKit would not give to a new one.
func oddFolder(to state.Path) string {
	for at := to; at != state.Root; at = at.Dir() {
		if name := at.Base(); state.ServerFolderName(name) != name {
			return name
		}
	}
	return ""
}

// addUpload lists the file that a local one is to be, or says what is wrong with it.
func (p *program) addUpload(want *state.Want, local string, path state.Path, tags *state.Tags) string {
	size, fault := measure(p.openLocal, local)
	switch {
	case fault != "":
		return fmt.Sprintf("%s: %s", local, fault)
	case path.Fault() != "":
		return fmt.Sprintf("%s: path %q %s", local, path, path.Fault())
	case path.Base() == state.OwnName:
		return fmt.Sprintf("%s: %s is the name of what iksync keeps for itself", local, state.OwnName)
	case state.ServerFileName(path.Base()) != path.Base():
		return fmt.Sprintf("%s: ImageKit would name it %q: rename it first", local, state.ServerFileName(path.Base()))
	case want.Files[path] != nil:
		return fmt.Sprintf("%s: %s would come from it and from %s", local, path, want.Files[path].Source.Path)
	}
	want.Files[path] = &state.File{Path: path, Source: &state.Source{Path: local, Size: size}, Attributes: state.Attributes{Tags: tags}}
	return ""
}

// readTagsToAdd reads --tag.
func readTagsToAdd(o *option) (*state.Tags, error) {
	if !o.given() {
		return nil, nil
	}
	tags := &state.Tags{Mode: state.TagsPartial, From: state.Origin{Layer: state.LayerFile}}
	for text := range strings.SplitSeq(o.text(), ",") {
		tag := state.Tag(strings.TrimSpace(text))
		if fault := state.TagFault(tag); fault != "" {
			return nil, fail(exitUsage, "--%s: tag %q %s", o.name, tag, fault)
		}
		if !slices.Contains(tags.Add, tag) {
			tags.Add = append(tags.Add, tag)
		}
	}
	return tags, nil
}

// listLocal lists the files below a local folder, or says what is wrong with it.
func listLocal(dir string) (names []string, fault string) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, localFault(err)
	}
	defer root.Close()
	all, err := listBelow(root)
	if err != nil {
		return nil, err.Error()
	}
	names = slices.DeleteFunc(all, func(name string) bool { return filepath.Base(name)[0] == '.' })
	if len(names) == 0 {
		return nil, "no files are below it (names that begin with a dot do not count)"
	}
	return names, ""
}

// checkLocal refuses what is no file: reading it could block, or never end.
func checkLocal(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return errors.New("it is not a file")
	}
	return nil
}

// localFault says in words why a local file cannot be had.
func localFault(err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		return "there is no such file"
	}
	return sourceFault(err)
}
