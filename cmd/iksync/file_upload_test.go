package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

const uploadRoute = "POST /api/v1/files/upload"

// Files and the files of folders come to a folder; what is there already is not sent
// again, and what holds other bytes is not replaced unless that was said.
func TestFileUpload(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		w.file("hero.jpg", "hero").file("icons/a.svg", "a").file("icons/deep/b.svg", "b").file("icons/.DS_Store", "x")
		w.run("file", "upload", "--dry-run", "hero.jpg", "/s").exits(exitFine).shows("would upload hero.jpg -> /s/hero.jpg")
		w.untouched()
		w.run("file", "upload", "hero.jpg", "icons", "/s/new").exits(exitFine).
			shows("uploaded icons/a.svg -> /s/new/a.svg\n", "uploaded icons/deep/b.svg -> /s/new/deep/b.svg\n", "uploaded hero.jpg -> /s/new/hero.jpg\n", "3 uploaded; 3 calls")
		require.Equal(t, []string{uploadRoute, uploadRoute, uploadRoute}, w.sent())
		require.Equal(t, sha("b"), w.fileAt("/s/new/deep/b.svg").SHA256)

		w.server.ResetCounts()
		w.run("file", "upload", "--tag", "x, y", "hero.jpg", "icons", "/s/new").exits(exitFine)
		require.NotContains(t, w.sent(), uploadRoute)
		require.Equal(t, []string{"x", "y"}, w.fileAt("/s/new/a.svg").Tags)
		require.Zero(t, w.delivered(), "the record tells that they are there")

		w.file("hero.jpg", "HERO")
		w.server.ResetCounts()
		w.run("file", "upload", "hero.jpg", "/s/new").exits(exitRefused).says("1 file is there already and would be replaced: /s/new/hero.jpg", "--overwrite")
		w.untouched()
		w.run("file", "upload", "--overwrite", "hero.jpg", "/s/new").exits(exitFine).shows("replaces what is there")
		f := w.fileAt("/s/new/hero.jpg")
		require.Len(t, f.Versions, 2)
		require.Equal(t, []string{"x", "y"}, f.Tags, "what it has stays")

		items := w.run("file", "upload", "--output", "json", "hero.jpg", "/s/new").exits(exitFine).items()
		require.Equal(t, []map[string]any{{"path": "hero.jpg", "to": "/s/new/hero.jpg", "status": "same"}}, items)
	})
}

// Without a record of them, files of the same size are compared by downloading.
func TestFileUploadOfWhatIsThere(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		require.NoError(t, w.server.Seed(emulator.Seed{Path: "/s/a.txt", Content: []byte("mine")}, emulator.Seed{Path: "/s/b.txt", Content: []byte("ours")}))
		w.file("a.txt", "mine").file("b.txt", "mine")
		w.run("file", "upload", "a.txt", "/s").exits(exitFine).shows("nothing to upload: a.txt -> /s/a.txt")
		w.run("file", "upload", "a.txt", "b.txt", "/s").exits(exitRefused).says("/s/b.txt")
		w.untouched()
	})
}

// What the service answers decides about each file, and the rest goes on.
func TestFileUploadThatFails(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(w *world)
		args []string
		code code
		says []string
	}{
		{"400", func(w *world) { w.refuses(uploadRoute, http.StatusBadRequest, 1) }, []string{"a.txt", "/s"}, exitFailed, []string{"a.txt: upload file: 400 Bad Request", "request id"}},
		{"403 for one ends all", func(w *world) { w.refuses(uploadRoute, http.StatusForbidden, 9) }, []string{"a.txt", "b.txt", "/s"}, exitFailed, []string{"may not do this"}},
		{"401", func(w *world) { w.vars[keyVariable] = "private_other" }, []string{"a.txt", "/s"}, exitFailed, []string{"IMAGEKIT_PRIVATE_KEY"}},
		{"one of several", func(w *world) { w.refuses(uploadRoute, http.StatusBadRequest, 1) }, []string{"a.txt", "b.txt", "/s"}, exitPartial, []string{"1 of 2 uploaded"}},
		{"a lost answer of one that was stored", func(w *world) {
			w.server.Inject(emulator.Fault{Match: uploadRoute, Kind: emulator.FaultDropAfter, Times: 1})
		}, []string{"a.txt", "/s"}, exitFine, []string{"looking whether this was carried out"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			actionStory(t, func(t *testing.T, w *world) {
				w.file("a.txt", "a").file("b.txt", "bb")
				test.do(w)
				w.run(append([]string{"file", "upload"}, test.args...)...).exits(test.code).says(test.says...)
			})
		})
	}
}

