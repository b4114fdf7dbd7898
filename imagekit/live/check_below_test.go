package live_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

func contents(paths ...state.Path) []plan.Content {
	out := make([]plan.Content, len(paths))
	for i, p := range paths {
		out[i].Path = p
	}
	return out
}

// TestCheckBelow says what is missing from a folder, or still in it.
func TestCheckBelow(t *testing.T) {
	const all, none = plan.HoldsAll, plan.HoldsNone
	many := numbered("/s/d/%02d.jpg", 40)
	for _, test := range []struct {
		name  string
		there []state.Path
		empty []state.Path // folders
		cond  plan.Condition
		found string
		paths []state.Path
	}{
		{name: "all is there", there: many, cond: plan.Condition{Kind: all, Path: "/s/d", Content: contents(many...)}},
		{name: "more is there", there: many, cond: plan.Condition{Kind: all, Path: "/s/d", Content: contents(many[3:7]...)}},
		{name: "nothing need be there, but the folder", empty: []state.Path{"/s/d"}, cond: plan.Condition{Kind: all, Path: "/s/d"}},
		{name: "some are missing", there: many[2:], cond: plan.Condition{Kind: all, Path: "/s/d", Content: contents(many...)},
			found: "2 of 40 are missing: /s/d/00.jpg, /s/d/01.jpg", paths: many[:2]},
		{name: "many are missing", there: many[:30], cond: plan.Condition{Kind: all, Path: "/s/d", Content: contents(many...)},
			found: "10 of 40 are missing: /s/d/30.jpg, /s/d/31.jpg, /s/d/32.jpg, /s/d/33.jpg, /s/d/34.jpg and 5 more", paths: many[30:]},
		{name: "a folder is at the path of a file", there: many[1:2], empty: []state.Path{"/s/d/00.jpg"},
			cond:  plan.Condition{Kind: all, Path: "/s/d", Content: []plan.Content{{Path: "/s/d/00.jpg", File: "1"}, {Path: "/s/d/01.jpg", File: "another one"}}},
			found: "1 of 2 are missing: /s/d/00.jpg", paths: many[:1]},
		{name: "an empty folder counts", there: many[:1], empty: []state.Path{"/s/d/void"},
			cond: plan.Condition{Kind: all, Path: "/s/d", Content: []plan.Content{{Path: "/s/d/void", Folder: "1"}}}},
		{name: "the folder is not there", there: []state.Path{"/s/dd/x.jpg"}, cond: plan.Condition{Kind: all, Path: "/s/d", Content: contents(many[:1]...)},
			found: "nothing is there", paths: many[:1]},
		{name: "a file is there instead", there: []state.Path{"/s/d"}, cond: plan.Condition{Kind: all, Path: "/s/d"}, found: "the file {/s/d} is there"},
		{name: "none is left, nor is the folder", there: []state.Path{"/s/dd/x.jpg", "/s/d.jpg"}, cond: plan.Condition{Kind: none, Path: "/s/d"}},
		{name: "none is left, but the folder", empty: []state.Path{"/s/d"}, cond: plan.Condition{Kind: none, Path: "/s/d"}},
		{name: "some are left", there: []state.Path{"/s/d/in/x.jpg"}, empty: []state.Path{"/s/d/void"}, cond: plan.Condition{Kind: none, Path: "/s/d"},
			found: "3 are still there: /s/d/in, /s/d/in/x.jpg, /s/d/void", paths: []state.Path{"/s/d/in", "/s/d/in/x.jpg", "/s/d/void"}},
		{name: "all are left", there: many, cond: plan.Condition{Kind: none, Path: "/s/d"}, paths: many,
			found: "40 are still there: /s/d/00.jpg, /s/d/01.jpg, /s/d/02.jpg, /s/d/03.jpg, /s/d/04.jpg and 35 more"},
	} {
		t.Run(fmt.Sprintf("%s: %s", test.cond.Kind, test.name), func(t *testing.T) {
			a := newAccount(t)
			a.seed(t, test.there...)
			for _, p := range test.empty {
				require.NoError(t, a.server.Seed(emulator.Seed{Path: string(p), Folder: true}))
			}
			violations, err := a.library.Check(context.Background(), []plan.Condition{test.cond})
			require.NoError(t, err)
			if test.found == "" {
				require.Empty(t, violations)
				require.Len(t, a.server.Requests(), 1, "one listing")
				return
			}
			require.Equal(t, []plan.Violation{{Condition: test.cond, Found: a.withIDs(test.found), Paths: test.paths}}, violations)
		})
	}
}

