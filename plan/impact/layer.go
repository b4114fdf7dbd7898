package impact

import (
	"bytes"
	"encoding/base64"
)

// A transformation puts other files over a picture: "l-image,i-brand@@logo.svg"
// names /brand/logo.svg, and so does "ie-" with its path in base64. Before there
// were layers it was "oi-".

// maxLayer is how many bytes the name of a layer's file may take.
const maxLayer = 2000

// layer reads a mention by a layer at text[at:].
func (s *Scanner) layer(text []byte, at int) (mention, bool) {
	from, old, coded := at, false, false
	switch rest := text[at:]; {
	case bytes.HasPrefix(rest, []byte("i-")):
		from += len("i-")
	case bytes.HasPrefix(rest, []byte("oi-")):
		from, old = from+len("oi-"), true
	case bytes.HasPrefix(rest, []byte("ie-")):
		from, coded = from+len("ie-"), true
	default:
		return mention{}, false
	}
	if partOfHost(unitBefore(text[:at])) {
		return mention{}, false
	}
	path, end := input(text, from, coded)
	if coded {
		path = decoded(path)
	}
	f := s.marks.within(path)
	if f == nil || !old && bytes.Count(path, []byte("/")) < 2 && !layered(text[:at]) || s.endpoint.anotherAccounts(text[:at]) {
		return mention{}, false
	}
	return mention{start: from, end: end, kind: ByPath, change: f.change}, true
}

// layered says whether text ends with what begins a layer.
func layered(text []byte) bool {
	comma := unitBefore(text)
	if !comma.is(',') {
		return false
	}
	text = text[:len(text)-comma.length]
	for _, kind := range []string{"l-image", "l-video", "l-subtitle", "l-subtitles"} {
		if bytes.HasSuffix(text, []byte(kind)) {
			return true
		}
	}
	return false
}

// input is the path that a layer names at text[from:], or its base64, and where
// it ends.
func input(text []byte, from int, coded bool) (path []byte, end int) {
	path, end = []byte{'/'}, from
	for end < len(text) && end-from < maxLayer {
		u := unitAt(text[end:])
		if u.size == 1 && endsInput(u, coded) || ended(text[end:]) && u.coding != percent {
			break
		}
		next := unit{}
		if u.is('@') {
			next = unitAt(text[end+u.length:])
		}
		if next.is('@') {
			path, end = append(path, '/'), end+u.length+next.length
			continue
		}
		path, end = append(path, u.bytes[:u.size]...), end+u.length
	}
	return path, end
}

// endsInput says whether u ends the name of a layer's file. Unlike in a path,
// that is so however it is spelled.
func endsInput(u unit, coded bool) bool {
	switch u.bytes[0] {
	case ',', ':', '?', '&', '#', '"':
		return true
	case '/':
		return !coded || u.coding != percent // base64 may have one
	}
	return false
}

// decoded is a path that is written in base64.
func decoded(path []byte) []byte {
	plain := bytes.Clone(bytes.TrimRight(path[min(1, len(path)):], "="))
	for i, b := range plain {
		switch b { // as URLs take it
		case '-':
			plain[i] = '+'
		case '_':
			plain[i] = '/'
		}
	}
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(plain)))
	n, err := base64.RawStdEncoding.Decode(out, plain)
	if err != nil {
		return nil
	}
	return append([]byte{'/'}, bytes.TrimLeft(out[:n], "/")...)
}

// within is the mark that path is of, or is below.
func (m marks) within(path []byte) *found {
	n := m.all()
	var last *found
	for i, b := range path {
		if mk := m.exact(n); mk != nil && mk.folder != "" && b == '/' && i > 0 {
			last = &found{mark: mk, change: mk.folder, below: true}
		}
		var ok bool
		if n, ok = m.step(n, b); !ok {
			return last
		}
	}
	if mk := m.exact(n); mk != nil && mk.file != "" {
		return &found{mark: mk, change: mk.file}
	}
	return last
}
