package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// Every example is planned, applied, and then has nothing left to do.
func TestExamples(t *testing.T) {
	const examples = "../../examples"
	names, err := filepath.Glob(filepath.Join(examples, "*.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				require.NoError(t, os.CopyFS(w.dir, os.DirFS(examples)))
				require.NoError(t, w.server.SeedDir(filepath.Join(examples, "seed")))
				name := filepath.Base(name)
				w.run("validate", "-f", name).exits(exitFine)
				w.run("plan", "-f", name, "--detailed-exitcode").exits(exitChanges).shows("Plan: ")
				w.untouched()
				w.run("apply", "-f", name, "--auto-approve").exits(exitFine).shows("Converged: ")
				done := w.server.Mutations()
				w.run("plan", "-f", name, "--detailed-exitcode").exits(exitFine).shows("No changes")
				w.run("apply", "-f", name, "--auto-approve").exits(exitFine).shows("No changes")
				require.Equal(t, done, w.server.Mutations())
			})
		})
	}
}

const (
	taggedYAML    = "files: {/s/a.jpg: {tags: [x]}}\n"
	describedYAML = "files: {/s/a.jpg: {description: x}}\n" // a call to the file alone
)

// Only 'yes' applies, and only on a terminal.
func TestApproval(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(taggedYAML)
		w.screens = true
		for _, answer := range []string{"", "no\n", "y\n", "YES\n", "\n"} {
			w.stdin = answer
			w.run("apply").exits(exitFailed).shows("1 to update").says("Only 'yes' is accepted", "not applied")
		}
		w.stdin = "no\n"
		got := w.run("apply", "--output", "json").exits(exitFailed).says("1 to update", "Only 'yes'")
		require.Nil(t, got.json("iksync-apply/1")["result"])
		w.untouched()
		w.stdin = "yes\n"
		w.run("apply").exits(exitFine).shows("Converged: shop matches library.yaml. 1 call in ")
	})
}

// The plan goes to stdout once, progress to stderr.
func TestApplyStreams(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/s/old/b.jpg").yaml(taggedYAML + "folders: {/s/new: {moved_from: /s/old}}\n")
		got := w.run("apply", "--auto-approve", "--report", "text=r.txt", "--report", "json=r.json").exits(exitFine)
		require.Equal(t, 1, strings.Count(got.stdout, "Plan for shop"))
		got.shows("Converged").says("done 1/2 add-tags x to /s/a.jpg", "job ", "done 2/2 rename-folder /s/old → /s/new")
		require.NotContains(t, got.stderr, "Converged")
		require.Contains(t, w.read("r.txt"), "Converged: shop matches library.yaml")
		require.Contains(t, w.read("r.json"), `"format": "iksync-apply/1"`)
		require.NotContains(t, got.stdout, "\x1b")
	})
}

func TestApplyJSON(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(taggedYAML)
		document := w.run("apply", "--auto-approve", "--output", "json").exits(exitFine).json("iksync-apply/1")
		require.EqualValues(t, 0, document["exit_code"])
		require.Contains(t, document["message"], "Converged")
		require.Len(t, document["changes"], 1)
		require.NotNil(t, document["left"])
	})
}

const pruneYAML = "limits: {deletes: 1}\nfolders: {/s/tmp: {prune: true}}\n"

// A refused plan is shown whole, in every form, and nothing is written.
func TestRefused(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/tmp/a.jpg", "/s/tmp/b.jpg", "/s/stays.jpg").yaml(pruneYAML)
		w.run("plan", "--report", "text=r.txt", "--out", "p").exits(exitRefused).
			shows("2 to delete", "REFUSED").says("refused (delete-count)", "--max-delete 2")
		require.Contains(t, w.read("r.txt"), "REFUSED")
		w.run("plan", "--output", "json").exits(exitRefused).json("iksync-report/1")
		w.run("plan", "--detailed-exitcode").exits(exitRefused)
		w.run("apply", "--auto-approve").exits(exitRefused).shows("2 to delete").says("refused (delete-count)")
		w.run("apply", "--auto-approve", "--output", "json").exits(exitRefused).json("iksync-apply/1")
		w.run("apply", "p").exits(exitRefused)
		w.untouched()
		w.run("apply", "--auto-approve", "--max-delete", "2").exits(exitFine).shows("Converged")
	})
}

