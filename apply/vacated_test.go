package apply

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

func TestVacatedPlacesCountForNothing(t *testing.T) {
	v := &vacated{}
	all := []plan.Content{{Path: "/a/b"}, {Path: "/a/b/x"}, {Path: "/a/c"}, {Path: "/a/d"}, {Path: "/a/e"}}
	paths := func() (out []state.Path) {
		for _, c := range v.without("/a", all) {
			out = append(out, c.Path)
		}
		return out
	}
	require.Len(t, paths(), 5)
	v.add(&plan.Operation{Kind: plan.OpMoveFolder, Path: "/a/b", Dest: "/z/b"})
	require.Equal(t, []state.Path{"/a/c", "/a/d", "/a/e"}, paths(), "a folder, with what is in it")
	v.add(&plan.Operation{Kind: plan.OpDeleteFiles, Path: "/a", Files: []plan.FileRef{{Path: "/a/c"}, {Path: "/q"}}})
	require.Equal(t, []state.Path{"/a/d", "/a/e"}, paths())
	v.add(&plan.Operation{Kind: plan.OpUpdateFile, Path: "/a/d"})
	require.Equal(t, []state.Path{"/a/d", "/a/e"}, paths(), "it is still there")
	v.add(&plan.Operation{Kind: plan.OpUpload, Path: "/a/c"})
	require.Equal(t, []state.Path{"/a/c", "/a/d", "/a/e"}, paths(), "something came there again")
	v.add(&plan.Operation{Kind: plan.OpMoveFolder, Path: "/z/b", Dest: "/a/b"})
	require.Len(t, paths(), 5)
	v.add(&plan.Operation{Kind: plan.OpMoveFolder, Path: "/a", Dest: "/b/a"})
	require.Len(t, paths(), 5, "the listed folder itself is here again")
}
