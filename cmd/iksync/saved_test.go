package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// rewritten makes the library anew, with other files.
func (w *world) rewritten(seeds ...emulator.Seed) *world {
	w.t.Helper()
	var err error
	w.server, err = emulator.New(emulator.WithKey(testKey))
	require.NoError(w.t, err)
	server := w.server
	w.t.Cleanup(func() { require.NoError(w.t, server.Close()) })
	for _, seed := range seeds {
		require.NoError(w.t, w.server.Seed(seed))
	}
	return w
}

// byHand changes the library as somebody else would, by another YAML.
func (w *world) byHand(body string) *world {
	w.t.Helper()
	const head = "version: 1\nlibrary: shop\nscope: [/s]\n"
	w.file("hand.yaml", head+body)
	refresh := w.vars["IKSYNC_REFRESH"]
	delete(w.vars, "IKSYNC_REFRESH")
	w.run("apply", "-f", "hand.yaml", "--auto-approve").exits(exitFine)
	w.vars["IKSYNC_REFRESH"] = refresh
	return w
}

// A saved plan is refused when anything it touches changed, and only then.
func TestStalePlan(t *testing.T) {
	const moves = "files: {/s/a.jpg: {tags: [x]}}\nfolders: {/s/new: {moved_from: /s/old}, /s/tmp: {prune: true}}\n"
	for _, test := range []struct {
		name, byHand string
		stale        string // "" where it is not
	}{
		{"nothing happened", "", ""},
		{"a file that it does not touch", "files: {/s/z.jpg: {tags: [hand]}}\n", ""},
		{"a file that comes along with its folder is like anything", "files: {/s/old/o.jpg: {tags: [hand]}}\n", ""},
		{"tags that it would change", "files: {/s/a.jpg: {tags: [hand]}}\n", "file /s/a.jpg is changed: tags: none -> [hand]"},
		{"an attribute of a file that it would change", "files: {/s/a.jpg: {description: Mug}}\n", "file /s/a.jpg is changed: description: none -> Mug"},
		{"new bytes of one that it would delete", "files: {/s/tmp/t.jpg: {source: hand.jpg}}\n", "file /s/tmp/t.jpg is changed: version: "},
		{"one that it would delete has gone", "remove: {files: [/s/tmp/t.jpg]}\n", "file /s/tmp/t.jpg is gone: file "},
		{"one that it would change is elsewhere", "files: {/s/b.jpg: {moved_from: /s/a.jpg}}\n", "file /s/a.jpg is moved: it is at /s/b.jpg now"},
		{"the name that it needs is taken", "folders: {/s/new: }\n", "folder /s/new is taken: folder "},
		{"something came to a folder that moves", "files: {/s/old/h.jpg: {source: hand.jpg}}\n", "folder /s/old is changed: in it: 1 file and 0 folders -> 2 files and 0 folders"},
		{"something came to a folder that it deletes", "files: {/s/tmp/in/h.jpg: {source: hand.jpg}}\n", "file /s/tmp/in/h.jpg is added: file "},
	} {
		t.Run(test.name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				w.seeded("/s/a.jpg", "/s/z.jpg", "/s/old/o.jpg", "/s/tmp/t.jpg", "/s/tmp/in/u.jpg").yaml(moves).file("hand.jpg", "by hand")
				w.run("plan", "--out", "p").exits(exitFine)
				if test.byHand != "" {
					w.byHand(test.byHand)
				}
				before := w.server.Mutations()
				if test.stale == "" {
					w.run("apply", "p").exits(exitFine)
					return
				}
				w.run("apply", "p").exits(exitStale).says(test.stale, "the library is not as it was when p was made: make the plan again, or apply it with --refresh")
				require.Equal(t, before, w.server.Mutations(), "it wrote")
			})
		})
	}
}

