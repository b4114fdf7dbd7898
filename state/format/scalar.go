package format

import (
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// scalarEnd is the end of a scalar that begins at offset at, in a block that is
// indented by indent.
func (s *source) scalarEnd(n *yaml.Node, at, indent int) int {
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		return s.doubleQuotedEnd(at)
	case n.Style&yaml.SingleQuotedStyle != 0:
		return s.singleQuotedEnd(at)
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return s.blockEnd(at, indent)
	default:
		return s.plainEnd(at, n.Value)
	}
}

func (s *source) doubleQuotedEnd(at int) int {
	for at++; at < len(s.text); at++ {
		switch s.text[at] {
		case '\\':
			at++
		case '"':
			return at + 1
		}
	}
	return at
}

func (s *source) singleQuotedEnd(at int) int {
	for at++; at < len(s.text); at++ {
		if s.text[at] != '\'' {
			continue
		}
		if !strings.HasPrefix(s.text[at:], "''") {
			return at + 1
		}
		at++
	}
	return at
}

// plainEnd finds the value in the text: nothing but white space differs, as a
// plain scalar has no escapes.
func (s *source) plainEnd(at int, value string) int {
	end := at
	for _, want := range value {
		if isSpace(want) {
			continue
		}
		for at < len(s.text) {
			have, size := utf8.DecodeRuneInString(s.text[at:])
			at += size
			if have == want {
				end = at
				break
			}
		}
	}
	return end
}

func isSpace(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\r', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

// blockEnd is the end of a text after "|" or ">", which stands at offset at. Blank
// lines after it count only where the text keeps them ("+").
func (s *source) blockEnd(at, indent int) int {
	head := s.lineOf(at)
	header := s.text[at : s.lines[head].start+len(s.lines[head].text)]
	header, _, _ = strings.Cut(header, " ")
	keeps := strings.Contains(header, "+")
	least := 0 // how far its lines are indented; 0: not known yet
	if digit := strings.IndexAny(header, "123456789"); digit >= 0 {
		least = max(indent, 0) + int(header[digit]-'0')
	}
	last, end := head, head
	for i := head + 1; i < len(s.lines); i++ {
		text := s.lines[i].text
		spaces := len(text) - len(strings.TrimLeft(text, " "))
		blank := spaces == len(text)
		if least == 0 && !blank {
			if spaces <= indent {
				break
			}
			least = max(spaces, 1)
		}
		if !blank && spaces < least {
			break
		}
		end = i
		if !blank || least > 0 && spaces > least {
			last = i
		}
	}
	if keeps {
		last = end
		s.lines[last].keeps = true
	}
	l := s.lines[last]
	s.endsInBlock = s.endsInBlock || last == len(s.lines)-1 && l.eol == ""
	return l.start + len(l.text)
}
