package format

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// firstLine is the line that a block begins in: that of its first key or "-".
func (l *layout) firstLine(n *yaml.Node) int {
	if n.Kind == yaml.MappingNode {
		return l.first(n.Content[0])
	}
	return l.dashes(n)[0]
}

// dashes are the lines of the "-" of each item of a list.
func (l *layout) dashes(n *yaml.Node) []int {
	lines := make([]int, len(n.Content))
	at := l.lineOf(l.offset(n))
	if n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		at++ // the first "-" is below those
	}
	for i, item := range n.Content {
		for at < len(l.lines) && !l.isDash(at) {
			at++
		}
		lines[i] = min(at, len(l.lines)-1)
		at = max(lines[i], l.last(item)) + 1
	}
	return lines
}

// isDash says whether a line has a "-" for its first character.
func (l *layout) isDash(i int) bool {
	text := strings.TrimLeft(l.lines[i].text, " ")
	return !l.lines[i].interior && (text == "-" || strings.HasPrefix(text, "- ") || strings.HasPrefix(text, "-\t"))
}

func (l *layout) dashColumn(n *yaml.Node) int {
	text := l.lines[l.dashes(n)[0]].text
	return len(text) - len(strings.TrimLeft(text, " "))
}

// list writes a block list. Its items stay in their order.
func (l *layout) list(n *yaml.Node, r role, lo, hi, to int) {
	from := l.dashColumn(n)
	dashes := l.dashes(n)
	at := lo
	for i, item := range n.Content {
		g := l.splitGap(at, dashes[i], from, i > 0, true)
		l.comments(append(g.feet, g.loose...), from, to)
		if g.blank && i > 0 || len(g.preface) > 0 {
			l.blank()
		}
		l.comments(g.preface, from, to)
		if len(g.preface) > 0 {
			l.blank()
		}
		l.comments(g.head, from, to)
		last := max(dashes[i], l.last(item))
		end := last + 1
		if i+1 < len(n.Content) {
			next := l.splitGap(end, dashes[i+1], from, true, true)
			end += len(next.feet)
		} else {
			end += len(l.splitGap(end, hi, from, true, false).feet)
		}
		at = l.item(item, r.item(), dashes[i], last, end, from, to)
	}
	l.comments(lineNumbers(at, hi), from, to)
}

// item writes an item whose "-" is in line dash and which ends with line last; its
// feet end before line end. It returns the line up to which everything is written.
func (l *layout) item(n *yaml.Node, r role, dash, last, end, from, to int) int {
	if isBlock(n) && l.firstLine(n) == dash && n.Kind == yaml.MappingNode && l.movable(n, true) {
		written := len(l.out)
		l.mapping(n, r, dash, end, to+step)
		l.hang(written, to)
		return end
	}
	text := l.lines[dash].text[from:]
	if rest := strings.TrimLeft(text[1:], " "); rest != "" {
		text = "- " + rest
	}
	l.write(dash, strings.Repeat(" ", to)+text)
	if isBlock(n) && l.firstLine(n) > dash && (n.Kind == yaml.SequenceNode || l.movable(n, false)) {
		l.block(n, r, dash+1, end, to+step)
		return end
	}
	l.raw(dash+1, last+1, to-from)
	return last + 1
}

// hang puts the "-" of an item before the first key that was written since. Comments
// above that key are then comments of the item, and stand where the "-" does.
func (l *layout) hang(since, to int) {
	for i := since; i < len(l.out); i++ {
		out := &l.out[i]
		text := strings.TrimLeft(out.text, " ")
		if out.isComment() || out.isBlank() {
			if len(out.text) > len(text) {
				out.text = strings.Repeat(" ", to) + text
			}
			continue
		}
		out.text = strings.Repeat(" ", to) + "- " + text
		return
	}
}
