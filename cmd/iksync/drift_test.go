package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
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
	for _, s := range document["strays"].([]any) {
		stray := s.(map[string]any)
		lines = append(lines, fmt.Sprint("stray ", stray["path"], " ", stray["reason"], " ", stray["blame"]))
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

// What an apply would leave as it is, or could not be made for, is drift all the same.
func TestDriftThatNoApplyUndoes(t *testing.T) {
	remove := func(paths ...string) func(*testing.T, *emulator.Server) {
		return func(t *testing.T, s *emulator.Server) {
			for _, path := range paths {
				require.NoError(t, s.DeleteFile(path))
			}
		}
	}
	write := func(path string) func(*testing.T, *emulator.Server) {
		return func(t *testing.T, s *emulator.Server) { require.NoError(t, s.WriteFile(path, []byte("new"))) }
	}
	const legal = "protect: [\"/s/tmp/legal/**\"]\nfolders: {/s/tmp: {prune: true}}\n"
	for _, test := range []struct {
		name, yaml string
		somebody   func(*testing.T, *emulator.Server)
		blames     string
		shows      string
	}{
		{"another file is in the place of a pinned one", "files: {/s/a.jpg: {id: @/s/a.jpg@}}",
			func(t *testing.T, s *emulator.Server) { remove("/s/a.jpg")(t, s); write("/s/a.jpg")(t, s) },
			"stray /s/a.jpg other library", "there instead of what is pinned"},
		{"a file came where unlisted ones go, and is protected", legal, write("/s/tmp/legal/new.pdf"),
			"stray /s/tmp/legal/new.pdf protected library", "+ /s/tmp/legal/new.pdf"},
		{"a folder that was removed is there again, with something protected", "protect: [/s/old/keep.tmp]\nremove: {files: [\"/s/old/*.tmp\"], folders: [/s/old]}",
			write("/s/old/keep.tmp"), "stray /s/old not-empty library\nstray /s/old/keep.tmp protected library", "something in it stays"},
		{"a file that has moved is gone, and another one has other tags", "files: {/s/new.jpg: {moved_from: /s/b.jpg}, /s/a.jpg: {tags: [x]}}",
			func(t *testing.T, s *emulator.Server) {
				remove("/s/new.jpg")(t, s)
				require.NoError(t, s.SetTags("/s/a.jpg"))
			}, "library update /s/a.jpg tags:library\ngone /s/new.jpg", "- /s/new.jpg: it came from /s/b.jpg, from where it cannot come again"},
		{"a pinned file that has a source is gone", "files: {/s/a.jpg: {id: @/s/a.jpg@, source: a.jpg}}", remove("/s/a.jpg"), "gone /s/a.jpg", "/s/a.jpg: nothing has the id "},
		{"a folder is in the place of a file", "files: {/s/b: {}}",
			func(t *testing.T, s *emulator.Server) { remove("/s/b")(t, s); write("/s/b/c.jpg")(t, s) }, "gone /s/b", "REFUSED"},
	} {
		t.Run(test.name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				w.seeded("/s/a.jpg", "/s/b.jpg", "/s/c.jpg", "/s/b").file("a.jpg", "a")
				require.NoError(t, w.server.WriteFile("/s/a.jpg", []byte("a")))
				pin, _ := w.server.File("/s/a.jpg")
				w.yaml(strings.ReplaceAll(test.yaml, "@/s/a.jpg@", pin.FileID) + "\n")
				w.run("apply", "--auto-approve").exits(exitFine)
				w.run("drift", "--detailed-exitcode").exits(exitFine).shows("No drift: the library is as library.yaml says.")
				test.somebody(t, w.server)
				before := w.server.Mutations()
				require.Equal(t, test.blames, w.run("drift", "--output", "json", "--detailed-exitcode").exits(exitChanges).blames())
				w.run("drift").exits(exitFine).shows(test.shows)
				w.run("drift", "--output", "markdown").exits(exitFine).shows("## iksync: drift in shop")
				w.run("drift", "--base", "library.yaml", "--detailed-exitcode").exits(exitChanges).shows(test.shows)
				require.Equal(t, before, w.server.Mutations())
			})
		})
	}
}