// A field's name is burnt only by who says so.
func TestFieldDelete(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		require.NoError(t, w.server.SeedField(emulator.Field{Name: "legacy", Label: "Legacy", Type: "Text"}))
		w.yaml("remove: {fields: [legacy]}\n")
		w.run("apply", "--auto-approve").exits(exitRefused).says("--allow-field-delete legacy")
		w.untouched()
		w.run("apply", "--auto-approve", "--allow-field-delete", "legacy").exits(exitFine).shows("Converged")
	})
}

func TestStdin(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").file("new.jpg", "bytes")
		w.stdin = "version: 1\nlibrary: shop\nscope: [/s]\nfiles: {/s/b.jpg: {source: new.jpg}}\n"
		w.run("apply", "-f", "-", "--auto-approve").exits(exitFine).shows("Converged: shop matches <stdin>")
		w.stdin = "version: 2\n"
		w.run("plan", "-f", "-").exits(exitUsage).says("<stdin>:1:10: version 2")
	})
}

// A saved plan is applied without asking, where it was made for.
func TestSavedPlan(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").file("in/new.jpg", "bytes").file("in/library.yaml",
			"version: 1\nlibrary: shop\nscope: [/s]\nfiles: {/s/a.jpg: {tags: [x]}, /s/b.jpg: {source: new.jpg}}\n")
		w.run("plan", "-f", "in/library.yaml", "--out", "p").exits(exitFine)
		info, err := os.Stat(filepath.Join(w.dir, "p"))
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
		w.run("--base-url", "https://other.example.com", "apply", "p").exits(exitStale).
			says("was made for https://api.imagekit.io", "https://other.example.com")
		w.file("q", strings.Replace(w.read("p"), `/emulator"`, `/staging"`, 1))
		w.run("apply", "q").exits(exitStale).says("account of")
		w.file("q", strings.Replace(w.read("p"), `"format": 1`, `"format": 9`, 1))
		w.run("apply", "q").exits(exitUsage).says("format 9")
		w.file("in/new.jpg", "other bytes")
		w.run("apply", "p").exits(exitStale).says("source new.jpg is not as it was when the plan was made: it has 11 bytes now, and had 5")
		w.file("in/new.jpg", "bytes").untouched()
		w.run("apply", "p").exits(exitFine).shows("Converged: shop matches in/library.yaml")
		w.run("plan", "-f", "in/library.yaml").exits(exitFine).shows("No changes")
	})
}

// Without its YAML a saved plan is carried out all the same, and not compared.
func TestSavedPlanAlone(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(taggedYAML)
		w.run("plan", "--out", "p").exits(exitFine)
		require.NoError(t, os.Remove(filepath.Join(w.dir, "library.yaml")))
		w.run("apply", "p").exits(exitFine).says("library.yaml is not there: the library is compared with the plan itself at the end").
			shows("Converged: the library is as the plan said. 1 call in")
	})
}

// A saved plan for a part is done when that part is.
func TestSavedPart(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/s/b.jpg").yaml("folders: {/s: {tags: {add: [x]}}}\n")
		w.run("plan", "--out", "p", "--target", "/s/a.jpg").exits(exitFine)
		w.run("apply", "p").exits(exitFine).shows("Done: all of the plan. library.yaml now asks for 1 change more")
	})
}

// What refuses the rest of the YAML is of no account to a part that was done.
func TestSavedPartOfARefusedWhole(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/s/old/1.jpg", "/s/old/2.jpg").yaml(
			"limits: {deletes: 1}\nfiles: {/s/a.jpg: {tags: [x]}}\nremove: {files: [/s/old/*.jpg]}\n")
		w.run("plan", "--out", "p", "--target", "/s/a.jpg").exits(exitFine)
		w.run("apply", "p").exits(exitFine).shows("Done: all of the plan. library.yaml now asks for 2 changes more")
	})
}

