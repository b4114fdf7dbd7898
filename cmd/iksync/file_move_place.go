package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// placing is files that are to be somewhere else, or to have a copy there.
type placing struct {
	*account
	verb, past string
	files      []*placed
	missing    []state.Path // folders to create before anything goes there, outermost first
	found      time.Time    // when the files were read; zero: a listing showed them, which may lag
	looked     time.Time    // when the places were looked at
	made       sync.Once
	makeErr    error
}

// placed is one file and where it goes.
type placed struct {
	file  *state.File
	to    state.Path
	there *imagekit.Asset // what is at that place already; nil where it is free
}

// stays says whether the file is at its place already.
func (f *placed) stays() bool { return f.to == f.file.Path }

// into gives each file its place in a folder. Two that would land on one name are refused.
func (g *placing) into(files []*state.File, folder state.Path) error {
	first := map[state.Path]state.Path{}
	for _, f := range files {
		to := folder.Join(f.Path.Base())
		if other, taken := first[to]; taken {
			return fail(exitRefused, "nothing is %s: %s and %s would both be %s", g.past, other, f.Path, to)
		}
		first[to] = f.Path
		g.files = append(g.files, &placed{file: f, to: to})
	}
	return nil
}

// parents says what to do where the folder is missing that files go into.
type parents string

// The ways.
const (
	parentsRefuse parents = "refuse"
	parentsCreate parents = "create"
)

// look finds out what listings show at the places, and whether their folder is there.
func (g *placing) look(ctx context.Context, folder state.Path, missing parents) error {
	paths := []state.Path{folder}
	for _, f := range g.files {
		if !f.stays() {
			paths = append(paths, f.to)
		}
	}
	g.looked = time.Now()
	at, err := g.library.ListedAt(ctx, paths)
	if err != nil {
		return err
	}
	rest := at[1:]
	for _, f := range g.files {
		if !f.stays() {
			f.there, rest = rest[0], rest[1:]
		}
	}
	switch {
	case at[0] != nil && at[0].Type != imagekit.AssetFolder:
		return fail(exitFailed, "%s is a file, not a folder: nothing can be %s into it", folder, g.past)
	case at[0] != nil:
		return nil
	case missing == parentsRefuse:
		return fail(exitFailed, "there is no folder %s to %s into: create it with --parents, or name another one", folder, g.verb)
	}
	if g.missing, err = missingAbove(ctx, g.library, folder); err != nil {
		return err
	}
	g.missing = append(g.missing, folder)
	for _, dir := range g.missing {
		if fault := newFolderFault(dir); fault != nil {
			return fault
		}
	}
	return nil
}

// confirm reads the files that listings show at the places, as some may be elsewhere by
// now. Where they are to be refused, one that is there is enough.
func (g *placing) confirm(ctx context.Context, policy conflict) error {
	var taken []*placed
	for _, f := range g.files {
		if f.there != nil {
			taken = append(taken, f)
		}
	}
	width := len(taken)
	if policy == conflictRefuse {
		width = 1
	}
	for len(taken) > 0 {
		listed := make([]*imagekit.Asset, width)
		for i, f := range taken[:width] {
			listed[i] = f.there
		}
		now, err := g.library.StillThere(ctx, listed)
		if err != nil {
			return err
		}
		for i, f := range taken[:width] {
			f.there = now[i]
		}
		if policy == conflictRefuse && now[0] != nil {
			return nil
		}
		taken = taken[width:]
	}
	return nil
}

// refuse refuses to land on names that are taken, unless the files there may get
// another content.
func (g *placing) refuse(policy conflict) error {
	var taken []state.Path
	for _, f := range g.files {
		switch {
		case f.there == nil:
		case f.there.Type == imagekit.AssetFolder:
			return fail(exitRefused, "nothing is %s: a folder is at %s, where %s would go", g.past, f.to, f.file.Path)
		default:
			taken = append(taken, f.to)
		}
	}
	if len(taken) == 0 || policy == conflictVersion {
		return nil
	}
	return fail(exitRefused, "nothing is %s, as %s there already: %s. --on-conflict version would make what comes the newest version of the file that is there, for ever",
		g.past, areFiles(len(taken)), firstFew(taken))
}

