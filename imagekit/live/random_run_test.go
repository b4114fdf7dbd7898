package live_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// service is how the emulated service behaves in one case.
type service struct {
	readings emulator.Readings
	lag      time.Duration
	latency  time.Duration
	jobs     []time.Duration // which of them a job takes depends on what it is
}

func drawService(t *rapid.T) service {
	coin := func(label string) bool { return chance(t, label, 50) }
	one := func(label string) int { return rapid.IntRange(0, 1).Draw(t, label) }
	return service{
		readings: emulator.Readings{
			ParentsMustExist:       coin("parents must exist"),
			MissingDestination:     emulator.MissingDestination(one("missing destination")),
			ExistingFolder:         emulator.ExistingFolder(one("existing folder")),
			FolderHyphens:          emulator.FolderHyphens(one("hyphens")),
			FileIDOnMove:           emulator.IDFate(one("file id on move")),
			FolderIDOnMove:         emulator.IDFate(one("folder id on move")),
			FolderIDOnRename:       emulator.IDFate(one("folder id on rename")),
			MergeKeeps:             emulator.MergeKeeps(one("merge keeps")),
			MoveToItself:           emulator.Repeated(one("move to itself")),
			RenameToItself:         emulator.Repeated(one("rename to itself")),
			Locks:                  emulator.Locks(one("locks")),
			Tags:                   emulator.TagOrder(rapid.IntRange(0, 2).Draw(t, "tag order")),
			MissingDescription:     emulator.MissingText(rapid.IntRange(0, 2).Draw(t, "missing description")),
			DescriptionOnOverwrite: emulator.Overwritten(one("description on overwrite")),
			NegationWithoutValue:   emulator.Negation(one("negation")),
			MissingNumber:          emulator.MissingNumber(one("missing number")),
			UntypedSearch:          emulator.UntypedSearch(one("untyped search")),
			Units:                  emulator.Units(one("units")),
			Dates:                  emulator.Dates(one("dates")),
			FieldSchema:            emulator.FieldSchema(one("field schema")),
			DeletedFieldValues:     emulator.DeletedFieldValues(one("deleted field values")),
			RequiredFields:         emulator.RequiredFields(one("required fields")),
			RateHeaders:            emulator.RateHeaders(one("rate headers")),
			Delivery:               emulator.Delivery(one("delivery")),
			ObjectVersion:          emulator.ObjectVersion(one("object version")),
			UnsignedURLs:           emulator.UnsignedURLs(one("unsigned URLs")),
		},
		lag:     pick(t, "lag", []time.Duration{0, 3 * time.Second}),
		latency: pick(t, "latency", []time.Duration{0, 50 * time.Millisecond, 300 * time.Millisecond}),
		jobs: rapid.SliceOfN(rapid.SampledFrom([]time.Duration{
			100 * time.Millisecond, 0, 3 * time.Second, 40 * time.Second}), 1, 4).Draw(t, "jobs"),
	}
}

func (s service) options() []emulator.Option {
	return []emulator.Option{
		emulator.WithReadings(s.readings), emulator.WithListLag(s.lag), emulator.WithLatency(s.latency),
		emulator.WithJobDurationFunc(func(kind string, assets int) time.Duration {
			return s.jobs[(len(kind)+assets)%len(s.jobs)]
		}),
	}
}

// randomRun is one account taken from a plan to an empty plan, and all that is
// needed to judge it.
type randomRun struct {
	want   *state.Want
	plan   *plan.Plan // nil where the wish cannot be
	cannot error      // why it cannot be
	result *apply.Result
	again  *plan.Plan
	err    error // what should never go wrong and did
	wrote  int   // mutating requests of the second plan
	strays int   // drafts whose new ids nobody could know, so that they were replaced once more

	before, after randomSnapshot
	starts        startOrder
	log           []emulator.Request
	bodies        *bodies
}

// randomSnapshot is all that the service holds at one moment.
type randomSnapshot struct {
	files   []emulator.FileInfo
	folders []emulator.FolderInfo
	ledger  []emulator.LedgerEntry
}

func snapshotOf(s *emulator.Server) randomSnapshot {
	return randomSnapshot{s.Files(), s.Folders(), s.Ledger()}
}

// run takes one account through the whole path, in a bubble of its own.
// What the bubble's t is told would not reach rapid, so it only hands out what
// there is to judge.
func (c *randomCase) run(t *testing.T, parallelism int) *randomRun {
	r := &randomRun{bodies: &bodies{said: map[string]string{}}}
	synctest.Test(t, func(t *testing.T) {
		defer func() {
			if p := recover(); p != nil {
				r.err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			}
		}()
		a := newAccountOver(t, func(_ *testing.T, base http.RoundTripper) http.RoundTripper {
			r.bodies.base = base
			return r.bodies
		}, c.service.options()...)
		r.err = r.take(a, c, parallelism)
		r.log = a.server.Requests()
	})
	return r
}

// randomFieldDeletes are fields whose end is always meant.
func randomFieldDeletes() []state.FieldName {
	return []state.FieldName{"brand", "season", "rank", "colours", "fresh"}
}

