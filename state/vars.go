package state

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// Vars are values for variables, by name. Each is taken as YAML takes a value
// without quotes: 5 is a number, true a boolean, null nothing at all. No value
// can add structure, whatever is in it: in patterns and queries one that would is
// refused.
type Vars map[string]string

// variable is what a name stands for.
type variable struct {
	text    string   // within longer text
	tag     string   // where it is all of an unquoted scalar
	fault   *Problem // why it has no value; nil: it has one
	foreign bool     // its value comes from outside the files
}

// VarNameFault says why name is none of a variable, or "" where it is one. What
// it says follows the name.
func VarNameFault(name string) string {
	if name == "" || len(name) != nameLength(name) {
		return `is no name of a variable: that is a lower-case letter, then lower-case letters, digits and "_"`
	}
	return ""
}

// nameLength is the length of the variable's name that text begins with.
func nameLength(text string) int {
	for i := range len(text) {
		c := text[i]
		letter := c >= 'a' && c <= 'z'
		if !letter && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return i
		}
	}
	return len(text)
}

// declare finds the variables of all files, and gives them their values.
func (c *configuration) declare(given Vars) {
	seen := map[string]node{}
	for _, d := range c.docs {
		for _, section := range d.declarations() {
			d.vars[section.yaml] = true
			for _, e := range section.sectionEntries("vars", seen) {
				if fault := VarNameFault(e.key); fault != "" {
					e.at.fail("%q %s", shorten(e.key), fault)
					continue
				}
				c.vars[e.key] = d.declared(e)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		c.give(name, given[name])
	}
	for _, name := range slices.Sorted(maps.Keys(c.vars)) {
		if v := c.vars[name]; v.fault == nil && v.tag == tagNull && !isGiven(given, name) {
			pos := seen[name].pos()
			v.fault = &Problem{Pos: pos, Message: "variable " + name + " has no value: give it one with --var " + name + "=VALUE"}
			c.problems = append(c.problems, *v.fault)
			c.vars[name] = v
		}
	}
}

func isGiven(given Vars, name string) bool {
	_, ok := given[name]
	return ok
}

// declarations are the values of the key "vars", as it is written in the file.
// Whether it may stand there twice is for the reader of the file to say.
func (d *document) declarations() []node {
	if d.root == nil || d.root.Kind != yaml.MappingNode {
		return nil
	}
	var found []node
	for i := 0; i+1 < len(d.root.Content); i += 2 {
		if key := d.root.Content[i]; key.Kind == yaml.ScalarNode && key.Value == "vars" {
			found = append(found, d.node(d.root.Content[i+1]))
		}
	}
	return found
}

// declared reads one variable.
func (d *document) declared(e entry) variable {
	n := e.value
	faulty := func(message string) variable {
		problem := Problem{Pos: n.pos(), Message: message}
		d.config.problems = append(d.config.problems, problem)
		return variable{fault: &problem}
	}
	if n.yaml.Kind != yaml.ScalarNode {
		return faulty("variable " + e.key + " must be a string, a number, true, false or nothing, not " + n.kind())
	}
	t := splitTemplate(n.yaml.Value)
	if t.holdsVariable() {
		return faulty("variable " + e.key + ` must not be made of others: a literal "${" is written "$${"`)
	}
	return variable{text: t.expand(nil), tag: plainTag(n)}
}

// plainTag is what kind of value n is: text, where it is nothing more special.
func plainTag(n node) string {
	switch tag := n.tag(); tag {
	case tagNull, tagBool, tagInt, tagFloat:
		return tag
	default:
		return tagString
	}
}

// give sets a variable to a value from outside the files.
func (c *configuration) give(name, text string) {
	v, declared := c.vars[name]
	switch {
	case !declared && c.partial: // it may be declared in what could not be read
	case !declared:
		c.problems.Add(Pos{}, "--var %s: %s", name, c.undeclared(name))
	case !utf8.ValidString(text):
		c.problems.Add(Pos{}, "--var %s: its value is not UTF-8", name)
	case v.fault == nil:
		c.vars[name] = variable{text: text, tag: resolvedTag(text), foreign: true}
	}
}

// undeclared is said about the name of a variable that no file declares.
func (c *configuration) undeclared(name string) string {
	names := slices.Sorted(maps.Keys(c.vars))
	if hint := closest(name, names); hint != "" {
		return "no such variable is declared" + hint
	}
	return "no such variable is declared: add it under vars"
}

// resolvedTag is the kind of value that text is in YAML, without quotes. Nothing
// at all is the empty text, as whoever writes NAME= expects.
func resolvedTag(text string) string {
	if text == "" {
		return tagString
	}
	plain := yaml.Node{Kind: yaml.ScalarNode, Value: text}
	return plainTag(node{yaml: &yaml.Node{Kind: yaml.ScalarNode, Tag: plain.ShortTag()}})
}

// template is text with variables in it.
type template []piece

// piece is a part of a template: text, or a variable.
type piece struct {
	text string // as it is, the variable's name, or what is wrong
	kind pieceKind
}

type pieceKind uint8

const (
	pieceText pieceKind = iota
	pieceVariable
	pieceFault // "${" with something else behind it than a variable; the last piece
)

// splitTemplate takes text apart at its variables. "$${" is a literal "${".
func splitTemplate(text string) template {
	var t template
	literal := func(s string) {
		if s != "" {
			t = append(t, piece{text: s})
		}
	}
	for {
		at := strings.Index(text, "${")
		if at < 0 {
			literal(text)
			return t
		}
		if at > 0 && text[at-1] == '$' {
			literal(text[:at-1] + "${")
			text = text[at+len("${"):]
			continue
		}
		literal(text[:at])
		text = text[at+len("${"):]
		length := nameLength(text)
		if length == 0 || !strings.HasPrefix(text[length:], "}") {
			return append(t, piece{kind: pieceFault, text: misspelt(text)})
		}
		t = append(t, piece{kind: pieceVariable, text: text[:length]})
		text = text[length+len("}"):]
	}
}

// misspelt says why rest, which follows a "${", is no variable.
func misspelt(rest string) string {
	const literal, longest = `; a literal "${" is written "$${"`, 200
	end := strings.IndexByte(rest[:min(longest, len(rest))], '}')
	if end < 0 {
		return `"${" has no "}" behind it` + literal
	}
	return strconv.Quote("${"+rest[:end]+"}") + ` is no variable: its name must be a lower-case letter, then lower-case letters, digits and "_"` + literal
}

// holdsVariable says whether t is more than literal text.
func (t template) holdsVariable() bool {
	return slices.ContainsFunc(t, func(p piece) bool { return p.kind != pieceText })
}

// isVariable says whether t is one variable and nothing else.
func (t template) isVariable() bool { return len(t) == 1 && t[0].kind == pieceVariable }

// expand writes t with the variables' texts.
func (t template) expand(vars map[string]variable) string {
	var b strings.Builder
	for _, p := range t {
		if p.kind == pieceVariable {
			b.WriteString(vars[p.text].text)
		} else {
			b.WriteString(p.text)
		}
	}
	return b.String()
}
