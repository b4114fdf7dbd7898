package query

import (
	"encoding/json"
	"time"
)

// Metadata finds the value of a metadata field; the zero [Value] says that there is none.
// It is an interface so that no asset has to be copied into another shape to be queried.
type Metadata interface {
	Lookup(name string) Value
}

// Map is metadata as encoding/json decodes it. See [Of] for the types it may hold.
type Map map[string]any

// Lookup implements [Metadata].
func (m Map) Lookup(name string) Value { return Of(m[name]) }

// Value is what an asset has in a field: nothing, a text, a number, a boolean, an instant or a
// list. Its zero value is nothing. Making one does not allocate.
type Value struct {
	kind   valueKind
	text   string
	number float64
	truth  bool
	at     time.Time
	texts  []string
	more   []string // with tags: the AI tags
	list   []any
}

type valueKind uint8

const (
	nothing valueKind = iota
	textValue
	numberValue
	booleanValue
	instantValue
	textsValue
	listValue
)

// Text is a string value, also for a date written as one.
func Text(s string) Value { return Value{kind: textValue, text: s} }

// Number is a numeric value.
func Number(n float64) Value { return Value{kind: numberValue, number: n} }

// Bool is a boolean value.
func Bool(b bool) Value { return Value{kind: booleanValue, truth: b} }

// Instant is a date value.
func Instant(t time.Time) Value { return Value{kind: instantValue, at: t} }

// Texts is a list of strings. An empty list is no value.
func Texts(list []string) Value { return joined(list, nil) }

// List is a list of values of any kind that [Of] knows, lists excepted. A list without a value in
// it is no value.
func List(list []any) Value {
	for _, element := range list {
		if Of(element).scalar() {
			return Value{kind: listValue, list: list}
		}
	}
	return Value{}
}

// Of takes a value as decoders produce it: string, bool, any usual number, json.Number,
// time.Time, []string, []any, or a [Value]. Anything else, nil among it, is no value.
func Of(value any) Value {
	switch v := value.(type) {
	case Value:
		return v
	case string:
		return Text(v)
	case bool:
		return Bool(v)
	case time.Time:
		return Instant(v)
	case []string:
		return Texts(v)
	case []any:
		return List(v)
	case float64:
		return Number(v)
	case float32:
		return Number(float64(v))
	case int:
		return Number(float64(v))
	case int64:
		return Number(float64(v))
	case int32:
		return Number(float64(v))
	case uint64:
		return Number(float64(v))
	case json.Number:
		if n, err := v.Float64(); err == nil {
			return Number(n)
		}
	}
	return Value{}
}

// joined is the list of two lists.
func joined(list, more []string) Value {
	if len(list)+len(more) == 0 {
		return Value{}
	}
	return Value{kind: textsValue, texts: list, more: more}
}

// textIfAny is a string value, or none for "".
func textIfAny(s string) Value {
	if s == "" {
		return Value{}
	}
	return Text(s)
}

// scalar tells a single value from a list and from nothing.
func (v Value) scalar() bool { return v.kind >= textValue && v.kind <= instantValue }

// instant is the value as a date, which a text may be too.
func (v Value) instant() (t time.Time, ok bool) {
	switch v.kind {
	case instantValue:
		return v.at, true
	case textValue:
		return parseInstant(v.text)
	}
	return time.Time{}, false
}
