package main

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/live"
)

// account is the library that a single action is about. With --dry-run its client
// refuses to send what changes anything.
type account struct {
	client  *imagekit.Client
	library *live.Library
}

// account finds the library of a single action. It sends nothing.
func (p *program) account() (*account, error) {
	to, err := p.connect(p.env.Dir)
	if err != nil {
		return nil, err
	}
	settle, err := p.settle()
	if err != nil {
		return nil, err
	}
	client := to.client.WithOnWait(newWaits(p.stderr).plain)
	if p.opts.dryRun.on() {
		client = client.ReadOnly()
	}
	return &account{client, live.New(client, live.Options{Open: sourceOpener(p.env.Dir), Settle: settle})}, nil
}

// action is one thing to do to a library, in one call or in several.
type action struct {
	name       string // the command's
	verb, past string // what it does to each item, as in "delete" and "deleted"
	steps      []*step
	ask        string // what is asked before it; "": it can be undone
}

// step is one call of an action, and what it is about. An item may be in several
// steps, which are then not made at the same time: see after.
type step struct {
	items []*item
	after bool // it begins when all steps before it are over
	made  bool // its call was made
	// do makes the call. What its error is about are all items that it does not
	// give a status of their own.
	do func(context.Context) error
	// look says from the library whether the call was carried out, after its answer
	// was lost; nil where nobody can tell.
	look func(context.Context) (bool, error)
}

// item is one file, folder, field or job of an action, and what became of it.
type item struct {
	Path   string     `json:"path,omitempty"`
	Field  string     `json:"field,omitempty"` // the name of a metadata field
	ID     string     `json:"id,omitempty"`
	URL    string     `json:"url,omitempty"`
	To     string     `json:"to,omitempty"` // where it goes, or what it is called then
	Job    string     `json:"job,omitempty"`
	Purge  string     `json:"purge,omitempty"` // the id of a purge request
	Status itemStatus `json:"status"`
	Note   string     `json:"note,omitempty"` // what else there is to say
	Error  string     `json:"error,omitempty"`

	means string // what is so when it is done: no note of one that failed
	err   error
}

// itemStatus says what became of an item.
type itemStatus string

// The statuses.
const (
	itemPlanned itemStatus = "planned" // --dry-run: it would be done
	itemDone    itemStatus = "done"
	itemStarted itemStatus = "started" // its job runs
	itemPartly  itemStatus = "partly"  // done, but for what the note says
	itemFailed  itemStatus = "failed"
	itemUnknown itemStatus = "unknown" // the answer was lost, and the library does not tell
	itemSkipped itemStatus = "skipped" // it was not tried
	itemSame    itemStatus = "same"    // it is as it should be already
)

// named is how messages call the item.
func (i *item) named() string {
	for _, name := range []string{i.Path, i.Field, i.ID, i.URL, i.Job} {
		if name != "" {
			return name
		}
	}
	return "it"
}

// tell notes what doing the item means, if it is done or is to be.
func (i *item) tell() {
	switch i.Status {
	case itemPlanned, itemDone, itemStarted:
		i.Note = joined(i.means, i.Note)
	case itemPartly, itemFailed, itemUnknown, itemSkipped, itemSame:
	}
	i.means = ""
}

// failed notes why the item was not done.
func (i *item) failed(err error) {
	i.Status, i.err, i.Error = itemFailed, err, err.Error()
	if inDoubt(err) {
		i.Status = itemUnknown
	}
}

// inDoubt says whether a call may or may not have been carried out: the client says
// so of what it must not repeat, package live of the rest.
func inDoubt(err error) bool {
	var doubt interface{ OutcomeUnknown() bool }
	return imagekit.IsOutcomeUnknown(err) || errors.As(err, &doubt) && doubt.OutcomeUnknown()
}

// undoneError is the error of a call whose answer was lost, and that was not carried
// out. It hides the error in it, which leaves that open.
type undoneError struct{ lost error }

func (e undoneError) Error() string { return e.lost.Error() + "; the library shows that it was not" }

