package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/iksync/iksync/state"
)

// tables are the tables that the YAML of one folder names. Each is read from the disk once,
// so that what is decoded is what the digest is of.
type tables struct {
	dir   string // the folder of the YAML: nothing outside is opened
	shown string // that folder, as positions name it
	read  map[string]state.CSV
	names []string // of those that were read, in their order
}

// open reads the table called name.
func (t *tables) open(name string) (state.CSV, error) {
	if csv, known := t.read[name]; known {
		return csv, nil
	}
	text, err := t.text(name)
	if err != nil {
		return state.CSV{}, errors.New(sourceFault(err))
	}
	csv := state.CSV{Name: filepath.Join(t.shown, filepath.FromSlash(name)), Bytes: text}
	if t.read == nil {
		t.read = map[string]state.CSV{}
	}
	t.read[name] = csv
	t.names = append(t.names, name)
	return csv, nil
}

// text reads no more than state.DecodeInputs would accept.
func (t *tables) text(name string) ([]byte, error) {
	root, err := os.OpenRoot(t.dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	f, err := openSource(root, name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, state.MaxTable+1))
}

// located puts the row and the column before problems that are in a table.
func (t *tables) located(err error) error {
	var problems state.Problems
	if errors.As(err, &problems) {
		for _, csv := range t.read {
			csv.Locate(problems)
		}
	}
	return err
}

// tableNames are the names of the tables that the YAML names: those that were read,
// where it was decoded. One that has not even the key is not parsed for that. Who hides
// the key behind escapes has another digest before it is decoded, which is refused.
func (y *yamlFiles) tableNames(given state.Vars) []string {
	if len(y.tables.names) > 0 {
		return slices.Clone(y.tables.names)
	}
	for _, f := range y.files {
		if bytes.Contains(f.Bytes, []byte("files_from")) {
			return state.TableNames(y.files, given)
		}
	}
	return nil
}
