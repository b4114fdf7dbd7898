package main

import (
	"context"
	"fmt"
	"time"

	"github.com/iksync/iksync/plan"
)

func (p *program) fileMoveCommand() command {
	create := p.own("parents", "", "", "create FOLDER, and what is missing above it")
	return command{
		name: "file move", usage: "move files into a folder", args: "ID|PATH|GLOB... FOLDER", atLeast: 1, atMost: anyNumber,
		text: `Files keep their names and versions; their URLs change, and the old ones stop
working. ImageKit may give a moved file another id. A name that is taken is refused,
unless --on-conflict version makes the file the newest version of the one there.

  iksync file move /new/hero.jpg /products
  iksync file move --where 'tags IN ["sale"]' '/products/**' /archive` + globText,
		options: p.acting(create, p.opts.where, p.opts.conflict, p.opts.yes),
		run: func(ctx context.Context, args []string) error {
			return p.fileMove(ctx, args, readParents(create))
		},
	}
}

func readParents(create *option) parents {
	if create.on() {
		return parentsCreate
	}
	return parentsRefuse
}

func (p *program) fileMove(ctx context.Context, args []string, missing parents) error {
	g := &placing{verb: "move", past: "moved"}
	set, err := p.placeFiles(ctx, g, args, missing)
	if err != nil {
		return err
	}
	a := action{name: "file move", verb: g.verb, past: g.past, ask: g.askMove(set)}
	for _, f := range g.files {
		a.steps = append(a.steps, g.move(p, f))
	}
	p.stderr.sayBroken(g.broken())
	return p.act(ctx, a)
}

// placeFiles reads which files go into which folder, and sees to it that they can.
// It says whether the files were found by a glob.
func (p *program) placeFiles(ctx context.Context, g *placing, args []string, missing parents) (set bool, err error) {
	last := len(args) - 1
	folder, err := readPath(args[last])
	if err != nil {
		return false, err
	}
	if g.account, err = p.account(); err != nil {
		return false, err
	}
	began := time.Now()
	found, err := p.choose(ctx, g.library, args[:last])
	if err != nil {
		return false, err
	}
	policy := conflict(p.opts.conflict.text())
	err = firstOf(
		func() error { return g.into(found.files, folder) },
		func() error { return g.look(ctx, folder, missing) },
		func() error { return g.confirm(ctx, policy) },
		func() error { return g.refuse(policy) },
	)
	if !found.set && len(g.superseded()) == 0 { // else a question may take a while
		g.found = began
	}
	return found.set, err
}

// firstOf does one after the other, up to the first that fails.
func firstOf(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// askMove is what is asked before files move: where others lose their place to them,
// and where nobody named the files whose URLs stop working one by one.
func (g *placing) askMove(set bool) string {
	if ask := g.askSuperseded(); ask != "" {
		return ask
	}
	files := g.leaving()
	if !set || len(files) < 2 || g.broken() == 0 {
		return ""
	}
	return fmt.Sprintf("Move %s, whose URLs stop working: %s?", quantity(len(files), "file"), firstFew(files))
}

// askSuperseded is what is asked before files get another content; "" if none does.
func (g *placing) askSuperseded() string {
	over := g.superseded()
	if len(over) == 0 {
		return ""
	}
	return fmt.Sprintf("Give %s another content, for ever: %s? What they hold now becomes an older version.", quantity(len(over), "file"), firstFew(over))
}

// move is the step that moves a file.
func (g *placing) move(p *program, f *placed) *step {
	i := g.item(f)
	if f.stays() {
		return &step{items: []*item{i}}
	}
	kind := plan.OpMoveFile
	if f.there != nil {
		kind = plan.OpMergeFile
	}
	op := f.operation(kind)
	return &step{
		items: []*item{i},
		do: func(ctx context.Context) error {
			if err := g.makeFolder(ctx); err != nil {
				return err
			}
			_, err := g.library.Do(ctx, op, g.ready(f, op))
			return err
		},
		look: func(ctx context.Context) (bool, error) { return p.whether(ctx, g.account, op) },
	}
}