// act asks, does what is to be done, and shows what became of it. With --dry-run it
// only shows what it would do.
func (p *program) act(ctx context.Context, a action) error {
	if p.opts.dryRun.on() {
		for _, s := range a.steps {
			for _, i := range s.items {
				if i.Status == "" {
					i.Status = itemPlanned
				}
				i.tell()
			}
		}
		return p.show(&acted{action: a, form: dryRun}, "")
	}
	if err := p.approveAction(ctx, a); err != nil {
		return err
	}
	p.perform(ctx, a)
	done := &acted{action: a, form: realRun}
	shown := p.show(done, "")
	return firstError(done.err(), shown)
}

// approveAction asks before what cannot be undone.
func (p *program) approveAction(ctx context.Context, a action) error {
	question := cell(a.ask)
	switch {
	case a.ask == "" || p.opts.yes.on() || len(a.steps) == 0:
		return nil
	case !p.env.StdinIsTerminal():
		return fail(exitUsage, "%s asks before it does this, and there is no terminal to ask on: give --yes, or look first with --dry-run (%s)", a.name, question)
	}
	return p.ask(ctx, question, "not done: the answer was not 'yes'")
}

// perform makes the calls, some at a time. One that fails keeps no other from being
// made, unless none could succeed. At the first interrupt no more begin.
func (p *program) perform(ctx context.Context, a action) {
	p.stop.graceful.Store(true)
	defer p.stop.graceful.Store(false)
	parallelism, err := p.opts.parallelism.number(1)
	if err != nil {
		parallelism = 1 // it was checked
	}
	var g errgroup.Group
	g.SetLimit(parallelism)
	var over doom
	bar := p.actionBar(a)
	for _, s := range a.steps {
		if s.after {
			_ = g.Wait() // outcomes are with the items
		}
		g.Go(func() error {
			if why := p.stopped(ctx, &over); why != nil {
				s.skip(why)
			} else if err := s.perform(ctx); err != nil {
				over.note(err)
			}
			bar.step()
			return nil
		})
	}
	_ = g.Wait() // outcomes are with the items
	bar.end()
	for _, s := range a.steps {
		for _, i := range s.items {
			i.tell()
		}
	}
}

// stopped is why nothing more begins, or nil.
func (p *program) stopped(ctx context.Context, over *doom) error {
	select {
	case <-p.stop.drain:
		return errInterrupted
	default:
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return over.why()
}

// perform makes the call of a step and gives each of its items a status. Its error
// is that of the call.
func (s *step) perform(ctx context.Context) error {
	again := s.begin()
	defer s.join(again)
	if s.settled() {
		return nil
	}
	s.made = true
	err := s.do(ctx)
	if inDoubt(err) && s.look != nil {
		switch done, lookErr := s.look(ctx); {
		case lookErr != nil:
			err = fmt.Errorf("%w; %w", err, lookErr)
		case done:
			err = nil
		default:
			err = undoneError{err}
		}
	}
	var partial *imagekit.PartialError
	if errors.As(err, &partial) {
		s.settlePartial(partial)
	}
	for _, i := range s.items {
		switch {
		case i.Status != "":
		case err == nil:
			i.Status = itemDone
		default:
			i.failed(err)
		}
	}
	return err
}

// settlePartial gives each file of a call that was carried out in part its status.
func (s *step) settlePartial(partial *imagekit.PartialError) {
	why := map[string]string{}
	for _, f := range partial.Result.Failed {
		why[f.FileID] = f.Message
	}
	for _, i := range s.open() {
		if message, bad := why[i.ID]; bad {
			i.failed(errors.New(message))
		} else {
			i.Status = itemDone
		}
	}
}

func (s *step) skip(why error) {
	defer s.join(s.begin())
	for _, i := range s.items {
		if i.Status == "" {
			i.Status, i.err, i.Error = itemSkipped, why, why.Error()
		}
	}
}

// doom is an error that every further call would meet as well.
type doom struct {
	mu  sync.Mutex
	err error
}

func (d *doom) note(err error) {
	if imagekit.IsUnauthorized(err) || imagekit.IsForbidden(err) {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.err == nil {
			d.err = err
		}
	}
}

func (d *doom) why() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.err
}
