package main

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/plan"
)

// folderRow is the story of one call of a command about folders, jobs or purges.
type folderRow struct {
	name    string
	options []emulator.Option
	given   func(w *world)
	args    string // separated by spaces
	code    code
	shows   []string      // on stdout
	says    []string      // on stderr
	sent    []string      // what changes something, in order; nil: nothing
	repeats bool          // it is sent more than once, as often as there is time for
	beyond  bool          // ImageKit's document has no such answer
	within  time.Duration // it takes no longer; 0: not looked at
	after   []string      // the library, folders with a "/" at the end; nil: not looked at
}

// runFolderRows plays the rows on a library of a few folders.
func runFolderRows(t *testing.T, rows []folderRow) {
	t.Helper()
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			play := actionStory
			if row.beyond {
				play = story
			}
			play(t, func(t *testing.T, w *world) {
				w.seeded("/s/a.jpg", "/s/sub/b.jpg", "/s/sub/c.jpg", "/arch/x.jpg")
				if row.given != nil {
					row.given(w)
				}
				began := time.Now()
				o := w.run(strings.Fields(row.args)...).exits(row.code).shows(row.shows...).says(row.says...)
				sent := w.sent()
				if row.within > 0 {
					require.Less(t, time.Since(began), row.within)
				}
				if row.repeats {
					require.Greater(t, len(sent), 1)
					sent = slices.Compact(sent)
				}
				require.Equal(t, append([]string{}, row.sent...), sent, "stderr:\n%s", o.stderr)
				if row.after != nil {
					time.Sleep(time.Hour) // jobs that nobody waited for
					require.Equal(t, row.after, folderTree(w))
				}
			}, row.options...)
		})
	}
}

// folderTree is all that is in the library.
func folderTree(w *world) []string {
	var list []string
	for _, f := range w.server.Files() {
		list = append(list, f.Path)
	}
	for _, d := range w.server.Folders() {
		if d.Path != "/" {
			list = append(list, d.Path+"/")
		}
	}
	slices.Sort(list)
	return list
}

// folderSeed makes a folder that is empty.
func (w *world) folderSeed(paths ...string) {
	w.t.Helper()
	for _, path := range paths {
		require.NoError(w.t, w.server.Seed(emulator.Seed{Path: path, Folder: true}))
	}
}

// answersNo is somebody at a terminal who says no.
func answersNo(w *world) { w.screens, w.stdin = true, "no\n" }

// answersYes is somebody at a terminal who says yes.
func answersYes(w *world) { w.screens, w.stdin = true, "yes\n" }

func refusesOnce(match string, status int) func(w *world) {
	return func(w *world) { w.refuses(match, status, 1) }
}

func loses(match string, kind emulator.FaultKind) func(w *world) {
	return func(w *world) { w.server.Inject(emulator.Fault{Match: match, Kind: kind, Times: 1}) }
}

// beforeThe does something right before the request that matches is executed.
func beforeThe(match string, f func(w *world)) func(w *world) {
	return func(w *world) {
		var done atomic.Bool // requests are made side by side
		w.request = func(r *http.Request) {
			if r.Method+" "+r.URL.Path == match && !done.Swap(true) {
				f(w)
			}
		}
	}
}

// otherKey is a key that the account does not know.
func otherKey(w *world) { w.vars[keyVariable] = "private_other" }

func readingsOf(r emulator.Readings) []emulator.Option {
	return []emulator.Option{emulator.WithReadings(r)}
}

