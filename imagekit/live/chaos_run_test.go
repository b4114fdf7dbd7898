package live_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// rounds is how often somebody tries while all goes wrong, and then again as
// often when all is well.
const rounds = 4

// chaosRun is one account on its way through a case, and all that is needed to
// judge it.
type chaosRun struct {
	*chaosCase
	account   account
	wire      *wire
	writer    *otherWriter
	known     bytesKnown
	dice      *rand.Rand
	processes []*process
	open      *planned   // what the last process was to do and did not; nil where it did
	again     *plan.Plan // what a plan at the end finds
	notes     []string
	count     chaosCount

	mu     sync.Mutex
	broken []string
	page   pageTrouble // what befalls second pages now
}

// breaks notes a promise that was broken.
func (r *chaosRun) breaks(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.broken = append(r.broken, fmt.Sprintf(format, args...))
}

// note notes something that happened, for those who read the story.
func (r *chaosRun) note(format string, args ...any) {
	r.notes = append(r.notes, clock(time.Now())+" "+fmt.Sprintf(format, args...))
}

func (r *chaosRun) paging() pageTrouble {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.page
}

func (r *chaosRun) setPaging(page pageTrouble) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.page = page
}

// runChaos takes a case through its troubles, in a bubble of its own.
func runChaos(t *testing.T, c *chaosCase) *chaosRun {
	r := &chaosRun{chaosCase: c, dice: rand.New(rand.NewPCG(c.seed, 3))}
	synctest.Test(t, func(t *testing.T) {
		defer func() {
			if p := recover(); p != nil {
				r.breaks("panic: %v\n%s", p, debug.Stack())
			}
		}()
		r.settle(t)
		r.suffer()
		r.recover()
		r.judge()
	})
	return r
}

