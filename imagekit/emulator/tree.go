package emulator

import (
	"maps"
	"slices"
	"strings"
)

// A folder knows its children by name: finding a path costs its depth, and moving a folder is one
// change however much lies in it.
type folder struct {
	id      id
	name    string
	parent  *folder // nil for the root and for folders that are gone
	folders map[string]*folder
	files   map[string]*file
	created int64 // unix milliseconds, like all times of the model
	updated int64
	meta    map[string]any
}

// A file is a current version and the older ones, oldest first.
type file struct {
	id      id
	name    string
	parent  *folder // nil for files that are gone
	created int64
	origin  *Cause
	current version
	older   []*version
}

// A version carries the content and all attributes: what an upload replaces, it replaces together.
type version struct {
	id          id
	number      int // of its name, "Version 1"
	blob        *blob
	tags        []string
	aiTags      []AITag
	meta        map[string]any
	embedded    map[string]any
	description string
	focus       string // customCoordinates
	private     bool
	published   bool
	created     int64
	updated     int64
}

// AITag is a tag that an extension of ImageKit gave to a file.
type AITag struct {
	Name       string  `json:"name"`
	Confidence float64 `json:"confidence"`
	Source     string  `json:"source"`
}

func (d *folder) isRoot() bool { return d.parent == nil && d.name == "" }

func (d *folder) isEmpty() bool { return len(d.folders) == 0 && len(d.files) == 0 }

func (d *folder) path() string {
	if d.isRoot() {
		return "/"
	}
	return d.parent.child(d.name)
}

// child is the path of a child of that name.
func (d *folder) child(name string) string {
	if d.isRoot() {
		return "/" + name
	}
	var segments []string
	for at := d; !at.isRoot(); at = at.parent {
		segments = append(segments, at.name)
	}
	size := len(name) + len(segments) + 1
	for _, s := range segments {
		size += len(s)
	}
	var b strings.Builder
	b.Grow(size)
	for _, s := range slices.Backward(segments) {
		b.WriteByte('/')
		b.WriteString(s)
	}
	b.WriteByte('/')
	b.WriteString(name)
	return b.String()
}

func (f *file) path() string { return f.parent.child(f.name) }

// versions is every version, oldest first by number, the current one wherever it belongs.
func (f *file) versions() []*version {
	all := append(slices.Clone(f.older), &f.current)
	slices.SortStableFunc(all, func(a, b *version) int { return a.number - b.number })
	return all
}

func (f *file) versionCount() int { return 1 + len(f.older) }

// version finds a version by id, or nil.
func (f *file) version(versionID id) *version {
	if f.current.id == versionID {
		return &f.current
	}
	for _, v := range f.older {
		if v.id == versionID {
			return v
		}
	}
	return nil
}

// hashes is the content of every version, oldest first.
func (f *file) hashes() []string {
	var hashes []string
	for _, v := range f.versions() {
		hashes = append(hashes, v.blob.hash.String())
	}
	return hashes
}

// sortedFiles and sortedFolders are the children in the order of their names.
func (d *folder) sortedFiles() []*file {
	return sortedValues(d.files)
}

func (d *folder) sortedFolders() []*folder {
	return sortedValues(d.folders)
}

func sortedValues[V any](m map[string]V) []V {
	values := make([]V, 0, len(m))
	for _, name := range slices.Sorted(maps.Keys(m)) {
		values = append(values, m[name])
	}
	return values
}

// walk calls visit for a folder and every folder below it, parents first, until it returns false.
func (d *folder) walk(visit func(*folder) bool) bool {
	if !visit(d) {
		return false
	}
	for _, child := range d.sortedFolders() {
		if !child.walk(visit) {
			return false
		}
	}
	return true
}

// assets counts what ImageKit counts as nested assets: files, their versions and folders, up to a
// little more than limit.
func (d *folder) assets(limit int) int {
	n := 0
	d.walk(func(at *folder) bool {
		n += len(at.folders)
		for _, f := range at.files {
			n += f.versionCount()
		}
		return n <= limit
	})
	return n
}

// contains reports whether other is d or lies below it.
func (d *folder) contains(other *folder) bool {
	for at := other; at != nil; at = at.parent {
		if at == d {
			return true
		}
	}
	return false
}