func TestFolderCreate(t *testing.T) {
	const call = "POST /v1/folder"
	seed := []string{"/arch/", "/arch/x.jpg", "/s/", "/s/a.jpg", "/s/sub/", "/s/sub/b.jpg", "/s/sub/c.jpg"}
	with := func(more ...string) []string { return slices.Sorted(slices.Values(append(more, seed...))) }
	strict := readingsOf(emulator.Readings{ParentsMustExist: true, ExistingFolder: emulator.ExistingFolderFails})
	runFolderRows(t, []folderRow{
		{name: "in a folder", args: "folder create /s/new", shows: []string{"created /s/new\n"}, sent: []string{call}, after: with("/s/new/")},
		{name: "in the root", args: "folder create /new", shows: []string{"created /new\n"}, sent: []string{call}, after: with("/new/")},
		{name: "is there", args: "folder create /s/sub", shows: []string{"nothing to create: /s/sub: it is there"}, after: seed},
		{name: "is there, as a program reads it", args: "folder create /s/sub --output json", code: exitUsage, says: []string{"--output"}},
		{name: "a file is there", args: "folder create /s/a.jpg", code: exitRefused, says: []string{"a file is at /s/a.jpg"}},
		{name: "its parent is missing, and would be made along", args: "folder create /n/e/w", code: exitFailed,
			says: []string{"there is no folder /n/e to make /n/e/w in: --parents makes it too"}, after: seed},
		{name: "with its parents", args: "folder create --parents /s/n/e/w", shows: []string{"created /s/n\ncreated /s/n/e\ncreated /s/n/e/w\n\n3 created; 3 calls"},
			sent: []string{call, call, call}, after: with("/s/n/", "/s/n/e/", "/s/n/e/w/")},
		{name: "with its parents, where the service insists on them", options: strict, args: "folder create --parents /n/e/w",
			sent: []string{call, call, call}, after: with("/n/", "/n/e/", "/n/e/w/")},
		{name: "a parent is refused", given: refusesOnce(call, 400), args: "folder create --parents /n/e/w", code: exitFailed,
			shows: []string{"failed: create /n: ", "not tried: create /n/e: /n, which it is to be in, was not made", "not tried: create /n/e/w: /n/e, which", "1 failed, 2 not tried; 1 call"},
			says:  []string{"none of 3 created; the first: /n: "}, sent: []string{call}, after: seed},
		{name: "somebody makes it at the same time", options: strict, given: beforeThe(call, func(w *world) { w.folderSeed("/s/new") }),
			args: "folder create /s/new", shows: []string{"created /s/new"}, sent: []string{call}, after: with("/s/new/")},
		{name: "dry run", args: "folder create --dry-run --parents /n/e", shows: []string{"would create /n\nwould create /n/e\n\n2 to create; 2 calls"}, after: seed},
		{name: "a name that would be changed", args: "folder create /s/a+b", code: exitUsage, says: []string{`ImageKit would call the new folder "a_b": give it that name`}},
		{name: "a name that only a rename can give", args: "folder create /s/a-b", code: exitUsage, says: []string{`"a_b": create it under that name, and then rename it to "a-b"`}},
		{name: "a parent's name that would be changed", args: "folder create --parents /s/a+b/c", code: exitUsage, says: []string{`/s/a+b: ImageKit would call`}},
		{name: "no path", args: "folder create new", code: exitUsage, says: []string{`path "new" must begin with /`}},
		{name: "below a file", args: "folder create --parents /s/a.jpg/new", code: exitFailed, says: []string{"/s/a.jpg is a file, not a folder"}},
		{name: "the answer is lost, and it is there", given: loses(call, emulator.FaultDropAfter), args: "folder create /s/new",
			shows: []string{"created /s/new\n"}, sent: []string{call}, after: with("/s/new/")},
		{name: "the answer is lost, and it is not there", given: loses(call, emulator.FaultDropBefore), args: "folder create /s/new", code: exitFailed,
			shows: []string{"failed: create /s/new"}, says: []string{"the library shows that it was not"}, sent: []string{call}, after: seed},
		{name: "a wrong key", given: otherKey, args: "folder create /s/new", code: exitFailed, says: []string{"the private key from IMAGEKIT_PRIVATE_KEY may not do this"}},
		{name: "a wrong key, 401", options: readingsOf(emulator.Readings{WrongKeyStatus: 401}), given: otherKey, args: "folder create /s/new",
			code: exitFailed, says: []string{"is not accepted"}},
		{name: "the key may not write", given: refusesOnce(call, 403), args: "folder create --parents /n/e", code: exitFailed,
			says: []string{"may not do this"}, sent: []string{call}, after: seed},
		{name: "a job has its folder for a while", options: []emulator.Option{emulator.WithJobDuration(time.Minute), readingsOf(emulator.Readings{Locks: emulator.LocksEverything})[0]},
			given: func(w *world) { w.run("folder", "copy", "/arch", "/s").exits(exitFine); w.server.ResetCounts() },
			args:  "folder create /s/new", shows: []string{"created /s/new"}, says: []string{"a folder job holds the folder (423)"}, sent: []string{call}, repeats: true, beyond: true},
	})
}

