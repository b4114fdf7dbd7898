package apply_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	callTime = 200 * time.Millisecond
	jobTime  = 10 * time.Second
)

// library is a media library of paths. It takes its time: tests that use it
// run in a synctest bubble.
type library struct {
	took     map[plan.OpID]time.Duration // of an operation's call, or of its job; default callTime, jobTime
	fails    map[plan.OpID]error         // what its call answers
	idle     map[plan.OpID]bool          // its job ends without doing anything
	noJob    map[plan.OpID]bool          // its call says that there is no job to wait for
	pollErrs []error                     // what the first looks at jobs answer; nil: as it is
	readErrs []error                     // what the first checks answer
	lag      time.Duration               // how long a check does not see a write
	hangs    bool                        // looks at jobs never end by themselves
	onCheck  func()                      // called by each check

	mu       sync.Mutex
	writes   []write
	jobs     map[plan.JobID]time.Time // when each is done
	sent     []plan.OpID
	checks   int
	calls    int // under way
	maxCalls int
}

type write struct {
	at   time.Time
	path state.Path
	what string // "file", "folder" or "", which is nothing
}

// stopError ends a run if it is true.
type stopError bool

func (stopError) Error() string    { return "401: your account cannot be authenticated" }
func (e stopError) StopsRun() bool { return bool(e) }

var errBroken = errors.New("500: internal server error")

// holds puts what ("file" or "folder") at the paths before the run.
func (l *library) holds(what string, paths ...state.Path) *library {
	for _, p := range paths {
		l.writes = append(l.writes, write{path: p, what: what})
	}
	return l
}

func (l *library) Do(ctx context.Context, op *plan.Operation, ready func(context.Context) error) (plan.JobID, error) {
	if err := ready(ctx); err != nil {
		return "", err
	}
	l.mu.Lock()
	l.sent = append(l.sent, op.ID)
	l.calls++
	l.maxCalls = max(l.maxCalls, l.calls)
	l.mu.Unlock()
	defer func() {
		l.mu.Lock()
		l.calls--
		l.mu.Unlock()
	}()
	job := op.Class == plan.ClassJob
	took := callTime
	if d, ok := l.took[op.ID]; ok && !job {
		took = d
	}
	if err := underway(ctx, took); err != nil {
		return "", err
	}
	if err := l.fails[op.ID]; err != nil {
		return "", err
	}
	if !job {
		l.write(time.Now(), op)
		return "", nil
	}
	return l.startJob(op), nil
}

