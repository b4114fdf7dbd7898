package apply

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/iksync/iksync/plan"
)

// Reads that are repeated, of a job's status or of a listing that lags, are
// repeated after firstPause, then after twice as long each time up to lastPause.
const (
	firstPause = plan.FirstPause
	lastPause  = plan.LastPause
)

// maxSends is how often an operation is sent whose answer is lost each time,
// while the library says each time that it was not carried out.
const maxSends = 4

// attempt is one operation on its way: taken up where an earlier process of the
// run left it, or checked, started, waited for and verified.
type attempt struct {
	op      *plan.Operation
	rest    *plan.Operation // what is still to be done of op
	doer    Doer
	opts    *Options
	past    Past            // what an earlier process did about it
	begin   context.Context // ends when nothing more may be sent
	vacated *vacated
	tell    func(Event)
	lag     time.Duration // how long a listing that was read before the start may be out of date
	started time.Time

	doubtful bool // it may have been carried out already
	looks    int  // of the call that is being made

	mu       sync.Mutex
	sent     bool           // something may have been sent by this process
	at       time.Time      // when it was sent last
	contents []plan.Content // of a job: what its source held then
	job      plan.JobID     // "" until it has one
	found    bool           // the library said that it is done, not an answer
	left     []Left         // files that cannot be done, whatever becomes of the others
}

// failure is what an attempt ended with, and of which kind that is.
type failure struct {
	kind Failure
	err  error
	left []Left
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

func fail(kind Failure, format string, args ...any) *failure {
	return &failure{kind: kind, err: fmt.Errorf(format, args...)}
}

// errDrained is why an operation that waits for its turn is given up.
var errDrained error = drained{}

// drained ends what waits to be sent, and lets end what is under way.
type drained struct{ until context.Context }

func (drained) Error() string { return "the run was told to stop before this was sent" }

// Is makes all of them one error.
func (drained) Is(target error) bool {
	_, ok := target.(drained)
	return ok
}

// GentleUntil is the context that a request which is under way ends with.
func (d drained) GentleUntil() context.Context { return d.until }

// errBusy is why a copy is not sent again: see attempt.lastLook.
var errBusy = errors.New("a job has the folder, and may be the one whose answer was lost")

// run carries the operation out and says how it ended.
func (a *attempt) run(ctx context.Context) Outcome {
	f := a.withLeft(a.carryOut(ctx))
	o := Outcome{Op: a.op.ID, Status: Done, Job: a.job, Found: a.found, Elapsed: time.Since(a.started)}
	switch {
	case f == nil:
	case !a.mayBeSent() && (errors.Is(f.err, errDrained) || cutOff(a.begin, f.err)):
		o.Status, o.Skip = Skipped, &Skip{Reason: SkipInterrupted}
		return o // it leaves no trace: nothing happened
	default:
		o.Status, o.Failure, o.Err, o.Error, o.Left = Failed, f.kind, f.err, f.err.Error(), f.left
		if cutOff(ctx, f.err) {
			o.Failure = FailureAborted
		}
	}
	if err := a.note(Record{Kind: RecordOutcome, Outcome: &o}); err != nil && f == nil {
		o.Err = err // it is done all the same; the run ends here
	}
	return o
}

// carryOut sends the operation until its answer is known, by what was answered
// or by what the library shows.
func (a *attempt) carryOut(ctx context.Context) *failure {
	a.at, a.job, a.contents = a.past.Since, a.past.Job, a.past.Contents
	if a.job != "" {
		return a.followAgain(ctx)
	}
	return a.send(ctx, a.past.Open())
}

// send sends the operation, as often as it takes. It is doubtful if it may have
// been sent before, and nobody knows what came of it.
func (a *attempt) send(ctx context.Context, doubtful bool) *failure {
	how := patient
	for sends := 0; ; {
		if a.doubtful = doubtful; doubtful {
			if done, f := a.resolve(ctx, how); f != nil || done {
				return a.then(ctx, f)
			}
		}
		if sends == maxSends {
			return fail(FailureUnknown, "%s was sent %d times, and no answer came; the library shows nothing of it", label(a.op), sends)
		}
		f := a.startUnlocked(ctx)
		sends++
		switch {
		case f == nil:
			return a.follow(ctx)
		case ctx.Err() != nil || stopsRun(f.err):
			return f
		case errors.Is(f.err, errBusy) && how != waiting:
			how = waiting
		case outcomeUnknown(f.err):
			doubtful = true
		case f.kind == FailurePrecondition && a.op.Kind == plan.OpUpdateFile:
			// It may be as it should be: by a request that was sent again, as that is
			// harmless, or by somebody whose work a listing did not show.
			how := quick
			if a.looks > 1 {
				how = thorough
			}
			return a.refused(ctx, f, how)
		case doubtful && f.kind != FailureJournal && !errors.Is(f.err, errBusy) && !errors.Is(f.err, errDrained):
			how := thorough
			if a.op.Class == plan.ClassJob && a.looks > 1 {
				how = waiting // it waited for a job that has the folder, and that may be the lost one
			}
			return a.refused(ctx, f, how)
		default:
			return f
		}
	}
}

// refused looks what a refusal means of an operation that may have been carried
// out before: it may be the answer to that.
func (a *attempt) refused(ctx context.Context, refused *failure, how patience) *failure {
	done, f := a.resolve(ctx, how)
	switch {
	case done || f != nil:
		return a.then(ctx, f)
	default:
		return refused
	}
}

// then goes on with an operation that turned out to be done.
func (a *attempt) then(ctx context.Context, f *failure) *failure {
	if f != nil {
		return f
	}
	a.found = true
	return a.verify(ctx)
}

// start makes the call. Waiting for its turn ends with a.begin, what is sent does not.
func (a *attempt) start(ctx context.Context) *failure {
	if a.begin.Err() != nil {
		return &failure{kind: FailureAborted, err: errDrained}
	}
	turn, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	a.looks = 0
	defer context.AfterFunc(a.begin, func() { cancel(drained{until: ctx}) })()
	job, err := a.doer.Do(turn, a.rest, a.lastLook)
	if err == nil {
		if a.job = job; job != "" {
			// Where this fails the journal has failed for good, and the outcome says so.
			_ = a.note(Record{Kind: RecordJob, Job: job})
		}
		return nil
	}
	var f *failure
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, errDrained):
		return &failure{kind: FailureAborted, err: err}
	}
	return &failure{kind: FailureCall, err: err, left: leftOf(a.op, err)}
}

