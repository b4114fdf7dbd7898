package format

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// step is how far each level is indented.
const step = 2

// layout writes the lines of a text anew: in order, each level indented alike.
type layout struct {
	*source
	eol   string // for lines that have none, or another one than most
	out   []line
	notes []Note
}

func newLayout(s *source) *layout {
	l := &layout{source: s, eol: "\n"}
	if len(s.lines) > 0 && s.lines[0].eol == "\r\n" {
		l.eol = "\r\n"
	}
	return l
}

// document is the whole text, whose value is root.
func (l *layout) document(root *yaml.Node) string {
	lo := l.prologue(root)
	if isBlock(root) && l.movable(root, false) {
		l.block(root, rootRole(), lo, len(l.lines), 0)
	} else {
		l.raw(lo, len(l.lines), 0)
	}
	for len(l.out) > 0 && l.out[len(l.out)-1].isBlank() && !l.out[len(l.out)-1].interior {
		l.out = l.out[:len(l.out)-1]
	}
	var text strings.Builder
	for _, out := range l.out {
		text.WriteString(out.text + out.eol)
	}
	return text.String()
}

// prologue writes what stays at the top whatever follows: document marks, and the
// line that tells an editor the schema. It returns the line behind it.
func (l *layout) prologue(root *yaml.Node) int {
	first, end := l.first(root), 0
	for i := range first {
		text := l.lines[i].text
		if !l.lines[i].isBlank() && !l.lines[i].isComment() || strings.Contains(text, "yaml-language-server:") {
			end = i + 1
		}
	}
	l.raw(0, end, 0)
	return end
}

// isBlock says whether n is a list or a mapping with a line for each value.
func isBlock(n *yaml.Node) bool {
	return (n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode) && n.Style&yaml.FlowStyle == 0 && len(n.Content) > 0
}

// movable says whether each key of a mapping begins a line of its own, as all do
// but odd ones ("? key"). inItem says that the first one follows a "-".
func (l *layout) movable(n *yaml.Node, inItem bool) bool {
	if n.Kind != yaml.MappingNode {
		return false
	}
	last := -1
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		at := l.first(key)
		lead := l.lines[at].text[:l.spans[key].start-l.lines[at].start]
		if i == 0 && inItem {
			lead = strings.Replace(lead, "-", " ", 1)
		}
		if at <= last || l.last(key) != at || strings.Trim(lead, " ") != "" || len(lead) != l.column(n) {
			return false
		}
		last = max(at, l.last(value))
	}
	return true
}

// column is where the keys of a mapping, or the "-" of a list, stand.
func (l *layout) column(n *yaml.Node) int {
	if n.Kind == yaml.MappingNode {
		return n.Content[0].Column - 1
	}
	return l.dashColumn(n)
}

// block writes a mapping or list whose lines are those from lo up to hi. Its keys,
// or its "-", come to stand in column to.
func (l *layout) block(n *yaml.Node, r role, lo, hi, to int) {
	if n.Kind == yaml.SequenceNode {
		l.list(n, r, lo, hi, to)
		return
	}
	l.mapping(n, r, lo, hi, to)
}

// raw writes lines as they are, moved to the right by shift.
func (l *layout) raw(lo, hi, shift int) {
	for i := lo; i < hi; i++ {
		if l.lines[i].isBlank() && !l.lines[i].interior {
			l.blank()
			continue
		}
		l.moved(i, shift)
	}
}

// moved writes one line, moved to the right by shift. A line that begins within a
// value on brackets or in quotes may stand anywhere.
func (l *layout) moved(i, shift int) {
	text := l.lines[i].text
	spaces := len(text) - len(strings.TrimLeft(text, " "))
	switch {
	case shift > 0 && text != "":
		text = strings.Repeat(" ", shift) + text
	case shift < 0:
		text = text[min(spaces, -shift):]
	}
	l.write(i, text)
}

// write writes a line, with what line i has besides its text.
func (l *layout) write(i int, text string) {
	from := l.lines[i]
	goesOn := i+1 < len(l.lines) && l.lines[i+1].interior
	if !goesOn && !from.interior {
		text = strings.TrimRight(text, " \t")
	}
	eol := from.eol
	if eol == "" || eol == "\n" || eol == "\r" || eol == "\r\n" { // others are characters of a value
		eol = l.eol
	}
	l.out = append(l.out, line{text: text, eol: eol, interior: from.interior, keeps: from.keeps})
}

// blank writes a blank line, unless there is one, or nothing above it, or it would
// become part of a value.
func (l *layout) blank() {
	if len(l.out) == 0 {
		return
	}
	last := l.out[len(l.out)-1]
	if last.keeps || last.isBlank() && !last.interior {
		return
	}
	l.out = append(l.out, line{eol: l.eol})
}

// comments writes comments of an entry, in column to. One at the very left stays
// there, where it was put for being a line of YAML.
func (l *layout) comments(lines []int, from, to int) {
	for _, i := range lines {
		text := strings.TrimLeft(l.lines[i].text, " \t")
		at := len(l.lines[i].text) - len(text)
		switch {
		case text == "":
			l.blank()
			continue
		case at == 0 && from > 0:
		case at <= from:
			text = strings.Repeat(" ", to) + text
		default:
			text = strings.Repeat(" ", to+at-from) + text
		}
		l.write(i, text)
	}
}
