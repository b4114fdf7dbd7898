package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

const (
	appliedYAML = "version: 1\nlibrary: shop\nscope: [/s]\n"
	baseArg     = "--base=base.yaml"
)

// blames is what drift says in JSON: of each object, who is to blame.
func (o outcome) blames() string {
	o.t.Helper()
	var lines []string
	document := o.json("iksync-drift/1")
	for _, c := range document["changes"].([]any) {
		change := c.(map[string]any)
		what := change["change"].(map[string]any)
		line := fmt.Sprint(change["blame"], " ", what["action"], " ", what["path"])
		for _, a := range change["attrs"].([]any) {
			attr := a.(map[string]any)
			line += fmt.Sprint(" ", attr["name"], ":", attr["blame"])
		}
		lines = append(lines, line)
	}
	for _, g := range document["gone"].([]any) {
		lines = append(lines, fmt.Sprint("gone ", g.(map[string]any)["path"]))
	}
	return strings.Join(lines, "\n")
}

// Each story applies a YAML, lets somebody change the library, and asks with the
// YAML as it is by then.
func TestDrift(t *testing.T) {
	tag := func(tags ...string) func(*testing.T, *emulator.Server) {
		return func(t *testing.T, s *emulator.Server) { require.NoError(t, s.SetTags("/s/a.jpg", tags...)) }
	}
	nobody := func(*testing.T, *emulator.Server) {}
	for _, test := range []struct {
		name         string
		applied, now string
		somebody     func(*testing.T, *emulator.Server)
		blames       string
		code         code // with --detailed-exitcode
		shows        string
	}{
		{"nothing changed", "files: {/s/a.jpg: {tags: [x]}}", "files: {/s/a.jpg: {tags: [x]}}", nobody, "", exitFine,
			"No drift: the library is as base.yaml says."},
		{"the YAML changed alone, which is no drift", "files: {/s/a.jpg: {tags: [x]}}", "files: {/s/a.jpg: {tags: [x, y]}}", nobody,
			"yaml update /s/a.jpg tags:yaml", exitFine, "library.yaml asks for 1 change more."},
		{"the library changed alone", "files: {/s/a.jpg: {tags: [x]}}", "files: {/s/a.jpg: {tags: [x]}}", tag("z"),
			"library update /s/a.jpg tags:library", exitChanges, "tags  +z -x"},
		{"both changed, in different attributes", "files: {/s/a.jpg: {tags: [x]}}", "files: {/s/a.jpg: {tags: [x], description: new}}", tag(),
			"both update /s/a.jpg tags:library description:yaml", exitChanges, "Changed in the library and in the YAML: 1 file"},
		{"both changed the same", "files: {/s/a.jpg: {tags: [x]}}", "files: {/s/a.jpg: {tags: [y]}}", tag("z"),
			"both update /s/a.jpg tags:both", exitChanges, "(asked for by the YAML)"},
		{"the YAML caught up with the library", "files: {/s/a.jpg: {tags: [x]}}", "files: {/s/a.jpg: {tags: [z]}}", tag("z"),
			"dropped update /s/a.jpg tags:dropped", exitChanges, "the YAML agrees or does not mind: 1 file"},
		{"somebody deleted a file that has no source", "files: {/s/a.jpg: {tags: [x]}, /s/b.jpg: {tags: [x]}}", "files: {/s/a.jpg: {tags: [x]}, /s/b.jpg: {tags: [x]}}",
			func(t *testing.T, s *emulator.Server) { require.NoError(t, s.DeleteFile("/s/b.jpg")) },
			"gone /s/b.jpg", exitChanges, "Gone from the library; no apply can bring it back: 1 object"},
		{"somebody moved a pinned file", "files: {/s/a.jpg: {id: @/s/a.jpg@}}", "files: {/s/a.jpg: {id: @/s/a.jpg@}}",
			func(t *testing.T, s *emulator.Server) { require.NoError(t, s.MoveFile("/s/a.jpg", "/s/in/a.jpg")) },
			"library move /s/a.jpg", exitChanges, "a.jpg moved to in/a.jpg"},
		{"somebody added a file where unlisted ones go", "folders: {/s/tmp: {prune: true}}", "folders: {/s/tmp: {prune: true}}",
			func(t *testing.T, s *emulator.Server) {
				require.NoError(t, s.WriteFile("/s/tmp/new.jpg", []byte("new")))
			},
			"library delete /s/tmp/new.jpg", exitChanges, "+ new.jpg added"},
	} {
		t.Run(test.name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				w.seeded("/s/a.jpg", "/s/b.jpg", "/s/c.jpg")
				pin, _ := w.server.File("/s/a.jpg")
				pinned := strings.NewReplacer("@/s/a.jpg@", pin.FileID)
				w.file("base.yaml", appliedYAML+pinned.Replace(test.applied)+"\n").file("library.yaml", appliedYAML+pinned.Replace(test.now)+"\n")
				w.run("apply", "-f", "base.yaml", "--auto-approve").exits(exitFine)
				test.somebody(t, w.server)
				before := w.server.Mutations()
				o := w.run("drift", baseArg, "--output", "json", "--detailed-exitcode").exits(test.code)
				require.Equal(t, test.blames, o.blames())
				w.run("drift", baseArg).exits(exitFine).shows(test.shows)
				w.run("drift", baseArg, "--output", "markdown").exits(exitFine).shows("## iksync: ")
				require.Equal(t, before, w.server.Mutations())
			})
		})
	}
}

