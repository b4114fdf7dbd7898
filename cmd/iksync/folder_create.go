package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

func (p *program) folderCreateCommand() command {
	parents := p.own("parents", "", "", "also make the folders above it that are missing")
	return command{
		name: "folder create", usage: "create a folder", args: "PATH", atLeast: 1, atMost: 1,
		text: `Makes an empty folder. One that is there already is left as it is, which is no
error. Letters, digits and "_" are what its name may hold: ImageKit would change
any other character, so such a name is refused.

  iksync folder create --parents /photos/2025/summer`,
		options: p.acting(parents),
		run: func(ctx context.Context, args []string) error {
			return p.createFolder(ctx, args[0], parents.on())
		},
	}
}

func (p *program) createFolder(ctx context.Context, arg string, parents bool) error {
	path, err := readPath(arg)
	if err != nil {
		return err
	}
	account, err := p.account()
	if err != nil {
		return err
	}
	a := action{name: "folder create", verb: "create", past: "created"}
	switch have, err := occupantAt(ctx, account.library, path); {
	case err != nil:
		return err
	case have == occupantFile:
		return fail(exitRefused, "a file is at %s: give the folder another name", path)
	case have == occupantFolder:
		a.steps = []*step{{items: []*item{{Path: string(path), Status: itemSame, Note: "it is there"}}}}
		return p.act(ctx, a)
	}
	missing, err := missingAbove(ctx, account.library, path)
	switch {
	case err != nil:
		return err
	case len(missing) > 0 && !parents:
		return fail(exitFailed, "there is no folder %s to make %s in: --parents makes it too", path.Dir(), path)
	}
	var above *item
	for _, folder := range append(missing, path) {
		if fault := newFolderFault(folder); fault != nil {
			return fault
		}
		s := createStep(account.library, folder, above)
		a.steps, above = append(a.steps, s), s.items[0]
	}
	return p.act(ctx, a)
}

// missingAbove is the folders above path that are not there, outermost first.
func missingAbove(ctx context.Context, library *live.Library, path state.Path) ([]state.Path, error) {
	var missing []state.Path
	for dir := range path.Ancestors {
		switch have, err := occupantAt(ctx, library, dir); {
		case err != nil:
			return nil, err
		case have == occupantFile:
			return nil, folderFault(dir, have)
		case have == occupantFolder:
			slices.Reverse(missing)
			return missing, nil
		}
		missing = append(missing, dir)
	}
	slices.Reverse(missing)
	return missing, nil
}

// newFolderFault refuses a folder whose name ImageKit would change.
func newFolderFault(path state.Path) error {
	name := path.Base()
	would := state.ServerFolderName(name)
	switch {
	case would == name:
		return nil
	case state.ServerFolderRename(name) == name:
		return fail(exitUsage, "%s: ImageKit would call the new folder %q: create it under that name, and then rename it to %q, which may hold \"-\"", path, would, name)
	}
	return fail(exitUsage, "%s: ImageKit would call the new folder %q: give it that name, or another one of letters, digits and \"_\"", path, would)
}

// createStep makes one folder, after the one above it. That it is there already by then
// is what was wanted.
func createStep(library *live.Library, path state.Path, above *item) *step {
	i := &item{Path: string(path)}
	return &step{
		items: []*item{i}, after: true,
		do: func(ctx context.Context) error {
			if above != nil && above.Status != itemDone {
				i.Status, i.err = itemSkipped, fmt.Errorf("%s, which it is to be in, was not made", above.Path)
				i.Error = i.err.Error()
				return nil
			}
			_, err := library.Do(ctx, &plan.Operation{Kind: plan.OpCreateFolder, Path: path},
				func(context.Context) error { return nil })
			return err
		},
		look: func(ctx context.Context) (bool, error) {
			have, err := occupantAt(ctx, library, path)
			return have == occupantFolder, err
		},
	}
}

// checkNewName refuses a name that a folder cannot be given.
func checkNewName(name string) error {
	would := state.ServerFolderRename(name)
	switch {
	case name == "" || name == "." || name == "..":
		return fail(exitUsage, "%q cannot be the name of a folder", name)
	case strings.Contains(name, "/"):
		return fail(exitUsage, "%q is a path, and a folder is renamed where it is: give its new name alone, or use: iksync folder move", name)
	case would != name:
		return fail(exitUsage, "ImageKit would call the folder %q instead of %q: give it that name, or another one of letters, digits, \"_\" and \"-\"", would, name)
	}
	return nil
}
