package main

import (
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// readers is, by command, how it is called where it only reads. A command that
// is not here has to be added, so that nobody forgets to ask whether it writes.
// Nil: the command has no library to write to, or is there to write.
func readers(path string) map[string][][]string {
	folder := path[:strings.LastIndex(path, "/")]
	return map[string][][]string{
		"validate": {{}},
		"plan":     {{}, {"--output", "json"}, {"--out", "saved"}, {"--report", "json=r.json"}, {"--target", path}, {"--detailed-exitcode"}},
		"explain":  {{path}, {"--output", "json", path}},
		"graph":    {{}},
		"export":   {{"--scope", "/" + strings.Split(path, "/")[1]}},
		"drift":    {{}},
		"runs":     {{}, {"--output", "json"}},
		"apply":    {{}, {"--output", "json"}, {"--resume"}}, // nobody approves, and no run is there
		"unlock":   {{}},
		"github":   {{"plan"}, {"drift"}},

		"file list":     {{}, {"--all", "--type", "all", "--output", "json"}, {"--where", "size > 1", "--recursive", "/"}},
		"file get":      {{path}, {"--metadata", "--output", "json", path}, {"/*/*"}},
		"file versions": {{path}, {"--output", "json", path}},
		"file restore":  {{"--dry-run", path, "1"}},
		"file rename":   {{"--dry-run", "--purge", path, "other.jpg"}},
		"file move":     {{"--dry-run", "--parents", path, "/elsewhere"}, {"--dry-run", "--on-conflict", "version", "--where", "size > 1", "/"}},
		"file copy":     {{"--dry-run", "--versions", "--parents", path, "/elsewhere"}},
		"file upload":   nil,
		"file update":   {{"--dry-run", "--tag", "+x", path}, {"--dry-run", "--tag", "", "--description", "x", "--unpublish", "--remove-ai-tags", "all", "/**"}},
		"file delete":   {{"--dry-run", path}, {"--dry-run", "--where", "size > 1"}, {path}}, // nobody says yes
		"folder create": {{"--dry-run", "--parents", folder + "/new/er"}},
		"folder copy":   {{"--dry-run", folder, "/"}},
		"folder move":   {{"--dry-run", folder, "/"}, {folder, "/nowhere"}},
		"folder rename": {{"--dry-run", folder, "other"}},
		"folder delete": {{"--dry-run", folder}, {folder}}, // nobody says yes
		"job status":    {{"64fb1c2d8a7b4c1234567890"}},
		"job wait":      {{"64fb1c2d8a7b4c1234567890"}},
		"purge":         {{"--dry-run", path}},

		"field list":   {{}, {"--deleted"}, {"--output", "json"}},
		"field create": {{"--dry-run", "--type", "Text", "never_there"}},
		"field update": {{"--dry-run", "--label", "Another", "brand"}, {"--dry-run", "--yes", "--options", "Acme", "brand"}},
		"field delete": {{"--dry-run", "brand"}, {"--dry-run", "--yes", "brand"}},

		"usage": {{}, {"--output", "json"}}, "upload-auth": nil,

		"init": nil, "emulator": nil, "completion": nil, "fmt": nil, "docs": nil, "version": nil, "schema": nil,
	}
}

// watched makes every request that would change the library fail the test.
func (w *world) watched() *world {
	w.request = func(r *http.Request) {
		w.asked.Add(1)
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.t.Errorf("%s %s was sent", r.Method, r.URL.Path)
		}
	}
	return w
}

// looks says whether a command, called so, reads the library at all.
func looks(command string, way []string) bool {
	switch command {
	case "validate", "runs", "unlock", "apply": // apply gets no further than asking whether it may
		return false
	}
	return true
}

// readAll runs every command that only reads, in every way, for a file of the library.
func (w *world) readAll(yaml, path string) {
	w.t.Helper()
	w.vars["GITHUB_ACTIONS"], w.vars["GITHUB_REPOSITORY"] = "true", "acme/media" // and no token: nothing is posted
	p := &program{opts: newOptions(func(string) string { return "" })}
	for _, c := range p.commands() {
		ways, known := readers(path)[c.name]
		require.True(w.t, known, "command %s: say in this file whether it writes", c.name)
		for _, way := range ways {
			args := strings.Fields(c.name)
			if slices.Contains(c.options, p.opts.file) {
				args = append(args, "-f", yaml)
			}
			before := w.asked.Load()
			o := w.run(append(args, way...)...)
			if looks(c.name, way) {
				require.Greater(w.t, w.asked.Load(), before, "%s %v never looked at the library, so that this shows nothing:\n%s", c.name, way, o.stderr)
			}
			require.NotContains(w.t, o.stdout, "Converged")
			require.NotContains(w.t, o.stderr, "flag provided but not defined")
		}
	}
	w.screens, w.stdin = true, "no\n"
	w.run("apply", "-f", yaml, "--allow-field-delete", "legacy").exits(exitFailed).says("not applied")
}

// No command but apply writes, and apply does not unless it may.
func TestReadOnly(t *testing.T) {
	names, err := filepath.Glob("../../examples/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				require.NoError(t, os.CopyFS(w.dir, os.DirFS("../../examples")))
				require.NoError(t, w.server.SeedDir("../../examples/seed"))
				w.watched().readAll(filepath.Base(name), "/storefront/products/clock.jpg")
				w.untouched()
			})
		})
	}
	t.Run("rich library", func(t *testing.T) {
		inBubble(t, func(t *testing.T) {
			s := rich(rand.New(rand.NewPCG(3, 3)))
			w := newWorld(t)
			w.server = s.server(t, emulator.WithHook(func(r *http.Request) { w.request(r) }))
			s.write(t, w.server, w.dir)
			w.watched().readAll("library.yaml", "/s/p0_0/old/f0.txt")
			w.untouched()
		})
	})
}

// What a plan refuses is not done either, whoever approves.
func TestReadOnlyWhereRefused(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/tmp/a.jpg", "/s/tmp/b.jpg", "/s/stays.jpg").yaml(pruneYAML).watched()
		w.run("plan", "--out", "saved").exits(exitRefused)
		w.run("apply", "--auto-approve").exits(exitRefused)
		w.run("apply", "saved").exits(exitRefused)
		w.untouched()
	})
}
