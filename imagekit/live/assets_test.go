package live_test

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/state"
)

// TestAssets reads listings of every length around the ends of pages: each asset
// comes once, in order, in few calls.
func TestAssets(t *testing.T) {
	a := newLargeAccount(t)
	seeds := make([]emulator.Seed, 3_000)
	for i := range seeds {
		seeds[i] = emulator.Seed{Path: fmt.Sprintf("/%06d.jpg", i), Content: []byte("x")}
	}
	require.NoError(t, a.server.Seed(seeds...))
	for _, test := range []struct{ skip, limit, want, calls int }{
		{0, 1, 1, 1}, {5, 100, 100, 1}, {2_950, 100, 50, 1}, {3_000, 100, 0, 1}, {9_000, 0, 0, 1},
		{0, 1000, 1000, 1}, {0, 1999, 1999, 2}, {2_000, 0, 1000, 3}, {2_001, 0, 999, 1}, {3, 20_000, 2_997, 3},
	} {
		t.Run(fmt.Sprintf("%d from %d", test.limit, test.skip), func(t *testing.T) {
			a.server.ResetCounts()
			n := 0
			for page, err := range a.library.Assets(t.Context(), imagekit.ListOptions{Sort: imagekit.SortNameAsc, Skip: test.skip, Limit: test.limit}) {
				require.NoError(t, err)
				for i := range page {
					require.Equal(t, fmt.Sprintf("/%06d.jpg", test.skip+n), page[i].Path)
					n++
				}
			}
			require.Equal(t, test.want, n)
			require.LessOrEqual(t, a.server.Count("GET /v1/files"), test.calls)
		})
	}
	t.Run("nobody reads on", func(t *testing.T) {
		a.server.ResetCounts()
		for range a.library.Assets(t.Context(), imagekit.ListOptions{}) {
			break
		}
		require.Equal(t, 1, a.server.Count("GET /v1/files"))
	})
}

// TestAssetsShift has somebody write between two pages: it is said, whether an
// asset would be missed or seen twice.
func TestAssetsShift(t *testing.T) {
	const files = 1500
	for _, test := range []struct {
		name  string
		write func(t *testing.T, s *emulator.Server)
	}{
		{"one goes: the next page begins one too late", deleteOne},
		{"one comes first: the next page begins one too early", func(t *testing.T, s *emulator.Server) {
			require.NoError(t, s.Seed(emulator.Seed{Path: "/0.jpg"}))
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var server *emulator.Server
			var done atomic.Bool
			a := newLargeAccount(t, emulator.WithHook(func(r *http.Request) {
				if r.URL.Query().Get("skip") == "999" && !done.Swap(true) {
					test.write(t, server)
				}
			}))
			server = a.server
			seeds := make([]emulator.Seed, files)
			for i := range seeds {
				seeds[i] = emulator.Seed{Path: fmt.Sprintf("/%06d.jpg", i), Content: []byte("x")}
			}
			require.NoError(t, a.server.Seed(seeds...))
			var failed error
			for _, err := range a.library.Assets(t.Context(), imagekit.ListOptions{Sort: imagekit.SortNameAsc}) {
				failed = err
			}
			require.ErrorContains(t, failed, "the listing shifted while it was read (page 2 does not begin where page 1 ended)")
		})
	}
}

// TestAssetsVersions: all versions of a file have its id, and each is listed.
func TestAssetsVersions(t *testing.T) {
	a := newAccount(t)
	require.NoError(t, a.server.Seed(emulator.Seed{Path: "/a.jpg", Versions: [][]byte{[]byte("1"), []byte("2")}}))
	n := 0
	for page, err := range a.library.Assets(t.Context(), imagekit.ListOptions{Type: imagekit.AssetVersion}) {
		require.NoError(t, err)
		n += len(page)
	}
	require.Equal(t, 2, n)
}

// TestAssetsAt says what is at each path: a file rather than a folder of its name.
func TestAssetsAt(t *testing.T) {
	a := newAccount(t)
	require.NoError(t, a.server.Seed(emulator.Seed{Path: "/a/both"}, emulator.Seed{Path: "/a/both", Folder: true}, emulator.Seed{Path: "/a/b", Folder: true}))
	at, err := a.library.AssetsAt(context.Background(), []state.Path{"/a/b", "/", "/a/none", "/a/both", "/a"})
	require.NoError(t, err)
	require.Equal(t, imagekit.AssetFolder, at[0].Type)
	require.Equal(t, imagekit.AssetFolder, at[1].Type)
	require.Nil(t, at[2])
	require.Equal(t, imagekit.AssetFile, at[3].Type)
	require.Equal(t, "/a", at[4].Path)
	require.Equal(t, 1, a.server.Count("GET /v1/files"))
	require.Len(t, a.server.Requests(), 2)
}
