package live_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// TestMerge lands a file, or a folder, on one of its name: nothing is lost.
func TestMerge(t *testing.T) {
	for _, test := range []struct {
		name  string
		op    plan.Operation
		at    string // where both files are one afterwards
		also  string // where another one is
		calls string
	}{
		{name: "a file becomes the newest version of another", at: "/s/into/in/a.jpg", also: "/s/from/in/b.jpg", calls: "move 204",
			op: plan.Operation{ID: 1, Kind: plan.OpMergeFile, Path: "/s/from/in/a.jpg", Dest: "/s/into/in/a.jpg"}},
		{name: "a folder goes into one of its name", at: "/s/into/in/a.jpg", also: "/s/into/in/b.jpg", calls: "moveFolder 200",
			op: plan.Operation{ID: 1, Kind: plan.OpMergeFolder, Path: "/s/from/in", Dest: "/s/into/in"}},
	} {
		for _, service := range services() {
			t.Run(test.name+"/"+service.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					a := newAccount(t, service.options...)
					a.seed(t, "/s/from/in/a.jpg", "/s/from/in/b.jpg", "/s/into/in/a.jpg")
					came, _ := a.server.File("/s/from/in/a.jpg")
					was, _ := a.server.File("/s/into/in/a.jpg")
					before := a.server.Ledger()
					require.NoError(t, a.do(context.Background(), test.op))
					require.Equal(t, test.calls, a.writes())

					is, there := a.server.File(test.at)
					require.True(t, there)
					require.Len(t, is.Versions, 2)
					require.Equal(t, was.SHA256, is.Versions[0].SHA256)
					require.Equal(t, came.SHA256, is.SHA256, "what came is what is seen")
					_, there = a.server.File(test.also)
					require.True(t, there)
					requireKept(t, before, a.server.Ledger(), &plan.Plan{})
				})
			})
		}
	}
}

// TestCopyFolder says what a copy of a folder carries: the bytes and all
// attributes of what is current, older versions if they are asked for, ids of its own.
func TestCopyFolder(t *testing.T) {
	for _, test := range []struct {
		name     string
		copies   state.CopyVersions
		versions int
	}{
		{name: "what is current", copies: state.CopyCurrent, versions: 1},
		{name: "the version history too", copies: state.CopyAll, versions: 3},
	} {
		for _, service := range services() {
			t.Run(test.name+"/"+service.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					a := newAccount(t, service.options...)
					require.NoError(t, a.server.SeedField(emulator.Field{Name: "brand", Type: "Text"}))
					require.NoError(t, a.server.Seed(emulator.Seed{
						Path: "/s/from/in/a.jpg", Versions: [][]byte{[]byte("one"), []byte("two")}, Content: []byte("three"),
						Tags: []string{"x"}, CustomMetadata: map[string]any{"brand": "Acme"}, Description: "A", CustomCoordinates: "1,2,3,4",
						Private: true, Unpublished: true,
					}, emulator.Seed{Path: "/s/from/in/void", Folder: true}))
					source, _ := a.server.File("/s/from/in/a.jpg")
					require.NoError(t, a.do(context.Background(), plan.Operation{
						ID: 1, Kind: plan.OpCopyFolder, Path: "/s/from/in", Dest: "/s/in", Copies: test.copies,
					}))
					require.Equal(t, "copyFolder 200", a.writes())

					require.Contains(t, a.folders(), "/s/in/void")
					after, _ := a.server.File("/s/from/in/a.jpg")
					require.Equal(t, source, after, "the source is as it was")
					is, there := a.server.File("/s/in/a.jpg")
					require.True(t, there)
					require.Len(t, is.Versions, test.versions)
					require.NotEqual(t, source.FileID, is.FileID)
					require.NotEqual(t, source.VersionID, is.VersionID)
					require.Equal(t, source.SHA256, is.SHA256)
					require.Equal(t, []any{source.Tags, source.CustomMetadata, source.Description, source.CustomCoordinates, source.Private, source.Published},
						[]any{is.Tags, is.CustomMetadata, is.Description, is.CustomCoordinates, is.Private, is.Published})
				})
			})
		}
	}
}

// TestDeleteFolder takes a folder with all that is in it.
func TestDeleteFolder(t *testing.T) {
	a := newAccount(t)
	a.seed(t, "/s/d/a.jpg", "/s/d/in/b.jpg", "/s/dd/c.jpg")
	require.NoError(t, a.do(context.Background(), plan.Operation{ID: 1, Kind: plan.OpDeleteFolder, Path: "/s/d"}))
	require.Equal(t, "folder 204", a.writes())
	require.Equal(t, []string{"/s", "/s/dd"}, a.folders())
	require.Len(t, a.server.Files(), 1)
}
