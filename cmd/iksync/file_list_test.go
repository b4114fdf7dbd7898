package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
)

// listLibrary is what these stories list.
func listLibrary() []emulator.Seed {
	at := func(day int) time.Time { return time.Date(2025, 5, day, 8, 0, 0, 0, time.UTC) }
	return []emulator.Seed{
		{Path: "/s/b.jpg", Content: []byte(strings.Repeat("b", 2000)), Tags: []string{"sale", "夏の新作"}, CreatedAt: at(1)},
		{Path: "/s/a.jpg", Content: []byte("a"), CreatedAt: at(2)},
		{Path: "/s/deep/c.txt", Content: []byte(strings.Repeat("c", 50)), Versions: [][]byte{[]byte("old")}, CreatedAt: at(3)},
		{Path: "/s2/d.jpg", Content: []byte(strings.Repeat("d", 400)), CreatedAt: at(4)},
		{Path: "/empty", Folder: true, CreatedAt: at(5)},
	}
}

// listedPaths are the last cells of a table.
func (o outcome) listedPaths() []string {
	list := []string{}
	for _, line := range strings.Split(strings.TrimSpace(o.stdout), "\n")[1:] {
		list = append(list, line[strings.LastIndex(line, " ")+1:])
	}
	return list
}

func TestFileList(t *testing.T) {
	for _, test := range []struct {
		name  string
		args  []string
		paths []string
		says  string
		calls int
	}{
		{"everywhere, the oldest first", nil, []string{"/s/b.jpg", "/s/a.jpg", "/s/deep/c.txt", "/s2/d.jpg"}, "", 1},
		{"right in a folder", []string{"/s"}, []string{"/s/b.jpg", "/s/a.jpg"}, "", 1},
		{"and below it, not beside it", []string{"--recursive", "/s"}, []string{"/s/b.jpg", "/s/a.jpg", "/s/deep/c.txt"}, "", 1},
		{"folders too", []string{"--type", "all", "--sort", "name", "/s"}, []string{"/s/a.jpg", "/s/b.jpg", "/s/deep"}, "", 1},
		{"folders only", []string{"--type", "folder", "--sort", "name", "/"}, []string{"/empty", "/s", "/s2"}, "", 1},
		{"folders that a search finds", []string{"--type", "folder", "--where", `name = "deep"`}, []string{"/s/deep"}, "", 1},
		{"all that a search finds", []string{"--type", "all", "--where", `name : "d"`, "--sort", "name"}, []string{"/s2/d.jpg", "/s/deep"}, "", 1},
		{"a search that says the type itself", []string{"--where", `type = "folder" AND name = "deep"`}, []string{"/s/deep"}, "", 1},
		{"a search keeps to the folder, whatever it ORs", []string{"--where", `name = "a.jpg" OR name = "d.jpg"`, "/s"}, []string{"/s/a.jpg"}, "", 1},
		{"versions", []string{"--type", "file-version"}, []string{"/s/deep/c.txt"}, "", 1},
		{"a glob", []string{"/s/*.jpg"}, []string{"/s/b.jpg", "/s/a.jpg"}, "", 1},
		{"a deep glob", []string{"--sort", "-name", "/**/*.jpg"}, []string{"/s2/d.jpg", "/s/b.jpg", "/s/a.jpg"}, "", 1},
		{"the largest", []string{"--sort", "-size", "--limit", "2"}, []string{"/s/b.jpg", "/s2/d.jpg"}, "2 shown, and there is more: --all shows all of it, --skip 2 what follows.", 1},
		{"what follows", []string{"--sort", "-size", "--limit", "2", "--skip", "2"}, []string{"/s/deep/c.txt", "/s/a.jpg"}, "", 1},
		{"as the API calls it", []string{"--sort", "DESC_NAME", "--limit", "1"}, []string{"/s2/d.jpg"}, "1 shown, and there is more", 1},
		{"some of a glob", []string{"--limit", "1", "--skip", "1", "/s*/*.jpg"}, []string{"/s/a.jpg"}, "--skip 2 what follows", 1},
		{"as many as there are", []string{"--limit", "4"}, []string{"/s/b.jpg", "/s/a.jpg", "/s/deep/c.txt", "/s2/d.jpg"}, "", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, reading := range []emulator.UntypedSearch{emulator.UntypedSearchFindsFiles, emulator.UntypedSearchFindsAll} {
				actionStory(t, func(t *testing.T, w *world) {
					require.NoError(t, w.server.Seed(listLibrary()...))
					o := w.run(append([]string{"file", "list"}, test.args...)...).exits(exitFine).says(test.says)
					require.Equal(t, test.paths, o.listedPaths())
					require.Equal(t, test.calls, w.server.Count("GET /v1/files"))
					if test.says == "" {
						require.Empty(t, o.stderr)
					}
					w.untouched()
				}, emulator.WithReadings(emulator.Readings{UntypedSearch: reading}))
			}
		})
	}
}

