package apply_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// scenario is a random plan, and what goes wrong with it.
type scenario struct {
	p       *plan.Plan
	l       *library
	o       apply.Options
	drainAt time.Duration // -1: never
	abortAt time.Duration
}

func drawScenario(t *rapid.T) *scenario {
	s := &scenario{
		p: drawPlan(t),
		l: &library{took: map[plan.OpID]time.Duration{}, fails: map[plan.OpID]error{}},
		o: apply.Options{
			Parallelism: rapid.IntRange(1, 5).Draw(t, "parallelism"),
			JobTimeout:  20 * time.Second,
			FailFast:    rapid.IntRange(0, 5).Draw(t, "fail fast") == 0,
		},
		drainAt: -1, abortAt: -1,
	}
	took := rapid.SampledFrom([]time.Duration{0, callTime, time.Second, 5 * time.Second, time.Minute})
	fault := rapid.SampledFrom([]error{nil, nil, nil, nil, nil, errBroken, stopError(false), stopError(true)})
	for _, op := range s.p.Operations {
		s.l.took[op.ID] = took.Draw(t, "took")
		s.l.fails[op.ID] = fault.Draw(t, "fault")
	}
	if rapid.IntRange(0, 3).Draw(t, "drains") == 0 {
		s.drainAt = moment().Draw(t, "drain at")
	}
	if rapid.IntRange(0, 3).Draw(t, "aborts") == 0 {
		s.abortAt = moment().Draw(t, "abort at")
	}
	return s
}

// moment is a time at which nothing else happens.
func moment() *rapid.Generator[time.Duration] {
	return rapid.Map(rapid.IntRange(0, 600), func(n int) time.Duration {
		return time.Duration(n)*100*time.Millisecond + time.Microsecond
	})
}

// drawPlan draws a plan whose operations need others before and after them.
func drawPlan(t *rapid.T) *plan.Plan {
	n := rapid.IntRange(0, 25).Draw(t, "operations")
	ids := make([]plan.OpID, n)
	for i := range ids {
		ids[i] = plan.OpID(i + 1)
	}
	ids = rapid.Permutation(ids).Draw(t, "order")
	ops := make([]plan.Operation, n)
	for i, id := range ids {
		var needs []plan.OpID
		if i > 0 {
			needs = rapid.SliceOfN(rapid.SampledFrom(ids[:i]), 0, 3).Draw(t, "needs")
		}
		ops[id-1] = call(needs...)
		if rapid.IntRange(0, 3).Draw(t, "is a job") == 0 {
			ops[id-1] = job(needs...)
		}
	}
	return planOf(ops...)
}

// run applies the scenario's plan in a bubble of its own. What t is told in
// there would not reach rapid, so it only hands out what there is to judge.
func (s *scenario) run(t *testing.T) (r *apply.Result, rec *recording) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		if s.abortAt >= 0 {
			defer time.AfterFunc(s.abortAt, cancel).Stop()
		}
		if s.drainAt >= 0 {
			drain := make(chan struct{})
			s.o.Drain = drain
			defer time.AfterFunc(s.drainAt, func() { close(drain) }).Stop()
		}
		rec = &recording{}
		s.o.Reporter = rec
		var err error
		if r, err = apply.Run(ctx, s.p, s.l, s.o); err != nil {
			r = nil
		}
	})
	return r, rec
}

func TestRandomRuns(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := drawScenario(rt)
		r, rec := s.run(t)
		if r == nil {
			rt.Fatal("the plan was refused")
		}
		for _, err := range []error{
			wellFormed(s.p, r, rec), s.checkSkips(r, rec), s.checkStarts(rec), s.checkInterrupted(r),
		} {
			if err != nil {
				rt.Fatalf("%v\nevents:\n%s", err, rec)
			}
		}
	})
}

// checkSkips: what is skipped has the reason that is true of it.
func (s *scenario) checkSkips(r *apply.Result, rec *recording) error {
	var failed []plan.OpID // in the order of time
	for _, e := range rec.events {
		if e.Kind == apply.EventFailed {
			failed = append(failed, e.Op.ID)
		}
	}
	above := s.ancestors()
	for i, o := range r.Outcomes {
		cause := slices.IndexFunc(failed, func(id plan.OpID) bool { return above[i][id] })
		var want apply.Skip
		halt := slices.IndexFunc(failed, func(id plan.OpID) bool {
			return s.o.FailFast || errors.Is(r.Outcomes[id-1].Err, stopError(true))
		})
		switch {
		case o.Status != apply.Skipped:
			if cause >= 0 {
				return fmt.Errorf("operation %d was tried, though %d had failed", o.Op, failed[cause])
			}
			continue
		case cause >= 0:
			want = apply.Skip{Reason: apply.SkipUpstream, Cause: failed[cause]}
		case halt >= 0:
			want = apply.Skip{Reason: apply.SkipStopped, Cause: failed[halt]}
		case s.drainAt >= 0 || s.abortAt >= 0:
			want = apply.Skip{Reason: apply.SkipInterrupted}
		}
		if *o.Skip != want {
			return fmt.Errorf("operation %d was skipped as %+v, not %+v", o.Op, *o.Skip, want)
		}
	}
	return nil
}

