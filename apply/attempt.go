package apply

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/iksync/iksync/plan"
)

// Reads that are repeated, of a job's status or of a listing that lags, are
// repeated after firstPause, then after twice as long each time up to lastPause.
const (
	firstPause = plan.FirstPause
	lastPause  = plan.LastPause
)

// attempt is one operation on its way: checked, started, waited for, verified.
type attempt struct {
	op      *plan.Operation
	doer    Doer
	opts    *Options
	tell    func(Event)
	lag     time.Duration // how long a listing that was read before the start may be out of date
	started time.Time
	job     plan.JobID // "" until it has one
}

// failure is what an attempt ended with, and of which kind that is.
type failure struct {
	kind Failure
	err  error
}

func fail(kind Failure, format string, args ...any) *failure {
	return &failure{kind, fmt.Errorf(format, args...)}
}

// run carries the operation out and says how it ended.
func (a *attempt) run(ctx context.Context) Outcome {
	f := a.carryOut(ctx)
	o := Outcome{Op: a.op.ID, Status: Done, Job: a.job, Elapsed: time.Since(a.started)}
	if f == nil {
		return o
	}
	o.Status, o.Failure, o.Err, o.Error = Failed, f.kind, f.err, f.err.Error()
	if cutOff(ctx, f.err) {
		o.Failure = FailureAborted
	}
	return o
}

func (a *attempt) carryOut(ctx context.Context) *failure {
	if f := a.check(ctx); f != nil {
		return f
	}
	if f := a.start(ctx); f != nil {
		return f
	}
	if f := a.await(ctx); f != nil {
		return f
	}
	return a.verify(ctx)
}

// check reads again what must hold before the call, if the call could do harm
// that nothing undoes.
func (a *attempt) check(ctx context.Context) *failure {
	if len(a.op.Before) == 0 || !a.op.Kind.Destructive() {
		return nil
	}
	violations, err := a.look(ctx, a.op.Before, a.lag)
	if err != nil {
		return fail(FailureCall, "nothing was sent, as what must hold before could not be read: %w", err)
	}
	if len(violations) > 0 {
		return fail(FailurePrecondition, "nothing was sent, as the library is not as the plan saw it: %s", list(violations))
	}
	return nil
}

// start makes the call.
func (a *attempt) start(ctx context.Context) *failure {
	if ctx.Err() != nil {
		return fail(FailureAborted, "nothing was sent: %w", context.Cause(ctx))
	}
	var err error
	if a.job, err = a.doer.Do(ctx, a.op, func(context.Context) error { return nil }); err != nil {
		return &failure{FailureCall, err}
	}
	return nil
}

// await looks at the job until it is done. A look that fails is repeated like
// one that finds it running: reading its status changes nothing, and giving up
// on a job that runs costs more than waiting.
func (a *attempt) await(ctx context.Context) *failure {
	if a.job == "" {
		return nil
	}
	a.step(EventJob)
	limited, cancel := context.WithTimeout(ctx, a.opts.JobTimeout)
	defer cancel()
	var lastErr error
	for pause := firstPause; sleep(limited, pause); pause = min(2*pause, lastPause) {
		done, err := a.doer.JobDone(limited, a.job)
		switch {
		case err == nil && done:
			return nil
		case err == nil:
			a.step(EventPoll)
		case stopsRun(err):
			return fail(FailureCall, "job %s was started, and could not be waited for: %w", a.job, err)
		}
		lastErr = err
	}
	if ctx.Err() != nil {
		return fail(FailureAborted, "job %s of %s was left to itself and may still run: %w", a.job, label(a.op), context.Cause(ctx))
	}
	err := fmt.Errorf("job %s of %s was not done after %s: look what became of folder %s",
		a.job, label(a.op), a.opts.JobTimeout, a.op.Path)
	if lastErr != nil {
		err = fmt.Errorf("%w (its status could not be read: %w)", err, lastErr)
	}
	return &failure{FailureTimeout, err}
}

