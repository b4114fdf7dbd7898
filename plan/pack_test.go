package plan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/state"
)

// TestPack packs drafts that no library need lead to.
func TestPack(t *testing.T) {
	for _, test := range []struct {
		name  string
		draft string
		want  string
	}{
		{name: "a folder that goes takes along all in it that goes",
			draft: "delete-file /a/1.jpg\ndelete-file /a/in/2.jpg\ndelete-folder /a/in <2\ndelete-folder /a <1 <3",
			want:  "delete-folder /a for 4"},
		{name: "and waits for what leaves it",
			draft: "delete-file /a/1.jpg\nmove-file /a/2.jpg -> /2.jpg\ndelete-folder /a <1 <2",
			want:  "move-file /a/2.jpg -> /2.jpg\ndelete-folder /a for 2 <1"},
		{name: "who waited for a file's end waits for the folder's",
			draft: "delete-file /a/1.jpg\ndelete-folder /a <1\nupload /z.jpg <1",
			want:  "delete-folder /a for 2\nupload /z.jpg <1"},
		{name: "but not if the folder would then wait for itself",
			draft: "delete-file /a/1.jpg\nrename-file /a/2.jpg -> /a/1.jpg <1\nmove-file /a/1.jpg -> /1.jpg <2\ndelete-folder /a <1 <3",
			want:  "delete-file /a/1.jpg\nrename-file /a/2.jpg -> /a/1.jpg <1\nmove-file /a/1.jpg -> /1.jpg <2\ndelete-folder /a <1 <3"},
		{name: "a folder that stays between keeps what is in it out of the call",
			draft: "delete-file /a/in/1.jpg\ndelete-file /a/2.jpg\ndelete-folder /a <2",
			want:  "delete-file /a/in/1.jpg\ndelete-folder /a for 2"},
		{name: "files that wait for nothing are deleted together",
			draft: "delete-file /a/1.jpg\nupload /z.jpg\ndelete-file /a/2.jpg\ndelete-file /b/3.jpg <2",
			want:  "delete-files /a for 2\nupload /z.jpg\ndelete-file /b/3.jpg <2"},
		{name: "one alone stays what it is",
			draft: "delete-file /a/1.jpg",
			want:  "delete-file /a/1.jpg"},
		{name: "folders above come along",
			draft: "create-folder /a\ncreate-folder /a/b <1\ncreate-folder /a/b/c <2",
			want:  "create-folder /a/b/c for 3"},
		{name: "with the first in them, for which the others wait",
			draft: "create-folder /a\ncreate-folder /a/b <1\ncreate-folder /a/c <1\nupload /a/x.jpg <1",
			want:  "create-folder /a/b for 2\ncreate-folder /a/c <1\nupload /a/x.jpg <1"},
		{name: "not with one that waits for more than its parent",
			draft: "create-folder /a\nmove-folder /a/b -> /b\ncreate-folder /a/b <1 <2",
			want:  "create-folder /a\nmove-folder /a/b -> /b\ncreate-folder /a/b <1 <2"},
		{name: "not with one that waits for another folder than its parent",
			draft: "create-folder /a\ncreate-folder /b/c <1",
			want:  "create-folder /a\ncreate-folder /b/c <1"},
		{name: "what a parent waited for, its folder waits for",
			draft: "rename-folder /a -> /b\ncreate-folder /a <1\ncreate-folder /a/c <2",
			want:  "rename-folder /a -> /b\ncreate-folder /a/c for 2 <1"},
		{name: "files with the same tags are one call",
			draft: "update-file /a/1.jpg +x\nupdate-file /a/2.jpg +x\nupdate-file /b/3.jpg +x",
			want:  "add-tags / for 3"},
		{name: "what waits for different things is not put together",
			draft: "copy-folder /a -> /b\ncopy-folder /c -> /d\nupdate-file /b/1.jpg +x <1\nupdate-file /b/2.jpg +x <1\nupdate-file /d/3.jpg +x <2\nupdate-file /e/4.jpg +x",
			want:  "copy-folder /a -> /b\ncopy-folder /c -> /d\nadd-tags /b for 2 <1\nadd-tags /d <2\nadd-tags /e"},
		{name: "nor what waits for several things at all",
			draft: "upload /x.jpg\nupload /y.jpg\nupdate-file /a/1.jpg +x <1 <2\nupdate-file /a/2.jpg +x <1 <2",
			want:  "upload /x.jpg\nupload /y.jpg\nupdate-file /a/1.jpg <1 <2\nupdate-file /a/2.jpg <1 <2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.want, strings.TrimSpace(told(drafted(test.draft).pack())))
		})
	}
}