// A metadata field that somebody deleted does not hide the rest.
func TestDriftOfAFieldThatIsGone(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml("files: {/s/a.jpg: {metadata: {brand: Acme}, tags: [x]}}\n")
		o := w.run("drift", "--detailed-exitcode").exits(exitChanges)
		o.shows("- field brand: the account has no such field, and values are for it", "~ a.jpg", "tags  -x")
		w.file("base.yaml", appliedYAML+"files: {/s/a.jpg: {}}\n")
		w.run("drift", baseArg).exits(exitUsage).says(`library.yaml:4:38: there is no metadata field "brand"`)
	})
}

// Each YAML has the variables that it declares.
func TestDriftWithVariables(t *testing.T) {
	for _, test := range []struct {
		name       string
		base, now  string // after their heads
		args       []string
		code       code
		says, data string
	}{
		{"the YAML at hand has one more", "files: {/s/a.jpg: {tags: [x]}}", "vars: {tag: }\nfiles: {/s/a.jpg: {tags: [\"${tag}\"]}}", []string{"--var=tag=y"}, exitFine, "", "asks for 1 change more"},
		{"the YAML at hand has one less", "vars: {tag: }\nfiles: {/s/a.jpg: {tags: [\"${tag}\"]}}", "files: {/s/a.jpg: {tags: [y]}}", []string{"--var=tag=x"}, exitFine, "", "asks for 1 change more"},
		{"both have it", "vars: {tag: }\nfiles: {/s/a.jpg: {tags: [\"${tag}\"]}}", "vars: {tag: z}\nfiles: {/s/a.jpg: {tags: [\"${tag}\"]}}", []string{"--var=tag=x"}, exitFine, "", "No drift"},
		{"neither has it", "vars: {tag: x}\nfiles: {/s/a.jpg: {tags: [\"${tag}\"]}}", "files: {}", []string{"--var=tga=x", "--var=other=y"}, exitUsage,
			"--var other, --var tga: neither library.yaml nor base.yaml declares such a variable", ""},
		{"one that is needed is not given", "files: {}", "vars: {tag: , other: }\nfiles: {/s/a.jpg: {tags: [\"${tag}\", \"${other}\"]}}", []string{"--var=tag=y"}, exitUsage,
			"library.yaml:4:15: variable other has no value", ""},
		{"a YAML that cannot be read", "{", "vars: {tag: }", []string{"--var=tag=y"}, exitUsage, "base.yaml:4", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				require.NoError(t, w.server.Seed(emulator.Seed{Path: "/s/a.jpg", Tags: []string{"x"}}))
				w.file("base.yaml", appliedYAML+test.base+"\n").yaml(test.now + "\n")
				w.run(append([]string{"drift", baseArg, "--detailed-exitcode"}, test.args...)...).exits(test.code).says(test.says).shows(test.data)
			})
		})
	}
}

// A base that lists very many files which are gone takes no longer than one without
// them would: what is gone of one is looked up among what is gone of the other.
func TestDriftOfVeryManyThatAreGone(t *testing.T) {
	gone := make([]plan.Gone, 200_000)
	for i := range gone {
		gone[i] = plan.Gone{Kind: plan.File, Path: state.Path(fmt.Sprintf("/s/%d.jpg", i))}
	}
	began := time.Now()
	require.False(t, anyOther(gone, gone))
	require.Less(t, time.Since(began), 10*time.Second) // each with each would be minutes
	require.True(t, anyOther(gone, gone[1:]))
	value := plan.Gone{Kind: plan.Field, Path: "brand", Reason: plan.GoneValue, Detail: "must be Acme, not Globex"}
	other := value
	other.Detail = "must be Acme, not Initech"
	require.False(t, anyOther([]plan.Gone{value}, []plan.Gone{value}))
	require.True(t, anyOther([]plan.Gone{other}, []plan.Gone{value}))
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
