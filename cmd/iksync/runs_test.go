package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/plan"
)

// keeper begins and opens runs in a world's directory, as apply does.
type keeper struct {
	*program
	t      *testing.T
	stderr bytes.Buffer
	made   *plan.Plan
}

// keeps is a keeper with a plan of one operation, or of several.
func (w *world) keeps(files ...string) *keeper {
	w.t.Helper()
	yaml := "files:\n"
	for _, name := range files {
		w.seeded(name)
		yaml += "  " + name + ": {description: x}\n"
	}
	w.yaml(yaml).run("plan", "--out", "p").exits(exitFine)
	k := &keeper{t: w.t}
	env := w.env(&bytes.Buffer{}, &k.stderr, nil)
	k.program = &program{env: env, opts: newOptions(env.Getenv), stderr: &console{w: env.Stderr}, now: env.Now()}
	var err error
	k.made, err = k.readPlan("p")
	require.NoError(w.t, err)
	return k
}

var aProcess = apply.RunInfo{Library: "shop", Endpoint: "https://api.imagekit.io", Host: "ci-7", PID: 42}

// begins begins a run and writes records.
func (k *keeper) begins(records ...apply.Record) *runDir {
	k.t.Helper()
	run, err := k.newRun(k.made, aProcess)
	require.NoError(k.t, err)
	k.writes(run, records...)
	return run
}

func (k *keeper) writes(run *runDir, records ...apply.Record) {
	k.t.Helper()
	for _, r := range records {
		require.NoError(k.t, run.journal.Append(r))
	}
}

// leaves begins a run, writes records, and is gone.
func (k *keeper) leaves(records ...apply.Record) string {
	k.t.Helper()
	run := k.begins(records...)
	require.NoError(k.t, run.Close())
	return run.id
}

// refuses says that a run cannot be gone on with, and why.
func (k *keeper) refuses(id string, want code, text string) {
	k.t.Helper()
	run, err := k.openRun(id)
	require.Nil(k.t, run)
	require.ErrorContains(k.t, err, text)
	require.Equal(k.t, want, exitCode(err))
}

// opens goes on with a run and returns which.
func (k *keeper) opens(id string) *runDir {
	k.t.Helper()
	run, err := k.openRun(id)
	require.NoError(k.t, err)
	return run
}

func wasSent(op plan.OpID) apply.Record { return apply.Record{Kind: apply.RecordIntent, Op: op} }

func wasDone(op plan.OpID) apply.Record {
	return apply.Record{Kind: apply.RecordOutcome, Outcome: &apply.Outcome{Op: op, Status: apply.Done}}
}

func hasFailed(op plan.OpID) apply.Record {
	return apply.Record{Kind: apply.RecordOutcome, Outcome: &apply.Outcome{Op: op, Status: apply.Failed, Failure: apply.FailureCall, Error: "HTTP 400"}}
}

func hasEnded(e apply.RunEnd) apply.Record { return apply.Record{Kind: apply.RecordEnd, End: &e} }

var allDone = hasEnded(apply.RunEnd{Done: 1})

// A run is on disk before anything is sent, for nobody else to see.
func TestNewRun(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		k := w.keeps("/s/a.jpg")
		run := k.begins()
		defer run.Close()
		require.Regexp(t, `^20000101-\d{6}-[0-9a-f]{8}$`, run.id)
		require.Equal(t, run.digest[:8], run.id[16:])
		require.Equal(t, w.read("p"), w.read(".iksync/runs/"+run.id+"/plan.json"), "the plan, as --out writes it")
		require.Contains(t, w.read(".iksync/runs/"+run.id+"/journal"), `"kind":"begin"`)
		for name, mode := range map[string]os.FileMode{".iksync": 0o700, runsFolder: 0o700, runsFolder + "/" + run.id: 0o700,
			runsFolder + "/" + run.id + "/plan.json": 0o600, runsFolder + "/" + run.id + "/journal": 0o600} {
			info, err := os.Stat(filepath.Join(w.dir, name))
			require.NoError(t, err)
			require.Equal(t, mode, info.Mode().Perm(), name)
		}
		again := k.begins()
		require.Equal(t, run.id+"-2", again.id)
		require.NoError(t, again.Close())
		require.NoError(t, again.Close(), "once is enough")
	})
}

// What cannot be written down does not begin.
func TestNewRunWithoutPlace(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		k := w.keeps("/s/a.jpg")
		w.file(".iksync/runs", "a file")
		_, err := k.newRun(k.made, aProcess)
		require.Error(t, err)
	})
}

