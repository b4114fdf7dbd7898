package query

import (
	"cmp"
	"math"
	"strings"
	"time"
)

// evaluation is the standpoint from which assets are judged. The asset travels beside it: the
// compiler would move it to the heap if it shared a struct with a [time.Time].
type evaluation struct {
	now       time.Time
	semantics Semantics
}

func (e *evaluation) holds(x *expression, a *Asset) bool {
	switch x.join {
	case all:
		for i := range x.operands {
			if !e.holds(&x.operands[i], a) {
				return false
			}
		}
		return true
	case some:
		for i := range x.operands {
			if e.holds(&x.operands[i], a) {
				return true
			}
		}
		return false
	}
	return e.satisfies(&x.condition, a)
}

// satisfies settles what hangs on there being a value, and leaves the rest to anyElement.
func (e *evaluation) satisfies(c *condition, a *Asset) bool {
	have := a.value(c.field, e.semantics.Missing)
	missing := have.kind == nothing
	switch c.operator {
	case opExists:
		return !missing
	case opNotExists:
		return missing
	case opNotEqual, opNotIn:
		if missing {
			return e.semantics.Negation == NegationHolds
		}
		return !e.anyElement(c, have)
	}
	return !missing && e.anyElement(c, have)
}

// anyElement tells whether the value, or one element of a list, passes the positive test of the
// condition: = also for NOT =, and IN for NOT IN.
func (e *evaluation) anyElement(c *condition, have Value) bool {
	switch have.kind {
	case textsValue:
		for _, list := range [...][]string{have.texts, have.more} {
			for _, text := range list {
				if e.passes(c, Text(text)) {
					return true
				}
			}
		}
		return false
	case listValue:
		for _, element := range have.list {
			if v := Of(element); v.scalar() && e.passes(c, v) {
				return true
			}
		}
		return false
	}
	return e.passes(c, have)
}

// passes tests one single value.
func (e *evaluation) passes(c *condition, have Value) bool {
	switch c.operator {
	case opPrefix:
		if have.kind != textValue {
			return false
		}
		if c.field.value == pathType {
			return within(have.text, c.values[0].text)
		}
		return strings.HasPrefix(have.text, c.values[0].text)
	case opHas:
		return have.kind == textValue && hasWords(have.text, c.values[0].words)
	case opLess, opLessOrEqual, opGreater, opGreaterOrEqual:
		order, ordered := e.compare(have, &c.values[0])
		return ordered && inOrder(c.operator, order)
	}
	for i := range c.values {
		if e.equal(have, &c.values[i]) {
			return true
		}
	}
	return false
}

func inOrder(o operator, order int) bool {
	switch o {
	case opLess:
		return order < 0
	case opLessOrEqual:
		return order <= 0
	case opGreater:
		return order > 0
	}
	return order >= 0
}

// equal compares values of one type; those of different types differ.
func (e *evaluation) equal(have Value, want *literal) bool {
	switch {
	case have.kind == booleanValue:
		return want.kind == booleanLiteral && have.truth == want.truth
	case have.kind == textValue && want.kind == textLiteral && have.text == want.text:
		return true
	}
	order, ordered := e.compare(have, want)
	return ordered && order == 0
}

// compare orders numbers and dates; nothing else has an order.
func (e *evaluation) compare(have Value, want *literal) (order int, ordered bool) {
	switch {
	case have.kind == numberValue && want.kind == numberLiteral:
		return compareNumbers(have.number, want.number)
	case have.kind == numberValue && want.kind == sizeLiteral:
		return compareNumbers(have.number, want.bytes(e.semantics.Kilobyte))
	case want.moment.kind == noMoment:
		return 0, false
	}
	at, isDate := have.instant()
	if !isDate {
		return 0, false
	}
	return at.Compare(want.moment.instant(e.now, e.semantics.Month)), true
}

// compareNumbers leaves NaN without an order.
func compareNumbers(a, b float64) (order int, ordered bool) {
	return cmp.Compare(a, b), !math.IsNaN(a)
}
