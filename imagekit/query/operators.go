package query

// operator is how a condition tests its field.
type operator uint8

const (
	opEqual  operator = iota // equal
	opPrefix                 // begins with; for path: this folder and below
	opLess                   // these four: of numbers and dates
	opLessOrEqual
	opGreater
	opGreaterOrEqual
	opIn          // equal to one of several
	opNotEqual    // has another value
	opNotIn       // has none of several
	opHas         // has these words
	opExists      // has a value
	opNotExists   // has none
	operatorCount // how many there are
)

func (o operator) String() string {
	return [operatorCount]string{
		"=", ":", "<", "<=", ">", ">=", "IN", "NOT =", "NOT IN", "HAS", "EXISTS", "NOT EXISTS",
	}[o]
}

// operatorNamed finds the operator written so. Negation is the parser's business.
func operatorNamed(text string) (operator, bool) {
	for o := range operatorCount {
		if o.String() == text {
			return o, true
		}
	}
	return 0, false
}

// negated is the operator that stands for NOT and this one.
func (o operator) negated() (operator, bool) {
	switch o {
	case opEqual:
		return opNotEqual, true
	case opIn:
		return opNotIn, true
	case opExists:
		return opNotExists, true
	}
	return 0, false
}

// arity is what follows an operator.
type arity uint8

const (
	oneValue arity = iota
	valueList
	noValue
)

func (o operator) arity() arity {
	switch o {
	case opIn, opNotIn:
		return valueList
	case opExists, opNotExists:
		return noValue
	}
	return oneValue
}

// ordered tells the operators that need values with an order, numbers and dates.
func (o operator) ordered() bool { return o >= opLess && o <= opGreaterOrEqual }

// operatorSet is a set of operators, one bit each.
type operatorSet uint16

func (s operatorSet) has(o operator) bool { return s&(1<<o) != 0 }

// names lists the set in the order of the documentation.
func (s operatorSet) names() []string {
	var names []string
	for o := range operatorCount {
		if s.has(o) {
			names = append(names, o.String())
		}
	}
	return names
}
