package main

import (
	"context"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// uploadOptions are the options of the command of that name.
type uploadOptions struct{ overwrite, tag *option }

func (p *program) fileUploadCommand() command {
	o := uploadOptions{
		overwrite: p.own("overwrite", "", "", "replace files that hold other bytes: what they hold becomes an older version"),
		tag:       p.own("tag", "LIST", "", "tags that the files get besides those they have, separated by commas"),
	}
	return command{
		name: "file upload", usage: "upload files, and all files below folders", args: "FILE... FOLDER", atLeast: 2, atMost: anyNumber,
		text: `A local folder stands for all files below it, which keep their places: names that
begin with a dot do not count. What the library holds already is not sent again, so
that a set that broke off goes on where it was, when the same is typed again:

  iksync file upload hero.jpg /storefront/products
  iksync file upload assets/icons /storefront/icons`,
		options: p.acting(o.overwrite, o.tag),
		run: func(ctx context.Context, args []string) error {
			return p.uploadFiles(ctx, &o, args[:len(args)-1], args[len(args)-1])
		},
	}
}

// uploadFiles makes local files files of a folder of the library. It is an apply of
// a configuration that lists them, and nothing else.
func (p *program) uploadFiles(ctx context.Context, o *uploadOptions, names []string, folder string) error {
	to, err := readPath(folder)
	if err != nil {
		return err
	}
	want, err := p.wantUploaded(o, names, to)
	if err != nil {
		return err
	}
	m, err := p.uploadPlanner(want)
	if err != nil {
		return err
	}
	if err := p.checkUploadFolder(ctx, m, to, folder); err != nil {
		return err
	}
	made, err := m.make(ctx)
	switch {
	case err != nil:
		return err
	case made.Refused():
		return refusal(made)
	case unreadFiles(made) > 0:
		return p.verdict(made)
	}
	if err := checkOverwritten(made, o); err != nil {
		return err
	}
	u := newUploading(want, made)
	if p.opts.dryRun.on() {
		return p.show(&acted{action: u.action(), form: dryRun}, "")
	}
	if len(made.Operations) > 0 {
		if err := p.runUploads(ctx, m, u); err != nil {
			return err
		}
	}
	done := &acted{action: u.action(), form: realRun}
	shown := p.show(done, "")
	return firstError(done.err(), shown)
}

// uploadPlanner plans uploads of local files. What they were is on record beside the
// runs of this working directory.
func (p *program) uploadPlanner(want *state.Want) (*planner, error) {
	c := &config{name: "file upload", dir: p.env.Dir, want: want, open: p.openLocal}
	m, err := p.plannerOf(c, plan.Options{Now: p.now})
	if err != nil {
		return nil, err
	}
	m.observe = func(ctx context.Context) (*state.Have, error) {
		return m.library.ObserveFiles(ctx, slices.Collect(maps.Keys(want.Files)))
	}
	m.records = &records{open: func(ctx context.Context) (recordPlace, func(), error) {
		dir := filepath.Join(p.env.Dir, ".iksync", "uploads")
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, nil, err
		}
		bucket, err := p.openRecordBucket(ctx, fileURL(dir).String(), dir, m.connection.endpoint)
		if err != nil {
			return nil, nil, err
		}
		return bucket, bucket.close, nil
	}}
	return m, nil
}

// openLocal opens a file of this machine, as the user named it.
func (p *program) openLocal(name string) (*os.File, error) {
	path := p.path(name)
	if err := checkLocal(path); err != nil {
		return nil, err
	}
	return os.Open(path)
}

// checkOverwritten refuses to replace what nobody said may be.
func checkOverwritten(made *plan.Plan, o *uploadOptions) error {
	var paths []state.Path
	for i := range made.Changes {
		if c := &made.Changes[i]; c.Action == plan.Replace {
			paths = append(paths, c.Path)
		}
	}
	if len(paths) == 0 || o.overwrite.on() {
		return nil
	}
	return fail(exitRefused, "%s there already and would be replaced: %s; if it is meant: --overwrite keeps what is there as an older version",
		quantity(len(paths), "file")+isAre(len(paths)), firstFew(paths))
}