// What fails, fails alone; the rest is applied, and the exit code says so.
func TestAppliedInPart(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/s/b.jpg").yaml("files: {/s/a.jpg: {tags: [x]}, /s/sub/c.jpg: {moved_from: /s/b.jpg}}\n")
		got := w.run("apply", "--auto-approve", "--report", "json=r.json").exits(exitPartial).
			shows("failed create-folder /s/sub", "skipped rename-file /s/b.jpg → /s/c.jpg\n    it needs what failed: create-folder /s/sub", "What is left to do:").
			says("1 of 4 calls done, 1 failed, 2 not tried", "failed ")
		require.NotContains(t, got.stdout, "Converged")
		require.Contains(t, w.read("r.json"), `"exit_code": 6`)
		w.server.ClearFaults()
		w.run("apply", "--auto-approve").exits(exitFine).shows("Converged")
	}, emulator.WithFaults(emulator.Fault{Match: "POST /v1/folder", Kind: emulator.FaultStatus, Status: 400}))
}

// With --detailed-exitcode an apply that did something says so.
func TestDetailedExitCode(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(taggedYAML)
		w.run("plan").exits(exitFine)
		w.run("plan", "--detailed-exitcode").exits(exitChanges)
		got := w.run("apply", "--auto-approve", "--detailed-exitcode").exits(exitChanges).shows("Converged")
		require.NotContains(t, got.stderr, "there are changes")
		w.run("apply", "--auto-approve", "--detailed-exitcode").exits(exitFine)
		w.run("plan", "--detailed-exitcode").exits(exitFine)
	})
}

// Where nothing was done at all, it failed.
func TestNothingApplied(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(describedYAML)
		w.run("apply", "--auto-approve").exits(exitFailed).says("0 of 1 call done, 1 failed")
	}, emulator.WithFaults(emulator.Fault{Match: "PATCH /v1/files/{id}/details", Kind: emulator.FaultStatus, Status: 400}))
}

// A job that does not end is given up on, by name.
func TestJobTimeout(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/old/a.jpg").yaml("folders: {/s/new: {moved_from: /s/old}}\n")
		w.run("apply", "--auto-approve", "--timeout", "5m").exits(exitTimeout).
			shows("failed rename-folder /s/old → /s/new", "was not done after 5m0s")
	}, emulator.WithFaults(emulator.Fault{Match: "POST /v1/bulkJobs/renameFolder", Kind: emulator.FaultStuckJob}))
}

// A service that keeps a call waiting for too long is a timeout too.
func TestWaitTimeout(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").yaml(describedYAML)
		w.run("apply", "--auto-approve", "--max-wait", "1m").exits(exitTimeout).shows("gave up waiting")
	}, emulator.WithFaults(emulator.Fault{Match: "PATCH /v1/files/{id}/details", Kind: emulator.FaultStatus, Status: 429, ResetMillis: 90_000}))
}

// Listings that lag behind are given time, and not more than --settle.
func TestSettle(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg")
		time.Sleep(time.Minute)
		w.yaml(taggedYAML)
		w.run("apply", "--auto-approve").exits(exitFine).shows("Converged")
		w.yaml("files: {/s/a.jpg: {tags: [y]}}\n")
		time.Sleep(time.Minute)
		w.run("apply", "--auto-approve", "--settle", "2s").exits(exitPartial).says("all was carried out, and the library is still not as")
		w.run("apply", "--auto-approve", "--settle", "0s").exits(exitPartial)
	}, emulator.WithListLag(8*time.Second))
}