// What cannot be uploaded is told all at once, before anything is sent.
func TestFileUploadOfBadInput(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		w.file("empty.txt", "").file("a b.txt", "x").file("ok.txt", "x").file("sub/ok.txt", "y").file("none/.keep", "")
		w.run("file", "upload", "empty.txt", "a b.txt", "gone.txt", "none", "ok.txt", "sub", "/s").exits(exitUsage).says(
			"empty.txt: the file is empty", `a b.txt: ImageKit would name it "a_b.txt"`, "gone.txt: there is no such file",
			"none: no files are below it", "sub/ok.txt: /s/ok.txt would come from it and from ok.txt")
		w.run("file", "upload", "ok.txt", filepath.Join(w.dir, "a b.txt")).exits(exitUsage).says("is on this machine: the folder of the library comes last")
		w.run("file", "upload", "ok.txt", "/my pictures").exits(exitUsage).says(`there is no folder /my pictures, and ImageKit would call "my pictures" "my_pictures"`)
		w.run("file", "upload", "ok.txt", "s").exits(exitUsage).says(`path "s" must begin with /`)
		w.run("file", "upload", "ok.txt").exits(exitUsage).says("file upload needs FILE... FOLDER")
		w.run("file", "upload", "--tag", "a%", "ok.txt", "/s").exits(exitUsage).says(`tag "a%"`)
		require.NoError(t, os.Symlink("ok.txt", filepath.Join(w.dir, "link.txt")))
		w.untouched()
		w.seeded("/my-pictures/a.jpg")
		w.run("file", "upload", "ok.txt", "/my-pictures").exits(exitFine)
		w.run("file", "upload", "link.txt", "/s").exits(exitFine)
	})
}

// A set that broke off is typed again until it is whole: nothing is uploaded twice.
func TestFileUploadGoesOn(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		const count = 120
		w.tree("icons", count)
		w.server.Inject(
			emulator.Fault{Match: uploadRoute, Kind: emulator.FaultDropAfter, Rate: 0.1},
			emulator.Fault{Match: uploadRoute, Kind: emulator.FaultDropBefore, Rate: 0.3, Times: count / 2},
			emulator.Fault{Match: uploadRoute, Kind: emulator.FaultStatus, Status: http.StatusBadRequest, Every: 20, Times: 5},
		)
		runs := 1
		for ; w.run("file", "upload", "icons", "/s").code != int(exitFine); runs++ {
			require.Less(t, runs, 20)
		}
		require.Greater(t, runs, 1)
		require.Len(t, w.uploaded(), count)
		for _, f := range w.server.Files() {
			require.Len(t, f.Versions, 1)
			text := w.read(filepath.Join("icons", strings.TrimPrefix(f.Path, "/s/")))
			require.Equal(t, sha(text), f.SHA256)
		}
	})
}

// The first interrupt lets end what is under way; typed again, the rest is uploaded.
func TestFileUploadInterrupted(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		const count = 40
		w.tree("icons", count)
		var once sync.Once
		w.request = func(r *http.Request) {
			if r.Method == http.MethodPost {
				once.Do(func() { w.signals <- os.Interrupt })
				time.Sleep(time.Second)
			}
		}
		w.run("file", "upload", "--parallelism", "2", "icons", "/s").exits(exitInterrupted).shows("uploaded", "not tried")
		require.Less(t, len(w.uploaded()), count)
		w.run("file", "upload", "icons", "/s").exits(exitFine)
		require.Len(t, w.uploaded(), count)
	})
}
