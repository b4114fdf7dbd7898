package main

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

const fieldsYAML = "fields: {brand: {label: Brand, type: SingleSelect, options: [Acme]}, rank: {label: Rank, type: Number, min: 1, max: 9}}\n"

// Whatever is wrong with the YAML is told with its place, ends with 3, and
// nothing is written, by plan and by apply.
func TestBadYAML(t *testing.T) {
	const head = "version: 1\nlibrary: shop\nscope: [/s]\n"
	for _, test := range []struct {
		name, yaml string
		says       string
	}{
		{"unknown key", head + "foldres: {}\n", `library.yaml:4:1: `},
		{"duplicate key", head + "files:\n  /s/a.jpg: \n  /s/a.jpg: \n", "library.yaml:6:3: "},
		{"wrong type", head + "limits: {deletes: many}\n", "library.yaml:4:19: "},
		{"tab indentation", head + "files:\n\t/s/a.jpg: \n", "library.yaml:5:1: tab used for indentation"},
		{"unknown metadata field", head + "files:\n  /s/a.jpg:\n    metadata: {colour: red}\n", "library.yaml:6:24: there is no metadata field"},
		{"value outside options", head + fieldsYAML + "files:\n  /s/a.jpg: {metadata: {brand: Other}}\n", "library.yaml:6:32: "},
		{"value outside range", head + fieldsYAML + "files:\n  /s/a.jpg: {metadata: {rank: 10}}\n", "library.yaml:6:31: "},
		{"name that would be rewritten", head + "files:\n  /s/Summer Sale.jpg: {source: new.jpg}\n", "library.yaml:5:3: "},
		{"path outside scope", head + "files:\n  /other/a.jpg: \n", "library.yaml:5:3: "},
		{"relative path", head + "files:\n  a.jpg: \n", "library.yaml:5:3: "},
		{"listed and removed", head + "files:\n  /s/a.jpg: \nremove:\n  files: [/s/a.jpg]\n", "library.yaml:"},
		{"two files for one place", head + "files:\n  /s/a.jpg: {id: 64fb1c2d8a7b4c1234567890}\n  /s/b.jpg: {id: 64fb1c2d8a7b4c1234567890}\n", "library.yaml:6:"},
		{"missing file without source", head + "files:\n  /s/missing.jpg: {tags: [x]}\n", "library.yaml:5:3: /s/missing.jpg is not in the library"},
		{"missing source", head + "files:\n  /s/new.jpg: {source: gone.jpg}\n", "library.yaml:5:24: source gone.jpg: there is no such file beside the YAML"},
		{"empty source", head + "files:\n  /s/new.jpg: {source: empty.jpg}\n", "library.yaml:5:24: source empty.jpg: the file is empty"},
		{"source is a directory", head + "files:\n  /s/new.jpg: {source: folder}\n", "library.yaml:5:24: source folder: it is a directory"},
		{"source above the folder", head + "files:\n  /s/new.jpg: {source: ../secret.jpg}\n", "library.yaml:5:24: source ../secret.jpg: it is outside the folder"},
		{"source through a link", head + "files:\n  /s/new.jpg: {source: link.jpg}\n", "library.yaml:5:24: source link.jpg: it is outside the folder"},
		{"on_conflict where nothing moves", head + "files:\n  /s/a.jpg: {on_conflict: version}\n", "library.yaml:5:27: on_conflict says what happens when something moves here: it needs moved_from or id"},
		{"on_conflict that there is not", head + "files:\n  /s/c.jpg: {moved_from: /s/a.jpg, on_conflict: merge}\n", `library.yaml:5:49: on_conflict is "merge": it can be refuse or version`},
		{"swap without pins", head + "files:\n  /s/a.jpg: {moved_from: /s/b.jpg}\n  /s/b.jpg: {moved_from: /s/a.jpg}\n", "library.yaml:5:26: moved_from goes round in a ring"},
		{"copy of a missing folder", head + "folders:\n  /s/copy: {copy_of: /s/gone}\n", "library.yaml:5:22: /s/copy is not there, and neither is /s/gone"},
		{"copy in itself", head + "folders:\n  /s/x/copy: {copy_of: /s/x}\n", `library.yaml:5:24: "/s/x" cannot be copied into itself`},
		{"copy of a copy", head + "folders:\n  /s/one: {copy_of: /s/x}\n  /s/two: {copy_of: /s/one}\n", "library.yaml:6:21: /s/one is itself still to be copied, from /s/x: name that one"},
		{"versions without a copy", head + "folders:\n  /s/x: {versions: true}\n", "library.yaml:5:20: versions says what a copy takes along: it needs copy_of"},
		{"no YAML at all", "", "library.yaml:1:1: the file is empty"},
		{"50 MB", head + strings.Repeat("# "+strings.Repeat("x", 97)+"\n", 500_000), "library.yaml:1:1: the file is larger than 32 MiB"},
	} {
		t.Run(test.name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				w.seeded("/s/a.jpg", "/s/b.jpg", "/s/x/c.jpg").file("library.yaml", test.yaml).file("new.jpg", "bytes").
					file("empty.jpg", "").file("folder/x", "x")
				outside := filepath.Join(t.TempDir(), "secret.jpg")
				require.NoError(t, os.WriteFile(outside, []byte("secret"), 0o600))
				require.NoError(t, os.Symlink(outside, filepath.Join(w.dir, "link.jpg")))

				got := w.run("plan").exits(exitUsage).says(test.says)
				require.Empty(t, got.stdout)
				w.run("apply", "--auto-approve").exits(exitUsage).says(test.says)
				document := w.run("plan", "--output", "json").exits(exitUsage).json("iksync-error/1")
				require.NotEmpty(t, document["problems"])
				w.untouched()
			})
		})
	}
}

