package apply

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
)

func TestExpected(t *testing.T) {
	for want, c := range map[string]plan.Condition{
		"nothing there":   {Kind: plan.IsFree},
		"an empty folder": {Kind: plan.IsEmpty},
		"a file":          {Kind: plan.HoldsFile},
		"file f1":         {Kind: plan.HoldsFile, File: "f1"},
		"a folder":        {Kind: plan.HoldsFolder},
		"folder d1":       {Kind: plan.HoldsFolder, Folder: "d1"},
		"new":             {Kind: "new"},
	} {
		require.Equal(t, want, expected(c))
	}
}

func TestLabel(t *testing.T) {
	require.Equal(t, "operation 1 (move-file /a to /b)", label(&plan.Operation{ID: 1, Kind: plan.OpMoveFile, Path: "/a", Dest: "/b"}))
	require.Equal(t, "operation 2 (delete-field sku)",
		label(&plan.Operation{ID: 2, Kind: plan.OpDeleteField, Field: &plan.FieldArgs{Name: "sku"}}))
}
