package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

func (p *program) fileRenameCommand() command {
	purge := p.own("purge", "", "", "also purge the old URL from the caches, which counts against the plan's quota")
	return command{
		name: "file rename", usage: "give a file another name in its folder", args: "ID|PATH NAME", atLeast: 2, atMost: 2,
		text: `The file keeps its folder, id and versions; its URL changes, and the old one stops
working, with --purge in the caches too. A name that is taken is refused.

  iksync file rename --purge /products/hero.jpg hero-2025.jpg`,
		options: p.acting(purge),
		run: func(ctx context.Context, args []string) error {
			return p.fileRename(ctx, args[0], args[1], purge.on())
		},
	}
}

func (p *program) fileRename(ctx context.Context, arg, name string, purge bool) error {
	if strings.Contains(name, "/") {
		return fail(exitUsage, "%q is a path, and a file is renamed where it is: give its new name alone, or use: iksync file move", name)
	}
	if fault := newNameFault(arg, name); fault != nil {
		return fault
	}
	a, err := p.account()
	if err != nil {
		return err
	}
	began := time.Now()
	f, err := p.chooseOne(ctx, a, arg)
	if err != nil {
		return err
	}
	g := &placing{account: a, verb: "rename", past: "renamed", found: began, files: []*placed{{file: f, to: f.Path.Dir().Join(name)}}}
	if !g.files[0].stays() {
		err = firstOf(
			func() error { return g.look(ctx, f.Path.Dir(), parentsRefuse) },
			func() error { return g.confirm(ctx, conflictRefuse) },
			func() error { return g.refuseTaken() },
		)
	}
	if err != nil {
		return err
	}
	p.stderr.sayBroken(g.broken())
	return p.act(ctx, action{name: "file rename", verb: g.verb, past: g.past, steps: []*step{g.rename(p, g.files[0], purge)}})
}

// refuseTaken refuses a name that something else has: a rename makes no versions.
func (g *placing) refuseTaken() error {
	f := g.files[0]
	if f.there == nil {
		return nil
	}
	return fail(exitRefused, "%s is not renamed: the %s %s has that name", f.file.Path, f.there.Type, f.to)
}

// rename is the step that renames a file.
func (g *placing) rename(p *program, f *placed, purge bool) *step {
	i := g.item(f)
	if f.stays() {
		return &step{items: []*item{i}}
	}
	op := f.operation(plan.OpRenameFile)
	return &step{
		items: []*item{i},
		do: func(ctx context.Context) error {
			r, err := g.client.RenameFile(imagekit.WithLastLook(ctx, g.ready(f, op)),
				imagekit.FileRename{Path: string(f.file.Path), NewName: f.to.Base(), PurgeCache: purge})
			switch {
			case imagekit.IsConflict(err):
				return fmt.Errorf("the name %s is taken: %w", f.to.Base(), err)
			case err == nil && r.PurgeFailed:
				i.Status, i.Note = itemPartly, "renamed, but the purge was refused: "+r.Message
			case err == nil:
				i.Purge = r.PurgeRequestID
			}
			return err
		},
		look: func(ctx context.Context) (bool, error) {
			done, err := p.whether(ctx, g.account, op)
			if done && purge {
				i.Status, i.Note = itemPartly, "renamed, but the answer was lost, and so whether the purge was accepted"
			}
			return done, err
		},
	}
}

// newNameFault refuses a name that a file cannot be given.
func newNameFault(file, name string) error {
	would := state.ServerFileName(name)
	switch {
	case name == "" || name == "." || name == "..":
		return fail(exitUsage, "%q cannot be the name of a file", name)
	case would != name:
		return fail(exitUsage, "ImageKit would call %s %q instead of %q: give it that name, or another one of letters, digits, \".\", \"_\" and \"-\"", file, would, name)
	}
	return nil
}
