package main

import (
	"context"
	"os"
	"slices"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/state"
)

// applyResumed goes on with a run that did not come to its end: id, or the last
// one there is. It was approved when it began, so nobody is asked again. What
// the library holds now is what the run itself has made of it, so that it is not
// compared with what the plan saw; what destroys, moves or replaces looks for itself.
func (p *program) applyResumed(ctx context.Context, id string) error {
	if err := firstError(p.checkReports(), p.checkSavedOptions()); err != nil {
		return err
	}
	run, err := p.openRun(id)
	if err != nil {
		return err
	}
	defer func() { _ = run.Close() }() // nothing is written after the end was
	w := &work{plan: run.plan, run: run, source: p.sourceOf(run.plan), saved: true}
	var layout state.Layout
	w.folder, layout = p.folderOf(w.source, &run.plan.From)
	if w.connection, err = p.connect(seedDir(w.folder, layout)); err != nil {
		return err
	}
	if w.plan.Endpoint != w.connection.endpoint {
		return fail(exitStale, "run %s is of %s, and this is %s", run.id, w.plan.Endpoint, w.connection.endpoint)
	}
	if err := firstError(p.checkConfig(w), p.planAgain(w)); err != nil {
		return err
	}
	if w.lock, err = p.lock(ctx, w.plan.Library, w.plan.Endpoint, run.id); err != nil {
		return err
	}
	defer w.lock.release()
	have, err := p.reader(w.connection).Observe(ctx, w.plan.Scope)
	if err != nil {
		return err
	}
	if err := firstError(checkAccount("run "+run.id, w.plan.Account, have.Account), checkSavedSources(w)); err != nil {
		return err
	}
	if id != "" {
		p.noteNewerRuns(run)
	}
	p.stderr.say("Going on with run %s: %d of %s were done.", run.id, doneBefore(run.history), quantity(len(w.plan.Operations), "call"))
	return p.carryOut(ctx, w)
}

// noteNewerRuns says so where runs of the same library began after run: they may
// have been meant to undo what it does.
func (p *program) noteNewerRuns(run *runDir) {
	runs, err := p.pastRuns()
	if err != nil {
		return // it is only a note
	}
	for i := range runs {
		switch r := &runs[i]; {
		case r.id == run.id:
			return
		case r.damage == nil && len(r.history.Runs) > 0 && r.history.Runs[0].Library == run.plan.Library:
			p.stderr.say("Run %s of %s began after this one. Where the two contradict each other, the older one has the last word now.", r.id, run.plan.Library)
			return
		}
	}
}

func doneBefore(h *apply.History) int {
	n := 0
	for _, past := range h.Ops {
		if past.Done() {
			n++
		}
	}
	return n
}

// beginRun writes down that w begins, or goes on.
func (p *program) beginRun(w *work) error {
	host, _ := os.Hostname() // for people: a journal without it is as good
	info := apply.RunInfo{
		Endpoint: w.plan.Endpoint, Account: w.plan.Account, Library: w.plan.Library,
		Host: host, PID: os.Getpid(), Version: version().number,
	}
	if w.run != nil {
		return w.run.goOn(info)
	}
	run, err := p.newRun(w.plan, info)
	if err != nil {
		return fail(exitFailed, "nothing was sent, as a run cannot be written down in .iksync/runs: %w", err)
	}
	w.run = run
	return nil
}

// endRun writes down how w ended, and says how to go on where it did not come to
// its end. A run whose end is not in the journal was cut off, as far as anybody
// can tell later, and can be resumed all the same.
func (p *program) endRun(w *work) {
	defer func() { _ = w.run.Close() }()
	if w.result == nil {
		return
	}
	if !w.result.OK() {
		p.stderr.say("Run %s has not come to its end. Go on with: iksync apply --resume %s", w.run.id, w.run.id)
	}
	if slices.ContainsFunc(w.result.Outcomes, func(o apply.Outcome) bool { return o.Failure == apply.FailureLeftBehind }) {
		p.stderr.say("What a job left behind is not brought by going on: look at it, and plan anew with: iksync apply")
	}
	err := w.run.journal.Append(apply.Record{Kind: apply.RecordEnd, End: &apply.RunEnd{
		Done: w.result.Count(apply.Done), Failed: w.result.Count(apply.Failed), Skipped: w.result.Count(apply.Skipped),
		Interrupted: w.result.Interrupted, Message: counts(w.result),
	}})
	if err != nil {
		p.stderr.say("The end of run %s could not be written down: %v", w.run.id, err)
	}
}
