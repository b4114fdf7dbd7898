package main

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

func TestFileCopy(t *testing.T) {
	copying := "POST /v1/files/copy"
	with := func(more ...string) []string {
		list := append(more, asSeeded()...)
		slices.Sort(list)
		return list
	}
	tell(t, []fileStory{
		{
			name: "a file is copied as it is now", args: []string{"file", "copy", "/s/b.jpg", "/empty"},
			text: "copied /s/b.jpg -> /empty/b.jpg\n", sent: []string{copying}, library: with("/empty/b.jpg 1"),
		},
		{
			name: "with its versions", args: []string{"file", "copy", "--versions", "{/s/b.jpg}", "/empty"},
			text: "copied /s/b.jpg -> /empty/b.jpg\n", sent: []string{copying}, library: with("/empty/b.jpg 3"),
		},
		{
			name: "a set needs no approval: nothing is lost", args: []string{"file", "copy", "/s/*.jpg", "/s/deep/c.jpg", "/empty"},
			text: "copied /s/a.jpg -> /empty/a.jpg\ncopied /s/b.jpg -> /empty/b.jpg\ncopied /s/deep/c.jpg -> /empty/c.jpg\n\n3 copied; 3 calls\n",
			sent: []string{copying, copying, copying}, library: with("/empty/a.jpg 1", "/empty/b.jpg 1", "/empty/c.jpg 1"),
		},
		{
			name: "to where it is", args: []string{"file", "copy", "/s/a.jpg", "/s"}, text: "nothing to copy: /s/a.jpg -> /s/a.jpg\n",
		},
		{
			name: "a name that is taken", args: []string{"file", "copy", "--yes", "/s/b.jpg", "/t"}, code: exitRefused, says: []string{"nothing is copied, as a file is there already: /t/b.jpg"},
		},
		{
			name: "that file is to get another version", args: []string{"file", "copy", "--yes", "--on-conflict", "version", "/s/b.jpg", "/t"},
			sent: []string{copying}, library: []string{"/s/a.jpg 1", "/s/b.jpg 3", "/s/deep/c.jpg 1", "/t/b.jpg 2"},
		},
		{
			name: "which is asked about", args: []string{"file", "copy", "--on-conflict", "version", "/s/b.jpg", "/t"}, code: exitUsage, says: []string{"--yes"},
		},
		{
			name: "and the answer is no", args: []string{"file", "copy", "--on-conflict", "version", "/s/b.jpg", "/t"},
			given: func(w *world) { w.screens, w.stdin = true, "no\n" }, code: exitFailed, says: []string{"not done"},
		},
		{
			name: "the folder is created, where the service would have done so too", args: []string{"file", "copy", "--parents", "/s/a.jpg", "/new"},
			options: []emulator.Option{emulator.WithReadings(emulator.Readings{MissingDestination: emulator.MissingDestinationCreated})},
			sent:    []string{"POST /v1/folder", copying}, library: with("/new/a.jpg 1"),
		},
		{
			name: "and refused without --parents, although the service would", args: []string{"file", "copy", "/s/a.jpg", "/new"},
			options: []emulator.Option{emulator.WithReadings(emulator.Readings{MissingDestination: emulator.MissingDestinationCreated})},
			code:    exitFailed, says: []string{"there is no folder /new to copy into"},
		},
		{
			name: "the folder cannot be created", args: []string{"file", "copy", "--parents", "/s/a.jpg", "/s/deep/c.jpg", "/new"},
			given: func(w *world) { w.vars["IKSYNC_PARALLELISM"] = "1"; w.refuses("POST /v1/folder", 403, 0) }, code: exitFailed,
			says: []string{"may not do this", "/new could not be created"}, sent: []string{"POST /v1/folder"},
		},
		{
			name: "the answer is lost, the copy is there", args: []string{"file", "copy", "/s/a.jpg", "/empty"},
			given: func(w *world) { w.drops(copying, emulator.FaultDropAfter) }, text: "copied /s/a.jpg -> /empty/a.jpg\n",
			sent: []string{copying}, library: with("/empty/a.jpg 1"),
		},
		{
			name: "the answer is lost, the version is there", args: []string{"file", "copy", "--yes", "--on-conflict", "version", "/s/b.jpg", "/t"},
			given: func(w *world) { w.drops(copying, emulator.FaultDropAfter) }, sent: []string{copying},
			library: []string{"/s/a.jpg 1", "/s/b.jpg 3", "/s/deep/c.jpg 1", "/t/b.jpg 2"},
		},
		{
			name: "the answer is lost, and nothing came", args: []string{"file", "copy", "/s/a.jpg", "/empty"},
			given: func(w *world) { w.drops(copying, emulator.FaultDropBefore) }, code: exitFailed, says: []string{"the library shows that it was not"}, sent: []string{copying},
		},
		{
			name: "the answer is lost, and no version came", args: []string{"file", "copy", "--yes", "--on-conflict", "version", "/s/b.jpg", "/t"},
			given: func(w *world) { w.drops(copying, emulator.FaultDropBefore) }, code: exitFailed, says: []string{"the library shows that it was not"}, sent: []string{copying},
		},
		{
			name: "the answer is lost, and something else came", args: []string{"file", "copy", "/s/b.jpg", "/empty"},
			given: func(w *world) {
				w.drops(copying, emulator.FaultDropBefore)
				go func() {
					time.Sleep(time.Second)
					_ = w.server.Seed(emulator.Seed{Path: "/empty/b.jpg", Content: []byte("of somebody else")})
				}()
			},
			code: exitFailed, says: []string{"something else is at /empty/b.jpg now"}, sent: []string{copying}, library: with("/empty/b.jpg 1"),
		},
		{
			name: "too many versions", args: []string{"file", "copy", "--yes", "--on-conflict", "version", "/s/b.jpg", "/t"},
			given: func(w *world) { w.refuses(copying, 400, 1) }, code: exitFailed, says: []string{"/s/b.jpg: copy file: 400", "request id"}, sent: []string{copying},
		},
		{
			name: "the file is gone by then", args: []string{"file", "copy", "/s/a.jpg", "/empty"},
			given: func(w *world) { w.refuses(copying, 404, 1) }, code: exitFailed, says: []string{"/s/a.jpg: copy file: 404"}, sent: []string{copying},
		},
		{
			name: "the dry run", args: []string{"file", "copy", "--dry-run", "--on-conflict", "version", "/s/b.jpg", "/t"},
		},
	})
}

// The document of a copy says what became of each file.
func TestFileCopyJSON(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		require.NoError(t, w.server.Seed(fileLibrary()...))
		w.vars["IKSYNC_PARALLELISM"] = "1"
		w.server.Inject(emulator.Fault{Match: "POST /v1/files/copy", Kind: emulator.FaultStatus, Status: 400, After: 1})
		o := w.run("file", "copy", "--output", "json", "/s/a.jpg", "/s/b.jpg", "/empty").exits(exitPartial)
		items := o.items()
		require.Equal(t, map[string]any{"path": "/s/a.jpg", "id": w.idOf("/s/a.jpg"), "to": "/empty/a.jpg", "status": "done"}, items[0])
		require.Equal(t, "failed", items[1]["status"])
		require.Contains(t, items[1]["error"], "400")
		document := o.json("iksync-action/1")
		require.InDelta(t, 6, document["exit_code"], 0)
		require.InDelta(t, 2, document["calls"], 0)
	})
}
