package state_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/query"
	"github.com/iksync/iksync/state"
)

// head is what every file begins with: what is tested stands from line 4 on.
const head = "version: 1\nlibrary: shop\nscope: [/shop]\n"

// story is a YAML file and what is said against it.
type story struct {
	name string
	yaml string
	want string // the problems, one a line, without the file's name; "" for none
}

// tell runs stories. Each file is prefix and the story's YAML.
func tell(t *testing.T, prefix string, stories []story) {
	t.Helper()
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			require.Equal(t, strings.TrimSpace(s.want), problems(t, prefix+s.yaml))
		})
	}
}

// problems decodes text and returns everything that is wrong with it.
func problems(t *testing.T, text string) string {
	t.Helper()
	want, err := state.Decode("f", strings.NewReader(text))
	if err == nil {
		require.NotNil(t, want)
		return ""
	}
	var all state.Problems
	require.ErrorAs(t, err, &all)
	require.Nil(t, want)
	lines := make([]string, len(all))
	for i, p := range all {
		lines[i] = strings.TrimPrefix(p.String(), "f:")
	}
	return strings.Join(lines, "\n")
}

// decode reads a file that is right.
func decode(t *testing.T, text string) *state.Want {
	t.Helper()
	want, err := state.Decode("f", strings.NewReader(text))
	require.NoError(t, err)
	return want
}

// same compares two wants without their positions.
func same() cmp.Options {
	return cmp.Options{
		cmp.Transformer("nowhere", func(state.Pos) struct{} { return struct{}{} }),
		cmp.Comparer(func(a, b *query.Query) bool {
			return (a == nil) == (b == nil) && (a == nil || a.String() == b.String())
		}),
	}
}
