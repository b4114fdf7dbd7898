package state_test

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/internal/anywant"
	"github.com/iksync/iksync/state"
)

// TestRoundTrip: whatever is wanted, what Encode writes Decode reads.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anywant.Draw(t)
		var out, again bytes.Buffer
		require.NoError(t, state.Encode(&out, want))
		got, err := state.Decode("f", bytes.NewReader(out.Bytes()))
		require.NoError(t, err, out.String())
		if diff := cmp.Diff(want, got, same()); diff != "" {
			t.Fatalf("%s\n%s", out.String(), diff)
		}
		require.NoError(t, state.Encode(&again, got))
		require.Equal(t, out.String(), again.String())
	})
}

func TestExamples(t *testing.T) {
	files, err := filepath.Glob("../examples/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		want, err := state.DecodeInputs(state.Inputs{
			Files: []state.YAML{{Name: "f", Bytes: text}},
			Table: func(name string) (state.CSV, error) {
				text, err := os.ReadFile(filepath.Join(filepath.Dir(file), name))
				return state.CSV{Name: name, Bytes: text}, err
			},
		})
		require.NoError(t, err)
		roundTrip(t, want)
	}
}

func roundTrip(t *testing.T, want *state.Want) {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, state.Encode(&out, want))
	got, err := state.Decode("f", bytes.NewReader(out.Bytes()))
	require.NoError(t, err, out.String())
	require.Empty(t, cmp.Diff(want, got, same()), out.String())
}

// FuzzDecode: no text makes Decode panic, and what it accepts it accepts again
// after Encode, as the same.
func FuzzDecode(f *testing.F) {
	f.Add(design)
	f.Add(head + "files:\n  /shop/a: &a {tags: [x]}\n  /shop/b: {<<: *a}\n")
	f.Add(head + "vars: {a: x, n: 5}\nfiles:\n  /shop/${a}/$${a}: {tags: [\"${a}\"]}\n  /shop/b:\n    metadata:\n      ${a}: ${n}\n")
	f.Add(head + "vars: &v {a: \"$${\"}\nfiles:\n  /shop/${a: {description: \"${b}${\"}\n  /shop/${a}: {metadata: *v}\n")
	f.Add("version: ${v}\nvars: {v: 1, s: /${}\nlibrary: ${s\nscope: [/${s}]\n")
	f.Add("a: [1, 2\nb: 3\n")
	f.Add("\tx: \"\\u00e9\" # c\n? [a]\n: |-\n  b\n")
	f.Add(head + "files:\n  /shop/a: {focus: 1,2,3,4, metadata: {a: 1e400}}\n")
	f.Fuzz(func(t *testing.T, text string) {
		want, err := state.Decode("f", strings.NewReader(text))
		if err == nil {
			roundTrip(t, want)
			return
		}
		var all state.Problems
		require.ErrorAs(t, err, &all)
		for _, p := range all {
			require.Positive(t, p.Pos.Line)
			require.Positive(t, p.Pos.Column)
			require.LessOrEqual(t, p.Pos.Column, len(text)+2)
		}
	})
}

// TestEncodeFromAccount: definitions that no YAML gave are written whole.
func TestEncodeFromAccount(t *testing.T) {
	least := 1
	want := &state.Want{Library: state.NewLibrary(), Name: "shop", Scope: []state.Path{"/"}}
	want.Fields["size"] = &state.Field{Name: "size", ID: "f1", Label: "Size", Type: state.Text, Required: state.Required,
		Default: state.String("m"), MinLength: &least}
	want.Files["/a.jpg"] = &state.File{Path: "/a.jpg", ID: "x1", Observed: state.Observed{Size: 5}}
	var out bytes.Buffer
	require.NoError(t, state.Encode(&out, want))
	require.Equal(t, `version: 1
library: shop
scope: [/]
limits: {deletes: 0, delete_percent: 0}

fields:
  size: {label: Size, type: Text, required: true, default: m, min_length: 1}

files:
  /a.jpg:
    id: x1
`, out.String())
}

func TestEncodeLongLines(t *testing.T) {
	want := &state.Want{Library: state.NewLibrary(), Name: "shop", Scope: []state.Path{"/"}}
	long := state.Path("/" + strings.Repeat("long/", 300) + "x")
	var many []state.Tag
	for _, word := range strings.Fields(strings.Repeat("spring summer autumn winter ", 5)) {
		many = append(many, state.Tag(word+string(rune('a'+len(many)))))
	}
	want.Files[long] = &state.File{Path: long, Attributes: state.Attributes{
		Tags: &state.Tags{Mode: state.TagsExact, Set: many, From: state.Origin{Layer: state.LayerFile}}}}
	var out bytes.Buffer
	require.NoError(t, state.Encode(&out, want))
	require.Contains(t, out.String(), "    tags:\n      - springa\n      - summerb\n")
	roundTrip(t, want)
}

func TestEncodeRefuses(t *testing.T) {
	for name, value := range map[string]state.Value{
		"the number NaN cannot be written as YAML":               state.Num(math.NaN()),
		"the number +Inf cannot be written as YAML":              state.List(state.Num(math.Inf(1))),
		`"a\xff", which is not UTF-8, cannot be written as YAML`: state.String("a\xff"),
	} {
		want := &state.Want{Library: state.NewLibrary()}
		want.Files["/a"] = &state.File{Path: "/a", Attributes: state.Attributes{Metadata: metadata(state.Origin{}, "x", value)}}
		require.EqualError(t, state.Encode(&bytes.Buffer{}, want), name)
	}
}

func TestReadersAndWritersThatFail(t *testing.T) {
	broken := errors.New("broken")
	_, err := state.Decode("f", failing{broken})
	require.ErrorIs(t, err, broken)
	require.ErrorIs(t, state.Encode(failing{broken}, decode(t, design)), broken)
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error)  { return 0, f.err }
func (f failing) Write([]byte) (int, error) { return 0, f.err }
