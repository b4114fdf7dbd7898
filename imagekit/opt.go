package imagekit

import (
	"bytes"
	"encoding/json"
)

// Opt is an attribute in a request that can be left alone (the zero value),
// set ([Set]) or cleared ([Clear]). Give it the JSON option omitzero.
type Opt[T any] struct {
	value T
	state optState
}

type optState uint8

const (
	optAbsent optState = iota
	optSet
	optClear
)

// Set returns an attribute that is to become v.
func Set[T any](v T) Opt[T] { return Opt[T]{value: v, state: optSet} }

// Clear returns an attribute that is to become unset.
func Clear[T any]() Opt[T] { return Opt[T]{state: optClear} }

// IsZero tells whether the attribute is left alone.
func (o Opt[T]) IsZero() bool { return o.state == optAbsent }

// IsClear tells whether the attribute is to become unset.
func (o Opt[T]) IsClear() bool { return o.state == optClear }

// Get returns the value, and whether there is one.
func (o Opt[T]) Get() (T, bool) { return o.value, o.state == optSet }

// MarshalJSON encodes the value, or null.
func (o Opt[T]) MarshalJSON() ([]byte, error) {
	if o.state != optSet {
		return []byte("null"), nil
	}
	return json.Marshal(o.value)
}

// UnmarshalJSON decodes the value; null means cleared.
func (o *Opt[T]) UnmarshalJSON(data []byte) error {
	if bytes.Equal(data, []byte("null")) {
		*o = Clear[T]()
		return nil
	}
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	*o = Set(v)
	return nil
}
