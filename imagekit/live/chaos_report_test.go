package live_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// verdicts is how a process said that its changes ended, held against what the
// service then had.
type verdicts struct {
	run       *chaosRun
	process   *process
	entries   map[string]emulator.LedgerEntry
	after     map[string]*emulator.FileInfo // by id
	at        map[state.Path]*emulator.FileInfo
	folders   map[state.Path]bool
	merged    map[string]bool // files that others were merged into
	status    map[plan.ChangeID]apply.ChangeStatus
	byObject  map[string]*plan.Change // changes of files
	unsettled []*plan.Change          // of folders, that were not done
	left      map[state.Path]bool     // what an outcome names as left
	words     []string
}

// dishonest is where a process that ended said something else than is so.
func (r *chaosRun) dishonest(p *process) []string {
	v := &verdicts{
		run: r, process: p, entries: map[string]emulator.LedgerEntry{}, after: map[string]*emulator.FileInfo{},
		at: map[state.Path]*emulator.FileInfo{}, folders: map[state.Path]bool{}, merged: map[string]bool{},
		status: map[plan.ChangeID]apply.ChangeStatus{}, byObject: map[string]*plan.Change{}, left: map[state.Path]bool{},
	}
	v.gather()
	for i := range p.planned.before.files {
		v.file(&p.planned.before.files[i])
	}
	for i := range p.planned.plan.Changes {
		v.change(&p.planned.plan.Changes[i])
	}
	v.stranded()
	v.denied()
	return v.words
}

func (v *verdicts) gather() {
	p := v.process
	for _, e := range p.after.ledger {
		v.entries[e.FileID] = e
	}
	for i := range p.after.files {
		f := &p.after.files[i]
		v.after[f.FileID], v.at[state.Path(f.Path)] = f, f
	}
	for _, f := range p.after.folders {
		v.folders[state.Path(f.Path)] = true
	}
	for id, e := range v.entries {
		if is, merged := follow(v.entries, id); merged && e.How != emulator.Live {
			v.merged[is.FileID] = true
		}
	}
	for _, o := range p.result.Changes(p.planned.plan) {
		v.status[o.Change] = o.Status
	}
	for _, o := range p.result.Outcomes {
		for _, l := range o.Left {
			v.left[l.Path] = true
		}
	}
	for i := range p.planned.plan.Changes {
		c := &p.planned.plan.Changes[i]
		switch {
		case c.Kind == plan.File && c.Object != "":
			v.byObject[c.Object] = c
		case c.Kind == plan.Folder && v.status[c.ID] != apply.ChangeDone:
			v.unsettled = append(v.unsettled, c)
		}
	}
}

func (v *verdicts) says(format string, args ...any) {
	v.words = append(v.words, fmt.Sprintf(format, args...))
}

// touched says whether the other writer had to do with a file or place since the
// plan was made, and may be what made it other than it was said to be.
func (v *verdicts) touched(ids []string, paths ...state.Path) bool {
	return v.run.writer.touched(v.since(), ids, paths...)
}

// since is when what the plan was made from was so: listings may have lagged.
func (v *verdicts) since() time.Time { return v.process.planned.at.Add(-v.run.service.lag) }

// open says whether a folder around a place, or at it, is not where it should be:
// then nobody was told that things in it are.
func (v *verdicts) open(paths ...state.Path) bool {
	return slices.ContainsFunc(v.unsettled, func(c *plan.Change) bool {
		return slices.ContainsFunc(paths, func(p state.Path) bool { return p != "" && (p.Within(c.Path) || c.From != "" && p.Within(c.From)) })
	})
}

// file follows a file that there was when the plan was made.
func (v *verdicts) file(was *emulator.FileInfo) {
	c := v.byObject[was.FileID]
	is, merged := follow(v.entries, was.FileID)
	want := state.Path(was.Path)
	switch {
	case c == nil:
		want = v.alongWith(want)
	case v.status[c.ID] != apply.ChangeDone:
		return // it is named
	default:
		want = c.Path
	}
	if v.touched([]string{was.FileID, is.FileID}, state.Path(was.Path), want, state.Path(is.Path)) {
		return
	}
	lives := is.How == emulator.Live
	switch {
	case c != nil && c.Action == plan.Delete:
		if lives {
			v.says("%s was said to be deleted and lives", was.Path)
		}
		return
	case !lives:
		if c != nil || !v.open(state.Path(was.Path)) {
			v.says("%s is gone (%s), and nobody said so", was.Path, is.How)
		}
		return
	case state.Path(is.Path) != want && !v.open(state.Path(was.Path), want) && !v.left[want] && !v.left[state.Path(was.Path)]:
		v.says("%s is at %s, and was said to be at %s", was.Path, is.Path, want)
	case merged && !v.merges():
		v.says("%s was merged into %s, which no plan said", was.Path, is.Path)
	}
	if !v.merged[is.FileID] {
		judge := randomRun{plan: v.process.planned.plan}
		v.words = append(v.words, judge.brokenAttributes(was, v.after[is.FileID], c)...)
	}
}

func (v *verdicts) merges() bool {
	return (&randomRun{plan: v.process.planned.plan}).merges()
}

// alongWith is where a file that nothing was asked of goes with the folders around it.
func (v *verdicts) alongWith(p state.Path) state.Path {
	var by *plan.Change
	changes := v.process.planned.plan.Changes
	for i := range changes {
		c := &changes[i]
		moves := c.Kind == plan.Folder && c.From != "" && c.Action != plan.Copy
		if moves && p.Under(c.From) && (by == nil || c.From.Under(by.From)) {
			by = c
		}
	}
	if by == nil {
		return p
	}
	return p.Rebase(by.From, by.Path)
}

