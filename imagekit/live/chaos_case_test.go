package live_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/state"
)

// chaosCase is a random case and all that befalls it. Its seed says everything:
// what the service and the network do to a request depends on the request and on
// how often it was made, not on which of two goroutines was faster.
type chaosCase struct {
	*randomCase
	seed        uint64
	parallelism int
	faults      []emulator.Fault // of folder jobs and of calls for several files
	othersWrite bool             // somebody else writes
	stuck       bool             // a job stays pending for ever
	strands     bool             // a job leaves files where they were
	then        afterwards       // what follows a run that did not end well
	hasty       bool             // a new plan does not wait for the jobs of the one before
	kills       []kill           // of the first processes, one each
	trouble     pageTrouble      // what becomes of the second page of a listing
}

// afterwards is what people do after a run that did not end well.
type afterwards string

const (
	resumes   afterwards = "resumes"
	plansAnew afterwards = "plans anew"
	eitherWay afterwards = "resumes or plans anew"
)

// kill is how a process ends before its time.
type kill struct {
	how   killing
	after time.Duration // drained, cut off
	at    int           // torn and the like: the record at which it ends
}

type killing string

const (
	spared   killing = "spared"
	drained  killing = "drained"     // told to stop in order
	cutOff   killing = "cut off"     // killed at some moment
	unkept   killing = "unkept"      // killed before a record was written
	torn     killing = "torn"        // killed while a record was written
	unheeded killing = "written yet" // killed right after a record was written, before anything followed from it
)

// pageTrouble is what keeps a listing of several pages from being read whole.
type pageTrouble string

const (
	noTrouble pageTrouble = ""
	lostPage  pageTrouble = "the second page cannot be had"
	shifting  pageTrouble = "somebody deletes between two pages"
)

// bigLibrary is more assets than a page of a listing has.
const bigLibrary = 1_030

// drawChaos draws cases from the seed until one is a plan of several operations:
// where nothing is to be done nothing can go wrong.
func drawChaos(t *testing.T, seed uint64) *chaosCase {
	o := options{copies: true, merges: true, bytes: true}
	cases := rapid.Custom(func(t *rapid.T) *randomCase { return drawCase(t, o) })
	const tries = 50
	for try := range uint64(tries) {
		dice := rand.New(rand.NewPCG(seed, try))
		c := &chaosCase{randomCase: cases.Example(int(dice.Uint64() >> 1)), seed: seed}
		c.befall(dice)
		if c.real(t) {
			return c
		}
	}
	require.Fail(t, "no case is a real plan", "seed %d", seed)
	return nil
}

// real says whether there are several things to do in a library at peace.
func (c *chaosCase) real(t *testing.T) bool {
	a := newLargeAccount(t, emulator.WithReadings(c.service.readings))
	require.NoError(t, c.found.seed(a.server))
	p, err := planOnce(a, c.yaml, &bytesKnown{})
	return err == nil && !p.Refused() && len(p.Operations) > 1
}

// befall draws all that goes wrong.
func (c *chaosCase) befall(dice *rand.Rand) {
	percent := func(n int) bool { return dice.IntN(100) < n }
	c.parallelism = []int{1, 4, 16}[dice.IntN(3)]
	c.othersWrite, c.stuck, c.strands = percent(50), percent(12), percent(15)
	c.then = []afterwards{resumes, plansAnew, eitherWay}[dice.IntN(3)]
	c.hasty = percent(25)
	if percent(6) {
		c.swell()
		c.trouble = lostPage
		if c.othersWrite {
			c.trouble = shifting
		}
	}
	for range dice.IntN(3) {
		c.kills = append(c.kills, drawKill(dice))
	}
	const jobs = "POST /v1/bulkJobs/{kind}"
	if c.stuck {
		c.faults = append(c.faults, emulator.Fault{Match: jobs, Kind: emulator.FaultStuckJob, After: dice.IntN(3), Times: 1})
	}
	if c.strands {
		c.faults = append(c.faults, emulator.Fault{Match: jobs, Kind: emulator.FaultStrand, Files: []int{1, 3, 10_000}[dice.IntN(3)], Every: 1 + dice.IntN(3), Times: 2})
	}
	c.faults = append(c.faults, emulator.Fault{
		Match: jobs, Kind: emulator.FaultSlowJob, Every: 1 + dice.IntN(4), Delay: time.Duration(10+dice.IntN(600)) * time.Second,
	})
	for _, call := range []string{"POST /v1/files/addTags", "POST /v1/files/removeTags", "POST /v1/files/batch/deleteByFileIds"} {
		c.faults = append(c.faults, emulator.Fault{Match: call, Kind: emulator.FaultPartial, Files: 1 + dice.IntN(2), Every: 2 + dice.IntN(4)})
	}
}

func drawKill(dice *rand.Rand) kill {
	moments := []time.Duration{300 * time.Millisecond, 2 * time.Second, 10 * time.Second, time.Minute}
	return kill{
		how:   []killing{spared, drained, cutOff, cutOff, unkept, torn, unheeded}[dice.IntN(7)],
		after: time.Duration(dice.Int64N(int64(moments[dice.IntN(len(moments))]))),
		at:    2 + dice.IntN(20), // the first one says that the process begins
	}
}

// swell adds files until a listing takes two pages. Nothing is asked of them, but
// by patterns.
func (c *chaosCase) swell() {
	base := c.found.scope[0]
	if base == state.Root {
		base = "/s"
	}
	for i := range bigLibrary {
		c.found.seeds = append(c.found.seeds, emulator.Seed{Path: string(base.Join("many").Join(fmt.Sprintf("%04d.bin", i)))})
	}
}

// calm says whether all must be well once the faults are over: nobody else wrote,
// and no job did what nobody can mend.
func (c *chaosCase) calm() bool { return !c.othersWrite && !c.stuck && !c.strands }

// alone says whether nothing but the plan that is carried out changes the library.
// A job of the plan before, whose end was not waited for, is like a second writer,
// and so is one that leaves files where they were: they have to be moved again.
func (c *chaosCase) alone() bool {
	return !c.othersWrite && !c.strands && (!c.hasty || c.then == resumes)
}

// String is the case and its troubles.
func (c *chaosCase) String() string {
	var b strings.Builder
	found := *c.found
	if len(found.seeds) > bigLibrary {
		found.seeds = found.seeds[:len(found.seeds)-bigLibrary]
		fmt.Fprintf(&b, "(and %d files called %s/many/0000.bin and so on)\n", bigLibrary, c.found.scope[0])
	}
	shown := *c.randomCase
	shown.found = &found
	fmt.Fprintf(&b, "%s%d at a time, a second writer: %t, a stuck job: %t, stranded files: %t, then: %s (hasty: %t), pages: %q\n",
		&shown, c.parallelism, c.othersWrite, c.stuck, c.strands, c.then, c.hasty, c.trouble)
	for i, k := range c.kills {
		fmt.Fprintf(&b, "process %d: %s after %s or at record %d\n", i+1, k.how, k.after, k.at)
	}
	return b.String()
}
