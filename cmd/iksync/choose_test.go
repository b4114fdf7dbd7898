package main

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// A path says each character as it is where no glob is taken. Where one is, and a file has
// the very name that the glob is written as, nothing is done unless it is clear which is meant.
func TestChooseBrackets(t *testing.T) {
	both := []string{"/s/a1.jpg", "/s/a[1].jpg"}
	remove := func(arg string) []string { return []string{"file", "delete", "--yes", arg} }
	for _, row := range []struct {
		name  string
		files []string
		args  []string
		code  code
		says  []string
		left  []string
	}{
		{"both are there", both, remove("/s/a[1].jpg"), exitUsage,
			[]string{`/s/a[1].jpg is the name of a file, and as a glob it matches others, such as /s/a1.jpg: write /s/a\[1].jpg for that file alone, or /s/{a[1].jpg} for all`}, both},
		{"the file is meant", both, remove(`/s/a\[1].jpg`), exitFine, nil, []string{"/s/a1.jpg"}},
		{"the glob is meant", both, remove("/s/{a[1].jpg}"), exitFine, nil, []string{"/s/a[1].jpg"}},
		{"only the file is there", []string{"/s/a[1].jpg", "/s/b.jpg"}, remove("/s/a[1].jpg"), exitFine, nil, []string{"/s/b.jpg"}},
		{"only what the glob matches is", []string{"/s/a1.jpg", "/s/b.jpg"}, remove("/s/a[1].jpg"), exitFine, nil, []string{"/s/b.jpg"}},
		{"a file is called like a glob that matches it", []string{"/s/*.jpg", "/s/b.jpg"}, remove("/s/*.jpg"), exitUsage, []string{`write /s/\*.jpg for that file`}, []string{"/s/*.jpg", "/s/b.jpg"}},
		{"and is there alone", []string{"/s/*.jpg", "/s/b.txt"}, remove("/s/*.jpg"), exitFine, nil, []string{"/s/b.txt"}},
		{"a folder is", []string{"/a[1]/x.jpg", "/a1/x.jpg"}, remove("/a[1]/x.jpg"), exitUsage, []string{`write /a\[1]/x.jpg for that file`}, []string{"/a1/x.jpg", "/a[1]/x.jpg"}},
		{"everything is everything", []string{"/**", "/b.jpg"}, remove("/**"), exitFine, nil, nil},
		{"to look at", both, []string{"file", "get", "/s/a[1].jpg"}, exitUsage, []string{"is the name of a file"}, both},
		{"a rename takes no glob", both, []string{"file", "rename", "/s/a[1].jpg", "z.jpg"}, exitFine, nil, []string{"/s/a1.jpg", "/s/z.jpg"}},
		{"nor do others", both, []string{"file", "restore", "/s/a[1].jpg", "9"}, exitFailed, []string{"/s/a[1].jpg has no version"}, both},
		{"so that nothing else is found", both[:1], []string{"file", "versions", "/s/a[1].jpg"}, exitFailed, []string{"there is no file /s/a[1].jpg"}, both[:1]},
	} {
		t.Run(row.name, func(t *testing.T) {
			actionStory(t, func(t *testing.T, w *world) {
				w.seeded(row.files...)
				w.run(row.args...).exits(row.code).says(row.says...)
				require.Equal(t, row.left, w.paths())
			})
		})
	}
}

// A search that is empty, as a variable that is not set is, finds everything: it is refused.
func TestChooseEmptyWhere(t *testing.T) {
	for _, args := range []string{"file list", "file get", "file get /s/*", "file delete --yes", "file update --yes --tag +x", "file move --yes /t", "file copy /t"} {
		for _, where := range []string{"", " ", "\n"} {
			t.Run(args+where, func(t *testing.T) {
				story(t, func(t *testing.T, w *world) {
					words := strings.Fields(args)
					words = append(words[:2:2], append([]string{"--where", where}, words[2:]...)...)
					w.seeded("/s/a.jpg").run(words...).exits(exitUsage).says("--where is empty, which would find every file")
					require.Empty(t, w.server.Requests())
				})
			})
		}
	}
}

