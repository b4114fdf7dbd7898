package state

import (
	"io"
	"math"
	"strconv"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"
)

// lineWidth is the length from which a list or mapping in brackets is written
// over several lines.
const lineWidth = 100

// longestKey is how long a key may be that stands on one line with its ":".
const longestKey = 1000

// shape is a YAML value before it is written: a scalar, a list or a mapping.
type shape struct {
	scalar string // as written
	list   []shape
	pairs  []pair
	kind   shapeKind
}

type shapeKind uint8

const (
	scalarShape  shapeKind = iota
	listShape              // in brackets where it fits on the line
	mappingShape           // in braces where it fits on the line
	linesShape             // a line for each key or value, or nothing at all
)

type pair struct {
	key   string
	value shape
}

func scalarOf(text string) shape     { return shape{scalar: text} }
func listOf(items []shape) shape     { return shape{kind: listShape, list: items} }
func mappingOf(pairs ...pair) shape  { return shape{kind: mappingShape, pairs: pairs} }
func linesOf(pairs []pair) shape     { return shape{kind: linesShape, pairs: pairs} }
func textOf[T ~string](text T) shape { return scalarOf(quoted(string(text))) }

func textsOf[T ~string](texts []T) shape {
	items := make([]shape, len(texts))
	for i, text := range texts {
		items[i] = textOf(text)
	}
	return listOf(items)
}

func (s shape) isEmpty() bool { return len(s.list) == 0 && len(s.pairs) == 0 }

// inline writes s on one line. What it is within does not matter: no text goes
// without quotes that brackets or braces would read otherwise.
func (s shape) inline() string {
	switch s.kind {
	case listShape:
		parts := make([]string, len(s.list))
		for i, item := range s.list {
			parts[i] = item.inline()
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case mappingShape, linesShape:
		parts := make([]string, len(s.pairs))
		for i, p := range s.pairs {
			parts[i] = quoted(p.key) + ": " + p.value.inline()
		}
		return "{" + strings.Join(parts, ", ") + "}"
	default:
		return s.scalar
	}
}

// emitter writes shapes as YAML. It keeps the first error, as bufio does.
type emitter struct {
	to  io.StringWriter
	err error
}

func (e *emitter) write(parts ...string) {
	for _, part := range parts {
		if e.err == nil {
			_, e.err = e.to.WriteString(part)
		}
	}
}

// pair writes a key and its value. The line begins with lead; lines below it
// are indented further than indent.
func (e *emitter) pair(p pair, lead, indent string) {
	key := quoted(p.key)
	if len(key) > longestKey {
		e.write(lead, "? ", key, "\n", indent, ":")
	} else {
		e.write(lead, key, ":")
	}
	switch used := len(indent) + len(key) + len(": "); {
	case p.value.kind == linesShape && p.value.isEmpty():
		e.write("\n")
	case p.value.fits(lineWidth - used):
		e.write(" ", p.value.inline(), "\n")
	default:
		e.write("\n")
		e.lines(p.value, indent+"  ")
	}
}

// fits says whether s is to be written on the line of its key.
func (s shape) fits(width int) bool {
	switch s.kind {
	case scalarShape:
		return true
	case linesShape:
		return false
	default:
		return s.isEmpty() || len(s.inline()) <= width
	}
}

// lines writes a list or mapping over several lines.
func (e *emitter) lines(s shape, indent string) {
	for _, p := range s.pairs {
		e.pair(p, indent, indent)
	}
	for _, item := range s.list {
		e.item(item, indent)
	}
}

// item writes one value of a list. A mapping begins beside its "-".
func (e *emitter) item(s shape, indent string) {
	if s.kind != linesShape {
		e.write(indent, "- ", s.inline(), "\n")
		return
	}
	for i, p := range s.pairs {
		lead := indent + "  "
		if i == 0 {
			lead = indent + "- "
		}
		e.pair(p, lead, indent+"  ")
	}
}

// numberOf writes n so that it is read as the same number again.
func numberOf(n float64) shape {
	format := byte('f')
	if size := math.Abs(n); size >= 1e15 || size > 0 && size < 1e-6 {
		format = 'e'
	}
	return scalarOf(strconv.FormatFloat(n+0, format, -1, 64)) // +0 makes -0 the 0 it is equal to
}

func boolOf(b bool) shape { return scalarOf(strconv.FormatBool(b)) }

// quoted writes s as a YAML string, in quotes where it has to have them, or
// where another YAML reader might take it for something else.
func quoted(s string) string {
	s = strings.ReplaceAll(s, "${", "$${") // it is no variable
	if isPlain(s) {
		return s
	}
	if strings.ContainsAny(s, `"\`) && !strings.Contains(s, "'") && !strings.ContainsFunc(s, needsEscape) {
		return "'" + s + "'"
	}
	return strconv.Quote(s) // its escapes are among those of YAML
}

func needsEscape(r rune) bool { return !strconv.IsPrint(r) }

// isPlain says whether s is safe without quotes.
func isPlain(s string) bool {
	for i, r := range s {
		safe := unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("/_.", r) ||
			i > 0 && i < len(s)-1 && strings.ContainsRune(" -+@()", r)
		if !safe {
			return false
		}
	}
	if s == "" || saysYesOrNo(s) {
		return false
	}
	plain := yaml.Node{Kind: yaml.ScalarNode, Value: s}
	return plain.ShortTag() == tagString
}

// saysYesOrNo knows the words that older YAML takes for true and false.
func saysYesOrNo(s string) bool {
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off":
		return true
	}
	return false
}
