package main

import (
	"context"
	"fmt"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

func (p *program) fileCopyCommand() command {
	create := p.own("parents", "", "", "create FOLDER, and what is missing above it")
	versions := p.own("versions", "", "", "copy the older versions too")
	return command{
		name: "file copy", usage: "copy files into a folder", args: "ID|PATH|GLOB... FOLDER", atLeast: 1, atMost: anyNumber,
		text: `Each copy has the name of its file, and an id of its own. A name that is taken is
refused, unless --on-conflict version makes the copy the newest version of the file there.

  iksync file copy /products/hero.jpg /campaigns/winter
  iksync file copy --parents --versions '/products/*.jpg' /archive/2025` + globText,
		options: p.acting(create, versions, p.opts.where, p.opts.conflict, p.opts.yes),
		run: func(ctx context.Context, args []string) error {
			extent := state.CopyCurrent
			if versions.on() {
				extent = state.CopyAll
			}
			return p.fileCopy(ctx, args, readParents(create), extent)
		},
	}
}

func (p *program) fileCopy(ctx context.Context, args []string, missing parents, extent state.CopyVersions) error {
	g := &placing{verb: "copy", past: "copied"}
	if _, err := p.placeFiles(ctx, g, args, missing); err != nil {
		return err
	}
	a := action{name: "file copy", verb: g.verb, past: g.past, ask: g.askSuperseded()}
	for _, f := range g.files {
		a.steps = append(a.steps, g.copy(p, f, extent))
	}
	return p.act(ctx, a)
}

// copy is the step that copies a file.
func (g *placing) copy(p *program, f *placed, extent state.CopyVersions) *step {
	i := g.item(f)
	if f.stays() {
		return &step{items: []*item{i}}
	}
	op := f.operation(plan.OpMoveFile) // for what must hold of its place
	return &step{
		items: []*item{i},
		do: func(ctx context.Context) error {
			if err := g.makeFolder(ctx); err != nil {
				return err
			}
			return g.client.CopyFile(imagekit.WithLastLook(ctx, g.ready(f, op)), imagekit.FileCopy{
				Source: string(f.file.Path), Destination: string(f.to.Dir()), IncludeVersions: extent == state.CopyAll,
			})
		},
		look: func(ctx context.Context) (bool, error) {
			var seen copySeen
			err := p.untilSettled(ctx, func() (bool, error) {
				at, err := g.library.AssetsAt(ctx, []state.Path{f.to})
				if err == nil {
					seen = f.seen(at[0])
				}
				return seen == copyDone, err
			})
			if err != nil || seen != copyOther {
				return seen == copyDone, err
			}
			return false, fmt.Errorf("something else is at %s now", f.to)
		},
	}
}

// copySeen is what the place of a copy tells of it.
type copySeen string

// What can be seen.
const (
	copyNone  copySeen = "none"  // the place is as it was before
	copyDone  copySeen = "done"  // it is there
	copyOther copySeen = "other" // something came there that it is not
)

// seen says what is at the place of a copy. A copy has the size of its file, and is a
// version that was not there before.
func (f *placed) seen(now *imagekit.Asset) copySeen {
	switch {
	case now == nil && f.there == nil,
		now != nil && f.there != nil && now.Version.ID == f.there.Version.ID:
		return copyNone
	case now != nil && now.Type == imagekit.AssetFile && now.Size == f.file.Observed.Size:
		return copyDone
	}
	return copyOther
}
