package main

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// folderMoves are the stories that a copy and a move share, by their own words.
func folderMoves(verb, past, call string, moved []string) []folderRow {
	minute := []emulator.Option{emulator.WithJobDuration(time.Minute)}
	taken := func(w *world) { w.seeded("/arch/s/a.jpg", "/arch/s/own.jpg") }
	seed := []string{"/arch/", "/arch/x.jpg", "/s/", "/s/a.jpg", "/s/sub/", "/s/sub/b.jpg", "/s/sub/c.jpg"}
	f, asks, reads := "folder "+verb, "folder "+verb, 4
	if verb == "move" { // which says what URLs it breaks, and asks
		f, reads = f+" --yes", 5
	}
	ask := "Make one folder of /s (3 files and 1 folder) and /arch/s (2 files), for ever, with 1 file in both, which gets the content that comes: /arch/s/a.jpg?"
	return []folderRow{
		{name: "started", args: f + " /s /arch", shows: []string{"started: " + verb + " /s -> /arch/s: wait for it with: iksync job wait "}, sent: []string{call}, after: moved},
		{name: "waited for", options: minute, args: f + " --wait /s /arch", shows: []string{past + " /s -> /arch/s (job "},
			says: []string{"waiting for job ", "(" + verb + " /s -> /arch/s)", "Completed after 1:0"}, sent: []string{call}, after: moved},
		{name: "listings lag", options: []emulator.Option{emulator.WithListLag(5 * time.Second)}, given: func(*world) { time.Sleep(time.Minute) },
			args: f + " --wait /s /arch", shows: []string{past + " /s -> /arch/s (job "}, sent: []string{call}},
		{name: "into the root", args: f + " --wait /s/sub /", shows: []string{past + " /s/sub -> /sub"}, sent: []string{call}},
		{name: "dry run", args: f + " --dry-run /s /arch", shows: []string{"would " + verb + " /s -> /arch/s\n"}, after: seed},
		{name: "its name is taken", given: taken, args: f + " /s /arch", code: exitRefused,
			says: []string{"/s is not " + past + ": /arch/s is there already. --on-conflict version would make one folder of the two"}},
		{name: "its name is taken, dry run", given: taken, args: f + " --dry-run /s /arch", code: exitRefused, says: []string{"is there already"}},
		{name: "its name is that of a file", given: func(w *world) { w.seeded("/arch/s") }, args: f + " --on-conflict version --yes /s /arch", code: exitRefused, says: []string{"a file is at /arch/s"}},
		{name: "merged, yes", given: func(w *world) { taken(w); answersYes(w) }, args: asks + " --on-conflict version --wait /s /arch",
			shows: []string{past + " /s -> /arch/s"}, says: []string{ask}, sent: []string{call}, after: slices.Sorted(slices.Values(append([]string{"/arch/s/own.jpg"}, moved...)))},
		{name: "merged, dry run", given: taken, args: f + " --on-conflict version --dry-run /s /arch",
			shows: []string{"would " + verb + " /s -> /arch/s: into the folder that is there, with 1 file in both, which gets the content that comes: /arch/s/a.jpg\n"}},
		{name: "merged, no", given: func(w *world) { taken(w); answersNo(w) }, args: asks + " --on-conflict version /s /arch", code: exitFailed, says: []string{ask, "not done"}},
		{name: "merged, nobody to ask", given: taken, args: asks + " --on-conflict version /s /arch", code: exitUsage, says: []string{"give --yes"}},
		{name: "merged, and no file in both", given: func(w *world) { w.seeded("/arch/s/own.jpg"); answersYes(w) }, args: asks + " --on-conflict version --wait /s /arch",
			says: []string{"for ever, with no file in both?"}, sent: []string{call}},
		{name: "its name is taken while a lock is waited for", given: func(w *world) {
			w.refuses(call, 423, 1)
			time.AfterFunc(time.Second/2, func() { w.seeded("/arch/s/late.jpg") })
		}, args: f + " /s /arch", code: exitRefused, says: []string{"since it was looked at, a folder came to /arch/s"}, sent: []string{call}},
		{name: "another job has it", options: minute, given: func(w *world) { w.run("folder", "copy", "/s/sub", "/").exits(exitFine); w.server.ResetCounts() },
			args: f + " --wait /s /arch", shows: []string{past + " /s -> /arch/s"}, says: []string{"a folder job holds the folder (423)"}, sent: []string{call}, repeats: true},
		{name: "another job has it for too long", options: minute, given: func(w *world) { w.run("folder", "copy", "/s/sub", "/").exits(exitFine); w.server.ResetCounts() },
			args: f + " --max-wait 4s /s /arch", code: exitTimeout, says: []string{"gave up waiting (423)"}, sent: slices.Repeat([]string{call}, 3)},
		{name: "not there", args: f + " /t /arch", code: exitFailed, says: []string{"there is no folder /t"}},
		{name: "a file", args: f + " /s/a.jpg /arch", code: exitFailed, says: []string{"/s/a.jpg is a file, not a folder: see iksync file " + verb}},
		{name: "gone in the meantime", given: beforeThe(call, func(w *world) { require.NoError(w.t, w.server.DeleteFolder("/s")) }),
			args: f + " /s /arch", code: exitFailed, says: []string{"404 Not Found", "NO_FILES_FOLDER", "request id"}, sent: []string{call}},
		{name: "no destination", args: f + " /s /n/e/w", code: exitFailed, says: []string{"make it with: iksync folder create /n/e/w"}},
		{name: "no destination, where it would be made", options: readingsOf(emulator.Readings{MissingDestination: emulator.MissingDestinationCreated}),
			args: f + " /s /new", code: exitFailed, says: []string{"make it with: iksync folder create /new"}, after: seed},
		{name: "a destination that is a file", args: f + " /s /arch/x.jpg", code: exitFailed, says: []string{"/arch/x.jpg is a file, not a folder"}},
		{name: "into itself", args: f + " /s /s", code: exitUsage, says: []string{"/s cannot be " + past + " into itself"}},
		{name: "into what is in it", args: f + " /s /s/sub", code: exitUsage, says: []string{"/s cannot be " + past + " into /s/sub, which is in it"}},
		{name: "the root", args: f + " / /arch", code: exitUsage, says: []string{"/ is the whole library"}},
		{name: "no paths", args: f + " s arch", code: exitUsage, says: []string{`path "s" must begin with /`}},
		{name: "nonsense for --on-conflict", args: f + " --on-conflict x /s /arch", code: exitUsage, says: []string{"--on-conflict: want refuse or version"}},
		{name: "refused", given: refusesOnce(call, 400), args: f + " /s /arch", code: exitFailed, says: []string{"/s: " + verb + " folder: 400"}, sent: []string{call}},
		{name: "a wrong key", given: otherKey, args: f + " /s /arch", code: exitFailed, says: []string{"may not do this"}},
		{name: "the key may not", given: refusesOnce(call, 401), args: f + " /s /arch", code: exitFailed, says: []string{"is not accepted"}, sent: []string{call}},
		{name: "the answer is lost, and it is done", given: loses(call, emulator.FaultDropAfter), args: f + " /s /arch",
			shows: []string{past + " /s -> /arch/s\n"}, says: []string{"Looking whether this was done"}, sent: []string{call}, after: moved},
		{name: "the answer is lost, and the job takes its time", options: []emulator.Option{emulator.WithJobDuration(10 * time.Minute)}, given: loses(call, emulator.FaultDropAfter),
			args: f + " /s /arch", code: exitFailed, shows: []string{"not known: " + verb + " /s -> /arch/s"}, says: []string{"a job may be running all the same: look in a while"}, sent: []string{call}, after: moved},
		{name: "the answer is lost, and the job is waited for", options: []emulator.Option{emulator.WithJobDuration(10 * time.Minute)}, given: loses(call, emulator.FaultDropAfter),
			args: f + " --wait /s /arch", shows: []string{past + " /s -> /arch/s\n"}, sent: []string{call}, after: moved},
		{name: "the start is lost", given: loses(call, emulator.FaultDropBefore), args: f + " --wait --timeout 5m /s /arch", code: exitFailed,
			shows: []string{"not known: " + verb + " /s -> /arch/s"}, says: []string{"a job may be running all the same"}, sent: []string{call}, after: seed},
		{name: "the answer of a merge is lost", given: func(w *world) { taken(w); loses(call, emulator.FaultDropAfter)(w) }, args: f + " --on-conflict version --yes /s /arch", code: exitFailed,
			shows: []string{"not known: " + verb}, says: []string{"a job may be running all the same"}, sent: []string{call}},
		{name: "the job never ends", given: loses(call, emulator.FaultStuckJob), args: f + " --wait --timeout 5m /s /arch", code: exitTimeout,
			shows: []string{"started: " + verb + " /s -> /arch/s: "}, says: []string{"was not over after 5m0s: it goes on by itself, and may be waited for with: iksync job wait "}, sent: []string{call}, after: seed},
		{name: "its status cannot be read for a while", options: minute, given: func(w *world) { w.refuses("GET /v1/bulkJobs/{id}", 500, 6) },
			args: f + " --wait /s /arch", shows: []string{past + " /s -> /arch/s"}, sent: []string{call}, after: moved},
		{name: "nobody knows the job at first", options: minute, given: func(w *world) { w.refuses("GET /v1/bulkJobs/{id}", 404, 3) },
			args: f + " --wait /s /arch", shows: []string{past + " /s -> /arch/s"}, sent: []string{call}},
		{name: "nobody knows the job, but it is done", given: func(w *world) { w.refuses("GET /v1/bulkJobs/{id}", 404, 0) },
			args: f + " --wait /s /arch", shows: []string{past + " /s -> /arch/s"}, sent: []string{call}},
		{name: "nobody knows the job, and it is not done", options: minute, given: func(w *world) { w.refuses("GET /v1/bulkJobs/{id}", 404, 0) },
			args: f + " --wait /s /arch", code: exitFailed, shows: []string{"not known: " + verb}, says: []string{"404"}, sent: []string{call}},
		{name: "the key is taken away", given: func(w *world) { w.refuses("GET /v1/bulkJobs/{id}", 401, 0) }, args: f + " --wait /s /arch", code: exitFailed,
			shows: []string{"started: " + verb}, says: []string{"is not accepted"}, sent: []string{call}},
		{name: "what it left cannot be read", given: func(w *world) {
			w.server.Inject(emulator.Fault{Match: "GET /v1/files", Kind: emulator.FaultStatus, Status: 500, After: reads})
		}, args: f + " --wait /s /arch", code: exitFailed, shows: []string{"not known: " + verb}, says: []string{"is over, but what it left could not be read"}, sent: []string{call}},
	}
}

