package apply_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// service is a library that counts what it carries out. Answers get lost.
type service struct {
	mu    sync.Mutex
	runs  map[plan.OpID]int       // how often each operation was carried out
	ends  map[plan.OpID]time.Time // when its job is done
	fates map[plan.OpID][]fate    // what happens to its next calls
	took  map[plan.OpID]time.Duration
	open  map[plan.OpID]bool // its call is under way
}

// fate is what happens to a call.
type fate string

const (
	fine       fate = "fine"
	lostBefore fate = "lost before" // the connection breaks, nothing is done
	lostAfter  fate = "lost after"  // it is done, and the answer is lost
	denied     fate = "denied"
)

type lostError struct{ error }

func (lostError) OutcomeUnknown() bool { return true }

func newService() *service {
	return &service{
		runs: map[plan.OpID]int{}, ends: map[plan.OpID]time.Time{}, fates: map[plan.OpID][]fate{},
		took: map[plan.OpID]time.Duration{}, open: map[plan.OpID]bool{},
	}
}

func (s *service) Do(ctx context.Context, op *plan.Operation, ready func(context.Context) error) (plan.JobID, error) {
	if err := pause(ctx, callTime/4); err != nil { // waiting for its turn
		return "", err
	}
	if err := ready(ctx); err != nil {
		return "", err
	}
	s.mu.Lock()
	next := fine
	if list := s.fates[op.ID]; len(list) > 0 {
		next, s.fates[op.ID] = list[0], list[1:]
	}
	s.mu.Unlock()
	if next == denied {
		return "", errBroken
	}
	if next == lostBefore {
		return "", lostError{errBroken}
	}
	// Once sent it is carried out, whoever still waits for the answer.
	time.AfterFunc(callTime/4, func() { s.carryOut(op) })
	if err := underway(ctx, callTime/2); err != nil {
		return "", lostError{err}
	}
	if next == lostAfter {
		return "", lostError{errBroken}
	}
	if op.Class == plan.ClassJob {
		return jobID(op), nil
	}
	return "", nil
}

func jobID(op *plan.Operation) plan.JobID { return plan.JobID(fmt.Sprintf("job%d", op.ID)) }

func (s *service) carryOut(op *plan.Operation) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.runs[op.ID]++
	s.ends[op.ID] = time.Now().Add(s.took[op.ID])
}

func (s *service) JobDone(_ context.Context, id plan.JobID) (bool, error) {
	var n plan.OpID
	if _, err := fmt.Sscanf(string(id), "job%d", &n); err != nil {
		return false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.runs[n] > 0 && !time.Now().Before(s.ends[n]), nil
}

func (s *service) Probe(_ context.Context, op *plan.Operation) (plan.Verdict, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.runs[op.ID] == 0:
		return plan.Verdict{Answer: plan.VerdictNotDone, Evidence: "nothing of it shows"}, nil
	case op.Class == plan.ClassJob && time.Now().Before(s.ends[op.ID]):
		return plan.Verdict{Answer: plan.VerdictUnclear, Evidence: "half of it shows"}, nil
	}
	return plan.Verdict{Answer: plan.VerdictDone, Evidence: "it shows"}, nil
}

func (*service) Check(context.Context, []plan.Condition) ([]plan.Violation, error) { return nil, nil }
func (*service) Contents(context.Context, state.Path) ([]plan.Content, error) {
	return []plan.Content{{Path: "/d/x"}}, nil
}

// disk is a journal's file. From the moment of the kill nothing reaches it; what
// is written in that moment reaches it in part.
type disk struct {
	mu     sync.Mutex
	data   bytes.Buffer
	killed bool
	tear   int // bytes of the record that is written when the kill comes
}

func (d *disk) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.killed {
		part := min(d.tear, len(p)-1)
		d.data.Write(p[:part])
		d.tear = 0
		return part, errors.New("killed")
	}
	return d.data.Write(p)
}

func (d *disk) Sync() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.killed {
		return errors.New("killed")
	}
	return nil
}

// process is one process of a run: it goes on from what is on the disk, and is
// killed after a while. What it leaves on the disk is all that remains of it.
func (d *disk) process(t require.TestingT, p *plan.Plan, s *service, killAt time.Duration, tear int, o apply.Options) *apply.Result {
	past, err := apply.ReadJournal(bytes.NewReader(d.data.Bytes()))
	require.NoError(t, err)
	d.data.Truncate(int(past.Size))
	d.killed, d.tear = false, tear
	o.Journal, o.History = apply.NewJournal(d, past), past
	require.NoError(t, o.Journal.Append(apply.Record{Kind: apply.RecordBegin, Run: &apply.RunInfo{Library: "shop"}}))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if killAt >= 0 {
		defer time.AfterFunc(killAt, func() {
			d.mu.Lock()
			d.killed = true
			d.mu.Unlock()
			cancel()
		}).Stop()
	}
	rec := &recording{}
	o.Reporter = rec
	r, err := apply.Run(ctx, p, s, o)
	require.NoError(t, err)
	require.NoError(t, wellFormed(p, r, rec))
	return r
}

// A run that is killed any number of times, whose answers get lost, ends like one
// that was not: each operation is carried out exactly once.
func TestKilledRunsDoNothingTwice(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := drawPlan(rt)
		s := newService()
		o := apply.Options{Parallelism: rapid.IntRange(1, 5).Draw(rt, "parallelism")}
		took := rapid.SampledFrom([]time.Duration{0, time.Second, 20 * time.Second, 2 * time.Minute})
		fates := rapid.SliceOfN(rapid.SampledFrom([]fate{fine, fine, lostBefore, lostAfter}), 0, 3)
		for _, op := range p.Operations {
			s.took[op.ID] = took.Draw(rt, "took")
			s.fates[op.ID] = fates.Draw(rt, "fates")
		}
		kills := rapid.SliceOfN(rapid.IntRange(0, 3000), 0, 6).Draw(rt, "kills")
		tears := rapid.SliceOfN(rapid.IntRange(0, 200), len(kills), len(kills)).Draw(rt, "tears")
		var last *apply.Result
		failure := inBubble(t, func(t require.TestingT) {
			d := &disk{}
			for i, at := range kills {
				d.process(t, p, s, time.Duration(at)*10*time.Millisecond+time.Microsecond, tears[i], o)
				time.Sleep(time.Duration(tears[i]) * 100 * time.Millisecond)
			}
			last = d.process(t, p, s, -1, 0, o)
		})
		if failure != "" {
			rt.Fatal(failure)
		}
		if !last.OK() {
			rt.Fatalf("the last run is not at its end: %+v", last.Outcomes)
		}
		for _, op := range p.Operations {
			if s.runs[op.ID] != 1 {
				rt.Errorf("operation %d was carried out %d times", op.ID, s.runs[op.ID])
			}
		}
	})
}

// inBubble runs f where waiting takes no time, and returns what it failed with.
func inBubble(t *testing.T, f func(require.TestingT)) string {
	c := &collector{}
	synctest.Test(t, func(*testing.T) {
		defer func() {
			if r := recover(); r != nil && r != errStop { //nolint:errorlint // a value of its own
				panic(r)
			}
		}()
		f(c)
	})
	return c.text
}

var errStop = errors.New("stop")

// collector keeps the first failure, for a test that cannot fail where it runs.
type collector struct{ text string }

func (c *collector) Errorf(format string, args ...any) { c.text += fmt.Sprintf(format, args...) }
func (c *collector) FailNow()                          { panic(errStop) }
