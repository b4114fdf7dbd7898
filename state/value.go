package state

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Value is the value of a custom metadata field: a string, a number, a
// boolean, a list of those, or null. The zero Value is null.
type Value struct {
	v any // nil, string, float64, bool or []Value
}

// String makes a Value of s.
func String(s string) Value { return Value{s} }

// Num makes a Value of n.
func Num(n float64) Value { return Value{n} }

// Bool makes a Value of b.
func Bool(b bool) Value { return Value{b} }

// List makes a Value of vs.
func List(vs ...Value) Value { return Value{append([]Value{}, vs...)} }

// ValueOf makes a Value of decoded JSON: nil, string, float64, int, bool,
// []string and []any of those.
func ValueOf(x any) (Value, error) {
	switch x := x.(type) {
	case nil, string, float64, bool:
		return Value{x}, nil
	case int:
		return Value{float64(x)}, nil
	case json.Number:
		n, err := x.Float64()
		return Value{n}, err
	case []string:
		vs := make([]Value, len(x))
		for i, s := range x {
			vs[i] = String(s)
		}
		return Value{vs}, nil
	case []any:
		vs := make([]Value, len(x))
		for i, e := range x {
			v, err := ValueOf(e)
			if err != nil {
				return Value{}, err
			}
			vs[i] = v
		}
		return Value{vs}, nil
	default:
		return Value{}, fmt.Errorf("a %T is no metadata value", x)
	}
}

// IsNull says whether v is no value.
func (v Value) IsNull() bool { return v.v == nil }

// Any is v as encoding/json would decode it.
func (v Value) Any() any {
	list, ok := v.v.([]Value)
	if !ok {
		return v.v
	}
	out := make([]any, len(list))
	for i, e := range list {
		out[i] = e.Any()
	}
	return out
}

// AsString is v where it is a string.
func (v Value) AsString() (string, bool) { s, ok := v.v.(string); return s, ok }

// AsNumber is v where it is a number.
func (v Value) AsNumber() (float64, bool) { n, ok := v.v.(float64); return n, ok }

// AsBool is v where it is a boolean.
func (v Value) AsBool() (bool, bool) { b, ok := v.v.(bool); return b, ok }

// AsList is v where it is a list.
func (v Value) AsList() ([]Value, bool) { l, ok := v.v.([]Value); return l, ok }

// Kind names what v is, for messages: "a string", "a number", "true or false",
// "a list" or "null".
func (v Value) Kind() string {
	switch v.v.(type) {
	case string:
		return "a string"
	case float64:
		return "a number"
	case bool:
		return "true or false"
	case []Value:
		return "a list"
	default:
		return "null"
	}
}

// String is v for people: a string as it is where that is unmistakable, quoted
// where it is not.
func (v Value) String() string {
	switch x := v.v.(type) {
	case string:
		if needsQuotes(x) {
			return strconv.Quote(x)
		}
		return x
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(x)
	case []Value:
		parts := make([]string, len(x))
		for i, e := range x {
			parts[i] = e.String()
		}
		return "[" + strings.Join(parts, ", ") + "]"
	default:
		return "null"
	}
}

func needsQuotes(s string) bool {
	if s == "" || s == "null" || s == "true" || s == "false" || strings.TrimSpace(s) != s {
		return true
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		return true
	}
	return strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 || r == '"' || r == 0x7f })
}

// Equal says whether v and w are the same value. Lists are sets: neither order
// nor repeats count, since only MultiSelect has them.
func (v Value) Equal(w Value) bool {
	a, aList := v.v.([]Value)
	b, bList := w.v.([]Value)
	if aList != bList {
		return false
	}
	if !aList {
		return v.v == w.v
	}
	return containsAll(a, b) && containsAll(b, a)
}

func containsAll(all, some []Value) bool {
	for _, s := range some {
		if !slices.ContainsFunc(all, s.Equal) {
			return false
		}
	}
	return true
}

// EqualAs is Equal for two values of a field of type t: dates are compared as
// instants, since a server may give them back in another form.
func (v Value) EqualAs(t FieldType, w Value) bool {
	if t == Date {
		a, aOK := v.AsInstant()
		b, bOK := w.AsInstant()
		if aOK && bOK {
			return a.Equal(b)
		}
	}
	return v.Equal(w)
}

// AsInstant is v where it is a date: RFC 3339, or "2006-01-02" for its first
// moment in UTC.
func (v Value) AsInstant() (time.Time, bool) {
	s, ok := v.AsString()
	if !ok {
		return time.Time{}, false
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// MarshalJSON writes v as the JSON value it stands for.
func (v Value) MarshalJSON() ([]byte, error) { return json.Marshal(v.Any()) }

// UnmarshalJSON reads any JSON value but an object.
func (v *Value) UnmarshalJSON(data []byte) error {
	var x any
	if err := json.NewDecoder(bytes.NewReader(data)).Decode(&x); err != nil {
		return err
	}
	value, err := ValueOf(x)
	*v = value
	return err
}
