package impact

import (
	"bytes"
	"strings"

	"github.com/iksync/iksync/plan"
)

// mention is one mention, by where it stands in a text.
type mention struct {
	start, end int // end: behind the name that breaks, or behind all that was below it
	kind       Kind
	change     plan.ChangeID
}

// found is where the walk over a name has found something that breaks.
type found struct {
	end    int
	mark   *mark
	change plan.ChangeID
	below  bool // it is a folder
}

// name reads the longest path that breaks at the beginning of text, which may
// begin with a transformation: "/tr:w-300/products/a.jpg". A relative one has no
// slash before it. It returns nil where there is none.
func (m marks) name(text []byte, relative bool) *found {
	n, at := m.all(), transformation(text, relative)
	if relative {
		var ok bool
		if n, ok = m.step(n, '/'); !ok {
			return nil
		}
		at += skipSlash(text[at:], at > 0)
	}
	var last *found
	for at <= len(text) {
		if mk := m.exact(n); mk != nil {
			if f := mk.endsAt(text, at); f != nil {
				last = f
			}
		}
		u := unitAt(text[at:])
		if u.length == 0 || u.is('\n') {
			return last
		}
		for _, b := range u.bytes[:u.size] {
			var ok bool
			if n, ok = m.step(n, b); !ok {
				return last
			}
		}
		at += u.length
	}
	return last
}

// endsAt says what of mk is mentioned where its path ends in text.
func (mk *mark) endsAt(text []byte, at int) *found {
	rest := text[at:]
	over := ended(rest)
	if mk.file != "" && (over || rendition(rest)) {
		return &found{end: at, mark: mk, change: mk.file}
	}
	if next := unitAt(rest); mk.folder != "" && (over || next.is('/')) {
		return &found{end: at, mark: mk, change: mk.folder, below: true}
	}
	return nil
}

// rendition says whether a file's name is followed by what ImageKit makes of
// it: "/ik-thumbnail.jpg", "/ik-master.m3u8".
func rendition(rest []byte) bool {
	u := unitAt(rest)
	return u.is('/') && bytes.HasPrefix(rest[u.length:], []byte("ik-"))
}

// maxTransformation is how many bytes a transformation in a path may take.
const maxTransformation = 1000

// transformation is how long the transformation is that text begins with,
// without the slash behind it; 0 where there is none.
func transformation(text []byte, relative bool) int {
	at, coded := 0, bare
	if relative && len(text) > 0 && text[0] > '\\' && text[0] != 't' {
		return 0 // as most names: neither that nor an escape
	}
	if !relative {
		slash := unitAt(text)
		if !slash.is('/') {
			return 0
		}
		at, coded = slash.length, slash.coding
	}
	for _, b := range []byte("tr:") {
		u := unitAt(text[at:])
		if !u.is(b) {
			return 0
		}
		at += u.length
	}
	for at < len(text) && at < maxTransformation {
		u := unitAt(text[at:])
		switch {
		case u.is('/') && (u.coding != percent || coded == percent):
			return at
		case u.coding != percent && u.size == 1 && u.bytes[0] < 0x80 && strings.IndexByte(" \t\r\n\"'`<>\\", u.bytes[0]) >= 0:
			return 0
		}
		at += u.length
	}
	return 0
}

// skipSlash is how long the slash is that text begins with, if one is due.
func skipSlash(text []byte, due bool) int {
	if u := unitAt(text); due && u.is('/') {
		return u.length
	}
	return 0
}

// path reads a mention by path at text[at:], where a name may begin. A name
// without a slash before it needs one in it.
func (m marks) path(text []byte, at int, relative bool) (mention, bool) {
	rest := text[at:]
	f := m.name(rest, relative)
	if f == nil {
		return mention{}, false
	}
	if relative && strings.Count(f.mark.path, "/") < 2 {
		slash := unitAt(rest[f.end:])
		if !f.below || !slash.is('/') || ended(rest[f.end+slash.length:]) {
			return mention{}, false
		}
	}
	return f.mention(text, at, at, ByPath), true
}

// mention is f, which was read at text[at:], of a mention that begins at start.
func (f *found) mention(text []byte, start, at int, kind Kind) mention {
	end := at + f.end
	for f.below && end < len(text) && end-start < MaxText && !ended(text[end:]) {
		end += unitAt(text[end:]).length
	}
	return mention{start: start, end: end, kind: kind, change: f.change}
}
