package main

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/iksync/iksync/apply"
)

// keptRuns is how many runs are kept that came to their end. Others stay until
// somebody goes on with them or removes them.
const keptRuns = 20

// pastRun is a run as its folder tells.
type pastRun struct {
	id      string
	began   time.Time
	running bool
	history *apply.History
	damage  error // why there is no history; else nil
}

// runState says how a run stands.
type runState string

// The states.
const (
	runDone        runState = "done"
	runFailed      runState = "failed"
	runInterrupted runState = "interrupted" // it was told to stop, and did
	runCutOff      runState = "cut-off"     // its process was killed, or the machine stopped
	runRunning     runState = "running"
	runDamaged     runState = "damaged"
	runNeverBegan  runState = "never-began" // it was cut off before anything could be sent
)

func (r *pastRun) state() runState {
	switch {
	case r.running:
		return runRunning
	case r.damage != nil:
		return runDamaged
	case len(r.history.Runs) == 0:
		return runNeverBegan
	case r.history.Ended == nil:
		return runCutOff
	case finished(r.history):
		return runDone
	case r.history.Ended.Interrupted:
		return runInterrupted
	default:
		return runFailed
	}
}

// finished says whether a run came to its end with all done.
func finished(h *apply.History) bool {
	e := h.Ended
	return e != nil && e.Done > 0 && e.Failed == 0 && e.Skipped == 0 && !e.Interrupted
}

// resumable says whether there is something to go on with.
func (s runState) resumable() bool {
	switch s {
	case runFailed, runInterrupted, runCutOff:
		return true
	case runDone, runRunning, runDamaged, runNeverBegan:
		return false
	}
	return false
}

// pastRuns is all runs of the working directory, the newest first.
func (p *program) pastRuns() ([]pastRun, error) {
	entries, err := os.ReadDir(p.path(runsFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var runs []pastRun
	for _, e := range entries {
		if e.IsDir() && isRunID(e.Name()) {
			runs = append(runs, p.pastRun(e.Name()))
		}
	}
	slices.SortFunc(runs, func(a, b pastRun) int {
		return cmp.Or(b.began.Compare(a.began), cmp.Compare(len(b.id), len(a.id)), strings.Compare(b.id, a.id))
	})
	return runs, nil
}

func (p *program) pastRun(id string) pastRun {
	r := pastRun{id: id}
	r.began, _ = time.Parse(runIDFormat, id[:len(runIDFormat)]) // at least the second
	name := path.Join(runsFolder, id, runJournal)
	f, err := os.Open(p.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		r.history = &apply.History{}
		return r
	}
	if err != nil {
		r.damage = err
		return r
	}
	defer f.Close()
	r.running = journalInUse(f)
	if r.history, r.damage = readHistory(f, name); r.damage == nil && len(r.history.Runs) > 0 {
		r.began = r.history.Runs[0].Began
	}
	return r
}

// isRunID says whether a name is that of a run, and so of no other folder.
func isRunID(name string) bool {
	ok, _ := regexp.MatchString(`^\d{8}-\d{6}-[0-9a-f]{8}(-\d+)?$`, name) // it compiles
	return ok
}

// lastUnfinished names the last run, if it did not come to its end. An older one
// has to be named: what was applied since may contradict it.
func (p *program) lastUnfinished() (string, error) {
	runs, err := p.pastRuns()
	if err != nil {
		return "", err
	}
	at := slices.IndexFunc(runs, func(r pastRun) bool { return r.damage != nil || r.state() != runNeverBegan })
	if at < 0 {
		return "", fail(exitUsage, "there is nothing to go on with: no run was begun from this directory; begin one with: iksync apply")
	}
	switch last := &runs[at]; {
	case last.damage != nil:
		return "", last.damage
	case last.state() == runDone:
		return "", fail(exitUsage, "there is nothing to go on with: the last run, %s, came to its end; an older one has to be named (iksync runs lists them), or begin a new one with: iksync apply", last.id)
	default:
		return last.id, nil
	}
}

// removeOldRuns removes what nobody needs any more.
func (p *program) removeOldRuns() error {
	runs, err := p.pastRuns()
	if err != nil {
		return err
	}
	kept := 0
	for i := range runs {
		if state := runs[i].state(); state != runDone && state != runNeverBegan {
			continue
		}
		if kept++; kept > keptRuns {
			_ = os.RemoveAll(p.path(path.Join(runsFolder, runs[i].id))) // else the next run does
		}
	}
	return nil
}
