package format

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// flows puts the keys of mappings in braces into order, where one stands on a
// single line.
type flows struct {
	src   *source
	notes []Note
}

// rewrite is the whole text.
func (f *flows) rewrite(root *yaml.Node) string {
	sp := f.src.spans[root]
	return f.src.text[:sp.start] + f.value(root, rootRole()) + f.src.text[sp.end:]
}

// value is the text of n, with all mappings in braces below in order. Where they
// were, it is a part of the source and takes no copying.
func (f *flows) value(n *yaml.Node, r role) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return f.spliced(n, 1, func(int) role { return r.item() })
	case yaml.MappingNode:
		if order, ok := f.order(n, r); ok {
			return f.ordered(n, r, order)
		}
		return f.spliced(n, 2, func(i int) role { return r.of(n.Content[i-1].Value) })
	default:
		sp := f.src.spans[n]
		return f.src.text[sp.start:sp.end]
	}
}

// spliced is the text of n with the texts of its values, which are every one or every
// second node of it, put in where they are others.
func (f *flows) spliced(n *yaml.Node, every int, roleOf func(i int) role) string {
	sp := f.src.spans[n]
	at := sp.start
	var out strings.Builder
	for i := every - 1; i < len(n.Content); i += every {
		within := f.src.spans[n.Content[i]]
		if text := f.value(n.Content[i], roleOf(i)); text != f.src.text[within.start:within.end] {
			out.WriteString(f.src.text[at:within.start] + text)
			at = within.end
		}
	}
	if at == sp.start {
		return f.src.text[sp.start:sp.end]
	}
	return out.String() + f.src.text[at:sp.end]
}

// order is the order that the keys of a mapping in braces should have, if it stands
// on a single line and they have another one.
func (f *flows) order(n *yaml.Node, r role) ([]int, bool) {
	sp := f.src.spans[n]
	if n.Style&yaml.FlowStyle == 0 || f.src.lineOf(sp.start) != f.src.lineOf(sp.end-1) {
		return nil, false
	}
	order := r.order(keysOf(n), func(int) bool { return false })
	switch {
	case isAsItIs(order):
		return nil, false
	case !keepsAliases(n, order):
		f.notes = append(f.notes, kept(n, ReasonAnchor))
		return nil, false
	}
	return order, true
}

// ordered is the text of a mapping in braces, in another order. Keys whose value is
// not written are open: they end with its ":", and need a space behind it, as a
// bracket or a comma might become part of the key.
func (f *flows) ordered(n *yaml.Node, r role, order []int) string {
	sp := f.src.spans[n]
	count := len(order)
	pieces, between, open := make([]string, count), make([]string, count+1), make([]bool, count)
	at := sp.start
	for i := range count {
		key, value := f.src.spans[n.Content[2*i]], f.src.spans[n.Content[2*i+1]]
		end := f.separator(value.end)
		open[i] = end > value.end
		between[i] = f.src.text[at:key.start]
		pieces[i] = f.src.text[key.start:value.start] + f.value(n.Content[2*i+1], r.of(n.Content[2*i].Value)) + f.src.text[value.end:end]
		at = end
	}
	between[count] = f.src.text[at:sp.end]
	for i := 1; i < len(between); i++ {
		if i < count || open[i-1] {
			between[i] = strings.TrimLeft(between[i], " \t")
		}
	}
	var out strings.Builder
	for to, from := range order {
		out.WriteString(between[to] + pieces[from])
		if open[from] {
			out.WriteString(" ")
		}
	}
	last := order[count-1]
	if !open[last] && strings.HasSuffix(pieces[last], ":") { // part of a key, until a space follows
		between[count] = strings.TrimLeft(between[count], " \t")
	}
	return out.String() + between[count]
}

// separator is where a value of a mapping in braces really ends: one that is not
// written still has its ":".
func (f *flows) separator(at int) int {
	rest := f.src.text[at:]
	trimmed := strings.TrimLeft(rest, " \t:")
	if strings.Contains(rest[:len(rest)-len(trimmed)], ":") {
		return at + strings.IndexByte(rest, ':') + 1
	}
	return at
}
