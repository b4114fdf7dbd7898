package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/iksync/iksync/state"
)

// mostSources is how many files may lie below one folder of sources.
const mostSources = 1_000_000

// listSources lists the files below a folder of sources: each by its path from there,
// with "/" between names. Each is looked into once, so that what is decoded is what the
// digest is of.
func (y *yamlFiles) listSources(dir string) ([]string, error) {
	if names, known := y.below[dir]; known {
		return names, nil
	}
	names, err := listSources(y.dir, dir)
	if err != nil {
		return nil, err
	}
	if y.below == nil {
		y.below = map[string][]string{}
	}
	y.below[dir] = names
	return names, nil
}

// sourceDirs is what lies in the folders of sources that the YAML names, as far as they
// can be read. One that has not even the key is not decoded for that.
func (y *yamlFiles) sourceDirs(given state.Vars) map[string][]string {
	if y.below != nil {
		return y.below
	}
	for _, f := range y.files {
		if bytes.Contains(f.Bytes, []byte("source_dir")) {
			_, _ = state.DecodeInputs(y.inputs(given)) // whoever decodes it says what is wrong
			break
		}
	}
	return y.below
}

// inputs is all that the configuration is made of.
func (y *yamlFiles) inputs(given state.Vars) state.Inputs {
	return state.Inputs{Files: y.files, Vars: given, Table: y.tables.open, Sources: y.listSources}
}

// listSources lists the files below a folder in base. Nothing outside of base is looked at.
func listSources(base, dir string) ([]string, error) {
	root, err := os.OpenRoot(base)
	if err != nil {
		return nil, errors.New(sourceFault(err))
	}
	defer root.Close()
	switch info, err := root.Stat(filepath.FromSlash(dir)); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("there is no such folder beside the YAML")
	case err != nil:
		return nil, errors.New(sourceFault(err))
	case !info.IsDir():
		return nil, errors.New("it is a file: a source_dir is a folder, or a glob")
	}
	below, err := root.OpenRoot(filepath.FromSlash(dir))
	if err != nil {
		return nil, errors.New(sourceFault(err))
	}
	defer below.Close()
	return listBelow(below)
}

// listBelow lists all files below root. A link to a file is one; a link to a folder
// is not followed, and so is an error.
func listBelow(root *os.Root) ([]string, error) {
	var names []string
	err := fs.WalkDir(root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("%s: %s", name, sourceFault(err))
		case d.IsDir():
			if base := path.Base(name); base != "." && base[0] == '.' {
				return fs.SkipDir // as .git: none of its files would count
			}
			return nil
		case path.Base(name)[0] != '.' && !d.Type().IsRegular():
			if fault := oddFile(root, name); fault != "" {
				return fmt.Errorf("%s: %s", name, fault)
			}
		}
		if len(names) == mostSources {
			return fmt.Errorf("it has more than %d files", mostSources)
		}
		names = append(names, name)
		return nil
	})
	return names, err
}

// oddFile says what is wrong with a file that is not one at first sight, "" where
// it is a link to one.
func oddFile(root *os.Root, name string) string {
	info, err := root.Stat(filepath.FromSlash(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "it is a link to nothing"
	case isEscape(err):
		return "it is a link that leads out of the folder"
	case err != nil:
		return sourceFault(err)
	case info.IsDir():
		return "it is a link to a folder, which is not followed: give that folder a source_dir of its own"
	case !info.Mode().IsRegular():
		return "it is not a file"
	}
	return ""
}