func TestFolderMove(t *testing.T) {
	const call = "POST /v1/bulkJobs/moveFolder"
	moved := []string{"/arch/", "/arch/s/", "/arch/s/a.jpg", "/arch/s/sub/", "/arch/s/sub/b.jpg", "/arch/s/sub/c.jpg", "/arch/x.jpg"}
	minted := readingsOf(emulator.Readings{FileIDOnMove: emulator.MintsID, FolderIDOnMove: emulator.MintsID})
	strands := func(n int) func(w *world) {
		return func(w *world) { w.server.Inject(emulator.Fault{Match: call, Kind: emulator.FaultStrand, Files: n}) }
	}
	runFolderRows(t, append(folderMoves("move", "moved", call, moved), []folderRow{
		{name: "ids that change", options: minted, args: "folder move --yes --wait /s /arch", shows: []string{"moved /s -> /arch/s"}, sent: []string{call}, after: moved},
		{name: "it is there", args: "folder move /s/sub /s", shows: []string{"nothing to move: /s/sub -> /s/sub: it is there"}},
		{name: "it would be there, but is not", args: "folder move /s/t /s", code: exitFailed, says: []string{"there is no folder /s/t"}},
		{name: "a file is left", given: strands(1), args: "folder move --yes --wait /s /arch", code: exitPartial,
			shows: []string{"moved /s -> /arch/s, but not all of it: 1 file still below /s: /s/a.jpg (job "},
			says:  []string{"/s: moved in part: 1 file still below /s: /s/a.jpg"}, sent: []string{call}},
		{name: "files of folders are left", given: strands(3), args: "folder move --yes --wait /s /arch", code: exitPartial,
			shows: []string{"3 files and 1 folder still below /s: /s/a.jpg, /s/sub/b.jpg, /s/sub/c.jpg and 1 more"}, sent: []string{call}},
		{name: "a file is lost", given: beforeThe(call, func(w *world) { require.NoError(w.t, w.server.DeleteFile("/s/sub/c.jpg")) }),
			args: "folder move --yes --wait /s /arch", code: exitPartial,
			shows: []string{"1 file of 3 files and 1 folder not below /arch/s: /arch/s/sub/c.jpg"}, sent: []string{call}},
	}...))
}

