package state

import (
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// inside is the place of the byte at offset of a string's value. The text of
// the file is followed along with the value, since they are not alike: an
// escape in quotes is several characters for one, and a line break with all
// its indentation may be a space, or a break without. Where variables were replaced
// it is the place of the string.
func (n node) inside(offset int) Pos {
	if _, replaced := n.doc.config.origins[n.pos()]; replaced {
		return n.pos() // its value is not what is written there
	}
	f := follower{text: n.doc.text, value: n.yaml.Value, at: n.start()}
	switch style := n.yaml.Style; {
	case style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		f.at += lineLength(f.text[f.at:]) // behind "|" or ">"
		f.skipBlanks()
	case style&yaml.DoubleQuotedStyle != 0:
		f.at++
		f.escape = '\\'
	case style&yaml.SingleQuotedStyle != 0:
		f.at++
		f.escape = '\''
	}
	for f.i < min(offset, len(f.value)) && f.at < len(f.text) {
		f.step()
	}
	return n.doc.place(min(f.at, len(f.text)))
}

// start is the offset of n in the text of the file, behind its anchor and tag.
func (n node) start() int {
	at := len(n.doc.text)
	if lines := n.doc.lines(); n.yaml.Line <= len(lines) {
		at = lines[n.yaml.Line-1]
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

// follower goes through a value and the text it was written as, side by side.
type follower struct {
	text   []byte // of the file
	value  string
	at     int  // in text
	i      int  // in value, of the same character
	escape byte // what begins an escape, if anything does
}

// step goes on by one character of the value, or a run of white space.
func (f *follower) step() {
	c := f.text[f.at]
	switch {
	case f.escape != 0 && c == f.escape:
		_, size := utf8.DecodeRuneInString(f.value[f.i:])
		f.at, f.i = f.at+escapeLength(f.text[f.at:]), f.i+size
	case isBlank(c) && f.foldsHere():
		f.skipBlanks()
	default:
		_, size := utf8.DecodeRune(f.text[f.at:])
		f.at, f.i = f.at+size, f.i+size
	}
}

// foldsHere says whether a line ends among the white space at hand.
func (f *follower) foldsHere() bool {
	for _, c := range f.text[f.at:] {
		if c == '\n' || c == '\r' {
			return true
		}
		if !isBlank(c) {
			break
		}
	}
	return false
}

func (f *follower) skipBlanks() {
	for f.at < len(f.text) && isBlank(f.text[f.at]) {
		f.at++
	}
	for f.i < len(f.value) && isBlank(f.value[f.i]) {
		f.i++
	}
}

// escapeLength is the length of the escape that text begins with: "\n", "\x0a",
// or two quotes for one.
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
