package live

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// within reads a folder, if it is there, and all that lies below it. A listing
// that may have missed something proves nothing, and is an error.
func (l *Library) within(ctx context.Context, folder state.Path) ([]item, error) {
	items, gaps, err := readListing(ctx, l.client, scopeQuery([]state.Path{folder}))
	if err != nil {
		return nil, err
	}
	if len(gaps) > 0 {
		return nil, fmt.Errorf("what it holds could not be read whole: %s", gaps[0].Detail)
	}
	return slices.DeleteFunc(items, func(it item) bool { return !it.path.Within(folder) }), nil // "/ab" is not in "/a"
}

// Contents lists all that is below a folder, sorted by path. A folder that is
// not there has nothing below it.
func (l *Library) Contents(ctx context.Context, folder state.Path) ([]plan.Content, error) {
	items, err := l.within(ctx, folder)
	if err != nil {
		return nil, stopping(fmt.Errorf("reading %s: %w", folder, err))
	}
	var out []plan.Content
	for i := range items {
		switch it := &items[i]; {
		case it.path == folder:
		case it.file != nil:
			out = append(out, plan.Content{Path: it.path, File: it.file.ID})
		default:
			out = append(out, plan.Content{Path: it.path, Folder: it.folder.ID})
		}
	}
	slices.SortStableFunc(out, func(a, b plan.Content) int { return strings.Compare(string(a.Path), string(b.Path)) })
	return out, nil
}

// checkBelow checks a condition on all that lies below a folder.
func (l *Library) checkBelow(ctx context.Context, c plan.Condition) (finding, error) {
	items, err := l.within(ctx, c.Path)
	if err != nil {
		return finding{}, err
	}
	if c.Kind == plan.HoldsNone {
		return remaining(items, c), nil
	}
	there := c.Path == state.Root || slices.ContainsFunc(items, func(it item) bool { return isFolder(&it, c) })
	if !there {
		a, err := l.find(ctx, c.Path)
		return finding{text: instead(a, c), paths: missing(nil, c).paths}, err
	}
	if c.Kind == plan.HoldsAll {
		return missing(items, c), nil
	}
	return finding{text: strangers(items, c)}, nil
}

// missing is what of c.Content is not among items.
func missing(items []item, c plan.Condition) finding {
	if c.Kind != plan.HoldsAll {
		return finding{}
	}
	files, folders := map[state.Path]bool{}, map[state.Path]bool{}
	for i := range items {
		if items[i].file != nil {
			files[items[i].path] = true
		} else {
			folders[items[i].path] = true
		}
	}
	var out []state.Path
	for _, want := range c.Content {
		if files[want.Path] && want.Folder == "" || folders[want.Path] && want.File == "" {
			continue
		}
		out = append(out, want.Path)
	}
	return tally(out, fmt.Sprintf("%d of %d are missing", len(out), len(c.Content)))
}

// remaining is what there is below c.Path. The folder itself may be there.
func remaining(items []item, c plan.Condition) finding {
	var out []state.Path
	for i := range items {
		if items[i].path != c.Path {
			out = append(out, items[i].path)
		}
	}
	return tally(out, fmt.Sprintf("%d are still there", len(out)))
}

// tally is the finding that some paths are not as they should be, if there are any.
func tally(paths []state.Path, headline string) finding {
	if len(paths) == 0 {
		return finding{}
	}
	slices.Sort(paths)
	return finding{text: headline + ": " + some(paths), paths: paths}
}

// some names the first few of a list, and says how many more there are.
func some[T ~string](list []T) string {
	const shown = 5
	var b strings.Builder
	for i, text := range list[:min(shown, len(list))] {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(text))
	}
	if more := len(list) - shown; more > 0 {
		fmt.Fprintf(&b, " and %d more", more)
	}
	return b.String()
}

// isFolder says whether it is the folder that c is about.
func isFolder(it *item, c plan.Condition) bool {
	return it.folder != nil && it.path == c.Path && (c.Folder == "" || c.Folder == it.folder.ID)
}

// instead describes what is at the path of the folder that c is about, which is
// not there.
func instead(a *imagekit.Asset, c plan.Condition) string {
	if a != nil && a.Type == imagekit.AssetFolder && c.Folder != "" {
		return fmt.Sprintf("another folder is there: %s, not %s", a.ID, c.Folder)
	}
	return describe(a)
}

// strangers describes what lies below c.Path and is not in c.Content: the first
// few by path, and how many there are.
func strangers(items []item, c plan.Condition) string {
	planned := make(map[state.Path]plan.Content, len(c.Content))
	for _, inside := range c.Content {
		planned[inside.Path] = inside
	}
	var found []string
	for i := range items {
		it := &items[i]
		if !it.path.Under(c.Path) {
			continue // the folder itself
		}
		if what := stranger(it, planned); what != "" {
			found = append(found, what)
		}
	}
	if len(found) == 0 {
		return ""
	}
	slices.Sort(found)
	return fmt.Sprintf("%d beside these: %s", len(found), some(found))
}

// stranger describes an asset that was not planned for, "" one that was. A file
// is one by its path, its id and its version, as far as the plan could know them:
// another one at its path is another one, and so is what somebody made of it.
func stranger(it *item, planned map[state.Path]plan.Content) string {
	known, listed := planned[it.path]
	switch {
	case it.file != nil && listed && known.File == "" && known.Folder == "":
		return ""
	case it.file != nil && listed && known.File == it.file.ID:
		if version := it.file.Observed.VersionID; known.Version != "" && known.Version != version {
			return fmt.Sprintf("%s (its content was replaced: version %s)", it.path, version)
		}
		return ""
	case it.file != nil && listed && known.File != "":
		return fmt.Sprintf("%s (another file: %s)", it.path, it.file.ID)
	case it.file != nil:
		return fmt.Sprintf("%s (file %s)", it.path, it.file.ID)
	case listed && known.File == "":
		return ""
	}
	return fmt.Sprintf("%s (folder %s)", it.path, it.folder.ID)
}
