package main

import (
	"context"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
)

func (p *program) folderRenameCommand() command {
	purge := p.own("purge", "", "", "also make the CDN forget the old URLs: one purge of the plan's quota")
	return command{
		name: "folder rename", usage: "give a folder another name", args: "PATH NAME", atLeast: 2, atMost: 2,
		text: `Renames a folder where it is: a job of ImageKit does that, which --wait waits for.
The URLs of all its files change: of more than one it asks first. A name that is
taken is refused.

  iksync folder rename --wait /photos/summer summer-2024`,
		options: p.acting(purge, p.opts.follow, p.opts.yes),
		run: func(ctx context.Context, args []string) error {
			return p.renameFolder(ctx, args[0], args[1], purge.on())
		},
	}
}

func (p *program) renameFolder(ctx context.Context, arg, name string, purge bool) error {
	path, err := readFolderArg(arg, "renamed")
	if err != nil {
		return err
	}
	to := path.Dir().Join(name)
	if to != path { // a name that it has already may be any
		if err := checkNewName(name); err != nil {
			return err
		}
	}
	account, err := p.account()
	if err != nil {
		return err
	}
	have, err := occupantAt(ctx, account.library, path)
	if err := firstError(err, folderFault(path, have)); err != nil {
		return err
	}
	a := action{name: "folder rename", verb: "rename", past: "renamed"}
	if to == path {
		a.steps = []*step{{items: []*item{{Path: string(path), To: string(to), Status: itemSame, Note: "it is called so"}}}}
		return p.act(ctx, a)
	}
	switch there, err := occupantAt(ctx, account.library, to); {
	case err != nil:
		return err
	case there != occupantNone:
		return fail(exitRefused, "%s is not renamed: %s is at %s already", path, there, to)
	}
	job := &folderJob{
		account: account, op: plan.Operation{Kind: plan.OpRenameFolder, Path: path, Dest: to},
		start: func(ctx context.Context) (imagekit.JobID, error) {
			return account.client.RenameFolder(ctx, imagekit.FolderRename{Path: string(path), NewName: name, PurgeCache: purge})
		},
	}
	if err := p.leaveURLs(ctx, &a, account, &job.op); err != nil {
		return err
	}
	return p.actOnFolder(ctx, a, job)
}
