package apply

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/iksync/iksync/plan"
)

// This file holds every goroutine of the package. One of them, the caller's,
// decides: it alone touches the scheduler's fields. A worker carries out one
// operation, writes its outcome into the slot that is its own, and sends its
// index; it is the group's business only to be waited for, so it returns nil.

// scheduler starts operations when their turn has come.
type scheduler struct {
	ops      []plan.Operation
	graph    *graph
	doer     Doer
	opts     Options
	outcomes []Outcome // by index; its Status is "" until it has one

	open     []int // by index: how many of its needs are not done yet
	calls    *lane
	uploads  *lane
	jobs     *lane
	running  int
	locks    *plan.Locks
	wrote    bool            // whether this run may have changed the library
	begin    context.Context // ends when nothing more may be sent
	vacated  vacated
	halted   *Skip // why a failure lets nothing more start; nil if none does
	finished chan int
	workers  errgroup.Group
	stream   stream
}

func newScheduler(ops []plan.Operation, g *graph, d Doer, o Options) *scheduler {
	s := &scheduler{
		ops: ops, graph: g, doer: d, opts: o,
		outcomes: make([]Outcome, len(ops)),
		open:     append([]int(nil), g.needs...),
		calls:    newLane(g.length, o.Parallelism),
		uploads:  newLane(g.length, o.Parallelism),
		jobs:     newLane(g.length, o.Parallelism),
		locks:    plan.NewLocks(ops),
		wrote:    len(o.History.Ops) > 0,
		finished: make(chan int),
		stream:   stream{to: o.Reporter},
	}
	if o.Parallelism == 1 {
		s.jobs, s.uploads = s.calls, s.calls // one operation at a time: what starts next depends on no timing
	}
	return s
}

// run carries all operations out. There is nothing to be done about an
// interrupt but to start nothing more, so it is enough to look for one before
// each start; the waits of workers end with ctx.
func (s *scheduler) run(ctx context.Context) *Result {
	var stop func()
	s.begin, stop = s.untilDrained(ctx)
	defer stop()
	s.recall()
	for i, n := range s.open {
		if n == 0 && s.outcomes[i].Status == "" {
			s.laneOf(i).Push(i)
		}
	}
	for s.startReady(ctx); s.running > 0; s.startReady(ctx) {
		s.finish(<-s.finished)
	}
	_ = s.workers.Wait() // they return nil
	interrupted := s.interrupted(ctx)
	s.skipRest()
	r := &Result{Outcomes: s.outcomes}
	r.Interrupted = interrupted && !r.OK()
	return r
}

// untilDrained is a context that ends with ctx or when the run is to be drained.
func (s *scheduler) untilDrained(ctx context.Context) (context.Context, func()) {
	begin, cancel := context.WithCancelCause(ctx)
	var watch sync.WaitGroup
	watch.Go(func() {
		select {
		case <-s.opts.Drain:
			cancel(errDrained)
		case <-begin.Done():
		}
	})
	return begin, func() {
		cancel(nil)
		watch.Wait()
	}
}

// recall takes over what earlier processes of the run have done.
func (s *scheduler) recall() {
	for i := range s.ops {
		past, known := s.opts.History.Ops[s.ops[i].ID]
		if !known || !past.Done() {
			continue
		}
		o := *past.Outcome
		o.Earlier = true
		s.outcomes[i] = o
		s.vacated.add(&s.ops[i])
		s.stream.step(Event{Kind: EventEarlier, Op: &s.ops[i], Job: o.Job})
		for _, d := range s.graph.dependents[i] {
			s.open[d]--
		}
	}
}

// startReady starts what is ready while there are slots for it. Jobs go first:
// they take longest. Uploads have slots of their own, since calls may hold theirs
// while they wait for the limit of writes, which uploads are exempt from.
func (s *scheduler) startReady(ctx context.Context) {
	for _, l := range []*lane{s.jobs, s.uploads, s.calls} {
		for l.canStart() && s.halted == nil && !s.interrupted(ctx) {
			if i := l.take(); s.locks.Start(i) {
				s.start(ctx, i)
			} else {
				l.free++
			}
		}
	}
}

func (s *scheduler) interrupted(ctx context.Context) bool {
	return ctx.Err() != nil || s.opts.drained()
}

