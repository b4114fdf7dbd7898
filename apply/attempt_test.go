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

func TestJobIsPolledWithBackOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &library{took: map[plan.OpID]time.Duration{1: 15 * time.Second}}
		r, rec := run(t.Context(), t, l, planOf(job()), apply.Options{})
		requireTrace(t, rec, `
			0s started 1
			200ms job 1
			450ms poll 1
			950ms poll 1
			1.95s poll 1
			3.95s poll 1
			7.95s poll 1
			11.95s poll 1
			15.95s done 1
		`)
		require.Equal(t, plan.JobID("job1"), r.Outcomes[0].Job)
		require.Equal(t, 15950*time.Millisecond, r.Outcomes[0].Elapsed)
	})
}

func TestPollThatFailsIsRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &library{pollErrs: []error{errBroken, nil, errBroken}, took: map[plan.OpID]time.Duration{1: time.Second}}
		r, rec := run(t.Context(), t, l, planOf(job()), apply.Options{})
		require.True(t, r.OK())
		require.Equal(t, callTime+3750*time.Millisecond, rec.times[len(rec.times)-1])
	})
}

func TestJobIsGivenUpOnAtItsTimeout(t *testing.T) {
	tests := []struct {
		name  string
		polls []error
		want  string
	}{
		{"still running", nil, ""},
		{"status cannot be read", []error{errBroken, errBroken, errBroken, errBroken, errBroken, errBroken},
			" (its status could not be read: 500: internal server error)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := (&library{pollErrs: tt.polls, took: map[plan.OpID]time.Duration{1: time.Hour}}).holds("folder", "/a")
				p := planOf(move(plan.OpMoveFolder, "/a", "/b"), call(1), call())
				r, rec := run(t.Context(), t, l, p, apply.Options{JobTimeout: 10 * time.Second})
				require.EqualError(t, r.Outcomes[0].Err, "job job1 of operation 1 (move-folder /a to /b) "+
					"was not done after 10s: look what became of folder /a"+tt.want)
				require.Equal(t, apply.FailureTimeout, r.Outcomes[0].Failure)
				require.True(t, r.TimedOut())
				require.Equal(t, callTime+10*time.Second, rec.times[len(rec.times)-1])
				require.Equal(t, plan.OpID(1), r.Outcomes[1].Skip.Cause)
				require.Equal(t, apply.Done, r.Outcomes[2].Status)
			})
		})
	}
}

func TestDefaultsOfTheWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &library{took: map[plan.OpID]time.Duration{1: time.Hour}}
		_, rec := run(t.Context(), t, l, planOf(job()), apply.Options{})
		require.Equal(t, callTime+30*time.Minute, rec.times[len(rec.times)-1])
	})
	synctest.Test(t, func(t *testing.T) {
		l := (&library{lag: time.Hour}).holds("folder", "/a")
		_, rec := run(t.Context(), t, l, planOf(move(plan.OpMoveFolder, "/a", "/b")), apply.Options{})
		require.Equal(t, callTime+looked(jobTime)+15*time.Second, rec.times[len(rec.times)-1])
	})
}

func TestLookAtAJobThatHangsEndsToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, rec := run(t.Context(), t, &library{hangs: true}, planOf(job()), apply.Options{JobTimeout: time.Minute})
		require.Equal(t, apply.FailureTimeout, r.Outcomes[0].Failure)
		require.Equal(t, callTime+time.Minute, rec.times[len(rec.times)-1])
	})
}

func TestCallThatStartsNoJobIsNotWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := (&library{noJob: map[plan.OpID]bool{1: true}, took: map[plan.OpID]time.Duration{1: 0}}).holds("folder", "/a")
		r, rec := run(t.Context(), t, l, planOf(move(plan.OpMoveFolder, "/a", "/b")), apply.Options{})
		require.True(t, r.OK())
		requireTrace(t, rec, `
			0s started 1
			200ms done 1
		`)
	})
}

func TestViolatedPreconditionSendsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := (&library{}).holds("file", "/b")
		r, rec := run(t.Context(), t, l, planOf(move(plan.OpMoveFile, "/a", "/b"), call(1)), apply.Options{})
		require.Equal(t, apply.FailurePrecondition, r.Outcomes[0].Failure)
		require.EqualError(t, r.Outcomes[0].Err, "nothing was sent, as the library is not as the plan saw it: "+
			"/a: expected a file, found: nothing; /b: expected nothing there, found: a file")
		require.Empty(t, l.sent)
		require.Zero(t, rec.times[len(rec.times)-1], "without a write of ours nothing can lag")
	})
}

func TestOnlyAWriteMakesAListingLag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := planOf(move(plan.OpMoveFile, "/a", "/b"), move(plan.OpMoveFile, "/c", "/d"))
		r, rec := run(t.Context(), t, &library{}, p, apply.Options{Parallelism: 1})
		require.Equal(t, 2, r.Count(apply.Failed))
		require.Zero(t, rec.times[len(rec.times)-1], "the first one sent nothing")
	})
}

func TestOnlyDestructiveOperationsAreChecked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		upload := op(plan.OpUpload, "/a")
		upload.Before = []plan.Condition{{Kind: plan.HoldsFile, Path: "/a"}}
		l := &library{}
		r, _ := run(t.Context(), t, l, planOf(upload, op(plan.OpDeleteFile, "/a", 1)), apply.Options{})
		require.True(t, r.OK())
		require.Zero(t, l.checks)
	})
}

// A chain of moves: /b is taken as soon as it is vacated, which listings show late.
func TestPreconditionOutlastsALaggingListing(t *testing.T) {
	tests := []struct {
		name string
		lag  time.Duration
		want apply.Failure
		end  time.Duration
	}{
		{"none", 0, "", 2 * callTime},
		{"short", 3 * time.Second, "", 2*callTime + 3750*time.Millisecond},
		{"to the last moment", 10 * time.Second, "", 2*callTime + 10*time.Second},
		{"too long", time.Minute, apply.FailurePrecondition, callTime + 10*time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := (&library{lag: tt.lag}).holds("file", "/a", "/b")
				p := planOf(move(plan.OpMoveFile, "/b", "/c"), move(plan.OpMoveFile, "/a", "/b", 1))
				r, rec := run(t.Context(), t, l, p, apply.Options{Settle: 10 * time.Second})
				require.Equal(t, tt.want, r.Outcomes[1].Failure, r.Outcomes[1].Error)
				require.Equal(t, tt.end, rec.times[len(rec.times)-1])
			})
		})
	}
}

func TestNegativeSettleReadsOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := (&library{lag: time.Second}).holds("file", "/a", "/b")
		p := planOf(move(plan.OpMoveFile, "/b", "/c"), move(plan.OpMoveFile, "/a", "/b", 1))
		r, rec := run(t.Context(), t, l, p, apply.Options{Settle: -1})
		require.Equal(t, apply.FailurePrecondition, r.Outcomes[1].Failure)
		require.Equal(t, callTime, rec.times[len(rec.times)-1])
	})
}

func TestPreconditionThatCannotBeRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := (&library{readErrs: []error{errBroken}}).holds("file", "/a")
		r, _ := run(t.Context(), t, l, planOf(move(plan.OpMoveFile, "/a", "/b")), apply.Options{})
		require.EqualError(t, r.Outcomes[0].Err, "nothing was sent, as what must hold before could not be read: 500: internal server error")
		require.ErrorIs(t, r.Outcomes[0].Err, errBroken)
		require.Equal(t, apply.FailureCall, r.Outcomes[0].Failure)
		require.Empty(t, l.sent)
	})
}

