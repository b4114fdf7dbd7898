package state

import (
	"sort"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// document is one YAML file of a configuration while it is read.
type document struct {
	config   *configuration
	name     string
	text     []byte                 // UTF-8, without a byte order mark
	refused  bool                   // its bytes cannot be YAML
	root     *yaml.Node             // nil where there is nothing that could be read
	starts   []int                  // see lines
	expanded int                    // values that its aliases stand for
	vars     map[*yaml.Node]bool    // what stands under vars
	faults   map[*yaml.Node]Problem // why scalars have no value: what is wrong with their variables
}

// fail notes a problem at pos.
func (d *document) fail(pos Pos, format string, args ...any) {
	d.config.fail(pos, format, args...)
}

// at is the place at line and column.
func (d *document) at(line, column int) Pos {
	return Pos{File: d.name, Line: line, Column: column}
}

// place is where the byte at offset stands.
func (d *document) place(offset int) Pos {
	lines := d.lines()
	line := sort.Search(len(lines), func(i int) bool { return lines[i] > offset }) // at least 1: the first one is 0
	return d.at(line, 1+utf8.RuneCount(d.text[lines[line-1]:offset]))
}

// lines is where each line begins: that behind the last line break too.
func (d *document) lines() []int {
	if d.starts == nil {
		d.starts = []int{0}
		for at := 0; at < len(d.text); {
			length := lineLength(d.text[at:])
			if !endsLine(d.text[at : at+length]) {
				break
			}
			at += length
			d.starts = append(d.starts, at)
		}
	}
	return d.starts
}

// lineLength is the number of bytes up to and with the first line break. The
// breaks are those of yaml.v3, so that all positions count alike.
func lineLength(text []byte) int {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\n':
			return i + 1
		case c == '\r':
			if i+1 < len(text) && text[i+1] == '\n' {
				return i + 2
			}
			return i + 1
		case c >= utf8.RuneSelf:
			if n := unicodeBreak(text[i:]); n > 0 {
				return i + n
			}
		}
	}
	return len(text)
}

// unicodeBreak is the length of the NEL, LS or PS that text begins with, else 0.
func unicodeBreak(text []byte) int {
	switch r, size := utf8.DecodeRune(text); r {
	case '\u0085', '\u2028', '\u2029':
		return size
	default:
		return 0
	}
}

// endsLine says whether a line ends in a line break, as all but the last do.
func endsLine(line []byte) bool {
	switch r, _ := utf8.DecodeLastRune(line); r {
	case '\n', '\r', '\u0085', '\u2028', '\u2029':
		return true
	default:
		return false
	}
}