// start hands operation i to a worker.
func (s *scheduler) start(ctx context.Context, i int) {
	s.running++
	a := &attempt{
		op: &s.ops[i], rest: &s.ops[i], doer: s.doer, opts: &s.opts,
		past:    s.opts.History.Ops[s.ops[i].ID],
		begin:   s.begin,
		vacated: &s.vacated,
		tell:    s.stream.step,
		lag:     s.lag(),
		started: time.Now(),
	}
	s.stream.step(Event{Kind: EventStarted, Op: a.op})
	s.workers.Go(func() error {
		s.outcomes[i] = a.run(ctx)
		s.finished <- i
		return nil
	})
}

// lag is how long what an operation that starts now reads may be out of date.
// It is about our own writes, of operations that have ended: it does not start
// before those it depends on. What others wrote may be hidden too, and no look tells.
func (s *scheduler) lag() time.Duration {
	if s.wrote {
		return s.opts.Settle
	}
	return 0
}

// finish notes how operation i ended and what follows for others.
func (s *scheduler) finish(i int) {
	s.running--
	s.laneOf(i).free++
	for _, again := range s.locks.Finish(i) {
		s.laneOf(again).Push(again)
	}
	o := &s.outcomes[i]
	s.wrote = s.wrote || o.Status == Done || o.Status == Failed && o.Failure != FailurePrecondition
	s.stream.step(ended(&s.ops[i], o))
	if s.halted == nil && (o.Status == Failed && s.opts.FailFast || stopsRun(o.Err)) {
		s.halted = &Skip{Reason: SkipStopped, Cause: o.Op}
	}
	switch o.Status {
	case Failed:
		s.skipDependents(i)
	case Done:
		s.vacated.add(&s.ops[i])
		for _, d := range s.graph.dependents[i] {
			if s.open[d]--; s.open[d] == 0 {
				s.laneOf(d).Push(d)
			}
		}
	case Skipped: // what needs it is skipped with the rest
	}
}

// ended is the event of an operation that ended as o.
func ended(op *plan.Operation, o *Outcome) Event {
	e := Event{Kind: EventDone, Op: op, Job: o.Job, Elapsed: o.Elapsed}
	switch o.Status {
	case Failed:
		e.Kind, e.Err = EventFailed, o.Err
	case Skipped:
		e.Kind, e.Skip = EventSkipped, o.Skip
	case Done:
	}
	return e
}

// skipDependents skips all that needs operation i, directly or over others.
// None of it has started, and what is skipped already keeps its first cause.
func (s *scheduler) skipDependents(i int) {
	why := &Skip{Reason: SkipUpstream, Cause: s.ops[i].ID}
	for queue := []int{i}; len(queue) > 0; queue = queue[1:] {
		for _, d := range s.graph.dependents[queue[0]] {
			if s.outcomes[d].Status == "" {
				s.skip(d, why)
				queue = append(queue, d)
			}
		}
	}
}

// skipRest skips what has no outcome when the run ends: it could have been
// done, and was not, because the run was halted or interrupted.
func (s *scheduler) skipRest() {
	why := s.halted
	if why == nil {
		why = &Skip{Reason: SkipInterrupted}
	}
	for i := range s.outcomes {
		if s.outcomes[i].Status == "" {
			s.skip(i, why)
		}
	}
}

func (s *scheduler) skip(i int, why *Skip) {
	s.outcomes[i] = Outcome{Op: s.ops[i].ID, Status: Skipped, Skip: why}
	s.stream.step(Event{Kind: EventSkipped, Op: &s.ops[i], Skip: why})
}

func (s *scheduler) laneOf(i int) *lane {
	switch s.ops[i].Class {
	case plan.ClassJob:
		return s.jobs
	case plan.ClassUpload:
		return s.uploads
	case plan.ClassRead, plan.ClassWrite:
	}
	return s.calls
}

// lane is operations that are ready and share slots.
type lane struct {
	*plan.Queue
	free int // slots
}

func newLane(paths []int, slots int) *lane { return &lane{plan.NewQueue(paths), slots} }

func (l *lane) canStart() bool { return l.free > 0 && l.Len() > 0 }

// take takes the first operation out, and a slot for it.
func (l *lane) take() int {
	l.free--
	return l.Pop()
}

// stream passes events on one at a time, so that a Reporter may be plain code.
type stream struct {
	mu sync.Mutex
	to Reporter
}

func (s *stream) step(e Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.to.Step(e)
}
