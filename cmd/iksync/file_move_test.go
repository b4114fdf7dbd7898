package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// fileStory is one run of a command over a small library, and what it leaves.
type fileStory struct {
	name    string
	options []emulator.Option
	beyond  bool // an answer comes that ImageKit's document does not have for the call
	given   func(w *world)
	args    []string
	code    code
	text    string   // all of stdout; "": anything
	says    []string // on stderr
	sent    []string // requests that change something, in any order; nil: none
	library []string // files that are there then, with their number of versions; nil: as before
}

// fileLibrary is the library of these stories.
func fileLibrary() []emulator.Seed {
	return []emulator.Seed{
		{Path: "/s/a.jpg"}, {Path: "/s/b.jpg", Versions: [][]byte{[]byte("one"), []byte("two")}}, {Path: "/s/deep/c.jpg"},
		{Path: "/t/b.jpg"}, {Path: "/t/deep", Folder: true}, {Path: "/empty", Folder: true},
	}
}

// asSeeded is what fileLibrary holds, as files says it.
func asSeeded() []string {
	return []string{"/s/a.jpg 1", "/s/b.jpg 3", "/s/deep/c.jpg 1", "/t/b.jpg 1"}
}

// files lists the files with their number of versions.
func (w *world) files() []string {
	var list []string
	for _, f := range w.server.Files() {
		list = append(list, fmt.Sprintf("%s %d", f.Path, len(f.Versions)))
	}
	return list
}

// idOf is the id of the file at a path.
func (w *world) idOf(path string) string {
	w.t.Helper()
	f, there := w.server.File(path)
	require.True(w.t, there, path)
	return f.FileID
}

// drops loses the answers of requests, whose effect depends on the kind.
func (w *world) drops(match string, kind emulator.FaultKind) {
	w.server.Inject(emulator.Fault{Match: match, Kind: kind, Times: 1})
}

// tell runs each story. Ids in arguments are written as {path}.
func tell(t *testing.T, stories []fileStory) {
	t.Helper()
	for _, test := range stories {
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
				args := make([]string, len(test.args))
				for i, arg := range test.args {
					if args[i] = arg; strings.HasPrefix(arg, "{") {
						args[i] = w.idOf(strings.Trim(arg, "{}"))
					}
				}
				o := w.run(args...).exits(test.code).says(test.says...)
				if test.text != "" {
					require.Equal(t, test.text, o.stdout)
				}
				require.ElementsMatch(t, test.sent, w.sent())
				want := test.library
				if want == nil {
					want = asSeeded()
				}
				require.Equal(t, want, w.files())
			}, test.options...)
		})
	}
}

