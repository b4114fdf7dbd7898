package query

import (
	"strings"
	"unicode/utf8"
)

const (
	// MaxLength is the number of bytes a query may have.
	MaxLength = 64 << 10
	// MaxDepth is how deep its parentheses may nest.
	MaxDepth = 100
)

// Parse compiles a query. The error is a *[SyntaxError].
func Parse(src string) (*Query, error) {
	if len(src) > MaxLength {
		return nil, syntaxError(src, 0, "the query has %d bytes; %d are allowed", len(src), MaxLength)
	}
	if i := invalidUTF8(src); i >= 0 {
		return nil, syntaxError(src, i, "the query is not valid UTF-8 here")
	}
	p := parser{lexer: lexer{src: src}}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.token.kind == endToken {
		return nil, p.fail("the query is empty")
	}
	root, err := p.alternatives()
	if err != nil {
		return nil, err
	}
	if p.token.kind != endToken {
		return nil, p.unexpectedTail()
	}
	return &Query{root: root}, nil
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(s string) int {
	for i, r := range s {
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return i
			}
		}
	}
	return -1
}

// parser is a recursive descent over the grammar of the package comment, one token ahead.
type parser struct {
	lexer lexer
	token token // the next one, not yet consumed
	depth int   // of open parentheses
}

func (p *parser) advance() error {
	t, err := p.lexer.next()
	p.token = t
	return err
}

// fail reports a problem at the next token.
func (p *parser) fail(format string, args ...any) error {
	return syntaxError(p.lexer.src, p.token.offset, format, args...)
}

// alternatives parses: and { "OR" and }.
func (p *parser) alternatives() (expression, error) {
	return p.chain(some, "OR", p.conjunction)
}

// conjunction parses: term { "AND" term }.
func (p *parser) conjunction() (expression, error) {
	return p.chain(all, "AND", p.term)
}

func (p *parser) chain(how join, keyword string, operand func() (expression, error)) (expression, error) {
	var operands []expression
	for {
		e, err := operand()
		if err != nil {
			return expression{}, err
		}
		operands = append(operands, e)
		if !p.token.isWord(keyword) {
			return joinedBy(how, operands), nil
		}
		if err := p.advance(); err != nil {
			return expression{}, err
		}
		if p.token.kind == endToken {
			return expression{}, p.fail("expected a condition after %s", keyword)
		}
	}
}

// term parses: "(" query ")" | condition.
func (p *parser) term() (expression, error) {
	if !p.token.isSymbol("(") {
		c, err := p.condition()
		return expression{condition: c}, err
	}
	if p.depth == MaxDepth {
		return expression{}, p.fail("parentheses nest deeper than %d", MaxDepth)
	}
	opening := p.token
	p.depth++
	if err := p.advance(); err != nil {
		return expression{}, err
	}
	e, err := p.alternatives()
	if err != nil {
		return expression{}, err
	}
	p.depth--
	switch {
	case p.token.isSymbol(")"):
		return e, p.advance()
	case p.token.kind == endToken:
		return expression{}, syntaxError(p.lexer.src, opening.offset, "this parenthesis is never closed")
	}
	return expression{}, p.unexpectedTail()
}

// condition parses: field test.
func (p *parser) condition() (condition, error) {
	f, err := p.field()
	if err != nil {
		return condition{}, err
	}
	o, err := p.operator(f)
	if err != nil {
		return condition{}, err
	}
	c := condition{field: f, operator: o}
	switch o.arity() {
	case oneValue:
		var l literal
		l, err = p.value(f, o, o.String())
		c.values = []literal{l}
	case valueList:
		c.values, err = p.values(f, o)
	}
	return c, err
}

