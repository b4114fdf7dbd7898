package main

import (
	"context"

	"github.com/iksync/iksync/plan"
)

func (p *program) folderMoveCommand() command {
	return command{
		name: "folder move", usage: "move a folder into another", args: "FOLDER DESTINATION", atLeast: 2, atMost: 2,
		text: `Moves a folder with all that is in it INTO another one, where it keeps its name: a
job of ImageKit does that, which --wait waits for. The URLs of all its files change:
of more than one it asks first. Where the name is taken the move is refused, unless
--on-conflict version lets the two become one folder: files of the same name then
become newest versions there, which cannot be undone.

  iksync folder move --wait /photos/summer /archive     becomes /archive/summer`,
		options: p.acting(p.opts.conflict, p.opts.follow, p.opts.yes),
		run: func(ctx context.Context, args []string) error {
			return p.transferFolder(ctx, plan.OpMoveFolder, false, args)
		},
	}
}
