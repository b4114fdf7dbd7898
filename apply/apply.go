// Package apply carries a plan out.
//
// An operation starts as soon as all it needs is done: there are no phases and
// no barriers. Of those that could start, the one with the longest way still
// behind it goes first (graph.go). Calls, uploads and background jobs have
// Parallelism slots each, so that a folder job that runs for minutes takes no slot
// that calls could use, a thousand calls do not keep a job from starting, and
// uploads go on while calls wait for the limit of writes.
//
// An operation goes through four steps, each a method of attempt: when nothing is
// left to wait for, what must hold is read again and the intent is written into
// the journal; the call is made; its job is waited for; and what the job should
// have left is compared with the library. Where the answer to the call is lost,
// the library is asked whether it was carried out (resolve.go), and so it is for
// what an earlier process of the run had begun when it was killed.
//
// What fails, fails alone: only the operations that need it are skipped. Every
// wait ends: a job's at JobTimeout, a listing's at Settle, and all of them when
// the context is cancelled. How long one call of a Doer may take is the Doer's to bound.
package apply

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// Doer carries operations out. It is the library's side of a run: package
// live implements it over the API, tests with a few lines. Its methods are
// called by several goroutines at a time.
//
// An error with a method `StopsRun() bool` that says true ends the whole run
// (a key that is refused, say); any other fails its operation only. One with a
// method `OutcomeUnknown() bool` that says true means that the call may have
// been carried out.
type Doer interface {
	// Do makes the call that op stands for. Where op starts a background
	// job, Do returns its id without waiting for it; "" where there is none to wait for.
	//
	// It calls ready each time right before it sends what changes the library for
	// the first time, after every wait for a limit, a pause or a lock. If ready
	// fails, nothing is sent and Do returns that error.
	//
	// Where the cause of ctx's end has a method `GentleUntil() context.Context`, only
	// what waits ends with ctx; what is sent goes on until that context ends.
	Do(ctx context.Context, op *plan.Operation, ready func(context.Context) error) (plan.JobID, error)
	// JobDone says whether a job is done, good or bad: a job's status does not tell.
	JobDone(ctx context.Context, id plan.JobID) (bool, error)
	// Check reads the library and returns the conditions that do not hold.
	Check(ctx context.Context, conditions []plan.Condition) ([]plan.Violation, error)
	// Probe says from the library whether op was carried out. It looks once: a
	// listing may lag, and a job may still be running.
	Probe(ctx context.Context, op *plan.Operation) (plan.Verdict, error)
	// Contents lists all that is below a folder, sorted by path. A listing that
	// may have missed something is an error.
	Contents(ctx context.Context, folder state.Path) ([]plan.Content, error)
}

// Options bound a run. The zero value of each stands for its default.
type Options struct {
	Parallelism int             // calls at a time, and as many uploads and as many jobs beside them; 1: one operation at a time, in one fixed order; default 8
	JobTimeout  time.Duration   // for one folder job; default 30 minutes
	Settle      time.Duration   // how long a listing may lag behind a write; below zero: not at all; default 15 s
	MaxWait     time.Duration   // for files that a folder job has locked; default 20 minutes
	FailFast    bool            // start nothing more after the first failure
	MaySend     func() error    // asked right before anything is sent, which is not if it fails, no more than after Drain; default: yes
	Drain       <-chan struct{} // once closed, nothing more starts; what is under way, jobs included, is waited for
	Reporter    Reporter        // default: nobody is told
	Journal     Journal         // gets each intent before it is sent, and each outcome; default: nothing is written down
	History     *History        // what earlier processes of this run did, to go on from there; nil where there was none
}

// Reporter is told how a run goes. Calls come one at a time, in order: one
// Begin, then Steps, then one End.
type Reporter interface {
	Begin(p *plan.Plan)
	Step(e Event)
	End(r *Result)
}

// Run carries p's operations out and returns when each of them has an outcome
// and nothing of it runs any more. What goes wrong with operations is in the
// Result. The error is for a plan that cannot be run at all, because a guard
// refused it or its operations have no order; then nothing was sent and the
// Reporter was not called.
//
// There are two ways to stop early. Closing o.Drain sends nothing more and
// waits for what is under way; what still waits for its turn is skipped.
// Cancelling ctx aborts that too: calls are cut off and jobs are left to
// themselves. Either way, a run with the journal's History goes on from there.
func Run(ctx context.Context, p *plan.Plan, d Doer, o Options) (*Result, error) {
	if p.Refused() {
		r := p.Refusals[0]
		return nil, fmt.Errorf("the plan is refused (%s): %s", r.Guard, r.Message)
	}
	g, err := newGraph(p.Operations)
	if err != nil {
		return nil, fmt.Errorf("the plan cannot be run: %w", err)
	}
	o = o.withDefaults()
	o.Reporter.Begin(p)
	r := newScheduler(p.Operations, g, d, o).run(ctx)
	o.Reporter.End(r)
	return r, nil
}

func (o Options) withDefaults() Options {
	if o.Parallelism < 1 {
		o.Parallelism = 8
	}
	if o.JobTimeout <= 0 {
		o.JobTimeout = 30 * time.Minute
	}
	if o.MaxWait <= 0 {
		o.MaxWait = 20 * time.Minute
	}
	o.Settle = cmp.Or(o.Settle, 15*time.Second)
	if o.Reporter == nil {
		o.Reporter = silence{}
	}
	if o.MaySend == nil {
		o.MaySend = func() error { return nil }
	}
	if o.Journal == nil {
		o.Journal = unwritten{}
	}
	if o.History == nil {
		o.History = &History{}
	}
	return o
}

// drained says whether o.Drain was closed.
func (o *Options) drained() bool {
	select {
	case <-o.Drain:
		return true
	default:
		return false
	}
}

// silence is the Reporter that tells nobody.
type silence struct{}

func (silence) Begin(*plan.Plan) {}
func (silence) Step(Event)       {}
func (silence) End(*Result)      {}

// unwritten is the Journal that keeps nothing.
type unwritten struct{}

func (unwritten) Append(Record) error { return nil }

// stopsRun says whether err ends the whole run.
func stopsRun(err error) bool {
	var s interface{ StopsRun() bool }
	return errors.As(err, &s) && s.StopsRun()
}