// settle makes the account, with the wire between it and the client.
func (r *chaosRun) settle(t *testing.T) {
	s := r.service
	s.latency = 0 // the wire has it
	server, err := emulator.New(s.options()...)
	if err != nil {
		panic(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	if err := r.found.seed(server); err != nil {
		panic(err)
	}
	server.Inject(r.faults...)
	time.Sleep(r.service.lag + time.Second)
	r.writer = newOtherWriter(r.chaosCase, server)
	r.wire = &wire{
		base: server.HTTPClient().Transport, seed: r.seed, latency: r.service.latency, paging: r.paging,
		meddle: r.writer.meddle, usurp: r.writer.usurp, shift: r.writer.shift, stale: r.stale,
		asked: map[string]uint64{}, storms: map[string]time.Time{},
	}
	client, err := imagekit.New(imagekit.Options{
		PrivateKey: "private_emulator", HTTP: &http.Client{Transport: r.wire},
		Limits: imagekit.Limits{Read: imagekit.Rate{Off: true}, Write: imagekit.Rate{Off: true}},
		Retry:  imagekit.RetryPolicy{Backoff: func(n int) time.Duration { return time.Second << min(n-1, 5) }},
	})
	if err != nil {
		panic(err)
	}
	r.account = account{server: server, client: client}
	r.account.library = r.newLibrary()
}

// newLibrary is the library as a process of its own sees it.
func (r *chaosRun) newLibrary() *live.Library {
	open := func(source string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(source)), nil }
	return live.New(r.account.client, live.Options{Open: open})
}

// suffer is what people do while all goes wrong.
func (r *chaosRun) suffer() {
	ctx, stop := context.WithCancel(context.Background())
	var others sync.WaitGroup
	others.Go(func() { r.writer.work(ctx) })
	for round := range rounds {
		k := kill{how: spared}
		if round < len(r.kills) {
			k = r.kills[round]
		}
		if r.round(k) {
			break
		}
		pauses := []time.Duration{time.Millisecond, time.Second, time.Minute, 20 * time.Minute}
		time.Sleep(time.Duration(r.dice.Int64N(int64(pauses[r.dice.IntN(len(pauses))]))))
	}
	r.writer.stop()
	stop()
	others.Wait()
}

// recover is what they do when all is well again.
func (r *chaosRun) recover() {
	r.wire.calmDown()
	r.account.server.ClearFaults()
	r.setPaging(noTrouble)
	r.awaitJobs()
	time.Sleep(r.service.lag + time.Second)
	r.again = r.plan()
	tries := 2
	if r.calm() {
		tries = 2 * rounds // they must come to an end
	}
	for n := range tries {
		if r.again != nil && r.again.Empty() {
			return
		}
		// What one way does not mend the other one may.
		r.try(kill{how: spared}, (n%2 == 0) == (r.then != plansAnew))
		time.Sleep(r.service.lag + time.Second)
		r.again = r.plan()
	}
}

// awaitJobs waits for the jobs that end.
func (r *chaosRun) awaitJobs() {
	for _, job := range r.account.server.Jobs() {
		if !job.Done && !job.Due.IsZero() {
			time.Sleep(time.Until(job.Due))
		}
	}
}

// round is one try by people who do not know when the trouble ends. It says
// whether there is nothing left to do.
func (r *chaosRun) round(k kill) (over bool) {
	return r.try(k, r.then == resumes || r.then == eitherWay && r.dice.IntN(2) == 0)
}

// try goes on where the last process stopped, if it is to and there is something
// to go on with, or else plans anew.
func (r *chaosRun) try(k kill, resume bool) (over bool) {
	pl := r.open
	resumed := resume && pl != nil
	if !resumed {
		if pl = r.planNow(); pl == nil {
			return false
		}
	}
	switch {
	case pl.plan.Refused():
		r.note("refused: %s", pl.plan.Refusals[0].Message)
		return false
	case pl.plan.Empty():
		r.note("nothing to do, gaps: %v", pl.plan.Gaps)
		return len(pl.plan.Gaps) == 0
	}
	p := r.runProcess(pl, resumed, k)
	r.open = pl
	if p.result != nil && p.result.OK() {
		r.open = nil
	}
	return false
}

// planNow reads the library, in which pages may get lost, and plans.
func (r *chaosRun) planNow() *planned {
	if !r.hasty {
		r.awaitJobs()
		time.Sleep(r.service.lag + 2*time.Second) // what is under way arrives, and is listed
	}
	if r.dice.IntN(3) > 0 {
		r.setPaging(r.trouble)
	}
	pl := &planned{at: time.Now(), before: snapshotOf(r.account.server)}
	pl.plan = r.plan()
	r.setPaging(noTrouble)
	if pl.plan == nil {
		return nil
	}
	return pl
}

// plan is the plan for the library as it is read now, nil where there is none.
func (r *chaosRun) plan() *plan.Plan {
	want, err := state.Decode("library.yaml", strings.NewReader(r.yaml))
	if err != nil {
		r.breaks("the YAML cannot be read any more: %v", err)
		return nil
	}
	measureSources(want)
	have, err := r.account.library.Observe(context.Background(), want.Scope)
	if err != nil {
		r.note("the library cannot be read: %v", err)
		return nil
	}
	o := plan.Options{Now: time.Now(), AllowEmpty: plan.Granted, AllowFieldDelete: randomFieldDeletes()}
	if err := r.known.learn(context.Background(), r.account.library, want, have, o); err != nil {
		r.note("the bytes of a file cannot be read: %v", err)
		return nil
	}
	p, err := plan.Make(want, have, plan.Source{Endpoint: "emulator"}, o)
	var problems state.Problems
	switch {
	case errors.As(err, &problems):
		r.note("no plan: %v", problems)
		return nil
	case err != nil:
		r.breaks("planning fails: %v", err)
		return nil
	}
	return p
}

// judge holds what happened against what was promised.
func (r *chaosRun) judge() {
	for _, p := range r.processes {
		if p.result != nil && (!r.hasty || r.then == resumes) {
			for _, words := range r.dishonest(p) {
				r.breaks("process %d: %s", p.number, words)
			}
		}
	}
	r.lost()
	r.deletedBlindly()
	r.actedBlindly()
	if r.alone() {
		r.repeated()
	}
	r.unfinished()
	r.otherBytes()
}

// unfinished holds that all comes to its end once nothing goes wrong any more.
func (r *chaosRun) unfinished() {
	if !r.calm() {
		return
	}
	switch {
	case r.again == nil:
		r.breaks("with no faults left the library cannot be planned for")
	case !r.again.Empty():
		r.breaks("with no faults left the plan is not empty:\n%s", planStory(r.again, nil))
	}
}

// stale is the conditions that do not hold at the moment when a request that
// relies on them is executed.
func (r *chaosRun) stale(q *sent) []string {
	if q.by == nil || !q.first || !q.by.op.Kind.Destructive() {
		return nil
	}
	truth := newTruth(r.account.server)
	var out []string
	for _, c := range q.by.op.Before {
		if !truth.holds(c) {
			out = append(out, fmt.Sprintf("%s %s", c.Kind, c.Path))
		}
	}
	slices.Sort(out)
	return out
}
