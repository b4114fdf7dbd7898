package format

import (
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/iksync/iksync/state/schema"
)

// entry is one key of a mapping with all that belongs to it.
type entry struct {
	key, value *yaml.Node
	before     gap // up to the entry above, or the beginning
	feet       []int
	loose      []int // a blank line has to follow them
	keyLine    int
	last       int // of its value
}

// mapping writes a block mapping.
func (l *layout) mapping(n *yaml.Node, r role, lo, hi, to int) {
	from := l.column(n)
	entries, top, tail := l.entries(n, lo, hi)
	order := l.chosen(n, r, entries, len(top) > 0)
	l.comments(top, from, to)
	if len(top) > 0 {
		l.blank()
	}
	for place, i := range order {
		e := entries[i]
		first := entries[place] // what stands there now: blank lines of groups stay
		apart := e.before.blank
		if r.sorted {
			apart = first.before.blank
		}
		if place > 0 {
			above := entries[order[place-1]]
			sections := r.record == schema.RecordLibrary && (isSection(e.key.Value) || isSection(above.key.Value))
			if apart || len(above.loose) > 0 || sections {
				l.blank()
			}
		}
		if len(e.before.preface) > 0 {
			l.comments(e.before.preface, from, to)
			l.blank()
		}
		l.comments(e.before.head, from, to)
		l.entry(e, r, from, to)
		l.comments(e.loose, from, to)
	}
	l.comments(tail, from, to)
}

// entries are the entries of a mapping, and the comments at its top and its end
// that are about none of them.
func (l *layout) entries(n *yaml.Node, lo, hi int) (entries []entry, top, tail []int) {
	keys := l.column(n)
	at := lo
	for i := 0; i < len(n.Content); i += 2 {
		e := entry{key: n.Content[i], value: n.Content[i+1]}
		e.keyLine = l.first(e.key)
		e.last = max(e.keyLine, l.last(e.value))
		g := l.splitGap(at, e.keyLine, keys, i > 0, true)
		if i == 0 {
			top, g.preface, g.blank = g.preface, nil, false
		} else {
			above := &entries[len(entries)-1]
			above.feet, above.loose = g.feet, g.loose
		}
		e.before = g
		entries = append(entries, e)
		at = e.last + 1
	}
	g := l.splitGap(at, hi, keys, true, false)
	entries[len(entries)-1].feet = g.feet
	return entries, top, g.preface
}

// chosen is the order in which the entries come to stand. titled says whether a
// blank line sets a comment apart from the first.
func (l *layout) chosen(n *yaml.Node, r role, entries []entry, titled bool) []int {
	order := r.order(keysOf(n), func(i int) bool { return l.begins(entries[i]) })
	if isAsItIs(order) {
		return order
	}
	order = l.chosenBeside(r, entries, order, titled)
	switch {
	case isAsItIs(order):
		return order
	case !keepsAliases(n, order):
		l.notes = append(l.notes, kept(n, ReasonAnchor))
	case l.anyKeeps(entries):
		l.notes = append(l.notes, kept(n, ReasonBlanks))
	default:
		return order
	}
	return asItIs(len(entries))
}

// anyKeeps says whether blank lines after an entry would become part of it.
func (l *layout) anyKeeps(entries []entry) bool {
	for _, e := range entries {
		if l.lines[e.last].keeps {
			return true
		}
	}
	return false
}

// entry writes a key with its value and its feet.
func (l *layout) entry(e entry, r role, from, to int) {
	key := l.lines[e.keyLine]
	l.write(e.keyLine, strings.Repeat(" ", to)+key.text[l.spans[e.key].start-key.start:])
	end := e.last + 1
	if len(e.feet) > 0 {
		end = e.feet[len(e.feet)-1] + 1
	}
	inner := r.of(e.key.Value)
	switch v := e.value; {
	case isBlock(v) && l.firstLine(v) > e.keyLine && (v.Kind == yaml.SequenceNode || l.movable(v, false)):
		l.block(v, inner, e.keyLine+1, end, to+step)
	default:
		l.raw(e.keyLine+1, e.last+1, to-from)
		l.comments(e.feet, from, to)
	}
}
