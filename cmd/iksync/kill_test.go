package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// applyArgs begin a run.
func applyArgs() []string {
	return []string{"apply", "--auto-approve", "--allow-field-delete", "legacy"}
}

func inBubble(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, f)
}

// number is a number of the environment: KILLS says how often to kill, KILL_SEED
// which story to begin with.
func number(t *testing.T, variable string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	require.NoError(t, err)
	return n
}

// TestKill kills the program at random moments, lets the next process go on,
// which may be killed too, and holds what is there in the end against a run that
// nothing disturbed. Nothing is lost, and nothing was done twice.
func TestKill(t *testing.T) {
	program := buildProgram(t)
	kills := number(t, "KILLS", 25)
	first := number(t, "KILL_SEED", rand.Uint64N(1_000_000))
	for seed := first; kills > 0; seed++ {
		story := drawKilling(seed, kills)
		kills -= uint64(len(story.deaths))
		t.Run(fmt.Sprintf("%d-%s", seed, story.scenario.name), func(t *testing.T) {
			undisturbed, writes := story.scenario.undisturbed(t)
			t.Parallel() // package cli counts its flags in one place: it is not for two runs in one process
			story.run(t, program, undisturbed, writes)
		})
	}
}

// killing is how a scenario is disturbed.
type killing struct {
	seed     uint64
	dice     *rand.Rand
	scenario *scenario
	deaths   []moment // one process after the other
	anew     bool     // what was killed is not resumed: a new plan is made
}

func drawKilling(seed, most uint64) *killing {
	dice := rand.New(rand.NewPCG(seed, 7))
	k := &killing{seed: seed, dice: dice}
	switch seed % 6 { // so that each comes by in every run of the test
	case 0:
		k.scenario = rich(dice)
	case 1:
		k.scenario = example()
	default:
		k.scenario = drawn(dice)
	}
	moments := []moment{lostOnItsWay, arrivesLater, answerLost, answerLost, answered, answered, answered, byTheClock}
	for range min(most, 1+dice.Uint64N(3)) {
		k.deaths = append(k.deaths, moments[dice.IntN(len(moments))])
	}
	k.anew = dice.IntN(8) == 0
	return k
}

// run is the whole story.
func (k *killing) run(t *testing.T, program string, undisturbed *emulator.Server, writes int) {
	v := newVictim(t, program, k.scenario, k.seed)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("again: KILLS=%d KILL_SEED=%d go test ./cmd/iksync -run TestKill\n%s", len(k.deaths), k.seed, k.scenario.yaml)
		}
	})
	k.die(v, writes)

	time.Sleep(2 * k.scenario.lag)
	v.run("plan", "--detailed-exitcode").exits(exitFine).shows("No changes")
	v.keepsAll(undisturbed)
	if !k.anew { // else the copy of a folder that was killed may well be made again
		v.endsLike(undisturbed)
	}
}

// die lets one process after the other die, and the last one live.
func (k *killing) die(v *victim, writes int) {
	v.t.Helper()
	for _, m := range k.deaths {
		d := &death{moment: m, pause: k.upTo(50 * time.Millisecond)}
		left := writes - v.service.written()
		switch {
		case m == byTheClock || left < 1:
			d.moment, d.pause = byTheClock, k.upTo(time.Second)
		default:
			d.write = v.service.written() + 1 + k.dice.IntN(left)
		}
		o, killed := v.kill(d, k.next(v)...)
		if !killed && k.over(v, o) {
			return
		}
	}
	const patience = 4 // a new plan may meet what the killed process has under way
	for range patience {
		if o := v.run(k.next(v)...); k.over(v, o) {
			return
		}
		require.True(v.t, k.anew, "it did not come to its end")
	}
	require.Fail(v.t, "it comes to no end")
}

func (k *killing) upTo(longest time.Duration) time.Duration {
	return time.Duration(k.dice.Int64N(int64(longest)))
}

// next is how the next process goes on: what no process wrote down did not begin.
func (k *killing) next(v *victim) []string {
	if k.anew || v.history() == nil {
		require.True(v.t, k.anew || v.service.written() == 0, "something was sent that nobody wrote down")
		return applyArgs()
	}
	return []string{"apply", "--resume"}
}

// over says whether a process that ended by itself left nothing to do. Where the
// one before it was killed when all was done, there is nothing to go on with.
func (k *killing) over(v *victim, o outcome) bool {
	v.t.Helper()
	if k.anew {
		return o.code == int(exitFine)
	}
	require.Contains(v.t, []int{int(exitFine), int(exitUsage)}, o.code, "%s", o.stderr)
	return true
}
