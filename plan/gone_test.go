package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
)

// What is listed and gone is told apart from what is wrong with the YAML.
func TestMakeWithout(t *testing.T) {
	for _, test := range []struct {
		name, yaml, live string
		gone             string
		changes          string
		fails            string // part of the error
	}{
		{name: "all is there", yaml: "files: {/a.jpg: {tags: [x]}}", live: "/a.jpg", changes: "update file /a.jpg tags:null=>[x] (listed)\n"},
		{name: "a listed file is gone, another one differs", yaml: "files: {/a.jpg: {tags: [x]}, /b.jpg: {tags: [x]}}", live: "/b.jpg",
			gone: "file /a.jpg", changes: "update file /b.jpg tags:null=>[x] (listed)\n"},
		{name: "a file with a source is not gone for good", yaml: "files: {/a.jpg: {source: pic}}", live: "/b.jpg", changes: "upload file /a.jpg (listed)\n"},
		{name: "a pinned file is gone", yaml: "files: {/a.jpg: {id: 1}}", live: "/b.jpg", gone: "file /a.jpg"},
		{name: "a pinned folder is gone, and a file in it", yaml: "folders: {/f: {id: 1}}\nfiles: {/f/a.jpg: {}}", live: "/b.jpg", gone: "folder /f, file /f/a.jpg"},
		{name: "a file that goes along with its folder is not gone", yaml: "folders: {/new: {moved_from: /old}}\nfiles: {/new/a.jpg: {}, /new/b.jpg: {}}", live: "/old/a.jpg",
			gone: "file /new/b.jpg", changes: "rename folder /old -> /new along=1 (moved-from)\n"},
		{name: "a mistake in the YAML is one, whatever is gone", yaml: "files: {/a.jpg: {}, /b.jpg: {metadata: {none: 1}}}", live: "/b.jpg", fails: "there is no metadata field"},
		{name: "what should come from nowhere is a mistake", yaml: "files: {/a.jpg: {moved_from: /c.jpg}}", live: "/b.jpg", fails: "neither is /c.jpg"},
		{name: "where not all was read, nothing is known to be gone", yaml: "files: {/a.jpg: {}}", live: "/b.jpg\ngap"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, list, err := plan.MakeWithout(want(t, test.yaml), have(test.live), plan.Source{}, withNow(plan.Options{}))
			if test.fails != "" {
				require.ErrorContains(t, err, test.fails)
				require.Nil(t, p)
				return
			}
			require.NoError(t, err)
			var names []string
			for _, g := range list {
				require.NotZero(t, g.Pos)
				names = append(names, fmt.Sprint(g.Kind, " ", g.Path))
			}
			require.Equal(t, test.gone, strings.Join(names, ", "))
			require.Equal(t, test.changes, changesText(p))
		})
	}
}
