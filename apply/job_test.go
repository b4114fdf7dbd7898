package apply_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

func TestAJobOfAnEarlierProcessIsWaitedForAndNotStartedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{verdicts: []plan.Verdict{verdict(plan.VerdictUnclear)}}
		held := []plan.Content{{Path: "/a/x"}}
		past := &apply.History{Ops: map[plan.OpID]apply.Past{1: {Intents: 1, Contents: held, Job: "job7"}}}
		r, err := apply.Run(t.Context(), planOf(move(plan.OpMoveFolder, "/a", "/b")), s, apply.Options{History: past})
		require.NoError(t, err)
		require.True(t, r.OK())
		require.Empty(t, s.sent)
		require.Equal(t, plan.JobID("job7"), r.Outcomes[0].Job)
		require.Contains(t, s.checks[0], plan.Condition{Kind: plan.HoldsAll, Path: "/b", Content: []plan.Content{{Path: "/b/x"}}},
			"what the folder held before is in the journal")
	})
}

// patchy is a service that does not know a job, or never ends one.
type patchy struct {
	*scripted
	err error // of looks at jobs
}

func (p patchy) JobDone(context.Context, plan.JobID) (bool, error) { return false, p.err }

type forgotten struct{ error }

func (forgotten) JobForgotten() bool { return true }

func TestTheLibraryTellsWhereAJobOfAnEarlierProcessDoesNot(t *testing.T) {
	done, not, unclear := verdict(plan.VerdictDone), verdict(plan.VerdictNotDone), verdict(plan.VerdictUnclear)
	for _, tt := range []struct {
		name     string
		err      error // of looks at the job
		verdicts []plan.Verdict
		sends    int
		took     time.Duration
		kind     apply.Failure
	}{
		{name: "it was put right by hand, and the job never ends", verdicts: []plan.Verdict{done}},
		{name: "it is done while the job is waited for, which never ends", verdicts: []plan.Verdict{unclear, done}, took: 30 * time.Minute},
		{name: "it never ends", verdicts: []plan.Verdict{unclear}, took: 30 * time.Minute, kind: apply.FailureTimeout},
		{name: "the job is not known any more, and was done", err: forgotten{errBroken},
			verdicts: []plan.Verdict{unclear, done}, took: 250 * time.Millisecond},
		{name: "the job is not known any more, and did nothing", err: forgotten{errBroken},
			verdicts: []plan.Verdict{not}, sends: 1, took: 250 * time.Millisecond},
		{name: "the job is not known any more, and nobody can tell", err: forgotten{errBroken},
			verdicts: []plan.Verdict{unclear}, took: 250 * time.Millisecond, kind: apply.FailureUnknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &scripted{verdicts: tt.verdicts}
				past := &apply.History{Ops: map[plan.OpID]apply.Past{1: {Intents: 1, Job: "job7"}}}
				var r *apply.Result
				took := elapsed(func() {
					var err error
					r, err = apply.Run(t.Context(), planOf(move(plan.OpMoveFolder, "/a", "/b")), patchy{s, tt.err}, apply.Options{History: past})
					require.NoError(t, err)
				})
				require.Len(t, s.sent, tt.sends)
				require.Equal(t, tt.kind, r.Outcomes[0].Failure, r.Outcomes[0].Error)
				require.Equal(t, tt.took, took)
			})
		})
	}
}

func TestWhatAJobStrandedIsNamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{job: "job1", contents: []plan.Content{{Path: "/a/x"}, {Path: "/a/y"}}, held: []plan.Violation{
			{Condition: plan.Condition{Kind: plan.IsFree, Path: "/a"}, Found: "the folder is there"},
			{Condition: plan.Condition{Kind: plan.HoldsAll, Path: "/b", Content: make([]plan.Content, 2)},
				Found: "1 of 2 is missing: /b/y", Paths: []state.Path{"/b/y"}},
			{Condition: plan.Condition{Kind: plan.HoldsNone, Path: "/a"}, Found: "1 is still there: /a/y", Paths: []state.Path{"/a/y"}},
		}}
		r, err := apply.Run(t.Context(), planOf(move(plan.OpMoveFolder, "/a", "/b")), s, apply.Options{})
		require.NoError(t, err)
		require.Equal(t, apply.FailureLeftBehind, r.Outcomes[0].Failure)
		require.Equal(t, []apply.Left{{Path: "/b/y", Why: "it did not arrive"}, {Path: "/a/y", Why: "it is still there"}}, r.Outcomes[0].Left)
		require.Equal(t, "job job1 is done, but not all is as it should be then: /b: 1 of 2 is missing: /b/y; /a: 1 is still there: /a/y",
			r.Outcomes[0].Error)
	})
}

