package main

import (
	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
)

// progress shows how a run goes, on stderr.
type progress interface {
	apply.Reporter
	Wait(imagekit.Wait) // a call is about to wait
}

// progress is made of bars on a terminal that somebody watches, of lines elsewhere.
func (p *program) progress() progress {
	if p.watched() {
		return newBars(p.stderr, p.columns())
	}
	return &progressLines{console: p.stderr, waits: newWaits(p.stderr)}
}

// watched says whether somebody watches stderr, on a terminal that can be drawn on.
func (p *program) watched() bool {
	return p.env.StderrIsTerminal() && p.env.Getenv("CI") == "" && p.env.Getenv("TERM") != "dumb"
}

// progressLines is a line for each operation that ended, and for each job that began.
type progressLines struct {
	console      *console
	waits        *waits
	ended, total int
}

// Begin implements apply.Reporter.
func (l *progressLines) Begin(p *plan.Plan) { l.total = len(p.Operations) }

// Step implements apply.Reporter.
func (l *progressLines) Step(e apply.Event) {
	switch e.Kind {
	case apply.EventJob:
		l.console.say("job %s runs: %s", e.Job, call(e.Op))
	case apply.EventDone, apply.EventFailed, apply.EventSkipped:
		l.ended++
		reason := ""
		if e.Err != nil {
			reason = ": " + e.Err.Error()
		}
		l.console.say("%s %d/%d %s%s", e.Kind, l.ended, l.total, call(e.Op), reason)
	case apply.EventEarlier:
		l.ended++
	case apply.EventDoubt:
		l.console.say("looking whether this was carried out, as its answer was lost: %s", call(e.Op))
	case apply.EventLocked:
		l.console.say("waiting for a folder job that has files of: %s", call(e.Op))
	case apply.EventStarted, apply.EventPoll:
	}
}

// End implements apply.Reporter.
func (l *progressLines) End(*apply.Result) {}

// Wait implements progress.
func (l *progressLines) Wait(w imagekit.Wait) { l.waits.plain(w) }
