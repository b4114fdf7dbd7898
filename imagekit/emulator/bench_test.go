package emulator_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// shop is a library of n files in 1,000 folders.
func shop(n int) []emulator.Seed {
	library := make([]emulator.Seed, n)
	for i := range library {
		library[i] = file(fmt.Sprintf("/shop/%03d/%05d.bin", i%1000, i), "a", "b")
	}
	return library
}

// TestScale: a large library is seeded, kept and read back in an order that is sorted again.
func TestScale(t *testing.T) {
	dir := t.TempDir()
	a := open(t, emulator.WithDir(dir), emulator.WithoutSync())
	require.NoError(t, a.server.Seed(shop(10_000)...))
	require.NoError(t, a.server.Close())
	a = open(t, emulator.WithDir(dir), emulator.WithoutSync())
	a.play(
		step{"GET /v1/files?limit=3", "", 200, `["/shop/000/00000.bin","/shop/001/00001.bin","/shop/002/00002.bin"]`},
		step{deleteFolder, `{"folderPath":"/shop"}`, 204, ""},
	)
}

// BenchmarkSeed keeps 100,000 files in a directory.
func BenchmarkSeed(b *testing.B) {
	for b.Loop() {
		server, err := emulator.New(emulator.WithDir(b.TempDir()))
		require.NoError(b, err)
		require.NoError(b, server.Seed(shop(100_000)...))
		require.NoError(b, server.Close())
	}
}

// BenchmarkLoad reads 100,000 files back.
func BenchmarkLoad(b *testing.B) {
	dir := emulator.WithDir(b.TempDir())
	server, err := emulator.New(dir)
	require.NoError(b, err)
	require.NoError(b, server.Seed(shop(100_000)...))
	require.NoError(b, server.Close())
	for b.Loop() {
		server, err := emulator.New(dir)
		require.NoError(b, err)
		require.NoError(b, server.Close())
	}
}

// BenchmarkList reads all of 100,000 files page by page, after a change each time.
func BenchmarkList(b *testing.B) {
	for _, query := range []string{"", "&sort=DESC_NAME", `&searchQuery=tags+IN+%5B%22a%22%5D`} {
		b.Run("query"+query, func(b *testing.B) {
			a := open(b)
			require.NoError(b, a.server.Seed(shop(100_000)...))
			for n := 0; b.Loop(); n++ {
				require.Equal(b, http.StatusCreated, a.do(makeFolder, fmt.Sprintf(`{"folderName":"%d","parentFolderPath":"/"}`, n)).status)
				for skip := 0; skip < 100_000; skip += 1000 {
					require.Equal(b, 200, a.do(fmt.Sprintf("GET /v1/files?limit=1000&skip=%d%s", skip, query), "").status)
				}
			}
		})
	}
}
