package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/state"
	"github.com/iksync/iksync/state/export"
)

// exportsTable exports the library as a table, and sees to it that a YAML with the
// account's fields, and that table, asks for nothing.
func (w *world) exportsTable(args ...string) {
	w.t.Helper()
	o := w.run(append([]string{"export", "--csv", "--out", "exported.csv"}, args...)...).exits(exitFine)
	again := w.run(append([]string{"export", "--csv"}, args...)...).exits(exitFine)
	require.Equal(w.t, w.read("exported.csv"), again.stdout, o.stderr)
	yaml := w.run(append([]string{"export"}, args...)...).exits(exitFine).stdout
	head, _, _ := strings.Cut(yaml, "\nfolders:")
	head, _, _ = strings.Cut(head, "\nfiles:")
	w.file("beside.yaml", head+"\nfiles_from: exported.csv\n")
	w.run("validate", "-f", "beside.yaml").exits(exitFine)
	document := w.run("plan", "-f", "beside.yaml", "--output", "json", "--detailed-exitcode").exits(exitFine).json("iksync-report/1")
	require.Empty(w.t, document["changes"])
	require.Empty(w.t, document["held"])
	w.untouched()
}

// Whatever library there is among the tests and examples: with a table of its files a
// plan is empty.
func TestExportedTablesAreExact(t *testing.T) {
	t.Run("examples", func(t *testing.T) {
		story(t, func(t *testing.T, w *world) {
			require.NoError(t, w.server.SeedDir("../../examples/seed"))
			w.exportsTable("--scope", "/storefront")
		})
	})
	dice := rand.New(rand.NewPCG(1, 1))
	for _, s := range []*scenario{rich(dice), drawn(dice)} {
		t.Run(s.name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				w := newWorld(t)
				w.server = s.server(t)
				w.exportsTable()
			})
		})
	}
	t.Run("every kind of field and value, and odd names", func(t *testing.T) {
		story(t, func(t *testing.T, w *world) { w.odd(t).exportsTable("--ids") })
	})
}

// An example of what is written, whole.
func TestExportedTable(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		for _, f := range []emulator.Field{
			{Name: "brand", Type: "SingleSelect", SelectOptions: []any{"Acme", "Red, dark"}},
			{Name: "kinds", Type: "MultiSelect", SelectOptions: []any{"a", "x, y", 1}},
			{Name: "tags", Type: "Text"}, {Name: "unused", Type: "Text"},
		} {
			require.NoError(t, w.server.SeedField(f))
		}
		require.NoError(t, w.server.Seed(
			emulator.Seed{Path: "/s/plain.jpg"},
			emulator.Seed{Path: "/s/a, b.jpg", Tags: []string{"-x", "hero"}, Description: "null", CustomCoordinates: "1,2,3,4", Unpublished: true,
				CustomMetadata: map[string]any{"brand": "Red, dark", "kinds": []any{"x, y", 1}, "tags": "=1+1"}},
			emulator.Seed{Path: "/s/c.jpg", Description: "one\r\ntwo \"2\"", CustomMetadata: map[string]any{"brand": "Acme", "tags": ""}},
			emulator.Seed{Path: "/s/bell.jpg", Description: "a\x00", Tags: []string{"t,u", "v"}},
		))
		o := w.run("export", "--csv", "--scope", "/s").exits(exitFine).says("Not in the table, which leaves it as it is:",
			`"/s/bell.jpg": its description holds a NUL character`, `"/s/bell.jpg": its tag "t,u"`)
		require.Equal(t, strings.TrimPrefix(`
path,tags,description,focus,published,brand,kinds,metadata.tags
"/s/a, b.jpg","""-x"",hero","""null""","1,2,3,4",false,"Red, dark","""x, y"",1",=1+1
/s/bell.jpg,+v,,,,,,
/s/c.jpg,,"one`+"\r"+`
two ""2""",,,Acme,,""""""
/s/plain.jpg,,,,,,,
`, "\n"), o.stdout)
		w.exportsTable("--scope", "/s")
	})
}

// csvText is text as a library may hold it.
func csvText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"a", "null", `"null"`, "", `""`, " a", "a ", "a,b", "a;b", "a\nb", "a\r\nb", "\r", "a\tb", `"a"`, `q"`, "+a", "-a", "=1", "@x", "true", "1", "${x}", "\ufeff", "é", "a\x00b", "a\xffb", "50%"}),
		rapid.StringMatching(`[a-z]{1,6}`), rapid.StringN(0, 8, -1),
	)
}

