package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/query"
	"github.com/iksync/iksync/state"
)

// listFlags are the options of file list that no other command has.
type listFlags struct {
	kind, sort, limit, skip, all, recursive *option
}

func (p *program) fileListCommand() command {
	f := listFlags{
		kind:      p.own("type", "TYPE", "", "file, folder, file-version or all, which is files and folders (default file)"),
		sort:      p.own("sort", "FIELD", "created", "name, created, updated, size, width or height, from the greatest down with - before it"),
		limit:     p.own("limit", "N", "100", "list at most so many"),
		skip:      p.own("skip", "N", "0", "leave out so many before them"),
		all:       p.own("all", "", "", "list all there are"),
		recursive: p.own("recursive", "", "", "also what is in the folders below"),
	}
	return command{
		name: "file list", usage: "list or search files, folders and versions", args: "[PATH]", atLeast: 0, atMost: 1,
		text: `PATH is a folder, or a glob; without it the whole library is listed. --where asks in
ImageKit's search language:

  iksync file list --type all /products
  iksync file list --sort -size --where 'tags IN ["sale"] AND size > "1mb"'
  iksync file list --all --output json '/products/**/*.jpg'`,
		options: []*option{p.opts.where, f.kind, f.sort, f.limit, f.skip, f.all, f.recursive, p.opts.output},
		run:     func(ctx context.Context, args []string) error { return p.fileList(ctx, args, f) },
	}
}

func (p *program) fileList(ctx context.Context, args []string, f listFlags) error {
	l, err := p.readListing(args, f)
	if err != nil {
		return err
	}
	a, err := p.account()
	if err != nil {
		return err
	}
	shown := &assetListing{
		wanted: l, assets: l.read(ctx, a.library), version: l.kind == imagekit.AssetVersion,
		nothing: func() error { return l.explainNothing(ctx, a) }, explain: p.explainError,
	}
	if err := p.show(shown, ""); err != nil {
		return err
	}
	if shown.more {
		p.stderr.say("%d shown, and there is more: --all shows all of it, --skip %d what follows.", shown.count, l.skip+shown.count)
	}
	return nil
}

// wantedList is what file list is asked for.
type wantedList struct {
	folder state.Path    // "": everywhere
	reach  reach         // of folder
	glob   state.Pattern // "": no glob was given
	where  string
	kind   imagekit.AssetType // "": where says it
	sort   imagekit.Sort
	most   int // 0: all
	skip   int
}

// reach is how much of a folder is meant.
type reach string

// The reaches.
const (
	onlyIn   reach = "in"    // right in it
	allBelow reach = "below" // anywhere below it
)

// readListing reads the arguments of file list.
func (p *program) readListing(args []string, f listFlags) (l wantedList, err error) {
	if l.where, err = p.checkWhere(); err != nil {
		return l, err
	}
	if l.kind, err = readListedType(f.kind, l.where); err != nil {
		return l, err
	}
	if l.sort, err = readSort(f.sort); err != nil {
		return l, err
	}
	if l.most, err = f.limit.number(1); err != nil {
		return l, err
	}
	if l.skip, err = f.skip.number(0); err != nil {
		return l, err
	}
	if f.all.on() {
		if f.limit.onCommandLine() {
			return l, fail(exitUsage, "--all and --limit contradict each other: take one of the two out")
		}
		l.most = 0
	}
	return l, l.readPlace(args, f.recursive)
}

// readPlace reads which part of the library is meant.
func (l *wantedList) readPlace(args []string, recursive *option) error {
	if len(args) == 0 {
		return nil
	}
	if !strings.HasPrefix(args[0], "/") {
		return fail(exitUsage, "%q is not a path, which begins with /: iksync file get shows what has an id", args[0])
	}
	c, err := readChoice(args[0])
	switch {
	case err != nil:
		return err
	case c.glob.Glob == "":
		l.folder, l.reach = c.path, onlyIn
		if recursive.on() {
			l.reach = allBelow
		}
		return nil
	case recursive.onCommandLine() && recursive.on():
		return fail(exitUsage, "--recursive is for folders: the glob says itself how deep it goes, with ** for any depth")
	}
	l.glob = c.glob
	folder, deep := globFolder(c.glob.Glob)
	if l.folder, l.reach = state.Path(folder), onlyIn; deep {
		l.reach = allBelow
	}
	return nil
}