// Without a base, all that differs is drift, and the day of the last update is told.
func TestDriftWithoutBase(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/s/b.jpg").yaml("files: {/s/a.jpg: {tags: [x]}, /s/gone.jpg: {}}\n")
		o := w.run("drift", "--detailed-exitcode").exits(exitChanges).
			shows("Changed in the library; an apply would undo it: 1 file", "2 objects were changed in the library since library.yaml was applied.", "/s/gone.jpg  (library.yaml:4)", "~ a.jpg  (updated ")
		require.NotContains(t, o.stdout, "applied  ")
		require.Equal(t, "library update /s/a.jpg tags:library\ngone /s/gone.jpg", w.run("drift", "--output", "json").exits(exitFine).blames())
		w.untouched()
	})
}

// A plan that a guard refuses is drift all the same.
func TestDriftOfARefusedPlan(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/tmp/a.jpg", "/s/stays.jpg").yaml("limits: {deletes: 0}\nfolders: {/s/tmp: {prune: true}}\n")
		w.run("drift", "--detailed-exitcode").exits(exitChanges).shows("REFUSED", "+ a.jpg added")
		require.Equal(t, true, w.run("drift", "--output", "json").exits(exitFine).json("iksync-drift/1")["refused"])
		w.untouched()
	})
}

// A library that could not be read whole is shown as far as it was, and ends with 1.
func TestDriftOfAnIncompleteRead(t *testing.T) {
	for _, args := range [][]string{{"drift"}, {"drift", "--output", "json", "--detailed-exitcode"}} {
		story(t, func(t *testing.T, w *world) {
			w.halfRead().yaml("files: {/s/many/0.jpg: {tags: [x]}}\n")
			o := w.run(args...).exits(exitFailed).says("could not be read whole")
			if len(args) > 1 {
				require.Equal(t, false, o.json("iksync-drift/1")["complete"])
			} else {
				o.shows("INCOMPLETE READ: what could not be read may have drifted too.")
			}
			w.untouched()
		})
	}
}

func TestDriftRefuses(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml("files: {/s/a.jpg: {tags: [x]}}\n").
			file("other.yaml", "version: 1\nlibrary: other\nscope: [/s]\n").
			file("broken.yaml", "version: 2\n").
			file("lists.yaml", appliedYAML+"files: {/s/new.jpg: {}}\n")
		w.run("drift", "--base", "none.yaml").exits(exitUsage).says("there is no file none.yaml")
		w.run("drift", "--base", "other.yaml").exits(exitUsage).says("want one library")
		w.run("drift", "--base", "broken.yaml").exits(exitUsage).says("broken.yaml:1:10")
		w.run("drift", "--base", "-", "-f", "-").exits(exitUsage).says("cannot both be stdin")
		w.run("drift", "--output", "html").exits(exitUsage)
		// That a file is listed which never was is a mistake of the YAML at hand.
		w.run("drift", "-f", "lists.yaml", "--base", "library.yaml").exits(exitUsage).says("lists.yaml:4:9: /s/new.jpg is not in the library")
		o := w.run("drift", "-f", "lists.yaml", "--base", "library.yaml", "--output", "json").exits(exitUsage)
		o.json("iksync-error/1")
		w.untouched()
	})
}

// The scope of the two may differ: each is held against what it is about.
func TestDriftWhereTheScopeGrew(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/t/b.jpg").yaml("folders: {/s: {tags: {add: [x]}}}\n")
		w.file("library.yaml", "version: 1\nlibrary: shop\nscope: [/s, /t]\nfolders: {/s: {tags: {add: [x]}}, /t: {tags: {add: [x]}}}\n")
		w.file("base.yaml", appliedYAML+"folders: {/s: {tags: {add: [x]}}}\n")
		require.Equal(t, "library update /s/a.jpg tags:library\nyaml update /t/b.jpg tags:yaml", w.run("drift", baseArg, "--output", "json").exits(exitFine).blames())
	})
}
