package main

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// exportWays is all that an export can be like.
func exportWays() [][]string {
	return [][]string{{}, {"--explicit"}, {"--ids"}, {"--explicit", "--ids"}}
}

// exportsExactly exports the library in every way, and sees to it that the YAML is
// valid, that a plan for it is empty, and that the same is written again.
func (w *world) exportsExactly(args ...string) {
	w.t.Helper()
	for i, way := range exportWays() {
		name := fmt.Sprintf("export%d.yaml", i)
		w.run(append(append([]string{"export", "--out", name}, way...), args...)...).exits(exitFine)
		w.run("validate", "-f", name).exits(exitFine)
		o := w.run("plan", "-f", name, "--output", "json", "--detailed-exitcode").exits(exitFine)
		document := o.json("iksync-report/1")
		require.Empty(w.t, document["changes"], way)
		require.Empty(w.t, document["held"], way)
		require.Empty(w.t, document["refusals"], way)
		again := w.run(append(append([]string{"export"}, way...), args...)...).exits(exitFine)
		require.Equal(w.t, w.read(name), again.stdout)
	}
	w.untouched()
}

// Whatever library there is among the tests and examples: a plan for its export is empty.
func TestExportsAreExact(t *testing.T) {
	t.Run("examples", func(t *testing.T) {
		story(t, func(t *testing.T, w *world) {
			require.NoError(t, w.server.SeedDir("../../examples/seed"))
			w.watched().exportsExactly("--scope", "/storefront")
		})
	})
	for _, seed := range []uint64{1, 2, 3} {
		dice := rand.New(rand.NewPCG(seed, seed))
		for _, s := range []*scenario{rich(dice), drawn(dice)} {
			t.Run(fmt.Sprint(s.name, seed), func(t *testing.T) {
				inBubble(t, func(t *testing.T) {
					w := newWorld(t)
					w.server = s.server(t)
					w.exportsExactly()
					w.exportsScoped(t)
				})
			})
		}
	}
	t.Run("every kind of field and value, and odd names", func(t *testing.T) {
		story(t, func(t *testing.T, w *world) { w.odd(t).exportsExactly() })
	})
}

// exportsScoped is the same for folders of their own.
func (w *world) exportsScoped(t *testing.T) {
	t.Helper()
	w.run("export", "--scope", "/s", "--force", "--out", "scoped.yaml").exits(exitFine)
	w.run("plan", "-f", "scoped.yaml", "--detailed-exitcode").exits(exitFine).shows("No changes")
}

// odd fills the library with what is hard to write down.
func (w *world) odd(t *testing.T) *world {
	t.Helper()
	for _, f := range []emulator.Field{
		{Name: "text", Type: "Text", MinLength: 1, MaxLength: 20}, {Name: "area", Type: "Textarea", DefaultValue: "a\nb: ${c}"},
		{Name: "number", Type: "Number", MinValue: -5, MaxValue: 1e15}, {Name: "date", Type: "Date", MinValue: "2020-01-01"},
		{Name: "bool", Label: "Is it: so?", Type: "Boolean", DefaultValue: true, IsValueRequired: true},
		{Name: "one", Type: "SingleSelect", SelectOptions: []any{"1", 1, true, "yes", "${x}"}, DefaultValue: "yes"},
		{Name: "many", Type: "MultiSelect", SelectOptions: []any{"a", 2, false}, DefaultValue: []any{"a", 2}},
	} {
		require.NoError(t, w.server.SeedField(f))
	}
	var seeds []emulator.Seed
	for i := range 8 {
		seeds = append(seeds, emulator.Seed{Path: fmt.Sprintf("/s/all/f%d.jpg", i), Tags: []string{"z", "yes", "${v}", fmt.Sprint("own", i%3)},
			CustomMetadata: map[string]any{"one": 1, "number": 1.5, "bool": false, "many": []any{false, "a"}, "date": "2024-02-29T12:00:00+02:00"}})
	}
	seeds = append(seeds,
		emulator.Seed{Path: "/s/${odd}/a #1: {x}.jpg", Tags: []string{"'", `"`, "#", "- a"}, Description: "a\nb\t${c} $${d}\x00\u202e"},
		emulator.Seed{Path: "/s/[a]*/Grün 日本.png", CustomMetadata: map[string]any{"text": "null", "area": " x ", "one": true}, Unpublished: true},
		emulator.Seed{Path: "/s/draft.svg", Unpublished: true, Private: true, CustomCoordinates: "1,2,3,4", AITags: []emulator.AITag{{Name: "cat"}}},
		emulator.Seed{Path: "/s/twin.jpg", Tags: []string{"x"}}, emulator.Seed{Path: "/s/Twin.jpg", Tags: []string{"x"}},
		emulator.Seed{Path: "/s/noext", Tags: []string{"x"}}, emulator.Seed{Path: "/s/empty folder (1)", Folder: true},
		emulator.Seed{Path: "/s/.hidden"}, emulator.Seed{Path: "/s/bell\a.jpg", Tags: []string{"x"}},
	)
	require.NoError(t, w.server.Seed(seeds...))
	return w
}