// Columns are aligned by what a terminal shows, and a name can do nothing to it.
func TestFileListTable(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		require.NoError(t, w.server.Seed(listLibrary()...))
		require.NoError(t, w.server.Seed(emulator.Seed{Path: "/s/x\x1b[2J\ny.jpg", CreatedAt: time.Date(2025, 5, 6, 8, 0, 0, 0, time.UTC)}))
		o := w.run("file", "list", "--type", "all", "/s").exits(exitFine)
		require.Equal(t, strings.Join([]string{
			`TYPE    SIZE    UPDATED              TAGS           PATH`,
			`folder  -       1999-12-31 00:00:00  -              /s/deep`,
			`file    2.0 kB  2025-05-01 08:00:00  sale,夏の新作  /s/b.jpg`,
			`file    1 B     2025-05-02 08:00:00  -              /s/a.jpg`,
		}, "\n"), strings.Join(strings.Split(o.stdout, "\n")[:4], "\n"))
		require.Contains(t, o.stdout, `/s/x\u001b[2J\ny.jpg`)
		require.NotContains(t, o.stdout, "\x1b")
		require.Contains(t, w.run("file", "list", "--type", "file-version").exits(exitFine).stdout, "Version 1  3 B")
	})
}

func TestFileListJSON(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		require.NoError(t, w.server.Seed(listLibrary()...))
		document := w.run("file", "list", "--output", "json", "--limit", "1").exits(exitFine).json("iksync-assets/1")
		require.Equal(t, true, document["more"])
		require.Equal(t, true, document["complete"])
		asset := document["assets"].([]any)[0].(map[string]any)
		for key, want := range map[string]any{
			"type": "file", "path": "/s/b.jpg", "name": "b.jpg", "id": w.idOf("/s/b.jpg"), "size": 2000.0, "published": true, "private": false,
			"created": "2025-05-01T08:00:00Z", "updated": "2025-05-01T08:00:00Z", "tags": []any{"sale", "夏の新作"}, "version": "Version 1",
		} {
			require.Equal(t, want, asset[key], key)
		}
		document = w.run("file", "list", "--output", "json", "/empty").exits(exitFine).json("iksync-assets/1")
		require.Empty(t, document["assets"])
		require.NotNil(t, document["assets"])
		require.Equal(t, false, document["more"])
	})
}

func TestFileListRefuses(t *testing.T) {
	for _, test := range []struct {
		name  string
		args  []string
		given func(w *world)
		code  code
		says  string
		reads int
	}{
		{"a folder that is not there", []string{"/none"}, nil, exitFailed, "there is no folder /none", 2},
		{"a file", []string{"/s/a.jpg"}, nil, exitFailed, "/s/a.jpg is a file, not a folder: iksync file get", 3},
		{"an id", []string{"64fb1c2d8a7b4c1234567890"}, nil, exitUsage, "is not a path", 0},
		{"a bad search", []string{"--where", "size >"}, nil, exitUsage, "--where:", 0},
		{"two types", []string{"--where", `type = "folder"`, "--type", "file"}, nil, exitUsage, "--where says the type, and so does --type", 0},
		{"a type that there is not", []string{"--type", "image"}, nil, exitUsage, "--type: want file, folder, file-version or all", 0},
		{"an order that there is not", []string{"--sort", "colour"}, nil, exitUsage, "--sort: want name, created", 0},
		{"no limit", []string{"--limit", "0"}, nil, exitUsage, "--limit: want a whole number, 1 or more", 0},
		{"less than nothing", []string{"--skip", "-1"}, nil, exitUsage, "--skip: want a whole number, 0 or more", 0},
		{"a limit of all", []string{"--all", "--limit", "5"}, nil, exitUsage, "--all and --limit contradict each other", 0},
		{"a recursive glob", []string{"--recursive", "/s/*"}, nil, exitUsage, "--recursive is for folders", 0},
		{"the service does not understand", nil, func(w *world) { w.refuses("GET /v1/files", 400, 1) }, exitFailed, "list assets: 400", 1},
		{"the key is another one", nil, func(w *world) { w.vars[keyVariable] = "other" }, exitFailed, "the private key from IMAGEKIT_PRIVATE_KEY", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			actionStory(t, func(t *testing.T, w *world) {
				require.NoError(t, w.server.Seed(listLibrary()...))
				if test.given != nil {
					test.given(w)
				}
				w.run(append([]string{"file", "list"}, test.args...)...).exits(test.code).says(test.says)
				require.Len(t, w.server.Requests(), test.reads)
			})
		})
	}
}

