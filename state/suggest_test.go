package state_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/state"
)

// The distance of words is one of a metric, and counts typing errors.
func TestEditDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"list", "list", 0}, {"lst", "list", 1}, {"lits", "list", 1}, {"lisst", "list", 1}, {"lost", "list", 1},
		{"", "list", 4}, {"copy", "move", 3},
	} {
		require.Equal(t, test.want, state.EditDistance(test.a, test.b), "%s %s", test.a, test.b)
	}
	word := rapid.StringMatching(`[abc]{0,7}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		distance := state.EditDistance(a, b)
		require.Equal(t, distance, state.EditDistance(b, a))
		require.Equal(t, distance == 0, a == b)
		require.LessOrEqual(t, distance, max(len(a), len(b)))
		require.GreaterOrEqual(t, distance, max(len(a), len(b))-min(len(a), len(b)))
	})
}
