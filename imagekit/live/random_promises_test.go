package live_test

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// broken is the promises that a run broke, in words. It knows of no planner: it
// holds what the service has now against what it had and what the plan said.
func (r *randomRun) broken(s service, o options) []string {
	var out []string
	for _, o := range r.result.Outcomes {
		if o.Status == apply.Failed {
			out = append(out, fmt.Sprintf("operation %d failed: %s", o.Op, o.Error))
		}
	}
	if len(out) == 0 && !r.result.OK() {
		out = append(out, "not every operation was done")
	}
	out = append(out, r.starts.early...)
	out = append(out, r.refusedRequests(s, o)...)
	if len(out) > 0 {
		return out // what follows from that would only hide it
	}
	out = append(out, r.brokenFiles()...)
	out = append(out, brokenBytes(r.want, r.after.files)...)
	out = append(out, r.brokenFolders(s)...)
	out = append(out, r.brokenCopies()...)
	if len(r.again.Changes) > 0 || len(r.again.Operations) > 0 || r.again.Refused() {
		out = append(out, "the next plan is not empty:\n"+planStory(r.again, nil))
	}
	if r.wrote > 0 {
		out = append(out, fmt.Sprintf("planning wrote %d times", r.wrote))
	}
	return out
}

// refusedRequests is the requests that were answered with an error and should
// not have been. One probe may find out that the service wants parents to be
// there. A file that is looked for by its id may have ended by then.
func (r *randomRun) refusedRequests(s service, o options) []string {
	probes := 0
	if s.readings.ParentsMustExist {
		probes = 1
	}
	ends := map[string]string{} // the id of a file -> that of the request that ended it
	for _, e := range r.after.ledger {
		ends[e.FileID] = e.Ended.RequestID
	}
	seen := map[string]bool{}
	var out []string
	for _, q := range r.log {
		seen[q.ID] = true
		if q.Status < 400 {
			continue
		}
		id := strings.TrimSuffix(strings.TrimPrefix(q.Path, "/v1/files/"), "/details")
		switch {
		case q.Route == "POST /v1/folder" && q.Status == http.StatusBadRequest && probes > 0:
			probes--
		case q.Status == http.StatusLocked && !strings.HasPrefix(q.Route, "POST /v1/bulkJobs/"): // where a lock covers all writes, they wait
		case q.Route == "GET /v1/files/{fileId}/details" && q.Status == http.StatusNotFound && seen[ends[id]]:
		case q.Class == emulator.ClassContent && q.Status == http.StatusNotFound: // a draft
		default:
			out = append(out, fmt.Sprintf("a request was answered with an error: %s", r.requestStory(q)))
		}
	}
	return out
}

// brokenFiles follows every file that there was. It is alive with its versions
// unless its end stood in the plan, and carries what it carried but for what
// the plan said would change.
func (r *randomRun) brokenFiles() []string {
	entries := map[string]emulator.LedgerEntry{}
	for _, e := range r.after.ledger {
		entries[e.FileID] = e
	}
	changes := map[string]*plan.Change{}
	for i := range r.plan.Changes {
		if c := &r.plan.Changes[i]; c.Kind == plan.File && c.Object != "" {
			changes[c.Object] = c
		}
	}
	after := map[string]*emulator.FileInfo{}
	for i := range r.after.files {
		after[r.after.files[i].FileID] = &r.after.files[i]
	}
	merges := map[string]bool{} // the files that others were merged into
	for id, e := range entries {
		if is, merged := follow(entries, id); merged && e.How != emulator.Live {
			merges[is.FileID] = true
		}
	}
	var out []string
	for i := range r.before.files {
		was := &r.before.files[i]
		is, merged := follow(entries, was.FileID)
		c := changes[was.FileID]
		switch {
		case c != nil && c.Action == plan.Delete:
			if is.How == emulator.Live {
				out = append(out, fmt.Sprintf("%s was to be deleted and lives", was.Path))
			}
		case is.How != emulator.Live:
			out = append(out, fmt.Sprintf("%s is lost (%s), which no plan said", was.Path, is.How))
		case len(is.Dropped) > 0 || !holdsVersions(is.Versions, was.Versions):
			out = append(out, fmt.Sprintf("%s lost a version", was.Path))
		case merged && !r.merges():
			out = append(out, fmt.Sprintf("%s was merged into %s, which no operation said", was.Path, is.Path))
		case c != nil && state.Path(is.Path) != c.Path:
			out = append(out, fmt.Sprintf("%s is at %s, and the plan said %s", was.Path, is.Path, c.Path))
		case !merges[is.FileID]:
			out = append(out, r.brokenAttributes(was, after[is.FileID], c)...)
		}
	}
	return out
}

// follow goes from a file's id to what it has become, and says whether it was
// merged on the way.
func follow(entries map[string]emulator.LedgerEntry, id string) (is emulator.LedgerEntry, merged bool) {
	is = entries[id]
	for is.How == emulator.Merged || is.How == emulator.Reminted {
		merged = merged || is.How == emulator.Merged
		is = entries[is.Into]
	}
	return is, merged
}

func holdsVersions(is []string, was []emulator.VersionInfo) bool {
	return !slices.ContainsFunc(was, func(v emulator.VersionInfo) bool { return !slices.Contains(is, v.SHA256) })
}

// merges says whether the plan means to merge anything.
func (r *randomRun) merges() bool {
	return slices.ContainsFunc(r.plan.Operations, func(op plan.Operation) bool {
		return op.Kind == plan.OpMergeFile || op.Kind == plan.OpMergeFolder
	})
}

