package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/imagekit/live"
)

// delivered counts the requests for the bytes of files, but for those of the record.
func (w *world) delivered() int {
	n := 0
	for _, r := range w.server.Requests() {
		if strings.HasPrefix(r.Path, "/emulator/") && !strings.HasSuffix(r.Path, live.RecordName) {
			n++
		}
	}
	return n
}

// uploaded lists what uploads were carried out, but for those of the record: the path
// and the SHA-256 of each.
func (w *world) uploaded() []string {
	var list []string
	for _, e := range w.server.Effects() {
		if e.Route == "POST /api/v1/files/upload" && !strings.HasSuffix(e.Subject, live.RecordName) {
			list = append(list, e.Subject+" "+e.To)
		}
	}
	return list
}

// fileAt is the file at a path of the library, which must be there.
func (w *world) fileAt(path string) emulator.FileInfo {
	w.t.Helper()
	f, ok := w.server.File(path)
	require.True(w.t, ok, "no file is at %s", path)
	return f
}

func sha(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// A source of the same size, one byte of which changed, becomes one new version of
// the file; with a record nothing is downloaded to find that out.
func TestASourceOfTheSameSize(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		w.yaml("files: {/s/a.txt: {source: a.txt, tags: [x]}, /s/b.txt: {source: b.txt}}").file("a.txt", "first").file("b.txt", "other")
		w.run("apply", "--auto-approve").exits(exitFine).shows("Converged")
		require.Len(t, w.uploaded(), 2)
		w.run("plan", "--detailed-exitcode").exits(exitFine).shows("No changes")
		before := w.fileAt("/s/a.txt")

		w.file("a.txt", "fIrst")
		w.run("plan", "--detailed-exitcode").exits(exitChanges).shows("a.txt", "sha256 "+sha("first")[:12], "sha256 "+sha("fIrst")[:12])
		require.Len(t, w.uploaded(), 2, "a plan uploads nothing")
		w.run("apply", "--auto-approve").exits(exitFine).shows("Converged")
		require.Len(t, w.uploaded(), 3)
		require.Zero(t, w.delivered(), "the record tells what the files hold")
		w.run("plan", "--detailed-exitcode").exits(exitFine).shows("No changes")

		a := w.fileAt("/s/a.txt")
		require.Equal(t, before.FileID, a.FileID)
		require.Equal(t, sha("fIrst"), a.SHA256)
		require.Len(t, a.Versions, 2)
		require.Equal(t, []string{"x"}, a.Tags)
		require.True(t, w.fileAt("/s/"+live.RecordName).Private)
	})
}

// Without a record files of the same size are downloaded, once: what that showed is on
// record then, even if nothing else had to be done.
func TestWithoutARecord(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		require.NoError(t, w.server.Seed(
			emulator.Seed{Path: "/s/same.txt", Content: []byte("same")}, emulator.Seed{Path: "/s/other.txt", Content: []byte("Othe")},
			emulator.Seed{Path: "/s/longer.txt", Content: []byte("longer")}, emulator.Seed{Path: "/s/unlisted.txt", Content: []byte("four")}))
		w.yaml("files: {/s/same.txt: {source: a}, /s/other.txt: {source: b}, /s/longer.txt: {source: c}}").file("a", "same").file("b", "othe").file("c", "long")
		w.run("plan", "--detailed-exitcode").exits(exitChanges).says("Comparing 2 files").shows("other.txt", "longer.txt")
		require.Equal(t, 2, w.delivered())
		w.untouched()
		w.run("apply", "--auto-approve").exits(exitFine).shows("Converged")
		require.ElementsMatch(t, []string{"/s/longer.txt " + sha("long"), "/s/other.txt " + sha("othe")}, w.uploaded())
		require.Equal(t, 4, w.delivered())
		w.run("plan", "--detailed-exitcode").exits(exitFine)
		require.Equal(t, 4, w.delivered(), "the record has all three")
	})
}

// What was found out is kept even where there is nothing to do.
func TestARecordOfNothingToDo(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		require.NoError(t, w.server.Seed(emulator.Seed{Path: "/s/same.txt", Content: []byte("same")}))
		w.yaml("files: {/s/same.txt: {source: a}}").file("a", "same")
		w.run("apply", "--auto-approve").exits(exitFine).shows("No changes")
		require.Equal(t, 1, w.delivered())
		w.run("apply", "--auto-approve").exits(exitFine).shows("No changes")
		require.Equal(t, 1, w.delivered())
		require.Equal(t, 1, w.server.Count("POST /api/v1/files/upload"), "the record")
	})
}

