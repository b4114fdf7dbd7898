package main

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
)

func (p *program) applyCommand() command {
	return command{
		name: "apply", usage: "make the library match the YAML", args: "[PLAN | RUN]", atMost: 1,
		text: `Plans, asks, and carries the plan out; then reads the library again and says
what is left. PLAN is a plan that was saved with: iksync plan --out PLAN. It is
carried out without asking.

The first interrupt lets what is under way end, the second one aborts it. A run
that did not come to its end, for whatever reason, goes on with --resume: nothing
that was done is done again. RUN says which one, if not the last (iksync runs).`,
		options: append(p.opts.planning(), p.opts.autoApprove, p.opts.failFast, p.opts.resume, p.opts.refresh, p.opts.lock, p.opts.lockWait),
		run: func(ctx context.Context, args []string) error {
			switch {
			case p.opts.refresh.on() && (p.opts.resume.on() || len(args) == 0):
				return fail(exitUsage, "--refresh is for a saved plan: iksync apply --refresh PLAN")
			case p.opts.resume.on():
				return p.applyResumed(ctx, strings.Join(args, ""))
			case len(args) == 1:
				return p.applySaved(ctx, args[0])
			}
			return p.applyConfig(ctx)
		},
	}
}

// work is a plan on its way through an apply.
type work struct {
	plan       *plan.Plan
	connection *connection
	source     string   // the YAML, as the user named it
	folder     string   // where the sources of uploads are
	planner    *planner // plans again afterwards; nil where there is no YAML to plan from
	saved      bool     // it was made, and reviewed, before
	run        *runDir  // what is written down about the run; nil until it begins
	lock       *heldLock
	learnt     []live.Stored // what files hold, as was found out; for the record of uploads
	refs       *impact.Refs  // where sources mention what the plan breaks; nil: none were searched

	started   time.Time
	result    *apply.Result // nil before the run
	left      *plan.Plan    // what a new plan finds, nil where there is none
	remaining []plan.Remain // what of the plan does not show, where there is no YAML for a new one
	message   string        // how it ended, in one line
	code      code
}

func (p *program) applyConfig(ctx context.Context) error {
	if err := firstError(p.checkReports(), p.checkApproval()); err != nil {
		return err
	}
	m, err := p.newPlanner()
	if err != nil {
		return err
	}
	held, err := p.lock(ctx, m.config.want.Name, m.connection.endpoint, "")
	if err != nil {
		return err
	}
	defer held.release()
	made, err := m.make(ctx)
	if err != nil {
		return err
	}
	p.notePartial(made, m.options.Selection)
	if err := p.save(made); err != nil {
		return err
	}
	w := &work{plan: made, connection: m.connection, source: m.config.name, folder: m.config.dir, planner: m, lock: held}
	return p.carryOut(ctx, w)
}

// carryOut takes a plan from its first showing to the last word.
func (p *program) carryOut(ctx context.Context, w *work) error {
	w.code, w.message = exitInterrupted, "This run has not ended."
	var err error
	if w.refs, err = p.findRefs(ctx, w.plan); err != nil {
		return err
	}
	if err := p.report(w, w.source); err != nil {
		return err // a run that cannot be reported does not begin
	}
	if err := p.announce(w); err != nil {
		return err
	}
	err = p.proceed(ctx, w)
	if w.code = exitCode(err); !w.succeeded() {
		w.message = p.explainError(err)
	}
	shown := p.conclude(w)
	reported := p.report(w, w.source)
	return firstError(err, shown, reported)
}

// proceed does what w's plan says, if it may.
func (p *program) proceed(ctx context.Context, w *work) error {
	switch {
	case w.plan.Refused():
		return refusal(w.plan)
	case w.plan.Empty():
		w.message = "Nothing to do."
		p.keepRecord(ctx, w)
		return gapsLeft(w.plan)
	}
	if !w.saved {
		if err := p.approve(ctx, w.plan); err != nil {
			return err
		}
	}
	if err := p.run(ctx, w); err != nil {
		return err
	}
	if err := p.compare(ctx, w); err != nil {
		return err
	}
	return firstError(gapsLeft(w.plan), p.changes(w.plan))
}

// gapsLeft is the error of a library that could not be read whole.
func gapsLeft(made *plan.Plan) error {
	switch n := unreadFiles(made); {
	case len(made.Gaps) > 0:
		return fail(exitPartial, "the library could not be read whole, so that it is not known whether it is as it should be")
	case n > 0:
		return fail(exitPartial, "%s could not be compared with their sources, so that it is not known whether they are as they should be", quantity(n, "file"))
	}
	return nil
}

// run carries the plan out. Its error is of a run that could not begin.
func (p *program) run(ctx context.Context, w *work) error {
	o, err := p.applyOptions()
	if err != nil {
		return err
	}
	progress := p.progress()
	o.Reporter = progress
	library := live.New(w.connection.client.WithOnWait(progress.Wait), live.Options{Open: sourceOpener(w.folder), Settle: o.Settle})
	if err := p.beginRun(w); err != nil {
		return err
	}
	defer p.endRun(w)
	o.Journal, o.History = w.run.journal, w.run.history

	p.stop.graceful.Store(true)
	defer p.stop.graceful.Store(false)
	defer p.watchLock(w.lock)()
	o.MaySend = func() error { return p.stillLocked(w.lock) }
	w.started = time.Now()
	w.result, err = apply.Run(ctx, w.plan, library, o)
	w.learn(library.Stored())
	p.keepRecord(ctx, w)
	return err
}

// watchLock stops the run in order when its lock is lost, until the function that
// it returns is called.
func (p *program) watchLock(held *heldLock) func() {
	done := make(chan struct{})
	var watching sync.WaitGroup
	watching.Go(func() {
		select {
		case <-held.Lost():
			_ = p.stillLocked(held)
		case <-done:
		}
	})
	return func() {
		close(done)
		watching.Wait()
	}
}

// stillLocked stops the run in order, and fails, if its lock is lost.
func (p *program) stillLocked(held *heldLock) error {
	err := held.Err()
	if err != nil && p.stop.begin() {
		p.stderr.say("The lock is lost: %v. What is under way is finished, nothing more starts.", err)
	}
	return err
}

func (p *program) applyOptions() (apply.Options, error) {
	parallelism, err := p.opts.parallelism.number(1)
	if err != nil {
		return apply.Options{}, err
	}
	timeout, err := p.opts.timeout.duration()
	if err != nil {
		return apply.Options{}, err
	}
	wait, err := p.opts.wait.duration()
	if err != nil {
		return apply.Options{}, err
	}
	settle, err := p.settle()
	return apply.Options{
		Parallelism: parallelism, JobTimeout: timeout, Settle: settle, MaxWait: wait,
		FailFast: p.opts.failFast.on(), Drain: p.stop.drain,
	}, err
}

// settle is the option of that name. Zero means not at all, which packages apply
// and live write as a negative time.
func (p *program) settle() (time.Duration, error) {
	d, err := p.opts.settle.duration()
	if d == 0 {
		d = -1
	}
	return d, err
}