func (l *library) startJob(op *plan.Operation) plan.JobID {
	took := jobTime
	if d, ok := l.took[op.ID]; ok {
		took = d
	}
	end := time.Now().Add(took)
	if !l.idle[op.ID] {
		l.write(end, op)
	}
	if l.noJob[op.ID] {
		return ""
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	id := plan.JobID(fmt.Sprintf("job%d", op.ID))
	if l.jobs == nil {
		l.jobs = map[plan.JobID]time.Time{}
	}
	l.jobs[id] = end
	return id
}

func (l *library) write(at time.Time, op *plan.Operation) {
	l.mu.Lock()
	defer l.mu.Unlock()
	what := "file"
	if strings.HasSuffix(string(op.Kind), "folder") {
		what = "folder"
	}
	switch op.Kind {
	case plan.OpCreateFolder, plan.OpUpload:
		l.writes = append(l.writes, write{at, op.Path, what})
	case plan.OpDeleteFile, plan.OpDeleteFolder:
		l.writes = append(l.writes, write{at, op.Path, ""})
	case plan.OpMoveFile, plan.OpMoveFolder, plan.OpRenameFolder:
		l.writes = append(l.writes, write{at, op.Path, ""}, write{at, op.Dest, what})
	}
}

func (l *library) JobDone(ctx context.Context, id plan.JobID) (bool, error) {
	if l.hangs {
		<-ctx.Done()
	}
	if err := ctx.Err(); err != nil {
		return false, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.pollErrs) > 0 {
		err := l.pollErrs[0]
		l.pollErrs = l.pollErrs[1:]
		if err != nil {
			return true, err // beside an error, an answer means nothing
		}
	}
	return !time.Now().Before(l.jobs[id]), nil
}

func (l *library) Check(ctx context.Context, conditions []plan.Condition) ([]plan.Violation, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.checks++
	if l.onCheck != nil {
		l.onCheck()
	}
	if len(l.readErrs) > 0 {
		err := l.readErrs[0]
		l.readErrs = l.readErrs[1:]
		if err != nil {
			return nil, err
		}
	}
	want := map[plan.ConditionKind]string{plan.IsFree: "", plan.HoldsFile: "file", plan.HoldsFolder: "folder"}
	var violations []plan.Violation
	for _, c := range conditions {
		if c.Kind == plan.HoldsNone {
			continue // its folders are empty
		}
		if found := l.seen(c.Path); found != want[c.Kind] {
			violations = append(violations, plan.Violation{Condition: c, Found: "nothing"})
			if found != "" {
				violations[len(violations)-1].Found = "a " + found
			}
		}
	}
	return violations, nil
}

func (l *library) Probe(context.Context, *plan.Operation) (plan.Verdict, error) {
	return plan.Verdict{Answer: plan.VerdictUnclear}, nil
}

func (l *library) Contents(context.Context, state.Path) ([]plan.Content, error) { return nil, nil }

// seen is what a listing shows at p.
func (l *library) seen(p state.Path) (what string) {
	visible := time.Now().Add(-l.lag)
	for _, w := range l.writes {
		if w.path == p && !w.at.After(visible) {
			what = w.what
		}
	}
	return what
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// underway is pause for a call that is sent: a gentle end of ctx does not cut it off.
func underway(ctx context.Context, d time.Duration) error {
	end := time.Now().Add(d)
	err := pause(ctx, d)
	var gentle interface{ GentleUntil() context.Context }
	if err != nil && errors.As(context.Cause(ctx), &gentle) {
		return pause(gentle.GentleUntil(), time.Until(end))
	}
	return err
}

func isCall(op *plan.Operation) bool { return op.Class != plan.ClassJob }
func isJob(op *plan.Operation) bool  { return op.Class == plan.ClassJob }

// op is an operation of kind k that needs others.
func op(k plan.OpKind, path state.Path, needs ...plan.OpID) plan.Operation {
	o := plan.Operation{Kind: k, Class: k.Class(), Path: path}
	for _, n := range needs {
		o.Needs = append(o.Needs, plan.Need{Op: n, Why: plan.NeedSequence})
	}
	return o
}

func call(needs ...plan.OpID) plan.Operation { return op(plan.OpUpdateFile, "/f", needs...) }
func upload() plan.Operation                 { return op(plan.OpUpload, "/u") }
func job(needs ...plan.OpID) plan.Operation  { return op(plan.OpCopyFolder, "/d", needs...) }

// move is an operation of kind k from one path to another, with what must hold
// before and after it.
func move(k plan.OpKind, from, to state.Path, needs ...plan.OpID) plan.Operation {
	o := op(k, from, needs...)
	holds := plan.HoldsFile
	if k == plan.OpMoveFolder {
		holds = plan.HoldsFolder
	}
	o.Dest = to
	o.Before = []plan.Condition{{Kind: holds, Path: from}, {Kind: plan.IsFree, Path: to}}
	o.After = []plan.Condition{{Kind: plan.IsFree, Path: from}, {Kind: holds, Path: to}}
	return o
}

func planOf(ops ...plan.Operation) *plan.Plan {
	for i := range ops {
		ops[i].ID = plan.OpID(i + 1)
		if ops[i].Path == "/d" { // each job has a folder of its own
			ops[i].Path = state.Path(fmt.Sprintf("/d%d", i+1))
		}
	}
	return &plan.Plan{Operations: ops}
}

// run applies p and requires what holds of every run.
func run(ctx context.Context, t *testing.T, l *library, p *plan.Plan, o apply.Options) (*apply.Result, *recording) {
	t.Helper()
	rec := &recording{}
	o.Reporter = rec
	r, err := apply.Run(ctx, p, l, o)
	require.NoError(t, err)
	require.True(t, rec.ended)
	require.NoError(t, wellFormed(p, r, rec))
	return r, rec
}
