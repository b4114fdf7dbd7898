package state

import (
	"math"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// The tags that plain YAML values have.
const (
	tagNull      = "!!null"
	tagBool      = "!!bool"
	tagString    = "!!str"
	tagInt       = "!!int"
	tagFloat     = "!!float"
	tagTimestamp = "!!timestamp"
	tagSeq       = "!!seq"
	tagMap       = "!!map"
	tagMerge     = "!!merge"
	tagFaulty    = "!faulty" // ours: a scalar whose variables have a fault
)

// maxExact is the whole number from which on a float64 keeps no longer all of them.
const maxExact = 1 << 53

// node is one value in a document. Its readers return what it holds, or note a
// problem at its place and return false. What they are given names the value
// in such a message.
type node struct {
	yaml *yaml.Node // never an alias
	doc  *document
}

// node follows aliases: to every reader, the alias is what it stands for.
func (d *document) node(y *yaml.Node) node {
	for y.Kind == yaml.AliasNode {
		y = y.Alias
	}
	return node{yaml: y, doc: d}
}

func (n node) pos() Pos { return n.doc.at(n.yaml.Line, n.yaml.Column) }

// fail notes a problem of n. Where its variables have a fault, that is all there
// is to say.
func (n node) fail(format string, args ...any) {
	if fault, ok := n.doc.faults[n.yaml]; ok {
		n.doc.config.problems = append(n.doc.config.problems, fault)
		return
	}
	n.doc.fail(n.pos(), format, args...)
}

// tag is what kind of value n is. A date is a string to us: it stays as it was
// written until a field's type says that it is a date.
func (n node) tag() string {
	if n.yaml.Kind == yaml.ScalarNode && n.yaml.Tag == tagTimestamp || n.yaml.Tag == tagMerge {
		return tagString
	}
	return n.yaml.Tag
}

func (n node) isNull() bool { return n.yaml.Kind == yaml.ScalarNode && n.tag() == tagNull }

// isMapping and isList look at the shape, which an odd tag does not change.
func (n node) isMapping() bool { return n.yaml.Kind == yaml.MappingNode }
func (n node) isList() bool    { return n.yaml.Kind == yaml.SequenceNode }

// kind names what n is, for messages.
func (n node) kind() string {
	switch {
	case n.isMapping():
		return "a mapping"
	case n.isList():
		return "a list"
	}
	switch n.tag() {
	case tagNull:
		return "nothing"
	case tagBool, tagInt, tagFloat:
		return n.yaml.Value
	default:
		return strconv.Quote(shorten(n.yaml.Value))
	}
}

// text reads a string.
func (n node) text(what string) (string, bool) {
	if n.yaml.Kind == yaml.ScalarNode {
		switch n.tag() {
		case tagString:
			return n.yaml.Value, true
		case tagBool, tagInt, tagFloat:
			n.fail(`%s must be a string, not %s: put it in quotes`, what, n.kind())
			return "", false
		}
	}
	n.fail("%s must be a string, not %s", what, n.kind())
	return "", false
}

// name reads a string that must not be empty nor have spaces around it.
func (n node) name(what string) (string, bool) {
	s, ok := n.text(what)
	if !ok {
		return "", false
	}
	if fault := NameFault(s); fault != "" {
		n.fail("%s %s", what, fault)
		return "", false
	}
	return s, true
}

// id reads an ID. Some of them look like numbers to YAML (12 digits, "1234e56"),
// but the text that was written is all there is to them.
func (n node) id(what string) (string, bool) {
	s, ok := n.yaml.Value, n.yaml.Kind == yaml.ScalarNode && (n.tag() == tagInt || n.tag() == tagFloat)
	if !ok {
		s, ok = n.name(what)
	}
	if fault := IDFault(s); ok && fault != "" {
		n.fail("%s %s", what, fault)
		return "", false
	}
	return s, ok
}

// boolean reads true or false.
func (n node) boolean(what string) (value, ok bool) {
	if n.yaml.Kind == yaml.ScalarNode && n.tag() == tagBool {
		switch strings.ToLower(n.yaml.Value) {
		case "true":
			return true, true
		case "false":
			return false, true
		}
	}
	n.fail("%s must be true or false, not %s%s", what, n.kind(), n.typedHint())
	return false, false
}

// integer reads a whole number from 0 up.
func (n node) integer(what string) (int, bool) {
	if n.yaml.Kind != yaml.ScalarNode || n.tag() != tagInt && n.tag() != tagFloat {
		n.fail("%s must be a whole number, not %s%s", what, n.kind(), n.typedHint())
		return 0, false
	}
	number, ok := n.number(what)
	switch {
	case !ok:
		return 0, false
	case number != math.Trunc(number):
		n.fail("%s must be a whole number, not %s", what, n.kind())
		return 0, false
	case number < 0:
		n.fail("%s must not be negative", what)
		return 0, false
	case number > math.MaxInt32:
		n.fail("%s must be at most %d", what, math.MaxInt32)
		return 0, false
	}
	return int(number), true
}

// number reads a number in decimal.
func (n node) number(what string) (float64, bool) {
	number, fault := ReadNumber(n.yaml.Value)
	if fault != "" {
		n.fail("%s%s", what, fault)
	}
	return number, fault == ""
}

// value reads the value of a metadata field: a string, a number, a boolean,
// null, or a list of those.
func (n node) value(what string) (Value, bool) {
	if !n.isList() {
		return n.scalar(what)
	}
	values := []Value{}
	good := true
	for _, item := range n.items(what) {
		v, ok := item.scalar("each value of " + what)
		if ok && v.IsNull() {
			item.fail("%s must not hold nothing as a value", what)
			ok = false
		}
		good = good && ok
		values = append(values, v)
	}
	return Value{values}, good
}

func (n node) scalar(what string) (Value, bool) {
	if n.yaml.Kind != yaml.ScalarNode {
		n.fail("%s must be a string, a number, true or false, not %s", what, n.kind())
		return Value{}, false
	}
	switch n.tag() {
	case tagNull:
		return Value{}, true
	case tagBool:
		b, ok := n.boolean(what)
		return Bool(b), ok
	case tagInt, tagFloat:
		f, ok := n.number(what)
		return Num(f), ok
	case tagFaulty:
		n.fail("%s has no value", what)
		return Value{}, false
	default:
		return String(n.yaml.Value), true
	}
}

// items reads a list.
func (n node) items(what string) []node {
	if !n.isList() {
		n.fail("%s must be a list, not %s", what, n.kind())
		return nil
	}
	items := make([]node, len(n.yaml.Content))
	for i, y := range n.yaml.Content {
		items[i] = n.doc.node(y)
	}
	return items
}

// section is items where nothing at all is fine too, as when every
// line below a heading is commented out.
func (n node) section(what string) []node {
	if n.isNull() {
		return nil
	}
	return n.items(what)
}

// path reads an absolute, clean path.
func (n node) path(what string) (Path, bool) {
	s, ok := n.text(what)
	if !ok {
		return "", false
	}
	if fault := Path(s).Fault(); fault != "" {
		n.fail("%s %q %s", what, shorten(s), fault)
		return "", false
	}
	return Path(s), true
}

// pattern reads a glob.
func (n node) pattern(what string) (Pattern, bool) {
	s, ok := n.text(what)
	if !ok || !n.plainInPattern(what) {
		return Pattern{}, false
	}
	g := Pattern{Glob: s, Pos: n.pos()}
	if fault := g.Fault(); fault != "" {
		n.fail("%s: %s", what, fault)
		return Pattern{}, false
	}
	if p, literal := g.Literal(); literal && p.Fault() != "" {
		n.fail("%s: path %q %s", what, shorten(g.Glob), p.Fault())
		return Pattern{}, false
	}
	return g, true
}

// shorten keeps messages readable where the text they quote is a page long.
func shorten(s string) string {
	const most = 200
	if len(s) <= most {
		return s
	}
	count := 0
	for i := range s {
		if count == most {
			return s[:i] + "..."
		}
		count++
	}
	return s
}
