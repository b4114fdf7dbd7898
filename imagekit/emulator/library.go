package emulator

import (
	"time"
)

// A library is everything an account holds, in memory. It knows nothing of HTTP. Every method runs
// under the lock of the server, and every change goes through the few methods of this file, which
// note what is to be written to disk, what listings have to forget, and what the ledger must remember.
type library struct {
	clock    clock
	readings Readings
	now      time.Time // of the request or job being executed

	root    *folder
	files   map[id]*file
	folders map[id]*folder
	blobs   map[hash]*blob
	fields  []*field // in the order of creation, deleted ones included
	jobs    map[id]*job
	running []*job // those that are not done, in the order of their start
	purges  map[string]*purge
	ended   map[id]*ending
	dropped map[id][]DroppedVersion
	tokens  map[string]int64 // upload tokens that were used, and when they expire

	changed changes
	index   index
	history *history // nil without a listing lag
}

// changes names what has to be written: what is named but gone is deleted.
type changes struct {
	files, folders, fields, jobs, ended, dropped map[id]struct{}
	blobs                                        map[hash]struct{}
	purges, tokens                               map[string]struct{}
}

func newChanges() changes {
	return changes{
		files: map[id]struct{}{}, folders: map[id]struct{}{}, fields: map[id]struct{}{},
		jobs: map[id]struct{}{}, ended: map[id]struct{}{}, dropped: map[id]struct{}{},
		blobs:  map[hash]struct{}{},
		purges: map[string]struct{}{}, tokens: map[string]struct{}{},
	}
}

func (c *changes) empty() bool {
	return len(c.files)+len(c.folders)+len(c.fields)+len(c.jobs)+len(c.ended)+len(c.dropped)+
		len(c.blobs)+len(c.purges)+len(c.tokens) == 0
}

func newLibrary(seed uint64, readings Readings, listLag time.Duration, now time.Time) *library {
	l := &library{
		clock: newClock(seed, now), readings: readings, now: now,
		root: newFolder(), files: map[id]*file{}, folders: map[id]*folder{}, blobs: map[hash]*blob{},
		jobs: map[id]*job{}, purges: map[string]*purge{}, ended: map[id]*ending{},
		dropped: map[id][]DroppedVersion{}, tokens: map[string]int64{},
		changed: newChanges(),
	}
	if listLag > 0 {
		l.history = &history{lag: listLag}
	}
	return l
}

func newFolder() *folder {
	return &folder{folders: map[string]*folder{}, files: map[string]*file{}}
}

// millis is the time of the change being made.
func (l *library) millis() int64 { return l.now.UnixMilli() }

// findFolder follows a clean path.
func (l *library) findFolder(path string) *folder {
	at := l.root
	for _, segment := range segments(path) {
		if at = at.folders[segment]; at == nil {
			return nil
		}
	}
	return at
}

// findFile follows a clean path.
func (l *library) findFile(path string) *file {
	dir, name := splitPath(path)
	if parent := l.findFolder(dir); parent != nil {
		return parent.files[name]
	}
	return nil
}

// touchFile is called before every change of a file.
func (l *library) touchFile(f *file) {
	l.index.generation++
	l.changed.files[f.id] = struct{}{}
	if l.history != nil {
		l.history.rememberFile(l, f)
	}
}

// touchFolder is called before every change of a folder itself. With a listing lag a change of name
// or place must remember all that lies below as well: see touchTree.
func (l *library) touchFolder(d *folder) {
	l.index.generation++
	l.changed.folders[d.id] = struct{}{}
	if l.history != nil {
		l.history.rememberFolder(l, d)
	}
}

// touchTree is called before a folder changes its place: the paths of all below change with it.
func (l *library) touchTree(d *folder) {
	l.touchFolder(d)
	if l.history == nil {
		return
	}
	d.walk(func(at *folder) bool {
		l.history.rememberFolder(l, at)
		for _, f := range at.files {
			l.history.rememberFile(l, f)
		}
		return true
	})
}

// addFile puts a new file into a folder. Its first version has the same id.
func (l *library) addFile(parent *folder, name string, v version, created int64, origin *Cause) *file {
	f := &file{id: l.clock.newID(), name: name, created: created, origin: origin, current: v}
	if f.current.id.isZero() {
		f.current.id = f.id
	}
	l.retain(v.blob)
	l.insertFile(f, parent)
	return f
}

func (l *library) insertFile(f *file, parent *folder) {
	f.parent = parent
	l.touchFile(f)
	parent.files[f.name] = f
	l.files[f.id] = f
	l.index.add(f)
}

// removeFile takes a file out of the tree; the ledger says why. Its blobs stay retained for whoever
// inherits its versions.
func (l *library) removeFile(f *file, e ending) {
	l.touchFile(f)
	delete(f.parent.files, f.name)
	delete(l.files, f.id)
	l.index.removed++
	e.created = f.origin
	e.versions = f.hashes()
	l.ended[f.id] = &e
	l.changed.ended[f.id] = struct{}{}
	f.parent = nil
}

// deleteFile removes a file and its content for ever.
func (l *library) deleteFile(f *file, how Ending, by *Cause) {
	for _, v := range f.versions() {
		l.release(v.blob)
	}
	l.removeFile(f, ending{ended: by, how: how})
}

// relocateFile gives a file another folder or name, or both. The place must be free.
func (l *library) relocateFile(f *file, parent *folder, name string) {
	l.touchFile(f)
	delete(f.parent.files, f.name)
	f.parent, f.name = parent, name
	f.current.updated = l.millis()
	parent.files[name] = f
}

// addFolder makes a folder.
func (l *library) addFolder(parent *folder, name string, created int64) *folder {
	d := newFolder()
	d.id, d.name, d.parent, d.created, d.updated = l.clock.newID(), name, parent, created, created
	l.touchFolder(d)
	parent.folders[name] = d
	l.folders[d.id] = d
	return d
}

// removeFolder removes an empty folder.
func (l *library) removeFolder(d *folder) {
	l.touchFolder(d)
	delete(d.parent.folders, d.name)
	delete(l.folders, d.id)
	d.parent = nil
}

// relocateFolder gives a folder with all in it another parent or name. The place must be free.
func (l *library) relocateFolder(d, parent *folder, name string) {
	l.touchTree(d)
	delete(d.parent.folders, d.name)
	d.parent, d.name = parent, name
	d.updated = l.millis()
	parent.folders[name] = d
}

// ensureFolder follows a path and makes what is missing, rewriting the names it makes.
func (l *library) ensureFolder(path string, rewrite func(string) string) *folder {
	at := l.root
	for _, segment := range segments(path) {
		next := at.folders[segment]
		if next == nil {
			segment = rewrite(segment)
			next = at.folders[segment]
		}
		if next == nil {
			next = l.addFolder(at, segment, l.clock.created(l.now))
		}
		at = next
	}
	return at
}
