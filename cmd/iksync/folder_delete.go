package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

func (p *program) folderDeleteCommand() command {
	return command{
		name: "folder delete", usage: "delete a folder with all that is in it, for ever", args: "PATH", atLeast: 1, atMost: 1,
		text: `Deletes a folder with all files and folders in it, and all their versions. Nothing
brings them back, so what is in it is counted first, and asked about.

  iksync folder delete --dry-run /photos/2019`,
		options: p.acting(p.opts.yes),
		run:     func(ctx context.Context, args []string) error { return p.deleteFolder(ctx, args[0]) },
	}
}

// deletion is a folder that is to go, with what was in it when that was asked about.
type deletion struct {
	*account
	path   state.Path
	asked  bool // somebody is told what is in it, and says yes to that
	inside []plan.Content
	read   time.Time
}

func (p *program) deleteFolder(ctx context.Context, arg string) error {
	path, err := readFolderArg(arg, "deleted")
	if err != nil {
		return err
	}
	account, err := p.account()
	if err != nil {
		return err
	}
	d := &deletion{account: account, path: path, asked: !p.opts.yes.on()}
	if err := d.look(ctx); err != nil {
		return err
	}
	return p.act(ctx, action{
		name: "folder delete", verb: "delete", past: "deleted", ask: d.question(),
		steps: []*step{{
			items: []*item{{Path: string(path), means: d.holds()}},
			do:    d.do,
			look: func(ctx context.Context) (bool, error) {
				return p.settledVerdict(ctx, account.library, &plan.Operation{Kind: plan.OpDeleteFolder, Path: path})
			},
		}},
	})
}

// look reads what is in the folder. One in which nothing is may not be there at all.
func (d *deletion) look(ctx context.Context) error {
	inside, err := d.library.Contents(ctx, d.path)
	if err != nil {
		return err
	}
	if len(inside) == 0 {
		have, err := occupantAt(ctx, d.library, d.path)
		if err != nil {
			return err
		}
		if have == occupantFile {
			return fail(exitFailed, "%s is a file, not a folder: iksync file delete deletes it", d.path)
		}
		if fault := folderFault(d.path, have); fault != nil {
			return fault
		}
	}
	d.inside, d.read = inside, time.Now()
	return nil
}

// holds is what goes along.
func (d *deletion) holds() string {
	switch {
	case len(d.inside) == 0:
		return "it is empty"
	case len(filesOf(d.inside)) == 0:
		return "it holds " + countContents(d.inside)
	}
	return "it holds " + countContents(d.inside) + ", with all their versions"
}

func (d *deletion) question() string {
	if len(d.inside) == 0 {
		return "Delete the empty folder " + inert(string(d.path)) + "?"
	}
	return fmt.Sprintf("Delete %s for ever, with %s and all their versions (%s)?",
		inert(string(d.path)), countContents(d.inside), firstContents(d.inside))
}

func (d *deletion) do(ctx context.Context) error {
	err := d.client.DeleteFolder(imagekit.WithLastLook(ctx, d.stillTheSame), string(d.path))
	return explainTooMany(err, d.inside)
}

// stillTheSame keeps from going what came after the question was asked.
func (d *deletion) stillTheSame(ctx context.Context) error {
	if !d.asked || time.Since(d.read) < freshFor {
		return nil
	}
	now, err := d.library.Contents(ctx, d.path)
	if err != nil {
		return err
	}
	known := make(map[plan.Content]bool, len(d.inside))
	for _, c := range d.inside {
		known[c] = true
	}
	came := slices.DeleteFunc(now, func(c plan.Content) bool { return known[c] })
	if len(came) == 0 {
		d.read = time.Now()
		return nil
	}
	return fail(exitRefused, "not deleted: since you were asked, %s came into it (%s): ask again", countContents(came), firstContents(came))
}

// explainTooMany says what to do about a folder that is too large for one call.
func explainTooMany(err error, inside []plan.Content) error {
	var answer *imagekit.Error
	if !errors.As(err, &answer) || answer.Reason != "TOO_MANY_OBJECTS" {
		return err
	}
	with := "smaller ones"
	if folders := foldersOf(inside); len(folders) > 0 {
		with = "the folders in it, one by one (" + firstFew(folders) + ")"
	}
	return fmt.Errorf("it has more than the 100,000 files, folders and versions that ImageKit takes at a time: begin with %s: %w", with, err)
}
