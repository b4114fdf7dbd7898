package live_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// TestCheckManyFiles reads the files of a whole delete by their ids, some at a time.
func TestCheckManyFiles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		running, most := 0, 0
		a := newAccountOver(t, func(t *testing.T, base http.RoundTripper) http.RoundTripper {
			inner := checked(t, base)
			return roundTrip(func(r *http.Request) (*http.Response, error) {
				mu.Lock()
				running++
				most = max(most, running)
				mu.Unlock()
				defer func() {
					mu.Lock()
					running--
					mu.Unlock()
				}()
				return inner.RoundTrip(r)
			})
		}, emulator.WithLatency(100*time.Millisecond), emulator.WithListLag(time.Hour))
		files := a.seed(t, numbered("/s/%02d.jpg", plan.MaxDeleteFiles)...)
		ctx := context.Background()
		require.NoError(t, a.client.DeleteFile(ctx, string(files[70].File)))
		_, err := a.client.RenameFile(ctx, imagekit.FileRename{Path: "/s/03.jpg", NewName: "else.jpg"})
		require.NoError(t, err)
		var conditions []plan.Condition
		for _, f := range files {
			conditions = append(conditions, plan.Condition{Kind: plan.HoldsFile, Path: f.Path, File: f.File})
		}
		a.server.ResetCounts()
		start := time.Now()
		violations, err := a.library.Check(ctx, conditions)
		require.NoError(t, err)
		require.Equal(t, []plan.Violation{
			{Condition: conditions[3], Found: "that file is at /s/else.jpg"},
			{Condition: conditions[70], Found: "no file has that id any more"},
		}, violations, "in the order of the conditions")
		require.Equal(t, 8, most)
		require.Equal(t, 13*100*time.Millisecond, time.Since(start))
		require.Equal(t, 100, a.server.Count("GET /v1/files/{id}/details"))
		require.Len(t, a.server.Requests(), 100)
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestCheckFails names what could not be read, and ends a run whose key is refused.
func TestCheckFails(t *testing.T) {
	for _, test := range []struct {
		name  string
		fault emulator.Fault
		cond  plan.Condition
		says  string
		stops bool
	}{
		{name: "a file", cond: plan.Condition{Kind: plan.HoldsFile, Path: "/s/a.jpg", File: "f1"},
			fault: emulator.Fault{Status: 400}, says: "reading /s/a.jpg: get file: 400"},
		{name: "a folder", cond: plan.Condition{Kind: plan.HoldsFolder, Path: "/s/a"},
			fault: emulator.Fault{Status: 403}, says: "reading /s/a: list assets: 403", stops: true},
		{name: "all of a folder", cond: plan.Condition{Kind: plan.HoldsOnly, Path: "/s/a"},
			fault: emulator.Fault{Status: 401}, says: "reading /s/a: list assets: 401", stops: true},
		{name: "nobody knows it", cond: plan.Condition{Kind: "new", Path: "/s/a"}, says: `reading /s/a: no condition of kind "new" is known`},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := newAccount(t)
			if test.fault.Status != 0 {
				a.server.Inject(test.fault)
			}
			_, err := a.library.Check(context.Background(), []plan.Condition{test.cond})
			require.ErrorContains(t, err, test.says)
			stop, is := err.(interface{ StopsRun() bool })
			require.Equal(t, test.stops, is && stop.StopsRun())
		})
	}
}

