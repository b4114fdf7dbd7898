package main

import (
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/iksync/iksync/imagekit"
)

// jobLines is the progress of folder jobs, on stderr: on a terminal that somebody
// watches a line for each job with its time, elsewhere a line when one begins to be
// waited for and one when it is over.
type jobLines struct {
	console   *console
	columns   int
	container *mpb.Progress // nil where lines are written
}

func (p *program) jobLines() *jobLines {
	l := &jobLines{console: p.stderr, columns: p.columns()}
	if p.watched() {
		l.container = mpb.New(mpb.WithOutput(p.stderr.w), mpb.WithWidth(l.columns), mpb.ForceTTY(), mpb.WithAutoRefresh())
		p.stderr.divert(l.container)
	}
	return l
}

// begin shows that a job is waited for. The function that it returns shows how that ended.
func (l *jobLines) begin(id imagekit.JobID, what string) func(imagekit.Job, error) {
	began, name := time.Now(), jobTitle(id, what)
	var bar *mpb.Bar
	if l.container == nil {
		l.console.say("waiting for %s", name)
	} else {
		name, columns := inert(name), l.columns
		bar = l.container.New(0, mpb.SpinnerStyle("|", "/", "-", `\`), mpb.BarWidth(1), mpb.BarRemoveOnComplete(),
			mpb.AppendDecorators(decor.Any(func(decor.Statistics) string {
				return " " + shorten(name, columns-barMargin) + "  " + clock(time.Since(began))
			})))
	}
	return func(job imagekit.Job, err error) {
		if bar != nil {
			bar.Abort(true)
		}
		if err == nil {
			l.console.say("%s: %s after %s", name, job.Status, clock(time.Since(began)))
		}
	}
}

// barMargin is what a job's line has beside its name: the spinner and the time.
const barMargin = 12

// end takes the lines off the terminal.
func (l *jobLines) end() {
	if l.container != nil {
		l.container.Wait()
		l.console.divert(nil)
	}
}
