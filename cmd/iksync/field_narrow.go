package main

import (
	"fmt"
	"slices"

	"github.com/iksync/iksync/state"
)

// narrowing is what a field takes no more after a change.
type narrowing struct {
	search string   // finds the files it is about; "": there is nothing
	kind   narrowed // which values
	what   string   // those values, for people
}

// narrowed says of which kind are the values that a field takes no more.
type narrowed string

// The kinds.
const (
	narrowedOptions narrowed = "options"
	narrowedRange   narrowed = "range"
	narrowedLength  narrowed = "length" // which ImageKit cannot search for
)

// narrowingOf compares two definitions of a field. One has options or bounds of one
// kind, as its type says, so that one search is enough.
func narrowingOf(is, after *state.Field) narrowing {
	var gone []state.Value
	for _, v := range is.Options {
		if !slices.ContainsFunc(after.Options, v.Equal) {
			gone = append(gone, v)
		}
	}
	if len(gone) > 0 {
		return narrowing{withOneOf(is.Name, gone), narrowedOptions, state.List(gone...).String()}
	}
	var least, most state.Value
	if raised := (&state.Field{Type: is.Type, Min: after.Min}); !after.Min.IsNull() && (is.Min.IsNull() || raised.CheckValue(is.Min) != "") {
		least = after.Min
	}
	if lowered := (&state.Field{Type: is.Type, Max: after.Max}); !after.Max.IsNull() && (is.Max.IsNull() || lowered.CheckValue(is.Max) != "") {
		most = after.Max
	}
	if !least.IsNull() || !most.IsNull() {
		return narrowing{outside(is.Name, least, most), narrowedRange, span(after.Min, after.Max)}
	}
	if isMore(after.MinLength, is.MinLength) || isLess(after.MaxLength, is.MaxLength) {
		return narrowing{search: withValue(is.Name), kind: narrowedLength}
	}
	return narrowing{}
}

// isMore says whether a least length leaves out what another one took.
func isMore(after, is *int) bool { return after != nil && *after > 0 && (is == nil || *after > *is) }

// isLess says whether a greatest length leaves out what another one took.
func isLess(after, is *int) bool { return after != nil && (is == nil || *after < *is) }

// words say whom it concerns.
func (n narrowing) words(held tally) string {
	switch n.kind {
	case narrowedOptions:
		return fmt.Sprintf("With a value that goes (%s): %s, to which it cannot be given again.", n.what, held)
	case narrowedRange:
		return fmt.Sprintf("With a value outside of %s: %s, to which it cannot be given again.", n.what, held)
	default:
		return fmt.Sprintf("With a value of whatever length: %s; how many are too short or too long now, ImageKit cannot search for.", held)
	}
}
