package live_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/state"
)

// TestFilesByID reads each file where it is, in the order of the ids, and nil where none is.
func TestFilesByID(t *testing.T) {
	a := newAccount(t)
	require.NoError(t, a.server.Seed(emulator.Seed{Path: "/a/1.jpg"}, emulator.Seed{Path: "/b/2.jpg", Tags: []string{"x"}}))
	id := func(path string) state.FileID {
		f, there := a.server.File(path)
		require.True(t, there)
		return state.FileID(f.FileID)
	}
	files, err := a.library.FilesByID(t.Context(), []state.FileID{id("/b/2.jpg"), "64fb1c2d8a7b4c1234567890", id("/a/1.jpg")})
	require.NoError(t, err)
	require.Len(t, a.server.Requests(), 3)
	require.Equal(t, state.Path("/b/2.jpg"), files[0].Path)
	require.Equal(t, []state.Tag{"x"}, files[0].Tags.Set)
	require.Nil(t, files[1])
	require.Equal(t, state.Path("/a/1.jpg"), files[2].Path)
}

// TestStillThere reads what a listing showed: a file that moved is not there any more,
// although the listing, which lags, still shows it.
func TestStillThere(t *testing.T) {
	a := newAccount(t)
	require.NoError(t, a.server.Seed(emulator.Seed{Path: "/a/1.jpg"}, emulator.Seed{Path: "/a/2.jpg"}, emulator.Seed{Path: "/a/b", Folder: true}))
	listed, err := a.library.ListedAt(t.Context(), []state.Path{"/a/1.jpg", "/a/none", "/a/2.jpg", "/a/b"})
	require.NoError(t, err)
	require.Len(t, a.server.Requests(), 1)
	require.Equal(t, "/a/1.jpg", listed[0].Path)
	moved := *listed[0]
	moved.ID = listed[2].ID // as of a listing from before a move
	listed[0] = &moved
	now, err := a.library.StillThere(t.Context(), listed)
	require.NoError(t, err)
	require.Len(t, a.server.Requests(), 3)
	require.Nil(t, now[0])
	require.Nil(t, now[1])
	require.Equal(t, "/a/2.jpg", now[2].Path)
	require.Equal(t, "/a/b", now[3].Path)
}
