package state

import (
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// inside is the place of the byte at offset of a string's value. In a text in
// quotes an escape is several characters of the file for one of the value; a
// folded text is followed to its line only.
func (n node) inside(offset int) Pos {
	offset = min(max(offset, 0), len(n.yaml.Value))
	switch {
	case n.yaml.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return n.insideBlock(offset)
	case n.yaml.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		return n.insideQuotes(offset)
	default:
		return n.insidePlain(offset)
	}
}

// start is the offset of n in the text of the file, behind its anchor and tag.
func (n node) start() int {
	at := 0
	for line := 1; line < n.yaml.Line; line++ {
		at += lineLength(n.doc.text[at:])
	}
	for column := 1; column < n.yaml.Column && at < len(n.doc.text); column++ {
		_, size := utf8.DecodeRune(n.doc.text[at:])
		at += size
	}
	for at < len(n.doc.text) && (n.doc.text[at] == '&' || n.doc.text[at] == '!') {
		for at < len(n.doc.text) && !isBlank(n.doc.text[at]) {
			at++
		}
		for at < len(n.doc.text) && isBlank(n.doc.text[at]) {
			at++
		}
	}
	return at
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// insideBlock finds the line that offset stands in below "|" or ">", and in
// literal text the column too.
func (n node) insideBlock(offset int) Pos {
	at := n.start()
	at += lineLength(n.doc.text[at:])
	literal := n.yaml.Style&yaml.LiteralStyle != 0
	if !literal {
		return n.doc.at(n.yaml.Line+1, 1)
	}
	value := n.yaml.Value
	before := value[:offset]
	for range strings.Count(before, "\n") {
		at += lineLength(n.doc.text[at:])
	}
	lineStart := strings.LastIndexByte(before, '\n') + 1
	line, _, _ := strings.Cut(value[lineStart:], "\n")
	source := n.doc.text[at : at+lineLength(n.doc.text[at:])]
	indent := max(0, strings.Index(string(source), line))
	return n.doc.place(min(at+indent+offset-lineStart, len(n.doc.text)))
}

// insidePlain follows text without quotes, where only line breaks are other
// than they look.
func (n node) insidePlain(offset int) Pos {
	at, text := n.start(), n.doc.text
	for i := 0; i < offset && at < len(text); {
		at, i = n.step(at, i)
	}
	return n.doc.place(at)
}

// insideQuotes follows text in quotes, escapes included.
func (n node) insideQuotes(offset int) Pos {
	at, text := n.start()+1, n.doc.text
	double := n.yaml.Style&yaml.DoubleQuotedStyle != 0
	for i := 0; i < offset && at < len(text); {
		switch {
		case double && text[at] == '\\':
			_, size := utf8.DecodeRuneInString(n.yaml.Value[i:])
			at, i = at+escapeLength(text[at:]), i+size
		case !double && text[at] == '\'':
			at, i = at+2, i+1
		default:
			at, i = n.step(at, i)
		}
	}
	return n.doc.place(min(at, len(text)))
}

// step goes one character on, in the file and in the value. Where the file has
// a line break the value has a space, or a break for each empty line.
func (n node) step(at, i int) (nextAt, nextI int) {
	text, value := n.doc.text, n.yaml.Value
	if text[at] != '\n' && text[at] != '\r' {
		_, size := utf8.DecodeRune(text[at:])
		return at + size, i + size
	}
	for at < len(text) && isBlank(text[at]) {
		at++
	}
	for i < len(value) && isBlank(value[i]) {
		i++
	}
	return at, i
}

// escapeLength is the length of the escape that text begins with.
func escapeLength(text []byte) int {
	if len(text) < 2 {
		return len(text)
	}
	switch text[1] {
	case 'x':
		return 4
	case 'u':
		return 6
	case 'U':
		return 10
	default:
		return 2
	}
}