func (p *parser) field() (field, error) {
	t := p.token
	switch {
	case t.kind == wordToken && t.text == "NOT":
		return field{}, p.fail(`NOT stands after the field: tags NOT IN ["draft"]`)
	case t.kind == wordToken && isKeyword(t.text):
		return field{}, p.fail("expected a field before %s", t.text)
	case t.kind == wordToken && (strings.HasPrefix(t.text, customPrefix) || strings.HasPrefix(t.text, embeddedPrefix)):
		return field{}, p.fail("metadata fields are written in double quotes: %s", Quote(t.text))
	case t.kind != wordToken && t.kind != stringToken:
		return field{}, p.fail("expected a field, found %s", t)
	}
	f, complaint := lookupField(t.text)
	if complaint != "" {
		return field{}, p.fail("%s", complaint)
	}
	return f, p.advance()
}

// operator reads an operator, NOT included, and checks that the field accepts it.
func (p *parser) operator(f field) (operator, error) {
	start := p.token
	negate := start.isWord("NOT")
	if negate {
		if err := p.advance(); err != nil {
			return 0, err
		}
	}
	t := p.token
	o, known := operatorNamed(t.text)
	switch {
	case t.kind != symbolToken && t.kind != wordToken, !known:
		return 0, p.noOperator(f, t)
	case negate:
		if o, known = o.negated(); !known {
			return 0, p.fail("NOT goes with =, IN and EXISTS, not with %s", t.text)
		}
	}
	if !f.operators.has(o) {
		return 0, syntaxError(p.lexer.src, start.offset, "%s does not accept %q; use %s",
			f.name, o, enumerate(quoteAll(f.operators.names())))
	}
	return o, p.advance()
}

// noOperator explains what stands where an operator should.
func (p *parser) noOperator(f field, t token) error {
	if upper := strings.ToUpper(t.text); t.kind == wordToken && isKeyword(upper) && upper != t.text {
		return p.fail("keywords are upper-case: write %s instead of %s", upper, t.text)
	}
	return p.fail("expected an operator after %s, found %s; use %s", f.name, t, enumerate(quoteAll(f.operators.names())))
}

// values parses: "[" value { "," value } "]".
func (p *parser) values(f field, o operator) ([]literal, error) {
	if !p.token.isSymbol("[") {
		return nil, p.fail(`expected "[" after %s: %s %s ["a", "b"]`, o, f.name, o)
	}
	opening := p.token
	var list []literal
	for {
		if err := p.advance(); err != nil {
			return nil, err
		}
		after := ","
		if len(list) == 0 {
			after = "["
			if p.token.isSymbol("]") {
				return nil, p.fail("%s needs at least one value", o)
			}
		}
		l, err := p.value(f, o, after)
		if err != nil {
			return nil, err
		}
		list = append(list, l)
		switch {
		case p.token.isSymbol(","):
		case p.token.isSymbol("]"):
			return list, p.advance()
		case p.token.kind == endToken:
			return nil, syntaxError(p.lexer.src, opening.offset, "this list is never closed")
		default:
			return nil, p.fail(`expected "," or "]" in the list, found %s`, p.token)
		}
	}
}

// value parses one value, which must come after the symbol or keyword named.
func (p *parser) value(f field, o operator, after string) (literal, error) {
	if p.token.kind == endToken || p.token.kind == symbolToken {
		return literal{}, p.fail("expected a value after %s", Quote(after))
	}
	l, complaint := literalFor(f, o, p.token)
	if complaint != "" {
		return literal{}, p.fail("%s", complaint)
	}
	return l, p.advance()
}

// unexpectedTail explains what stands after a complete condition.
func (p *parser) unexpectedTail() error {
	t := p.token
	upper := strings.ToUpper(t.text)
	switch {
	case t.isSymbol(")"):
		return p.fail(`this ")" closes nothing`)
	case t.kind == wordToken && upper != t.text && (upper == "AND" || upper == "OR"):
		return p.fail("keywords are upper-case: write %s instead of %s", upper, t.text)
	}
	return p.fail("expected AND, OR or the end of the query, found %s", t)
}

// isKeyword tells the words that cannot be fields.
func isKeyword(word string) bool {
	switch word {
	case "AND", "OR", "NOT", "IN", "HAS", "EXISTS":
		return true
	}
	return false
}
