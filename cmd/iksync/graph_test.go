package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// graphYAML has a change that waits for another one, and one that does not.
const graphYAML = "folders: {/s/new/old: {moved_from: /s/old}}\nfiles: {/s/a.jpg: {tags: [x]}}\n"

// Every form goes to stdout alone, and nothing is written to the library.
func TestGraph(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/s/old/b.jpg").yaml(graphYAML)
		for _, test := range []struct {
			name  string
			args  []string
			begin string
			shows []string
		}{
			{"dot is the standard", nil, "digraph plan {\n", []string{
				`[label="1 add-tags x\nto /s/a.jpg"];`, `/s/old\n→ /s/new/old", peripheries=2`, `op2 -> op3 [label="its folder comes first"];`}},
			{"dot, by its name", []string{"--format", "dot"}, "digraph plan {\n", nil},
			{"mermaid", []string{"--format", "mermaid"}, "flowchart LR\n", []string{
				`op1["1 add-tags x<br/>to /s/a.jpg"]`, `→ /s/new/old"]]:::job`, `op2 -->|"its folder comes first"| op3`}},
			{"json", []string{"--format", "json"}, "{\n", []string{
				`"label":"move-folder /s/old → /s/new/old"`, `{"from":2,"to":3,"why":"parent"}`}},
		} {
			args := append([]string{"graph"}, test.args...)
			got := w.run(args...).exits(exitFine).shows(test.shows...)
			require.True(t, strings.HasPrefix(got.stdout, test.begin), "%s: %s", test.name, got.stdout)
			require.Empty(t, got.stderr, test.name)
			require.Equal(t, got.stdout, w.run(args...).stdout, "%s: the same every time", test.name)
		}
		w.run("graph", "--detailed-exitcode").exits(exitChanges).shows("digraph")
		w.run("graph", "--format", "json", "--target", "/s/a.jpg").exits(exitFine).says("a part of the plan only").
			shows(`"edges": []`).json("iksync-graph/1")
		w.vars["IKSYNC_FORMAT"] = "mermaid"
		w.run("graph").exits(exitFine).shows("flowchart LR")
		w.untouched()
	})
}

// A saved plan is drawn as it was, without a key and without a library.
func TestGraphOfASavedPlan(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/s/old/b.jpg").yaml(graphYAML)
		w.run("plan", "--out", "p").exits(exitFine)
		want := w.run("graph").exits(exitFine).stdout
		asked := len(w.server.Requests())
		require.NoError(t, os.Remove(filepath.Join(w.dir, "library.yaml")))
		delete(w.vars, keyVariable)
		w.request = func(r *http.Request) { t.Errorf("it asks for %s", r.URL) }

		require.Equal(t, want, w.run("graph", "p").exits(exitFine).stdout)
		w.run("graph", "--format", "json", "p").exits(exitFine).shows("add-tags x to /s/a.jpg").json("iksync-graph/1")
		for _, test := range []struct{ name, arg, says string }{
			{"another YAML", "--file=x.yaml", "--file is for making a plan"},
			{"other limits", "--max-delete=1", "--max-delete is for making a plan"},
			{"other fields", "--allow-field-delete=x", "--allow-field-delete is for making a plan"},
			{"a part of it", "--exclude=/s/new/old", "--exclude is for making a plan"},
			{"no guard for the scope", "--allow-scope-root=/s", "--allow-scope-root is for making a plan"},
			{"no guard for what is empty", "--allow-empty", "--allow-empty is for making a plan"},
			{"a target that is no path", "--target=s", "--target"},
			{"a form that there is not", "--format=svg", "--format: want dot or mermaid or json"},
		} {
			require.Empty(t, w.run("graph", test.arg, "p").exits(exitUsage).says(test.says).stdout, test.name)
		}
		w.run("graph", "gone").exits(exitUsage).says("gone")
		w.run("graph", "p", "p").exits(exitUsage).says("no more than [PLAN]")
		require.Len(t, w.server.Requests(), asked)
	})
}

// A refused plan is drawn whole, says so, and ends as iksync plan does.
func TestGraphOfARefusedPlan(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/tmp/a.jpg", "/s/tmp/b.jpg", "/s/stays.jpg").yaml(pruneYAML)
		w.run("plan", "--out", "p").exits(exitRefused)
		for _, args := range [][]string{nil, {"p"}} {
			for form, refused := range map[string]string{
				"dot": `label="This plan is refused and must not be applied"`, "mermaid": "title: This plan is refused", "json": "iksync-graph/1",
			} {
				w.run(append([]string{"graph", "--format", form}, args...)...).exits(exitRefused).
					shows(refused, "delete-files", "2 files below /s/tmp").says("refused (delete-count)")
			}
		}
		w.run("graph", "--max-delete", "2").exits(exitFine)
		w.untouched()
	})
}