func TestWhatAJobLeftIsCompared(t *testing.T) {
	broken := append([]error{nil}, slices.Repeat([]error{errBroken}, 10)...) // what holds before can be read
	tests := []struct {
		name     string
		lag      time.Duration
		idle     bool
		readErrs []error
		kind     apply.Failure
		want     string
	}{
		{name: "seen at once"},
		{name: "listing lags", lag: 5 * time.Second},
		{name: "one read fails", readErrs: []error{nil, errBroken}},
		{name: "listing lags too long", lag: time.Minute, kind: apply.FailureLeftBehind,
			want: "job job1 is done, but not all is as it should be then: " +
				"/a: expected nothing there, found: a folder; /b: expected a folder, found: nothing"},
		{name: "job did nothing", idle: true, kind: apply.FailureLeftBehind,
			want: "job job1 is done, but not all is as it should be then: " +
				"/a: expected nothing there, found: a folder; /b: expected a folder, found: nothing"},
		{name: "cannot be read", readErrs: broken, kind: apply.FailureUnknown,
			want: "job job1 is done, but what it left could not be read: 500: internal server error"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := (&library{lag: tt.lag, idle: map[plan.OpID]bool{1: tt.idle}, readErrs: tt.readErrs}).holds("folder", "/a")
				r, _ := run(t.Context(), t, l, planOf(move(plan.OpMoveFolder, "/a", "/b")), apply.Options{})
				require.Equal(t, tt.kind, r.Outcomes[0].Failure)
				require.Equal(t, tt.want, r.Outcomes[0].Error)
			})
		})
	}
}

func TestLeftBehindNamesTheFirstFewPaths(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := job()
		for _, p := range []state.Path{"/d/1", "/d/2", "/d/3", "/d/4", "/d/5"} {
			o.After = append(o.After, plan.Condition{Kind: plan.HoldsFile, Path: p, File: "id" + state.FileID(p.Base())})
		}
		r, _ := run(t.Context(), t, &library{}, planOf(o), apply.Options{})
		require.EqualError(t, r.Outcomes[0].Err, "job job1 is done, but not all is as it should be then: "+
			"/d/1: expected file id1, found: nothing; /d/2: expected file id2, found: nothing; "+
			"/d/3: expected file id3, found: nothing; and 2 more")
	})
}

func TestAbortWhileAListingIsReadAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		l := (&library{lag: time.Minute}).holds("file", "/a", "/b")
		p := planOf(move(plan.OpMoveFile, "/b", "/c"), move(plan.OpMoveFile, "/a", "/b", 1))
		r, rec := run(ctx, t, l, p, apply.Options{})
		require.Equal(t, &apply.Skip{Reason: apply.SkipInterrupted}, r.Outcomes[1].Skip, "it was not sent")
		require.Equal(t, []plan.OpID{1}, l.sent)
		require.Equal(t, time.Second, rec.times[len(rec.times)-1])
	})
}

func TestAbortJustBeforeTheCallSendsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		l := (&library{onCheck: cancel}).holds("file", "/a")
		r, _ := run(ctx, t, l, planOf(move(plan.OpMoveFile, "/a", "/b")), apply.Options{})
		require.Equal(t, &apply.Skip{Reason: apply.SkipInterrupted}, r.Outcomes[0].Skip)
		require.Empty(t, l.sent)
	})
}

func TestAnswerStandsWhateverElseIsCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		l := &library{onCheck: cancel}
		r, _ := run(ctx, t, l, planOf(move(plan.OpMoveFile, "/a", "/b")), apply.Options{})
		require.Equal(t, apply.FailurePrecondition, r.Outcomes[0].Failure, "the run was aborted meanwhile")
	})
	synctest.Test(t, func(t *testing.T) {
		l := &library{fails: map[plan.OpID]error{1: context.DeadlineExceeded}}
		r, _ := run(t.Context(), t, l, planOf(call()), apply.Options{})
		require.Equal(t, apply.FailureCall, r.Outcomes[0].Failure, "a call was given up on by its Doer")
	})
}