func TestFolderCopy(t *testing.T) {
	const call = "POST /v1/bulkJobs/copyFolder"
	copied := []string{"/arch/", "/arch/s/", "/arch/s/a.jpg", "/arch/s/sub/", "/arch/s/sub/b.jpg", "/arch/s/sub/c.jpg", "/arch/x.jpg",
		"/s/", "/s/a.jpg", "/s/sub/", "/s/sub/b.jpg", "/s/sub/c.jpg"}
	runFolderRows(t, append(folderMoves("copy", "copied", call, copied), []folderRow{
		{name: "onto itself", args: "folder copy /s/sub /s", code: exitUsage, says: []string{"/s/sub is in /s already"}},
	}...))
}

// A copy takes the versions that it was asked for.
func TestFolderCopyVersions(t *testing.T) {
	for _, test := range []struct {
		args     []string
		versions int
	}{{nil, 1}, {[]string{"--versions"}, 2}} {
		actionStory(t, func(t *testing.T, w *world) {
			w.seeded("/s/a.jpg", "/s/a.jpg", "/arch/x.jpg")
			w.run(append(append([]string{"folder", "copy", "--wait"}, test.args...), "/s", "/arch")...).exits(exitFine)
			f, ok := w.server.File("/arch/s/a.jpg")
			require.True(t, ok)
			require.Len(t, f.Versions, test.versions)
		})
	}
}

