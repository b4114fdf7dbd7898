package apply_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// requireTrace compares events with a text block of one event a line.
func requireTrace(t *testing.T, rec *recording, want string) {
	t.Helper()
	want = strings.TrimLeft(strings.ReplaceAll(want, "\t", ""), "\n")
	if diff := cmp.Diff(want, rec.String()); diff != "" {
		t.Fatalf("events (-want +got):\n%s", diff)
	}
}

func elapsed(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

func TestEmptyPlan(t *testing.T) {
	r, rec := run(t.Context(), t, &library{}, planOf(), apply.Options{})
	require.True(t, r.OK())
	require.Empty(t, rec.events)
}

func TestNobodyNeedsToBeTold(t *testing.T) {
	r, err := apply.Run(t.Context(), planOf(call(), job(1)), instant{}, apply.Options{})
	require.NoError(t, err)
	require.True(t, r.OK())
}

func TestStartsWhenAllItNeedsIsDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &library{took: map[plan.OpID]time.Duration{1: time.Second}}
		r, rec := run(t.Context(), t, l, planOf(call(), call(), call(2), call(1, 3)), apply.Options{Parallelism: 2})
		require.True(t, r.OK())
		requireTrace(t, rec, `
			0s started 2
			0s started 1
			200ms done 2
			200ms started 3
			400ms done 3
			1s done 1
			1s started 4
			1.2s done 4
		`)
	})
}

func TestTotalTimeIsTheBestThereIs(t *testing.T) {
	tests := []struct {
		name        string
		ops         []plan.Operation
		parallelism int
		want        time.Duration
	}{
		{"a chain behind single calls starts first", []plan.Operation{
			call(), call(), call(), call(), call(), call(5), call(6), call(7),
		}, 2, 4 * callTime},
		{"two chains side by side", []plan.Operation{
			call(), call(), call(1), call(2), call(3), call(4),
		}, 2, 3 * callTime},
		{"what a job waits for goes before longer chains of calls", []plan.Operation{
			call(), call(1), call(2), call(), job(4),
		}, 2, 2*callTime + looked(jobTime)},
		{"uploads run beside calls", []plan.Operation{
			call(), call(), call(), call(), upload(), upload(), upload(), upload(),
		}, 2, 2 * callTime},
		{"but not where one at a time was asked for", []plan.Operation{call(), upload(), call()}, 1, 3 * callTime},
		{"a wide plan fills all slots", []plan.Operation{
			call(), call(), call(), call(), call(), call(), call(), call(), call(),
		}, 3, 3 * callTime},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				got := elapsed(func() {
					run(t.Context(), t, &library{}, planOf(tt.ops...), apply.Options{Parallelism: tt.parallelism})
				})
				require.Equal(t, tt.want, got)
			})
		})
	}
}

// looked is when polling sees that a job is done that takes d.
func looked(d time.Duration) time.Duration {
	var at time.Duration
	for pause := 250 * time.Millisecond; at < d; pause = min(2*pause, 4*time.Second) {
		at += pause
	}
	return at
}

func TestParallelismIsExact(t *testing.T) {
	for _, n := range []int{2, 3, 8} {
		synctest.Test(t, func(t *testing.T) {
			ops := slices.Repeat([]plan.Operation{call(), job()}, 20)
			l := &library{}
			_, rec := run(t.Context(), t, l, planOf(ops...), apply.Options{Parallelism: n})
			require.Equal(t, n, rec.mostAtATime(isCall))
			require.Equal(t, n, rec.mostAtATime(isJob))
			require.LessOrEqual(t, l.maxCalls, 2*n)
		})
	}
	synctest.Test(t, func(t *testing.T) {
		_, rec := run(t.Context(), t, &library{}, planOf(slices.Repeat([]plan.Operation{call()}, 20)...), apply.Options{})
		require.Equal(t, 8, rec.mostAtATime(isCall), "the default")
	})
}

