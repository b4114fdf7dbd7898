package live

import (
	"context"
	"fmt"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/query"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// Check reads what the conditions are about and returns those that do not hold,
// in their order. A file whose id is known is read by its id, which does not lag
// behind writes; all that a folder may hold by a listing of all that is below it;
// everything else by a listing of its folder, one call a condition.
func (l *Library) Check(ctx context.Context, conditions []plan.Condition) ([]plan.Violation, error) {
	found := make([]string, len(conditions))
	err := sideBySide(ctx, len(conditions), func(ctx context.Context, i int) error {
		var err error
		if found[i], err = l.check(ctx, conditions[i]); err != nil {
			return fmt.Errorf("reading %s: %w", conditions[i].Path, err)
		}
		return nil
	})
	if err != nil {
		return nil, stopping(err)
	}
	var out []plan.Violation
	for i, what := range found {
		if what != "" {
			out = append(out, plan.Violation{Condition: conditions[i], Found: what})
		}
	}
	return out, nil
}

// check returns what is there instead of what c says, "" where c holds.
func (l *Library) check(ctx context.Context, c plan.Condition) (string, error) {
	switch c.Kind {
	case plan.IsEmpty, plan.HoldsOnly: // nothing is listed for an empty one
		return l.checkOnly(ctx, c)
	case plan.HoldsFile:
		if c.File != "" {
			return l.checkFile(ctx, c)
		}
	case plan.IsFree, plan.HoldsFolder:
	default:
		return "", fmt.Errorf("no condition of kind %q is known", c.Kind)
	}
	a, err := l.find(ctx, c.Path)
	if err != nil {
		return "", err
	}
	switch {
	case c.Kind == plan.IsFree && a == nil,
		c.Kind == plan.HoldsFile && a != nil && a.Type == imagekit.AssetFile,
		c.Kind == plan.HoldsFolder && a != nil && a.Type == imagekit.AssetFolder && (c.Folder == "" || string(c.Folder) == a.ID):
		return "", nil
	}
	return describe(a), nil
}

func (l *Library) checkFile(ctx context.Context, c plan.Condition) (string, error) {
	a, err := l.client.GetFile(ctx, string(c.File))
	switch {
	case imagekit.IsNotFound(err):
		return "no file has that id any more", nil
	case err != nil:
		return "", err
	case a.Path != string(c.Path):
		return "that file is at " + a.Path, nil
	}
	return "", nil
}

// checkLimit is more than one, for searches that find what lies beside a
// folder whose name begins alike.
const checkLimit = 100

// find is what is at p now, nil where nothing is. The root is always a folder.
func (l *Library) find(ctx context.Context, p state.Path) (*imagekit.Asset, error) {
	if p == state.Root {
		return &imagekit.Asset{Type: imagekit.AssetFolder, Path: "/"}, nil
	}
	assets, err := l.client.ListAssets(ctx, imagekit.ListOptions{
		SearchQuery: fmt.Sprintf(`(type = "file" OR type = "folder") AND path = %s AND name = %s`,
			query.Quote(string(p.Dir())), query.Quote(p.Base())),
		Limit: checkLimit,
	})
	if err != nil {
		return nil, err
	}
	for i := range assets {
		if assets[i].Path == string(p) {
			return &assets[i], nil
		}
	}
	return nil, nil
}

func describe(a *imagekit.Asset) string {
	switch {
	case a == nil:
		return "nothing is there"
	case a.Type == imagekit.AssetFolder:
		return "the folder " + a.ID + " is there"
	default:
		return "the file " + a.ID + " is there"
	}
}
