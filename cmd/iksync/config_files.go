package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/iksync/iksync/state"
)

// stdinName is what positions call YAML that came from stdin.
const stdinName = "<stdin>"

// yamlFiles are the files of a configuration, not yet looked into.
type yamlFiles struct {
	name   string // of the configuration, as the user named it
	layout state.Layout
	dir    string       // the folder that they are in
	files  []state.YAML // in the order in which they are read; none: a folder without any
	tables tables
	below  map[string][]string // what lies in folders of sources that were looked into
}

// readYAML reads the files of the configuration called name. Its error is
// fs.ErrNotExist where there is nothing of that name, else one with an exit code.
func (p *program) readYAML(name string) (*yamlFiles, error) {
	if name == "-" {
		text, err := readText(p.env.Stdin)
		if err != nil {
			return nil, fail(exitUsage, "stdin cannot be read: %w", err)
		}
		return &yamlFiles{name: stdinName, dir: p.env.Dir, files: []state.YAML{{Name: stdinName, Bytes: text}}, tables: tables{dir: p.env.Dir}}, nil
	}
	path := p.path(name)
	switch info, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
		return nil, err
	case err != nil:
		return nil, failWith(exitUsage, err)
	case info.IsDir():
		return readFolder(name, path)
	}
	text, err := readFile(path)
	if err != nil {
		return nil, fail(exitUsage, "%s cannot be read: %w", name, err)
	}
	return &yamlFiles{name: name, dir: filepath.Dir(path), files: []state.YAML{{Name: name, Bytes: text}},
		tables: tables{dir: filepath.Dir(path), shown: filepath.Dir(name)}}, nil
}

// readFolder reads all YAML files right in a folder, in the order of their names.
// It stops where state.DecodeFiles would.
func readFolder(name, path string) (*yamlFiles, error) {
	entries, err := os.ReadDir(path) // sorted
	if err != nil {
		return nil, failWith(exitUsage, err)
	}
	y := &yamlFiles{name: name, layout: state.LayoutFolder, dir: path, tables: tables{dir: path, shown: name}}
	total := 0
	for _, e := range entries {
		if !isYAMLName(e.Name()) || isFolder(filepath.Join(path, e.Name())) {
			continue
		}
		shown := filepath.Join(name, e.Name())
		text, err := readYAMLOf(path, e.Name())
		if err != nil {
			return nil, fail(exitUsage, "%q cannot be read: %s", shown, sourceFault(err))
		}
		y.files = append(y.files, state.YAML{Name: shown, Bytes: text})
		if total += len(text); total > state.MaxTotal || len(y.files) > state.MaxFiles {
			break
		}
	}
	return y, nil
}

// isYAMLName says whether a file of a folder is part of a configuration, by its name.
func isYAMLName(name string) bool {
	ext := strings.ToLower(filepath.Ext(name)) // what a folder of Windows or macOS holds is read alike everywhere
	return !strings.HasPrefix(name, ".") && (ext == ".yaml" || ext == ".yml")
}

// readYAMLOf reads a file of a folder: nothing that would block, and nothing whose
// name could not be told in one line.
func readYAMLOf(dir, name string) ([]byte, error) {
	if strings.ContainsFunc(name, func(r rune) bool { return r == '\n' || r == '\t' || acts(r) }) {
		return nil, errors.New("its name holds control characters")
	}
	path := filepath.Join(dir, name)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("it is a link to nothing")
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("it is not a file")
	}
	return readFile(path)
}

func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readText(f)
}

// readText reads no more than state.DecodeFiles would accept.
func readText(r io.Reader) ([]byte, error) {
	return io.ReadAll(io.LimitReader(r, state.MaxSize+1))
}

// digest is the SHA-256, in hex, of all that decides what a configuration says.
// Of one file without given variables it is that of its bytes; else of the files'
// names in their folder, their bytes, and the values that variables were given,
// each after its length. Values that the YAML itself declares are in its bytes. The
// names and bytes of tables follow, where there are any, and what lies in the folders of
// sources: what is gone there may be deleted.
func (y *yamlFiles) digest(given state.Vars) string {
	names, below := y.tableNames(given), y.sourceDirs(given)
	if y.layout == state.LayoutFile && len(given) == 0 && len(names) == 0 && len(below) == 0 {
		sum := sha256.Sum256(y.files[0].Bytes)
		return hex.EncodeToString(sum[:])
	}
	sum := sha256.New()
	add := func(text []byte) {
		fmt.Fprintf(sum, "%d:", len(text))
		_, _ = sum.Write(text) // a hash takes all
	}
	fmt.Fprintf(sum, "%d files, %d variables;", len(y.files), len(given))
	for _, f := range y.files {
		name := ""
		if y.layout == state.LayoutFolder {
			name = filepath.Base(f.Name)
		}
		add([]byte(name))
		add(f.Bytes)
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		add([]byte(name))
		add([]byte(given[name]))
	}
	if len(names) > 0 {
		fmt.Fprintf(sum, "%d tables;", len(names))
	}
	for _, name := range names {
		add([]byte(name))
		csv, err := y.tables.open(name)
		if err != nil {
			fmt.Fprint(sum, "unreadable;") // whoever decodes it says why
			continue
		}
		add(csv.Bytes)
	}
	if len(below) > 0 {
		fmt.Fprintf(sum, "%d folders of sources;", len(below))
	}
	for _, dir := range slices.Sorted(maps.Keys(below)) {
		add([]byte(dir))
		fmt.Fprintf(sum, "%d names;", len(below[dir]))
		for _, name := range below[dir] {
			add([]byte(name))
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}
