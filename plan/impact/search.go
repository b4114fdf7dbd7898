package impact

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
)

// NewRefs is what was found before anything was searched.
func NewRefs() *Refs { return &Refs{Dirs: []string{}, Warnings: []string{}, Hits: []Hit{}} }

// Search looks through the files of fsys, which is called dir, and adds what it
// finds. Files for which skip is true are left out; nil: none. Directories of
// dependencies and of other programs are left out too, and links are not
// followed: what they lead to is either looked at in its own place, or is not
// part of the tree. What cannot be read is a warning. The error is why ctx ended.
func (r *Refs) Search(ctx context.Context, s *Scanner, dir string, fsys fs.FS, skip func(name string) bool) error {
	r.Dirs = append(r.Dirs, dir)
	if s.Empty() {
		return context.Cause(ctx)
	}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err != nil:
			r.warn(dir, name, err)
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir():
			if name != "." && foreign(d.Name()) {
				return fs.SkipDir
			}
			return nil
		case !d.Type().IsRegular(), skip != nil && skip(name):
			return nil
		}
		if err := r.file(s, dir, name, fsys); err != nil {
			r.warn(dir, name, err)
		}
		return nil
	})
	slices.SortStableFunc(r.Hits, compareHits)
	return err
}

// foreign says whether a directory of that name holds what others wrote, or
// what programs keep for themselves.
func foreign(name string) bool {
	switch name {
	case ".git", "node_modules", "vendor", ".iksync":
		return true
	}
	return false
}

func compareHits(a, b Hit) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}

// file looks through one file.
func (r *Refs) file(s *Scanner, dir, name string, fsys fs.FS) error {
	f, err := fsys.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Size() > MaxFile {
		r.Large++
		return nil
	}
	const look = 8 << 10 // bytes that tell text from the rest
	head := make([]byte, min(look, max(info.Size(), 1)))
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	// A file that grows while it is read has no end of its own.
	text := plain(head[:n], io.LimitReader(f, MaxFile-int64(n)))
	if text == nil {
		r.Binary++
		return nil
	}
	hits, err := s.Scan(path.Join(dir, name), text)
	if err == nil {
		r.Files++
	}
	r.Mentions += len(hits)
	r.Hits = append(r.Hits, hits[:min(len(hits), MaxHits-len(r.Hits))]...)
	return err
}

// warn notes what could not be read.
func (r *Refs) warn(dir, name string, err error) {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err // it is said which file
	}
	r.Warnings = append(r.Warnings, fmt.Sprintf("%s: %v", path.Join(dir, name), err))
}
