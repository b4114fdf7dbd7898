package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// Before a folder goes elsewhere it is said how many URLs that breaks. Several are asked
// about, and what nobody could see at its URL is not counted.
func TestFolderURLs(t *testing.T) {
	const question = " with 2 files whose URLs stop working: /s/a.jpg, /s/sub/b.jpg?"
	two := []emulator.Seed{{Path: "/s/sub/b.jpg"}, {Path: "/s/a.jpg"}, {Path: "/s/private.jpg", Private: true}, {Path: "/s/draft.jpg", Unpublished: true}, {Path: "/shop/y.jpg"}}
	one := []emulator.Seed{{Path: "/s/sub/b.jpg"}, {Path: "/s/private.jpg", Private: true}}
	const move, rename, copies = "folder move --wait /s /arch", "folder rename --wait /s t", "folder copy --wait /s /arch"
	for _, test := range []struct {
		name, args string
		files      []emulator.Seed
		given      func(w *world)
		code       code
		says       []string
		silent     string // nothing like it is on stderr
		sent       int
	}{
		{name: "a move, yes", args: move, files: two, given: answersYes, says: []string{"URLs that stop working: 2\n", "Move /s to /arch/s," + question}, sent: 1},
		{name: "a move, no", args: move, files: two, given: answersNo, code: exitFailed, says: []string{"not done: the answer was not 'yes'"}},
		{name: "a move, and nobody to ask", args: move, files: two, code: exitUsage, says: []string{"URLs that stop working: 2\n", "give --yes", question}},
		{name: "a move, without asking", args: move + " --yes", files: two, says: []string{"URLs that stop working: 2\n"}, silent: "Only 'yes'", sent: 1},
		{name: "a move, dry run", args: move + " --dry-run", files: two, says: []string{"URLs that stop working: 2\n"}, silent: "Only 'yes'"},
		{name: "a move of one file", args: move, files: one, says: []string{"URLs that stop working: 1\n"}, silent: "Only 'yes'", sent: 1},
		{name: "a move of none", args: move, files: []emulator.Seed{{Path: "/s", Folder: true}}, silent: "URLs", sent: 1},
		{name: "a rename, yes", args: rename, files: two, given: answersYes, says: []string{"URLs that stop working: 2\n", "Rename /s to /t," + question}, sent: 1},
		{name: "a rename, no", args: rename, files: two, given: answersNo, code: exitFailed, says: []string{"not done: the answer was not 'yes'"}},
		{name: "a rename, and nobody to ask", args: rename, files: two, code: exitUsage, says: []string{"give --yes", question}},
		{name: "a rename, dry run", args: rename + " --dry-run", files: two, says: []string{"URLs that stop working: 2\n"}, silent: "Only 'yes'"},
		{name: "a rename of none", args: rename, files: []emulator.Seed{{Path: "/s", Folder: true}}, silent: "URLs", sent: 1},
		{name: "a copy", args: copies, files: two, silent: "URLs", sent: 1},
		{name: "a move that is refused", args: move, files: append([]emulator.Seed{{Path: "/arch/s/z.jpg"}}, two...), code: exitRefused, silent: "URLs"},
		{name: "a listing that cannot be read", args: rename, files: two, given: func(w *world) {
			w.server.Inject(emulator.Fault{Match: "GET /v1/files", Kind: emulator.FaultStatus, Status: 500, After: 2})
		}, code: exitFailed, says: []string{"reading /s: "}},
	} {
		t.Run(test.name, func(t *testing.T) {
			actionStory(t, func(t *testing.T, w *world) {
				w.folderSeed("/arch")
				require.NoError(t, w.server.Seed(test.files...))
				if test.given != nil {
					test.given(w)
				}
				words := strings.Fields(test.args)
				if last := words[len(words)-1]; strings.HasPrefix(last, "--") { // options go first
					words = append([]string{words[0], words[1], last}, words[2:len(words)-1]...)
				}
				o := w.run(words...).exits(test.code).says(test.says...)
				if test.silent != "" {
					require.NotContains(t, o.stderr, test.silent)
				}
				require.Len(t, w.sent(), test.sent)
			})
		})
	}
}

// What doing it would have meant is no note of what was not done.
func TestNotesOfWhatFailed(t *testing.T) {
	brand := brandField()
	const move = "POST /v1/bulkJobs/moveFolder"
	for _, test := range []struct {
		args, match string
		kind        emulator.FaultKind
		means       string
	}{
		{"field delete --yes brand", "DELETE /v1/customMetadataFields/{id}", emulator.FaultStatus, "its name is burnt"},
		{"field delete --yes brand", "DELETE /v1/customMetadataFields/{id}", emulator.FaultDropBefore, "its name is burnt"},
		{"field create --type Text season", "POST /v1/customMetadataFields", emulator.FaultStatus, "type Text, label season"},
		{"field update --label Make brand", "PATCH /v1/customMetadataFields/{id}", emulator.FaultStatus, "label Brand -> Make"},
		{"folder delete --yes /e", "DELETE /v1/folder", emulator.FaultStatus, "it is empty"},
		{"folder delete --yes /e", "DELETE /v1/folder", emulator.FaultDropBefore, "it is empty"},
		{"folder move --yes --on-conflict version /s /arch", move, emulator.FaultStatus, "into the folder that is there"},
		{"folder move --yes --on-conflict version /s /arch", move, emulator.FaultDropAfter, "into the folder that is there"},
		{"file move --yes --on-conflict version /s/a.jpg /arch/s", "POST /v1/files/move", emulator.FaultStatus, "it becomes the newest version of the file there"},
	} {
		t.Run(fmt.Sprintf("%s, fault %d", test.args, test.kind), func(t *testing.T) {
			actionStory(t, func(t *testing.T, w *world) {
				w.withFields(brand).seeded("/s/a.jpg", "/arch/s/a.jpg").folderSeed("/e")
				words := strings.Fields(test.args)
				w.run(append([]string{words[0], words[1], "--dry-run"}, words[2:]...)...).exits(exitFine).shows(": " + test.means)
				w.server.Inject(emulator.Fault{Match: test.match, Kind: test.kind, Status: 400})
				o := w.run(append([]string{words[0], words[1], "--output", "json"}, words[2:]...)...).exits(exitFailed)
				require.Contains(t, []any{"failed", "unknown"}, o.items()[0]["status"])
				require.NotContains(t, o.items()[0], "note")
				require.NotContains(t, o.stdout, test.means)
			})
		})
	}
}