// What YAML cannot say is told on stderr and in a comment, and the exit code is 0.
func TestExportTellsWhatIsNotInIt(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		o := w.odd(t).run("export").exits(exitFine).
			says("Not in the YAML, which leaves it as it is", `"/s/bell\a.jpg": file cannot be listed: its path holds a control character`,
				`"/s/twin.jpg": file cannot be listed beside "/s/Twin.jpg"`).
			shows(`#   "/s/bell\a.jpg": file cannot be listed`, "one: {label: one, type: SingleSelect, options: [\"1\", 1, true, \"yes\"")
		require.NotContains(t, o.stdout, "\a")
		require.NotContains(t, o.stdout, "\u202e")
		require.NotContains(t, o.stderr, "\a")
	})
}

// What was exported is asked for from then on.
func TestExportRemembers(t *testing.T) {
	for _, way := range exportWays() {
		story(t, func(t *testing.T, w *world) {
			w.odd(t).run(append([]string{"export", "--out", "library.yaml"}, way...)...).exits(exitFine)
			require.NoError(t, w.server.SetTags("/s/all/f3.jpg", "z", "own0"))
			require.NoError(t, w.server.SetTags("/s/noext"))
			changes := w.run("plan", "--output", "json").exits(exitFine).json("iksync-report/1")["changes"].([]any)
			require.Len(t, changes, 2)
			require.Equal(t, "/s/noext", changes[0].(map[string]any)["path"])
			first := changes[1].(map[string]any)
			require.Equal(t, "/s/all/f3.jpg", first["path"])
			attr := first["attrs"].([]any)[0].(map[string]any)
			require.Equal(t, []any{"own0", "z"}, attr["before"])
			require.Equal(t, []any{"${v}", "own0", "yes", "z"}, attr["after"])
			w.run("apply", "--auto-approve").exits(exitFine)
			f, _ := w.server.File("/s/all/f3.jpg")
			require.ElementsMatch(t, []string{"own0", "yes", "z", "${v}"}, f.Tags)
		})
	}
}

func TestExportNames(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/b c/b.jpg").yaml("")
		w.run("export").exits(exitFine).shows("library: emulator\nscope: [/]\n")
		w.run("export", "--scope", "/b c").exits(exitFine).shows("library: b_c\nscope: [/b c]\n")
		w.run("export", "--scope", "/s", "--scope", "/b c").exits(exitFine).shows("library: emulator\nscope: [/b c, /s]\n")
		w.run("export", "-f", "library.yaml").exits(exitFine).shows("library: shop\nscope: [/s]\n")
		w.run("export", "-f", "library.yaml", "--scope", "/b c", "--name", "other").exits(exitFine).shows("library: other\nscope: [/b c]\n")
		w.untouched()
	})
}

// A file that is there is left alone, unless it is meant.
func TestExportOut(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").file("mine.yaml", "mine")
		w.run("export", "--out", "mine.yaml").exits(exitFailed).says("mine.yaml exists and is left alone")
		require.Equal(t, "mine", w.read("mine.yaml"))
		require.Empty(t, w.run("export", "--out", "mine.yaml", "--force").exits(exitFine).says("Wrote mine.yaml.").stdout)
		require.Contains(t, w.read("mine.yaml"), "# 1 file and 1 folder in /; made by iksync export.")
		w.run("export", "--out", "none/x.yaml").exits(exitFailed)
		left, err := filepath.Glob(filepath.Join(w.dir, ".*"))
		require.NoError(t, err)
		require.Empty(t, left)
	})
}

func TestExportRefuses(t *testing.T) {
	for _, test := range []struct {
		name string
		args []string
		code code
		says string
	}{
		{"a scope that is no path", []string{"--scope", "s"}, exitUsage, "must begin with /"},
		{"a scope within another one", []string{"--scope", "/s/in", "--scope", "/s"}, exitUsage, "--scope /s/in lies in --scope /s"},
		{"a folder that is not there", []string{"--scope", "/none"}, exitFailed, "there is no folder /none"},
		{"a name of nothing", []string{"--name", " "}, exitUsage, "want a name"},
		{"a file that is not there", []string{"-f", "none.yaml"}, exitUsage, "there is no file none.yaml"},
		{"an argument", []string{"/s"}, exitUsage, ""},
		{"a variable of no YAML", []string{"--var", "x=1"}, exitUsage, "--var is for the YAML of --file, which is not given"},
	} {
		t.Run(test.name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				o := w.seeded("/s/in/a.jpg").run(append([]string{"export"}, test.args...)...).exits(test.code).says(test.says)
				require.Empty(t, o.stdout)
			})
		})
	}
}

