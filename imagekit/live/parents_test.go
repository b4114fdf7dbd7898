package live_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// folder is the operation that makes a folder below others that are missing.
func folder(p state.Path, above ...state.Path) plan.Operation {
	return plan.Operation{ID: 1, Kind: plan.OpCreateFolder, Class: plan.ClassWrite, Path: p, Parents: above}
}

// atOnce carries operations out as a run does, several at a time.
func (a account) atOnce(ops []plan.Operation) error {
	var g errgroup.Group
	g.SetLimit(8)
	for _, op := range ops {
		g.Go(func() error { return a.do(context.Background(), op) })
	}
	return g.Wait()
}

func (a account) folders() []string {
	var out []string
	for _, f := range a.server.Folders() {
		out = append(out, f.Path)
	}
	return out
}

// TestLeafFolders makes 300 folders, 120 of them with nothing below, several at
// a time. Whether parents come along is found out once.
func TestLeafFolders(t *testing.T) {
	var ops []plan.Operation
	for top := range 60 {
		for mid := range 2 {
			above := []state.Path{state.Path(fmt.Sprintf("/s/top%d", top)), state.Path(fmt.Sprintf("/s/top%d/mid%d", top, mid))}
			ops = append(ops, folder(above[1].Join("leaf"), above...))
		}
	}
	for _, test := range []struct {
		name     string
		readings emulator.Readings
		calls    int // all of them
		refused  int
		took     time.Duration // at 50 ms a call, 8 at a time
	}{
		{name: "they come along", calls: 120, took: 800 * time.Millisecond},
		{name: "they come along, and a folder that exists is refused",
			readings: emulator.Readings{ExistingFolder: emulator.ExistingFolderFails}, calls: 120, took: 800 * time.Millisecond},
		{name: "they must be there", readings: emulator.Readings{ParentsMustExist: true}, calls: 301, refused: 1, took: 3 * time.Second},
		{name: "they must be there, and a folder that exists is refused",
			readings: emulator.Readings{ParentsMustExist: true, ExistingFolder: emulator.ExistingFolderFails}, calls: 301, refused: 1, took: 3 * time.Second},
	} {
		for _, lag := range []time.Duration{0, 10 * time.Second} {
			t.Run(fmt.Sprintf("%s/lag %s", test.name, lag), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					a := newAccount(t, emulator.WithReadings(test.readings), emulator.WithListLag(lag), emulator.WithLatency(50*time.Millisecond))
					a.seed(t, "/s/a.jpg")
					start := time.Now()
					require.NoError(t, a.atOnce(ops))
					require.LessOrEqual(t, time.Since(start), test.took)
					require.Len(t, a.folders(), 301, "and /s")
					require.Equal(t, test.calls, a.server.Mutations())
					refused := 0
					for _, r := range a.server.Requests() {
						if r.Status != 201 {
							refused++
						}
					}
					require.Equal(t, test.refused, refused)
					require.Zero(t, a.server.Count("GET /v1/files"), "nothing has to be looked for")
				})
			})
		}
	}
}