func isAre(n int) string {
	if n == 1 {
		return " is"
	}
	return " are"
}

// runUploads carries the plan out, and writes down what it uploaded.
func (p *program) runUploads(ctx context.Context, m *planner, u *uploading) error {
	options, err := p.applyOptions()
	if err != nil {
		return err
	}
	progress := p.uploadProgress(u)
	options.Reporter = progress
	open := func(name string) (io.ReadCloser, error) {
		f, err := p.openLocal(name)
		if err != nil {
			return nil, err
		}
		return progress.counted(name, f), nil
	}
	library := live.New(m.connection.client.WithOnWait(progress.Wait), live.Options{Open: open, Settle: options.Settle})
	p.stop.graceful.Store(true)
	defer p.stop.graceful.Store(false)
	if u.result, err = apply.Run(ctx, u.plan, library, options); err != nil {
		return err
	}
	w := &work{plan: u.plan, learnt: library.Stored()}
	stored := w.found()
	if len(stored) == 0 || ctx.Err() != nil {
		return nil
	}
	if err := m.records.add(ctx, stored, func(state.FileID) bool { return true }); err != nil {
		p.stderr.say("What was uploaded is not on record in .iksync/uploads, so that the next upload of it compares by downloading: %v", err)
	}
	return nil
}

// uploading is local files on their way into a library.
type uploading struct {
	want   *state.Want
	plan   *plan.Plan
	result *apply.Result // nil: nothing had to be done, or was
}

func newUploading(want *state.Want, made *plan.Plan) *uploading {
	return &uploading{want: want, plan: made}
}

// bytes is how much is to be sent.
func (u *uploading) bytes() int64 {
	var n int64
	for i := range u.plan.Operations {
		if s := u.plan.Operations[i].Source; s != nil {
			n += s.Size
		}
	}
	return n
}

// action is what is to be done, or was, with each file.
func (u *uploading) action() action {
	a := action{name: "file upload", verb: "upload", past: "uploaded"}
	changes := map[plan.ChangeID]*plan.Change{}
	for i := range u.plan.Changes {
		changes[u.plan.Changes[i].ID] = &u.plan.Changes[i]
	}
	ended := map[plan.ChangeID]apply.ChangeOutcome{}
	if u.result != nil {
		for _, c := range u.result.Changes(u.plan) {
			ended[c.Change] = c
		}
	}
	for _, path := range slices.SortedFunc(maps.Keys(u.want.Files), state.Path.Compare) {
		i := &item{Path: u.want.Files[path].Source.Path, To: string(path)}
		id := plan.NewChangeID(plan.File, string(path))
		switch c := changes[id]; {
		case c == nil:
			i.Status = itemSame
		case u.result == nil:
			i.Status = itemPlanned
		default:
			settleUpload(i, ended[id])
		}
		if c := changes[id]; c != nil && c.Action == plan.Replace {
			i.means = "replaces what is there"
		} else if c != nil && c.Action == plan.Update {
			i.means = "its bytes are there, and only its tags change"
		}
		i.tell()
		a.steps = append(a.steps, &step{items: []*item{i}, made: u.result != nil})
	}
	return a
}

// settleUpload gives a file the status that its change ended with.
func settleUpload(i *item, ended apply.ChangeOutcome) {
	var why error
	for _, o := range ended.Reasons {
		if o.Err != nil {
			why = o.Err
		}
	}
	switch ended.Status {
	case apply.ChangeDone:
		i.Status = itemDone
	case apply.ChangeFailed, apply.ChangePartly:
		i.failed(why)
		if slices.ContainsFunc(ended.Reasons, func(o apply.Outcome) bool {
			return o.Failure == apply.FailureUnknown || o.Failure == apply.FailureAborted
		}) {
			i.Status = itemUnknown
		}
	case apply.ChangeSkipped:
		i.Status, i.err = itemSkipped, errNotTried
		if slices.ContainsFunc(ended.Reasons, func(o apply.Outcome) bool { return o.Skip != nil && o.Skip.Reason == apply.SkipInterrupted }) {
			i.err = errInterrupted
		}
		i.Error = i.err.Error()
	}
}