// What keeps a plan from being made is told like everywhere: under JSON, as a document.
func TestGraphFailures(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.yaml("files: {/s/gone.jpg: {tags: [x]}}\n")
		require.Empty(t, w.run("graph").exits(exitUsage).says("library.yaml:4:9: /s/gone.jpg is not in the library").stdout)
		document := w.run("graph", "--format", "json").exits(exitUsage).says("is not in the library").json("iksync-error/1")
		require.Len(t, document["problems"], 1)
		delete(w.vars, keyVariable)
		w.run("graph").exits(exitUsage).says("no private key")
	})
}

// The plan of a library that could not be read whole is drawn, and ends with 1.
func TestGraphOfAnIncompleteRead(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		var seeds []emulator.Seed
		for i := range 1500 {
			seeds = append(seeds, emulator.Seed{Path: fmt.Sprintf("/s/tmp/%d.jpg", i)})
		}
		require.NoError(t, w.server.Seed(seeds...))
		w.yaml("folders: {/s/tmp: {prune: true}}\n")
		w.server.Inject(emulator.Fault{Match: "GET /v1/files", Kind: emulator.FaultStatus, Status: 500, After: 1})
		w.run("graph").exits(exitFailed).shows("so deletes are left out").says("could not be read whole")
		w.untouched()
	})
}

// What is too large for Mermaid is folded; what is too large even so is not
// drawn at all, and the error says what to do.
func TestGraphTooLargeForMermaid(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		long := strings.Repeat("long-", 20)
		var names []string
		var files, moves strings.Builder
		for i := range 520 {
			name := fmt.Sprintf("%s%03d.jpg", long, i)
			names = append(names, "/s/in/"+name)
			fmt.Fprintf(&files, "  /s/in/%s: {description: new}\n", name)
			fmt.Fprintf(&moves, "  /s/out/%s: {moved_from: /s/in/%s, description: new}\n", name, name)
		}
		names = append(names, "/s/in/stays.jpg") // or else the folder would move, not its files
		w.seeded(names...).yaml("files:\n" + files.String())
		w.run("graph", "--format", "mermaid").exits(exitFine).shows("520 update-file operations that wait for nothing")
		w.yaml("files:\n" + moves.String())
		got := w.run("graph", "--format", "mermaid").exits(exitFailed).
			says("1,041 operations is too large for Mermaid", "--target", "--format dot or json")
		require.Empty(t, got.stdout)
		w.run("graph", "--format", "mermaid", "--target", "/s/out/*-00?.jpg").exits(exitFine).shows("21 move-file<br/>/s/in/" + long + "009.jpg")
		w.run("graph").exits(exitFine).shows("op1041 [", "op520 -> op1041")
		w.untouched()
	})
}

// README.md shows what the command prints. It leaves out lines, and says so.
func TestPlanInTheReadme(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		require.NoError(t, os.CopyFS(filepath.Join(w.dir, "examples"), os.DirFS("../../examples")))
		require.NoError(t, w.server.SeedDir("../../examples/seed"))
		printed := w.run("plan", "-f", "examples/library.yaml").exits(exitFine).stdout
		readme, err := os.ReadFile("../../README.md")
		require.NoError(t, err)
		_, quoted, found := strings.Cut(string(readme), "```\nPlan for ")
		require.True(t, found)
		quoted, _, _ = strings.Cut("Plan for "+quoted, "```")
		rest := strings.Split(printed, "\n")
		for _, line := range strings.Split(strings.TrimRight(quoted, "\n"), "\n") {
			if strings.TrimSpace(line) != "..." {
				at := slices.Index(rest, line)
				require.GreaterOrEqual(t, at, 0, "put what is printed now into README.md: not printed, or not there: %q", line)
				rest = rest[at+1:]
			}
		}
	})
}

// README.md shows what the command prints.
func TestGraphInTheReadme(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		const examples = "../../examples"
		require.NoError(t, os.CopyFS(w.dir, os.DirFS(examples)))
		require.NoError(t, w.server.SeedDir(filepath.Join(examples, "seed")))
		got := w.run("graph", "--format", "mermaid", "--target", "/storefront/archive/2024").exits(exitFine)
		readme, err := os.ReadFile("../../README.md")
		require.NoError(t, err)
		require.Contains(t, string(readme), "```mermaid\n"+got.stdout+"```\n", "put what is printed now into README.md")
	})
}