// All differences are in the documents, the first of them on stderr.
func TestStalePlanDocuments(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		var paths []string
		for i := range 30 {
			paths = append(paths, fmt.Sprintf("/s/%02d.jpg", i))
		}
		w.seeded(paths...).yaml("folders: {/s: {tags: {add: [x]}}}\n")
		w.run("plan", "--out", "p").exits(exitFine)
		w.byHand("folders: {/s: {tags: {add: [hand]}}}\n")
		got := w.run("apply", "--output", "json", "--report", "json=r.json", "--report", "text=r.txt", "p").exits(exitStale).
			says("file /s/19.jpg is changed", "and 10 more")
		require.NotContains(t, got.stderr, "/s/20.jpg")
		document := got.json("iksync-error/1")
		require.Len(t, document["drift"], 30)
		require.EqualValues(t, exitStale, document["exit_code"])
		require.Equal(t, map[string]any{"kind": "file", "path": "/s/00.jpg", "what": "changed", "detail": "tags: none -> [hand]"},
			document["drift"].([]any)[0])
		require.Equal(t, got.stdout, w.read("r.json"))
		require.Equal(t, 31, strings.Count(w.read("r.txt"), "\n"))
	})
}

// A definition that is not as it was is a difference too.
func TestStalePlanOfFields(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		require.NoError(t, w.server.SeedField(emulator.Field{Name: "brand", Label: "Brand", Type: "Text"}))
		w.seeded("/s/a.jpg").yaml("files: {/s/a.jpg: {metadata: {brand: Acme}}}\n")
		w.run("plan", "--out", "p").exits(exitFine)
		w.byHand("fields: {brand: {type: Text, max_length: 3}}\n")
		w.run("apply", "p").exits(exitStale).says("field brand is changed: max_length: none -> 3")
	})
}

// A plan is for the YAML that it was made from, as long as that is there.
func TestSavedPlanAndItsYAML(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(w *world)
		args   []string
		exits  code
		says   string
	}{
		{"as it was", func(*world) {}, nil, exitFine, "done 1/1"},
		{"other bytes", func(w *world) { w.yaml("files: {/s/a.jpg: {tags: [y]}}\n") }, nil, exitStale,
			"library.yaml changed since the plan was made: make the plan again, or apply with --refresh"},
		{"no YAML any more", func(w *world) { w.file("library.yaml", "no YAML") }, nil, exitStale, "library.yaml changed"},
		{"not there", func(w *world) { require.NoError(w.t, os.Remove(filepath.Join(w.dir, "library.yaml"))) }, nil, exitFine,
			"the library is compared with the plan itself at the end"},
		{"moved, and named", func(w *world) {
			require.NoError(w.t, os.Rename(filepath.Join(w.dir, "library.yaml"), filepath.Join(w.dir, "moved.yaml")))
		}, []string{"-f", "moved.yaml"}, exitFine, "done 1/1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				w.seeded("/s/a.jpg").yaml(taggedYAML)
				w.run("plan", "--out", "p").exits(exitFine)
				test.change(w)
				w.run(append(append([]string{"apply"}, test.args...), "p")...).exits(test.exits).says(test.says)
			})
		})
	}
}

// A plan made from stdin is for no file.
func TestSavedPlanFromStdin(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml("files: {/s/a.jpg: {tags: [other]}}\n")
		w.stdin = "version: 1\nlibrary: shop\nscope: [/s]\n" + taggedYAML
		w.run("plan", "-f", "-", "--out", "p").exits(exitFine)
		w.run("apply", "p").exits(exitFine).says("compared with the plan itself").shows("Converged: the library is as the plan said")
	})
}

// A plan of another account is refused for that, whatever else differs.
func TestAnotherAccountIsSaidFirst(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(taggedYAML)
		w.run("plan", "--out", "p").exits(exitFine)
		w.yaml("files: {}\n").file("p", strings.Replace(w.read("p"), `/emulator"`, `/staging"`, 1))
		w.run("apply", "p").exits(exitStale).says("account of")
		w.untouched()
	})
}

// What a plan saw cannot be edited into fitting.
func TestEditedPlan(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.rewritten(emulator.Seed{Path: "/s/a.jpg", Tags: []string{"was"}}).yaml(taggedYAML)
		w.run("plan", "--out", "p").exits(exitFine)
		at := strings.LastIndex(w.read("p"), `"was"`)
		w.file("p", w.read("p")[:at]+`"is"`+w.read("p")[at+len(`"was"`):])
		w.run("apply", "p").exits(exitUsage).says("the plan file is damaged: what it saw of the library is not what its digest says")
	})
}
