package live

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/iksync/iksync/imagekit/query"
	"github.com/iksync/iksync/state"
)

// Observe reads the fields of the account and all files and folders in scope:
// one call for the fields, and one for every 999 assets.
//
// It fails where nothing can be said at all: a key that is refused, a host that
// is not there. A library that could be read in part comes with its gaps, and
// nothing that is missing from it may be taken for deleted.
func (l *Library) Observe(ctx context.Context, scope []state.Path) (*state.Have, error) {
	have := &state.Have{Library: state.NewLibrary()}
	var items []item
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		fields, err := l.client.ListFields(gctx, false)
		if err != nil {
			return fmt.Errorf("reading the metadata fields: %w", err)
		}
		return addFields(have.Fields, fields)
	})
	g.Go(func() error {
		var err error
		var gaps []state.Gap
		if items, gaps, err = readWhole(gctx, l.client, scopeQuery(scope)); err != nil {
			return fmt.Errorf("reading the library: %w", err)
		}
		have.Gaps = gaps
		return nil
	})
	if err := g.Wait(); err != nil {
		return nil, stopping(err)
	}
	for i := range items {
		if isRecord(items[i]) {
			have.Own = append(have.Own, items[i].file)
			continue
		}
		add(have, &items[i], scope)
	}
	return have, nil
}

// scopeQuery finds the files and folders in scope. The type is said, since a
// search without one may or may not find folders; and a folder of the scope is
// named itself, since it lies outside what it holds.
func scopeQuery(scope []state.Path) string {
	var parts []string
	for _, dir := range scope {
		if dir == state.Root {
			return `type = "file" OR type = "folder"`
		}
		parts = append(parts,
			fmt.Sprintf(`path : %s`, query.Quote(string(dir))),
			fmt.Sprintf(`(type = "folder" AND path = %s AND name = %s)`, query.Quote(string(dir.Dir())), query.Quote(dir.Base())))
	}
	return `(type = "file" OR type = "folder") AND (` + strings.Join(parts, " OR ") + `)`
}

func add(have *state.Have, it *item, scope []state.Path) {
	p := it.path
	if !slices.ContainsFunc(scope, p.Within) {
		return // a search that takes "/ab" to be below "/a"
	}
	_, file := have.Files[p]
	_, folder := have.Folders[p]
	if file || folder {
		have.Gaps = append(have.Gaps, state.Gap{Reason: state.GapDuplicate, Scope: p, Detail: "two assets claim to be at " + string(p)})
		return
	}
	if it.folder != nil {
		have.Folders[p] = it.folder
		return
	}
	have.Files[p] = it.file
	if have.Account == "" {
		have.Account = accountOf(it.file)
	}
}

// accountOf is the part of an asset's URL that names the account: all that
// stands before the asset's path.
func accountOf(f *state.File) string {
	u, err := url.Parse(f.Observed.URL)
	if err != nil || u.Host == "" {
		return ""
	}
	prefix, ok := strings.CutSuffix(u.Path, string(f.Path))
	if !ok {
		return ""
	}
	return u.Scheme + "://" + u.Host + prefix
}
