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

// TestFilesByPath tags files whose ids the plan could not know.
func TestFilesByPath(t *testing.T) {
	for _, test := range []struct {
		name     string
		paths    []state.Path
		beside   []state.Path // files that must not be taken for them
		searches int
	}{
		{name: "a whole call of one folder costs one search", paths: numbered("/s/a/%02d.jpg", plan.MaxTagFiles), searches: 1},
		{name: "so does one of many folders", paths: numbered("/s/a/%02d/x.jpg", plan.MaxTagFiles), searches: 1},
		{name: "names that need quotes", searches: 1,
			paths:  []state.Path{`/s/q "1"/a\b.jpg`, "/s/ä & ö/ü (2).jpg", "/s/a+b,c/d;e=f@g.jpg", "/s/[x]/OR.jpg"},
			beside: []state.Path{"/s/q/ab.jpg", "/s/x/OR.jpg"}},
		{name: "the names of one folder do not count in another", paths: []state.Path{"/s/a/1.jpg", "/s/b/2.jpg"},
			beside: []state.Path{"/s/a/2.jpg", "/s/b/1.jpg", "/s/a/b/1.jpg", "/s/1.jpg", "/s/ab/1.jpg"}, searches: 1},
		{name: "a file at the root", paths: []state.Path{"/r.jpg"}, beside: []state.Path{"/s/r.jpg"}, searches: 1},
		{name: "long names take more than one URL holds", paths: numbered("/s/"+strings.Repeat("é", 100)+"%02d.jpg", plan.MaxTagFiles), searches: 6},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := newAccount(t)
			a.seed(t, test.beside...)
			files := a.seed(t, test.paths...)
			require.NoError(t, a.do(context.Background(), many(plan.OpAddTags, nameless(files), "new")))
			require.ElementsMatch(t, plain(test.paths), a.tagged("new"))
			require.Equal(t, "addTags 200", a.writes())
			require.Equal(t, test.searches, a.server.Count("GET /v1/files"))
			require.Equal(t, len(test.paths), a.server.Count("GET /v1/files/{id}/details"), "each is looked at by its id")
		})
	}
}

// TestFilesByPathUnderLag looks for files right after a folder copy made them.
func TestFilesByPathUnderLag(t *testing.T) {
	const files = 20
	for _, test := range []struct {
		name    string
		lag     time.Duration
		settle  time.Duration // 0: the default
		left    int
		calls   string
		elapsed time.Duration // at most
	}{
		{name: "a listing that is up to date", calls: "addTags 200"},
		{name: "a listing that lags a little", lag: 3 * time.Second, calls: "addTags 200", elapsed: 4 * time.Second},
		{name: "a listing that lags as long as it may", lag: 14 * time.Second, calls: "addTags 200", elapsed: 15 * time.Second},
		{name: "a listing that lags longer", lag: time.Minute, left: files, elapsed: 15 * time.Second},
		{name: "patience of its own", lag: time.Minute, settle: 2 * time.Minute, calls: "addTags 200", elapsed: 65 * time.Second},
		{name: "no patience", lag: time.Second, settle: -1, left: files},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, emulator.WithListLag(test.lag)).withSettle(test.settle)
				source := a.seed(t, numbered("/s/from/d/%02d.jpg", files)...)
				require.NoError(t, a.do(context.Background(), plan.Operation{ID: 1, Kind: plan.OpCopyFolder, Path: "/s/from/d", Dest: "/s/d"}))
				a.server.ResetCounts()
				start := time.Now()
				op := many(plan.OpAddTags, nil, "new")
				for _, f := range source {
					op.Files = append(op.Files, plan.FileRef{Path: f.Path.Rebase("/s/from", "/s")})
				}
				err := a.do(context.Background(), op)
				require.LessOrEqual(t, time.Since(start), test.elapsed)
				require.Equal(t, test.calls, a.writes())
				if test.left == 0 {
					require.NoError(t, err)
					require.Len(t, a.tagged("new"), files)
					require.Contains(t, a.tagged("new"), "/s/d/00.jpg")
					return
				}
				require.ErrorContains(t, err, fmt.Sprintf("tags were not added to %d of %d files: /s/d/00.jpg, ", test.left, files))
				require.ErrorContains(t, err, ": no file is listed there")
			})
		})
	}
}

