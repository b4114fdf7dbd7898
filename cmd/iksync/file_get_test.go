package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// getLibrary has one file of which everything is known.
func getLibrary(t *testing.T, w *world) {
	t.Helper()
	require.NoError(t, w.server.SeedField(emulator.Field{Name: "brand", Type: "Text"}))
	require.NoError(t, w.server.SeedField(emulator.Field{Name: "price", Type: "Number"}))
	created := time.Date(2025, 5, 1, 8, 0, 0, 0, time.UTC)
	require.NoError(t, w.server.Seed(
		emulator.Seed{
			Path: "/s/full.png", Tags: []string{"sale", "new"}, AITags: []emulator.AITag{{Name: "shoe", Confidence: 91.5, Source: "google-auto-tagging"}},
			CustomMetadata: map[string]any{"brand": "Acme", "price": 12.5}, Description: "two\nlines", CustomCoordinates: "1,2,3,4",
			Private: true, Unpublished: true, CreatedAt: created,
		},
		emulator.Seed{Path: "/s/plain.txt", Content: []byte("x"), CreatedAt: created},
		emulator.Seed{Path: "/s/deep", Folder: true, CreatedAt: created},
	))
}

func TestFileGet(t *testing.T) {
	for _, test := range []struct {
		name  string
		args  []string
		shows []string
		hides string
		calls int
	}{
		{"all of it", []string{"/s/full.png"}, []string{
			"/s/full.png\n", "  type            file\n", "  version         Version 1 (", "  dimensions      1 x 1 pixels\n", "  published       no\n", "  private         yes\n",
			"  tags            sale, new\n", "  AI tag          shoe (91.5%, google-auto-tagging)\n", "  metadata brand  Acme\n", "  metadata price  12.5\n",
			`  description     two\nlines` + "\n", "  focus           1,2,3,4\n", "  url             https://", "  created         2025-05-01 08:00:00 UTC\n",
		}, "embedded", 2},
		{"a folder", []string{"/s/deep"}, []string{"/s/deep\n  type     folder\n  id       ", "  created  2025-05-01 08:00:00 UTC\n"}, "size", 1},
		{"the root", []string{"/"}, []string{"/\n  type  folder\n"}, "id", 0},
		{"by id", []string{"{/s/plain.txt}"}, []string{"/s/plain.txt\n", "  size       1 B (1 bytes)\n"}, "tags", 1},
		{"by id and by path: once, in the order of the arguments", []string{"/s/plain.txt", "{/s/plain.txt}", "/s/deep"}, []string{"UTC\n\n/s/deep\n"}, "UTC\n\n/s/plain.txt", 3},
		{"a set", []string{"/s/*"}, []string{"/s/full.png\n", "\n\n/s/plain.txt\n"}, "/s/deep", 1},
		{"a set that a search finds", []string{"--where", `size > 1`}, []string{"/s/full.png\n"}, "/s/plain.txt", 1},
		{"with what is in it", []string{"--metadata", "/s/full.png", "/s/deep"}, []string{"  embedded format         png\n"}, "?", 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			actionStory(t, func(t *testing.T, w *world) {
				getLibrary(t, w)
				args := []string{"file", "get"}
				for _, arg := range test.args {
					if strings.HasPrefix(arg, "{") {
						arg = w.idOf(strings.Trim(arg, "{}"))
					}
					args = append(args, arg)
				}
				o := w.run(args...).exits(exitFine).shows(test.shows...)
				require.NotContains(t, strings.ReplaceAll(o.stdout, "?updatedAt", ""), test.hides)
				require.Len(t, w.server.Requests(), test.calls)
				w.untouched()
			})
		})
	}
}

func TestFileGetJSON(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		getLibrary(t, w)
		document := w.run("file", "get", "--metadata", "--output", "json", "/s/full.png", "/s/deep").exits(exitFine).json("iksync-files/1")
		files := document["files"].([]any)
		require.Len(t, files, 2)
		file := files[0].(map[string]any)
		require.Equal(t, map[string]any{"brand": "Acme", "price": 12.5}, file["metadata"])
		require.Equal(t, "two\nlines", file["description"])
		require.Equal(t, "2025-05-01T08:00:00Z", file["created"])
		require.NotEmpty(t, file["embedded"].(map[string]any)["format"])
		require.Equal(t, "folder", files[1].(map[string]any)["type"])
		require.NotContains(t, files[1], "size")
	})
}

func TestFileGetRefuses(t *testing.T) {
	for _, test := range []struct {
		name  string
		args  []string
		given func(w *world)
		code  code
		says  string
	}{
		{"nothing is named", nil, nil, exitUsage, "which files?"},
		{"nothing is there", []string{"/s/none"}, nil, exitFailed, "there is no file and no folder /s/none"},
		{"no file has the id", []string{"000000000000000000000000"}, nil, exitFailed, "there is no file with the id 0000"},
		{"no file matches", []string{"/s/*.gif"}, nil, exitFailed, "no file matches /s/*.gif"},
		{"a search and a path", []string{"--where", "size > 1", "/s/full.png"}, nil, exitUsage, "--where is for globs"},
		{"neither a path nor an id", []string{"s/full.png"}, nil, exitUsage, "neither a path, which begins with /, nor an id"},
		{"its metadata cannot be read", []string{"--metadata", "/s/plain.txt"}, func(w *world) { w.refuses("GET /v1/files/{fileId}/metadata", 400, 1) }, exitFailed, "/s/plain.txt: get metadata: 400"},
		{"the key is another one", []string{"/s/full.png"}, func(w *world) { w.vars[keyVariable] = "other" }, exitFailed, "the private key from IMAGEKIT_PRIVATE_KEY"},
	} {
		t.Run(test.name, func(t *testing.T) {
			actionStory(t, func(t *testing.T, w *world) {
				getLibrary(t, w)
				if test.given != nil {
					test.given(w)
				}
				w.run(append([]string{"file", "get"}, test.args...)...).exits(test.code).says(test.says)
				w.untouched()
			})
		})
	}
}
