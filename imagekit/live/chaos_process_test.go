package live_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/plan"
)

// process is one process that carries a plan out, from its beginning or from
// where another one stopped.
type process struct {
	number  int
	planned *planned
	resumed bool
	kill    kill
	disk    *disk
	began   time.Time
	ended   time.Time
	result  *apply.Result // nil where it was killed
	after   randomSnapshot
	fields  []fieldNow
}

// planned is a plan and what the service held when it was made.
type planned struct {
	plan    *plan.Plan
	at      time.Time // before the library was read
	before  randomSnapshot
	journal []byte // of the processes that carried it out
}

// disk is a journal's file, and the process that writes it: it can be killed at
// any byte.
type disk struct {
	data    []byte
	records int
	kill    kill
	die     func()
	dead    atomic.Bool
}

var errKilled = errors.New("the process was killed")

// Write implements apply.Syncer. The journal calls it one record at a time.
func (d *disk) Write(p []byte) (int, error) {
	if d.dead.Load() {
		return 0, errKilled
	}
	d.records++
	if d.records != d.kill.at {
		d.data = append(d.data, p...)
		return len(p), nil
	}
	switch d.kill.how {
	case unkept:
	case torn:
		d.data = append(d.data, p[:len(p)/2]...)
	case unheeded:
		d.data = append(d.data, p...)
	default:
		d.data = append(d.data, p...)
		return len(p), nil
	}
	d.dead.Store(true)
	d.die()
	return 0, errKilled
}

func (d *disk) Sync() error { return nil }

// limit is the longest that a process may take: some jobs that never end, one
// after the other, and calls that wait for what they locked.
const limit = 24 * time.Hour

// runProcess carries a plan out, until it ends or is killed.
func (r *chaosRun) runProcess(pl *planned, resumed bool, k kill) *process {
	p := &process{number: len(r.processes) + 1, planned: pl, resumed: resumed, kill: k, began: time.Now()}
	r.processes = append(r.processes, p)
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	p.disk = &disk{data: pl.journal, kill: k, die: func() { cancel(errKilled) }}
	history, err := apply.ReadJournal(bytes.NewReader(pl.journal))
	if err != nil {
		r.breaks("the journal cannot be read: %v", err)
		return p
	}
	p.disk.data = pl.journal[:history.Size]
	journal := apply.NewJournal(p.disk, history)
	if err := journal.Append(apply.Record{Kind: apply.RecordBegin, Run: &apply.RunInfo{Library: "test", Resumed: resumed}}); err != nil {
		r.breaks("the journal cannot be written: %v", err)
		return p
	}
	drain := make(chan struct{})
	switch k.how {
	case cutOff:
		defer time.AfterFunc(k.after, func() { p.disk.dead.Store(true); cancel(errKilled) }).Stop()
	case drained:
		defer time.AfterFunc(k.after, func() { close(drain) }).Stop()
	}
	defer time.AfterFunc(limit, func() {
		r.breaks("process %d does not end", p.number)
		cancel(errors.New("it takes too long"))
	}).Stop()
	library := r.newLibrary()
	doer := observed{library, r, p.number}
	result, err := apply.Run(ctx, pl.plan, doer, apply.Options{Parallelism: r.parallelism, Journal: journal, History: history, Drain: drain})
	pl.journal, p.ended = p.disk.data, time.Now()
	if err != nil {
		r.breaks("the plan cannot be run: %v", err)
	}
	if !p.disk.dead.Load() {
		p.result = result
		r.known.note(library.Stored()...) // a process that is killed tells nobody
	}
	p.after = snapshotOf(r.account.server)
	for _, f := range r.account.server.Fields() {
		p.fields = append(p.fields, fieldNow{f.Name, f.Deleted})
	}
	return p
}

type fieldNow struct {
	name    string
	deleted bool
}

func (p *process) String() string {
	how := ""
	if p.resumed {
		how = ", which goes on"
	}
	if p.result == nil {
		how += ", killed"
	}
	return fmt.Sprintf("process %d (%s) from %s to %s%s", p.number, p.kill.how, clock(p.began), clock(p.ended), how)
}

// observed is the library, and notes for each request what it is for.
type observed struct {
	*live.Library
	run     *chaosRun
	process int
}

// Do implements apply.Doer.
func (w observed) Do(ctx context.Context, op *plan.Operation, ready func(context.Context) error) (plan.JobID, error) {
	s := &deed{op: op, process: w.process}
	return w.Library.Do(context.WithValue(ctx, deedKey{}, s), op, func(ctx context.Context) error {
		s.look()
		return ready(ctx)
	})
}

// Check implements apply.Doer.
func (w observed) Check(ctx context.Context, conditions []plan.Condition) ([]plan.Violation, error) {
	if s, _ := ctx.Value(deedKey{}).(*deed); s != nil {
		s.look()
	}
	return w.Library.Check(ctx, conditions)
}
