package live

import (
	"context"
	"fmt"
	"strings"

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
	found := make([]finding, len(conditions))
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
	for i, f := range found {
		if f.text != "" {
			out = append(out, plan.Violation{Condition: conditions[i], Found: f.text, Paths: f.paths})
		}
	}
	return out, nil
}

// finding is what is there instead of what a condition says. The zero finding
// is that the condition holds.
type finding struct {
	text  string
	paths []state.Path // each one that is missing, or too many
}

func (l *Library) check(ctx context.Context, c plan.Condition) (finding, error) {
	switch c.Kind {
	case plan.IsEmpty, plan.HoldsOnly, plan.HoldsAll, plan.HoldsNone: // nothing is listed for an empty one
		return l.checkBelow(ctx, c)
	case plan.HoldsFile:
		if c.File != "" {
			return l.checkFile(ctx, c)
		}
	case plan.IsFree, plan.HoldsFolder:
	default:
		return finding{}, fmt.Errorf("no condition of kind %q is known", c.Kind)
	}
	a, err := l.find(ctx, c.Path)
	if err != nil {
		return finding{}, err
	}
	switch {
	case c.Kind == plan.IsFree && a == nil,
		c.Kind == plan.HoldsFile && a != nil && a.Type == imagekit.AssetFile,
		c.Kind == plan.HoldsFolder && a != nil && a.Type == imagekit.AssetFolder && (c.Folder == "" || string(c.Folder) == a.ID):
		return finding{}, nil
	}
	return finding{text: describe(a)}, nil
}

func (l *Library) checkFile(ctx context.Context, c plan.Condition) (finding, error) {
	switch a, err := l.fileByID(ctx, c.File); {
	case err != nil:
		return finding{}, err
	case a == nil:
		return finding{text: "no file has that id any more"}, nil
	case a.Path != string(c.Path):
		return finding{text: "that file is at " + a.Path}, nil
	case c.Version != "" && a.Version.ID != c.Version:
		return finding{text: "its content was replaced: version " + a.Version.ID}, nil
	case c.Tags != nil && !sameTags(a.Tags, *c.Tags):
		return finding{text: fmt.Sprintf("its tags are [%s]", strings.Join(a.Tags, ", "))}, nil
	}
	return finding{}, nil
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
