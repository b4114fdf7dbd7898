package emulator

import "time"

// A history lets listings show the library as it was some time ago. Before an asset changes, what it
// looked like is noted; a listing then takes the assets of now and puts back those that changed since.
type history struct {
	lag   time.Duration
	notes []note // oldest first
}

// A note is what an asset was until a moment: row is empty when it did not exist.
type note struct {
	until time.Time
	id    id
	rows  []row // a file has one for each version
}

// withoutHistory makes listings show at once what is added until history is taken up again.
func (l *library) withoutHistory() (again func()) {
	h := l.history
	l.history = nil
	return func() { l.history = h }
}

func (h *history) rememberFile(l *library, f *file) {
	n := note{until: l.now, id: f.id}
	if _, exists := l.files[f.id]; exists {
		past := *f
		past.older = append([]*version(nil), f.older...)
		dir := f.parent.path()
		n.rows = append(n.rows, row{file: &past, version: &past.current, dir: dir})
		for i, v := range past.older {
			copied := *v
			past.older[i] = &copied
			n.rows = append(n.rows, row{file: &past, version: &copied, dir: dir})
		}
	}
	h.note(n)
}

func (h *history) rememberFolder(l *library, d *folder) {
	n := note{until: l.now, id: d.id}
	if _, exists := l.folders[d.id]; exists {
		past := *d
		n.rows = []row{{folder: &past, dir: d.parent.path()}}
	}
	h.note(n)
}

func (h *history) note(n note) { h.notes = append(h.notes, n) }

// forget drops the notes that no listing from now on needs.
func (h *history) forget(now time.Time) {
	seen := now.Add(-h.lag)
	i := 0
	for i < len(h.notes) && !h.notes[i].until.After(seen) {
		i++
	}
	h.notes = append(h.notes[:0:0], h.notes[i:]...)
}

// overlay returns for each asset that changed within the lag what it was before.
func (h *history) overlay(now time.Time) map[id][]row {
	h.forget(now)
	past := make(map[id][]row, len(h.notes))
	for _, n := range h.notes {
		if _, found := past[n.id]; !found {
			past[n.id] = n.rows
		}
	}
	return past
}

// laggedRows is what rows was before the lag.
func (l *library) laggedRows(order listOrder) []row {
	past := l.history.overlay(l.now)
	var rows []row
	for _, r := range l.gather(kindAny) {
		key := r.id()
		if r.file != nil {
			key = r.file.id
		}
		if _, changed := past[key]; !changed && r.is(order.kind) {
			rows = append(rows, r)
		}
	}
	for _, was := range past {
		for _, r := range was {
			if r.is(order.kind) {
				rows = append(rows, r)
			}
		}
	}
	sortRows(rows, order.sort)
	return rows
}

// is reports whether a row is of a kind of listing.
func (r row) is(kind string) bool {
	switch kind {
	case kindAny:
		return true
	case kindFolder:
		return r.folder != nil
	case kindVersion:
		return r.folder == nil && r.version != &r.file.current
	case kindFile:
		return r.folder == nil && r.version == &r.file.current
	}
	return r.folder != nil || r.version == &r.file.current
}