// A shell adds "/" to the name of a folder. It says that a folder is meant.
func TestChooseSlash(t *testing.T) {
	for _, row := range []struct {
		args string
		code code
		says string
		left []string
	}{
		{"file move /s/a.jpg /t/", exitFine, "", []string{"/t/a.jpg", "/t/x.jpg"}},
		{"file copy /s/a.jpg /t/", exitFine, "", []string{"/s/a.jpg", "/t/a.jpg", "/t/x.jpg"}},
		{"folder delete --yes /t/", exitFine, "", []string{"/s/a.jpg"}},
		{"folder move --wait /t/ /s/", exitFine, "", []string{"/s/a.jpg", "/s/t/x.jpg"}},
		{"folder create /new/", exitFine, "", nil},
		{"file get /s/", exitFine, "", nil},
		{"file get /s/a.jpg/", exitFailed, "there is no folder /s/a.jpg: it is a file", nil},
		{"file delete --yes /s/", exitUsage, "/s is a folder, not a file: /s/** are the files below it", nil},
		{"file rename /s/a.jpg/ b.jpg", exitUsage, "/s/a.jpg is a folder", nil},
		{"file move /s/a.jpg //", exitUsage, `path "//"`, nil},
		{"file move /s/a.jpg /t//", exitUsage, "must not end with /", nil},
	} {
		t.Run(row.args, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				w.seeded("/s/a.jpg", "/t/x.jpg").run(strings.Fields(row.args)...).exits(row.code).says(row.says)
				if row.left == nil {
					row.left = []string{"/s/a.jpg", "/t/x.jpg"}
				}
				require.Equal(t, row.left, w.paths())
			})
		})
	}
}

// answerAfter says yes, after something has happened.
type answerAfter func()

func (a answerAfter) Read(to []byte) (int, error) {
	a()
	return copy(to, "yes\n"), nil
}