func TestFileMove(t *testing.T) {
	move := "POST /v1/files/move"
	moved := []string{"/empty/a.jpg 1", "/s/b.jpg 3", "/s/deep/c.jpg 1", "/t/b.jpg 1"}
	tell(t, []fileStory{
		{
			name: "a file goes into another folder", args: []string{"file", "move", "/s/a.jpg", "/empty"},
			text: "moved /s/a.jpg -> /empty/a.jpg\n", says: []string{"URLs that stop working: 1\n"}, sent: []string{move}, library: moved,
		},
		{
			name: "it is named by its id, and gets another one", args: []string{"file", "move", "{/s/a.jpg}", "/empty"},
			options: []emulator.Option{emulator.WithReadings(emulator.Readings{FileIDOnMove: emulator.MintsID})},
			text:    "moved /s/a.jpg -> /empty/a.jpg\n", sent: []string{move}, library: moved,
		},
		{
			name: "to the root", args: []string{"file", "move", "/s/a.jpg", "/"}, sent: []string{move},
			library: []string{"/a.jpg 1", "/s/b.jpg 3", "/s/deep/c.jpg 1", "/t/b.jpg 1"},
		},
		{
			name: "several go, one is there", args: []string{"file", "move", "/s/a.jpg", "/t/b.jpg", "/s/deep/c.jpg", "/t"},
			text: "moved /s/a.jpg -> /t/a.jpg\nnothing to move: /t/b.jpg -> /t/b.jpg\nmoved /s/deep/c.jpg -> /t/c.jpg\n\n2 moved, 1 with nothing to move; 2 calls\n",
			says: []string{"URLs that stop working: 2\n"}, sent: []string{move, move},
			library: []string{"/s/b.jpg 3", "/t/a.jpg 1", "/t/b.jpg 1", "/t/c.jpg 1"},
		},
		{
			name: "private files and drafts have no URLs that anybody uses", args: []string{"file", "move", "--yes", "/p/*.jpg", "/empty"},
			given: func(w *world) {
				require.NoError(w.t, w.server.Seed(emulator.Seed{Path: "/p/x.jpg", Private: true}, emulator.Seed{Path: "/p/y.jpg", Unpublished: true}, emulator.Seed{Path: "/p/z.jpg"}))
			},
			says: []string{"URLs that stop working: 1\n"}, sent: []string{move, move, move},
			library: append([]string{"/empty/x.jpg 1", "/empty/y.jpg 1", "/empty/z.jpg 1"}, asSeeded()...),
		},
		{
			name: "a set that a glob finds is asked about first", args: []string{"file", "move", "/s/*.jpg", "/empty"},
			code: exitUsage, says: []string{"give --yes", "Move 2 files, whose URLs stop working: /s/a.jpg, /s/b.jpg?"},
		},
		{
			name: "and stays where the answer is no", args: []string{"file", "move", "--where", `name = "a.jpg" OR name = "c.jpg"`, "/empty"},
			given: func(w *world) { w.screens, w.stdin = true, "no\n" },
			code:  exitFailed, says: []string{"Move 2 files", "not done"},
		},
		{
			name: "or goes where it is yes", args: []string{"file", "move", "/s/**", "/empty"},
			given: func(w *world) { w.screens, w.stdin = true, "yes\n" },
			sent:  []string{move, move, move}, library: []string{"/empty/a.jpg 1", "/empty/b.jpg 3", "/empty/c.jpg 1", "/t/b.jpg 1"},
		},
		{
			name: "a name that is taken is refused, whoever approves", args: []string{"file", "move", "--yes", "/s/a.jpg", "/s/b.jpg", "/t"},
			code: exitRefused, says: []string{"nothing is moved, as a file is there already: /t/b.jpg. --on-conflict version"},
		},
		{
			name: "unless the file is to be its newest version", args: []string{"file", "move", "--yes", "--on-conflict", "version", "/s/b.jpg", "/t"},
			sent: []string{move}, library: []string{"/s/a.jpg 1", "/s/deep/c.jpg 1", "/t/b.jpg 4"},
		},
		{
			name: "which is asked about", args: []string{"file", "move", "--on-conflict", "version", "/s/b.jpg", "/t"},
			code: exitUsage, says: []string{"Give 1 file another content, for ever: /t/b.jpg?"},
		},
		{
			name: "a folder that has the name is in the way always", args: []string{"file", "move", "--yes", "--on-conflict", "version", "/x/deep", "/t"},
			given: func(w *world) { w.seeded("/x/deep") }, code: exitRefused, says: []string{"a folder is at /t/deep, where /x/deep would go"},
			library: append(asSeeded(), "/x/deep 1"),
		},
		{
			name: "two of one name are refused, whatever else was said", args: []string{"file", "move", "--yes", "--on-conflict", "version", "/s/b.jpg", "/t/b.jpg", "/empty"},
			code: exitRefused, says: []string{"/s/b.jpg and /t/b.jpg would both be /empty/b.jpg"},
		},
		{
			name: "no file is there", args: []string{"file", "move", "/s/none.jpg", "/t"}, code: exitFailed, says: []string{"there is no file /s/none.jpg"},
		},
		{
			name: "no folder is there", args: []string{"file", "move", "/s/a.jpg", "/new/er"}, code: exitFailed, says: []string{"there is no folder /new/er to move into", "--parents"},
		},
		{
			name: "it is to be created", args: []string{"file", "move", "--parents", "/s/a.jpg", "/new/er"},
			text: "moved /s/a.jpg -> /new/er/a.jpg: the folder is created\n", sent: []string{"POST /v1/folder", move},
			library: []string{"/new/er/a.jpg 1", "/s/b.jpg 3", "/s/deep/c.jpg 1", "/t/b.jpg 1"},
		},
		{
			name: "where the service insists on each parent", args: []string{"file", "move", "--parents", "/s/a.jpg", "/s/deep/c.jpg", "/new/er"},
			options: []emulator.Option{emulator.WithReadings(emulator.Readings{ParentsMustExist: true})},
			sent:    []string{"POST /v1/folder", "POST /v1/folder", "POST /v1/folder", move, move},
			library: []string{"/new/er/a.jpg 1", "/new/er/c.jpg 1", "/s/b.jpg 3", "/t/b.jpg 1"},
		},
		{
			name: "a folder of a name that would be changed", args: []string{"file", "move", "--parents", "/s/a.jpg", "/new-er"},
			code: exitUsage, says: []string{`ImageKit would call the new folder "new_er"`},
		},
		{
			name: "a file is where the folder should be", args: []string{"file", "move", "/s/a.jpg", "/t/b.jpg"}, code: exitFailed, says: []string{"/t/b.jpg is a file, not a folder"},
		},
		{
			name: "the dry run shows it all and sends nothing", args: []string{"file", "move", "--dry-run", "--parents", "/s/*.jpg", "/new"},
			text: "would move /s/a.jpg -> /new/a.jpg: the folder is created\nwould move /s/b.jpg -> /new/b.jpg: the folder is created\n\n2 to move; 2 calls\n",
			says: []string{"URLs that stop working: 2"},
		},
		{
			name: "the answer is lost, the file has gone", args: []string{"file", "move", "/s/a.jpg", "/empty"},
			given: func(w *world) { w.drops(move, emulator.FaultDropAfter) }, text: "moved /s/a.jpg -> /empty/a.jpg\n", sent: []string{move}, library: moved,
		},
		{
			name: "so it is under another id, in a listing that lags", args: []string{"file", "move", "/s/a.jpg", "/empty"},
			options: []emulator.Option{emulator.WithReadings(emulator.Readings{FileIDOnMove: emulator.MintsID}), emulator.WithListLag(3 * time.Second)},
			given:   func(w *world) { time.Sleep(time.Minute); w.drops(move, emulator.FaultDropAfter) },
			text:    "moved /s/a.jpg -> /empty/a.jpg\n", sent: []string{move}, library: moved,
		},
		{
			name: "the answer is lost, the file has not", args: []string{"file", "move", "/s/a.jpg", "/empty"},
			given: func(w *world) { w.drops(move, emulator.FaultDropBefore) }, code: exitFailed, says: []string{"/s/a.jpg: move file", "the library shows that it was not"}, sent: []string{move},
		},
		{
			name: "a job holds the folder for longer than is waited", args: []string{"file", "move", "--max-wait", "10s", "/s/a.jpg", "/empty"}, beyond: true,
			given: func(w *world) { w.refuses(move, 423, 0) }, code: exitTimeout, says: []string{"/s/a.jpg: move file: gave up waiting"},
			sent: []string{move, move, move, move},
		},
		{
			name: "the service refuses one of two", args: []string{"file", "move", "/s/a.jpg", "/s/deep/c.jpg", "/empty"},
			given: func(w *world) { w.vars["IKSYNC_PARALLELISM"] = "1"; w.refuses(move, 400, 1) }, code: exitPartial,
			says: []string{"1 of 2 moved; the first that is not: /s/a.jpg: move file: 400", "request id"}, sent: []string{move, move},
			library: []string{"/empty/c.jpg 1", "/s/a.jpg 1", "/s/b.jpg 3", "/t/b.jpg 1"},
		},
		{
			name: "the file is gone by then", args: []string{"file", "move", "/s/a.jpg", "/empty"},
			given: func(w *world) { w.refuses(move, 404, 1) }, code: exitFailed, says: []string{"/s/a.jpg: move file: 404"}, sent: []string{move},
		},
		{
			name: "the key may not move", args: []string{"file", "move", "/s/a.jpg", "/s/deep/c.jpg", "/empty"},
			given: func(w *world) { w.vars["IKSYNC_PARALLELISM"] = "1"; w.refuses(move, 403, 0) }, code: exitFailed,
			says: []string{"the private key from IMAGEKIT_PRIVATE_KEY may not do this"}, sent: []string{move},
		},
		{
			name: "the key is another one", args: []string{"file", "move", "/s/a.jpg", "/empty"},
			options: []emulator.Option{emulator.WithReadings(emulator.Readings{WrongKeyStatus: 401})},
			given:   func(w *world) { w.vars[keyVariable] = "other" }, code: exitFailed, says: []string{"is not accepted"},
		},
		{name: "no file is named", args: []string{"file", "move", "/t"}, code: exitUsage, says: []string{"which files?"}},
		{name: "the folder is no path", args: []string{"file", "move", "/s/a.jpg", "t"}, code: exitUsage, says: []string{`path "t" must begin with /`}},
		{name: "a search and a file", args: []string{"file", "move", "--where", "size > 1", "/s/a.jpg", "/t"}, code: exitUsage, says: []string{"--where is for globs"}},
		{name: "a bad policy", args: []string{"file", "move", "--on-conflict", "maybe", "/s/a.jpg", "/t"}, code: exitUsage, says: []string{"--on-conflict: want refuse or version"}},
	})
}

