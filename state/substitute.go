package state

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

const (
	// maxSubstituted is how many bytes all values with variables in them may have
	// together, when these are replaced.
	maxSubstituted = MaxTotal
	// maxHints bounds the variables for which similar names are looked for, which
	// takes a look at each.
	maxHints = 100
)

// substitution replaces the variables in the scalars of all files. It works on
// parsed trees, so that no value can become anything but a scalar, and before
// anything is read, so that values are checked like all others.
type substitution struct {
	config  *configuration
	size    int               // bytes of what was replaced so far
	unknown map[string]string // what is said of variables that are not declared
	stopped bool
}

func (c *configuration) substitute() {
	s := substitution{config: c, unknown: map[string]string{}}
	for _, d := range c.docs {
		if d.root != nil {
			s.walk(d, d.root, false)
		}
	}
	if s.stopped {
		for _, d := range c.docs {
			d.root = nil
		}
	}
}

// walk replaces variables below n. Aliases stand for what is replaced elsewhere.
// declaring: n is part of vars, where there is nothing to replace but "$${".
func (s *substitution) walk(d *document, n *yaml.Node, declaring bool) {
	switch {
	case s.stopped:
	case n.Kind == yaml.ScalarNode && strings.Contains(n.Value, "${"):
		if t := splitTemplate(n.Value); !declaring || !t.holdsVariable() {
			s.replace(node{yaml: n, doc: d}, t)
		}
	default:
		declaring = declaring || d.vars[n]
		for _, child := range n.Content {
			s.walk(d, child, declaring)
		}
	}
}

// replace replaces the variables in one scalar.
func (s *substitution) replace(n node, t template) {
	if faults := s.faults(n, t); len(faults) > 0 {
		s.config.problems = append(s.config.problems, faults...)
		s.config.partial = true
		n.doc.faults[n.yaml] = faults[0]
		n.yaml.Tag = tagFaulty
		return
	}
	s.config.origins[n.pos()] = n.yaml.Value
	if t.isVariable() && n.yaml.Style == 0 {
		v := s.config.vars[t[0].text]
		n.yaml.Value, n.yaml.Tag = v.text, v.tag
	} else {
		n.yaml.Value = t.expand(s.config.vars)
	}
	s.size += len(n.yaml.Value)
	if s.size > maxSubstituted {
		n.fail("the values of variables up to here are more than %d MiB of text", maxSubstituted>>20)
		s.stopped, s.config.partial = true, true
	}
}

// faults are why the variables of t, which stands at n, cannot be replaced.
func (s *substitution) faults(n node, t template) Problems {
	const most = 10
	var faults Problems
	for _, p := range t {
		if len(faults) == most {
			break
		}
		switch v, declared := s.config.vars[p.text]; {
		case p.kind == pieceText:
		case p.kind == pieceFault:
			faults.Add(n.pos(), "%s", p.text)
		case declared && v.fault != nil:
			faults = append(faults, *v.fault)
		case !declared:
			faults.Add(n.pos(), "%s", s.undeclared(p.text))
		}
	}
	return faults
}

// undeclared is what is said of a variable that no file declares.
func (s *substitution) undeclared(name string) string {
	message, ok := s.unknown[name]
	if !ok {
		message = fmt.Sprintf(`"${%s}": no such variable is declared`, shorten(name))
		if len(s.unknown) < maxHints {
			message = fmt.Sprintf(`"${%s}": %s`, shorten(name), s.config.undeclared(name))
		}
		s.unknown[name] = message
	}
	return message
}

// typedHint says how to write what is text only because a variable stands in
// quotes, as it has to inside brackets and braces; "" where that is not so.
func (n node) typedHint() string {
	t := splitTemplate(n.doc.config.origins[n.pos()])
	if n.yaml.Style == 0 || !t.isVariable() || n.doc.config.vars[t[0].text].tag == tagString {
		return ""
	}
	return ": write ${" + t[0].text + "} without quotes, on a line of its own"
}