// TestCheckVersion tells a file from what has replaced its content since.
func TestCheckVersion(t *testing.T) {
	a := newAccount(t)
	a.seed(t, "/s/a.jpg")
	was, _ := a.server.File("/s/a.jpg")
	c := plan.Condition{Kind: plan.HoldsFile, Path: "/s/a.jpg", File: state.FileID(was.FileID), Version: was.VersionID}
	ctx := context.Background()
	_, err := a.client.UpdateFile(ctx, was.FileID, imagekit.FileUpdate{Tags: imagekit.Set([]string{"new"})})
	require.NoError(t, err)
	violations, err := a.library.Check(ctx, []plan.Condition{c})
	require.NoError(t, err)
	require.Empty(t, violations, "other attributes are no other version")

	a.upload(t, "/s/a.jpg", func(r *imagekit.UploadRequest) { r.OverwriteFile = true })
	is, _ := a.server.File("/s/a.jpg")
	any := c
	any.Version = ""
	violations, err = a.library.Check(ctx, []plan.Condition{c, any})
	require.NoError(t, err)
	require.Equal(t, []plan.Violation{{Condition: c, Found: "its content was replaced: version " + is.VersionID}}, violations)
}

// TestContents lists a folder. A listing that was not whole is no answer.
func TestContents(t *testing.T) {
	a := newAccount(t)
	files := a.seed(t, "/s/d/b.jpg", "/s/d/in/a.jpg", "/s/dd/x.jpg", "/s/d.jpg")
	require.NoError(t, a.server.Seed(emulator.Seed{Path: "/s/d/void", Folder: true}))
	ids := map[string]state.FolderID{}
	for _, f := range a.server.Folders() {
		ids[f.Path] = state.FolderID(f.FolderID)
	}
	ctx := context.Background()
	inside, err := a.library.Contents(ctx, "/s/d")
	require.NoError(t, err)
	require.Equal(t, []plan.Content{
		{Path: "/s/d/b.jpg", File: files[0].File}, {Path: "/s/d/in", Folder: ids["/s/d/in"]},
		{Path: "/s/d/in/a.jpg", File: files[1].File}, {Path: "/s/d/void", Folder: ids["/s/d/void"]},
	}, inside)
	inside, err = a.library.Contents(ctx, "/s/nowhere")
	require.NoError(t, err)
	require.Empty(t, inside)
	inside, err = a.library.Contents(ctx, state.Root)
	require.NoError(t, err)
	require.Len(t, inside, 9)

	a.server.Inject(emulator.Fault{Match: "GET /v1/files", Status: 401})
	_, err = a.library.Contents(ctx, "/s/d")
	require.ErrorContains(t, err, "reading /s/d: list assets: 401")
	require.Implements(t, new(interface{ StopsRun() bool }), err)
}

// TestContentsReadsAll takes a long listing of which a page fails for no answer,
// whatever it is asked for.
func TestContentsReadsAll(t *testing.T) {
	const files = 2500
	a := newLargeAccount(t)
	seeds := make([]emulator.Seed, files)
	for i := range seeds {
		seeds[i] = emulator.Seed{Path: fmt.Sprintf("/s/d/%06d.jpg", i), Content: []byte("x")}
	}
	require.NoError(t, a.server.Seed(seeds...))
	ctx := context.Background()
	inside, err := a.library.Contents(ctx, "/s/d")
	require.NoError(t, err)
	require.Len(t, inside, files)

	a.server.Inject(emulator.Fault{Match: "GET /v1/files", Status: 400, After: 2})
	_, err = a.library.Contents(ctx, "/s/d")
	require.ErrorContains(t, err, "reading /s/d: what it holds could not be read whole: list assets: 400")
	for _, kind := range []plan.ConditionKind{plan.HoldsAll, plan.HoldsNone} {
		a.server.ClearFaults()
		a.server.Inject(emulator.Fault{Match: "GET /v1/files", Status: 400, After: 2})
		_, err = a.library.Check(ctx, []plan.Condition{{Kind: kind, Path: "/s/d", Content: inside}})
		require.ErrorContains(t, err, "could not be read whole")
	}
}

