package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/iksync/iksync/imagekit/emulator"
)

// ending is one way in which a plan or an apply can end.
type ending struct {
	name        string
	yaml        string
	set         func(w *world)
	plan, apply code
	detailed    code // of a plan, and of an apply that went well, with --detailed-exitcode; 0: as without
	failure     bool // there is nothing to show but the failure
}

func endings() []ending {
	const twoDeletes = "limits: {deletes: 1}\nremove: {files: ['/s/a.jpg', '/s/b.jpg']}\n"
	return []ending{
		{name: "nothing to do", yaml: "folders: {/s: }\n"},
		{name: "changes", yaml: "files: {/s/a.jpg: {tags: [x]}}\n", detailed: exitChanges},
		{name: "refused", yaml: twoDeletes, plan: exitRefused, apply: exitRefused},
		{name: "bad YAML", yaml: "nonsense: 1\n", plan: exitUsage, apply: exitUsage, failure: true},
		{
			name: "wrong key", yaml: "files: {/s/a.jpg: {tags: [x]}}\n", plan: exitFailed, apply: exitFailed, failure: true,
			set: func(w *world) { w.vars[keyVariable] = "private_wrong" },
		},
		{
			name: "a page that fails", yaml: "folders: {/s/tmp: {prune: true}}\n", plan: exitFailed, apply: exitPartial,
			set: func(w *world) {
				var seeds []emulator.Seed
				for i := range 1001 {
					seeds = append(seeds, emulator.Seed{Path: fmt.Sprintf("/s/tmp/%d.jpg", i)})
				}
				require.NoError(w.t, w.server.Seed(seeds...))
				w.server.Inject(emulator.Fault{Match: "GET /v1/files", Kind: emulator.FaultStatus, Status: http.StatusInternalServerError, After: 1})
			},
		},
		{
			name: "a call that fails", yaml: "files: {/s/a.jpg: {description: x}, /s/b.jpg: {description: y}}\n", apply: exitPartial, detailed: exitChanges,
			set: func(w *world) {
				w.server.Inject(emulator.Fault{Match: "PATCH /v1/files/{id}/details", Kind: emulator.FaultStatus, Status: http.StatusBadRequest, Times: 1})
			},
		},
	}
}

// code is how a command ends.
func (e *ending) code(command string, detailed bool) code {
	c := e.plan
	if command == "apply" {
		c = e.apply
	}
	if detailed && c == exitFine {
		return e.detailed
	}
	return c
}

// Whatever is asked for, and whatever comes of it: the exit code is the documented
// one, stdout has the form that was asked for and nothing else, each report its own,
// and what went wrong is said on stderr.
func TestEveryFormOfEveryEnding(t *testing.T) {
	forms := []form{formText, formJSON, formMarkdown, formHTML}
	for _, e := range endings() {
		for _, command := range []string{"plan", "apply"} {
			t.Run(e.name+"/"+command, func(t *testing.T) {
				story(t, func(t *testing.T, _ *world) {
					for _, output := range forms {
						for _, report := range append(forms, "") {
							for _, detailed := range []bool{false, true} {
								e.check(t, command, output, report, detailed)
							}
						}
					}
				})
			})
		}
	}
}

func (e *ending) check(t *testing.T, command string, output, report form, detailed bool) {
	w := newWorld(t)
	w.seeded("/s/a.jpg", "/s/b.jpg").yaml(e.yaml)
	if e.set != nil {
		e.set(w)
	}
	args := []string{command, "--output", string(output)}
	if command == "apply" {
		args = append(args, "--auto-approve")
	}
	if detailed {
		args = append(args, "--detailed-exitcode")
	}
	if report != "" {
		args = append(args, "--report", string(report)+"=report")
	}
	want := e.code(command, detailed)
	got := w.run(args...).exits(want)
	if want != exitFine && want != exitChanges {
		require.NotEmpty(t, got.stderr, "%v says nothing of its failure", args)
	}
	formats := []string{"iksync-report/1"}
	switch {
	case e.failure:
		formats = []string{"iksync-error/1"}
	case command == "apply":
		formats = []string{"iksync-apply/1"}
	}
	if output == formText && e.failure {
		require.Empty(t, got.stdout)
	} else {
		requireForm(t, output, got.stdout, formats)
	}
	if report != "" {
		requireForm(t, report, w.read("report"), formats)
	}
}

// requireForm checks that text is one document of a form, and nothing besides.
func requireForm(t *testing.T, f form, text string, formats []string) {
	t.Helper()
	switch f {
	case formJSON:
		var d struct{ Format string }
		dec := json.NewDecoder(strings.NewReader(text))
		require.NoError(t, dec.Decode(&d), text)
		require.False(t, dec.More(), "something follows the document")
		require.Contains(t, formats, d.Format)
	case formMarkdown:
		require.True(t, strings.HasPrefix(text, "## "), text)
		require.Equal(t, strings.Count(text, "<details"), strings.Count(text, "</details>"))
		require.LessOrEqual(t, len(text), 60_000)
	case formHTML:
		require.True(t, strings.HasPrefix(text, "<!doctype html>"), text)
		require.True(t, strings.HasSuffix(text, "</html>\n"), text)
		_, err := html.Parse(strings.NewReader(text))
		require.NoError(t, err)
	case formText:
		require.NotEmpty(t, text)
		for _, other := range []string{"{", "<!doctype", "## "} {
			require.False(t, strings.HasPrefix(text, other), text)
		}
	}
}
