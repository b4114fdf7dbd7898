package live_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// many is an operation of one of the kinds that are one call for several files.
func many(kind plan.OpKind, files []plan.FileRef, tags ...state.Tag) plan.Operation {
	return plan.Operation{ID: 1, Kind: kind, Class: kind.Class(), Path: "/s", Files: files, Tags: tags}
}

func TestOneCallForManyFiles(t *testing.T) {
	for _, test := range []struct {
		name  string
		kind  plan.OpKind
		files int
		tags  []state.Tag
		calls string
	}{
		{name: "a tag is added to one file", kind: plan.OpAddTags, files: 1, tags: []state.Tag{"new"}, calls: "addTags 200"},
		{name: "tags are added to as many as one call takes", kind: plan.OpAddTags, files: plan.MaxTagFiles,
			tags: []state.Tag{"new", "two words"}, calls: "addTags 200"},
		{name: "tags are removed from as many as one call takes", kind: plan.OpRemoveTags, files: plan.MaxTagFiles,
			tags: []state.Tag{"old", "never there"}, calls: "removeTags 200"},
		{name: "as many are deleted as one call takes", kind: plan.OpDeleteFiles, files: plan.MaxDeleteFiles, calls: "deleteByFileIds 200"},
	} {
		for _, service := range services() {
			t.Run(test.name+"/"+service.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					a := newAccount(t, service.options...)
					files := a.seed(t, append(numbered("/s/in/%03d.jpg", test.files), "/s/other.jpg")...)
					require.NoError(t, a.do(context.Background(), many(test.kind, files[:test.files], test.tags...)))

					require.Equal(t, test.calls, a.writes())
					require.Len(t, a.server.Requests(), 1, "the plan knows the ids: nothing is read")
					inside := plain(numbered("/s/in/%03d.jpg", test.files))
					switch test.kind {
					case plan.OpAddTags:
						for _, tag := range test.tags {
							require.Equal(t, inside, a.tagged(string(tag)))
						}
					case plan.OpRemoveTags:
						require.Equal(t, []string{"/s/other.jpg"}, a.tagged("old"))
					default:
						require.Len(t, a.server.Files(), 1)
					}
				})
			})
		}
	}
}

// TestFilesThatAreLeft has something keep some files from being done: all
// others are, and each that was left is named.
func TestFilesThatAreLeft(t *testing.T) {
	gone := []int{1, 3}
	for _, test := range []struct {
		name    string
		kind    plan.OpKind
		gone    []int // which of the five files somebody else deletes first
		fault   emulator.Fault
		calls   string
		left    map[int]live.LeftReason
		says    []string
		changed int // files that are done
	}{
		{name: "a delete is refused for two files", kind: plan.OpDeleteFiles,
			fault: emulator.Fault{Kind: emulator.FaultPartial, Files: 2}, calls: "deleteByFileIds 207",
			left: map[int]live.LeftReason{0: live.LeftRefused, 1: live.LeftRefused}, changed: 3,
			says: []string{"2 of 5 files were not deleted: /s/0.jpg (", "), /s/1.jpg (", "): The file could not be deleted. (request id "}},
		{name: "a tag is refused for one file", kind: plan.OpAddTags,
			fault: emulator.Fault{Kind: emulator.FaultPartial}, calls: "addTags 207",
			left: map[int]live.LeftReason{0: live.LeftRefused}, changed: 4,
			says: []string{"tags were not added to 1 of 5 files: /s/0.jpg (", "): The file could not be updated. (request id "}},
		{name: "what is gone is what a delete wanted", kind: plan.OpDeleteFiles, gone: gone,
			calls: "deleteByFileIds 404", changed: 2,
			left: map[int]live.LeftReason{0: live.LeftBeside, 2: live.LeftBeside, 4: live.LeftBeside},
			says: []string{"3 of 5 files were not deleted: /s/0.jpg (", "missing: "}},
		{name: "so is a library in which all of it is gone", kind: plan.OpDeleteFiles, gone: []int{0, 1, 2, 3, 4},
			calls: "deleteByFileIds 404", changed: 5},
		{name: "what is gone cannot be tagged", kind: plan.OpAddTags, gone: gone, calls: "addTags 404",
			left: map[int]live.LeftReason{0: live.LeftBeside, 1: live.LeftGone, 2: live.LeftBeside, 3: live.LeftGone, 4: live.LeftBeside},
			says: []string{"tags were not added to 5 of 5 files: ", "/s/1.jpg (", "), /s/3.jpg (", "): no file has that id any more"}},
		{name: "nor lose a tag", kind: plan.OpRemoveTags, gone: []int{4}, calls: "removeTags 404",
			left: map[int]live.LeftReason{0: live.LeftBeside, 1: live.LeftBeside, 2: live.LeftBeside, 3: live.LeftBeside, 4: live.LeftGone},
			says: []string{"tags were not removed from 5 of 5 files: ", "/s/4.jpg ("}},
		{name: "all that was to be tagged is gone", kind: plan.OpAddTags, gone: []int{0, 1, 2, 3, 4}, calls: "addTags 404",
			left: map[int]live.LeftReason{0: live.LeftGone, 1: live.LeftGone, 2: live.LeftGone, 3: live.LeftGone, 4: live.LeftGone},
			says: []string{"tags were not added to 5 of 5 files: /s/0.jpg ("}},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := newAccount(t)
			files := a.seed(t, numbered("/s/%d.jpg", 5)...)
			for _, i := range test.gone {
				require.NoError(t, a.client.DeleteFile(context.Background(), string(files[i].File)))
			}
			test.fault.Match = "POST /v1/files/{rest...}"
			if test.fault.Kind != emulator.FaultStatus || test.fault.Status != 0 {
				a.server.Inject(test.fault)
			}
			a.server.ResetCounts()
			op := many(test.kind, files)
			if test.kind != plan.OpDeleteFiles {
				op.Tags = []state.Tag{"old"}
			}
			if test.kind == plan.OpAddTags {
				op.Tags = []state.Tag{"new"}
			}
			err := a.do(context.Background(), op)

			require.Equal(t, test.calls, a.writes())
			requireLeft(t, err, op, test.left, test.says)
			switch test.kind {
			case plan.OpAddTags:
				require.Len(t, a.tagged("new"), test.changed)
			case plan.OpRemoveTags:
				require.Len(t, a.tagged("old"), 5-len(test.gone)-test.changed)
			default:
				require.Len(t, a.server.Files(), 5-test.changed)
			}
		})
	}
}