// What comes to a place while somebody thinks about the question is not landed on.
func TestFileMoveLooksAgain(t *testing.T) {
	for _, test := range []struct {
		name  string
		later time.Duration
		code  code
	}{
		{"at once: nothing came there", 0, exitFine},
		{"after a minute", time.Minute, exitPartial},
	} {
		t.Run(test.name, func(t *testing.T) {
			actionStory(t, func(t *testing.T, w *world) {
				require.NoError(t, w.server.Seed(fileLibrary()...))
				w.screens, w.input = true, lateAnswer{w, test.later}
				o := w.run("file", "move", "/s/[ab].jpg", "/empty")
				if test.code == exitFine {
					o.exits(exitFine)
					return
				}
				o.exits(exitPartial).says("/empty/a.jpg is not as it was when it was looked at")
				require.Contains(t, w.files(), "/s/a.jpg 1")
				require.Contains(t, w.files(), "/empty/b.jpg 3")
			})
		})
	}
}

// lateAnswer says yes after a while, in which somebody else puts a file where one goes.
type lateAnswer struct {
	w     *world
	after time.Duration
}

func (l lateAnswer) Read(to []byte) (int, error) {
	if l.after > 0 {
		time.Sleep(l.after)
		l.w.seeded("/empty/a.jpg")
	}
	return copy(to, "yes\n"), nil
}

