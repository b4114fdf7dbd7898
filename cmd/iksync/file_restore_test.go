package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// versionOf is the id of a version of the file at a path, counted from 1.
func (w *world) versionOf(path string, n int) string {
	w.t.Helper()
	f, there := w.server.File(path)
	require.True(w.t, there)
	return f.Versions[n-1].ID
}

// current is which version of the file at a path is the current one, counted from 1.
func (w *world) current(path string) int {
	w.t.Helper()
	f, there := w.server.File(path)
	require.True(w.t, there)
	for i, v := range f.Versions {
		if v.ID == f.VersionID {
			return i + 1
		}
	}
	return 0
}

func TestFileRestore(t *testing.T) {
	restore := "PUT /v1/files/{fileId}/versions/{versionId}/restore"
	for _, test := range []struct {
		name    string
		args    []string
		given   func(w *world)
		beyond  bool
		code    code
		shows   string
		says    []string
		sent    int
		current int
	}{
		{name: "by its number", args: []string{"/s/b.jpg", "1"}, sent: 1, current: 1, shows: "restored /s/b.jpg -> Version 1 ("},
		{name: "by its name", args: []string{"/s/b.jpg", "Version 2"}, sent: 1, current: 2, shows: "current now: Version 2 ("},
		{name: "the one before", args: []string{"/s/b.jpg", "previous"}, sent: 1, current: 2, shows: "; Version 3 ("},
		{name: "the current one", args: []string{"/s/b.jpg", "3"}, current: 3, shows: "nothing to restore: /s/b.jpg -> Version 3 ("},
		{name: "only looked at", args: []string{"--dry-run", "/s/b.jpg", "1"}, current: 3, shows: "would restore /s/b.jpg -> Version 1 ("},
		{name: "none of that name", args: []string{"/s/b.jpg", "9"}, current: 3, code: exitFailed, says: []string{`/s/b.jpg has no version "9": it has Version 3, Version 2, Version 1`}},
		{name: "there is no other", args: []string{"/s/a.jpg", "previous"}, current: 3, code: exitFailed, says: []string{"/s/a.jpg has no version but the current one"}},
		{name: "no such file", args: []string{"/s/none.jpg", "1"}, current: 3, code: exitFailed, says: []string{"there is no file /s/none.jpg"}},
		{name: "no such id", args: []string{"000000000000000000000000", "1"}, current: 3, code: exitFailed, says: []string{"there is no file with the id 0000", "404"}},
		{name: "the version is gone by then", args: []string{"/s/b.jpg", "1"}, given: func(w *world) { w.refuses(restore, 404, 1) }, sent: 1, current: 3, code: exitFailed, says: []string{"/s/b.jpg: restore version: 404", "request id"}},
		{name: "the service does not like it", args: []string{"/s/b.jpg", "1"}, given: func(w *world) { w.refuses(restore, 400, 1) }, beyond: true, sent: 1, current: 3, code: exitFailed, says: []string{"restore version: 400"}},
		{name: "a job holds the folder", args: []string{"/s/b.jpg", "1"}, given: func(w *world) { w.refuses(restore, 423, 1) }, beyond: true, sent: 2, current: 1},
		{name: "the key may not", args: []string{"/s/b.jpg", "1"}, given: func(w *world) { w.refuses(restore, 403, 1) }, sent: 1, current: 3, code: exitFailed, says: []string{"may not do this"}},
		{name: "the answer is lost, it is current", args: []string{"/s/b.jpg", "1"}, given: func(w *world) { w.drops(restore, emulator.FaultDropAfter) }, sent: 1, current: 1, shows: "current now: Version 1 ("},
		{name: "the answer is lost, it is not", args: []string{"/s/b.jpg", "1"}, given: func(w *world) { w.drops(restore, emulator.FaultDropBefore) }, sent: 1, current: 3, code: exitFailed, says: []string{"the library shows that it was not"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			ground := actionStory
			if test.beyond {
				ground = story
			}
			ground(t, func(t *testing.T, w *world) {
				require.NoError(t, w.server.Seed(fileLibrary()...))
				if test.given != nil {
					test.given(w)
				}
				w.run(append([]string{"file", "restore"}, test.args...)...).exits(test.code).shows(test.shows).says(test.says...)
				require.Len(t, w.sent(), test.sent)
				require.Equal(t, test.current, w.current("/s/b.jpg"))
				require.Equal(t, asSeeded(), w.files(), "no version is lost")
			})
		})
	}
}

// A version is found by its id, too, and restoring there and back ends where it began.
func TestFileRestoreBack(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		require.NoError(t, w.server.Seed(fileLibrary()...))
		w.run("file", "restore", w.idOf("/s/b.jpg"), w.versionOf("/s/b.jpg", 1)).exits(exitFine)
		require.Equal(t, 1, w.current("/s/b.jpg"))
		items := w.run("file", "restore", "--output", "json", "/s/b.jpg", "previous").exits(exitFine).items()
		require.Equal(t, "done", items[0]["status"])
		require.Equal(t, 3, w.current("/s/b.jpg"))
	})
}

// The versions of a file are listed, the current one first, wherever it comes from.
func TestFileVersions(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		require.NoError(t, w.server.Seed(fileLibrary()...))
		w.run("file", "restore", "/s/b.jpg", "2").exits(exitFine)
		o := w.run("file", "versions", "/s/b.jpg").exits(exitFine)
		require.Regexp(t, `^VERSION             SIZE  +UPDATED  +ID\nVersion 2  current  .*\nVersion 3           .*\nVersion 1           .*\n$`, o.stdout)
		document := w.run("file", "versions", "--output", "json", w.idOf("/s/b.jpg")).exits(exitFine).json("iksync-versions/1")
		require.Equal(t, "/s/b.jpg", document["path"])
		versions := document["versions"].([]any)
		require.Len(t, versions, 3)
		first := versions[0].(map[string]any)
		require.Equal(t, true, first["current"])
		require.Equal(t, w.versionOf("/s/b.jpg", 2), first["version_id"])
		require.NotEmpty(t, versions[1].(map[string]any)["url"])
		w.server.ResetCounts()
		w.run("file", "versions", "/s/deep").exits(exitFailed).says("/s/deep is a folder, not a file")
		w.run("file", "versions", "nothing here").exits(exitUsage).says("neither a path")
		w.refuses("GET /v1/files/{fileId}/versions", 404, 1).run("file", "versions", "/s/a.jpg").exits(exitFailed).says("/s/a.jpg: list versions: 404")
		w.vars[keyVariable] = "other"
		w.run("file", "versions", "/s/a.jpg").exits(exitFailed).says("the private key from")
	})
}