// Somebody else's upload of the same size is found, as its version is not on record.
func TestABytesBehindItsBack(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		w.yaml("files: {/s/a.txt: {source: a.txt}}").file("a.txt", "mine")
		w.run("apply", "--auto-approve").exits(exitFine)
		require.NoError(t, w.server.Seed(emulator.Seed{Path: "/s/a.txt", Content: []byte("ours")}))
		require.Equal(t, sha("ours"), w.fileAt("/s/a.txt").SHA256)
		w.run("drift").exits(exitFine).shows("a.txt")
		w.run("apply", "--auto-approve").exits(exitFine).shows("Converged")
		require.Equal(t, sha("mine"), w.fileAt("/s/a.txt").SHA256)
	})
}

// A draft that gets new bytes and moves has another id afterwards, and its bytes cannot
// be had: the record has it all the same, so that nothing is uploaded again.
func TestADraftThatMoves(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		require.NoError(t, w.server.Seed(emulator.Seed{Path: "/s/a.txt", Content: []byte("ours"), Unpublished: true}))
		w.yaml("files: {/s/new/b.txt: {moved_from: /s/a.txt, source: a.txt, published: false}}").file("a.txt", "mine")
		w.run("plan").exits(exitFine).says("cannot be compared with it")
		w.run("apply", "--auto-approve").exits(exitFine).shows("Converged")
		require.Equal(t, sha("mine"), w.fileAt("/s/new/b.txt").SHA256)
		w.run("plan", "--detailed-exitcode").exits(exitFine).shows("No changes")
		require.Len(t, w.uploaded(), 1)
	}, emulator.WithReadings(emulator.Readings{FileIDOnMove: emulator.MintsID}))
}

// state: keeps the record in a bucket, and nothing of it in the library.
func TestStateInABucket(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		require.NoError(t, os.Mkdir(filepath.Join(w.dir, "state"), 0o755))
		w.yaml("state: file://./state\nfiles: {/s/a.txt: {source: a.txt}}").file("a.txt", "mine")
		w.run("apply", "--auto-approve").exits(exitFine).shows("Converged")
		require.Len(t, w.server.Files(), 1)
		w.file("a.txt", "MINE")
		w.run("plan", "--out", "saved", "--detailed-exitcode").exits(exitChanges)
		w.run("apply", "saved").exits(exitFine).shows("Converged")
		w.run("plan", "--detailed-exitcode").exits(exitFine)
		require.Zero(t, w.delivered())
		require.Equal(t, sha("MINE"), w.fileAt("/s/a.txt").SHA256)

		w.yaml("state: file://./gone\nfiles: {/s/a.txt: {source: a.txt}}")
		w.run("plan").exits(exitUsage).says("library.yaml:4:8: state: there is no folder")
		w.yaml("state: ftp://x/y\nfiles: {/s/a.txt: {source: a.txt}}")
		w.run("plan").exits(exitUsage).says("library.yaml:4:8: state: want a URL that begins with", "file:")
	})
}

// A source that is not what it was when the plan was made is not sent, though its
// size is the same; nor is what Git LFS left in its place.
func TestSourcesThatAreNot(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		w.yaml("files: {/s/a.txt: {source: a.txt}}").file("a.txt", "mine")
		w.run("plan", "--out", "saved").exits(exitFine)
		w.file("a.txt", "MINE")
		w.run("apply", "saved").exits(exitStale).says("source a.txt is not as it was", "as many bytes as it had, and others")
		w.file("a.txt", lfsPointer+"v1\noid sha256:4d7a\nsize 12345\n")
		w.run("apply", "--auto-approve").exits(exitUsage).says("library.yaml:4:28: source a.txt: it is what Git LFS leaves", "git lfs pull")
		w.file("a.txt", "")
		w.run("apply", "--auto-approve").exits(exitUsage).says("the file is empty")
		require.NoError(t, os.Remove(filepath.Join(w.dir, "a.txt")))
		require.NoError(t, os.Mkdir(filepath.Join(w.dir, "a.txt"), 0o755))
		w.run("apply", "--auto-approve").exits(exitUsage).says("it is a directory: source_dir of a folder")
		w.untouched()
	})
}

// tree writes count files into a folder, some below others.
func (w *world) tree(dir string, count int) map[string]string {
	w.t.Helper()
	files := map[string]string{}
	for i := range count {
		name := fmt.Sprintf("%d/icon-%d.txt", i%7, i)
		files[name] = fmt.Sprintf("icon %d, %d", i, i*i)
		w.file(filepath.Join(dir, name), files[name])
	}
	return files
}