// TestOneFileIsNotThere does what can be done for the others.
func TestOneFileIsNotThere(t *testing.T) {
	for _, test := range []struct {
		name  string
		kind  plan.OpKind
		tags  []state.Tag
		calls string
	}{
		{name: "tags", kind: plan.OpAddTags, tags: []state.Tag{"new"}, calls: "addTags 200"},
		{name: "a delete that never saw it cannot say that it is gone", kind: plan.OpDeleteFiles, calls: "deleteByFileIds 200"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t)
				files := nameless(a.seed(t, "/s/a.jpg", "/s/c.jpg"))
				require.NoError(t, a.server.Seed(emulator.Seed{Path: "/s/b.jpg", Folder: true}))
				op := many(test.kind, []plan.FileRef{files[0], {Path: "/s/b.jpg"}, files[1]}, test.tags...)
				start := time.Now()
				err := a.do(context.Background(), op)
				require.Equal(t, 15*time.Second, time.Since(start))
				requireLeft(t, err, op, map[int]live.LeftReason{1: live.LeftUnlisted}, []string{"1 of 3 files", "/s/b.jpg: no file is listed there"})
				require.Equal(t, test.calls, a.writes())
			})
		})
	}
}

// TestStaleListing has a listing still show what was at a path before: a file
// that is elsewhere by now, or gone, must not be taken for the one in its place.
func TestStaleListing(t *testing.T) {
	for _, test := range []struct {
		name string
		op   plan.Operation
	}{
		{name: "tags", op: many(plan.OpAddTags, []plan.FileRef{{Path: "/s/d/a.jpg"}}, "new")},
		{name: "an update", op: plan.Operation{ID: 1, Kind: plan.OpUpdateFile, Path: "/s/d/a.jpg", Update: &plan.FileUpdate{Tags: &[]state.Tag{"new"}}}},
		{name: "a delete", op: plan.Operation{ID: 1, Kind: plan.OpDeleteFile, Path: "/s/d/a.jpg"}},
		{name: "a delete of many", op: many(plan.OpDeleteFiles, []plan.FileRef{{Path: "/s/d/a.jpg"}})},
	} {
		for _, before := range []plan.Operation{
			{ID: 1, Kind: plan.OpRenameFolder, Path: "/s/d", Dest: "/s/was"},
			{ID: 1, Kind: plan.OpDeleteFolder, Path: "/s/d"},
		} {
			t.Run(fmt.Sprintf("%s after %s", test.name, before.Kind), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					a := newAccount(t, emulator.WithListLag(5*time.Second))
					a.seed(t, "/s/d/a.jpg", "/s/from/d/a.jpg")
					ctx := context.Background()
					require.NoError(t, a.do(ctx, before))
					require.NoError(t, a.do(ctx, plan.Operation{ID: 2, Kind: plan.OpCopyFolder, Path: "/s/from/d", Dest: "/s/d"}))
					require.NoError(t, a.do(ctx, test.op))

					is, there := a.server.File("/s/d/a.jpg")
					require.Equal(t, test.op.Kind == plan.OpAddTags || test.op.Kind == plan.OpUpdateFile, there)
					if there {
						require.Contains(t, is.Tags, "new")
					}
					for _, path := range []string{"/s/was/a.jpg", "/s/from/d/a.jpg"} {
						if f, there := a.server.File(path); there {
							require.Equal(t, []string{"old"}, f.Tags)
						} else {
							require.Equal(t, plan.OpDeleteFolder, before.Kind, "%s is gone", path)
						}
					}
				})
			})
		}
	}
}

// TestLookUpIsCutOff ends a wait for a listing with its context.
func TestLookUpIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t)
		enough := errors.New("enough")
		ctx, cancel := context.WithTimeoutCause(context.Background(), 2*time.Second, enough)
		defer cancel()
		start := time.Now()
		require.ErrorIs(t, a.do(ctx, many(plan.OpAddTags, []plan.FileRef{{Path: "/s/a.jpg"}}, "new")), enough)
		require.Equal(t, 2*time.Second, time.Since(start))
		require.Empty(t, a.writes())
	})
}

// TestLookUpFails sends nothing where the library cannot be read.
func TestLookUpFails(t *testing.T) {
	for _, match := range []string{"GET /v1/files", "GET /v1/files/{id}/details"} {
		t.Run(match, func(t *testing.T) {
			a := newAccount(t, emulator.WithFaults(emulator.Fault{Match: match, Status: 403}))
			files := nameless(a.seed(t, "/s/a.jpg", "/s/b.jpg"))
			err := a.do(context.Background(), many(plan.OpAddTags, files, "new"))
			require.True(t, imagekit.IsForbidden(err))
			require.Empty(t, a.writes())
		})
	}
}