// What is against a guard ends with 4, by plan and by apply, and nothing is
// written. Where it can be meant, it is told what to type.
func TestGuards(t *testing.T) {
	const prune = "limits: {deletes: 9}\n"
	for _, test := range []struct {
		name, yaml string
		says       []string
		override   []string // nil: there is none, or it stands in the YAML
		shows      string   // what is shown with it
	}{
		{"a merge that nobody asked for", "files: {/s/a.jpg: {moved_from: /s/x/a.jpg}}\n",
			[]string{"(collision)", "/s/a.jpg", "is there already", "if it is meant: on_conflict: version"}, nil, ""},
		{"a merge that renames", "files: {/s/b.jpg: {moved_from: /s/x/a.jpg, on_conflict: version}}\n",
			[]string{"(collision)", "this time they cannot be: only what keeps its name"}, nil, ""},
		{"the end of all that the file is about", "remove: {folders: [/s]}\n",
			[]string{"(scope-root)", "/s, which the scope is about, would be deleted"}, []string{"--allow-scope-root", "/s"}, "to delete"},
		{"the end of all files", prune + "folders: {/s: {prune: true}}\n",
			[]string{"(empty-want)", "all of the 3 files in scope would be deleted"}, []string{"--allow-empty"}, "to delete"},
		{"too many deletes", "limits: {deletes: 1}\nfolders: {/s: {prune: true}}\nfiles: {/s/a.jpg: }\n",
			[]string{"(delete-count)", "3 objects would be deleted; limits.deletes allows 1"}, []string{"--max-delete", "3"}, "to delete"},
	} {
		t.Run(test.name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				w.seeded("/s/a.jpg", "/s/b.jpg", "/s/x/a.jpg").yaml(test.yaml)
				typed := strings.Join(test.override, " ")
				for _, args := range [][]string{{"plan"}, {"apply", "--auto-approve"}, {"graph"}} {
					w.run(args...).exits(exitRefused).says(test.says...).says(typed)
				}
				w.run("plan").shows("REFUSED", test.shows, typed)
				w.untouched()
				if test.override != nil {
					w.run(append([]string{"graph"}, test.override...)...).exits(exitFine)
					w.run(append([]string{"apply", "--auto-approve"}, test.override...)...).exits(exitFine).shows("Converged")
				}
			})
		})
	}
}

