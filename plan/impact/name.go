package impact

import (
	"bytes"
	"strings"

	"github.com/iksync/iksync/plan"
)

// found is where the walk over a name has found something that breaks.
type found struct {
	end    int
	mark   *mark
	change plan.ChangeID
	below  bool // it is a folder
	tr     span // from the first transformation on up to the end of the last
}

// span is a part of a text.
type span struct{ from, to int }

// name reads the longest path that breaks at the beginning of text. Between its
// names may stand more than one slash, and transformations:
// "/tr:w-300/products//a.jpg". A relative one has no slash before it. Behind
// "/ik-seo" a file is called otherwise. It returns nil where there is none.
func (m marks) name(text []byte, relative bool) *found {
	if f := m.walk(text, relative, false); f != nil {
		return f
	}
	from := behindSEO(text, relative)
	if from == 0 {
		return nil
	}
	f := m.walk(text[from:], false, true)
	if f != nil {
		f.end += from
		f.tr.from, f.tr.to = f.tr.from+from, f.tr.to+from
	}
	return f
}

// maxTransformations is how many of them are looked for in one path: ImageKit
// takes one, wherever it stands.
const maxTransformations = 2

// walk reads the longest path that breaks at the beginning of text, or, if seo,
// in what follows "/ik-seo" there.
func (m marks) walk(text []byte, relative, seo bool) *found {
	n, at, slashed, left := m.all(), 0, false, maxTransformations
	if relative {
		var ok bool
		if n, ok = m.step(n, '/'); !ok {
			return nil
		}
		slashed = true
		at = transformation(text, true)
	}
	tr := span{0, at}
	var last *found
	for {
		if mk := m.exact(n); mk != nil {
			if f := mk.endsAt(text, at); f != nil {
				f.tr = tr
				last = f
			}
		}
		u := unitAt(text[at:])
		if u.length == 0 || u.is('\n') {
			return last
		}
		if u.is('/') {
			if seo {
				if f := m.suffixed(n, text, at); f != nil {
					f.tr = tr
					return f
				}
			}
			if length := transformation(text[at:], false); left > 0 && length > 0 {
				if tr.to == 0 {
					tr.from = at
				}
				at, left = at+length, left-1
				tr.to = at
				continue
			}
			if slashed {
				at += u.length
				continue
			}
		}
		for _, b := range u.bytes[:u.size] {
			var ok bool
			if n, ok = m.step(n, b); !ok {
				return last
			}
		}
		at, slashed = at+u.length, u.is('/')
	}
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
	if !relative {
		slash := unitAt(text)
		if !slash.is('/') {
			return 0
		}
		at, coded = slash.length, slash.coding
	}
	if !maybe(text, at, 't') {
		return 0
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

// maybe says whether b, however it is spelled, may be what is at text[at]. It
// saves looking closer at most names.
func maybe(text []byte, at int, b byte) bool {
	return at < len(text) && (text[at] == b || text[at] == '%' || text[at] == '\\' || text[at] == '&')
}

// ImageKit delivers "/products/a.jpg" at "/ik-seo/products/a/any-words.jpg" too.

// behindSEO is how long the "/ik-seo" is that text begins with, without the
// slash behind it; 0 where there is none.
func behindSEO(text []byte, relative bool) int {
	const word = "ik-seo"
	at := 0
	if !relative {
		if len(text) > 0 && text[0] == '/' && !maybe(text, 1, word[0]) && !maybe(text, 1, '/') {
			return 0
		}
		at = slashes(text)
	}
	if at == 0 && !relative || !bytes.HasPrefix(text[at:], []byte(word)) {
		return 0
	}
	at += len(word)
	if slashes(text[at:]) == 0 {
		return 0
	}
	return at
}

// slashes is how long the slashes are that text begins with.
func slashes(text []byte) int {
	at := 0
	for u := unitAt(text); u.is('/'); u = unitAt(text[at:]) {
		at += u.length
	}
	return at
}

// maxSEO is how many bytes the words in a URL may take that stand for nothing.
const maxSEO = 500

// suffixed reads the words that stand, with a file's extension, where n is the
// file's name without it. The slash before them is at text[at:].
func (m marks) suffixed(n narrowed, text []byte, at int) *found {
	n, ok := m.step(n, '.')
	if !ok {
		return nil
	}
	slash := unitAt(text[at:])
	at += slash.length
	for limit := at + maxSEO; at < limit; {
		u := unitAt(text[at:])
		if u.length == 0 || u.size == 1 && (u.bytes[0] <= ' ' || bytes.IndexByte([]byte("/\"'`<>?#"), u.bytes[0]) >= 0) {
			return nil
		}
		at += u.length
		if u.is('.') {
			if f := m.extension(n, text, at); f != nil {
				return f
			}
		}
	}
	return nil
}

// extension reads what is left of n at text[at:].
func (m marks) extension(n narrowed, text []byte, at int) *found {
	for ; at <= len(text); at++ {
		if mk := m.exact(n); mk != nil && mk.file != "" && ended(text[at:]) {
			return &found{end: at, mark: mk, change: mk.file}
		}
		ok := at < len(text)
		if ok {
			n, ok = m.step(n, text[at])
		}
		if !ok {
			return nil
		}
	}
	return nil
}