func TestFolderCreateJSON(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg")
		o := w.run("folder", "create", "--output", "json", "--parents", "/s/b/c").exits(exitFine)
		require.Equal(t, []map[string]any{{"path": "/s/b", "status": "done"}, {"path": "/s/b/c", "status": "done"}}, o.items())
		o = w.run("folder", "create", "--output", "json", "/s/b").exits(exitFine)
		require.Equal(t, []map[string]any{{"path": "/s/b", "status": "same", "note": "it is there"}}, o.items())
		require.Equal(t, 0.0, o.json("iksync-action/1")["calls"])
		o = w.run("folder", "create", "--output", "json", "/x/y").exits(exitFailed)
		require.Contains(t, o.json("iksync-error/1")["error"], "--parents")
	})
}

func TestFolderDelete(t *testing.T) {
	const call = "DELETE /v1/folder"
	left := []string{"/arch/", "/arch/x.jpg"}
	all := append([]string{"/s/", "/s/a.jpg", "/s/sub/", "/s/sub/b.jpg", "/s/sub/c.jpg"}, left...)
	slices.Sort(all)
	asks := "Delete /s for ever, with 3 files and 1 folder and all their versions (/s/a.jpg, /s/sub/b.jpg, /s/sub/c.jpg and 1 more)?"
	runFolderRows(t, []folderRow{
		{name: "yes", given: answersYes, args: "folder delete /s", shows: []string{"deleted /s: it holds 3 files and 1 folder, with all their versions\n"},
			says: []string{asks}, sent: []string{call}, after: left},
		{name: "no", given: answersNo, args: "folder delete /s", code: exitFailed, says: []string{asks, "not done: the answer was not 'yes'"}, after: all},
		{name: "nobody to ask", args: "folder delete /s", code: exitUsage, says: []string{"give --yes", asks}, after: all},
		{name: "without asking", args: "folder delete --yes /s/sub", shows: []string{"deleted /s/sub: it holds 2 files, with all their versions"}, sent: []string{call}},
		{name: "empty, and still asked about", given: func(w *world) { w.folderSeed("/e"); answersNo(w) }, args: "folder delete /e", code: exitFailed,
			says: []string{"Delete the empty folder /e?"}, after: slices.Sorted(slices.Values(append([]string{"/e/"}, all...)))},
		{name: "empty", given: func(w *world) { w.folderSeed("/e") }, args: "folder delete --yes /e", shows: []string{"deleted /e: it is empty"}, sent: []string{call}, after: all},
		{name: "folders alone", given: func(w *world) { w.folderSeed("/e/f") }, args: "folder delete --yes /e", shows: []string{"deleted /e: it holds 1 folder\n"}, sent: []string{call}, after: all},
		{name: "dry run", args: "folder delete --dry-run /s", shows: []string{"would delete /s: it holds 3 files and 1 folder, with all their versions"}, after: all},
		{name: "the root", args: "folder delete --yes /", code: exitUsage, says: []string{"/ is the whole library, which cannot be deleted"}},
		{name: "no path", args: "folder delete --yes s", code: exitUsage, says: []string{`path "s" must begin with /`}},
		{name: "not there", args: "folder delete --yes /t", code: exitFailed, says: []string{"there is no folder /t"}},
		{name: "a name that begins alike", given: func(w *world) { w.seeded("/shop/y.jpg") }, args: "folder delete --yes /sh", code: exitFailed, says: []string{"there is no folder /sh"}},
		{name: "a file", args: "folder delete --yes /s/a.jpg", code: exitFailed, says: []string{"/s/a.jpg is a file, not a folder: iksync file delete deletes it"}},
		{name: "gone in the meantime", given: beforeThe(call, func(w *world) { require.NoError(w.t, w.server.DeleteFolder("/s")) }),
			args: "folder delete --yes /s", code: exitFailed, shows: []string{"failed: delete /s"}, says: []string{"/s: delete folder: 404 Not Found: No folder found", "FOLDER_NOT_FOUND", "request id"}, sent: []string{call}, after: left},
		{name: "refused", given: refusesOnce(call, 400), args: "folder delete --yes /s", code: exitFailed, says: []string{"/s: delete folder: 400"}, sent: []string{call}, after: all},
		{name: "the listing cannot be read", given: func(w *world) { w.refuses("GET /v1/files", 500, 0) }, args: "folder delete --yes /s", code: exitFailed, says: []string{"reading /s", "500"}, after: all},
		{name: "a wrong key", given: otherKey, args: "folder delete --yes /s", code: exitFailed, says: []string{"may not do this"}, after: all},
		{name: "the answer is lost, and it is gone", given: loses(call, emulator.FaultDropAfter), args: "folder delete --yes /s", shows: []string{"deleted /s"}, sent: []string{call}, after: left},
		{name: "the answer is lost, and it is still there", given: loses(call, emulator.FaultDropBefore), args: "folder delete --yes /s", code: exitFailed,
			shows: []string{"not known: delete /s"}, says: []string{"it is not known whether this was done", "a folder is still at /s"}, sent: []string{call}, after: all},
		{name: "locked for too long", given: func(w *world) { w.refuses(call, 423, 0) }, args: "folder delete --yes --max-wait 5s /s", code: exitTimeout,
			says: []string{"gave up waiting (423)"}, sent: []string{call, call, call}, after: all, beyond: true},
		{name: "a file comes while somebody thinks", given: func(w *world) {
			answersYes(w)
			w.refuses(call, 423, 1)
			time.AfterFunc(time.Second/2, func() { w.seeded("/s/late.jpg") })
		}, args: "folder delete /s", code: exitRefused, says: []string{"not deleted: since you were asked, 1 file came into it (/s/late.jpg)"}, sent: []string{call}, beyond: true},
	})
}