// Where a file has the path of a folder too, commands about folders mean the folder.
func TestFolderBesideAFile(t *testing.T) {
	both := func(w *world) { w.seeded("/b", "/b/in.jpg") }
	after := func(paths ...string) []string {
		return append(append([]string{"/arch/", "/arch/x.jpg", "/b"}, paths...), "/s/", "/s/a.jpg", "/s/sub/", "/s/sub/b.jpg", "/s/sub/c.jpg")
	}
	runFolderRows(t, []folderRow{
		{name: "copied", given: both, args: "folder copy --wait /b /s/sub", shows: []string{"copied /b -> /s/sub/b"}, sent: []string{"POST /v1/bulkJobs/copyFolder"}},
		{name: "moved", given: both, args: "folder move --wait /b /s/sub", shows: []string{"moved /b -> /s/sub/b"}, sent: []string{"POST /v1/bulkJobs/moveFolder"}},
		{name: "renamed", given: both, args: "folder rename --wait /b r", shows: []string{"renamed /b -> /r"}, sent: []string{"POST /v1/bulkJobs/renameFolder"},
			after: append([]string{"/arch/", "/arch/x.jpg", "/b", "/r/", "/r/in.jpg"}, after()[3:]...)},
		{name: "renamed, and the answer is lost", given: func(w *world) { both(w); loses("POST /v1/bulkJobs/renameFolder", emulator.FaultDropAfter)(w) },
			args: "folder rename /b r", shows: []string{"renamed /b -> /r"}, sent: []string{"POST /v1/bulkJobs/renameFolder"}},
		{name: "deleted", given: both, args: "folder delete --yes /b", shows: []string{"deleted /b: it holds 1 file"}, sent: []string{"DELETE /v1/folder"}, after: after()},
		{name: "deleted, and empty", given: func(w *world) { w.seeded("/b"); w.folderSeed("/b") }, args: "folder delete --yes /b", shows: []string{"deleted /b: it is empty"},
			sent: []string{"DELETE /v1/folder"}, after: after()},
		{name: "made", given: both, args: "folder create /b", shows: []string{"it is there"}, after: after("/b/", "/b/in.jpg")},
		{name: "made in", given: both, args: "folder create --parents /b/c", shows: []string{"created /b/c\n"}, sent: []string{"POST /v1/folder"}},
		{name: "moved into", given: both, args: "folder move --yes --wait /s/sub /b", shows: []string{"moved /s/sub -> /b/sub"}, sent: []string{"POST /v1/bulkJobs/moveFolder"}},
		{name: "landed on", given: func(w *world) { w.seeded("/arch/s", "/arch/s/y.jpg") }, args: "folder move --yes /s /arch", code: exitRefused,
			says: []string{"/arch/s is there already. --on-conflict version would make one folder of the two"}},
	})
}

// An empty argument names nothing, and a slash at the end of a folder changes nothing.
func TestFolderArguments(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/arch/x.jpg").withFields(brandField())
		for _, args := range [][]string{
			{"folder", "create", ""}, {"folder", "copy", "", "/arch"}, {"folder", "copy", "/s", ""}, {"folder", "move", "", "/arch"}, {"folder", "move", "/s", ""},
			{"folder", "rename", "", "t"}, {"folder", "rename", "/s", ""}, {"folder", "delete", "--yes", ""}, {"job", "status", ""}, {"job", "wait", ""}, {"purge", ""},
			{"field", "create", "--type", "Text", ""}, {"field", "create", "--type", "", "x"}, {"field", "update", "--label", "x", ""}, {"field", "update", "--label", "", "brand"},
			{"field", "delete", "--yes", ""}, {"field", "create", "--type", "SingleSelect", "--options", "", "x"},
		} {
			w.run(args...).exits(exitUsage)
		}
		require.Empty(t, w.server.Requests())
		for _, args := range [][]string{
			{"create", "/s/new/"}, {"copy", "/s/", "/arch/"}, {"move", "/s/", "/arch/"}, {"rename", "/s/", "t"}, {"delete", "/s/"},
		} {
			o := w.run(append([]string{"folder", args[0], "--dry-run"}, args[1:]...)...).exits(exitFine)
			require.NotContains(t, o.stdout, "/ ")
		}
		w.untouched()
	})
}
