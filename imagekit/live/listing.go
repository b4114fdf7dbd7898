package live

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/state"
)

const (
	pageSize = imagekit.MaxListLimit
	// stride is one less than a page: each page begins with the last asset of
	// the page before it, so that a listing that shifted in between shows.
	stride = pageSize - 1
	// serialPages is the width of the gap that is read one page after the other.
	serialPages = 64
	// readers is the number of pages that are read at a time.
	readers = 8
	// readAttempts is how often a listing that shifted is read from its beginning.
	readAttempts = 3
)

// listing reads all that a query finds, page by page.
//
// The API says neither how many there are nor where a listing ends; but a page
// that is full proves that all before it are there, and the one after it too.
// So pages 1, 2, 4, 8 and so on are tried, the gap to the first one past the
// end is halved while it is wide, the pages that are proved are read side by
// side, and the last few one by one. A listing of 100 pages costs one call that
// finds nothing, one of 1,000 pages about five.
type listing struct {
	client *imagekit.Client
	query  string

	convert *converter

	mu    sync.Mutex
	pages map[int][]item
}

// readListing returns all that query finds, oldest first, without iksync's own
// files. A listing that shifted while it was read is read again; what still is not
// whole comes with gaps.
func readListing(ctx context.Context, c *imagekit.Client, query string) ([]item, []state.Gap, error) {
	items, gaps, err := readWhole(ctx, c, query)
	return slices.DeleteFunc(items, isRecord), gaps, err
}

// isRecord says whether it is a record of uploads, which nobody manages. A page
// must have it all the same: pages are counted.
func isRecord(it item) bool { return it.file != nil && it.path.Base() == RecordName }

func readWhole(ctx context.Context, c *imagekit.Client, query string) ([]item, []state.Gap, error) {
	var assets []item
	var gaps []state.Gap
	for range readAttempts {
		l := &listing{client: c, query: query, pages: map[int][]item{}, convert: newConverter()}
		if err := l.read(ctx); err != nil {
			if len(l.pages) == 0 || ctx.Err() != nil {
				return nil, nil, err
			}
			assets, _ = l.join()
			return assets, []state.Gap{{Reason: state.GapFailedPage, Detail: err.Error()}}, nil
		}
		if assets, gaps = l.join(); len(gaps) == 0 {
			return assets, nil, nil
		}
	}
	return assets, gaps, nil
}

func (l *listing) read(ctx context.Context) error {
	known, end, err := l.probe(ctx)
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(readers)
	if end == unknown {
		g.Go(func() error { return l.tail(ctx, known+1) })
	}
	for n := range known {
		if !l.has(n) {
			g.Go(func() error { return l.page(ctx, n) })
		}
	}
	return g.Wait()
}

// end says whether the last page of a listing was found.
type end string

const (
	unknown end = "unknown"
	found   end = "found"
)

// probe returns a page that is known to be there, with all before it, and
// whether it is the last one.
func (l *listing) probe(ctx context.Context) (known int, e end, err error) {
	past := 0 // a page past the end; 0 while none was met
	for n := 0; past == 0 || past-known > serialPages; {
		size, err := l.try(ctx, n)
		switch {
		case err != nil:
			return 0, unknown, err
		case size == pageSize:
			known = n
		case size > 0 || n == 0:
			return n, found, nil
		default:
			past = n
		}
		if n = (known + past) / 2; past == 0 {
			n = max(1, known*2)
		}
	}
	return known, unknown, nil
}

// try reads page n and says how many assets are on it. A page past the end is
// not kept.
func (l *listing) try(ctx context.Context, n int) (int, error) {
	if err := l.page(ctx, n); err != nil {
		return 0, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	size := len(l.pages[n])
	if size == 0 && n > 0 {
		delete(l.pages, n)
	}
	return size, nil
}

// tail reads on from page n until one is not full.
func (l *listing) tail(ctx context.Context, n int) error {
	for ; ; n++ {
		if err := l.page(ctx, n); err != nil || !l.full(n) {
			return err
		}
	}
}

func (l *listing) has(n int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.pages[n] != nil
}

func (l *listing) full(n int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.pages[n]) == pageSize
}

func (l *listing) page(ctx context.Context, n int) error {
	assets, err := l.client.ListAssets(ctx, imagekit.ListOptions{
		SearchQuery: l.query, Sort: imagekit.SortCreatedAsc, Skip: n * stride, Limit: pageSize,
	})
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pages[n] = l.convert.page(assets)
	return nil
}

// join puts the pages together, and says where they do not fit: where a page
// does not begin with the last asset of the one before, or where one asset is
// on two pages, somebody wrote while the listing was read.
func (l *listing) join() ([]item, []state.Gap) {
	var assets []item
	var gaps []state.Gap
	shifted := func(format string, args ...any) {
		if len(gaps) == 0 {
			gaps = append(gaps, state.Gap{Reason: state.GapShifted, Detail: fmt.Sprintf(format, args...)})
		}
	}
	seen := map[string]bool{}
	add := func(page []item) {
		for _, a := range page {
			if seen[a.id] {
				shifted("%s is listed twice", a.path)
				continue
			}
			seen[a.id] = true
			assets = append(assets, a)
		}
	}
	for n := range l.highest() + 1 {
		page, read := l.pages[n]
		if !read {
			shifted("page %d is missing", n+1)
			continue
		}
		if n > 0 && len(assets) > 0 {
			if len(page) == 0 || page[0].id != assets[len(assets)-1].id {
				shifted("page %d does not begin where page %d ended", n+1, n)
			} else {
				page = page[1:]
			}
		}
		add(page)
	}
	return assets, gaps
}

func (l *listing) highest() int {
	highest := -1
	for n := range l.pages {
		highest = max(highest, n)
	}
	return highest
}
