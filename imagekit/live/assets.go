package live

import (
	"context"
	"fmt"
	"hash/maphash"
	"iter"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/state"
)

// AssetsAt returns what is at each path now, a file or else a folder, and nil where
// nothing is: one call for as many names as a URL can hold, and one for each file
// that was found. Of the root only its path is known.
func (l *Library) AssetsAt(ctx context.Context, paths []state.Path) ([]*imagekit.Asset, error) {
	listed, err := l.ListedAt(ctx, paths)
	if err != nil {
		return nil, err
	}
	return l.StillThere(ctx, listed)
}

// ListedAt returns what listings show at each path, a file or else a folder, and nil
// where they show nothing: one call for as many names as a URL can hold. They may still
// show what is elsewhere by now: see [Library.StillThere]. Of the root only its path is known.
func (l *Library) ListedAt(ctx context.Context, paths []state.Path) ([]*imagekit.Asset, error) {
	listed := make(map[string]*imagekit.Asset, len(paths))
	named := slices.DeleteFunc(slices.Clone(paths), func(p state.Path) bool { return p == state.Root })
	for _, search := range searchesFor(searchedAssets, named) {
		assets, err := l.client.ListAssets(ctx, imagekit.ListOptions{SearchQuery: search})
		if err != nil {
			return nil, stopping(err)
		}
		for i := range assets {
			if a := &assets[i]; listed[a.Path] == nil || a.Type == imagekit.AssetFile {
				listed[a.Path] = a
			}
		}
	}
	at := make([]*imagekit.Asset, len(paths))
	for i, p := range paths {
		if at[i] = listed[string(p)]; p == state.Root {
			at[i] = &imagekit.Asset{Type: imagekit.AssetFolder, Path: string(state.Root)}
		}
	}
	return at, nil
}

// StillThere returns what a listing showed as it is now, and nil for each file that is
// not where it was shown: one call for each file. Folders cannot be read so, and are
// returned as they are.
func (l *Library) StillThere(ctx context.Context, listed []*imagekit.Asset) ([]*imagekit.Asset, error) {
	at := make([]*imagekit.Asset, len(listed))
	err := sideBySide(ctx, len(listed), func(ctx context.Context, i int) error {
		a := listed[i]
		if a == nil || a.Type == imagekit.AssetFolder {
			at[i] = a
			return nil
		}
		now, err := l.fileByID(ctx, state.FileID(a.ID))
		if now != nil && now.Path == a.Path {
			at[i] = now
		}
		return err
	})
	return at, stopping(err)
}

// Assets reads a listing or search in its order, some pages at a time, and holds no
// more than these. o.Skip is where it begins, and o.Limit how many there are to be at
// most; 0: all.
//
// Pages overlap by one asset. Where they do not fit, somebody wrote while the listing
// was read: that is an error, since something may be missing or twice there.
func (l *Library) Assets(ctx context.Context, o imagekit.ListOptions) iter.Seq2[[]imagekit.Asset, error] {
	return func(yield func([]imagekit.Asset, error) bool) {
		w := &walk{client: l.client, options: o, seed: maphash.MakeSeed(), seen: map[uint64]bool{}, width: 1, size: pageSize}
		if o.Limit > 0 {
			w.size = min(o.Limit, pageSize)
		}
		for !w.ended {
			pages, err := w.read(ctx)
			if err != nil {
				yield(nil, stopping(err))
				return
			}
			for _, page := range pages {
				fresh, err := w.join(page)
				if err != nil {
					yield(nil, err)
					return
				}
				if len(fresh) > 0 && !yield(fresh, nil) {
					return
				}
			}
		}
	}
}

// walk is a listing that is read from its beginning to its end.
type walk struct {
	client  *imagekit.Client
	options imagekit.ListOptions
	size    int // of a page
	width   int // pages that are read next, side by side: one at first, as most listings are short

	pages int  // read so far
	given int  // assets that were given away
	ended bool // a page was not full, or there are as many as were wanted
	last  uint64
	seed  maphash.Seed
	seen  map[uint64]bool
}

// read reads the next pages, no more of them than are wanted.
func (w *walk) read(ctx context.Context) ([][]imagekit.Asset, error) {
	n := w.width
	if most := w.options.Limit; most > 0 && w.size > 1 {
		n = min(n, (most-w.given+w.size-2)/(w.size-1))
	}
	pages := make([][]imagekit.Asset, n)
	g, ctx := errgroup.WithContext(ctx)
	for i := range pages {
		g.Go(func() error {
			o := w.options
			o.Limit, o.Skip = w.size, w.options.Skip+(w.pages+i)*(w.size-1)
			var err error
			pages[i], err = w.client.ListAssets(ctx, o)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	w.width = min(2*w.width, readers)
	return pages, nil
}

// join is what a page adds to the pages before it.
func (w *walk) join(page []imagekit.Asset) ([]imagekit.Asset, error) {
	first := w.pages == 0
	w.pages++
	switch {
	case w.ended && len(page) > 0, !w.ended && !first && (len(page) == 0 || w.key(&page[0]) != w.last):
		return nil, shiftedError(fmt.Sprintf("page %d does not begin where page %d ended", w.pages, w.pages-1))
	case w.ended:
		return nil, nil
	}
	w.ended = len(page) < w.size
	if !first {
		page = page[1:]
	}
	for i := range page {
		w.last = w.key(&page[i])
		if w.seen[w.last] {
			return nil, shiftedError(page[i].Path + " is listed twice")
		}
		w.seen[w.last] = true
	}
	if most := w.options.Limit; most > 0 && w.given+len(page) >= most {
		page, w.ended = page[:most-w.given], true
	}
	w.given += len(page)
	return page, nil
}

// key tells assets apart. All versions of a file have its id.
func (w *walk) key(a *imagekit.Asset) uint64 {
	text := string(a.Type) + " " + a.ID
	if a.Type == imagekit.AssetVersion {
		text += " " + a.Version.ID
	}
	return maphash.String(w.seed, text)
}

// shiftedError is the error of a listing whose pages do not fit.
type shiftedError string

func (e shiftedError) Error() string {
	return "the listing shifted while it was read (" + string(e) + "): somebody is writing to the library, read it again"
}