// verify compares the library with what should hold after a job, as a job's
// status does not tell whether it did all it should.
func (a *attempt) verify(ctx context.Context) *failure {
	if len(a.op.After) == 0 || a.op.Class != plan.ClassJob {
		return nil
	}
	violations, err := a.look(ctx, a.op.After, a.opts.Settle)
	if err != nil {
		return fail(FailureCall, "job %s is done, but what it left could not be read: %w", a.job, err)
	}
	if len(violations) > 0 {
		return fail(FailureLeftBehind, "job %s is done, but %d of %d conditions that should hold now do not: %s",
			a.job, len(violations), len(a.op.After), list(violations))
	}
	return nil
}

// look reads the library until the conditions hold or patience is over, and
// returns what the last look found. Patience bounds the repeating, not a read.
func (a *attempt) look(ctx context.Context, conditions []plan.Condition, patience time.Duration) ([]plan.Violation, error) {
	end := time.Now().Add(patience)
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		violations, err := a.doer.Check(ctx, conditions)
		left := time.Until(end)
		if err == nil && len(violations) == 0 || left <= 0 || stopsRun(err) {
			return violations, err
		}
		if !sleep(ctx, min(pause, left)) {
			return nil, context.Cause(ctx)
		}
	}
}

func (a *attempt) step(kind EventKind) {
	a.tell(Event{Kind: kind, Op: a.op, Job: a.job, Elapsed: time.Since(a.started)})
}

// cutOff says whether err is there because ctx was cancelled. An answer that
// came just before says more than that, and stands.
func cutOff(ctx context.Context, err error) bool {
	return ctx.Err() != nil && (errors.Is(err, ctx.Err()) || errors.Is(err, context.Cause(ctx)))
}

// sleep waits for d and says whether ctx lasted that long.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// label is what errors call an operation: "operation 3 (move-folder /a to /b)",
// "operation 4 (add-tags 50 files below /a)".
func label(op *plan.Operation) string {
	what := string(op.Path)
	switch {
	case op.Field != nil:
		what = string(op.Field.Name)
	case op.Dest != "":
		what += " to " + string(op.Dest)
	case len(op.Files) == 1:
		what = string(op.Files[0].Path)
	case len(op.Files) > 1:
		what = count(len(op.Files), "file") + " below " + what
	}
	return fmt.Sprintf("operation %d (%s %s)", op.ID, op.Kind, what)
}

// list describes the first few violations, and says how many more there are.
func list(violations []plan.Violation) string {
	const shown = 3
	var parts []string
	for i, v := range violations {
		if i == shown {
			parts = append(parts, fmt.Sprintf("and %d more", len(violations)-shown))
			break
		}
		parts = append(parts, fmt.Sprintf("%s: expected %s, found: %s", v.Condition.Path, expected(v.Condition), v.Found))
	}
	return strings.Join(parts, "; ")
}

// expected says in words what a condition asks of its path.
func expected(c plan.Condition) string {
	switch c.Kind {
	case plan.IsFree:
		return "nothing there"
	case plan.IsEmpty:
		return "an empty folder"
	case plan.HoldsFile:
		if c.File != "" {
			return "file " + string(c.File)
		}
		return "a file"
	case plan.HoldsFolder:
		if c.Folder != "" {
			return "folder " + string(c.Folder)
		}
		return "a folder"
	case plan.HoldsOnly:
		return onlyThese(c.Content)
	}
	return string(c.Kind)
}

// onlyThese says in words what alone may be in a folder.
func onlyThese(inside []plan.Content) string {
	files := 0
	for _, c := range inside {
		if c.File != "" {
			files++
		}
	}
	var parts []string
	if files > 0 {
		parts = append(parts, count(files, "planned file"))
	}
	if folders := len(inside) - files; folders > 0 {
		parts = append(parts, count(folders, "planned folder"))
	}
	if len(parts) == 0 {
		return "an empty folder"
	}
	return "a folder with nothing in it but " + strings.Join(parts, " and ")
}

// count is a number of things: "1 file", "2 files".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
