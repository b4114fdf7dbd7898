package main

import (
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

func TestFileDelete(t *testing.T) {
	three := []emulator.Seed{{Path: "/s/a.jpg"}, {Path: "/s/b.jpg", Tags: []string{"old"}}, {Path: "/s/c.txt", Versions: [][]byte{[]byte("older")}}}
	gone := func(paths ...string) map[string]string {
		all := map[string]string{}
		for _, p := range paths {
			all[p] = "gone"
		}
		return all
	}
	fault := func(match string, kind emulator.FaultKind, status, times int) []emulator.Fault {
		return []emulator.Fault{{Match: match, Kind: kind, Status: status, Times: times}}
	}
	remove := func(args ...string) []string { return append([]string{"file", "delete"}, args...) }
	const one, many = "DELETE /v1/files/{fileId}", "POST /v1/files/batch/deleteByFileIds"
	all := gone("/s/a.jpg", "/s/b.jpg", "/s/c.txt")
	playChanges(t, []changeStory{
		{name: "one file", files: three, args: remove("--yes", "/s/a.jpg"), sent: []string{"DELETE /s/a.jpg"}, reads: 3, left: gone("/s/a.jpg"), shows: []string{"deleted /s/a.jpg: "}},
		{name: "by id", files: three, args: remove("--yes", "ID:/s/a.jpg"), sent: []string{"DELETE /s/a.jpg"}, reads: 2, left: gone("/s/a.jpg")},
		{name: "several in one call", files: three, args: remove("--yes", "/s/a.jpg", "/s/c.txt"), sent: []string{"POST batch deleteByFileIds"}, reads: 5, left: gone("/s/a.jpg", "/s/c.txt"),
			shows: []string{"\n2 deleted; 1 call\n"}},
		{name: "those of a search, each read once more", files: three, args: remove("--yes", "--where", `tags IN ["old"]`), sent: []string{"DELETE /s/b.jpg"}, reads: 2, left: gone("/s/b.jpg")},
		{name: "250 files in three calls, each file read right before", files: manyFiles(250), args: remove("--yes", "/many/*"),
			sent: times("POST batch deleteByFileIds", 3), reads: 251, left: allLike(manyFiles(250), "gone"), shows: []string{"\n250 deleted; 3 calls\n"}},
		{name: "a dry run lists all", files: manyFiles(21), args: remove("--dry-run", "/many/*"), shows: []string{"would delete /many/000.jpg: ", "would delete /many/020.jpg: ", "\n21 to delete; 1 call\n"}},

		{name: "no terminal", files: three, args: remove("/s/a.jpg"), code: exitUsage, says: []string{"give --yes", "Delete 1 file (/s/a.jpg), ", "with all their versions, for ever?"}},
		{name: "the answer is no", files: manyFiles(5), args: remove("/many/*"), screen: "no", code: exitFailed,
			says: []string{"Delete 5 files (/many/000.jpg, /many/001.jpg, /many/002.jpg and 2 more), ", "not done"}},
		{name: "the answer is yes", files: three, args: remove("/s/*"), screen: "yes", sent: []string{"POST batch deleteByFileIds"}, left: all},
		{name: "no arguments", args: remove("--yes"), code: exitUsage, says: []string{"which files?"}, stays: true},
		{name: "an argument that is nothing", args: remove("--yes", "a/b"), code: exitUsage, says: []string{"neither a path"}, stays: true},
		{name: "a folder", files: three, args: remove("--yes", "/s"), code: exitFailed, says: []string{"/s is a folder"}},
		{name: "no such file", args: remove("--yes", "/s/none.jpg"), code: exitFailed, says: []string{"there is no file /s/none.jpg"}},
		{name: "one name is wrong: nothing is deleted", files: three, args: remove("--yes", "/s/a.jpg", "/s/none.jpg"), code: exitFailed, says: []string{"there is no file /s/none.jpg"}},
		{name: "a search finds none", files: three, args: remove("--yes", "/s/*.png"), code: exitFailed, says: []string{"no file matches /s/*.png"}},

		{name: "gone before it is deleted", files: three, before: func(w *world) { w.deleteBefore("DELETE", "/s/a.jpg") }, args: remove("--yes", "/s/a.jpg"),
			code: exitFailed, sent: times("DELETE /s/a.jpg", 2), left: gone("/s/a.jpg"), says: []string{"/s/a.jpg: delete file: 404", "request id"}},
		{name: "one of several gone: then none is", files: three, before: func(w *world) { w.deleteBefore("POST", "/s/b.jpg") }, args: remove("--yes", "/s/a.jpg", "/s/b.jpg"),
			code: exitFailed, sent: []string{"DELETE /s/b.jpg", "POST batch deleteByFileIds"}, left: gone("/s/b.jpg"), says: []string{"none of 2 deleted", "named what is gone: /s/b.jpg (delete files: 404"}},
		{name: "some of several", files: three, faults: []emulator.Fault{{Match: many, Kind: emulator.FaultPartial}}, args: remove("--yes", "/s/a.jpg", "/s/b.jpg"),
			code: exitPartial, sent: []string{"POST batch deleteByFileIds"}, left: gone("/s/b.jpg"), says: []string{"1 of 2 deleted", "/s/a.jpg: The file could not be deleted."}},
		{name: "refused", files: three, faults: fault(one, emulator.FaultStatus, 400, 1), args: remove("--yes", "/s/a.jpg"), code: exitFailed,
			sent: []string{"DELETE /s/a.jpg"}, says: []string{"/s/a.jpg: delete file: 400", "request id"}},
		{name: "a key that may not", files: three, faults: fault(one, emulator.FaultStatus, 403, 1), args: remove("--yes", "/s/a.jpg"), code: exitFailed,
			sent: []string{"DELETE /s/a.jpg"}, says: []string{"may not do this"}},
		{name: "a wrong key", files: three, readings: emulator.Readings{WrongKeyStatus: 401}, before: func(w *world) { w.vars[keyVariable] = "other" },
			args: remove("--yes", "/s/a.jpg"), code: exitFailed, says: []string{"is not accepted"}},
		{name: "locked for a while", files: three, undocumented: true, faults: fault(one, emulator.FaultStatus, 423, 2), args: remove("--yes", "/s/a.jpg"),
			sent: times("DELETE /s/a.jpg", 3), left: gone("/s/a.jpg")},
		{name: "locked for too long", files: three, undocumented: true, faults: fault(one, emulator.FaultStatus, 423, 0), before: func(w *world) { w.vars["IKSYNC_MAX_WAIT"] = "2s" },
			args: remove("--yes", "/s/a.jpg"), code: exitTimeout, sent: times("DELETE /s/a.jpg", 2)},

		{name: "the answer is lost, and the file gone", files: three, faults: fault(one, emulator.FaultDropAfter, 0, 1), args: remove("--yes", "/s/a.jpg"),
			sent: []string{"DELETE /s/a.jpg"}, left: gone("/s/a.jpg"), shows: []string{"deleted /s/a.jpg"}},
		{name: "the answer is lost, and the file there", files: three, faults: fault(one, emulator.FaultDropBefore, 0, 1), args: remove("--yes", "/s/a.jpg"),
			code: exitFailed, sent: []string{"DELETE /s/a.jpg"}, shows: []string{"failed: delete /s/a.jpg"}},
		{name: "the answer of several is lost, and all are gone", files: three, faults: fault(many, emulator.FaultDropAfter, 0, 1), args: remove("--yes", "/s/*"),
			sent: []string{"POST batch deleteByFileIds"}, left: all, shows: []string{"\n3 deleted; 1 call\n"}},
		{name: "the answer of several is lost, and some are gone", files: three, faults: fault(many, emulator.FaultDropBefore, 0, 1), before: func(w *world) { w.deleteBefore("GET 6", "/s/b.jpg") },
			args: remove("--yes", "/s/a.jpg", "/s/b.jpg"), code: exitPartial, sent: []string{"POST batch deleteByFileIds", "DELETE /s/b.jpg"}, left: gone("/s/b.jpg"),
			shows: []string{"failed: delete /s/a.jpg", "deleted /s/b.jpg"}},
	})
}

// A listing that lags shows files as they were: what a search found by that is not
// deleted, and the others are.
func TestFileDeleteLag(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		w.seeded("/s/stays.jpg", "/s/goes.jpg", "/s/moves.jpg", "/s/is-gone.jpg", "/other/x.jpg")
		time.Sleep(time.Hour)
		w.run("file", "update", "--description", "kept", "/s/stays.jpg").exits(exitFine)
		w.run("file", "move", "--yes", "/s/moves.jpg", "/other").exits(exitFine)
		w.run("file", "delete", "--yes", "/s/is-gone.jpg").exits(exitFine)
		w.run("file", "delete", "--yes", "/s/*").exits(exitPartial).
			says("2 of 4 deleted", "/s/moves.jpg: not deleted: it is elsewhere now, at /other/moves.jpg").
			shows("failed: delete /s/stays.jpg: not deleted: it was changed since it was found", "deleted /s/goes.jpg", "nothing to delete: /s/is-gone.jpg: it is gone already")
		require.Equal(t, []string{"/other/moves.jpg", "/other/x.jpg", "/s/stays.jpg"}, w.paths())
	}, emulator.WithListLag(time.Minute))
}

// paths are the paths of all files.
func (w *world) paths() []string {
	var list []string
	for _, f := range w.server.Files() {
		list = append(list, f.Path)
	}
	return list
}

// At the first interrupt no more calls begin; what was done is told.
func TestFileDeleteInterrupted(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		require.NoError(t, w.server.Seed(manyFiles(250)...))
		w.vars["IKSYNC_PARALLELISM"] = "1"
		w.request = func(r *http.Request) {
			if r.Method == http.MethodPost {
				w.signals <- os.Interrupt
				time.Sleep(time.Second)
			}
		}
		o := w.run("file", "delete", "--yes", "/many/*").exits(exitInterrupted)
		o.shows("\n100 deleted, 150 not tried; 1 call\n").says("100 of 250 deleted", fmt.Sprint(errInterrupted))
		require.Len(t, w.server.Files(), 150)
	})
}