// TestHoldsOnly checks a folder before it goes with all that is in it.
func TestHoldsOnly(t *testing.T) {
	planned := []state.Path{"/s/d/a.jpg", "/s/d/in/b.jpg", "/s/d/in/deep/c.jpg"}
	for _, test := range []struct {
		name  string
		more  []state.Path // files that nobody planned for
		empty []string     // folders likewise
		less  []int        // planned files that somebody else deletes
		swap  bool         // one of them is deleted and another uploaded at its path
		fresh []int        // planned files whose content somebody replaces
		known bool         // the plan knows the versions of the files, and the id of the folder
		anew  bool         // the folder is deleted, and made again with nothing in it
		gone  bool         // so is the folder
		found string       // with {a} the id of the file now at /s/d/a.jpg and {path} ids
	}{
		{name: "all is as planned"},
		{name: "there is less", less: []int{0, 2}},
		{name: "nothing is left in it", less: []int{0, 1, 2}},
		{name: "what lies beside does not count", more: []state.Path{"/s/dd/x.jpg", "/s/d.jpg", "/s/x.jpg"}, empty: []string{"/s/d2/in"}},
		{name: "a file was added", more: []state.Path{"/s/d/x.jpg"}, found: "1 beside these: /s/d/x.jpg (file {/s/d/x.jpg})"},
		{name: "a file was added far below, in a folder of its own", more: []state.Path{"/s/d/in/new/x.jpg"},
			found: "2 beside these: /s/d/in/new (folder {/s/d/in/new}), /s/d/in/new/x.jpg (file {/s/d/in/new/x.jpg})"},
		{name: "an empty folder was added", empty: []string{"/s/d/void"}, found: "1 beside these: /s/d/void (folder {/s/d/void})"},
		{name: "another file is at a planned path", swap: true, found: "1 beside these: /s/d/a.jpg (another file: {/s/d/a.jpg})"},
		{name: "many were added", more: numbered("/s/d/in/x%02d.jpg", 40),
			found: "40 beside these: /s/d/in/x00.jpg (file {/s/d/in/x00.jpg}), /s/d/in/x01.jpg (file {/s/d/in/x01.jpg}), " +
				"/s/d/in/x02.jpg (file {/s/d/in/x02.jpg}), /s/d/in/x03.jpg (file {/s/d/in/x03.jpg}), /s/d/in/x04.jpg (file {/s/d/in/x04.jpg}) and 35 more"},
		{name: "the folder is gone", gone: true, found: "nothing is there"},
		{name: "all is as planned, in the versions that were seen", known: true},
		{name: "the content of one was replaced", known: true, fresh: []int{0},
			found: "1 beside these: /s/d/a.jpg (its content was replaced: version {/s/d/a.jpg@})"},
		{name: "so was that of others far below", known: true, fresh: []int{1, 2}, found: "2 beside these: " +
			"/s/d/in/b.jpg (its content was replaced: version {/s/d/in/b.jpg@}), /s/d/in/deep/c.jpg (its content was replaced: version {/s/d/in/deep/c.jpg@})"},
		{name: "which is no matter where no version is known", fresh: []int{0, 1, 2}},
		{name: "another file is another file, whatever its version", known: true, swap: true, found: "1 beside these: /s/d/a.jpg (another file: {/s/d/a.jpg})"},
		{name: "the folder was made anew", known: true, anew: true, found: "another folder is there: {/s/d}, not {was}"},
		{name: "which is no matter where no id is known", anew: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := newAccount(t)
			files := a.seed(t, planned...)
			c := plan.Condition{Kind: plan.HoldsOnly, Path: "/s/d", Content: []plan.Content{{Path: "/s/d/in"}, {Path: "/s/d/in/deep"}}}
			for _, f := range files {
				c.Content = append(c.Content, plan.Content{Path: f.Path, File: f.File})
			}
			was := a.withIDs("{/s/d}")
			if test.known {
				c.Folder = state.FolderID(was)
				for i := range files {
					c.Content[2+i].Version = a.withIDs("{" + string(files[i].Path) + "@}")
				}
			}
			a.seed(t, test.more...)
			for _, p := range test.empty {
				require.NoError(t, a.server.Seed(emulator.Seed{Path: p, Folder: true}))
			}
			for _, i := range test.less {
				require.NoError(t, a.client.DeleteFile(context.Background(), string(files[i].File)))
			}
			if test.swap {
				require.NoError(t, a.client.DeleteFile(context.Background(), string(files[0].File)))
				a.seed(t, planned[0])
			}
			for _, i := range test.fresh {
				a.upload(t, planned[i], func(r *imagekit.UploadRequest) { r.OverwriteFile = true })
			}
			if test.anew {
				require.NoError(t, a.client.DeleteFolder(context.Background(), "/s/d"))
				require.NoError(t, a.server.Seed(emulator.Seed{Path: "/s/d", Folder: true}))
			}
			if test.gone {
				require.NoError(t, a.client.DeleteFolder(context.Background(), "/s/d"))
			}
			a.server.ResetCounts()
			violations, err := a.library.Check(context.Background(), []plan.Condition{c})
			require.NoError(t, err)
			require.Zero(t, a.server.Mutations())
			if test.found == "" {
				require.Empty(t, violations)
				require.Len(t, a.server.Requests(), 1)
				return
			}
			found := strings.ReplaceAll(a.withIDs(test.found), "{was}", was)
			require.Equal(t, []plan.Violation{{Condition: c, Found: found}}, violations)
		})
	}
}

// withIDs puts the id of what is at each {path} in its place, and the version of
// the file at each {path@}.
func (a account) withIDs(text string) string {
	var pairs []string
	for _, f := range a.server.Files() {
		pairs = append(pairs, "{"+f.Path+"}", f.FileID, "{"+f.Path+"@}", f.VersionID)
	}
	for _, f := range a.server.Folders() {
		pairs = append(pairs, "{"+f.Path+"}", f.FolderID)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// TestHoldsOnlyReadsAll reads a large folder page by page, and takes a listing
// that was not whole for no answer at all.
func TestHoldsOnlyReadsAll(t *testing.T) {
	const files = 2500
	for _, test := range []struct {
		name   string
		fault  *emulator.Fault
		shifts bool
		found  string
		err    string
	}{
		{name: "it is read to its end", found: "1 beside these: /s/d/last.jpg (file {/s/d/last.jpg})"},
		{name: "a later page fails", fault: &emulator.Fault{Match: "GET /v1/files", Status: 400, After: 2},
			err: "reading /s/d: what it holds could not be read whole: list assets: 400"},
		{name: "it shifts all the time", shifts: true, err: "reading /s/d: what it holds could not be read whole: page 3 does not begin where page 2 ended"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var server *emulator.Server
			a := newLargeAccount(t, emulator.WithHook(func(r *http.Request) {
				if test.shifts && r.URL.Query().Get("skip") == "1998" {
					deleteOne(t, server)
				}
			}))
			server = a.server
			seeds := make([]emulator.Seed, files)
			for i := range seeds {
				seeds[i] = emulator.Seed{Path: fmt.Sprintf("/s/d/%06d.jpg", i), Content: []byte("x")}
			}
			require.NoError(t, a.server.Seed(seeds...))
			c := plan.Condition{Kind: plan.HoldsOnly, Path: "/s/d"}
			for _, f := range a.server.Files() {
				c.Content = append(c.Content, plan.Content{Path: state.Path(f.Path), File: state.FileID(f.FileID)})
			}
			a.seed(t, "/s/d/last.jpg")
			if test.fault != nil {
				a.server.Inject(*test.fault)
			}
			violations, err := a.library.Check(context.Background(), []plan.Condition{c})
			if test.err != "" {
				require.ErrorContains(t, err, test.err)
				return
			}
			require.NoError(t, err)
			require.Equal(t, []plan.Violation{{Condition: c, Found: a.withIDs(test.found)}}, violations)
		})
	}
}
