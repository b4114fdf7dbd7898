package export_test

import (
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/state"
	"github.com/iksync/iksync/state/export"
)

// large is a library of n files in folders of a hundred, some way down.
func large(n int) *state.Have {
	list := make([]*state.File, 0, n)
	for i := range n {
		f := file(fmt.Sprintf("/s/y%d/m%d/d%d/%06d.%s product y%d own%d brand=Acme description=d%d", i/10_000, i/1000, i/100, i, []string{"jpg", "png"}[i%2], i/10_000, i%7, i))
		list = append(list, f)
	}
	return library(list...)
}

// An export of a library of 100,000 files takes seconds, and no more per file than
// a small one.
func BenchmarkExport(b *testing.B) {
	for _, form := range []export.Form{export.Short, export.Explicit} {
		have := large(100_000)
		b.Run(string(form), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				require.NoError(b, export.Of(have, export.Options{Name: "shop", Scope: []state.Path{"/s"}, Form: form}).Write(io.Discard))
			}
		})
	}
}

func TestALargeLibraryIsShort(t *testing.T) {
	have := large(3000)
	for path, f := range have.Files {
		f.Description = nil
		f.Tags.Set = f.Tags.Set[:2]
		have.Files[path] = f
	}
	e, text := exact(t, have, short("/s"))
	require.Zero(t, e.Listed)
	require.Less(t, len(text), 3000, "bytes")
}
