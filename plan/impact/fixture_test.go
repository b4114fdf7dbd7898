package impact_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

const account = "https://ik.imagekit.io/acme"

// library is what is there, as the paths of its files. What follows a path says
// what is odd about the file: private, or a draft.
func library(files ...string) *state.Have {
	have := &state.Have{Library: state.NewLibrary(), Account: account}
	for _, line := range files {
		name, odd, _ := strings.Cut(line, " is ")
		path := state.Path(name)
		f := &state.File{Path: path, ID: state.FileID(idOf(name)), Observed: state.Observed{
			Size: 1000, URL: account + strings.ReplaceAll(name, " ", "%20") + "?updatedAt=1700000000000",
			VersionID: "v1", Private: odd == "private",
		}}
		if odd == "a draft" {
			f.Published = &state.Setting[bool]{Value: false}
		}
		have.Files[path] = f
		for dir := range path.Ancestors {
			if dir != state.Root {
				have.Folders[dir] = &state.Folder{Path: dir, ID: state.FolderID(idOf(string(dir)))}
			}
		}
	}
	return have
}

// idOf is the id of what is at a path.
func idOf(path string) string { return "id" + strings.NewReplacer("/", "-", " ", "_").Replace(path) }

// planned is the plan that makes have what the YAML says.
func planned(t testing.TB, have *state.Have, yaml string) *plan.Plan {
	t.Helper()
	head := "version: 1\nlibrary: shop\nscope: [/]\nlimits: {deletes: 1000, delete_percent: 100}\n"
	want, err := state.Decode("library.yaml", strings.NewReader(head+yaml))
	require.NoError(t, err)
	for _, f := range want.Files {
		if f.Source != nil {
			f.Source.Size = 2000
		}
	}
	p, err := plan.Make(want, have, plan.Source{Endpoint: "https://api.imagekit.io"}, plan.Options{Now: time.Unix(0, 0)})
	require.NoError(t, err)
	require.Empty(t, p.Refusals)
	return p
}
