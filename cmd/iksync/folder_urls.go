package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/dustin/go-humanize"

	"github.com/iksync/iksync/imagekit/query"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// leaveURLs says how many URLs stop working when the folder of a job goes elsewhere, and
// has it asked about where there are several, unless something else is asked already.
func (p *program) leaveURLs(ctx context.Context, a *action, account *account, op *plan.Operation) error {
	broken, err := account.publishedBelow(ctx, op.Path)
	if err != nil || len(broken) == 0 {
		return err
	}
	p.stderr.sayBroken(len(broken))
	if a.ask == "" && len(broken) > 1 {
		verb := "Move"
		if op.Kind == plan.OpRenameFolder {
			verb = "Rename"
		}
		a.ask = fmt.Sprintf("%s %s to %s, with %s whose URLs stop working: %s?", verb,
			inert(string(op.Path)), inert(string(op.Dest)), quantity(len(broken), "file"), firstFew(broken))
	}
	return nil
}

// hasURL says whether anybody can use a file's URL. Those of private files and drafts
// nobody can.
func hasURL(f *state.File) bool { return !f.Observed.Private && !isDraft(f) }

func isDraft(f *state.File) bool { return f.Published != nil && !f.Published.Value }

// sayBroken says how many URLs stop working, if any do.
func (c *console) sayBroken(urls int) {
	if urls > 0 {
		c.say("URLs that stop working: %s", humanize.Comma(int64(urls)))
	}
}

// publishedBelow are the files below a folder whose URLs anybody can use, sorted: one
// call for every 999 files.
func (a *account) publishedBelow(ctx context.Context, folder state.Path) ([]state.Path, error) {
	files, err := a.library.Find(ctx, `type = "file" AND path : `+query.Quote(string(folder)))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", folder, err)
	}
	var list []state.Path
	for _, f := range files {
		if f.Path.Under(folder) && hasURL(f) { // "/ab" is not in "/a"
			list = append(list, f.Path)
		}
	}
	slices.SortFunc(list, state.Path.Compare)
	return list, nil
}
