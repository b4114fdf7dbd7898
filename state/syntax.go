package state

import (
	"bytes"
	"errors"
	"fmt"
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
const probeBudget = 16 << 20

// windowSize is how much text before a fault is searched first.
const windowSize = 16 << 10

// syntaxError notes why the text is no YAML, and where.
func (d *document) syntaxError() {
	complaint, end := complain(d.text)
	if line, ok := unclosedQuote(complaint); ok {
		end = d.lineEnd(line)
	}
	start := d.window(end)
	s := newSearch(d.text[start:end])
	if start > 0 && message(s.complaint) != message(complaint) {
		start, s = 0, newSearch(d.text[:end])
	}
	offset := start + s.shortest()
	if tab, ok := d.tabInIndentation(offset); ok {
		d.fail(d.place(tab), "tab used for indentation: use spaces")
		return
	}
	if name, ok := unknownAnchor(complaint); ok {
		start := max(0, offset-len(name))
		d.fail(d.place(start), "alias *%s has no anchor &%s above it", name, name)
		return
	}
	if strings.Contains(complaint, "did not find expected '-'") {
		offset = d.lineBegin(offset) // the key that stands there ends at offset
	}
	d.fail(d.place(offset), "%s", explain(message(complaint), d.text[offset:]))
}

// window is where to begin reading so that what stands before end still makes
// sense: at a line that no later one is indented less than. Of a large file,
// parsing the last few entries is enough to meet the fault again.
func (d *document) window(end int) int {
	start, least := 0, -1
	for at := max(0, end-windowSize); at < end; {
		at += lineLength(d.text[at:])
		rest := d.text[min(at, end):end]
		indent := len(rest) - len(bytes.TrimLeft(rest, " "))
		isText := indent < len(rest) && !isBlank(rest[indent]) && rest[indent] != '#'
		if isText && (least < 0 || indent < least) {
			start, least = at, indent
		}
	}
	if end <= windowSize {
		return 0
	}
	return start
}

// lineEnd is the offset of the end of a line.
func (d *document) lineEnd(line int) int {
	at := 0
	for range line {
		at += lineLength(d.text[at:])
	}
	return at
}

// secondDocument is said about whatever follows the first one.
const secondDocument = "a second document begins here: one file holds one document"

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

// message is a complaint without its line.
func message(complaint string) string {
	complaint = strings.TrimPrefix(complaint, "yaml: ")
	if rest, ok := strings.CutPrefix(complaint, "line "); ok {
		_, complaint, _ = strings.Cut(rest, ": ")
	}
	return complaint
}

// unclosedQuote returns the line where a quote begins that nothing closes. It
// is the one place that the parser does name: all else would be at the end of
// the file.
func unclosedQuote(complaint string) (line int, ok bool) {
	if !strings.HasSuffix(complaint, "unexpected end of stream") {
		return 0, false
	}
	_, err := fmt.Sscanf(complaint, "yaml: line %d:", &line)
	return line - 1, err == nil // for the line that complain puts in front
}

// search looks for the shortest beginning of a text with the same complaint.
type search struct {
	text      []byte
	complaint string
	budget    int
}

func newSearch(text []byte) search {
	complaint, _ := complain(text)
	return search{text: text, complaint: complaint, budget: probeBudget}
}

func (s *search) refuses(end int) bool { return s.complaintAt(end) == s.complaint }

// complaintAt is what the parser says against the text up to end.
func (s *search) complaintAt(end int) string {
	s.budget -= end
	if s.budget < 0 {
		return "the budget is used up"
	}
	complaint, _ := complain(s.text[:end])
	return complaint
}

// shortest returns the offset of the last character of that beginning: first
// by lines, in steps that double, then character by character.
func (s *search) shortest() int {
	end := len(s.text)
	starts := lineStarts(s.text)
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
	return s.shortestInLine(end)
}

// shortestInLine goes back character by character. A beginning that ends within
// quotes is refused for that, which says nothing yet about shorter ones.
func (s *search) shortestInLine(end int) int {
	best := end
	for at := end; at > 0; {
		_, size := utf8.DecodeLastRune(s.text[:at])
		at -= size
		switch complaint := s.complaintAt(at); {
		case complaint == s.complaint:
			best = at
		case !strings.Contains(complaint, "unexpected end of stream"):
			at = 0
		}
	}
	_, size := utf8.DecodeLastRune(s.text[:best])
	return best - size
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

// lineBegin is the offset of the first character of offset's line that is no
// white space.
func (d *document) lineBegin(offset int) int {
	start := bytes.LastIndexAny(d.text[:offset], "\n\r") + 1
	for start < offset && isBlank(d.text[start]) {
		start++
	}
	return start
}

// tabInIndentation returns the offset of a tab among the white space that the
// line of offset begins with.
func (d *document) tabInIndentation(offset int) (int, bool) {
	start := bytes.LastIndexAny(d.text[:offset], "\n\r") + 1
	for start < len(d.text) && d.text[start] == ' ' {
		start++
	}
	return start, start < len(d.text) && d.text[start] == '\t'
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
func explain(what string, rest []byte) string {
	first, _ := utf8.DecodeRune(rest)
	quoted, isVariable := variableInBrackets(rest)
	switch {
	case isVariable && strings.Contains(what, "did not find expected ','"):
		return `inside brackets and braces "{" ends text without quotes: put it in quotes, ` + quoted +
			`, or on a line of its own where it is to be no text`
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
	case strings.Contains(what, "expected <document start>"):
		return secondDocument
	case strings.Contains(what, "exceeded max depth"):
		return "values nest too deep here"
	case strings.Contains(what, "unknown escape"), strings.Contains(what, "escape code"), strings.Contains(what, "hexdecimal"):
		return `this is no escape that YAML knows: in double quotes "\" is written "\\"`
	case strings.Contains(what, "undefined tag handle"):
		return "tags are not supported: remove it"
	default:
		return "this is not valid YAML: " + what
	}
}