// busyFolder refuses a copy as long as another job has its folder.
type busyFolder struct {
	*scripted
	waits int // of each call
}

func (b busyFolder) Do(ctx context.Context, op *plan.Operation, ready func(context.Context) error) (plan.JobID, error) {
	if len(b.sent) > 0 { // not the first call, whose answer is lost
		for range b.waits {
			if err := ready(ctx); err != nil {
				return "", err
			}
			if err := pause(ctx, time.Second); err != nil {
				return "", err
			}
		}
	}
	return b.scripted.Do(ctx, op, ready)
}

// The job that a copy has to wait for may be the one whose answer was lost. It is
// waited for as long as a job may take, rather than to copy onto a copy.
func TestACopyInDoubtThatHasToWaitIsNotSentAgain(t *testing.T) {
	lost := lostError{errBroken}
	not, done := verdict(plan.VerdictNotDone), verdict(plan.VerdictDone)
	for _, tt := range []struct {
		name     string
		op       plan.Operation
		waits    int
		verdicts []plan.Verdict
		sends    int
		kind     apply.Failure
	}{
		{name: "nobody has the folder", op: job(), verdicts: []plan.Verdict{not}, sends: 2},
		{name: "the lost one had it", op: job(), waits: 1, verdicts: append(slices.Repeat([]plan.Verdict{not}, 9), done), sends: 1},
		{name: "it does not show", op: job(), waits: 1, verdicts: []plan.Verdict{not}, sends: 1, kind: apply.FailureTimeout},
		{name: "a move cannot be done twice", op: op(plan.OpMoveFolder, "/a"), waits: 1, verdicts: []plan.Verdict{not}, sends: 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &scripted{answers: []error{lost}, verdicts: tt.verdicts}
				r, err := apply.Run(t.Context(), planOf(tt.op), busyFolder{s, tt.waits}, apply.Options{})
				require.NoError(t, err)
				require.Len(t, s.sent, tt.sends)
				require.Equal(t, tt.kind, r.Outcomes[0].Failure, r.Outcomes[0].Error)
			})
		})
	}
}

// fragileFolder refuses a job as long as another one has its folder, and then its
// answers end.
type fragileFolder struct{ *scripted }

func (b fragileFolder) Do(ctx context.Context, op *plan.Operation, ready func(context.Context) error) (plan.JobID, error) {
	if len(b.sent) == 0 {
		return b.scripted.Do(ctx, op, ready)
	}
	for range 2 { // it is sent, refused with 423, and its turn comes again
		if err := ready(ctx); err != nil {
			return "", err
		}
	}
	return "", errBroken
}

// A move whose answer was lost, and that found a job in its way when it was sent again,
// may be that job. Whatever ends the second attempt, it is looked for as long as a job
// may take: a run that calls it undone would never look again.
func TestAMoveInDoubtThatMetAJobIsLookedFor(t *testing.T) {
	not, done := verdict(plan.VerdictNotDone), verdict(plan.VerdictDone)
	for _, tt := range []struct {
		name  string
		looks int // that show nothing of it
		kind  apply.Failure
	}{
		{name: "it shows when its job is done", looks: 40},
		{name: "it never shows", looks: 9999, kind: apply.FailureCall},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &scripted{answers: []error{lostError{errBroken}}, verdicts: append(slices.Repeat([]plan.Verdict{not}, tt.looks), done)}
				r, err := apply.Run(t.Context(), planOf(op(plan.OpMoveFolder, "/a")), fragileFolder{s}, apply.Options{})
				require.NoError(t, err)
				require.Equal(t, tt.kind, r.Outcomes[0].Failure, r.Outcomes[0].Error)
			})
		})
	}
}