func TestJobsInOneFolderGoOneAfterTheOther(t *testing.T) {
	into := func(from, to state.Path) plan.Operation { return move(plan.OpMoveFolder, from, to) }
	renamed := func(from, to state.Path) plan.Operation {
		o := op(plan.OpRenameFolder, from)
		o.Dest = to
		return o
	}
	for _, tt := range []struct {
		name string
		ops  []plan.Operation
		most int
	}{
		{"folders of their own", []plan.Operation{into("/a/x", "/x"), into("/b/y", "/y")}, 2},
		{"into one folder", []plan.Operation{into("/a", "/in/a"), into("/b", "/in/b"), into("/c", "/in/c")}, 1},
		{"one within the other's", []plan.Operation{into("/a", "/in/a"), into("/in/deep/b", "/b")}, 1},
		{"new names in one folder", []plan.Operation{
			renamed("/in/a", "/in/b"), renamed("/in/c", "/in/d"),
		}, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := &library{}
				for _, op := range tt.ops {
					l.holds("folder", op.Path)
				}
				r, rec := run(t.Context(), t, l, planOf(tt.ops...), apply.Options{})
				require.True(t, r.OK())
				require.Equal(t, tt.most, rec.mostAtATime(isJob))
			})
		})
	}
}

func TestOneAtATimeIsInAFixedOrder(t *testing.T) {
	want := []plan.OpID{6, 5, 2, 1, 3, 4}
	for _, jobTook := range []time.Duration{0, time.Second, time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			l := &library{took: map[plan.OpID]time.Duration{5: jobTook, 2: jobTook}}
			ops := []plan.Operation{call(), call(), call(2), call(), job(6), call()}
			_, rec := run(t.Context(), t, l, planOf(ops...), apply.Options{Parallelism: 1, JobTimeout: 2 * time.Hour})
			require.Equal(t, want, rec.started())
			require.Equal(t, 1, rec.mostAtATime(func(*plan.Operation) bool { return true }))
		})
	}
}

func TestJobsAndCallsDoNotStarveEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ops := append(slices.Repeat([]plan.Operation{call()}, 20), job(), job(), job())
		_, rec := run(t.Context(), t, &library{}, planOf(ops...), apply.Options{Parallelism: 2})
		var lastCall, firstJob time.Duration
		for i, e := range rec.events {
			switch {
			case e.Kind == apply.EventDone && isCall(e.Op):
				lastCall = rec.times[i]
			case e.Kind == apply.EventStarted && e.Op.ID == 21:
				firstJob = rec.times[i]
			}
		}
		require.Zero(t, firstJob)
		require.Equal(t, 10*callTime, lastCall, "as if there were no jobs")
	})
}

func TestFailureSkipsOnlyWhatNeedsIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &library{fails: map[plan.OpID]error{1: errBroken, 2: errBroken},
			took: map[plan.OpID]time.Duration{2: time.Second, 6: 300 * time.Millisecond}}
		p := planOf(call(), call(), call(1), call(3, 2), call(2), call(), call(6))
		r, rec := run(t.Context(), t, l, p, apply.Options{})
		requireTrace(t, rec, `
			0s started 1
			0s started 2
			0s started 6
			200ms failed 1
			200ms skipped 3 upstream-failed 1
			200ms skipped 4 upstream-failed 1
			300ms done 6
			300ms started 7
			500ms done 7
			1s failed 2
			1s skipped 5 upstream-failed 2
		`)
		require.ErrorIs(t, r.Outcomes[0].Err, errBroken)
		require.Equal(t, errBroken.Error(), r.Outcomes[0].Error)
		require.Equal(t, apply.FailureCall, r.Outcomes[0].Failure)
		require.False(t, r.OK())
		require.False(t, r.Interrupted)
		require.Equal(t, 3, r.Count(apply.Skipped))
	})
}

func TestFailFastStartsNothingMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &library{fails: map[plan.OpID]error{1: errBroken}, took: map[plan.OpID]time.Duration{2: time.Second}}
		_, rec := run(t.Context(), t, l, planOf(call(), call(), call(2), call(), call(1)), apply.Options{Parallelism: 2, FailFast: true})
		requireTrace(t, rec, `
			0s started 1
			0s started 2
			200ms failed 1
			200ms skipped 5 upstream-failed 1
			1s done 2
			1s skipped 3 stopped 1
			1s skipped 4 stopped 1
		`)
	})
}