// A run goes on with all that is known of it.
func TestOpenRun(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		k := w.keeps("/s/a.jpg", "/s/b.jpg")
		id := k.leaves(wasSent(1), wasDone(1), wasSent(2))
		run := k.opens(id)
		require.Equal(t, k.made, run.plan)
		require.True(t, run.history.Ops[1].Done())
		require.True(t, run.history.Ops[2].Open())
		require.NoError(t, run.goOn(aProcess))
		k.writes(run, wasDone(2))
		require.NoError(t, run.Close())
		run = k.opens("")
		require.Equal(t, id, run.id)
		require.True(t, run.history.Ops[2].Done())
		require.Equal(t, []bool{false, true}, []bool{run.history.Runs[0].Resumed, run.history.Runs[1].Resumed})
		require.Equal(t, run.digest, run.history.Runs[1].Plan)
		k.writes(run, hasEnded(apply.RunEnd{Done: 2}))
		require.NoError(t, run.Close())
		k.refuses("", exitUsage, "nothing to go on with: the last run, ")
		require.Empty(t, k.stderr.String())
	})
}

// Without a name, the last run is meant. Where it came to its end, an older one has
// to be named: what was applied since may contradict it.
func TestOpenLastRun(t *testing.T) {
	for _, test := range []struct {
		name string
		last []apply.Record // of the newest run
		want string         // which one is taken
	}{
		{"all was done", []apply.Record{wasSent(1), wasDone(1), allDone}, "none"},
		{"it was cut off at once", nil, "the newest"},
		{"it was cut off after all was done", []apply.Record{wasSent(1), wasDone(1)}, "the newest"},
		{"something failed", []apply.Record{wasSent(1), hasFailed(1), hasEnded(apply.RunEnd{Failed: 1})}, "the newest"},
		{"it was interrupted", []apply.Record{hasEnded(apply.RunEnd{Skipped: 1, Interrupted: true})}, "the newest"},
		{"it ended before it came to anything", []apply.Record{hasEnded(apply.RunEnd{Message: "no answer"})}, "the newest"},
	} {
		t.Run(test.name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				k := w.keeps("/s/a.jpg")
				which := map[string]string{k.leaves(): "the one before"}
				time.Sleep(time.Millisecond)
				which[k.leaves(test.last...)] = "the newest"
				if test.want == "none" {
					k.refuses("", exitUsage, "nothing to go on with: the last run, ")
					return
				}
				run := k.opens("")
				defer run.Close()
				require.Equal(t, test.want, which[run.id])
			})
		})
	}
}

// What cannot be gone on with is refused, with what to do about it.
func TestOpenRunRefused(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		k := w.keeps("/s/a.jpg")
		k.refuses("", exitUsage, "begin one with: iksync apply")
		k.refuses("../../etc", exitUsage, "there is no run")
		k.refuses("20261125-103310-3fa9c1d2", exitUsage, "iksync runs lists those there are")
		k.refuses(k.leaves(wasSent(1), wasDone(1), allDone), exitUsage, "nothing to go on with")

		require.NoError(t, os.MkdirAll(filepath.Join(w.dir, runsFolder, "20261125-103310-3fa9c1d2"), 0o700))
		k.refuses("20261125-103310-3fa9c1d2", exitUsage, "before it began, so that nothing was sent: apply again")
		w.file(runsFolder+"/20261125-103310-3fa9c1d2/journal", "0123 {")
		k.refuses("20261125-103310-3fa9c1d2", exitUsage, "before it began")
		k.refuses("", exitUsage, "nothing to go on with: the last run, ")

		id := k.leaves(wasSent(1))
		w.file(runsFolder+"/"+id+"/plan.json", w.read("p")+" ")
		k.refuses(id, exitFailed, runsFolder+"/"+id+"/plan.json is not the plan that the run began with")
		require.NoError(t, os.Remove(filepath.Join(w.dir, runsFolder, id, "plan.json")))
		k.refuses(id, exitFailed, "plan.json")
	})
}

// Damage is named by file and line, and no older run is taken instead.
func TestOpenDamagedRun(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		k := w.keeps("/s/a.jpg")
		k.leaves(wasSent(1))
		time.Sleep(time.Second)
		id := k.leaves(wasSent(1), wasDone(1))
		journal := runsFolder + "/" + id + "/journal"
		w.file(journal, strings.Replace(w.read(journal), `"intent"`, `"infant"`, 1))
		k.refuses(id, exitFailed, journal+", line 2: its checksum is wrong")
		k.refuses("", exitFailed, "iksync plan shows what is left to do")
		w.run("runs").exits(exitFine).shows("damaged: "+journal+", line 2", "cut off")
	})
}

// A record that was cut off is removed, said once, and the rest goes on.
func TestOpenTornRun(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		k := w.keeps("/s/a.jpg")
		id := k.leaves(wasSent(1), wasDone(1))
		journal := runsFolder + "/" + id + "/journal"
		whole := w.read(journal)
		w.file(journal, whole[:len(whole)-20])
		run := k.opens(id)
		require.Contains(t, k.stderr.String(), "The last record in "+journal+" was cut off")
		require.True(t, run.history.Ops[1].Open())
		require.NoError(t, run.goOn(aProcess))
		require.NoError(t, run.Close())
		k.stderr.Reset()
		run = k.opens(id)
		defer run.Close()
		require.Empty(t, k.stderr.String())
		require.Len(t, run.history.Runs, 2)
	})
}

