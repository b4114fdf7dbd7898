package apply

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// follow waits for the job, if there is one, and looks at what it left.
func (a *attempt) follow(ctx context.Context) *failure {
	if f := a.await(ctx); f != nil {
		return f
	}
	return a.verify(ctx)
}

// followAgain follows a job that an earlier process of the run started. If the
// library shows that it is done, its status is of no account: somebody may have
// put right what it did not do. A job that nobody knows any more is over, and
// the library alone tells what it did.
func (a *attempt) followAgain(ctx context.Context) *failure {
	if done, _ := a.resolve(ctx, quick); done {
		return a.then(ctx, nil)
	}
	f := a.await(ctx)
	if f == nil {
		return a.verify(ctx)
	}
	if !jobForgotten(f.err) {
		return f
	}
	a.job = ""
	if done, f := a.resolve(ctx, quick); done || f != nil {
		return a.then(ctx, f)
	}
	return a.send(ctx, true)
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
		case jobForgotten(err) && a.past.Job == a.job:
			return fail(FailureUnknown, "job %s is not known any more: %w", a.job, err)
		}
		lastErr = err
	}
	if ctx.Err() != nil {
		return fail(FailureAborted, "job %s of %s was left to itself and may still run: %w", a.job, label(a.op), context.Cause(ctx))
	}
	if done, _ := a.resolve(ctx, quick); done {
		return nil // whatever its status says
	}
	err := fmt.Errorf("job %s of %s was not done after %s: look what became of folder %s",
		a.job, label(a.op), a.opts.JobTimeout, a.op.Path)
	if lastErr != nil {
		err = fmt.Errorf("%w (its status could not be read: %w)", err, lastErr)
	}
	return &failure{kind: FailureTimeout, err: err}
}

// jobForgotten says whether err is that the service knows no such job.
func jobForgotten(err error) bool {
	var e interface{ JobForgotten() bool }
	return errors.As(err, &e) && e.JobForgotten()
}

// verify compares the library with what should hold after a job, as a job's
// status does not tell whether it did all it should.
func (a *attempt) verify(ctx context.Context) *failure {
	if a.op.Class != plan.ClassJob {
		return nil
	}
	conditions := afterJob(a.op, a.contents)
	if len(conditions) == 0 {
		return nil
	}
	name := "the job"
	if a.job != "" {
		name = "job " + string(a.job)
	}
	violations, err := a.look(ctx, conditions, a.opts.Settle)
	if err != nil {
		return fail(FailureUnknown, "%s is done, but what it left could not be read: %w", name, err)
	}
	if len(violations) > 0 {
		f := fail(FailureLeftBehind, "%s is done, but not all is as it should be then: %s", name, list(telling(violations)))
		f.left = leftBehind(violations)
		return f
	}
	return nil
}

// afterJob is what must hold after a job of op, which took up what was below its
// folder then: all of it is where it goes and, unless it was copied, none of it
// where it was.
func afterJob(op *plan.Operation, contents []plan.Content) []plan.Condition {
	conditions := append([]plan.Condition(nil), op.After...)
	if len(contents) > 0 {
		arrived := plan.Condition{Kind: plan.HoldsAll, Path: op.Dest, Content: make([]plan.Content, len(contents))}
		for i, c := range contents {
			arrived.Content[i] = plan.Content{Path: c.Path.Rebase(op.Path, op.Dest)} // their ids may be new
		}
		conditions = append(conditions, arrived)
	}
	if op.Kind != plan.OpCopyFolder {
		conditions = append(conditions, plan.Condition{Kind: plan.HoldsNone, Path: op.Path})
	}
	return conditions
}

// telling leaves out that a folder is still there where what is in it is named.
func telling(violations []plan.Violation) []plan.Violation {
	named := map[state.Path]bool{}
	for _, v := range violations {
		named[v.Condition.Path] = named[v.Condition.Path] || v.Condition.Kind == plan.HoldsNone && len(v.Paths) > 0
	}
	return slices.DeleteFunc(slices.Clone(violations), func(v plan.Violation) bool {
		return v.Condition.Kind == plan.IsFree && named[v.Condition.Path]
	})
}

// leftBehind is each object that a job did not bring where it should.
func leftBehind(violations []plan.Violation) []Left {
	var left []Left
	for _, v := range violations {
		for _, p := range v.Paths {
			why := "it is still there"
			if v.Condition.Kind == plan.HoldsAll {
				why = "it did not arrive"
			}
			left = append(left, Left{Path: p, Why: why})
		}
	}
	return left
}

// leftOf is each file that a call for several did not do, where its error tells.
func leftOf(op *plan.Operation, err error) []Left {
	var partial interface{ WhyLeft(f plan.FileRef) string }
	if !errors.As(err, &partial) {
		return nil
	}
	var left []Left
	for _, f := range op.Files {
		if why := partial.WhyLeft(f); why != "" {
			left = append(left, Left{Path: f.Path, Why: why})
		}
	}
	return left
}