// A thousand files of a folder, over a connection that drops now and then, before or
// after the server has done what it was asked to: run again until nothing fails,
// nothing is uploaded twice, all are there, and every hash is right. Then a plan of
// the thousand downloads nothing.
func TestAThousandSources(t *testing.T) {
	count := 1000
	if testing.Short() {
		count = 200
	}
	story(t, func(t *testing.T, w *world) {
		files := w.yaml("folders: {/s/icons/: {source_dir: assets/icons, prune: true}}").tree("assets/icons", count)
		w.server.Inject(
			emulator.Fault{Match: "POST /api/v1/files/upload", Kind: emulator.FaultDropAfter, Rate: 0.05},
			emulator.Fault{Match: "POST /api/v1/files/upload", Kind: emulator.FaultDropBefore, Rate: 0.2, Times: count / 4},
			emulator.Fault{Match: "POST /api/v1/files/upload", Kind: emulator.FaultStatus, Status: http.StatusBadRequest, Every: 50, Times: 5},
		)
		runs := 1
		for ; w.run("apply", "--auto-approve").code != int(exitFine); runs++ {
			require.Less(t, runs, 20)
		}
		require.Greater(t, runs, 1, "nothing went wrong, so that this shows nothing")
		uploaded := w.uploaded()
		slices.Sort(uploaded)
		var want []string
		for name, text := range files {
			path := "/s/icons/" + name
			want = append(want, path+" "+sha(text))
			f := w.fileAt(path)
			require.Equal(t, sha(text), f.SHA256)
			require.Len(t, f.Versions, 1)
		}
		slices.Sort(want)
		require.Equal(t, want, uploaded)

		w.server.ClearFaults()
		w.server.ResetCounts()
		w.run("plan", "--detailed-exitcode").exits(exitFine).shows("No changes")
		require.Zero(t, w.delivered())
		t.Logf("%d files, %d runs; a plan of them makes %d calls", count, runs, len(w.server.Requests()))
		require.LessOrEqual(t, len(w.server.Requests()), 8)
	})
}

// With prune, a folder of the library is what the local folder is: what is new is
// uploaded, what is gone is deleted, the rest stays.
func TestSourceDirMirrors(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		w.seeded("/s/icons/old.txt").yaml("folders: {/s/icons: {source_dir: assets, prune: true, tags: {add: [icon]}}}")
		w.file("assets/a.txt", "a").file("assets/sub/b.txt", "b").file("assets/.DS_Store", "x")
		w.run("apply", "--auto-approve").exits(exitFine).shows("Converged")
		var paths []string
		for _, f := range w.server.Files() {
			paths = append(paths, f.Path)
		}
		require.Equal(t, []string{"/s/" + live.RecordName, "/s/icons/a.txt", "/s/icons/sub/b.txt"}, paths)
		require.Equal(t, []string{"icon"}, w.fileAt("/s/icons/sub/b.txt").Tags)
		w.run("plan", "--detailed-exitcode").exits(exitFine)

		require.NoError(t, os.RemoveAll(filepath.Join(w.dir, "assets")))
		w.run("apply", "--auto-approve").exits(exitUsage).says("source_dir assets: there is no such folder beside the YAML")
		w.file("assets/.gitkeep", "")
		w.run("apply", "--auto-approve").exits(exitUsage).says("source_dir assets has no files")
		require.Len(t, w.server.Files(), 3)
	})
}

// What cannot be read of a folder of sources is told with its place, and nothing is done.
func TestOddSourceDirs(t *testing.T) {
	outside := t.TempDir()
	for _, test := range []struct {
		name, says string
		make       func(dir string) error
	}{
		{"a link to a folder", "sub: it is a link to a folder, which is not followed", func(dir string) error { return os.Symlink(".", filepath.Join(dir, "sub")) }},
		{"a link that leads out", "x.txt: it is a link that leads out of the folder", func(dir string) error {
			return errors.Join(os.WriteFile(filepath.Join(outside, "x.txt"), []byte("x"), 0o644), os.Symlink(filepath.Join(outside, "x.txt"), filepath.Join(dir, "x.txt")))
		}},
		{"a link to nothing", "x.txt: it is a link to nothing", func(dir string) error { return os.Symlink("nothing", filepath.Join(dir, "x.txt")) }},
		{"a name that the server would change", `assets/a b.txt, and ImageKit would name it "a_b.txt"`, func(dir string) error { return os.WriteFile(filepath.Join(dir, "a b.txt"), []byte("x"), 0o644) }},
		{"an empty file", "source assets/e.txt: the file is empty", func(dir string) error { return os.WriteFile(filepath.Join(dir, "e.txt"), nil, 0o644) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				w.yaml("folders: {/s/icons: {source_dir: assets}}").file("assets/ok.txt", "ok")
				require.NoError(t, test.make(filepath.Join(w.dir, "assets")))
				w.run("apply", "--auto-approve").exits(exitUsage).says("library.yaml:4:34: ", test.says)
				w.untouched()
			})
		})
	}
}
