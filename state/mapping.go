package state

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// entry is one key of a mapping with its value.
type entry struct {
	key   string
	at    node // the key's node
	value node
}

// entries reads a mapping whose keys are up to the author: in the order of the
// file, each key once, what "<<" brings along included.
func (n node) entries(what string) []entry {
	return n.entriesApart(what, make(map[string]node, len(n.yaml.Content)/2))
}

// entriesApart is entries where each key must differ from those in seen too,
// which gets them: the keys of one section in all files.
func (n node) entriesApart(what string, seen map[string]node) []entry {
	if !n.isMapping() {
		n.fail("%s must be a mapping, not %s", what, n.kind())
		return nil
	}
	m := mapping{what: what, entries: make([]entry, 0, len(n.yaml.Content)/2), seen: seen}
	m.read(n)
	return m.entries
}

// sectionEntries is entriesApart where nothing at all is fine too, as when every
// line below a heading is commented out.
func (n node) sectionEntries(what string, seen map[string]node) []entry {
	if n.isNull() {
		return nil
	}
	return n.entriesApart(what, seen)
}

// record is a mapping whose keys are fixed by the format.
type record []entry

// record reads a mapping that may have the known keys only.
func (n node) record(what string, known ...string) record {
	return n.known(what, n.entries(what), known)
}

// known is those of the entries whose keys are.
func (n node) known(what string, all []entry, known []string) record {
	good := all[:0]
	for _, e := range all {
		if e.at.isReplaced() {
			e.at.fail("%s has a fixed set of keys: they are written out, not made by a variable", what)
			continue
		}
		if slices.Contains(known, e.key) {
			good = append(good, e)
			continue
		}
		n.unknownKey(what, e, known)
	}
	return good
}

// optionalRecord is record where nothing at all is fine too.
func (n node) optionalRecord(what string, known ...string) record {
	if n.isNull() {
		return nil
	}
	return n.record(what, known...)
}

// get returns the value of key, if it was given.
func (r record) get(key string) (node, bool) {
	for _, e := range r {
		if e.key == key {
			return e.value, true
		}
	}
	return node{}, false
}

// has says whether key was given.
func (r record) has(key string) bool {
	_, ok := r.get(key)
	return ok
}

func (n node) unknownKey(what string, e entry, known []string) {
	switch {
	case n.yaml.Style&yaml.FlowStyle != 0 && e.value.isNull() && e.value.yaml.Value == "":
		e.at.fail(`%s has no key %q: in braces a comma begins a new key, so put text with commas in quotes`, what, shorten(e.key))
	default:
		e.at.fail("%s has no key %q%s", what, shorten(e.key), didYouMean(e.key, known))
	}
}

// mapping collects the entries of one mapping.
type mapping struct {
	what    string
	entries []entry
	seen    map[string]node // where each key was first met
	merged  bool            // a "<<" was met
}

// read collects the entries that stand in n itself: n is the mapping, or one
// that it merges.
func (m *mapping) read(n node) {
	pairs := n.yaml.Content
	for i := 0; i+1 < len(pairs); i += 2 {
		key, value := n.doc.node(pairs[i]), n.doc.node(pairs[i+1])
		if key.yaml.Tag == tagMerge {
			m.merge(n, key, value)
			continue
		}
		if split := splitFocus(n, i); split > 0 {
			value.explainSplit(pairs[i : i+2+2*split])
			i += 2 * split
			continue
		}
		if m.isKey(key) {
			m.add(n, entry{key: key.yaml.Value, at: key, value: value})
		}
	}
}

// isKey says whether key is a string, as all keys are.
func (m *mapping) isKey(key node) bool {
	switch {
	case key.isList() || key.isMapping():
		key.fail("a key of %s must be a string, not %s", m.what, key.kind())
		return false
	case key.isNull():
		key.fail("a key of %s must not be empty", m.what)
		return false
	case key.tag() != tagString:
		key.fail(`a key of %s must be a string, not %s: put it in quotes`, m.what, key.kind())
		return false
	}
	return true
}

// add takes an entry of n, unless its key is taken. YAML would let an entry
// hide another one that "<<" brought along; here no line is without effect.
func (m *mapping) add(n node, e entry) {
	first, taken := m.seen[e.key]
	if !taken {
		m.seen[e.key] = e.at
		m.entries = append(m.entries, e)
		return
	}
	if m.merged {
		e.at.fail(`key %q comes twice into %s, here and at %s, once through "<<": keep one of them`,
			shorten(e.key), m.what, line(e.at.pos(), first.pos()))
		return
	}
	e.at.fail("key %q is given twice in %s: first at %s", shorten(e.key), m.what, line(e.at.pos(), first.pos()))
}

// merge reads what "<<" stands for: a mapping, or a list of mappings.
func (m *mapping) merge(n, key, value node) {
	m.merged = true
	sources := []node{value}
	if value.isList() {
		sources = value.items(`"<<"`)
	}
	for _, source := range sources {
		if !source.isMapping() {
			key.fail(`"<<" must name a mapping or a list of mappings, not %s`, source.kind())
			continue
		}
		m.read(source)
	}
}

// splitFocus returns how many of the keys after the pair at i were meant to be
// the rest of its value: in braces, "focus: 10,10,100,100" is four keys.
func splitFocus(n node, i int) int {
	pairs := n.yaml.Content
	if n.yaml.Style&yaml.FlowStyle == 0 || pairs[i].Value != "focus" || pairs[i+1].Tag != tagInt {
		return 0
	}
	count := 0
	for j := i + 2; j+1 < len(pairs) && pairs[j].Tag == tagInt && pairs[j+1].Tag == tagNull; j += 2 {
		count++
	}
	return count
}

// explainSplit says what became of a value that was split at its commas.
func (n node) explainSplit(pairs []*yaml.Node) {
	parts := []string{pairs[1].Value}
	for i := 2; i < len(pairs); i += 2 {
		parts = append(parts, pairs[i].Value)
	}
	text := strings.Join(parts, ",")
	n.fail(`in braces a comma begins a new key, so this is focus: %s and %d more keys: write focus: "%s"`,
		parts[0], len(parts)-1, text)
}