// ancestors is, by index, all that an operation needs, directly or over others.
func (s *scenario) ancestors() []map[plan.OpID]bool {
	above := make([]map[plan.OpID]bool, len(s.p.Operations))
	var of func(i int) map[plan.OpID]bool
	of = func(i int) map[plan.OpID]bool {
		if above[i] != nil {
			return above[i]
		}
		above[i] = map[plan.OpID]bool{}
		for _, n := range s.p.Operations[i].Needs {
			above[i][n.Op] = true
			for id := range of(int(n.Op) - 1) {
				above[i][id] = true
			}
		}
		return above[i]
	}
	for i := range above {
		of(i)
	}
	return above
}

// checkStarts: never more under way than may be, nothing starts once the run
// was told to stop, and after an abort nothing goes on.
func (s *scenario) checkStarts(rec *recording) error {
	n := s.o.Parallelism
	for _, of := range []func(*plan.Operation) bool{isCall, isJob} {
		if most := rec.mostAtATime(of); most > n {
			return fmt.Errorf("%d operations at a time, not %d", most, n)
		}
	}
	if most := rec.mostAtATime(func(*plan.Operation) bool { return true }); n == 1 && most > 1 {
		return fmt.Errorf("%d operations at a time, not 1", most)
	}
	for i, e := range rec.events {
		at := rec.times[i]
		if e.Kind == apply.EventStarted && (s.drainAt >= 0 && at > s.drainAt || s.abortAt >= 0 && at > s.abortAt) {
			return fmt.Errorf("operation %d started at %v, after the run was told to stop", e.Op.ID, at)
		}
		if s.abortAt >= 0 && at > s.abortAt {
			return fmt.Errorf("operation %d went on until %v, after the abort", e.Op.ID, at)
		}
	}
	return nil
}

// checkInterrupted: no interrupt is passed over, and none invented.
func (s *scenario) checkInterrupted(r *apply.Result) error {
	cut := slices.ContainsFunc(r.Outcomes, func(o apply.Outcome) bool {
		return o.Failure == apply.FailureAborted || o.Skip != nil && o.Skip.Reason == apply.SkipInterrupted
	})
	may := !r.OK() && (s.drainAt >= 0 || s.abortAt >= 0)
	if cut && !r.Interrupted || r.Interrupted && !may {
		return fmt.Errorf("interrupted is %v", r.Interrupted)
	}
	return nil
}

// With slots for all, a plan of calls takes as long as its longest way.
func TestRandomPlansHaveNoBarriers(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := &scenario{p: drawPlan(rt), l: &library{took: map[plan.OpID]time.Duration{}}, drainAt: -1, abortAt: -1}
		s.o.Parallelism = max(1, 2*len(s.p.Operations))
		for i := range s.p.Operations {
			op := &s.p.Operations[i]
			op.Kind, op.Class = plan.OpUpdateFile, plan.ClassWrite
			s.l.took[op.ID] = time.Duration(rapid.IntRange(1, 1000).Draw(rt, "took")) * time.Millisecond
		}
		_, rec := s.run(t)
		ends := make(map[plan.OpID]time.Duration)
		for i, e := range rec.events {
			if e.Kind != apply.EventDone {
				continue
			}
			ends[e.Op.ID] = rec.times[i]
			var ready time.Duration
			for _, n := range e.Op.Needs {
				ready = max(ready, ends[n.Op])
			}
			if want := ready + s.l.took[e.Op.ID]; rec.times[i] != want {
				rt.Fatalf("operation %d was done at %v, not at %v", e.Op.ID, rec.times[i], want)
			}
		}
	})
}

// instant is a Doer for which everything is done at once.
type instant struct{}

func (instant) Do(ctx context.Context, _ *plan.Operation, ready func(context.Context) error) (plan.JobID, error) {
	return "", ready(ctx)
}
func (instant) JobDone(context.Context, plan.JobID) (bool, error) { return true, nil }
func (instant) Probe(context.Context, *plan.Operation) (plan.Verdict, error) {
	return plan.Verdict{Answer: plan.VerdictUnclear}, nil
}
func (instant) Contents(context.Context, state.Path) ([]plan.Content, error) { return nil, nil }
func (instant) Check(context.Context, []plan.Condition) ([]plan.Violation, error) {
	return nil, nil
}

// BenchmarkRun is what the scheduler itself costs: 100,000 operations in
// trees of a hundred, as folders with their files are.
func BenchmarkRun(b *testing.B) {
	ops := make([]plan.Operation, 100_000)
	for i := range ops {
		ops[i] = call()
		if i%100 != 0 {
			ops[i] = call(plan.OpID(i - i%100 + 1))
		}
	}
	p := planOf(ops...)
	b.ReportAllocs()
	for b.Loop() {
		r, err := apply.Run(b.Context(), p, instant{}, apply.Options{})
		if err != nil || !r.OK() {
			b.Fatal("not done")
		}
	}
}