// So long, too, is something looked for that the service says is there, and that
// no listing shows yet.
func TestSettleOfWhatSomebodyElseMade(t *testing.T) {
	for _, test := range []struct {
		name, settle string
		exits        code
	}{
		{"it is listed in time", "90s", exitFine},
		{"it is listed too late", "5s", exitFailed},
	} {
		t.Run(test.name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				w.seeded("/s/a.jpg")
				time.Sleep(time.Minute)
				w.yaml("folders: {/s/new: }\n").file("other.yaml", w.read("library.yaml"))
				w.run("plan", "--out", "p").exits(exitFine)
				w.run("apply", "-f", "other.yaml", "--auto-approve", "--settle", "0s") // somebody else
				w.run("apply", "--auto-approve", "--settle", test.settle, "p").exits(test.exits)
			}, emulator.WithListLag(30*time.Second), emulator.WithReadings(emulator.Readings{ExistingFolder: emulator.ExistingFolderFails}))
		})
	}
}

// Two names are swapped by pins, by way of a third one that nobody has to name.
func TestSwap(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/s/b.jpg").yaml("files: {/s/a.jpg: }\n")
		id := func(path string) string {
			id, ok := w.run("explain", "--output", "json", path).exits(exitFine).json("iksync-explain/1")["id"].(string)
			require.True(t, ok)
			return id
		}
		a, b := id("/s/a.jpg"), id("/s/b.jpg")
		w.yaml(fmt.Sprintf("files: {/s/a.jpg: {id: %s}, /s/b.jpg: {id: %s}}\n", b, a))
		w.run("plan").exits(exitFine).shows("> a.jpg → b.jpg", "> b.jpg → a.jpg", "lead to what takes their place", "2 to rename", "3 calls")
		w.run("apply", "--auto-approve").exits(exitFine).shows("Converged").says("rename-file /s/b.jpg → /s/iksync_")
		require.Equal(t, []string{b, a}, []string{id("/s/a.jpg"), id("/s/b.jpg")})
	})
}

// Calls for many files are told in a line each.
func TestProgressOfManyFiles(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		for i := range 60 {
			w.seeded(fmt.Sprintf("/s/x/%02d.jpg", i), fmt.Sprintf("/s/old/%02d.jpg", i))
		}
		w.seeded("/s/in/a.jpg", "/s/a.jpg").yaml("limits: {deletes: 99, delete_percent: 99}\n" +
			"folders: {/s/x: {tags: {add: [hero, big]}}, /s/copy: {copy_of: /s/x}, /s/old: {prune: true}}\n" +
			"files: {/s/a.jpg: {moved_from: /s/in/a.jpg, on_conflict: version}}\n")
		w.run("apply", "--auto-approve").exits(exitFine).shows("Converged").says(
			"add-tags big, hero to 50 files below /s/x", "add-tags big, hero to 10 files below /s/x",
			"delete-files 60 files below /s/old", "merge-file /s/in/a.jpg onto /s/a.jpg", "runs: copy-folder /s/x → ")
	})
}

// A library that could not be read whole is no reason to say that all is well.
func TestIncompleteRead(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		var seeds []emulator.Seed
		for i := range 1500 {
			seeds = append(seeds, emulator.Seed{Path: fmt.Sprintf("/s/tmp/%d.jpg", i)})
		}
		require.NoError(t, w.server.Seed(seeds...))
		w.yaml("limits: {deletes: 9999, delete_percent: 100}\nfolders: {/s/tmp: {prune: true}}\n")
		secondPage := emulator.Fault{Match: "GET /v1/files", Kind: emulator.FaultStatus, Status: 500, After: 1}
		for _, args := range [][]string{{"plan"}, {"plan", "--output", "json"}, {"apply", "--auto-approve"}} {
			w.server.ClearFaults()
			w.server.Inject(secondPage)
			got := w.run(args...).exits(map[string]code{"plan": exitFailed, "apply": exitPartial}[args[0]]).
				says("could not be read whole")
			if len(args) == 3 {
				got.json("iksync-report/1")
			} else {
				got.shows("INCOMPLETE READ")
			}
		}
		w.untouched()
	})
}
