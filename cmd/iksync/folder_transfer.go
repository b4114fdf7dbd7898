package main

import (
	"context"
	"fmt"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// transfer is a folder that is to be copied or moved into another.
type transfer struct {
	*account
	kind     plan.OpKind
	from     state.Path
	into     state.Path // the folder it goes into
	to       state.Path // where it is then
	versions bool       // of a copy: all of each file
	conflict conflict
}

// conflict says what to do where a name is taken.
type conflict string

// The ways.
const (
	conflictRefuse  conflict = "refuse"
	conflictVersion conflict = "version"
)

// transferFolder copies or moves a folder into another.
func (p *program) transferFolder(ctx context.Context, kind plan.OpKind, versions bool, args []string) error {
	t, err := readTransfer(kind, args)
	if err != nil {
		return err
	}
	if t.account, err = p.account(); err != nil {
		return err
	}
	t.versions, t.conflict = versions, conflict(p.opts.conflict.text())
	a := action{name: "folder " + t.verb(), verb: t.verb(), past: t.past()}
	if t.kind == plan.OpMoveFolder && t.to == t.from {
		have, err := occupantAt(ctx, t.library, t.from)
		if err := firstError(err, folderFault(t.from, have)); err != nil {
			return err
		}
		a.steps = []*step{{items: []*item{{Path: string(t.from), To: string(t.to), Status: itemSame, Note: "it is there"}}}}
		return p.act(ctx, a)
	}
	for _, path := range []state.Path{t.from, t.into} {
		have, err := occupantAt(ctx, t.library, path)
		if err != nil {
			return err
		}
		if fault := t.fault(path, have); fault != nil {
			return fault
		}
	}
	target, err := t.checkTarget(ctx)
	if err != nil {
		return err
	}
	job := &folderJob{account: t.account, op: plan.Operation{Kind: t.kind, Path: t.from, Dest: t.to}, start: t.start}
	if target == occupantFolder {
		job.merges = true
		if a.ask, job.means, err = t.merge(ctx); err != nil {
			return err
		}
	} else {
		job.ready = t.stillFree
	}
	if t.kind == plan.OpMoveFolder {
		if err := p.leaveURLs(ctx, &a, t.account, &job.op); err != nil {
			return err
		}
	}
	return p.actOnFolder(ctx, a, job)
}

// readTransfer reads what is to go where, and refuses what cannot be.
func readTransfer(kind plan.OpKind, args []string) (*transfer, error) {
	t := &transfer{kind: kind}
	var err error
	if t.from, err = readFolderArg(args[0], t.past()); err != nil {
		return nil, err
	}
	if t.into, err = readPath(args[1]); err != nil {
		return nil, err
	}
	t.to = t.into.Join(t.from.Base())
	switch {
	case t.into == t.from:
		return nil, fail(exitUsage, "%s cannot be %s into itself", t.from, t.past())
	case t.into.Under(t.from):
		return nil, fail(exitUsage, "%s cannot be %s into %s, which is in it", t.from, t.past(), t.into)
	case t.kind == plan.OpCopyFolder && t.to == t.from:
		return nil, fail(exitUsage, "%s is in %s already, where its copy would take its place: copy it into another folder", t.from, t.into)
	}
	return t, nil
}

func (t *transfer) verb() string {
	if t.kind == plan.OpCopyFolder {
		return "copy"
	}
	return "move"
}

func (t *transfer) past() string {
	if t.kind == plan.OpCopyFolder {
		return "copied"
	}
	return "moved"
}

// fault is the error of a place where a folder should be. The service may make the
// one to go into, or may not: that is said rather than tried.
func (t *transfer) fault(path state.Path, have occupant) error {
	switch {
	case have == occupantFile && path == t.from:
		return fail(exitFailed, "%s is a file, not a folder: see iksync file %s", path, t.verb())
	case have == occupantNone && path == t.into:
		return fail(exitFailed, "there is no folder %s to %s it into: make it with: iksync folder create %s", path, t.verb(), path)
	}
	return folderFault(path, have)
}

// checkTarget looks what has the folder's name where it goes, and refuses to land on it
// unless that is asked for.
func (t *transfer) checkTarget(ctx context.Context) (occupant, error) {
	have, err := occupantAt(ctx, t.library, t.to)
	switch {
	case err != nil:
		return "", err
	case have == occupantFile:
		return have, fail(exitRefused, "%s is not %s: a file is at %s", t.from, t.past(), t.to)
	case have == occupantFolder && t.conflict != conflictVersion:
		return have, fail(exitRefused, "%s is not %s: %s is there already. --on-conflict version would make one folder of the two: files of the same name become newest versions there, for ever", t.from, t.past(), t.to)
	}
	return have, nil
}

// stillFree refuses to land on what came after it was looked at.
func (t *transfer) stillFree(ctx context.Context) error {
	have, err := occupantAt(ctx, t.library, t.to)
	if err != nil {
		return err
	}
	if have != occupantNone {
		return fail(exitRefused, "%s is not %s: since it was looked at, %s came to %s", t.from, t.past(), have, t.to)
	}
	return nil
}

// merge asks whether two folders may become one, and says what that means. Both name
// the files whose content is superseded.
func (t *transfer) merge(ctx context.Context) (question, means string, err error) {
	source, err := t.library.Contents(ctx, t.from)
	if err != nil {
		return "", "", err
	}
	target, err := t.library.Contents(ctx, t.to)
	if err != nil {
		return "", "", err
	}
	there := map[state.Path]bool{}
	for _, path := range filesOf(target) {
		there[path] = true
	}
	var superseded []state.Path
	for _, path := range filesOf(source) {
		if to := path.Rebase(t.from, t.to); there[to] {
			superseded = append(superseded, to)
		}
	}
	what := "no file in both"
	switch n := len(superseded); n {
	case 0:
	case 1:
		what = "1 file in both, which gets the content that comes: " + firstFew(superseded)
	default:
		what = quantity(n, "file") + " in both, which get the content that comes: " + firstFew(superseded)
	}
	question = fmt.Sprintf("Make one folder of %s (%s) and %s (%s), for ever, with %s?",
		inert(string(t.from)), countContents(source), inert(string(t.to)), countContents(target), what)
	return question, "into the folder that is there, with " + what, nil
}

// start starts the job.
func (t *transfer) start(ctx context.Context) (imagekit.JobID, error) {
	if t.kind == plan.OpCopyFolder {
		return t.client.CopyFolder(ctx, imagekit.FolderCopy{Source: string(t.from), Destination: string(t.into), IncludeVersions: t.versions})
	}
	return t.client.MoveFolder(ctx, imagekit.FolderMove{Source: string(t.from), Destination: string(t.into)})
}