// Whatever comes, there is one document, and it is complete only where nothing failed;
// as text, one message says what is wrong.
func TestFileListFailure(t *testing.T) {
	for _, test := range []struct {
		name, place string
		given       func(w *world)
		error       string
	}{
		{"a folder that is not there", "/none", nil, "iksync: there is no folder /none"},
		{"not there either", "/none/", nil, "iksync: there is no folder /none"},
		{"a file", "/s/a.jpg", nil, `iksync: /s/a.jpg is a file, not a folder: iksync file get "/s/a.jpg"`},
		{"the service fails", "/s", func(w *world) { w.refuses("GET /v1/files", 400, 0) }, "list assets: 400"},
	} {
		t.Run(test.name, func(t *testing.T) {
			actionStory(t, func(t *testing.T, w *world) {
				require.NoError(t, w.server.Seed(listLibrary()...))
				if test.given != nil {
					test.given(w)
				}
				o := w.run("file", "list", test.place).exits(exitFailed).says(test.error)
				require.Empty(t, o.stdout)
				document := w.run("file", "list", "--output", "json", test.place).exits(exitFailed).json("iksync-assets/1")
				require.Equal(t, false, document["complete"])
				require.InDelta(t, 1, document["exit_code"], 0)
				require.Contains(t, document["error"], test.error)
				require.Empty(t, document["assets"])
			})
		})
	}
	actionStory(t, func(t *testing.T, w *world) {
		require.NoError(t, w.server.Seed(listLibrary()...))
		document := w.run("file", "list", "--output", "json", "/empty/").exits(exitFine).json("iksync-assets/1")
		require.Equal(t, true, document["complete"])
		require.NotContains(t, document, "error")
		require.Equal(t, "Nothing was found.\n", w.run("file", "list", "/empty").exits(exitFine).stdout)
		require.Equal(t, []string{"/s/b.jpg", "/s/a.jpg"}, w.run("file", "list", "/s/").exits(exitFine).listedPaths())
	})
}

// A listing of many pages is whole, or says that it is not: somebody deletes a file
// between two pages, and the document says so at its end.
func TestFileListAll(t *testing.T) {
	const files = 2500
	for _, test := range []struct {
		name     string
		deletes  bool
		code     code
		complete bool
	}{
		{"whole", false, exitFine, true},
		{"shifted", true, exitFailed, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) { // no look at each exchange: pages are long
				seeds := make([]emulator.Seed, files)
				for i := range seeds {
					seeds[i] = emulator.Seed{Path: fmt.Sprintf("/l/%06d.jpg", i), Content: []byte("x")}
				}
				require.NoError(t, w.server.Seed(seeds...))
				id := w.idOf("/l/000000.jpg")
				var deleted atomic.Bool // pages are read side by side
				w.request = func(r *http.Request) {
					if test.deletes && r.URL.Query().Get("skip") == "999" && !deleted.Swap(true) {
						request, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, "https://api.imagekit.io/v1/files/"+id, nil)
						require.NoError(t, err)
						request.SetBasicAuth(testKey, "")
						answer, err := w.server.HTTPClient().Do(request)
						require.NoError(t, err)
						require.NoError(t, answer.Body.Close())
					}
				}
				o := w.run("file", "list", "--all", "--output", "json", "/l").exits(test.code)
				var document struct {
					Complete bool
					ExitCode code `json:"exit_code"`
					Error    string
					Assets   []struct{ Path string }
				}
				require.NoError(t, json.Unmarshal([]byte(o.stdout), &document))
				require.Equal(t, test.complete, document.Complete)
				require.Equal(t, test.code, document.ExitCode)
				require.Equal(t, test.complete, document.Error == "")
				if test.complete {
					require.Len(t, document.Assets, files)
					require.Equal(t, "/l/002499.jpg", document.Assets[files-1].Path)
					require.Equal(t, 3, w.server.Count("GET /v1/files"))
				} else {
					o.says("the listing shifted while it was read")
				}
			})
		})
	}
}

// The API is asked for no more than is meant, always with the type, and what its
// search finds beside a folder whose name begins alike is left out.
func TestFileListAsks(t *testing.T) {
	for _, test := range []struct {
		name             string
		args             []string
		kind, path, asks string
	}{
		{"everything", nil, "file", "", ""},
		{"a folder", []string{"/s"}, "file", "/s", ""},
		{"below a folder", []string{"--recursive", "/s"}, "", "", `type = "file" AND path : "/s"`},
		{"below the root", []string{"--recursive", "--type", "all", "/"}, "", "", `(type = "file" OR type = "folder")`},
		{"a search", []string{"--where", "size > 1 OR size < 9", "/s"}, "", "", `type = "file" AND path = "/s" AND (size > 1 OR size < 9)`},
		{"a search for types", []string{"--where", `type = "folder"`}, "", "", `(type = "folder")`},
	} {
		t.Run(test.name, func(t *testing.T) {
			actionStory(t, func(t *testing.T, w *world) {
				w.run(append([]string{"file", "list"}, test.args...)...)
				asked, err := url.ParseQuery(w.server.Requests()[0].Query)
				require.NoError(t, err)
				require.Equal(t, []string{test.kind, test.path, test.asks}, []string{asked.Get("type"), asked.Get("path"), asked.Get("searchQuery")})
			})
		})
	}
	l := wantedList{folder: "/s", reach: allBelow}
	require.True(t, l.means(&imagekit.Asset{Path: "/s/deep/a.jpg"}))
	require.False(t, l.means(&imagekit.Asset{Path: "/s2/a.jpg"}))
}