// What moved, went or changed while somebody thought about the question is left alone.
func TestChooseStill(t *testing.T) {
	moves := func(w *world) { w.run("file", "move", w.idOf("/s/a.jpg"), "/away").exits(exitFine) }
	changes := func(w *world) {
		require.NoError(w.t, w.server.Seed(emulator.Seed{Path: "/s/a.jpg", Content: []byte("new")}))
	}
	replaced := func(w *world) { moves(w); w.seeded("/s/a.jpg") } // by another file
	for _, row := range []struct {
		name  string
		args  []string
		while func(w *world)
		code  code
		shows string
		left  []string
	}{
		{"a file of a set to delete moved", []string{"file", "delete", "/s/*"}, moves, exitPartial, "failed: delete /s/a.jpg: not deleted: it is elsewhere now, at /away/a.jpg", []string{"/away/a.jpg x"}},
		{"and another took its place", []string{"file", "delete", "/s/*"}, replaced, exitPartial, "failed: delete /s/a.jpg: not deleted: it is elsewhere", []string{"/away/a.jpg x", "/s/a.jpg "}},
		{"it has another content", []string{"file", "delete", "/s/*"}, changes, exitPartial, "not deleted: it was changed since it was found", []string{"/s/a.jpg "}},
		{"the only one, by its path", []string{"file", "delete", "/s/a.jpg"}, moves, exitRefused, "it is elsewhere now", []string{"/away/a.jpg x", "/s/b.jpg x"}},
		{"and by its id", []string{"file", "delete", "ID:/s/a.jpg"}, changes, exitRefused, "it was changed", []string{"/s/a.jpg ", "/s/b.jpg x"}},
		{"a whole set of tags", []string{"file", "update", "--tag", "y", "/s/*"}, moves, exitPartial, "failed: update /s/a.jpg: not updated: it is elsewhere now", []string{"/away/a.jpg x", "/s/b.jpg y"}},
		{"of more files than one call takes each", []string{"file", "update", "--tag", "", "/s/*"}, moves, exitPartial, "not updated: it is elsewhere now", []string{"/away/a.jpg x", "/s/b.jpg "}},
		{"a value", []string{"file", "update", "--description", "new", "/s/*"}, moves, exitPartial, "not updated: it is elsewhere now", []string{"/away/a.jpg x", "/s/b.jpg x new"}},
		{"a place on the web", []string{"file", "update", "--unpublish", "/s/*"}, moves, exitPartial, "not updated: it is elsewhere now", []string{"/away/a.jpg x", "/s/b.jpg x unpublished"}},
		{"a move takes no other file along", []string{"file", "move", "/s/*", "/t"}, replaced, exitPartial, "not moved: it is elsewhere now, at /away/a.jpg", []string{"/away/a.jpg x", "/s/a.jpg ", "/t/b.jpg x"}},
		{"nor does a copy", []string{"file", "copy", "--on-conflict", "version", "/s/a.jpg", "/u"}, replaced, exitRefused, "not copied: it is elsewhere now", []string{"/away/a.jpg x", "/s/a.jpg ", "/s/b.jpg x"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			actionStory(t, func(t *testing.T, w *world) {
				with := func(path string) emulator.Seed {
					return emulator.Seed{Path: path, Tags: []string{"x"}, Description: "old"}
				}
				require.NoError(t, w.server.Seed(with("/s/a.jpg"), with("/s/b.jpg"), emulator.Seed{Path: "/away", Folder: true}, emulator.Seed{Path: "/t", Folder: true}, emulator.Seed{Path: "/u/a.jpg"}))
				time.Sleep(time.Hour)
				w.screens, w.input = true, answerAfter(func() { row.while(w) })
				o := w.run(withIDs(row.args, w.fileNames())...).exits(row.code)
				require.Contains(t, o.stdout+o.stderr, row.shows)
				var left []string
				for path, is := range w.filesDescribed() {
					if path != "/u/a.jpg" {
						left = append(left, path+" "+strings.TrimSuffix(strings.Replace(is, " old", "", 1), " "))
					}
				}
				require.ElementsMatch(t, row.left, left)
				u, _ := w.server.File("/u/a.jpg")
				require.Len(t, u.Versions, 1)
			})
		})
	}
}

// A lock may be waited for long after the files were read: they are read again then, and
// the call is made without those that went astray.
func TestChooseStillAfterWait(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/s/b.jpg", "/s/c.jpg", "/away/x.jpg")
		deletes := "POST /v1/files/batch/deleteByFileIds"
		w.refuses(deletes, 423, 4)
		go func() {
			time.Sleep(time.Second)
			w.run("file", "move", "/s/a.jpg", "/away").exits(exitFine)
		}()
		w.run("file", "delete", "--yes", "/s/*").exits(exitPartial).shows("failed: delete /s/a.jpg: not deleted: it is elsewhere now", "\n2 deleted, 1 failed; 1 call\n")
		require.Equal(t, []string{"/away/a.jpg", "/away/x.jpg"}, w.paths())
	})
}

// A copy that a lagging listing proposes is not made of another file that is there now.
func TestChooseStillInListings(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/s/b.jpg", "/t/x.jpg", "/away/x.jpg")
		time.Sleep(time.Hour)
		w.run("file", "move", w.idOf("/s/a.jpg"), "/away").exits(exitFine)
		w.run("file", "copy", "/s/*", "/t").exits(exitPartial).shows("failed: copy /s/a.jpg -> /t/a.jpg: not copied: it is elsewhere now, at /away/a.jpg", "copied /s/b.jpg -> /t/b.jpg")
	}, emulator.WithListLag(time.Minute))
}
