package query

import (
	"slices"
	"strings"
	"time"
)

// Query is a parsed query. It is immutable and safe for concurrent use.
type Query struct {
	root expression
}

// expression is a condition, or other expressions joined. It is a plain struct rather than an
// interface so that the compiler can see that evaluating it keeps the asset on the stack.
type expression struct {
	join      join
	operands  []expression // of all and any: two or more, none joined alike
	condition condition    // of single
}

type join uint8

const (
	single join = iota // a condition
	all                // AND
	some               // OR
)

// condition tests one field.
type condition struct {
	field    field
	operator operator
	values   []literal // none for EXISTS, several for IN, else one
}

// joinedBy puts operands together, flattening those that are joined alike.
func joinedBy(how join, operands []expression) expression {
	if len(operands) == 1 {
		return operands[0]
	}
	e := expression{join: how}
	for _, operand := range operands {
		if operand.join == how {
			e.operands = append(e.operands, operand.operands...)
		} else {
			e.operands = append(e.operands, operand)
		}
	}
	return e
}

// String writes the query in canonical form: single spaces, only the parentheses that are needed,
// every date quoted, paths without a trailing slash. Parsing it gives an equivalent query,
// unless the quotes it adds take a query of nearly [MaxLength] beyond that.
func (q *Query) String() string {
	var b strings.Builder
	q.root.write(&b)
	return b.String()
}

// Fields returns the names of the fields the query mentions, sorted, each once.
func (q *Query) Fields() []string {
	names := q.root.fields(nil)
	slices.Sort(names)
	return slices.Compact(names)
}

// Match tells whether the asset satisfies the query at the instant now, from which relative dates
// count, under the default [Semantics].
func (q *Query) Match(a Asset, now time.Time) bool {
	return q.MatchWith(a, now, Semantics{})
}

// MatchWith is [Query.Match] under other readings of what the documentation leaves open.
func (q *Query) MatchWith(a Asset, now time.Time, s Semantics) bool {
	e := evaluation{now: now, semantics: s}
	return e.holds(&q.root, &a)
}

func (e *expression) write(b *strings.Builder) {
	switch e.join {
	case single:
		e.condition.write(b)
		return
	case all:
		for i := range e.operands {
			separate(b, i, " AND ")
			if e.operands[i].join == some {
				b.WriteByte('(')
				e.operands[i].write(b)
				b.WriteByte(')')
			} else {
				e.operands[i].write(b)
			}
		}
	case some:
		for i := range e.operands {
			separate(b, i, " OR ")
			e.operands[i].write(b)
		}
	}
}

func (c *condition) write(b *strings.Builder) {
	if c.field.key != "" {
		b.WriteString(Quote(c.field.name))
	} else {
		b.WriteString(c.field.name)
	}
	b.WriteByte(' ')
	b.WriteString(c.operator.String())
	switch c.operator.arity() {
	case oneValue:
		b.WriteByte(' ')
		b.WriteString(c.values[0].String())
	case valueList:
		b.WriteString(" [")
		for i, v := range c.values {
			separate(b, i, ", ")
			b.WriteString(v.String())
		}
		b.WriteByte(']')
	}
}

func separate(b *strings.Builder, index int, separator string) {
	if index > 0 {
		b.WriteString(separator)
	}
}

func (e *expression) fields(names []string) []string {
	if e.join == single {
		return append(names, e.condition.field.name)
	}
	for i := range e.operands {
		names = e.operands[i].fields(names)
	}
	return names
}