func (r *randomRun) take(a account, c *randomCase, parallelism int) error {
	if err := c.found.seed(a.server); err != nil {
		return err
	}
	r.before = snapshotOf(a.server)
	known := &bytesKnown{}
	p, err := planOnce(a, c.yaml, known)
	var problems state.Problems
	switch {
	case errors.As(err, &problems):
		r.cannot = problems
		return nil
	case err != nil:
		return err
	}
	r.plan = p
	if p.Refused() {
		return nil
	}
	r.starts = startOrder{done: map[plan.OpID]bool{}}
	r.result, err = apply.Run(context.Background(), p, a.library, apply.Options{Parallelism: parallelism, Reporter: &r.starts})
	if err != nil {
		return err
	}
	r.after = snapshotOf(a.server)
	time.Sleep(c.service.lag + time.Second)
	writes := a.server.Mutations()
	known.note(a.library.Stored()...)
	r.again, err = planOnce(a, c.yaml, known)
	r.wrote = a.server.Mutations() - writes
	if err == nil {
		r.want, err = state.Decode("library.yaml", strings.NewReader(c.yaml))
	}
	if err == nil && r.onlyStrays(known) {
		err = r.replaceStrays(a, c, known)
	}
	return err
}

// onlyStrays says whether all that is left to do is to replace drafts, to be sure,
// that came to their places under ids which nobody could know: a copy gives them, and
// a move may. What nobody can read is known by its id alone.
func (r *randomRun) onlyStrays(known *bytesKnown) bool {
	was := map[string]bool{}
	for i := range r.before.files {
		was[r.before.files[i].FileID] = true
	}
	for _, c := range r.again.Changes {
		if c.Action != plan.Replace || c.Reason != plan.ReasonUnread || was[c.Object] || known.uploaded[c.Object] {
			return false
		}
	}
	return len(r.again.Changes) > 0
}

// replaceStrays carries the second plan out, and makes a third.
func (r *randomRun) replaceStrays(a account, c *randomCase, known *bytesKnown) error {
	r.strays = len(r.again.Changes)
	result, err := apply.Run(context.Background(), r.again, a.library, apply.Options{})
	if err != nil || !result.OK() {
		return fmt.Errorf("replacing drafts fails: %w", err)
	}
	known.note(a.library.Stored()...)
	time.Sleep(c.service.lag + time.Second)
	r.again, err = planOnce(a, c.yaml, known)
	return err
}

// planOnce reads the YAML and the library, and plans.
func planOnce(a account, yaml string, known *bytesKnown) (*plan.Plan, error) {
	want, err := state.Decode("library.yaml", strings.NewReader(yaml))
	if err != nil {
		return nil, err
	}
	measureSources(want)
	have, err := a.library.Observe(context.Background(), want.Scope)
	if err != nil {
		return nil, err
	}
	if !have.Complete() {
		return nil, fmt.Errorf("nobody else writes, and yet the read has gaps: %v", have.Gaps)
	}
	o := plan.Options{Now: time.Now(), AllowEmpty: plan.Granted, AllowFieldDelete: randomFieldDeletes()}
	if err := known.learn(context.Background(), a.library, want, have, o); err != nil {
		return nil, err
	}
	return plan.Make(want, have, plan.Source{Endpoint: "emulator"}, o)
}

// startOrder watches that nothing starts too early: before what it needs is done,
// or at a place that a folder job has.
type startOrder struct {
	done  map[plan.OpID]bool
	jobs  []*plan.Operation // those that run
	early []string
}

func (o *startOrder) Begin(*plan.Plan)  {}
func (o *startOrder) End(*apply.Result) {}

func (o *startOrder) Step(e apply.Event) {
	switch e.Kind {
	case apply.EventStarted:
		o.started(e.Op)
	case apply.EventDone:
		o.done[e.Op.ID] = true
		o.jobs = slices.DeleteFunc(o.jobs, func(job *plan.Operation) bool { return job == e.Op })
	}
}

func (o *startOrder) started(op *plan.Operation) {
	for _, need := range op.Needs {
		if !o.done[need.Op] {
			o.early = append(o.early, fmt.Sprintf("operation %d started before operation %d was done, which it needs (%s)", op.ID, need.Op, need.Why))
		}
	}
	for _, job := range o.jobs {
		for _, p := range touched(op) {
			if busy := touched(job); slices.ContainsFunc(busy, func(q state.Path) bool { return p.Within(q) || q.Under(p) && op.Dest != "" }) {
				o.early = append(o.early, fmt.Sprintf("operation %d started while the job of operation %d had %v", op.ID, job.ID, busy))
			}
		}
	}
	if op.Class == plan.ClassJob {
		o.jobs = append(o.jobs, op)
	}
}

// touched is the places that an operation is about.
func touched(op *plan.Operation) []state.Path {
	out := []state.Path{op.Path}
	if op.Dest != "" {
		out = append(out, op.Dest)
	}
	if len(op.Files) > 0 {
		out = nil // its path is only what its files have in common
	}
	for _, f := range op.Files {
		out = append(out, f.Path)
	}
	return slices.DeleteFunc(out, func(p state.Path) bool { return p == "" })
}

// bodies keeps what the requests of a run said, by the id that the service gave
// to each, so that its log can be read.
type bodies struct {
	base http.RoundTripper
	mu   sync.Mutex
	said map[string]string
}

// RoundTrip implements http.RoundTripper.
func (b *bodies) RoundTrip(r *http.Request) (*http.Response, error) {
	said := ""
	if r.GetBody != nil && strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		if body, err := r.GetBody(); err == nil {
			data, _ := io.ReadAll(body)
			said = string(data)
		}
	}
	response, err := b.base.RoundTrip(r)
	if err == nil && said != "" {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.said[response.Header.Get("X-Ik-Requestid")] = said
	}
	return response, err
}