// change looks at what is not a file that there was: new files, folders, fields.
func (v *verdicts) change(c *plan.Change) {
	if v.status[c.ID] != apply.ChangeDone || v.open(c.Path, c.From) {
		return
	}
	if c.Kind == plan.Field {
		v.field(c)
		return
	}
	is, _ := follow(v.entries, c.Object)
	if v.run.writer.touchedBelow(v.since(), append(v.onTheWay(c), c.Path, c.From)...) || v.touched([]string{c.Object, is.FileID}) {
		return
	}
	switch {
	case c.Kind == plan.File && (c.Action == plan.Upload || c.Action == plan.Replace):
		f := v.at[c.Path]
		if f == nil {
			v.says("%s was said to be uploaded, and is not there", c.Path)
		} else if want := v.sourceOf(c); want != "" && f.SHA256 != want && !v.merged[f.FileID] {
			v.says("%s was said to be uploaded, and has other content", c.Path)
		}
	case c.Kind == plan.Folder && c.Action == plan.Delete:
		if v.folders[c.Path] && !v.wantedWithin(c) {
			v.says("folder %s was said to be deleted, and is there", c.Path)
		}
	case c.Kind == plan.Folder && !v.folders[c.Path]:
		v.says("folder %s was said to be there (%s), and is not", c.Path, c.Action)
	case c.Kind == plan.Folder && c.Action == plan.Copy:
		v.copied(c)
	}
}

// onTheWay is the places where the operations for a change find or put its object.
func (v *verdicts) onTheWay(c *plan.Change) []state.Path {
	var out []state.Path
	for i := range v.process.planned.plan.Operations {
		if op := &v.process.planned.plan.Operations[i]; slices.Contains(op.Changes, c.ID) {
			out = append(out, touched(op)...)
		}
	}
	return out
}

// sourceOf is the sum of the bytes that a change uploads: sources hold their own names.
func (v *verdicts) sourceOf(c *plan.Change) string {
	for _, op := range v.process.planned.plan.Operations {
		if op.Source != nil && slices.Contains(op.Changes, c.ID) {
			sum := sha256.Sum256([]byte(op.Source.Path))
			return hex.EncodeToString(sum[:])
		}
	}
	return ""
}

// wantedWithin says whether something else is to be where a folder was, be it on
// the way to another place.
func (v *verdicts) wantedWithin(c *plan.Change) bool {
	return slices.ContainsFunc(v.process.planned.plan.Operations, func(op plan.Operation) bool {
		return op.Dest != "" && (op.Dest.Within(c.Path) || c.Path.Within(op.Dest)) ||
			(op.Kind == plan.OpCreateFolder || op.Kind == plan.OpUpload) && op.Path.Within(c.Path)
	})
}

// copied holds that a copy has all that was in its folder, where nothing else was asked of either.
func (v *verdicts) copied(c *plan.Change) {
	if slices.ContainsFunc(v.process.planned.plan.Changes, func(other plan.Change) bool { return other.ID != c.ID && meets(&other, c) }) {
		return
	}
	for _, f := range v.process.planned.before.files {
		p := state.Path(f.Path)
		if !p.Under(c.From) {
			continue
		}
		if copied := v.at[p.Rebase(c.From, c.Path)]; copied == nil || copied.SHA256 != f.SHA256 {
			v.says("%s was said to be copied from %s to %s, and was not", p, c.From, c.Path)
		}
	}
}

func (v *verdicts) field(c *plan.Change) {
	there := slices.ContainsFunc(v.process.fields, func(f fieldNow) bool { return f.name == string(c.Field) && !f.deleted })
	if there == (c.Action == plan.Delete) {
		v.says("field %s was said to be done (%s), and is there: %t", c.Field, c.Action, there)
	}
}

// stranded holds that what a job left behind is named, file by file.
func (v *verdicts) stranded() {
	p := v.process
	for i, o := range p.result.Outcomes {
		op := &p.planned.plan.Operations[i]
		if o.Failure != apply.FailureLeftBehind || op.Kind == plan.OpCopyFolder {
			continue
		}
		for at, f := range v.at {
			if at.Under(op.Path) && !v.left[at] && !v.touched([]string{f.FileID}, at) {
				v.says("%s is still there, and operation %d does not name it as left", at, op.ID)
			}
		}
	}
}

// denied holds that nothing is called refused, or not sent, that the service has
// carried out, for this process or for one that it goes on from. With nobody else
// about, what was carried out stays so.
func (v *verdicts) denied() {
	p := v.process
	if !v.run.calm() || !v.run.alone() {
		return
	}
	for i, o := range p.result.Outcomes {
		op := &p.planned.plan.Operations[i]
		denies := o.Failure == apply.FailurePrecondition || o.Failure == apply.FailureJournal || o.Failure == apply.FailureCall
		if o.Status != apply.Skipped && !denies || len(op.Parents) > 0 || len(op.Files) > 0 {
			continue // what takes several requests may be done in part
		}
		for _, q := range v.run.wire.log {
			if v.carriedOut(q, op.ID) && (denies || q.by.process == p.number) {
				v.says("operation %d is said to be undone (%s%s), and was carried out: %s", op.ID, o.Status, o.Failure, q.story())
			}
		}
	}
}

// carriedOut says whether a request was carried out that was for an operation of
// this plan, before the process ended.
func (v *verdicts) carriedOut(q *sent, id plan.OpID) bool {
	return q.by != nil && q.by.op.ID == id && q.by.process <= v.process.number &&
		v.run.processes[q.by.process-1].planned == v.process.planned &&
		q.method != http.MethodGet && q.status >= 200 && q.status < 300 && !q.at.After(v.process.ended)
}