func areFiles(n int) string {
	if n == 1 {
		return "a file is"
	}
	return fmt.Sprintf("%d files are", n)
}

// superseded are the files that get another content.
func (g *placing) superseded() []state.Path {
	var list []state.Path
	for _, f := range g.files {
		if f.there != nil {
			list = append(list, f.to)
		}
	}
	return list
}

// leaving are the files that are not at their places yet.
func (g *placing) leaving() []state.Path {
	var list []state.Path
	for _, f := range g.files {
		if !f.stays() {
			list = append(list, f.file.Path)
		}
	}
	return list
}

// broken is how many URLs stop working when the files leave where they are.
func (g *placing) broken() int {
	n := 0
	for _, f := range g.files {
		if !f.stays() && hasURL(f.file) {
			n++
		}
	}
	return n
}

// item is what is shown of a file.
func (g *placing) item(f *placed) *item {
	i := &item{Path: string(f.file.Path), ID: string(f.file.ID), To: string(f.to)}
	switch {
	case f.stays():
		i.Status = itemSame
	case f.there != nil:
		i.means = "it becomes the newest version of the file there, " + f.there.ID
	case len(g.missing) > 0:
		i.means = "the folder is created"
	}
	return i
}

// operation is what is done to a file, as package live knows it.
func (f *placed) operation(kind plan.OpKind) *plan.Operation {
	before := plan.Condition{Kind: plan.IsFree, Path: f.to}
	if f.there != nil {
		before = plan.Condition{Kind: plan.HoldsFile, Path: f.to, File: state.FileID(f.there.ID), Version: f.there.Version.ID}
	}
	return &plan.Operation{Kind: kind, Path: f.file.Path, Dest: f.to, File: f.file.ID, Before: []plan.Condition{before}}
}

// ready refuses to take another file than the one that was found, as calls name it by
// its path, and to land on what came to a place since it was looked at. It is called right
// before a call is sent, which may be long after that.
func (g *placing) ready(f *placed, op *plan.Operation) func(context.Context) error {
	return func(ctx context.Context) error {
		if time.Since(g.found) >= stillTrue {
			now, err := g.library.FilesByID(ctx, []state.FileID{f.file.ID})
			if err == nil {
				err = strayed(f.file, now[0], g.past)
			}
			if err != nil {
				return err
			}
		}
		if time.Since(g.looked) < stillTrue {
			return nil
		}
		wrong, err := g.library.Check(ctx, op.Before)
		if err != nil {
			return err
		}
		if len(wrong) > 0 {
			return fail(exitRefused, "not %s: %s is not as it was when it was looked at: %s", g.past, op.Dest, wrong[0].Found)
		}
		return nil
	}
}

// makeFolder creates the folder that files go into, once for all of them.
func (g *placing) makeFolder(ctx context.Context) error {
	if len(g.missing) == 0 {
		return nil
	}
	g.made.Do(func() {
		last := len(g.missing) - 1
		op := &plan.Operation{Kind: plan.OpCreateFolder, Path: g.missing[last], Parents: g.missing[:last]}
		if _, err := g.library.Do(ctx, op, func(context.Context) error { return nil }); err != nil {
			g.makeErr = fmt.Errorf("%s could not be created: %w", op.Path, err)
		}
	})
	return g.makeErr
}

// whether says from the library whether op was carried out, after its answer was lost.
// Where that is not clear, listings may not show it yet.
func (p *program) whether(ctx context.Context, a *account, op *plan.Operation) (bool, error) {
	var v plan.Verdict
	err := p.untilSettled(ctx, func() (bool, error) {
		var err error
		v, err = a.library.Probe(ctx, op)
		return v.Answer == plan.VerdictDone, err
	})
	if err != nil || v.Answer == plan.VerdictDone || v.Answer == plan.VerdictNotDone {
		return v.Answer == plan.VerdictDone, err
	}
	return false, fmt.Errorf("the library does not tell: %s", v.Evidence)
}