// TestWhatAJobLeaves has folder jobs leave some files where they were: exactly
// those are missing at one end and found at the other.
func TestWhatAJobLeaves(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(rt, "files")
		strand := rapid.IntRange(0, n).Draw(rt, "left behind")
		service := rapid.SampledFrom(services()[:2]).Draw(rt, "service")
		synctest.Test(t, func(t *testing.T) {
			a := newLargeAccount(t, service.options...)
			a.seed(t, append(numbered("/s/d/in/%02d.jpg", n), "/s/into/x.jpg")...)
			ctx := context.Background()
			before, err := a.library.Contents(ctx, "/s/d")
			require.NoError(t, err)
			if strand > 0 {
				a.server.Inject(emulator.Fault{Match: "POST /v1/bulkJobs/moveFolder", Kind: emulator.FaultStrand, Files: strand})
			}
			require.NoError(t, a.do(ctx, plan.Operation{Kind: plan.OpMoveFolder, Path: "/s/d", Dest: "/s/into/d"}))
			all := plan.Condition{Kind: plan.HoldsAll, Path: "/s/into/d"}
			for _, c := range before {
				all.Content = append(all.Content, plan.Content{Path: c.Path.Rebase("/s/d", "/s/into/d")})
			}
			violations, err := a.library.Check(ctx, []plan.Condition{all, {Kind: plan.HoldsNone, Path: "/s/d"}})
			require.NoError(t, err)
			if strand == 0 {
				require.Empty(t, violations)
				return
			}
			require.Len(t, violations, 2)
			left := map[state.Path]bool{}
			for _, p := range violations[1].Paths {
				if _, file := a.server.File(string(p)); file {
					left[p] = true
				}
			}
			require.Len(t, left, strand)
			for p := range left {
				require.Contains(t, violations[0].Paths, p.Rebase("/s/d", "/s/into/d"))
			}
		})
	})
}

// TestProbeUntilDone does any part of a call for several first, in whatever way:
// what a probe says is left, and nothing else, has to be done.
func TestProbeUntilDone(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		kind := rapid.SampledFrom([]plan.OpKind{plan.OpDeleteFiles, plan.OpAddTags, plan.OpRemoveTags}).Draw(rt, "kind")
		did := rapid.SliceOfN(rapid.Bool(), 1, 8).Draw(rt, "done before")
		named := rapid.SliceOfN(rapid.Bool(), len(did), len(did)).Draw(rt, "id known")
		a := newLargeAccount(t)
		files := a.seed(t, numbered("/s/%d.jpg", len(did))...)
		op := many(kind, files)
		switch kind {
		case plan.OpAddTags:
			op.Tags = []state.Tag{"new"}
		case plan.OpRemoveTags:
			op.Tags = []state.Tag{"old"}
		}
		part, open := op, []plan.FileRef(nil)
		part.Files = nil
		for i := range files {
			if did[i] {
				part.Files = append(part.Files, files[i])
			}
		}
		op.Files = append([]plan.FileRef(nil), files...)
		for i := range op.Files {
			if !named[i] {
				op.Files[i].File = ""
			}
			if !did[i] {
				open = append(open, op.Files[i])
			}
		}
		ctx := context.Background()
		if len(part.Files) > 0 {
			require.NoError(t, a.do(ctx, part))
		}
		v, err := a.library.Probe(ctx, &op)
		require.NoError(t, err)
		switch len(open) {
		case 0:
			require.Equal(t, plan.VerdictDone, v.Answer)
			return
		case len(op.Files):
			require.Equal(t, plan.VerdictNotDone, v.Answer)
		default:
			require.Equal(t, plan.VerdictPartly, v.Answer)
			require.Equal(t, open, v.Left)
		}
		rest := op
		rest.Files = open
		require.NoError(t, a.do(ctx, rest))
		v, err = a.library.Probe(ctx, &op)
		require.NoError(t, err)
		require.Equal(t, plan.VerdictDone, v.Answer, v.Evidence)
	})
}

// TestCheckTags tells whether a file has the tags it had: as a set, whatever the
// order in which the service gives them.
func TestCheckTags(t *testing.T) {
	a := newAccount(t, emulator.WithReadings(emulator.Readings{Tags: emulator.TagsSorted}))
	require.NoError(t, a.server.Seed(emulator.Seed{Path: "/s/a.jpg", Tags: []string{"b", "a"}}))
	f, _ := a.server.File("/s/a.jpg")
	of := func(tags ...state.Tag) []plan.Condition {
		return []plan.Condition{{Kind: plan.HoldsFile, Path: "/s/a.jpg", File: state.FileID(f.FileID), Tags: &tags}}
	}
	for _, test := range []struct {
		name string
		tags []state.Tag
		says string
	}{
		{"the same", []state.Tag{"a", "b"}, ""},
		{"in another order", []state.Tag{"b", "a"}, ""},
		{"one was taken away", []state.Tag{"a", "b", "c"}, "its tags are [a, b]"},
		{"one came", []state.Tag{"a"}, "its tags are [a, b]"},
		{"there were none", nil, "its tags are [a, b]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			violations, err := a.library.Check(context.Background(), of(test.tags...))
			require.NoError(t, err)
			if test.says == "" {
				require.Empty(t, violations)
				return
			}
			require.Len(t, violations, 1)
			require.Equal(t, test.says, violations[0].Found)
		})
	}
}