// requireLeft says that exactly the files of op with the indexes in left were left.
func requireLeft(t *testing.T, err error, op plan.Operation, left map[int]live.LeftReason, says []string) {
	t.Helper()
	if len(left) == 0 {
		require.NoError(t, err)
		return
	}
	var files *live.FilesError
	require.ErrorAs(t, err, &files)
	require.Len(t, files.Left, len(left))
	require.Equal(t, len(op.Files), files.Files)
	at := 0
	for i, f := range op.Files {
		reason, is := left[i]
		if !is {
			require.Empty(t, files.WhyLeft(f))
			continue
		}
		require.Equal(t, f.Path, files.Left[at].Path, "in the plan's order")
		require.Equal(t, reason, files.Left[at].Reason)
		require.Equal(t, files.Left[at].Why(), files.WhyLeft(f))
		require.Contains(t, err.Error(), string(f.Path), "each file is named by its path")
		at++
	}
	for text := err.Error(); len(says) > 0; says = says[1:] {
		_, rest, found := strings.Cut(text, says[0])
		require.True(t, found, "%q is not where it should be in %q", says[0], err)
		text = rest
	}
}

// TestWholeRefusal keeps the error of a call that failed as a whole: there is
// nothing to tell of single files.
func TestWholeRefusal(t *testing.T) {
	for _, test := range []struct {
		name  string
		fault emulator.Fault
		says  string
		stops bool
	}{
		{name: "a bad request", fault: emulator.Fault{Status: 400}, says: "add tags: 400 Bad Request"},
		{name: "a 404 that names no file", fault: emulator.Fault{Status: 404}, says: "add tags: 404 Not Found"},
		{name: "a key that may not", fault: emulator.Fault{Status: 403}, says: "add tags: 403 Forbidden", stops: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.fault.Match = "POST /v1/files/addTags"
			a := newAccount(t, emulator.WithFaults(test.fault))
			err := a.do(context.Background(), many(plan.OpAddTags, a.seed(t, "/s/a.jpg", "/s/b.jpg"), "new"))
			require.ErrorContains(t, err, test.says)
			require.NotErrorAs(t, err, new(*live.FilesError))
			var stop interface{ StopsRun() bool }
			require.Equal(t, test.stops, errors.As(err, &stop))
			require.Zero(t, a.server.Mutations())
			require.Equal(t, 1, a.server.Count("POST /v1/files/addTags"), "once")
		})
	}
}

