package impact

import (
	"errors"
	"io"
	"strings"
)

const (
	// window is how many bytes of a text are held.
	window = 256 << 10
	// ahead is how far a mention may go on behind its beginning. Longer ones are
	// not found.
	ahead = 16 << 10
	// behind is how far back may matter what stands before a mention: a scheme
	// with its slashes escaped and a host, or the URL that a layer is in.
	behind = 1 << 10
)

// reading is a text that is being read, part by part.
type reading struct {
	*Scanner
	buf  []byte // of window bytes
	line position
}

// position is where a line begins.
type position struct {
	number int
	start  int // in buf; less than 0 where that part is not held any more
}

func newReading(s *Scanner) *reading { return &reading{Scanner: s, buf: make([]byte, window)} }

// scan reads a text from beginning to end.
func (r *reading) scan(name string, from io.Reader) ([]Hit, error) {
	r.line = position{number: 1}
	var hits []Hit
	size, at := 0, 0
	for {
		n, err := io.ReadFull(from, r.buf[size:])
		size += n
		until := size
		if err == nil {
			until -= ahead // what begins there may go on
		}
		hits, at = r.part(hits, name, r.buf[:size], at, until)
		switch {
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return hits, nil
		case err != nil:
			return hits, err
		}
		drop := at - behind
		copy(r.buf, r.buf[drop:size])
		size, at = size-drop, behind
		r.line.start -= drop
	}
}

// part finds the mentions in text that begin from at on and before until. It
// returns where to go on.
func (r *reading) part(hits []Hit, name string, text []byte, at, until int) ([]Hit, int) {
	last := class(0)
	if at > 0 && at <= len(text) {
		last = r.class[text[at-1]]
	}
	for at < until {
		c := r.class[text[at]]
		middle := last&inner != 0 // of a word, where only a slash begins anything
		last = c
		switch {
		case c&^inner == 0, middle && c&(host|letter|lead) != 0 && c&(slash|newline) == 0:
		case c&newline != 0:
			r.line = position{number: r.line.number + 1, start: at + 1}
		default:
			if m, ok := r.at(text[:min(len(text), at+ahead)], at); ok {
				hits = append(hits, r.hit(name, text, m))
				hits = r.layers(hits, name, text, m.tr)
				at = m.end
				last = r.class[text[at-1]]
				continue
			}
		}
		at++
	}
	return hits, at
}

func (r *reading) hit(name string, text []byte, m mention) Hit {
	return Hit{
		File: name, Line: r.line.number, Column: m.start - r.line.start + 1,
		Text: clipped(text[m.start:m.end]), Kind: m.kind, Change: m.change,
	}
}

// layers finds the mentions in a transformation that is a part of another one.
func (r *reading) layers(hits []Hit, name string, text []byte, tr span) []Hit {
	for at := tr.from; at < tr.to; at++ {
		if r.class[text[at]]&lead == 0 {
			continue
		}
		if m, ok := r.layer(text, at); ok {
			hits = append(hits, r.hit(name, text, m))
			at = m.end - 1
		}
	}
	return hits
}

// clipped is a mention as it is told.
func clipped(text []byte) string {
	return strings.ToValidUTF8(string(text[:min(len(text), MaxText)]), "\ufffd")
}
