package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/iksync/iksync/state"
)

// config is a YAML file, or a folder of them, read and checked as far as that goes
// without the library.
type config struct {
	name   string       // as the user named it
	layout state.Layout // whether that is a file or a folder of files
	dir    string       // where its sources are: the folder of the YAML
	files  []string     // the YAML files, as positions name them
	digest string       // of all that decides what it says: see yamlFiles.digest
	want   *state.Want
	hashed bool   // its sources were read for their hashes
	open   opener // opens its sources; nil: those in dir
}

// readConfig reads what --file names, with the variables of --var.
func (p *program) readConfig() (*config, error) {
	given, err := p.givenVars()
	if err != nil {
		return nil, err
	}
	return p.configOf(p.opts.file.text(), given)
}

// configOf reads the configuration called name, a file, a folder or - for stdin,
// with the values that were given to its variables.
func (p *program) configOf(name string, given state.Vars) (*config, error) {
	y, err := p.readYAML(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fail(exitUsage, "there is no file %s: name one with --file, or make one with iksync init", name)
	case err != nil:
		return nil, err
	}
	return y.decode(given)
}

// decode reads the YAML, and looks at the sources that it names.
func (y *yamlFiles) decode(given state.Vars) (*config, error) {
	if len(y.files) == 0 {
		return nil, fail(exitUsage, "%s has no YAML: no file right in it is called *.yaml or *.yml", y.name)
	}
	want, err := state.DecodeInputs(y.inputs(given))
	if err != nil {
		return nil, err
	}
	want.Base, want.File, want.Layout = y.dir, y.name, y.layout
	if err := firstError(checkState(want, y.dir), measureSources(want, y.dir)); err != nil {
		return nil, y.tables.located(err)
	}
	c := &config{name: y.name, layout: y.layout, dir: y.dir, digest: y.digest(given), want: want}
	for _, f := range y.files {
		c.files = append(c.files, f.Name)
	}
	return c, nil
}

// checkState sees whether want's record of uploads can be where it says, as far as
// that goes without asking a bucket.
func checkState(want *state.Want, dir string) error {
	if want.State == nil {
		return nil
	}
	var problems state.Problems
	switch _, err := bucketURL(want.State.Value, dir); {
	case errors.Is(err, errNoBucket):
		problems.Add(want.State.From.Pos, "state: want %s", err)
	case err != nil:
		problems.Add(want.State.From.Pos, "state: %s", err)
	}
	return problems.Err()
}

// seedDir is the folder whose folder "seed" fills a new sandbox: that of the YAML
// or, of a folder of YAML files without one, the folder around it.
func seedDir(dir string, layout state.Layout) string {
	around := filepath.Dir(filepath.Clean(dir))
	if layout == state.LayoutFolder && !isFolder(filepath.Join(dir, "seed")) && isFolder(filepath.Join(around, "seed")) {
		return around
	}
	return dir
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// path is where a file is that the user named.
func (p *program) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(p.env.Dir, name)
}