func TestErrorThatStopsTheRun(t *testing.T) {
	tests := []struct {
		name string
		l    *library
		kind apply.Failure
	}{
		{"from a call", &library{fails: map[plan.OpID]error{1: stopError(true)}}, apply.FailureCall},
		{"from a look at a job", &library{pollErrs: []error{errBroken, stopError(true)}}, apply.FailureCall},
		{"from reading what must hold before", &library{readErrs: []error{stopError(true)}}, apply.FailureCall},
		{"from reading what a job left", &library{readErrs: []error{nil, stopError(true)}}, apply.FailureUnknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := tt.l.holds("folder", "/a")
				r, _ := run(t.Context(), t, l, planOf(move(plan.OpMoveFolder, "/a", "/b"), call()), apply.Options{Parallelism: 1})
				require.ErrorIs(t, r.Outcomes[0].Err, stopError(true))
				require.Equal(t, tt.kind, r.Outcomes[0].Failure)
				require.Equal(t, &apply.Skip{Reason: apply.SkipStopped, Cause: 1}, r.Outcomes[1].Skip)
				require.False(t, r.Interrupted)
			})
		})
	}
}

func TestDrainWaitsForWhatIsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		drain := make(chan struct{})
		time.AfterFunc(250*time.Millisecond, func() { close(drain) })
		l := &library{took: map[plan.OpID]time.Duration{1: 500 * time.Millisecond, 2: 100 * time.Millisecond}}
		r, rec := run(t.Context(), t, l, planOf(job(), call(), call(2), call(3), call(1)), apply.Options{Parallelism: 2, Drain: drain})
		requireTrace(t, rec, `
			0s started 1
			0s started 2
			100ms done 2
			100ms started 3
			200ms job 1
			300ms done 3
			450ms poll 1
			950ms done 1
			950ms skipped 4 interrupted
			950ms skipped 5 interrupted
		`)
		require.True(t, r.Interrupted)
	})
}

func TestDrainThatComesTooLateInterruptsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		drain := make(chan struct{})
		time.AfterFunc(callTime/2, func() { close(drain) })
		r, _ := run(t.Context(), t, &library{}, planOf(call()), apply.Options{Drain: drain})
		require.True(t, r.OK())
		require.False(t, r.Interrupted)
	})
}

func TestCancelledContextAbortsWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		l := &library{took: map[plan.OpID]time.Duration{2: time.Minute}, fails: map[plan.OpID]error{3: errBroken}}
		r, rec := run(ctx, t, l, planOf(job(), call(), call(), call(1), call(2)), apply.Options{})
		require.Equal(t, time.Second, rec.times[len(rec.times)-1])
		require.True(t, r.Interrupted)
		require.Equal(t, apply.FailureAborted, r.Outcomes[0].Failure)
		require.EqualError(t, r.Outcomes[0].Err,
			"job job1 of operation 1 (copy-folder /d1) was left to itself and may still run: context canceled")
		require.Equal(t, apply.FailureAborted, r.Outcomes[1].Failure)
		require.Equal(t, apply.FailureCall, r.Outcomes[2].Failure, "an answer from before stands")
		require.False(t, r.TimedOut())
	})
}

func TestCancelledContextStartsNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	l := &library{}
	r, _ := run(ctx, t, l, planOf(call(), job()), apply.Options{})
	require.True(t, r.Interrupted)
	require.Empty(t, l.sent)
	require.Equal(t, 2, r.Count(apply.Skipped))
}

func TestPlanThatCannotBeRunIsRefused(t *testing.T) {
	refused := planOf(call())
	refused.Refusals = []plan.Refusal{{Guard: plan.GuardDeleteCount, Message: "21 deletes, 20 are allowed"}}
	tests := []struct {
		name string
		p    *plan.Plan
		want string
	}{
		{"ring", planOf(call(2), call(1)), "the plan cannot be run: operations wait for each other: " +
			"operation 1 (update-file /f) needs operation 2 (update-file /f) needs operation 1 (update-file /f)"},
		{"guard", refused, "the plan is refused (delete-count): 21 deletes, 20 are allowed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l, rec := &library{}, &recording{}
			r, err := apply.Run(t.Context(), tt.p, l, apply.Options{Reporter: rec})
			require.EqualError(t, err, tt.want)
			require.Nil(t, r)
			require.Empty(t, l.sent)
			require.Zero(t, rec.began)
		})
	}
}
