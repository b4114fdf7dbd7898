package emulator

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
)

// A row is one line of a listing: a file, one of its older versions, or a folder. A row of the past
// carries copies and the folder it was in then.
type row struct {
	file    *file
	version *version
	folder  *folder
	dir     string // of the past; empty for now
}

func (r row) id() id {
	switch {
	case r.folder != nil:
		return r.folder.id
	case r.version != &r.file.current:
		return r.version.id
	}
	return r.file.id
}

// age tells the rows of one id apart: the first version of a file shares the fileId.
func (r row) age() int {
	if r.folder != nil {
		return 0
	}
	return r.version.number
}

func (r row) name() string {
	if r.folder != nil {
		return r.folder.name
	}
	return r.file.name
}

// parent is the path of the folder the asset lies in.
func (r row) parent() string {
	switch {
	case r.dir != "":
		return r.dir
	case r.folder != nil:
		return r.folder.parent.path()
	}
	return r.file.parent.path()
}

func (r row) path() string {
	switch {
	case r.dir != "":
		return joinPath(r.dir, r.name())
	case r.folder != nil:
		return r.folder.path()
	}
	return r.file.path()
}

func (r row) created() int64 {
	switch {
	case r.folder != nil:
		return r.folder.created
	case r.version != &r.file.current:
		return r.version.created
	}
	return r.file.created
}

func (r row) updated() int64 {
	if r.folder != nil {
		return r.folder.updated
	}
	return r.version.updated
}

func (r row) width() int64 {
	if r.folder != nil {
		return 0
	}
	return int64(r.version.blob.image.width)
}

func (r row) height() int64 {
	if r.folder != nil {
		return 0
	}
	return int64(r.version.blob.image.height)
}

func (r row) size() int64 {
	if r.folder != nil {
		return 0
	}
	return r.version.blob.size
}

// An index keeps the files in the order of their creation, which is the default order of listings,
// and what it cost to sort and filter them since the last change: a page of a listing that follows
// another costs no more than its rows.
type index struct {
	generation uint64 // grows with every change of the library
	byCreation []*file
	unsorted   bool // a file was added out of order
	removed    int  // files of byCreation that are gone

	cachedAt uint64
	sorted   map[listOrder][]row
	results  map[listKey][]row
}

// maxResults bounds the results kept for one generation.
const maxResults = 8

// listOrder names a sorted snapshot, listKey a filtered one.
type listOrder struct{ kind, sort string }

type listKey struct {
	listOrder
	dir, query, fileType string
}

func (x *index) add(f *file) {
	if n := len(x.byCreation); n > 0 && !createdBefore(x.byCreation[n-1], f) {
		x.unsorted = true
	}
	x.byCreation = append(x.byCreation, f)
}

func createdBefore(a, b *file) bool { return compareCreation(a, b) < 0 }

func compareCreation(a, b *file) int {
	return cmp.Or(cmp.Compare(a.created, b.created), compareIDs(a.id, b.id))
}

func compareIDs(a, b id) int { return bytes.Compare(a[:], b[:]) }

// inCreationOrder is every file, oldest first.
func (x *index) inCreationOrder() []*file {
	if x.removed > len(x.byCreation)/2 {
		x.byCreation = slices.DeleteFunc(x.byCreation, func(f *file) bool { return f.parent == nil })
		x.removed = 0
	}
	if x.unsorted {
		slices.SortFunc(x.byCreation, compareCreation)
		x.unsorted = false
	}
	return x.byCreation
}

// refresh forgets what was computed for an earlier generation.
func (x *index) refresh() {
	if x.cachedAt != x.generation || x.sorted == nil {
		x.cachedAt = x.generation
		x.sorted = map[listOrder][]row{}
		x.results = map[listKey][]row{}
	}
}

// rows is every asset of a kind ("file", "file-version", "folder", "all", or "any" for all three) in
// the order of a sort.
func (l *library) rows(order listOrder) []row {
	l.index.refresh()
	if rows, found := l.index.sorted[order]; found {
		return rows
	}
	rows := l.gather(order.kind)
	sortRows(rows, order.sort)
	l.index.sorted[order] = rows
	return rows
}

// gather returns the rows of a kind in no promised order, though files come oldest first.
func (l *library) gather(kind string) []row {
	var rows []row
	if kind == kindFile || kind == kindAll {
		rows = make([]row, 0, len(l.files)+len(l.folders))
	}
	for _, f := range l.index.inCreationOrder() {
		if f.parent == nil {
			continue
		}
		if kind != kindFolder && kind != kindVersion {
			rows = append(rows, row{file: f, version: &f.current})
		}
		if kind == kindVersion || kind == kindAny {
			for _, v := range f.older {
				rows = append(rows, row{file: f, version: v})
			}
		}
	}
	if kind == kindFolder || kind == kindAll || kind == kindAny {
		for _, d := range l.folders {
			rows = append(rows, row{folder: d})
		}
	}
	return rows
}

// children returns the rows of a kind that lie directly in a folder.
func (d *folder) children(kind string) []row {
	var rows []row
	for _, f := range d.files {
		if kind != kindFolder && kind != kindVersion {
			rows = append(rows, row{file: f, version: &f.current})
		}
		if kind == kindVersion || kind == kindAny {
			for _, v := range f.older {
				rows = append(rows, row{file: f, version: v})
			}
		}
	}
	if kind == kindFolder || kind == kindAll || kind == kindAny {
		for _, child := range d.folders {
			rows = append(rows, row{folder: child})
		}
	}
	return rows
}

// sortRows sorts by one of the documented sorts; equals are ordered by their ids and ages, so that the
// order is total. Relevance is a score ImageKit does not explain: here all assets are equally relevant.
func sortRows(rows []row, by string) {
	direction, key, _ := strings.Cut(by, "_")
	compare := comparison(key)
	sign := 1
	if direction == "DESC" {
		sign = -1
	}
	order := func(a, b row) int {
		return cmp.Or(sign*compare(a, b), compareIDs(a.id(), b.id()), a.age()-b.age())
	}
	if !slices.IsSortedFunc(rows, order) {
		slices.SortFunc(rows, order)
	}
}

func comparison(key string) func(a, b row) int {
	switch key {
	case "NAME":
		return func(a, b row) int { return cmp.Compare(a.name(), b.name()) }
	case "UPDATED":
		return func(a, b row) int { return cmp.Compare(a.updated(), b.updated()) }
	case "WIDTH":
		return func(a, b row) int { return cmp.Compare(a.width(), b.width()) }
	case "HEIGHT":
		return func(a, b row) int { return cmp.Compare(a.height(), b.height()) }
	case "SIZE":
		return func(a, b row) int { return cmp.Compare(a.size(), b.size()) }
	case "RELEVANCE":
		return func(row, row) int { return 0 }
	}
	return func(a, b row) int { return cmp.Compare(a.created(), b.created()) }
}
