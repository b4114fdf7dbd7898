package live

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// checkOnly reads all that lies below a folder and returns what of it is not
// in c.Content, "" if nothing is. A listing that may have missed something proves
// nothing, and is an error.
func (l *Library) checkOnly(ctx context.Context, c plan.Condition) (string, error) {
	items, gaps, err := readListing(ctx, l.client, scopeQuery([]state.Path{c.Path}))
	if err != nil {
		return "", err
	}
	if len(gaps) > 0 {
		return "", fmt.Errorf("what it holds could not be read whole: %s", gaps[0].Detail)
	}
	if !slices.ContainsFunc(items, func(it item) bool { return isFolder(&it, c) }) && c.Path != state.Root {
		a, err := l.find(ctx, c.Path)
		return describe(a), err
	}
	return strangers(items, c), nil
}

// isFolder says whether it is the folder that c is about.
func isFolder(it *item, c plan.Condition) bool {
	return it.folder != nil && it.path == c.Path && (c.Folder == "" || c.Folder == it.folder.ID)
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
			continue // the folder itself, or what a search found beside it
		}
		if what := stranger(it, planned); what != "" {
			found = append(found, what)
		}
	}
	if len(found) == 0 {
		return ""
	}
	slices.Sort(found)
	const shown = 5
	count, more := len(found), ""
	if count > shown {
		found, more = found[:shown], fmt.Sprintf(" and %d more", count-shown)
	}
	return fmt.Sprintf("%d beside these: %s%s", count, strings.Join(found, ", "), more)
}

// stranger describes an asset that was not planned for, "" one that was. A file
// is one by its path and its id, as far as the plan could know that: another one
// at its path is another one.
func stranger(it *item, planned map[state.Path]plan.Content) string {
	known, listed := planned[it.path]
	switch {
	case it.file != nil && listed && (known.File == it.file.ID || known.File == "" && known.Folder == ""):
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
