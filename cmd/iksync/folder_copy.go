package main

import (
	"context"

	"github.com/iksync/iksync/plan"
)

func (p *program) folderCopyCommand() command {
	versions := p.own("versions", "", "", "all versions of each file, not only the current one")
	return command{
		name: "folder copy", usage: "copy a folder into another", args: "FOLDER DESTINATION", atLeast: 2, atMost: 2,
		text: `Copies a folder with all that is in it INTO another one, where it keeps its name: a
job of ImageKit does that, which --wait waits for. Where the name is taken the copy
is refused, unless --on-conflict version lets the two become one folder: files of
the same name then become newest versions there, which cannot be undone.

  iksync folder copy --wait /photos/summer /archive     becomes /archive/summer`,
		options: p.acting(versions, p.opts.conflict, p.opts.follow, p.opts.yes),
		run: func(ctx context.Context, args []string) error {
			return p.transferFolder(ctx, plan.OpCopyFolder, versions.on(), args)
		},
	}
}