// brokenAttributes compares what a file carries with what it carried and what
// its change said. Whether the values of a field that is gone linger is not
// documented.
func (r *randomRun) brokenAttributes(was, is *emulator.FileInfo, c *plan.Change) []string {
	want, have := carried(was), carried(is)
	for i := range r.plan.Changes {
		if f := &r.plan.Changes[i]; f.Kind == plan.Field && f.Action == plan.Delete {
			delete(want, plan.AttrMetadata(f.Field))
		}
	}
	if c != nil {
		for _, a := range c.Attrs {
			want[a.Name] = said(a.After)
			if a.Name == plan.AttrTags && a.After.IsNull() {
				want[a.Name] = "[]"
			}
		}
	}
	delete(want, plan.AttrContent)
	var out []string
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if want[name] != have[name] {
			out = append(out, fmt.Sprintf("%s: %s is %s, and should be %s", is.Path, name, have[name], want[name]))
		}
	}
	return append(out, brokenHistory(was, is, c)...)
}

// carried is what a file carries, each part in words that can be compared.
func carried(f *emulator.FileInfo) map[string]string {
	out := map[string]string{
		plan.AttrTags: fmt.Sprint(slices.Compact(slices.Sorted(slices.Values(f.Tags)))), plan.AttrDescription: f.Description,
		plan.AttrFocus: f.CustomCoordinates, plan.AttrPublished: fmt.Sprint(f.Published), "private": fmt.Sprint(f.Private),
	}
	for _, name := range randomFieldDeletes() {
		out[plan.AttrMetadata(name)] = ""
		if v, has := f.CustomMetadata[string(name)]; has && v != nil {
			out[plan.AttrMetadata(name)] = fmt.Sprint(v)
		}
	}
	return out
}

// said is a value of a change in the words of carried.
func said(v state.Value) string {
	if list, ok := v.AsList(); ok {
		texts := make([]string, len(list))
		for i, item := range list {
			texts[i] = said(item)
		}
		return fmt.Sprint(texts)
	}
	if v.IsNull() {
		return ""
	}
	return fmt.Sprint(v.Any())
}

// brokenFolders follows every folder that there was, where ids tell.
func (r *randomRun) brokenFolders(s service) []string {
	now := map[string]string{}
	paths := map[string]bool{}
	for _, f := range r.after.folders {
		now[f.FolderID] = f.Path
		paths[f.Path] = true
	}
	changes := map[string]*plan.Change{}
	var out []string
	for i := range r.plan.Changes {
		c := &r.plan.Changes[i]
		if c.Kind != plan.Folder {
			continue
		}
		if c.Action != plan.Delete && !paths[string(c.Path)] {
			out = append(out, fmt.Sprintf("folder %s is not there: the plan said %s", c.Path, c.Action))
		}
		changes[c.Object] = c
	}
	if s.readings.FolderIDOnMove == emulator.MintsID || s.readings.FolderIDOnRename == emulator.MintsID || r.merges() {
		return out
	}
	for _, was := range r.before.folders {
		path, lives := now[was.FolderID]
		c := changes[was.FolderID]
		ends := c != nil && c.Action == plan.Delete
		switch {
		case ends == lives:
			out = append(out, fmt.Sprintf("folder %s: its end is in the plan %t, it lives %t", was.Path, ends, lives))
		case lives && c != nil && path != string(c.Path):
			out = append(out, fmt.Sprintf("folder %s is at %s, and the plan said %s", was.Path, path, c.Path))
		}
	}
	return out
}

// brokenCopies compares what a folder held with its copy, where nothing else
// was asked of the one or the other.
func (r *randomRun) brokenCopies() []string {
	now := map[state.Path]string{}
	for _, f := range r.after.files {
		now[state.Path(f.Path)] = f.SHA256
	}
	var out []string
	for i := range r.plan.Changes {
		c := &r.plan.Changes[i]
		if c.Action != plan.Copy || slices.ContainsFunc(r.plan.Changes, func(other plan.Change) bool { return other.ID != c.ID && meets(&other, c) }) {
			continue
		}
		for _, f := range r.before.files {
			if p := state.Path(f.Path); p.Under(c.From) && now[p.Rebase(c.From, c.Path)] != f.SHA256 {
				out = append(out, fmt.Sprintf("%s was not copied from %s to %s", p, c.From, c.Path))
			}
		}
	}
	return out
}

// meets says whether a change is about something in the folders of a copy, or
// around them.
func meets(c, copied *plan.Change) bool {
	for _, p := range []state.Path{c.Path, c.From} {
		for _, dir := range []state.Path{copied.Path, copied.From} {
			if p != "" && (p.Within(dir) || dir.Under(p) && c.Action != plan.Create) {
				return true
			}
		}
	}
	return false
}

// differs says where two accounts that had the same done to them differ.
func (s randomSnapshot) differs(other randomSnapshot) string {
	a, b := s.places(), other.places()
	if reflect.DeepEqual(a, b) {
		return ""
	}
	var out []string
	for _, p := range slices.Sorted(maps.Keys(a)) {
		if a[p] != b[p] {
			out = append(out, fmt.Sprintf("%s: %q and %q", p, a[p], b[p]))
		}
	}
	for _, p := range slices.Sorted(maps.Keys(b)) {
		if _, both := a[p]; !both {
			out = append(out, fmt.Sprintf("%s: nothing and %q", p, b[p]))
		}
	}
	return strings.Join(out, "\n")
}

// places is what is where, without ids and times.
func (s randomSnapshot) places() map[string]string {
	out := map[string]string{}
	for _, f := range s.folders {
		out[f.Path] = "folder"
	}
	for i := range s.files {
		f := &s.files[i]
		var versions []string
		for _, v := range f.Versions {
			versions = append(versions, v.SHA256[:8])
		}
		out[f.Path] = fmt.Sprint(carried(f), versions)
	}
	return out
}
