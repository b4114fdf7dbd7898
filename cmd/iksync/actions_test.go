package main

import (
	"context"
	"errors"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/internal/contract"
	"github.com/iksync/iksync/plan/report"
)

// apiDocument is read once: it is long.
var apiDocument = sync.OnceValues(contract.Load)

// actionStory is a story whose exchanges with the API are held against ImageKit's own
// document, where that is at hand: CI has it.
func actionStory(t *testing.T, f func(t *testing.T, w *world), options ...emulator.Option) {
	t.Helper()
	document, err := apiDocument()
	if errors.Is(err, contract.ErrNoDocument) && os.Getenv("IKSYNC_REQUIRE_OPENAPI") == "" {
		t.Log(err)
	} else {
		require.NoError(t, err)
	}
	story(t, func(t *testing.T, w *world) {
		client := w.server.HTTPClient()
		if document != nil {
			client.Transport = apiOnly{
				api:   document.Transport(client.Transport, func(err error) { t.Error(err) }),
				other: client.Transport,
			}
		}
		w.http = client
		f(t, w)
	}, options...)
}

// apiOnly sends requests of the API one way, and those for the bytes of files another.
type apiOnly struct{ api, other http.RoundTripper }

func (a apiOnly) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasPrefix(r.URL.Path, "/v1/") || strings.HasPrefix(r.URL.Path, "/api/") {
		return a.api.RoundTrip(r)
	}
	return a.other.RoundTrip(r)
}

// refuses makes the next requests that match get an answer of that status.
func (w *world) refuses(match string, status, times int) *world {
	w.server.Inject(emulator.Fault{Match: match, Kind: emulator.FaultStatus, Status: status, Times: times})
	return w
}

// sent lists the requests that change something, as "METHOD /path".
func (w *world) sent() []string {
	list := []string{}
	for _, r := range w.server.Requests() {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			list = append(list, r.Method+" "+r.Path)
		}
	}
	return list
}

// item is an item of an action's document.
func (o outcome) items() []map[string]any {
	o.t.Helper()
	var list []map[string]any
	for _, i := range o.json("iksync-action/1")["items"].([]any) {
		list = append(list, i.(map[string]any))
	}
	return list
}

// The runner gives each item the status that its call ended with, makes no more calls
// than there are, and ends with the code that tells whether all, some or none was done.
func TestAction(t *testing.T) {
	calls := func(results ...error) action {
		a := action{name: "file test", verb: "test", past: "tested"}
		for i, err := range results {
			a.steps = append(a.steps, &step{
				items: []*item{{Path: "/" + string(rune('a'+i))}},
				do:    func(context.Context) error { return err },
			})
		}
		return a
	}
	for _, test := range []struct {
		name    string
		results []error
		code    code
		text    string
	}{
		{"all done", []error{nil, nil}, exitFine, "tested /a\ntested /b\n\n2 tested; 2 calls\n"},
		{"one done", []error{nil}, exitFine, "tested /a\n"},
		{"none", []error{errChanges, errChanges}, exitFailed, "failed: test /a: there are changes\nfailed: test /b: there are changes\n\n2 failed; 2 calls\n"},
		{"some", []error{nil, errChanges}, exitPartial, "tested /a\nfailed: test /b: there are changes\n\n1 tested, 1 failed; 2 calls\n"},
		{"the only one", []error{errChanges}, exitFailed, "failed: test /a: there are changes\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := &program{env: Env{}, opts: newOptions(func(string) string { return "" }), stop: &interrupts{drain: make(chan struct{})}, now: time.Now()}
			p.env.StderrIsTerminal = func() bool { return false }
			a := calls(test.results...)
			p.perform(t.Context(), a)
			done := &acted{action: a, form: realRun}
			var b strings.Builder
			require.NoError(t, done.Text(&b, report.Style{}))
			require.Equal(t, test.text, b.String())
			require.Equal(t, test.code, exitCode(done.err()))
		})
	}
}

// A group alone, or with a command it does not have, is wrong usage and says what there is.
func TestGroups(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		for _, g := range groups() {
			w.run(g.name).exits(exitUsage).says(g.name + " needs one of its commands")
			w.run(g.name, "bogus").exits(exitUsage).says(`there is no command "` + g.name + ` bogus"`)
			w.run(g.name, "--help").exits(exitFine).shows("iksync "+g.name, "Commands:")
		}
		w.run("--help").exits(exitFine).shows("folder", "upload-auth")
		w.run("folder", "create", "--help").exits(exitFine).shows("iksync folder create [options] PATH", "--dry-run")
		w.run("--sandbox", "folder", "--color", "never", "create", "--nonsense").exits(exitUsage).says("not defined: --nonsense")
		require.Empty(t, w.server.Requests())
	})
}

// A glob is looked for no wider than it reaches, and matches what it says.
func TestGlobSearch(t *testing.T) {
	for _, test := range []struct{ glob, where, want string }{
		{"/a/*.jpg", "", `type = "file" AND path = "/a"`},
		{"/a/b*/c.jpg", "", `type = "file" AND path : "/a"`},
		{"/a/**", "", `type = "file" AND path : "/a"`},
		{"/a/**/*.jpg", "", `type = "file" AND path : "/a"`},
		{"/**", `size > 5`, `type = "file" AND (size > 5)`},
		{"/*.jpg", "", `type = "file" AND path = "/"`},
	} {
		g, err := readChoice(test.glob)
		require.NoError(t, err)
		require.Equal(t, test.want, globSearch(g.glob, test.where), test.glob)
	}
}

// What a single action is about, and whether it may, is on its command line: what an
// environment says of it, for whatever reason, does nothing.
func TestActionsFromTheCommandLine(t *testing.T) {
	p := &program{opts: newOptions(func(string) string { return "" })}
	for _, c := range p.actions() {
		for _, o := range c.options {
			shared := o == p.opts.dryRun || o == p.opts.output || o == p.opts.follow
			require.Equal(t, !shared, o.typed, "%s --%s", c.name, o.name)
		}
	}
	actionStory(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/s/b.jpg")
		w.vars["IKSYNC_YES"], w.vars["IKSYNC_WHERE"], w.vars["IKSYNC_TAG"] = "true", `size > 0`, "sale"
		w.run("file", "delete", "/s/a.jpg").exits(exitUsage).says("give --yes")
		w.run("file", "delete").exits(exitUsage).says("which files?")
		w.run("file", "update", "--description", "x", "/s/a.jpg").exits(exitFine)
		require.Empty(t, w.fileAt("/s/a.jpg").Tags)
		require.Len(t, w.server.Files(), 2)
	})
}
