package state

import (
	"errors"

	"github.com/iksync/iksync/imagekit/query"
)

// rules reads what is asked of files that are not listed.
func (r *reader) rules(n node) {
	names := r.seen("rules")
	for _, item := range n.section("rules") {
		if rule, ok := r.rule(item, names); ok {
			r.want.Rules = append(r.want.Rules, rule)
		}
	}
}

// rule reads one rule. It returns false where the rule has no name to be known by.
func (r *reader) rule(n node, names map[string]node) (Rule, bool) {
	rule := Rule{Pos: n.pos()}
	if !n.isMapping() {
		n.fail("a rule must be a mapping with name and match, not %s", n.kind())
		return rule, false
	}
	rec := n.record("a rule", append([]string{"name", "match"}, attributeKeys()...)...)
	named := r.ruleName(n, rec, names, &rule)
	if match, ok := rec.get("match"); ok {
		r.match(match, &rule)
	} else {
		n.fail("a rule needs match with path, where or both")
	}
	attributes := r.attributes(rec, Origin{Layer: LayerRule, Name: rule.Name})
	if !asksAnything(rec) {
		n.fail("a rule must ask for something: %s", enumerate(attributeKeys(), "or"))
	}
	rule.Attributes = attributes
	return rule, named
}

func asksAnything(rec record) bool {
	for _, key := range attributeKeys() {
		if _, ok := rec.get(key); ok {
			return true
		}
	}
	return false
}

func (r *reader) ruleName(n node, rec record, names map[string]node, rule *Rule) bool {
	at, ok := rec.get("name")
	if !ok {
		n.fail("a rule needs a name, which explains and reports use")
		return false
	}
	name, ok := at.name("the name of a rule")
	if !ok {
		return false
	}
	if first, taken := names[name]; taken {
		at.fail("rule %q is named like the one at %s", name, line(at.pos(), first.pos()))
		return false
	}
	names[name] = at
	rule.Name = name
	return true
}

func (r *reader) match(n node, rule *Rule) {
	if n.isNull() {
		n.fail("match is empty: it needs path, where or both")
		return
	}
	rec := n.record("match", "path", "where")
	if n.isMapping() && len(n.yaml.Content) == 0 {
		n.fail("match is empty: it needs path, where or both")
	}
	if value, ok := rec.get("path"); ok {
		if g, ok := value.pattern("path"); ok {
			rule.Path = &g
		}
	}
	if value, ok := rec.get("where"); ok {
		rule.Where = r.where(value)
	}
}

// where compiles a search query. What is wrong with it is shown at the very
// character, which stands somewhere inside a YAML scalar.
func (r *reader) where(n node) *query.Query {
	text, ok := n.text("where")
	if !ok || !n.plainInQuery() {
		return nil
	}
	q, err := query.Parse(text)
	var syntax *query.SyntaxError
	switch {
	case err == nil:
		return q
	case errors.As(err, &syntax):
		n.doc.fail(n.inside(syntax.Offset), "where: %s", syntax.Message)
	default:
		n.fail("where: %s", err)
	}
	return nil
}