// csvLibrary draws a library.
func csvLibrary(t *rapid.T) *state.Have {
	have := &state.Have{Library: state.NewLibrary()}
	have.Folders["/s"] = &state.Folder{Path: "/s", ID: "d"}
	names := []state.FieldName{"tags", "Path", "metadata.x", "a,b", "brand", "Brand", "bad\nname"}
	options := []state.Value{state.String("a"), state.String("1"), state.Num(1), state.Bool(true), state.String("x, y"), state.String(`"1"`), state.Num(1e21), state.String("null")}
	for i, kind := range state.FieldTypes() {
		f := &state.Field{Name: names[i], ID: fmt.Sprint("m", i), Label: fmt.Sprint("L", i), Type: kind, Required: state.Optional}
		if kind == state.SingleSelect || kind == state.MultiSelect {
			f.Options = options
		}
		have.Fields[f.Name] = f
	}
	for i := range rapid.IntRange(0, 6).Draw(t, "files") {
		f := &state.File{Path: state.Path(fmt.Sprintf("/s/%s%d", rapid.SampledFrom([]string{"a", "A", ",", `"`, "é", "\n", "+"}).Draw(t, "name"), i/2)), ID: state.FileID(fmt.Sprint("id", i))}
		csvAttributes(t, have, f)
		have.Files[f.Path] = f
	}
	return have
}

func csvAttributes(t *rapid.T, have *state.Have, f *state.File) {
	if rapid.Bool().Draw(t, "tags") {
		f.Tags = &state.Tags{Mode: state.TagsExact, Set: rapid.SliceOfN(rapid.Map(csvText(), func(s string) state.Tag { return state.Tag(s) }), 0, 3).Draw(t, "set")}
	}
	if rapid.Bool().Draw(t, "description") {
		f.Description = &state.Setting[string]{Value: csvText().Draw(t, "says")}
	}
	if rapid.Bool().Draw(t, "focus") {
		f.Focus = &state.Setting[string]{Value: rapid.SampledFrom([]string{"1,2,3,4", "0,0,0,0", "x"}).Draw(t, "rectangle")}
	}
	if rapid.Bool().Draw(t, "draft") {
		f.Published = &state.Setting[bool]{}
	}
	f.Metadata = map[state.FieldName]state.Setting[state.Value]{}
	for _, name := range []state.FieldName{"tags", "Path", "metadata.x", "a,b", "brand", "Brand", "bad\nname", "gone"} {
		if rapid.Bool().Draw(t, string(name)) {
			f.Metadata[name] = state.Setting[state.Value]{Value: csvValue(t, have.Fields[name])}
		}
	}
}

func csvValue(t *rapid.T, f *state.Field) state.Value {
	odd := rapid.SampledFrom([]state.Value{state.String("q"), state.Num(1), state.Bool(true), state.List(state.String("a"), state.Num(1)), state.List()})
	switch {
	case f == nil || rapid.IntRange(0, 9).Draw(t, "odd") == 0:
		return odd.Draw(t, "value")
	case f.Type == state.Text || f.Type == state.Textarea:
		return state.String(csvText().Draw(t, "text"))
	case f.Type == state.Number:
		return state.Num(rapid.OneOf(rapid.Float64Range(-1e300, 1e300), rapid.SampledFrom([]float64{0, 1 << 53, 1e21})).Draw(t, "number"))
	case f.Type == state.Date:
		return state.String(rapid.SampledFrom([]string{"2024-01-01", "2024-01-01T02:00:00+02:00"}).Draw(t, "date"))
	case f.Type == state.SingleSelect:
		return rapid.SampledFrom(f.Options).Draw(t, "option")
	case f.Type == state.MultiSelect:
		return state.List(rapid.SliceOfNDistinct(rapid.SampledFrom(f.Options), 0, 3, func(v state.Value) string { return v.Kind() + v.String() }).Draw(t, "options")...)
	default:
		return state.Bool(rapid.Bool().Draw(t, "bool"))
	}
}

// Whatever a library holds: a plan for its table is empty. Each thing that the
// library has and the table has not is told.
func TestEveryExportedTableIsExact(t *testing.T) {
	p := &program{env: Env{Now: time.Now}}
	rapid.Check(t, func(t *rapid.T) {
		have := csvLibrary(t)
		made, err := tableOf(have, export.Options{Name: "shop", Scope: []state.Path{"/s"}})
		require.NoError(t, err)
		require.NoError(t, p.tryTable(made, have), "%s", made.text)
		rows := 0
		for _, f := range made.want.Files {
			rows++
			require.NotNil(t, have.Files[f.Path])
		}
		for _, loss := range made.losses {
			if loss.Reason == export.LossPath || loss.Reason == export.LossTwin {
				rows += 1 + loss.More
			}
		}
		require.Equal(t, len(have.Files), rows, "%v", made.losses)
	})
}