// lastLook is what happens right before something is sent: all waiting is over.
// What must hold is read, and what is about to be done is written down.
//
// A copy whose answer was lost, and that has to wait once more, is not sent after
// that: the job that it waits for may be the lost one, and could end between this
// look and the request, which would then copy onto the copy.
func (a *attempt) lastLook(ctx context.Context) error {
	if a.looks++; a.looks > 1 && a.doubtful && a.op.Kind == plan.OpCopyFolder {
		return &failure{kind: FailureTimeout, err: fmt.Errorf("%s was not sent again: %w", label(a.op), errBusy)}
	}
	var contents []plan.Content
	if a.op.Class == plan.ClassJob {
		var err error
		if contents, err = a.doer.Contents(ctx, a.op.Path); err != nil {
			return fail(FailureCall, "nothing was sent, as what %s holds could not be read: %w", a.op.Path, err)
		}
		contents = a.vacated.without(a.op.Path, contents)
	}
	// The conditions come last: the less time passes until the request, the better.
	if f := a.check(ctx); f != nil {
		return f
	}
	if f := a.mayBegin(); f != nil {
		return f
	}
	if err := a.note(Record{Kind: RecordIntent, Contents: contents}); err != nil {
		return &failure{kind: FailureJournal, err: err}
	}
	if f := a.mayBegin(); f != nil { // a slow disk may have taken its time
		return f
	}
	a.mu.Lock()
	a.sent, a.at, a.contents = true, time.Now(), contents
	a.mu.Unlock()
	return nil
}

// mayBegin says why nothing may be sent any more, nil while it may.
func (a *attempt) mayBegin() *failure {
	if a.begin.Err() != nil {
		return &failure{kind: FailureAborted, err: context.Cause(a.begin)}
	}
	if err := a.opts.MaySend(); err != nil {
		return fail(FailureAborted, "%w: %w", errDrained, err)
	}
	return nil
}

// check reads again what must hold before the call, if the call could do harm
// that nothing undoes.
func (a *attempt) check(ctx context.Context) *failure {
	if len(a.rest.Before) == 0 || !a.op.Kind.Destructive() {
		return nil
	}
	violations, err := a.look(ctx, a.rest.Before, a.lag)
	if err != nil {
		return fail(FailureCall, "nothing was sent, as what must hold before could not be read: %w", err)
	}
	if len(violations) > 0 {
		return fail(FailurePrecondition, "nothing was sent, as the library is not as the plan saw it: %s", list(violations))
	}
	return nil
}

// look reads the library until the conditions hold or patience is over, and
// returns what the last look found. Patience bounds the repeating, not a read.
func (a *attempt) look(ctx context.Context, conditions []plan.Condition, patience time.Duration) ([]plan.Violation, error) {
	end := time.Now().Add(patience)
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		left := time.Until(end) // before the look: one that takes long shows what was there when it began
		violations, err := a.doer.Check(ctx, conditions)
		if err == nil && len(violations) == 0 || left <= 0 || stopsRun(err) {
			return violations, err
		}
		if !sleep(ctx, min(pause, left)) {
			return nil, context.Cause(ctx)
		}
	}
}

// mayBeSent says whether this process or an earlier one may have sent something.
func (a *attempt) mayBeSent() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.sent || a.past.Open()
}

func (a *attempt) step(kind EventKind) {
	a.tell(Event{Kind: kind, Op: a.op, Job: a.job, Elapsed: time.Since(a.started)})
}

// note writes a record about the operation into the journal.
func (a *attempt) note(r Record) error {
	r.Op, r.At = a.op.ID, time.Now()
	if err := a.opts.Journal.Append(r); err != nil {
		return &journalError{err}
	}
	return nil
}

// journalError ends a run: what cannot be written down is not done.
type journalError struct{ err error }

func (e *journalError) Error() string {
	return fmt.Sprintf("the journal cannot be written, and nothing is sent without it: %v", e.err)
}
func (e *journalError) Unwrap() error { return e.err }

// StopsRun tells the run to end.
func (e *journalError) StopsRun() bool { return true }

// cutOff says whether err is there because ctx was cancelled. An answer that
// came just before says more than that, and stands.
func cutOff(ctx context.Context, err error) bool {
	return ctx.Err() != nil && (errors.Is(err, ctx.Err()) || errors.Is(err, context.Cause(ctx)))
}

// outcomeUnknown says whether err leaves open if the call was carried out.
func outcomeUnknown(err error) bool {
	var u interface{ OutcomeUnknown() bool }
	return errors.As(err, &u) && u.OutcomeUnknown()
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