// TestFoldersAbove tells what one library goes through, call by call.
func TestFoldersAbove(t *testing.T) {
	insists := emulator.Readings{ParentsMustExist: true}
	strict := emulator.Readings{ParentsMustExist: true, ExistingFolder: emulator.ExistingFolderFails}
	type step struct {
		there string // made by somebody else first
		gone  string // deleted by somebody else first
		op    plan.Operation
		calls string
		err   string
	}
	for _, test := range []struct {
		name     string
		readings emulator.Readings
		faults   []emulator.Fault
		steps    []step
	}{
		{name: "parents that come along are made with it", steps: []step{
			{op: folder("/s/a/b/c", "/s/a", "/s/a/b"), calls: "folder 201"},
			{op: folder("/s/a/b/d", "/s/a", "/s/a/b"), calls: "folder 201"},
		}},
		{name: "parents that are insisted on are made once, from the top", readings: insists, steps: []step{
			{op: folder("/s/a/b/c", "/s/a", "/s/a/b"), calls: "folder 400, folder 201 x3"},
			{op: folder("/s/a/b/d", "/s/a", "/s/a/b"), calls: "folder 201"},
			{op: folder("/s/x/y", "/s/x"), calls: "folder 201 x2"},
		}},
		{name: "a folder without missing parents teaches nothing", readings: insists, steps: []step{
			{op: folder("/s/a"), calls: "folder 201"},
			{op: folder("/s/b/c", "/s/b"), calls: "folder 400, folder 201 x2"},
		}},
		{name: "parents that somebody else made meanwhile look as if they came along", readings: insists, steps: []step{
			{there: "/s/a", op: folder("/s/a/b", "/s/a"), calls: "folder 201"},
			{op: folder("/s/c/d", "/s/c"), calls: "folder 400, folder 201 x2"},
			{op: folder("/s/e/f", "/s/e"), calls: "folder 201 x2"},
		}},
		{name: "a parent that exists after all is fine", readings: insists, steps: []step{
			{there: "/s/a", op: folder("/s/a/b/c", "/s/a", "/s/a/b"), calls: "folder 400, folder 201 x3"},
		}},
		{name: "also where that is refused", readings: strict, steps: []step{
			{there: "/s/a", op: folder("/s/a/b/c", "/s/a", "/s/a/b"), calls: "folder 400 x2, folder 201 x2"},
		}},
		{name: "a parent that is gone again is made anew", readings: insists, steps: []step{
			{op: folder("/s/a/b/c", "/s/a", "/s/a/b"), calls: "folder 400, folder 201 x3"},
			{gone: "/s/a", op: folder("/s/a/b/d", "/s/a", "/s/a/b"), calls: "folder 400, folder 201 x3"},
		}},
		{name: "so is one in the middle", readings: insists, steps: []step{
			{op: folder("/s/a/b/c", "/s/a", "/s/a/b"), calls: "folder 400, folder 201 x3"},
			{gone: "/s/a", op: folder("/s/a/b/e/f", "/s/a", "/s/a/b", "/s/a/b/e"), calls: "folder 400, folder 201 x4"},
		}},
		{name: "the folder itself exists", steps: []step{
			{there: "/s/a/b", op: folder("/s/a/b", "/s/a"), calls: "folder 201"},
		}},
		{name: "the folder itself exists, which is refused", readings: strict, steps: []step{
			{there: "/s/a/b", op: folder("/s/a/b", "/s/a"), calls: "folder 400"},
			{op: folder("/s/c/d", "/s/c"), calls: "folder 400, folder 201 x2"},
		}},
		{name: "a key that may not stops all, and teaches nothing", readings: insists,
			faults: []emulator.Fault{{Match: "POST /v1/folder", Status: 403, Times: 1}}, steps: []step{
				{op: folder("/s/a/b", "/s/a"), calls: "folder 403", err: "403"},
				{op: folder("/s/a/b", "/s/a"), calls: "folder 400, folder 201 x2"},
			}},
		{name: "a refusal that says nothing, and the parent is missing: it is tried", readings: insists,
			faults: []emulator.Fault{{Match: "POST /v1/folder", Status: 400, Times: 2}}, steps: []step{
				{op: folder("/s/a/b", "/s/a"), calls: "folder 400 x2", err: "/s/a, above /s/a/b, could not be made: create folder: 400"},
				{op: folder("/s/a/b", "/s/a"), calls: "folder 400, folder 201 x2"},
			}},
		{name: "a refusal that says nothing, and the parent is there: it is believed", readings: insists,
			faults: []emulator.Fault{{Match: "POST /v1/folder", Status: 400, Times: 1}}, steps: []step{
				{there: "/s/a", op: folder("/s/a/b", "/s/a"), calls: "folder 400", err: "create folder: 400"},
			}},
		{name: "a file in its way is not a folder", readings: strict,
			faults: []emulator.Fault{{Match: "POST /v1/folder", Status: 400, Times: 1}}, steps: []step{
				{op: folder("/s/odd"), calls: "folder 400", err: "create folder: 400"},
			}},
		{name: "an answer that was lost after the folder was made", faults: []emulator.Fault{
			{Match: "POST /v1/folder", Kind: emulator.FaultDropAfter, Times: 1}}, steps: []step{
			{op: folder("/s/a/b", "/s/a"), calls: "folder 0"},
			{op: folder("/s/c/d", "/s/c"), calls: "folder 201"},
		}},
		{name: "an answer that was lost before", faults: []emulator.Fault{
			{Match: "POST /v1/folder", Kind: emulator.FaultDropBefore, Times: 1}}, steps: []step{
			{op: folder("/s/a/b", "/s/a"), calls: "folder 0", err: "it is not known whether this was done"},
		}},
	} {
		for _, lag := range []time.Duration{0, 5 * time.Second} {
			t.Run(fmt.Sprintf("%s/lag %s", test.name, lag), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					a := newAccount(t, emulator.WithReadings(test.readings), emulator.WithListLag(lag))
					a.seed(t, "/s/odd")
					a.server.Inject(test.faults...)
					for _, s := range test.steps {
						if s.there != "" {
							require.NoError(t, a.server.Seed(emulator.Seed{Path: s.there, Folder: true}))
						}
						if s.gone != "" {
							require.NoError(t, a.client.DeleteFolder(context.Background(), s.gone))
						}
						a.server.ResetCounts()
						err := a.do(context.Background(), s.op)
						require.Equal(t, s.calls, a.writes())
						if s.err != "" {
							require.ErrorContains(t, err, s.err)
							continue
						}
						require.NoError(t, err)
						require.Contains(t, a.folders(), string(s.op.Path))
					}
				})
			})
		}
	}
}

