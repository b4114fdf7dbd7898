package state_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/state"
)

func TestDeclaredVars(t *testing.T) {
	for _, test := range []struct {
		name  string
		files []string
		want  []string
		fails string
	}{
		{name: "none", files: []string{"version: 1"}},
		{name: "with a value, without one, and with one that cannot be", files: []string{"vars: {b: 1, a: , c: [x]}"}, want: []string{"a", "b", "c"}},
		{name: "in several files", files: []string{"vars: {b: 1}", "version: 1", "vars: {a: 1}"}, want: []string{"a", "b"}},
		{name: "what is no name", files: []string{"vars: {A b: 1, a: 1}"}, want: []string{"a"}},
		{name: "a mistake elsewhere does not matter", files: []string{"version: 7\nvars: {a: 1}\nfiles: {a: 1}"}, want: []string{"a"}},
		{name: "a file that is no YAML may declare more", files: []string{"vars: {a: 1}", "{"}, fails: "1.yaml:1"},
		{name: "a file that is too large", files: []string{string(make([]byte, state.MaxSize+1))}, fails: "0.yaml:1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var files []state.YAML
			for i, text := range test.files {
				files = append(files, state.YAML{Name: string(rune('0'+i)) + ".yaml", Bytes: []byte(text)})
			}
			names, err := state.DeclaredVars(files)
			if test.fails != "" {
				require.ErrorContains(t, err, test.fails)
				return
			}
			require.NoError(t, err)
			require.ElementsMatch(t, test.want, names)
			require.IsIncreasing(t, append([]string{""}, append(names, "~")...))
		})
	}
}
