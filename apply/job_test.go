package apply_test

import (
	"context"
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
