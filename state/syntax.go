package state

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// The YAML parser says that a text is none, but hardly where: its line is often
// the one above, and there is never a column. So the place is found by asking
// it about ever shorter beginnings of the text. The shortest one that it
// refuses with the same words ends where the fault begins.

// probeBudget bounds the bytes that are parsed in search of one place. When it
// is used up, the best place so far has to do.
const probeBudget = 64 << 20

// syntaxError notes why the text is no YAML, and where.
func (d *document) syntaxError() {
	complaint, seen := complain(d.text)
	s := search{text: d.text, complaint: complaint, budget: probeBudget}
	offset := s.shortest(seen)
	if tab, ok := d.tabInIndentation(offset); ok {
		d.fail(d.place(tab), "tab used for indentation: use spaces")
		return
	}
	if name, ok := unknownAnchor(complaint); ok {
		start := max(0, offset-len(name))
		d.fail(d.place(start), "alias *%s has no anchor &%s above it", name, name)
		return
	}
	d.fail(d.place(offset), "%s", explain(complaint, d.text[offset:]))
}

// complain parses text and returns what the parser says against it, and how
// many bytes it took to find out. The line put in front makes it name a line
// always: it names none on the first.
func complain(text []byte) (complaint string, seen int) {
	in := &dripping{text: text}
	decoder := yaml.NewDecoder(io.MultiReader(strings.NewReader("#\n"), in))
	for {
		var n yaml.Node
		switch err := decodeNext(decoder, &n); {
		case errors.Is(err, io.EOF):
			return "", in.seen
		case err != nil:
			return err.Error(), in.seen
		}
	}
}

// dripping gives a text away byte by byte, so that nobody reads ahead.
type dripping struct {
	text []byte
	seen int
}

func (r *dripping) Read(p []byte) (int, error) {
	if r.seen == len(r.text) {
		return 0, io.EOF
	}
	n := copy(p[:1], r.text[r.seen:])
	r.seen += n
	return n, nil
}

// search looks for the shortest beginning of a text with the same complaint.
type search struct {
	text      []byte
	complaint string
	budget    int
}

func (s *search) refuses(end int) bool {
	s.budget -= end
	if s.budget < 0 {
		return false
	}
	complaint, _ := complain(s.text[:end])
	return complaint == s.complaint
}

// shortest returns the offset of the last character of that beginning: first
// by lines, in steps that double, then character by character.
func (s *search) shortest(end int) int {
	starts := lineStarts(s.text[:end])
	high := len(starts) // s.text[:starts[high]] is refused; high stands for end
	low := high
	for step := 1; low > 0; step *= 2 {
		low = max(0, high-step)
		if !s.refuses(starts[low]) {
			break
		}
		high = low
	}
	for low+1 < high {
		if middle := (low + high) / 2; s.refuses(starts[middle]) {
			high = middle
		} else {
			low = middle
		}
	}
	if high < len(starts) {
		end = starts[high]
	}
	for {
		_, size := utf8.DecodeLastRune(s.text[:end])
		if size == 0 || !s.refuses(end-size) {
			return end - size
		}
		end -= size
	}
}

func lineStarts(text []byte) []int {
	starts := []int{0}
	for at := 0; at < len(text); {
		at += lineLength(text[at:])
		if at < len(text) {
			starts = append(starts, at)
		}
	}
	return starts
}

// tabInIndentation returns the offset of a tab among the white space that the
// line of offset begins with.
func (d *document) tabInIndentation(offset int) (int, bool) {
	start := bytes.LastIndexAny(d.text[:offset], "\n\r") + 1
	for i := start; i < len(d.text); i++ {
		switch d.text[i] {
		case '\t':
			return i, true
		case ' ':
		default:
			return 0, false
		}
	}
	return 0, false
}

// unknownAnchor takes the name out of the parser's complaint about an alias.
func unknownAnchor(complaint string) (string, bool) {
	_, rest, ok := strings.Cut(complaint, "unknown anchor '")
	if !ok {
		return "", false
	}
	return strings.TrimSuffix(rest, "' referenced"), true
}

// explain says in our words what the parser says in its own. rest is the text
// from the fault on.
func explain(complaint string, rest []byte) string {
	_, what, found := strings.Cut(strings.TrimPrefix(complaint, "yaml: "), ": ")
	if !found {
		what = strings.TrimPrefix(complaint, "yaml: ")
	}
	first, _ := utf8.DecodeRune(rest)
	switch {
	case strings.Contains(what, "mapping values are not allowed"):
		return `":" is not allowed here: put text that holds ": " in quotes, or check the indentation`
	case strings.Contains(what, "block sequence entries are not allowed"):
		return `"-" is not allowed here: a list begins on a line of its own`
	case strings.Contains(what, "cannot start any token"):
		return "a value cannot begin with " + string(first) + ": put it in quotes"
	case strings.Contains(what, "could not find expected ':'"):
		return `this key has no ":" after it`
	case strings.Contains(what, "did not find expected key"):
		return "this does not belong here: check the indentation of this line, or quotes that end too early"
	case strings.Contains(what, "did not find expected '-'"):
		return `this list needs "-" before each value: check the indentation of this line`
	case strings.Contains(what, "',' or ']'"):
		return `"," or "]" is missing after this`
	case strings.Contains(what, "',' or '}'"):
		return `"," or "}" is missing after this`
	case strings.Contains(what, "expected node content"):
		return "a value is missing here"
	case strings.Contains(what, "unexpected end of stream"):
		return "this quote is never closed"
	case strings.Contains(what, "incompatible YAML document"):
		return "this YAML version is not supported: remove the line"
	case strings.Contains(what, "undefined tag handle"):
		return "tags are not supported: remove it"
	default:
		return "this is not valid YAML: " + what
	}
}