// One file is one call to find it, one to read it, one to look where it goes, and one to move it.
func TestFileMoveCalls(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg").seeded("/t/x.jpg")
		w.run("file", "move", "/s/a.jpg", "/t").exits(exitFine)
		require.Equal(t, 2, w.server.Count("GET /v1/files"))
		require.Len(t, w.server.Requests(), 4)
		o := w.run("file", "move", "--output", "json", "--dry-run", "/t/a.jpg", "/s").exits(exitFine)
		require.Equal(t, []map[string]any{{"path": "/t/a.jpg", "id": w.idOf("/t/a.jpg"), "to": "/s/a.jpg", "status": "planned"}}, o.items())
	})
}

// Of a hundred names that are taken, one that is there for certain is enough to refuse them all.
func TestFileMoveRefusesAtOnce(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		for i := range 100 {
			w.seeded(fmt.Sprintf("/from/%02d.jpg", i), fmt.Sprintf("/to/%02d.jpg", i))
		}
		for _, verb := range []string{"move", "copy"} {
			w.server.ResetCounts()
			w.run("file", verb, "--yes", "/from/*", "/to").exits(exitRefused).says("as 100 files are there already: /to/00.jpg, /to/01.jpg, /to/02.jpg and 97 more")
			require.Equal(t, 1, w.server.Count("GET /v1/files/{fileId}/details"))
		}
		w.untouched()
	})
}

// A name that a listing still shows, though its file is elsewhere, is not taken.
func TestFileMoveBack(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/t/x.jpg")
		time.Sleep(time.Hour)
		id := w.idOf("/s/a.jpg")
		w.run("file", "move", id, "/t").exits(exitFine)
		w.run("file", "move", id, "/s").exits(exitFine)
		require.Equal(t, []string{"/s/a.jpg", "/t/x.jpg"}, w.paths())
	}, emulator.WithListLag(time.Minute))
}
