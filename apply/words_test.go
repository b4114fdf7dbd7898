package apply

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

func TestExpected(t *testing.T) {
	for _, test := range []struct {
		want string
		of   plan.Condition
	}{
		{"nothing there", plan.Condition{Kind: plan.IsFree}},
		{"an empty folder", plan.Condition{Kind: plan.IsEmpty}},
		{"a file", plan.Condition{Kind: plan.HoldsFile}},
		{"file f1", plan.Condition{Kind: plan.HoldsFile, File: "f1"}},
		{"file f1 in the version v1", plan.Condition{Kind: plan.HoldsFile, File: "f1", Version: "v1"}},
		{"file f1 with the tags [a b]", plan.Condition{Kind: plan.HoldsFile, File: "f1", Tags: &[]state.Tag{"a", "b"}}},
		{"a folder", plan.Condition{Kind: plan.HoldsFolder}},
		{"folder d1", plan.Condition{Kind: plan.HoldsFolder, Folder: "d1"}},
		{"an empty folder", plan.Condition{Kind: plan.HoldsOnly}},
		{"a folder with nothing in it but 1 planned file",
			plan.Condition{Kind: plan.HoldsOnly, Content: []plan.Content{{Path: "/a/b", File: "f1"}}}},
		{"a folder with nothing in it but 2 planned folders",
			plan.Condition{Kind: plan.HoldsOnly, Content: []plan.Content{{Path: "/a/b", Folder: "d1"}, {Path: "/a/c"}}}},
		{"a folder with nothing in it but 2 planned files and 1 planned folder", plan.Condition{Kind: plan.HoldsOnly,
			Content: []plan.Content{{Path: "/a/b", Folder: "d1"}, {Path: "/a/b/x", File: "f1"}, {Path: "/a/y", File: "f2"}}}},
		{"new", plan.Condition{Kind: "new"}},
	} {
		require.Equal(t, test.want, expected(test.of))
	}
}

func TestLabel(t *testing.T) {
	for _, test := range []struct {
		want string
		of   plan.Operation
	}{
		{"operation 1 (move-file /a to /b)", plan.Operation{ID: 1, Kind: plan.OpMoveFile, Path: "/a", Dest: "/b"}},
		{"operation 2 (delete-field sku)", plan.Operation{ID: 2, Kind: plan.OpDeleteField, Field: &plan.FieldArgs{Name: "sku"}}},
		{"operation 3 (create-folder /a/b/c)", plan.Operation{ID: 3, Kind: plan.OpCreateFolder, Path: "/a/b/c", Parents: []state.Path{"/a/b"}}},
		{"operation 4 (add-tags 2 files below /a)", plan.Operation{ID: 4, Kind: plan.OpAddTags, Path: "/a",
			Files: []plan.FileRef{{Path: "/a/x", File: "f1"}, {Path: "/a/b/y"}}}},
		{"operation 5 (delete-files /a/x)", plan.Operation{ID: 5, Kind: plan.OpDeleteFiles, Path: "/a",
			Files: []plan.FileRef{{Path: "/a/x", File: "f1"}}}},
		{"operation 6 (merge-folder /a/b to /c/b)", plan.Operation{ID: 6, Kind: plan.OpMergeFolder, Path: "/a/b", Dest: "/c/b"}},
	} {
		require.Equal(t, test.want, label(&test.of))
	}
}
