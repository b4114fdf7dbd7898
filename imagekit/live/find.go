package live

import (
	"context"
	"fmt"
	"slices"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/state"
)

// Find returns the files that a search in ImageKit's language finds, oldest
// first: one call for every 999. The search should say type = "file". A listing
// that could not be read whole is an error: whoever acts on a set has to have all of it.
func (l *Library) Find(ctx context.Context, search string) ([]*state.File, error) {
	items, gaps, err := readListing(ctx, l.client, search)
	if err != nil {
		return nil, stopping(err)
	}
	if len(gaps) > 0 {
		return nil, fmt.Errorf("the search could not be read whole (%s): %s", gaps[0].Reason, gaps[0].Detail)
	}
	files := make([]*state.File, 0, len(items))
	for i := range items {
		if items[i].file != nil {
			files = append(files, items[i].file)
		}
	}
	return files, nil
}

// FilesAt returns the file at each path, nil where none is: one call for as many
// names as a URL can hold, and one for each file that was found.
func (l *Library) FilesAt(ctx context.Context, paths []state.Path) ([]*state.File, error) {
	found, err := l.lookUp(ctx, paths)
	if err != nil {
		return nil, stopping(err)
	}
	files := make([]*state.File, len(found))
	c := newConverter()
	for i, a := range found {
		if a != nil {
			files[i] = c.file(a)
		}
	}
	return files, nil
}

// ObserveFiles reads no more of a library than the files at the given paths: one call
// for as many names as a URL can hold. The folders that they lie in count as there,
// whether they are or not: what is uploaded brings its folders along. Nothing but
// uploads may be planned from it.
func (l *Library) ObserveFiles(ctx context.Context, paths []state.Path) (*state.Have, error) {
	have := &state.Have{Library: state.NewLibrary()}
	slices.Sort(paths)
	for _, p := range paths {
		for dir := range p.Ancestors {
			if dir != state.Root {
				have.Folders[dir] = &state.Folder{Path: dir}
			}
		}
	}
	for _, search := range searches(paths) {
		files, err := l.Find(ctx, search)
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			have.Files[f.Path] = f
		}
	}
	return have, nil
}

// FileByID returns the file of an id. Errors: 404 ([imagekit.IsNotFound]).
func (l *Library) FileByID(ctx context.Context, id state.FileID) (*state.File, error) {
	a, err := l.client.GetFile(ctx, string(id))
	if err != nil {
		return nil, stopping(err)
	}
	return newConverter().file(&a), nil
}

// FilesByID returns the file of each id, wherever it is, nil where there is none any
// more: one call a file, some at a time. Unlike listings, these do not lag behind writes.
func (l *Library) FilesByID(ctx context.Context, ids []state.FileID) ([]*state.File, error) {
	found := make([]*imagekit.Asset, len(ids))
	err := sideBySide(ctx, len(ids), func(ctx context.Context, i int) error {
		var err error
		found[i], err = l.fileByID(ctx, ids[i])
		return err
	})
	if err != nil {
		return nil, stopping(err)
	}
	files := make([]*state.File, len(ids))
	c := newConverter()
	for i, a := range found {
		if a != nil {
			files[i] = c.file(a)
		}
	}
	return files, nil
}

// At says what is at a path now: its file, its folder, or neither.
func (l *Library) At(ctx context.Context, p state.Path) (*state.File, *state.Folder, error) {
	a, err := l.find(ctx, p)
	switch {
	case err != nil:
		return nil, nil, stopping(err)
	case a == nil:
		return nil, nil, nil
	case a.Type == imagekit.AssetFolder:
		return nil, &state.Folder{Path: p, ID: state.FolderID(a.ID)}, nil
	}
	return newConverter().file(a), nil, nil
}
