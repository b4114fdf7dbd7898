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
			if ids[i] = found[n]; found[n] == "" {
				missing = append(missing, i)
			}
		}
		if open = missing; len(open) > 0 {
			return again, nil
		}
		return over, nil
	})
	return ids, err
}

// lookUp is the id of the file at each path now, "" where none can be seen yet.
func (l *Library) lookUp(ctx context.Context, paths []state.Path) ([]string, error) {
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
	ids := make([]string, len(paths))
	err := sideBySide(ctx, len(paths), func(ctx context.Context, i int) error {
		id := listed[string(paths[i])]
		if id == "" {
			return nil
		}
		a, err := l.client.GetFile(ctx, id)
		switch {
		case imagekit.IsNotFound(err):
			return nil
		case err != nil:
			return err
		case a.Path == string(paths[i]):
			ids[i] = id
		}
		return nil
	})
	return ids, err
}

// searchLength is how long the escaped names in one search may be. A search
// travels in the URL, and servers refuse URLs of more than about 8 KB.
const searchLength = 6000

// searches find the files at the paths, in few calls: as many names go into
// one as its URL can hold, those of one folder together. The type is said,
// since a search without one may or may not find folders.
func searches(paths []state.Path) []string {
	var out []string
	s := search{names: map[state.Path][]string{}}
	for _, p := range paths {
		if !s.add(p) {
			out = append(out, s.String())
			s = search{names: map[state.Path][]string{}}
			s.add(p)
		}
	}
	if len(s.dirs) > 0 {
		out = append(out, s.String())
	}
	return out
}

// search is a search for files by their folders and names.
type search struct {
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
	return `type = "file" AND (` + strings.Join(parts, " OR ") + ")"
}