// A variable is for the YAML of --file; in the environment it may be for other commands.
func TestExportWithVariables(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").file("library.yaml", "version: 1\nvars: {name: }\nlibrary: ${name}\nscope: [/s]\n")
		w.run("export", "-f", "library.yaml", "--var", "name=shop").exits(exitFine).shows("library: shop\n")
		w.vars["IKSYNC_VAR"] = "name=shop"
		w.run("export").exits(exitFine).shows("library: emulator\n")
	})
}

// A switch in the environment is true or false.
func TestExportSwitchesInTheEnvironment(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").vars["IKSYNC_EXPLICIT"] = "true"
		w.run("export").exits(exitFine).shows("\n  /s/a.jpg:\n")
		w.vars["IKSYNC_EXPLICIT"] = "maybe"
		w.run("export").exits(exitUsage).says("IKSYNC_EXPLICIT: want true or false")
	})
}

// A library that cannot be read whole is not exported: a part would be taken for all.
func TestExportOfAnIncompleteRead(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.halfRead().file("out.yaml", "as it was")
		require.Empty(t, w.run("export").exits(exitFailed).says("could not be read whole").stdout)
		w.server.ClearFaults()
		w.server.Inject(emulator.Fault{Match: "GET /v1/files", Kind: emulator.FaultStatus, Status: 500, After: 1})
		w.run("export", "--out", "out.yaml", "--force").exits(exitFailed)
		require.Equal(t, "as it was", w.read("out.yaml"))
		w.untouched()
	})
}

// halfRead fills the library with more than a page of files and lets the second
// page fail.
func (w *world) halfRead() *world {
	w.t.Helper()
	var seeds []emulator.Seed
	for i := range 1500 {
		seeds = append(seeds, emulator.Seed{Path: fmt.Sprintf("/s/many/%d.jpg", i)})
	}
	require.NoError(w.t, w.server.Seed(seeds...))
	w.server.Inject(emulator.Fault{Match: "GET /v1/files", Kind: emulator.FaultStatus, Status: 500, After: 1})
	return w
}

// An example of what is written, whole.
func TestExportReadsLikeAPerson(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		require.NoError(t, w.server.SeedField(emulator.Field{Name: "brand", Label: "Brand", Type: "SingleSelect", SelectOptions: []any{"Acme", "Globex"}}))
		for i := range 6 {
			require.NoError(t, w.server.Seed(
				emulator.Seed{Path: fmt.Sprintf("/shop/shoes/%d.jpg", i), Tags: []string{"product", "shoe"}, CustomMetadata: map[string]any{"brand": "Acme"}},
				emulator.Seed{Path: fmt.Sprintf("/shop/hats/%d.png", i), Tags: []string{"product"}},
				emulator.Seed{Path: fmt.Sprintf("/shop/hats/%d.txt", i)}))
		}
		require.NoError(t, w.server.Seed(emulator.Seed{Path: "/shop/shoes/hero.jpg", Tags: []string{"shoe", "product", "hero"},
			CustomMetadata: map[string]any{"brand": "Acme"}, Description: "The hero", CustomCoordinates: "1,2,3,4", Unpublished: true}))
		require.Equal(t, strings.TrimPrefix(`
# 19 files and 3 folders in /shop; made by iksync export.
# 1 file is listed. Of the others, all there is to say is said by folders and
# rules; --explicit lists every file.
version: 1
library: shop
scope: [/shop]
limits: {deletes: 20, delete_percent: 10}

fields:
  brand: {label: Brand, type: SingleSelect, options: [Acme, Globex]}

folders:
  /shop:
  /shop/hats:
  /shop/shoes:
    tags: {add: [product, shoe]}
    metadata: {brand: Acme}

files:
  /shop/shoes/hero.jpg:
    tags: {add: [hero]}
    description: The hero
    focus: "1,2,3,4"
    published: false

rules:
  - name: png in /shop/hats
    match: {path: "/shop/hats/**/*.png"}
    tags: {add: [product]}
`, "\n"), w.run("export", "--scope", "/shop").exits(exitFine).stdout)
	})
}