// All problems are told at once.
func TestBadYAMLListsAll(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.yaml("files:\n  /s/new.jpg: {source: gone.jpg}\n  /s/other.jpg: {source: also_gone.jpg}\n")
		got := w.run("validate").exits(exitUsage)
		require.Equal(t, 2, strings.Count(got.stderr, "library.yaml:"), got.stderr)
		require.Empty(t, got.stdout)
		document := w.run("validate", "--output=json").exits(exitUsage).json("iksync-validate/1")
		require.Len(t, document["problems"], 2)
		require.Empty(t, w.server.Requests(), "validate asks nothing of the library")
	})
}

// What is wrong with the way to the library is told with what to do about it.
func TestBadConnection(t *testing.T) {
	refused := &http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
		return nil, errors.New("dial tcp: lookup api.imagekit.io: no such host")
	})}
	for _, test := range []struct {
		name    string
		options []emulator.Option
		change  func(w *world)
		exits   code
		says    []string
	}{
		{name: "no key", change: func(w *world) { delete(w.vars, keyVariable) },
			exits: exitUsage, says: []string{"IMAGEKIT_PRIVATE_KEY", "--private-key-file"}},
		{name: "wrong key, 401", options: []emulator.Option{emulator.WithReadings(emulator.Readings{WrongKeyStatus: 401})},
			change: func(w *world) { w.vars[keyVariable] = "private_wrong" },
			exits:  exitFailed, says: []string{"private key from IMAGEKIT_PRIVATE_KEY is not accepted"}},
		{name: "wrong key, 403", change: func(w *world) { w.vars[keyVariable] = "private_wrong" },
			exits: exitFailed, says: []string{"private key from IMAGEKIT_PRIVATE_KEY may not do this"}},
		{name: "wrong key in a file", change: func(w *world) {
			w.file("key", "private_wrong\n").vars["IKSYNC_PRIVATE_KEY_FILE"] = "key"
		}, exits: exitFailed, says: []string{"private key from key may not do this"}},
		{name: "forbidden", options: []emulator.Option{emulator.WithFaults(emulator.Fault{Kind: emulator.FaultStatus, Status: 403})},
			exits: exitFailed, says: []string{"may not do this"}},
		{name: "unreachable", change: func(w *world) { w.http = refused },
			exits: exitFailed, says: []string{"no answer from https://api.imagekit.io", "--base-url", "no such host"}},
		{name: "no such key file", change: func(w *world) { w.vars["IKSYNC_PRIVATE_KEY_FILE"] = "gone" },
			exits: exitUsage, says: []string{"gone"}},
		{name: "http to another machine", change: func(w *world) { w.vars["IMAGE_KIT_BASE_URL"] = "http://example.com" },
			exits: exitUsage, says: []string{"https://"}},
		{name: "waiting for too long", options: []emulator.Option{emulator.WithFaults(emulator.Fault{
			Kind: emulator.FaultStatus, Status: 429, ResetMillis: 600_000})},
			change: func(w *world) { w.vars["IKSYNC_MAX_WAIT"] = "1m" },
			exits:  exitTimeout, says: []string{"gave up waiting"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				w.seeded("/s/a.jpg").yaml("files: {/s/a.jpg: {tags: [x]}}\n")
				if test.change != nil {
					test.change(w)
				}
				for _, args := range [][]string{{"plan"}, {"apply", "--auto-approve"}, {"explain", "/s/a.jpg"}} {
					got := w.run(args...).exits(test.exits).says(test.says...)
					require.Empty(t, got.stdout)
					require.NotContains(t, got.stderr, "private_wrong")
				}
				w.untouched()
			}, test.options...)
		})
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
