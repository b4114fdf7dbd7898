package main

import (
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

// measureSources fills in the sizes of want's sources. A source that could not
// be uploaded is a problem of the YAML. The error is all of them, at once.
func measureSources(want *state.Want, dir string) error {
	open, done, err := sourcesIn(dir)
	if err != nil {
		return err
	}
	defer done()
	var problems state.Problems
	for _, path := range slices.Sorted(maps.Keys(want.Files)) {
		source := want.Files[path].Source
		if source == nil {
			continue
		}
		size, fault := measure(open, source.Path)
		if fault != "" {
			problems.Add(source.Pos, "source %s: %s", source.Path, fault)
		}
		source.Size = size
	}
	return problems.Err()
}

var errIsFolder = errors.New("it is a directory")

// measure is the size of a source, or what is wrong with it.
func measure(open opener, source string) (size int64, fault string) {
	f, err := open(source)
	if errors.Is(err, errIsFolder) {
		return 0, "it is a directory: source_dir of a folder uploads all files below one"
	}
	if err != nil {
		return 0, sourceFault(err)
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return 0, sourceFault(err)
	case info.Size() == 0:
		return 0, "the file is empty, and ImageKit stores no empty files"
	case isPointer(f, info.Size()):
		return 0, "it is what Git LFS leaves in place of the file, not the file: run git lfs pull first"
	default:
		return info.Size(), ""
	}
}

// openSource opens a file below root. Nothing outside is ever opened, by ".." or
// by a link, and nothing that would block.
func openSource(root *os.Root, source string) (*os.File, error) {
	source = filepath.FromSlash(source)
	info, err := root.Stat(source)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, errIsFolder
	case !info.Mode().IsRegular():
		return nil, errors.New("it is not a file")
	}
	return root.Open(source)
}

// sourceFault says in words why a source cannot be opened.
func sourceFault(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file beside the YAML"
	case errors.Is(err, fs.ErrPermission):
		return "the file may not be read"
	case isEscape(err):
		return "it is outside the folder of the YAML"
	default:
		var at *fs.PathError
		if errors.As(err, &at) {
			err = at.Err
		}
		return err.Error()
	}
}

// isEscape says whether err is of a path that leads out of the folder it is opened in.
func isEscape(err error) bool {
	const escapes = "path escapes from parent" // os has no error to compare with
	return err != nil && strings.Contains(err.Error(), escapes)
}

// sourceOpener opens the sources of a plan, which lie in dir.
func sourceOpener(dir string) func(string) (io.ReadCloser, error) {
	return func(source string) (io.ReadCloser, error) {
		root, err := os.OpenRoot(dir)
		if err != nil {
			return nil, err
		}
		defer root.Close() // files that were opened stay open
		f, err := openSource(root, source)
		if err != nil {
			return nil, fmt.Errorf("source %s: %s", source, sourceFault(err))
		}
		return f, nil
	}
}

// lfsPointer is how the file begins that Git LFS leaves where it has not fetched the
// real one. It has less than mostPointer bytes.
const (
	lfsPointer  = "version https://git-lfs.github.com/spec/"
	mostPointer = 1024
)

// isPointer says whether a file is such a one.
func isPointer(f io.Reader, size int64) bool {
	if size >= mostPointer {
		return false
	}
	start := make([]byte, len(lfsPointer))
	_, err := io.ReadFull(f, start)
	return err == nil && string(start) == lfsPointer
}
