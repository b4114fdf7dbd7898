package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/plan"
)

// Every run has a folder of its own: the plan, and the journal of what was done
// of it. There a run that was cut off is found again.
const (
	runsFolder  = ".iksync/runs"
	runPlan     = "plan.json"
	runJournal  = "journal"
	runIDFormat = "20060102-150405" // UTC; some digits of the plan's digest follow
)

// runDir is a run that this process carries out.
type runDir struct {
	id      string
	plan    *plan.Plan
	history *apply.History // what earlier processes did; empty for a new run
	journal apply.Journal

	digest string   // of the plan file
	file   *os.File // of the journal; nobody else can append to it
}

// newRun begins a run of made. When it returns, the plan and the begin of the run
// are on disk. Of info it needs no digest.
func (p *program) newRun(made *plan.Plan, info apply.RunInfo) (*runDir, error) {
	var text bytes.Buffer
	if err := plan.Encode(&text, made); err != nil {
		return nil, err
	}
	if err := p.removeOldRuns(); err != nil {
		return nil, err
	}
	run := &runDir{plan: made, history: &apply.History{}, digest: digestOf(text.Bytes())}
	folder, err := p.makeRunFolder(run)
	if err != nil {
		return nil, err
	}
	if err = p.fillRunFolder(run, folder, text.Bytes()); err == nil {
		err = run.goOn(info)
	}
	if err != nil {
		_ = run.Close()
		_ = os.RemoveAll(folder) // nothing was sent
		return nil, err
	}
	return run, nil
}

// makeRunFolder gives run its id, and makes the folder of that name.
func (p *program) makeRunFolder(run *runDir) (string, error) {
	parent := p.path(runsFolder)
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return "", err
	}
	const digits = 8
	stem := p.env.Now().UTC().Format(runIDFormat) + "-" + run.digest[:digits]
	run.id = stem
	for n := 2; ; n++ {
		folder := filepath.Join(parent, run.id)
		err := os.Mkdir(folder, 0o700)
		if !errors.Is(err, fs.ErrExist) {
			return folder, err
		}
		run.id = fmt.Sprintf("%s-%d", stem, n) // the same plan in the same second
	}
}

// fillRunFolder brings all to disk that the first record of the journal is about,
// and the folders' entries with it.
func (p *program) fillRunFolder(run *runDir, folder string, text []byte) error {
	var err error
	if run.file, err = openJournal(filepath.Join(folder, runJournal), os.O_CREATE); err != nil {
		return err
	}
	run.journal = apply.NewJournal(run.file, nil)
	err = writeFile(filepath.Join(folder, runPlan), 0o600, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
	if err != nil {
		return err
	}
	for _, name := range []string{path.Join(runsFolder, run.id), runsFolder, path.Dir(runsFolder), "."} {
		if err := syncFolder(p.path(name)); err != nil {
			return err
		}
	}
	return nil
}

// goOn writes down that this process carries the run out from here on.
func (r *runDir) goOn(info apply.RunInfo) error {
	info.Plan = r.digest
	info.Resumed = len(r.history.Runs) > 0
	return r.journal.Append(apply.Record{Kind: apply.RecordBegin, Run: &info})
}

// Close lets others go on with the run. It may be called several times.
func (r *runDir) Close() error {
	if r.file == nil {
		return nil
	}
	err := r.file.Close()
	r.file = nil
	return err
}

// openRun opens a run that did not come to its end, to go on with it: id, or the
// last one where id is "".
func (p *program) openRun(id string) (*runDir, error) {
	if id == "" {
		var err error
		if id, err = p.lastUnfinished(); err != nil {
			return nil, err
		}
	}
	if info, err := os.Stat(p.path(path.Join(runsFolder, id))); !isRunID(id) || err != nil || !info.IsDir() {
		return nil, fail(exitUsage, "there is no run %q in %s: iksync runs lists those there are", id, runsFolder)
	}
	run, err := p.takeUp(id)
	if err != nil {
		_ = run.Close()
		return nil, err
	}
	return run, nil
}

// takeUp opens the run called id. Where it fails, there may be something to close.
func (p *program) takeUp(id string) (*runDir, error) {
	run := &runDir{id: id}
	name := path.Join(runsFolder, id, runJournal)
	var err error
	run.file, err = openJournal(p.path(name), 0)
	switch {
	case errors.Is(err, errInUse):
		return run, fail(exitLocked, "run %s is being carried out by another process: wait for it to end", id)
	case errors.Is(err, fs.ErrNotExist):
		return run, neverBegan(id)
	case err != nil:
		return run, err
	}
	if run.history, err = readHistory(run.file, name); err != nil {
		return run, err
	}
	switch {
	case len(run.history.Runs) == 0:
		return run, neverBegan(id)
	case finished(run.history):
		return run, fail(exitUsage, "run %s has come to its end with all done: there is nothing to go on with", id)
	}
	if err := p.readRunPlan(run); err != nil {
		return run, err
	}
	if err := p.cutOffTorn(run, name); err != nil {
		return run, err
	}
	run.journal = apply.NewJournal(run.file, run.history)
	return run, nil
}

func neverBegan(id string) error {
	return fail(exitUsage, "run %s was cut off before it began, so that nothing was sent: apply again", id)
}

// readHistory reads a journal as far as it is written now: another process may be
// at it.
func readHistory(f *os.File, name string) (*apply.History, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	h, err := apply.ReadJournal(io.LimitReader(f, info.Size()))
	var damage *apply.DamageError
	if errors.As(err, &damage) {
		return nil, fail(exitFailed, "%s, %w. What this run has done cannot be told for sure, so that it cannot be gone on with; "+
			"iksync plan shows what is left to do", name, damage)
	}
	return h, err
}

// readRunPlan reads the plan of a run, which has to be the one it began with.
func (p *program) readRunPlan(run *runDir) error {
	name := path.Join(runsFolder, run.id, runPlan)
	text, err := os.ReadFile(p.path(name))
	if err != nil {
		return err
	}
	run.digest = digestOf(text)
	for _, process := range run.history.Runs {
		if process.Plan != run.digest {
			return fail(exitFailed, "%s is not the plan that the run began with: somebody changed it since", name)
		}
	}
	if run.plan, err = plan.Decode(bytes.NewReader(text)); err != nil {
		return fail(exitFailed, "%s: %w", name, err)
	}
	return nil
}

// cutOffTorn makes the journal end with its last whole record.
func (p *program) cutOffTorn(run *runDir, name string) error {
	if run.history.Torn {
		if err := errors.Join(run.file.Truncate(run.history.Size), run.file.Sync()); err != nil {
			return err
		}
		p.stderr.say("The last record in %s was cut off while it was written. It is removed; the library is asked instead.", name)
	}
	_, err := run.file.Seek(run.history.Size, io.SeekStart)
	return err
}

func digestOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// syncFolder brings the entries of a folder to disk. Windows does so by itself.
func syncFolder(name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
