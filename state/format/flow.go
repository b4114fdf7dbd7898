package format

import (
	"slices"
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

// value is the text of n, with all mappings in braces below in order.
func (f *flows) value(n *yaml.Node, r role) string {
	sp := f.src.spans[n]
	switch n.Kind {
	case yaml.SequenceNode:
		var out strings.Builder
		at := sp.start
		for _, item := range n.Content {
			within := f.src.spans[item]
			out.WriteString(f.src.text[at:within.start] + f.value(item, r.item()))
			at = within.end
		}
		return out.String() + f.src.text[at:sp.end]
	case yaml.MappingNode:
		return f.mapping(n, r)
	default:
		return f.src.text[sp.start:sp.end]
	}
}

func (f *flows) mapping(n *yaml.Node, r role) string {
	sp := f.src.spans[n]
	isFlow := n.Style&yaml.FlowStyle != 0
	count := len(n.Content) / 2
	pieces, between, open := make([]string, count), make([]string, count+1), make([]bool, count)
	at := sp.start
	for i := range count {
		key, value := f.src.spans[n.Content[2*i]], f.src.spans[n.Content[2*i+1]]
		end := value.end
		if isFlow {
			end = f.separator(end)
			open[i] = end > value.end
		}
		between[i] = f.src.text[at:key.start]
		pieces[i] = f.src.text[key.start:value.start] + f.value(n.Content[2*i+1], r.of(n.Content[2*i].Value)) + f.src.text[value.end:end]
		at = end
	}
	between[count] = f.src.text[at:sp.end]
	if isFlow && f.src.lineOf(sp.start) == f.src.lineOf(sp.end-1) {
		f.order(n, r, pieces, between, open)
	}
	var out strings.Builder
	for i, piece := range pieces {
		out.WriteString(between[i] + piece)
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

// order puts the pieces of a mapping in order. Those that are open end with the ":"
// of a value that is not written, and need a space behind it: a bracket or a comma
// might become part of the key.
func (f *flows) order(n *yaml.Node, r role, pieces, between []string, open []bool) {
	order := r.order(keysOf(n), func(int) bool { return false })
	if isAsItIs(order) {
		return
	}
	if !keepsAliases(n, order) {
		f.notes = append(f.notes, kept(n, ReasonAnchor))
		return
	}
	for i := 1; i < len(between); i++ {
		if i < len(pieces) || open[i-1] {
			between[i] = strings.TrimLeft(between[i], " \t")
		}
	}
	before := slices.Clone(pieces)
	for to, from := range order {
		pieces[to] = before[from]
		if open[from] {
			pieces[to] += " "
		}
	}
	if last := len(pieces) - 1; strings.HasSuffix(pieces[last], ":") { // part of a key, until a space follows
		between[last+1] = strings.TrimLeft(between[last+1], " \t")
	}
}
