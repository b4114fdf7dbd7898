package live_test

import (
	"net/http"
	"slices"
	"strings"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// repeated holds that nothing is done twice. What changes nothing when it is made
// again may be made again; and so may what was undone in between, as by a plan
// that clears away what another one left half done.
func (r *chaosRun) repeated() {
	seen := deeds{}
	for _, e := range r.account.server.Effects() {
		harmless := e.Method == http.MethodPatch || strings.HasSuffix(e.Route, "Tags") || e.Route == "POST /v1/folder"
		switch {
		case e.Kind == emulator.None && harmless:
			r.count.harmless++
		case e.Kind == emulator.None:
			r.breaks("it was done again, to no effect: %s %s to %s", e.Route, e.Subject, e.To)
		case e.Kind == emulator.Updated:
			// The same values again mean that there were others in between.
		case seen.has(e) && r.lostJobEnded(r.sentAs(r.request(e.RequestID))):
			r.count.lateJobs++
		case seen.has(e) && r.toBeSure(r.sentAs(r.request(e.RequestID))):
			r.count.sure++
		case seen.has(e):
			r.breaks("it was done twice: %s %s to %s (%s)", e.Route, e.Subject, e.To, e.Kind)
		}
		seen.add(e)
	}
}

// toBeSure says whether a request uploads what nobody could compare: of a draft, by
// whoever does not know what the process before uploaded, as it was killed.
func (r *chaosRun) toBeSure(q *sent) bool {
	if q.by == nil {
		return false
	}
	p := r.processes[q.by.process-1].planned.plan
	return slices.ContainsFunc(p.Changes, func(c plan.Change) bool {
		return slices.Contains(q.by.op.Changes, c.ID) && replacesAsLong(&c) == plan.ReasonUnread
	})
}

// deeds is what was done, and where what it made is now.
type deeds map[emulator.Effect]state.Path

// keyOf is what two effects have in common that are the same thing done twice.
func keyOf(e emulator.Effect) emulator.Effect {
	e.RequestID = ""
	if e.Kind == emulator.Versioned {
		e.Kind = emulator.Created
	}
	return e
}

// has says whether an effect was had before. A folder that has moved away since it
// was made may be made again.
func (d deeds) has(e emulator.Effect) bool {
	at, done := d[keyOf(e)]
	isFolder := e.Kind == emulator.Created && e.To == ""
	return done && (!isFolder || at == state.Path(e.Subject))
}

// add notes an effect, and forgets what it undoes.
func (d deeds) add(e emulator.Effect) {
	from, to := state.Path(e.Subject), state.Path(e.To)
	switch e.Kind {
	case emulator.Created, emulator.Versioned:
		to = from
		d.arrived(to)
	case emulator.Moved:
		d.arrived(to)
		for key, at := range d {
			if at.Within(from) {
				d[key] = at.Rebase(from, to)
			}
		}
	case emulator.Copied:
		d.arrived(to)
	case emulator.Removed:
		for key, at := range d {
			if key.Kind != emulator.Removed && at.Within(from) {
				delete(d, key)
			}
		}
		to = from
	}
	d[keyOf(e)] = to
}

// arrived forgets what emptied a place that something came to: it can be emptied again.
func (d deeds) arrived(p state.Path) {
	for key := range d {
		left := key.Kind == emulator.Moved || key.Kind == emulator.Removed || key.Kind == emulator.Started && !strings.HasSuffix(key.Route, "copyFolder")
		if from := state.Path(key.Subject); left && (from.Within(p) || p.Within(from)) {
			delete(d, key)
		}
	}
}

// lostJobEnded says whether a job that does the same as a request is to start, and
// whose own start was never answered, ended between the last look and that
// request. Until it ended the service refused that, and afterwards a look tells;
// there is no request that looks and starts in one.
func (r *chaosRun) lostJobEnded(again *sent) bool {
	for s, end := range r.jobEnds() {
		if s != again && s.by != nil && again.by != nil && s.by.op.ID == again.by.op.ID && s.path == again.path &&
			end.After(again.looked.Add(-r.service.lag)) && !end.After(again.at) {
			return true
		}
	}
	return false
}

// request is what the service got under an id.
func (r *chaosRun) request(id string) emulator.Request {
	for _, q := range r.account.server.Requests() {
		if q.ID == id {
			return q
		}
	}
	return emulator.Request{}
}