// readListedType reads --type. A search that says the type itself says it alone.
func readListedType(o *option, where string) (imagekit.AssetType, error) {
	kind := imagekit.AssetType(o.text())
	says := false
	if where != "" {
		q, err := query.Parse(where)
		if err != nil {
			return "", err
		}
		for _, field := range q.Fields() {
			says = says || field == "type"
		}
	}
	switch {
	case says && kind != "":
		return "", fail(exitUsage, "--where says the type, and so does --type: take one of the two out")
	case says:
		return "", nil
	case kind == "":
		return imagekit.AssetFile, nil
	}
	switch kind {
	case imagekit.AssetFile, imagekit.AssetFolder, imagekit.AssetVersion, imagekit.AssetAll:
		return kind, nil
	}
	return "", o.bad("file, folder, file-version or all")
}

// readSort reads --sort: a field, or an order as the API calls it.
func readSort(o *option) (imagekit.Sort, error) {
	fields := []string{"name", "created", "updated", "size", "width", "height"}
	field, descending := strings.CutPrefix(o.text(), "-")
	order := "ASC_"
	if descending {
		order = "DESC_"
	}
	for _, name := range fields {
		if field == name {
			return imagekit.Sort(order + strings.ToUpper(name)), nil
		}
	}
	for _, name := range append(fields, "relevance") {
		for _, order := range []string{"ASC_", "DESC_"} {
			if api := order + strings.ToUpper(name); o.text() == api {
				return imagekit.Sort(api), nil
			}
		}
	}
	return "", o.bad(strings.Join(fields, ", ") + ", with - before it to begin with the greatest, or an order as the API calls it, such as DESC_NAME")
}

// options are the listing as the API is asked for it. A search has to say its type,
// as it is not heeded elsewhere.
func (l *wantedList) options() imagekit.ListOptions {
	o := imagekit.ListOptions{Sort: l.sort}
	if l.where == "" && l.folder == "" {
		o.Type = l.kind
		return o
	}
	if l.where == "" && l.reach == onlyIn {
		o.Type, o.Path = l.kind, string(l.folder)
		return o
	}
	var parts []string
	switch l.kind {
	case "":
	case imagekit.AssetAll:
		parts = append(parts, `(type = "file" OR type = "folder")`)
	default:
		parts = append(parts, "type = "+query.Quote(string(l.kind)))
	}
	switch {
	case l.folder == "" || l.folder == state.Root && l.reach == allBelow:
	case l.reach == onlyIn:
		parts = append(parts, "path = "+query.Quote(string(l.folder)))
	default:
		parts = append(parts, "path : "+query.Quote(string(l.folder)))
	}
	if l.where != "" {
		parts = append(parts, "("+l.where+")")
	}
	if o.SearchQuery = strings.Join(parts, " AND "); o.SearchQuery == "" {
		o.Type = l.kind
	}
	return o
}

// sifts says whether not all that the API finds is meant: a glob says more than a search
// can, and a search for what lies below a folder may find what is beside it.
func (l *wantedList) sifts() bool { return l.glob.Glob != "" || l.folder != "" && l.reach == allBelow }

// means says whether an asset that the API found is meant.
func (l *wantedList) means(a *imagekit.Asset) bool {
	path := state.Path(a.Path)
	if l.glob.Glob != "" {
		return l.glob.Matches(path) || a.Path == l.glob.Glob
	}
	return l.folder == "" || path.Under(l.folder)
}

// explainNothing is the error of a listing that is empty as its folder is none; nil where
// there just is nothing.
func (l *wantedList) explainNothing(ctx context.Context, a *account) error {
	if l.glob.Glob != "" || l.folder == "" || l.folder == state.Root || l.skip > 0 {
		return nil
	}
	at, err := a.library.AssetsAt(ctx, []state.Path{l.folder})
	switch {
	case err != nil:
		return err
	case at[0] == nil:
		return fail(exitFailed, "there is no folder %s", l.folder)
	case at[0].Type != imagekit.AssetFolder:
		return fail(exitFailed, "%s is a file, not a folder: iksync file get %s", l.folder, fmt.Sprintf("%q", l.folder))
	}
	return nil
}
