package main

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/state"
)

// fieldDraws are values of the options that say how a field is, by the type that they
// fit more or less.
func fieldDraws() map[state.FieldType]map[string][]string {
	text := map[string][]string{"default": {"", "a", "true", "long text"}, "min-length": {"0", "1", "5", "none"}, "max-length": {"0", "3", "9", "none"}}
	selects := map[string][]string{"options": {"a", "a,b", "b,1", `"1",1`, "true,a", `"a,b"`, "1e3,7", "a,a", ""}, "default": {"a", "b", "1", `"1"`, "true", "a,b", "b,a,b"}}
	return map[state.FieldType]map[string][]string{
		state.Text: text, state.Textarea: text, state.SingleSelect: selects, state.MultiSelect: selects,
		state.Number:  {"default": {"1", "5", "1e3", "007", "a"}, "min": {"0", "3", "-2.5", "none"}, "max": {"2", "5", "none", ""}},
		state.Date:    {"default": {"2024-02-01", "2024-07-01T00:00:00Z", "x"}, "min": {"2024-01-01", "2024-06-01T12:00:00Z", "none"}, "max": {"2024-03-01", "2024-12-31", "none"}},
		state.Boolean: {"default": {"true", "false", "1"}},
	}
}

// drawDefinition draws options that say how a field of a type is. Now and then one is
// of another type.
func drawDefinition(r *rapid.T, t state.FieldType) []string {
	if rapid.IntRange(0, 9).Draw(r, "stray") == 0 {
		t = rapid.SampledFrom(state.FieldTypes()).Draw(r, "strays to")
	}
	var args []string
	draws := fieldDraws()[t]
	for _, option := range slices.Sorted(maps.Keys(draws)) {
		if option == "options" || rapid.Bool().Draw(r, option+" given") {
			args = append(args, "--"+option, rapid.SampledFrom(draws[option]).Draw(r, option))
		}
	}
	if rapid.IntRange(0, 4).Draw(r, "required given") == 0 {
		args = append(args, "--required")
	}
	return args
}

// Whatever is asked for is refused here, and nothing sent, or taken by the API and
// then so: asking once more, or for nothing new, finds nothing to do.
func TestFieldRandom(t *testing.T) {
	w := newWorld(t)
	n, made, changed := 0, 0, 0
	rapid.Check(t, func(r *rapid.T) {
		n++
		name := fmt.Sprintf("field%d", n)
		w.server.ResetCounts()
		kind := rapid.SampledFrom(state.FieldTypes()).Draw(r, "type")
		create := append([]string{"field", "create", "--type", string(kind)}, drawDefinition(r, kind)...)
		o := w.run(append(create, name)...)
		if o.code == int(exitUsage) {
			require.Empty(r, w.server.Requests(), "%v", create)
			return
		}
		made++
		require.Equal(r, int(exitFine), o.code, "%v: %s", create, o.stderr)
		require.Contains(r, w.run(append(create, name)...).stdout, "nothing to create", "%v", create)

		w.server.ResetCounts()
		change := append([]string{"field", "update", "--yes"}, drawDefinition(r, kind)...)
		o = w.run(append(change, name)...)
		if o.code == int(exitUsage) {
			require.Zero(r, w.server.Mutations())
			return
		}
		changed++
		require.Equal(r, int(exitFine), o.code, "%v, then %v: %s", create, change, o.stderr)
		require.Contains(r, w.run(append(change, name)...).stdout, "nothing to change", "%v, then %v", create, change)
	})
	require.Greater(t, made, n/5)
	require.Greater(t, changed, n/20)
}
