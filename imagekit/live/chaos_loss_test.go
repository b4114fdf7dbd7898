package live_test

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// lost holds that each file that ended was to end: by a delete of a plan that was
// carried out, by a merge that an operation stood for, or by the other writer.
func (r *chaosRun) lost() {
	planned, born := r.plannedDeletes(), map[string][]string{}
	ledger := r.account.server.Ledger()
	for _, e := range ledger {
		if e.How == emulator.Reminted {
			born[e.Into] = append(born[e.Into], e.FileID)
		}
	}
	requests := map[string]emulator.Request{}
	for _, q := range r.account.server.Requests() {
		requests[q.ID] = q
	}
	for _, e := range ledger {
		for _, d := range e.Dropped {
			if d.By.Method != "WRITER" {
				r.breaks("a version of %s was deleted", e.FileID)
			}
		}
		if e.How == emulator.Live || e.How == emulator.Reminted || e.Ended.Method == "WRITER" {
			continue
		}
		q := r.sentAs(requests[e.Ended.RequestID])
		if e.How == emulator.Merged {
			if q.by == nil || q.by.op.Kind != plan.OpMergeFile && q.by.op.Kind != plan.OpMergeFolder {
				r.raced(q, "a file was merged into another, which no operation stood for", []string{e.FileID, e.Into})
			}
			continue
		}
		if !r.isPlanned(planned, born, e.FileID) {
			r.raced(q, "a file was deleted, which no plan said", []string{e.FileID})
		}
		r.countNewer(e, q)
	}
}

// countNewer counts the files that were deleted, as planned, with content in them
// that came after the plan was made and before the last look.
func (r *chaosRun) countNewer(e emulator.LedgerEntry, q *sent) {
	for _, sum := range e.Versions {
		if at, theirs := r.theirs(e.FileID, sum); theirs && at.Before(q.looked.Add(-r.service.lag)) && r.unseen(q, at) {
			r.count.newer++
			r.note("NEWER: %s was deleted with content that came after the plan: %s", e.FileID, q.story())
		}
	}
}

// plannedDeletes is the ids of all files that a plan that was carried out deletes.
func (r *chaosRun) plannedDeletes() map[string]bool {
	out := map[string]bool{}
	for _, p := range r.processes {
		for i := range p.planned.plan.Changes {
			if c := &p.planned.plan.Changes[i]; c.Kind == plan.File && c.Action == plan.Delete {
				out[c.Object] = true
			}
		}
	}
	return out
}

// isPlanned says whether the deletion of a file was planned, under any id that it had.
func (r *chaosRun) isPlanned(planned map[string]bool, born map[string][]string, id string) bool {
	return planned[id] || slices.ContainsFunc(born[id], func(earlier string) bool { return r.isPlanned(planned, born, earlier) })
}

// sentAs finds what we sent in what the service got.
func (r *chaosRun) sentAs(q emulator.Request) *sent {
	for _, s := range r.wire.log {
		if s.at.Equal(q.Time) && s.method == q.Method && s.path == q.Path {
			return s
		}
	}
	return &sent{method: q.Method, path: q.Path}
}

// raced is a loss, unless the other writer did something to the file after the
// last look that we took: there is no request that asks and acts in one.
func (r *chaosRun) raced(q *sent, what string, ids []string) {
	r.mu.Lock()
	r.count.losses++
	r.mu.Unlock()
	switch {
	case q.looked.IsZero():
	case r.writer.touched(q.looked, ids):
		r.count.races++
		r.note("RACE: %s, but the other writer did that at the same moment: %v %s", what, ids, q.story())
		return
	case r.writer.touched(q.looked.Add(-r.service.lag), ids):
		r.count.hidden++
		r.note("LAG: %s, but no listing showed yet what the other writer did: %v %s", what, ids, q.story())
		return
	}
	r.breaks("%s: %v %s", what, ids, q.story())
}

// theirs says whether the other writer brought a content into a file, and when.
func (r *chaosRun) theirs(id, sum string) (time.Time, bool) {
	r.writer.mu.Lock()
	defer r.writer.mu.Unlock()
	for _, t := range r.writer.log {
		if t.sum == sum && slices.Contains(t.ids, id) {
			return t.at, true
		}
	}
	return time.Time{}, false
}

// unseen says whether something came after the plan of a request was made.
func (r *chaosRun) unseen(q *sent, at time.Time) bool {
	return q.by != nil && at.After(r.processes[q.by.process-1].planned.at)
}

// deletedBlindly holds that a plan of a library that was not read whole deletes nothing.
func (r *chaosRun) deletedBlindly() {
	for _, q := range r.wire.log {
		if q.by == nil || q.at.IsZero() || len(r.processes[q.by.process-1].planned.plan.Gaps) == 0 {
			continue
		}
		r.count.withGaps++
		if q.method == http.MethodDelete || strings.HasSuffix(q.path, "/deleteByFileIds") {
			r.breaks("something was deleted after a read with gaps: %s", q.story())
		}
	}
}

