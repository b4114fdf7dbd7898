package live

import (
	"context"
	"net/url"
	"strings"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/query"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// idsOf is the id of each file: the planned one or, where the plan could not
// know it, that of the file at its path. It is "" where no file showed there
// until the listings should have settled.
//
// A listing that lags does not only miss what has just come: it may still show
// what was at that path before, under an id that is somewhere else by now. So
// what a search found is read by its id, which does not lag, and counts only
// if it is where it should be.
func (l *Library) idsOf(ctx context.Context, files []plan.FileRef) ([]string, error) {
	ids := make([]string, len(files))
	var open []int
	for i, f := range files {
		if ids[i] = string(f.File); f.File == "" {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return ids, nil
	}
	err := l.listings().repeat(ctx, func() (progress, error) {
		paths := make([]state.Path, len(open))
		for n, i := range open {
			paths[n] = files[i].Path
		}
		found, err := l.lookUp(ctx, paths)
		if err != nil {
			return over, err
		}
		var missing []int
		for n, i := range open {
			if found[n] == nil {
				missing = append(missing, i)
				continue
			}
			ids[i] = found[n].ID
		}
		if open = missing; len(open) > 0 {
			return again, nil
		}
		return over, nil
	})
	return ids, err
}

// lookUp is the file at each path now, nil where none can be seen yet.
func (l *Library) lookUp(ctx context.Context, paths []state.Path) ([]*imagekit.Asset, error) {
	listed := make(map[string]string, len(paths))
	for _, search := range searches(paths) {
		assets, err := l.client.ListAssets(ctx, imagekit.ListOptions{SearchQuery: search})
		if err != nil {
			return nil, err
		}
		for i := range assets {
			listed[assets[i].Path] = assets[i].ID
		}
	}
	found := make([]*imagekit.Asset, len(paths))
	err := sideBySide(ctx, len(paths), func(ctx context.Context, i int) error {
		id := listed[string(paths[i])]
		if id == "" {
			return nil
		}
		a, err := l.fileByID(ctx, state.FileID(id))
		if a != nil && a.Path == string(paths[i]) {
			found[i] = a
		}
		return err
	})
	return found, err
}

// fileByID is the file of an id, wherever it is, nil where there is none any more.
func (l *Library) fileByID(ctx context.Context, id state.FileID) (*imagekit.Asset, error) {
	a, err := l.client.GetFile(ctx, string(id))
	switch {
	case imagekit.IsNotFound(err):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return &a, nil
}

// fileAt is the file at p now, nil where none can be seen.
func (l *Library) fileAt(ctx context.Context, p state.Path) (*imagekit.Asset, error) {
	found, err := l.lookUp(ctx, []state.Path{p})
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// filesNow is each file as it is now: the one of the planned id, wherever it is,
// or the one at its path where the plan could not know the id. Nil where there is none.
func (l *Library) filesNow(ctx context.Context, files []plan.FileRef) ([]*imagekit.Asset, error) {
	out := make([]*imagekit.Asset, len(files))
	var paths []state.Path
	var unnamed []int
	for i, f := range files {
		if f.File == "" {
			paths, unnamed = append(paths, f.Path), append(unnamed, i)
		}
	}
	if len(paths) > 0 {
		found, err := l.lookUp(ctx, paths)
		if err != nil {
			return nil, err
		}
		for n, i := range unnamed {
			out[i] = found[n]
		}
	}
	err := sideBySide(ctx, len(files), func(ctx context.Context, i int) error {
		if files[i].File == "" {
			return nil
		}
		var err error
		out[i], err = l.fileByID(ctx, files[i].File)
		return err
	})
	return out, err
}

// searchLength is how long the escaped names in one search may be. A search
// travels in the URL, and servers refuse URLs of more than about 8 KB.
const searchLength = 6000

// searched is what a search looks for. It is always said: a search without a
// type may or may not find folders.
type searched string

const (
	searchedFiles  searched = `type = "file"`
	searchedAssets searched = `(type = "file" OR type = "folder")`
)

// searches find the files at the paths: see searchesFor.
func searches(paths []state.Path) []string { return searchesFor(searchedFiles, paths) }

// searchesFor find what is at the paths, in few calls: as many names go into one
// as its URL can hold, those of one folder together.
func searchesFor(what searched, paths []state.Path) []string {
	var out []string
	s := search{what: what, names: map[state.Path][]string{}}
	for _, p := range paths {
		if !s.add(p) {
			out = append(out, s.String())
			s = search{what: what, names: map[state.Path][]string{}}
			s.add(p)
		}
	}
	if len(s.dirs) > 0 {
		out = append(out, s.String())
	}
	return out
}

// search is a search by folders and names.
type search struct {
	what   searched
	dirs   []state.Path // in the order they were met
	names  map[state.Path][]string
	length int
}

// add takes p in, unless the search is too long for it. The first one always goes in.
func (s *search) add(p state.Path) bool {
	dir, name := p.Dir(), query.Quote(p.Base())
	length := len(url.QueryEscape(", " + name))
	if len(s.names[dir]) == 0 {
		length += len(url.QueryEscape(" OR (path =  AND name IN [])" + query.Quote(string(dir))))
	}
	if len(s.dirs) > 0 && s.length+length > searchLength {
		return false
	}
	if len(s.names[dir]) == 0 {
		s.dirs = append(s.dirs, dir)
	}
	s.names[dir] = append(s.names[dir], name)
	s.length += length
	return true
}

// String is the search in ImageKit's language.
func (s *search) String() string {
	parts := make([]string, len(s.dirs))
	for i, dir := range s.dirs {
		parts[i] = "(path = " + query.Quote(string(dir)) + " AND name IN [" + strings.Join(s.names[dir], ", ") + "])"
	}
	return string(s.what) + " AND (" + strings.Join(parts, " OR ") + ")"
}
