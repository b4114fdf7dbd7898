package format

import (
	"errors"
	"sort"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// source is a text with its tree: its lines, and where each value ends.
type source struct {
	text  string
	lines []line
	spans map[*yaml.Node]span

	endsInBlock bool // the text ends within a block of text, without a line end

	reached place // the one that offset was asked for last
	walked  int   // characters that offset went past, all in all
}

// place is a character of a text: its line and column as the parser counts them,
// both from 1, and its offset within that line.
type place struct{ line, column, at int }

// line is one line of a text.
type line struct {
	start    int    // offset
	text     string // without its line end
	eol      string
	interior bool // it goes on with a value of a line above
	keeps    bool // it ends a text that blank lines after it would belong to
}

// span is where a value stands: offsets, the second one behind its last character.
type span struct{ start, end int }

func newSource(text string, root *yaml.Node) *source {
	nodes := 0
	eachNode(root, func(*yaml.Node) { nodes++ })
	s := &source{text: text, lines: linesOf(text), spans: make(map[*yaml.Node]span, nodes)}
	s.measure(root, 0, -1)
	s.markInterior(root)
	return s
}

// linesOf are the lines of a text, with nothing known about values.
func linesOf(text string) []line {
	var lines []line
	for at := 0; at < len(text); {
		n, width := breakAt(text[at:])
		lines = append(lines, line{start: at, text: text[at : at+n], eol: text[at+n : at+n+width]})
		at += n + width
	}
	return lines
}

// rewritten is s with the lines of another text, which has another order within
// brackets on single lines, and else is the same. Values keep their lines, and what
// stands before such brackets keeps its column: that is all a layout asks for, and
// spares reading the text anew.
func (s *source) rewritten(text string) (*source, error) {
	lines := linesOf(text)
	if len(lines) != len(s.lines) {
		return nil, errors.New("lines came or went within brackets")
	}
	for i, old := range s.lines {
		lines[i].start, lines[i].interior, lines[i].keeps = old.start, old.interior, old.keeps
	}
	next := *s
	next.lines = lines
	return &next, nil
}

// breakAt returns the length of the line that text begins with, and that of its
// line end. Line ends are those of the parser, so that lines count alike.
func breakAt(text string) (length, width int) {
	for i, r := range text {
		switch r {
		case '\n', '\u0085', '\u2028', '\u2029':
			return i, utf8.RuneLen(r)
		case '\r':
			if strings.HasPrefix(text[i:], "\r\n") {
				return i, 2
			}
			return i, 1
		}
	}
	return len(text), 0
}

// offset is where the parser's line and column are. Columns count characters, so
// that they are counted: from the last place on where that is further left in the
// same line. Values that are asked for in their order cost no more than the text.
func (s *source) offset(n *yaml.Node) int {
	if n.Line > len(s.lines) {
		return len(s.text)
	}
	l := s.lines[n.Line-1]
	if s.reached.line != n.Line || s.reached.column > n.Column {
		s.reached = place{line: n.Line, column: 1}
	}
	for s.reached.column < n.Column {
		_, size := utf8.DecodeRuneInString(l.text[s.reached.at:])
		s.reached.at += size
		s.reached.column++
		s.walked++
	}
	return l.start + s.reached.at
}

// lineOf is the index of the line that an offset is in.
func (s *source) lineOf(offset int) int {
	return max(0, sort.Search(len(s.lines), func(i int) bool { return s.lines[i].start > offset })-1)
}

// first and last are the lines that a value begins and ends in.
func (s *source) first(n *yaml.Node) int { return s.lineOf(s.spans[n].start) }
func (s *source) last(n *yaml.Node) int  { return s.lineOf(s.spans[n].end) }

// measure finds where n ends, given that what stands before it ends at from and
// that the block it is in is indented by indent. It returns that end.
func (s *source) measure(n *yaml.Node, from, indent int) int {
	if n.Kind == yaml.ScalarNode && n.Value == "" && n.Style == 0 && n.Anchor == "" {
		s.spans[n] = span{from, from} // nothing is written there
		return from
	}
	start := max(from, s.offset(n))
	var end int
	switch {
	case n.Kind == yaml.AliasNode:
		end = start + 1 + len(n.Value)
	case n.Kind == yaml.ScalarNode:
		value, properties := s.pastProperties(n, start)
		end = properties
		if n.Value != "" || n.Style&^yaml.TaggedStyle != 0 {
			end = s.scalarEnd(n, value, indent)
		}
	default:
		end = s.collectionEnd(n, start, indent)
	}
	s.spans[n] = span{start, end}
	return end
}

// markInterior marks the lines that go on with a value: of what is in brackets, the
// outermost ones say it for all.
func (s *source) markInterior(n *yaml.Node) {
	if n.Style&yaml.FlowStyle == 0 && (n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode) {
		for _, child := range n.Content {
			s.markInterior(child)
		}
		return
	}
	for i, last := s.first(n)+1, s.last(n); i <= last; i++ {
		s.lines[i].interior = true
	}
}

// pastProperties is where a value itself begins, after its anchor and its tag, and
// where those end.
func (s *source) pastProperties(n *yaml.Node, at int) (value, properties int) {
	if n.Anchor == "" && n.Style&yaml.TaggedStyle == 0 {
		return at, at
	}
	properties = at
	for at < len(s.text) {
		switch c := s.text[at]; {
		case c == '&' || c == '!':
			length := strings.IndexAny(s.text[at:], " \t\r\n,]}")
			if length < 0 {
				length = len(s.text) - at
			}
			at += length
			properties = at
		case c == '#':
			length, width := breakAt(s.text[at:])
			at += length + width
		case isSpace(rune(c)):
			at++
		default:
			return at, properties
		}
	}
	return at, properties
}

// collectionEnd is the end of a list or a mapping.
func (s *source) collectionEnd(n *yaml.Node, start, indent int) int {
	inside := n.Column - 1 // of a block, what its values are indented more than
	brackets := false
	if n.Style&yaml.FlowStyle != 0 {
		inside = indent
		start, _ = s.pastProperties(n, start)
		if brackets = strings.HasPrefix(s.text[start:], "[") || strings.HasPrefix(s.text[start:], "{"); brackets {
			start++ // a pair in a list, as in [a: b], has none of its own
		}
	} else if n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		inside = indent // its column is that of its anchor
		if len(n.Content) > 0 && n.Kind == yaml.MappingNode {
			inside = n.Content[0].Column - 1
		}
	}
	end := start
	for _, child := range n.Content {
		end = s.measure(child, end, inside)
	}
	if brackets {
		return s.closing(end)
	}
	return end
}

// closing is behind the bracket that closes a flow collection whose last value ends
// at offset at.
func (s *source) closing(at int) int {
	for at < len(s.text) {
		switch s.text[at] {
		case ']', '}':
			return at + 1
		case '#':
			length, width := breakAt(s.text[at:])
			at += length + width
		default:
			at++
		}
	}
	return at
}