// actedBlindly holds that what cannot be undone was sent only while all held that
// must hold before it, as far as a look can tell.
func (r *chaosRun) actedBlindly() {
	for _, q := range r.wire.log {
		if len(q.outdated) == 0 {
			continue
		}
		var places []state.Path
		for _, c := range q.by.op.Before {
			places = append(places, c.Path)
		}
		seen := q.looked.Add(-r.service.lag)
		switch {
		case r.othersTouched(q.looked, places):
			r.count.staleRaces++
		case r.othersTouched(seen, places), r.touchedByEarlier(q, seen, places):
			r.count.staleHidden++
		case q.by.op.Class == plan.ClassJob && r.lostJobEnded(q):
			r.count.staleHidden++
		default:
			r.breaks("it was sent although %s did not hold: operation %d (%s) %s",
				strings.Join(q.outdated, ", "), q.by.op.ID, q.by.op.Kind, q.story())
		}
	}
}

func (r *chaosRun) othersTouched(since time.Time, places []state.Path) bool {
	return r.writer.touchedBelow(since, places...)
}

// touchedByEarlier says whether a process before the one that sent q did something
// at these places so late that no listing showed it yet, or started a job there
// that ended so late.
func (r *chaosRun) touchedByEarlier(q *sent, since time.Time, places []state.Path) bool {
	ends := r.jobEnds()
	return slices.ContainsFunc(r.wire.log, func(s *sent) bool {
		again := s != q && s.by != nil && s.by.op.ID == q.by.op.ID && q.status == http.StatusNotFound // a delete of what is gone
		if s.by == nil || s.by.process >= q.by.process && !again || s.at.IsZero() {
			return false
		}
		at := s.at
		if end, isJob := ends[s]; isJob {
			at = end
		}
		return !at.Before(since) && at.Before(q.at) && slices.ContainsFunc(touched(s.by.op), func(p state.Path) bool {
			return slices.ContainsFunc(places, func(place state.Path) bool { return p.Within(place) || place.Within(p) })
		})
	})
}

// jobEnds is when the jobs ended that our requests started.
func (r *chaosRun) jobEnds() map[*sent]time.Time {
	requests := map[string]emulator.Request{}
	for _, q := range r.account.server.Requests() {
		requests[q.ID] = q
	}
	out := map[*sent]time.Time{}
	jobs := r.account.server.Jobs() // in the order in which they were started
	for _, e := range r.account.server.Effects() {
		if e.Kind == emulator.Started && len(jobs) > 0 {
			out[r.sentAs(requests[e.RequestID])] = jobs[0].Due
			jobs = jobs[1:]
		}
	}
	return out
}

// truth is what the service has, whatever its listings show.
type truth struct {
	files   map[state.Path]emulator.FileInfo
	byID    map[string]emulator.FileInfo
	folders map[state.Path]string
}

func newTruth(s *emulator.Server) *truth {
	t := &truth{map[state.Path]emulator.FileInfo{}, map[string]emulator.FileInfo{}, map[state.Path]string{state.Root: ""}}
	for _, f := range s.Files() {
		t.files[state.Path(f.Path)], t.byID[f.FileID] = f, f
	}
	for _, f := range s.Folders() {
		t.folders[state.Path(f.Path)] = f.FolderID
	}
	return t
}

// holds says whether a condition is so.
func (t *truth) holds(c plan.Condition) bool {
	file, isFile := t.files[c.Path]
	folder, isFolder := t.folders[c.Path]
	switch c.Kind {
	case plan.IsFree:
		return !isFile && !isFolder
	case plan.HoldsFile:
		return isFile && (c.File == "" || string(c.File) == file.FileID) && (c.Version == "" || c.Version == file.VersionID)
	case plan.HoldsFolder:
		return isFolder && (c.Folder == "" || string(c.Folder) == folder)
	case plan.IsEmpty, plan.HoldsOnly:
		return isFolder && t.only(c)
	}
	return true
}

// only says whether nothing is below a path but what may be.
func (t *truth) only(c plan.Condition) bool {
	may := map[state.Path]plan.Content{}
	for _, in := range c.Content {
		may[in.Path] = in
	}
	for p, f := range t.files {
		in, listed := may[p]
		if p.Under(c.Path) && (!listed || in.Folder != "" || in.File != "" && string(in.File) != f.FileID) {
			return false
		}
	}
	for p := range t.folders {
		in, listed := may[p]
		if p.Under(c.Path) && (!listed || in.File != "") {
			return false
		}
	}
	return true
}
