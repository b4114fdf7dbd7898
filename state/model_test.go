package state_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/state"
)

func TestPath(t *testing.T) {
	p := state.Path("/a/b/c.jpg")
	require.Equal(t, state.Path("/a/b"), p.Dir())
	require.Equal(t, "c.jpg", p.Base())
	require.Equal(t, 3, p.Depth())
	require.Equal(t, 0, state.Root.Depth())
	require.Equal(t, p, state.Path("/a/b").Join("c.jpg"))
	require.Equal(t, state.Path("/a"), state.Root.Join("a"))
	require.Equal(t, []state.Path{"/a/b", "/a", "/"}, slices.Collect(p.Ancestors))
	require.Empty(t, slices.Collect(state.Root.Ancestors))
	for _, dir := range []state.Path{"/", "/a", "/a/b"} {
		require.True(t, p.Under(dir), dir)
	}
	for _, dir := range []state.Path{"/a/b/c.jpg", "/a/b/c", "/b", "/a/bb"} {
		require.False(t, p.Under(dir), dir)
	}
	require.False(t, state.Root.Under("/"))
	require.True(t, p.Within(p))
	require.Equal(t, state.Path("/x/c.jpg"), p.Rebase("/a/b", "/x"))
	require.Equal(t, state.Path("/x"), state.Path("/a").Rebase("/a", "/x"))
	require.Equal(t, state.Path("/a"), state.Path("/x/a").Rebase("/x", "/"))
}

func TestPattern(t *testing.T) {
	match := func(glob string, p state.Path) bool { return state.Pattern{Glob: glob}.Matches(p) }
	cover := func(glob string, p state.Path) bool { return state.Pattern{Glob: glob}.Covers(p) }
	require.True(t, match("/a/*.jpg", "/a/b.jpg"))
	require.False(t, match("/a/*.jpg", "/a/b/c.jpg"))
	require.True(t, match("/a/**/*.jpg", "/a/c.jpg"))
	require.True(t, match("/a/{b,c}/[x-z]?", "/a/c/y1"))
	require.True(t, match(`/a/\*`, "/a/*"))
	require.False(t, match("/a/[", "/a/["))
	for _, glob := range []string{"/legal", "/legal/**", "/legal/*"} {
		require.True(t, cover(glob, "/legal/a/b.pdf"), glob)
	}
	require.False(t, cover("/legal", "/legalese/a"))
	for _, glob := range []string{"/**", "/**/a", "/{**/a,b}", "/{a,**}/x", `/\**`, `/a\*\*`, "/a*/b"} {
		require.Empty(t, state.Pattern{Glob: glob}.Fault(), glob)
	}
	for _, glob := range []string{"/**.jpg", "/a**", "/a**/b", "/***", "/{a,**b}"} {
		require.Contains(t, state.Pattern{Glob: glob}.Fault(), "only between slashes", glob)
	}
}

func TestServerNames(t *testing.T) {
	require.Equal(t, "é-1_2.jpg", state.ServerFileName("é-1_2.jpg"))
	require.Equal(t, "a__b_.jpg", state.ServerFileName("a (b).jpg"))
	require.Equal(t, "a_b_c", state.ServerFolderName("a-b.c"))
	require.Equal(t, "a-b_c", state.ServerFolderRename("a-b.c"))
}

func TestValue(t *testing.T) {
	var v state.Value
	require.NoError(t, json.Unmarshal([]byte(`["a", 1, true]`), &v))
	require.True(t, v.Equal(state.List(state.Bool(true), state.Num(1), state.String("a"))), "lists are sets")
	require.False(t, v.Equal(state.List(state.Num(1))))
	require.False(t, v.Equal(state.String("a")))
	text, err := json.Marshal(v)
	require.NoError(t, err)
	require.JSONEq(t, `["a", 1, true]`, string(text))
	require.Error(t, json.Unmarshal([]byte(`{"a": 1}`), &v))
	require.Equal(t, `[a, 1, "1", "", null]`, state.List(state.String("a"), state.Num(1), state.String("1"), state.String(""), state.Value{}).String())
	day := state.String("2024-01-01")
	require.True(t, day.EqualAs(state.Date, state.String("2024-01-01T01:00:00+01:00")))
	require.False(t, day.EqualAs(state.Text, state.String("2024-01-01T00:00:00Z")))
	for _, x := range []any{nil, "a", 1, 1.5, true, []string{"a"}, []any{"a", json.Number("2")}} {
		_, err := state.ValueOf(x)
		require.NoError(t, err, x)
	}
	_, err = state.ValueOf([]any{map[string]any{}})
	require.ErrorContains(t, err, "no metadata value")
}

func TestProblems(t *testing.T) {
	var ps state.Problems
	require.NoError(t, ps.Err())
	ps.Add(state.Pos{File: "b", Line: 1}, "later")
	ps.Add(state.Pos{File: "a", Line: 10, Column: 2}, "second")
	ps.Add(state.Pos{File: "a", Line: 9, Column: 3}, "first %d", 1)
	ps.Add(state.Pos{File: "a", Line: 9, Column: 3}, "first %d", 1)
	ps.Add(state.Pos{}, "nowhere")
	require.EqualError(t, ps.Err(), "nowhere\na:9:3: first 1\na:10:2: second\nb:1: later")
}

// TestCheckValue is for values that are not written in YAML: live ones.
func TestCheckValue(t *testing.T) {
	one, three := 1, 3
	many := &state.Field{Type: state.SingleSelect}
	for _, word := range strings.Fields("alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu") {
		many.Options = append(many.Options, state.String(word))
	}
	multi := &state.Field{Type: state.MultiSelect, Options: []state.Value{state.Num(1), state.String("x")}}
	dates := &state.Field{Type: state.Date, Max: state.String("2024-06-01")}
	text := &state.Field{Type: state.Textarea, MinLength: &one, MaxLength: &three}
	for _, c := range []struct {
		field *state.Field
		value state.Value
		want  string
	}{
		{text, state.String("日本語"), ""},
		{text, state.String(""), "must have at least 1 character, not 0"},
		{text, state.String("日本語!"), "must have at most 3 characters, not 4"},
		{text, state.List(), "must be a string, not a list"},
		{text, state.Value{}, ""},
		{&state.Field{Type: state.Text, Required: state.Required}, state.Value{}, "is required and cannot be unset"},
		{many, state.String("gama"), `must be one of its 13 options, not gama; did you mean "gamma"?`},
		{many, state.String("omega-three"), "must be one of its 13 options, not omega-three"},
		{multi, state.List(state.Num(1), state.String("x")), ""},
		{multi, state.List(), ""},
		{multi, state.List(state.String("1")), "must be a number 1, not a string: mind the quotes"},
		{multi, state.List(state.Num(1), state.Num(1)), "must not hold 1 twice"},
		{dates, state.String("2024-06-01T00:00:00Z"), ""},
		{dates, state.String("2024-06-01T00:00:01Z"), "must not be after 2024-06-01, as 2024-06-01T00:00:01Z is"},
		{&state.Field{Type: state.Boolean}, state.Bool(false), ""},
		{&state.Field{Type: "Colour"}, state.Num(1), ""},
	} {
		require.Equal(t, c.want, c.field.CheckValue(c.value), "%s of %s", c.value, c.field.Type)
	}
}