// A folder of too many objects is explained, and what to begin with is named.
func TestFolderTooMany(t *testing.T) {
	err := explainTooMany(&imagekit.Error{Status: 400, Reason: "TOO_MANY_OBJECTS"},
		[]plan.Content{{Path: "/s/a.jpg"}, {Path: "/s/x", Folder: "1"}, {Path: "/s/y", Folder: "2"}})
	require.ErrorContains(t, err, "more than the 100,000 files, folders and versions that ImageKit takes at a time: begin with the folders in it, one by one (/s/x, /s/y)")
	require.ErrorContains(t, explainTooMany(&imagekit.Error{Reason: "TOO_MANY_OBJECTS"}, nil), "begin with smaller ones")
	other := &imagekit.Error{Status: 400}
	require.Equal(t, error(other), explainTooMany(other, nil))
}

func TestFolderDeleteJSON(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/s/b/c.jpg")
		o := w.run("folder", "delete", "--output", "json", "--dry-run", "/s").exits(exitFine)
		require.Equal(t, []map[string]any{{"path": "/s", "status": "planned", "note": "it holds 2 files and 1 folder, with all their versions"}}, o.items())
		w.untouched()
		o = w.run("folder", "delete", "--output", "json", "--yes", "/s").exits(exitFine)
		require.Equal(t, "done", o.items()[0]["status"])
		require.Empty(t, w.server.Files())
	})
}