// What a merge supersedes is an older version then, under either reading of whose id stays.
func TestFolderMerge(t *testing.T) {
	for _, keeps := range []emulator.MergeKeeps{emulator.MergeKeepsDestination, emulator.MergeKeepsSource} {
		actionStory(t, func(t *testing.T, w *world) {
			w.seeded("/s/a.jpg", "/arch/s/a.jpg")
			w.run("folder", "move", "--wait", "--yes", "--on-conflict", "version", "/s", "/arch").exits(exitFine)
			f, ok := w.server.File("/arch/s/a.jpg")
			require.True(t, ok)
			require.Len(t, f.Versions, 2)
			require.Equal(t, []string{"/arch/", "/arch/s/", "/arch/s/a.jpg"}, folderTree(w))
		}, emulator.WithReadings(emulator.Readings{MergeKeeps: keeps}))
	}
}

func TestFolderRename(t *testing.T) {
	const call = "POST /v1/bulkJobs/renameFolder"
	renamed := []string{"/arch/", "/arch/x.jpg", "/t-1/", "/t-1/a.jpg", "/t-1/sub/", "/t-1/sub/b.jpg", "/t-1/sub/c.jpg"}
	seed := []string{"/arch/", "/arch/x.jpg", "/s/", "/s/a.jpg", "/s/sub/", "/s/sub/b.jpg", "/s/sub/c.jpg"}
	noPurges := []emulator.Option{emulator.WithPurgeQuota(0)}
	runFolderRows(t, []folderRow{
		{name: "started", args: "folder rename --yes /s t-1", shows: []string{"started: rename /s -> /t-1: wait for it with: iksync job wait "}, sent: []string{call}, after: renamed},
		{name: "waited for", options: []emulator.Option{emulator.WithJobDuration(time.Minute)}, args: "folder rename --yes --wait /s t-1", shows: []string{"renamed /s -> /t-1 (job "},
			says: []string{"(rename /s -> /t-1): Completed after 1:0"}, sent: []string{call}, after: renamed},
		{name: "with a purge", args: "folder rename --yes --wait --purge /s t-1", shows: []string{"renamed /s -> /t-1"}, sent: []string{call}, after: renamed},
		{name: "with a purge that is refused", options: noPurges, args: "folder rename --yes --wait --purge /s t-1", code: exitPartial,
			shows: []string{"renamed /s -> /t-1, but not all of it: Folder renamed successfully but purging cache on nested files failed."},
			says:  []string{"renamed in part: Folder renamed"}, sent: []string{call}, after: renamed},
		{name: "a file is left", given: loses(call, emulator.FaultStrand), args: "folder rename --yes --wait /s t-1", code: exitPartial, shows: []string{"1 file still below /s: /s/a.jpg"}, sent: []string{call}},
		{name: "the job never ends", given: loses(call, emulator.FaultStuckJob), args: "folder rename --yes --wait --timeout 1m /s t-1", code: exitTimeout, says: []string{"was not over after 1m0s"}, sent: []string{call}, after: seed},
		{name: "dry run", args: "folder rename --dry-run /s t-1", shows: []string{"would rename /s -> /t-1\n"}, after: seed},
		{name: "its own name", args: "folder rename --yes /s s", shows: []string{"nothing to rename: /s -> /s: it is called so"}, after: seed},
		{name: "the name of a folder", args: "folder rename --yes /s arch", code: exitRefused, says: []string{"/s is not renamed: a folder is at /arch already"}, after: seed},
		{name: "the name of a file", args: "folder rename --yes /s/sub a.jpg", code: exitUsage, says: []string{`ImageKit would call the folder "a_jpg"`}},
		{name: "a name that is a file's", given: func(w *world) { w.seeded("/t") }, args: "folder rename --yes /s t", code: exitRefused, says: []string{"a file is at /t already"}},
		{name: "the name is taken in the meantime", given: beforeThe(call, func(w *world) { w.folderSeed("/t") }), args: "folder rename --yes /s t", code: exitFailed,
			shows: []string{"failed: rename /s -> /t"}, says: []string{"409 Conflict: Folder with name t already exists", "request id"}, sent: []string{call}},
		{name: "gone in the meantime", given: beforeThe(call, func(w *world) { require.NoError(w.t, w.server.DeleteFolder("/s")) }), args: "folder rename --yes /s t", code: exitFailed,
			says: []string{"404 Not Found: Source folder not found."}, sent: []string{call}},
		{name: "not there", args: "folder rename --yes /t u", code: exitFailed, says: []string{"there is no folder /t"}},
		{name: "a file", args: "folder rename --yes /s/a.jpg u", code: exitFailed, says: []string{"/s/a.jpg is a file, not a folder"}},
		{name: "the root", args: "folder rename --yes / u", code: exitUsage, says: []string{"/ is the whole library, which cannot be renamed"}},
		{name: "a path for a name", args: "folder rename --yes /s /arch/t", code: exitUsage, says: []string{"use: iksync folder move"}},
		{name: "no name", args: "folder rename --yes /s ..", code: exitUsage, says: []string{`".." cannot be the name of a folder`}},
		{name: "refused", given: refusesOnce(call, 400), args: "folder rename --yes /s t", code: exitFailed, says: []string{"/s: rename folder: 400"}, sent: []string{call}, after: seed},
		{name: "a lock for a while", given: func(w *world) { w.refuses(call, 423, 2) }, args: "folder rename --yes --wait /s t-1", shows: []string{"renamed /s"}, sent: []string{call, call, call}, after: renamed},
		{name: "a wrong key", given: otherKey, args: "folder rename --yes /s t", code: exitFailed, says: []string{"may not do this"}},
		{name: "the answer is lost, and it is done", given: loses(call, emulator.FaultDropAfter), args: "folder rename --yes /s t-1", shows: []string{"renamed /s -> /t-1\n"}, sent: []string{call}, after: renamed},
		{name: "the answer is lost, and it is not", given: loses(call, emulator.FaultDropBefore), args: "folder rename --yes /s t-1", code: exitFailed, shows: []string{"not known: rename /s"},
			says: []string{"a folder is still at /s", "a job may be running all the same"}, sent: []string{call}, after: seed},
	})
}

// A program that starts a job is told its id, and one that waits, how it ended.
func TestFolderJobJSON(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg", "/arch/x.jpg")
		o := w.run("folder", "copy", "--output", "json", "/s", "/arch").exits(exitFine)
		require.Len(t, o.items(), 1)
		id := w.server.Jobs()[0].ID
		require.Equal(t, map[string]any{"path": "/s", "to": "/arch/s", "job": id, "status": "started", "note": "wait for it with: iksync job wait " + id}, o.items()[0])
		w.run("job", "wait", id).exits(exitFine)
		o = w.run("folder", "rename", "--wait", "--purge", "--output", "json", "/s", "t").exits(exitFine)
		require.Equal(t, "done", o.items()[0]["status"])
		require.NotEmpty(t, o.items()[0]["purge"])
		w.server.Inject(emulator.Fault{Kind: emulator.FaultStuckJob})
		o = w.run("folder", "move", "--wait", "--timeout", "1m", "--output", "json", "/t", "/arch").exits(exitTimeout)
		require.Equal(t, "started", o.items()[0]["status"])
		require.Contains(t, o.items()[0]["error"], "iksync job wait")
		require.EqualValues(t, exitTimeout, o.json("iksync-action/1")["exit_code"])
	})
}
