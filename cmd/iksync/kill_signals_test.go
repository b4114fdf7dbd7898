//go:build unix

package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What a signal stops, in a real process, goes on with --resume to the end that
// a run without signals has.
func TestKillPolitely(t *testing.T) {
	program := buildProgram(t)
	const job = 1500 * time.Millisecond
	for _, test := range []struct {
		name    string
		signals int
		says    string
		quick   bool // it does not wait for jobs
	}{
		{name: "the first signal lets end what is under way", signals: 1, says: "what is under way is finished"},
		{name: "the second one leaves it alone", signals: 2, says: "interrupted", quick: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := rich(rand.New(rand.NewPCG(1, 1)))
			s.jobs = []time.Duration{job}
			undisturbed, writes := s.undisturbed(t)
			t.Parallel()
			v := newVictim(t, program, s, 1)

			r := v.startUntil(&death{moment: answered, write: writes / 2}, applyArgs()...)
			for range test.signals {
				require.NoError(t, r.cmd.Process.Signal(syscall.SIGTERM))
				time.Sleep(100 * time.Millisecond) // two at once would be one
			}
			signalled := time.Now()
			r.end().exits(exitInterrupted).says(test.says, "Go on with: iksync apply --resume")
			if test.quick {
				require.Less(t, time.Since(signalled), job, "it waited for a job")
			}
			require.NotNil(t, v.history().Ended, "its end is in the journal")
			require.True(t, v.history().Ended.Interrupted)
			v.run("runs").exits(exitFine).shows("interrupted")
			v.unlocked()

			v.run("apply", "--resume").exits(exitFine).says("Going on with run")
			v.run("plan", "--detailed-exitcode").exits(exitFine)
			v.endsLike(undisturbed)
		})
	}
}

// unlocked checks that the lock was given back: what the newest file of it says,
// which is the last one by name, holds (package apply/lock).
func (v *victim) unlocked() {
	v.t.Helper()
	names, err := filepath.Glob(filepath.Join(v.dir, ".iksync", "locks", "shop*"))
	require.NoError(v.t, err)
	require.NotEmpty(v.t, names, "there was a lock")
	text, err := os.ReadFile(names[len(names)-1])
	require.NoError(v.t, err)
	require.Regexp(v.t, `"released":\s*true`, string(text), "%s", names)
}