// TestLastly says when the contents of a folder can wait until the folder goes.
func TestLastly(t *testing.T) {
	for _, test := range []struct {
		name     string
		draft    string // the end of the folder comes last
		contents []int  // by number
		want     bool
	}{
		{"nothing waits for them", "delete-file /a/1\ndelete-folder /a <1", []int{1}, true},
		{"they wait for each other", "delete-file /a/in/1\ndelete-folder /a/in <1\ndelete-folder /a <1 <2", []int{1, 2}, true},
		{"something else waits for one, that the folder need not wait for", "delete-file /a/1\nupload /z <1\ndelete-folder /a <1", []int{1}, true},
		{"something waits for one that the folder has to wait for", "delete-file /a/1\nmove-file /a/2 -> /1 <1\ndelete-folder /a <1 <2", []int{1}, false},
		{"by way of a third", "delete-file /a/1\nupload /y <1\nmove-file /a/2 -> /1 <2\ndelete-folder /a <1 <3", []int{1}, false},
		{"one of the contents waits for what waits for another", "delete-file /a/1\nupload /y <1\ndelete-file /a/2 <2\ndelete-folder /a <1 <3", []int{1, 3}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := drafted(test.draft)
			contents := make([]int, len(test.contents))
			for i, number := range test.contents {
				contents[i] = number - 1
			}
			require.Equal(t, test.want, d.lastly(len(d.ops)-1, contents))
		})
	}
}

// TestFoldsDoNotRing has two folders, each with a file whose name the move out of
// the other one needs: only one of them can take its contents along.
func TestFoldsDoNotRing(t *testing.T) {
	ops := drafted(`delete-file /a/f
delete-file /b/g
move-file /a/in/m <2
delete-folder /a/in <3
delete-folder /a <1 <4
move-file /b/in/n <1
delete-folder /b/in <6
delete-folder /b <2 <7`).pack()
	require.Equal(t, "delete-file /b/g\nmove-file /a/in/m <1\ndelete-folder /a for 3 <2\n"+
		"move-file /b/in/n <3\ndelete-folder /b/in <4\ndelete-folder /b <1 <5\n", told(ops))
}

// TestPackKeepsToMaxNested deletes file by file what one call must not take along.
func TestPackKeepsToMaxNested(t *testing.T) {
	var b strings.Builder
	for i := range maxNested {
		fmt.Fprintf(&b, "delete-file /a/in/%05d\n", i)
	}
	fmt.Fprintf(&b, "delete-folder /a/in <%d\ndelete-file /a/z\ndelete-folder /a <%d <%d", maxNested, maxNested+1, maxNested+2)
	ops := drafted(b.String()).pack()
	require.Equal(t, fmt.Sprintf("delete-folder /a/in for %d\ndelete-file /a/z\ndelete-folder /a <1 <2\n", maxNested+1), told(ops))
}

// TestFoldedDeletesKnowWhatTheyEnd takes files along with a folder that is where
// it was, and with one that a move took elsewhere by then.
func TestFoldedDeletesKnowWhatTheyEnd(t *testing.T) {
	for _, test := range []struct {
		name string
		live state.Path // where the folder was when the plan was made
		want Condition
	}{
		{name: "where nothing moved, by ids and versions", live: "/a",
			want: Condition{Kind: HoldsOnly, Path: "/a", Folder: "d", Content: []Content{{Path: "/a/1.jpg", File: "f", Version: "v"}}}},
		{name: "elsewhere by path alone, since a move may give all of them anew", live: "/b",
			want: Condition{Kind: HoldsOnly, Path: "/a", Content: []Content{{Path: "/a/1.jpg"}}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := drafted("delete-file /a/1.jpg\ndelete-folder /a <1")
			file, folder := d.tasks[0].node, d.tasks[1].node
			file.kind, file.live, file.file.Observed.VersionID = File, test.live.Join("1.jpg"), "v"
			folder.kind, folder.live = Folder, test.live
			ops := d.pack()
			require.Len(t, ops, 1)
			require.Equal(t, []Condition{test.want}, ops[0].Before)
		})
	}
}