// Two processes never write to one journal; looking at it is always possible.
func TestRunInUse(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		k := w.keeps("/s/a.jpg")
		run := k.begins(wasSent(1))
		k.refuses(run.id, exitLocked, "run "+run.id+" is being carried out by another process")
		k.refuses("", exitLocked, "wait for it to end")
		w.run("runs").exits(exitFine).shows("running")
		require.NoError(t, run.Close())
		w.run("runs").exits(exitFine).shows("cut off")
		require.NoError(t, k.opens(run.id).Close())
	})
}

// Runs are listed, the newest first, with how they ended.
func TestRuns(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.run("runs").exits(exitFine).shows("No run was begun from this directory.")
		require.Empty(t, w.run("runs", "--output", "json").exits(exitFine).json("iksync-runs/1")["runs"])
		k := w.keeps("/s/a.jpg", "/s/b.jpg", "/s/c.jpg")
		for _, records := range [][]apply.Record{
			{wasSent(1), wasDone(1), wasSent(2), wasDone(2), wasSent(3), wasDone(3), hasEnded(apply.RunEnd{Done: 3})},
			{wasSent(1), wasDone(1), wasSent(2), hasFailed(2), hasEnded(apply.RunEnd{Done: 1, Failed: 1, Skipped: 1})},
			{wasSent(1), wasDone(1), hasEnded(apply.RunEnd{Done: 1, Skipped: 2, Interrupted: true})},
			{wasSent(1), wasDone(1), wasSent(2)},
			{hasEnded(apply.RunEnd{Message: "no answer from the service"})},
		} {
			k.leaves(records...)
			time.Sleep(time.Minute)
		}
		w.file(runsFolder+"/notes.txt", "no run").file(runsFolder+"/other/x", "nor this")
		got := w.run("runs").exits(exitFine)
		require.Equal(t, 6, strings.Count(got.stdout, "\n"))
		got.shows("3/3         no         done", "1/3         yes        failed: 1 of 3", "1/3         yes        interrupted",
			"1/3         yes        cut off", "0/3         yes        failed: no answer from the service",
			"shop     2000-01-01 00:0")
		require.Less(t, strings.Index(got.stdout, "no answer"), strings.Index(got.stdout, "cut off"), "the newest first")

		var states []string
		for _, r := range w.run("runs", "--output", "json").exits(exitFine).json("iksync-runs/1")["runs"].([]any) {
			run := r.(map[string]any)
			states = append(states, run["state"].(string))
			require.EqualValues(t, 3, run["total"])
			require.Equal(t, run["state"] != "done", run["resumable"])
			require.Equal(t, run["state"] == "cut-off", run["unknown"] == 1.0)
		}
		require.Equal(t, []string{"failed", "cut-off", "interrupted", "failed", "done"}, states)
		w.run("runs", "x").exits(exitUsage)
	})
}

// Only the newest of the runs that came to their end are kept, and all others.
func TestOldRunsAreRemoved(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		k := w.keeps("/s/a.jpg")
		open := k.leaves(wasSent(1))
		failed := k.leaves(wasSent(1), hasFailed(1), hasEnded(apply.RunEnd{Failed: 1}))
		var finished []string
		for range keptRuns + 3 {
			time.Sleep(time.Second)
			finished = append(finished, k.leaves(wasSent(1), wasDone(1), allDone))
		}
		time.Sleep(time.Second)
		last := k.leaves()
		runs, err := k.pastRuns()
		require.NoError(t, err)
		var ids []string
		for _, r := range runs {
			ids = append(ids, r.id)
		}
		want := []string{last}
		for i := len(finished) - 1; i >= 3; i-- {
			want = append(want, finished[i])
		}
		require.Equal(t, append(want, failed, open), ids)
	})
}

// What the library says is written down as it says it, and the key is not in it.
func TestJournalHoldsNoSecret(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(describedYAML)
		w.run("apply", "--auto-approve", "--log-level", "debug").exits(exitFine) // world.run looks into every file that it leaves
		w.yaml(taggedYAML)
		w.vars[keyVariable] = testKey
		w.run("apply", "--auto-approve").exits(exitFine)
		names, err := filepath.Glob(filepath.Join(w.dir, runsFolder, "*", runJournal))
		require.NoError(t, err)
		require.Len(t, names, 2)
		for _, name := range names {
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			var last apply.Record
			lines := strings.Split(strings.TrimSpace(string(text)), "\n")
			_, data, _ := strings.Cut(lines[len(lines)-1], " ")
			require.NoError(t, json.Unmarshal([]byte(data), &last))
			require.Equal(t, &apply.RunEnd{Done: 1, Message: last.End.Message}, last.End)
		}
	})
}