// TestExistingFolderUnderLag is refused a folder that no listing shows yet.
func TestExistingFolderUnderLag(t *testing.T) {
	for _, test := range []struct {
		name string
		lag  time.Duration
		err  string
	}{
		{name: "it shows in time", lag: 10 * time.Second},
		{name: "it does not", lag: time.Minute, err: "FOLDER_ALREADY_EXISTS"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, emulator.WithListLag(test.lag), emulator.WithReadings(emulator.Readings{ExistingFolder: emulator.ExistingFolderFails}))
				a.upload(t, "/s/new/a.jpg", nil)
				a.server.ResetCounts()
				err := a.do(context.Background(), folder("/s/new"))
				require.Equal(t, "folder 400", a.writes())
				if test.err != "" {
					require.ErrorContains(t, err, test.err)
					return
				}
				require.NoError(t, err)
			})
		})
	}
}

// TestWaitingForTheProbe has one operation find out what parents need while
// others wait: for no longer than they may, and for one another only.
func TestWaitingForTheProbe(t *testing.T) {
	enough := errors.New("enough")
	for _, test := range []struct {
		name    string
		insists bool
		cutOff  time.Duration // of the first operation; 0: never
		calls   string
	}{
		{name: "they come along", calls: "folder 201 x4"},
		{name: "they must be there", insists: true, calls: "folder 400, folder 201 x8"},
		{name: "who finds out is cut off, and the next one does", cutOff: 30 * time.Second, calls: "folder 201 x3"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := newAccount(t, emulator.WithLatency(time.Minute), emulator.WithReadings(emulator.Readings{ParentsMustExist: test.insists}))
				a.seed(t, "/s/a.jpg")
				start := time.Now()
				run := func(name string, limit time.Duration) <-chan error {
					done := make(chan error, 1)
					ctx, cancel := context.WithTimeoutCause(context.Background(), cmp.Or(limit, time.Hour), enough)
					t.Cleanup(cancel)
					top := state.Path("/s/" + name)
					go func() { done <- a.do(ctx, folder(top.Join("x"), top)) }()
					time.Sleep(time.Second)
					return done
				}
				first := run("first", test.cutOff)
				impatient := run("impatient", 10*time.Second)
				var rest []<-chan error
				for _, name := range []string{"b", "c", "d"} {
					rest = append(rest, run(name, 0))
				}
				require.ErrorIs(t, <-impatient, enough)
				require.Equal(t, 11*time.Second, time.Since(start), "it is not held up by who finds out")
				if err := <-first; test.cutOff > 0 {
					require.ErrorIs(t, err, enough)
				} else {
					require.NoError(t, err)
				}
				for _, done := range rest {
					require.NoError(t, <-done)
				}
				require.Equal(t, test.calls, a.writes())
				require.LessOrEqual(t, time.Since(start), 10*time.Minute)
			})
		})
	}
}

// TestSharedParentIsCutOff has the one who makes a shared parent be cut off:
// another one makes it.
func TestSharedParentIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAccount(t, emulator.WithLatency(time.Minute), emulator.WithReadings(emulator.Readings{ParentsMustExist: true}))
		a.seed(t, "/s/a.jpg")
		require.NoError(t, a.do(context.Background(), folder("/s/learn/x", "/s/learn")))
		a.server.ResetCounts()
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		var first, second error
		var wg sync.WaitGroup
		wg.Go(func() { first = a.do(ctx, folder("/s/p/x", "/s/p")) })
		time.Sleep(time.Second)
		wg.Go(func() { second = a.do(context.Background(), folder("/s/p/y", "/s/p")) })
		wg.Wait()
		require.ErrorIs(t, first, context.DeadlineExceeded)
		require.NoError(t, second)
		require.Equal(t, "folder 201 x2", a.writes())
	})
}
