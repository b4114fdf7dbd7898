package main

import (
	"fmt"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
)

const barShare = 5 // the total bar takes a fifth of the line: the rest is for words

// bars is the progress on a terminal: one bar for all, and above it a line for
// each job that runs.
type bars struct {
	console *console
	columns int

	container *mpb.Progress
	total     *mpb.Bar
	jobs      map[plan.OpID]*mpb.Bar

	forecast time.Duration
	started  time.Time

	mu      sync.Mutex
	waiting string    // why calls wait
	until   time.Time // and how long
}

func newBars(c *console, columns int) *bars {
	return &bars{console: c, columns: columns, jobs: map[plan.OpID]*mpb.Bar{}}
}

// Begin implements apply.Reporter.
func (b *bars) Begin(p *plan.Plan) {
	const refresh = 120 * time.Millisecond
	b.started = time.Now()
	b.forecast = time.Duration(p.Forecast.Seconds * float64(time.Second))
	b.container = mpb.New(mpb.WithOutput(b.console.w), mpb.WithRefreshRate(refresh), mpb.WithWidth(b.columns),
		mpb.ForceTTY(), mpb.WithAutoRefresh()) // whoever made it knows that it is a terminal
	b.total = b.container.New(int64(len(p.Operations)), mpb.BarStyle().Lbound("[").Filler("=").Tip(">").Padding(" ").Rbound("]"),
		mpb.BarPriority(1<<30), // below the jobs
		mpb.BarWidth(b.columns/barShare),
		mpb.PrependDecorators(decor.CountersNoUnit("%d/%d calls ")),
		mpb.AppendDecorators(decor.Any(b.outlook)))
	b.console.divert(b.container)
}

// outlook is the end of the total bar's line.
func (b *bars) outlook(s decor.Statistics) string {
	if s.Completed || s.Aborted {
		return " " + clock(time.Since(b.started))
	}
	b.mu.Lock()
	waiting, left := b.waiting, time.Until(b.until)
	b.mu.Unlock()
	text := "ETA " + clock(estimate(b.forecast, time.Since(b.started), s.Current, s.Total))
	if left > time.Second/2 {
		text += fmt.Sprintf(", waiting %s %s", roundTime(left.Round(time.Second)), waiting)
	}
	const around = 5 // brackets and spaces
	counted := len(fmt.Sprintf("%d/%d calls", s.Current, s.Total))
	return " " + shorten(text, b.columns-b.columns/barShare-counted-around)
}

// estimate is how long a run still takes. What was forecast counts for less the
// more of it is done.
func estimate(forecast, elapsed time.Duration, done, total int64) time.Duration {
	if total == 0 {
		return 0
	}
	part := float64(done) / float64(total)
	byForecast := float64(forecast) * (1 - part)
	if done == 0 {
		return max(0, time.Duration(byForecast)-elapsed)
	}
	bySpeed := float64(elapsed) / part * (1 - part)
	return time.Duration(byForecast*(1-part) + bySpeed*part)
}

// clock is d as a clock shows it.
func clock(d time.Duration) string {
	s := int(d.Round(time.Second).Seconds())
	if s < 3600 {
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}

// Step implements apply.Reporter.
func (b *bars) Step(e apply.Event) {
	switch e.Kind {
	case apply.EventJob:
		b.jobs[e.Op.ID] = b.job(e)
	case apply.EventDone, apply.EventFailed:
		if job := b.jobs[e.Op.ID]; job != nil {
			job.Abort(true)
			delete(b.jobs, e.Op.ID)
		}
		if e.Kind == apply.EventFailed {
			b.console.say("%s", "failed "+call(e.Op)+": "+e.Err.Error())
		}
		b.total.Increment()
	case apply.EventEarlier:
		b.total.Increment()
	case apply.EventDoubt:
		b.console.say("looking whether this was carried out, as its answer was lost: %s", call(e.Op))
	case apply.EventLocked:
		b.console.say("waiting for a folder job that has files of: %s", call(e.Op))
	case apply.EventStarted, apply.EventPoll, apply.EventSkipped:
	}
}

// job is the line of a job that runs.
func (b *bars) job(e apply.Event) *mpb.Bar {
	began := time.Now()
	name := inert(call(e.Op))
	return b.container.New(0, mpb.SpinnerStyle("|", "/", "-", `\`), mpb.BarWidth(1), mpb.BarRemoveOnComplete(),
		mpb.AppendDecorators(decor.Any(func(decor.Statistics) string {
			return " " + shorten(name, b.columns-12) + "  " + clock(time.Since(began))
		})))
}

// shorten leaves out the middle of s where it has more than n characters.
func shorten(s string, n int) string {
	r := []rune(s)
	if len(r) <= n || n < 8 {
		return s
	}
	half := (n - 1) / 2
	return string(r[:half]) + "…" + string(r[len(r)-half:])
}

// End implements apply.Reporter.
func (b *bars) End(*apply.Result) {
	b.total.Abort(false)
	b.container.Wait()
	b.console.divert(nil)
}

// Wait implements progress.
func (b *bars) Wait(w imagekit.Wait) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if until := time.Now().Add(w.Duration); until.After(b.until) {
		b.waiting, b.until = why(w), until
	}
}