// TestManyLocked has a folder job lock some of the files, where locks reach
// single files: the call then does the others, and says of which ones to make it
// again. Each time what has to hold is looked at first.
func TestManyLocked(t *testing.T) {
	for _, test := range []struct {
		name string
		kind plan.OpKind
		tags []state.Tag
		log  string
		left map[int]live.LeftReason
	}{
		{name: "tags are added", kind: plan.OpAddTags, tags: []state.Tag{"new"}, log: "ready, POST addTags 207",
			left: map[int]live.LeftReason{1: live.LeftLocked}},
		{name: "tags are removed", kind: plan.OpRemoveTags, tags: []state.Tag{"old"}, log: "ready, POST removeTags 207",
			left: map[int]live.LeftReason{1: live.LeftLocked}},
		{name: "files are deleted", kind: plan.OpDeleteFiles, log: "ready, POST deleteByFileIds 207",
			left: map[int]live.LeftReason{1: live.LeftLocked}},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := watch(t, emulator.WithReadings(emulator.Readings{Locks: emulator.LocksEverything}), emulator.WithJobDuration(time.Minute))
				op := many(test.kind, w.seed(t, "/s/free/a.jpg", "/s/busy/b.jpg"), test.tags...)
				busy := op.Files[1:2]
				_, err := w.client.RenameFolder(context.Background(), imagekit.FolderRename{Path: "/s/busy", NewName: "later"})
				require.NoError(t, err)

				w.log = nil
				start := time.Now()
				_, err = w.library.Do(context.Background(), &op, w.ready)
				require.Zero(t, time.Since(start), "it waits for no lock")
				require.Equal(t, test.log, strings.Join(w.log, ", "))
				requireLeft(t, err, op, test.left, nil)
				require.Equal(t, busy, again(err))
				require.False(t, outcomeUnknown(err))

				op.Files = busy
				_, err = w.library.Do(context.Background(), &op, w.ready)
				require.Equal(t, busy, again(err), "the job still runs")
				time.Sleep(time.Minute)
				w.log = nil
				_, err = w.library.Do(context.Background(), &op, w.ready)
				require.NoError(t, err)
				require.Equal(t, "ready", w.log[0])
				v, err := w.library.Probe(context.Background(), &op)
				require.NoError(t, err)
				require.Equal(t, plan.VerdictDone, v.Answer)
			})
		})
	}
}

// TestManyLockedByPath says of which file to make the call again by the id that
// it was found to have.
func TestManyLockedByPath(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, emulator.WithReadings(emulator.Readings{Locks: emulator.LocksEverything}), emulator.WithJobDuration(time.Minute))
		files := a.seed(t, "/s/free/a.jpg", "/s/busy/b.jpg")
		_, err := a.client.RenameFolder(context.Background(), imagekit.FolderRename{Path: "/s/busy", NewName: "later"})
		require.NoError(t, err)
		require.Equal(t, files[1:], again(a.do(context.Background(), many(plan.OpDeleteFiles, nameless(files)))))
	})
}

// again is what a run asks an error: for which files to make the call once more.
func again(err error) []plan.FileRef {
	var e interface{ Again() []plan.FileRef }
	if !errors.As(err, &e) {
		return nil
	}
	return e.Again()
}

// TestWaitsOfTheService has the service ask for patience with each kind of call.
func TestWaitsOfTheService(t *testing.T) {
	for _, test := range []struct {
		kind  plan.OpKind
		match string
		calls string
	}{
		{plan.OpAddTags, "POST /v1/files/addTags", "addTags %d, addTags 200"},
		{plan.OpRemoveTags, "POST /v1/files/removeTags", "removeTags %d, removeTags 200"},
		{plan.OpDeleteFiles, "POST /v1/files/batch/deleteByFileIds", "deleteByFileIds %d, deleteByFileIds 200"},
		{plan.OpCreateFolder, "POST /v1/folder", "folder %d, folder 201"},
		{plan.OpMergeFile, "POST /v1/files/move", "move %d, move 204"},
		{plan.OpMergeFolder, "POST /v1/bulkJobs/moveFolder", "moveFolder %d, moveFolder 200"},
	} {
		for _, status := range []int{423, 429} {
			t.Run(fmt.Sprintf("%s after %d", test.kind, status), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					account := newAccount
					if status == 423 {
						account = newLargeAccount // the document does not say that each of these can meet a lock
					}
					a := account(t, emulator.WithFaults(emulator.Fault{Match: test.match, Status: status, ResetMillis: 1500, Times: 1}))
					files := a.seed(t, "/s/a.jpg", "/s/b/a.jpg", "/s/c/b/a.jpg")
					op := plan.Operation{ID: 1, Kind: test.kind, Path: "/s/a.jpg", Dest: "/s/b/a.jpg"}
					switch test.kind {
					case plan.OpMergeFolder:
						op.Path, op.Dest = "/s/b", "/s/c/b"
					case plan.OpCreateFolder:
						op.Path, op.Parents = "/s/x/y", []state.Path{"/s/x"}
					case plan.OpAddTags, plan.OpRemoveTags:
						op = many(test.kind, files, "old")
					case plan.OpDeleteFiles:
						op = many(test.kind, files)
					}
					require.NoError(t, a.do(context.Background(), op))
					require.Equal(t, fmt.Sprintf(test.calls, status), a.writes())
					require.Equal(t, 1, a.server.Mutations())
				})
			})
		}
	}
}
