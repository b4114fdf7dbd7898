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
		reasons          string // of what is gone, where it matters
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
		{name: "a mistake in the YAML is one, whatever is gone", yaml: "files: {/a.jpg: {}, /b c.jpg: {source: pic}}", live: "/b.jpg", fails: "/a.jpg is not in the library"},
		{name: "a pinned file is gone that has a source", yaml: "files: {/a.jpg: {id: 1, source: pic}}", live: "/b.jpg", gone: "file /a.jpg", reasons: "pin: nothing has the id 1"},

		{name: "what has moved is gone, and so is where it came from", yaml: "files: {/new.jpg: {moved_from: /old.jpg}, /b.jpg: {tags: [x]}}", live: "/b.jpg",
			gone: "file /new.jpg", reasons: "origin: it came from /old.jpg, from where it cannot come again", changes: "update file /b.jpg tags:null=>[x] (listed)\n"},
		{name: "the last file of a chain is gone", yaml: "files: {/c.jpg: {moved_from: /b.jpg}, /b.jpg: {moved_from: /a.jpg}}", live: "/b.jpg", gone: "file /c.jpg"},
		{name: "the middle of a chain is gone", yaml: "files: {/d.jpg: {moved_from: /c.jpg}, /c.jpg: {moved_from: /b.jpg}, /b.jpg: {moved_from: /a.jpg}}", live: "/b.jpg\n/d.jpg", gone: "file /c.jpg"},
		{name: "all of a chain is gone", yaml: "files: {/c.jpg: {moved_from: /b.jpg}, /b.jpg: {moved_from: /a.jpg}}", live: "/z.jpg", gone: "file /b.jpg, file /c.jpg"},
		{name: "a pinned file was moved to where a file came from that is gone", yaml: "files: {/a.jpg: {moved_from: /c.jpg}, /b.jpg: {id: 1}}", live: "/c.jpg id=1",
			gone: "file /a.jpg", changes: "rename file /c.jpg -> /b.jpg (pin)\n"},
		{name: "a pinned file was moved onto the place of a file that is gone", yaml: "files: {/a.jpg: {}, /b.jpg: {id: 1}}", live: "/a.jpg id=1",
			gone: "file /a.jpg", changes: "rename file /a.jpg -> /b.jpg (pin)\n"},
		{name: "a folder that moved is gone with the files in it", yaml: "folders: {/new: {moved_from: /old}}\nfiles: {/new/a.jpg: {}, /new/b.jpg: {moved_from: /old/c.jpg}}", live: "/b.jpg",
			gone: "file /new/a.jpg, file /new/b.jpg", changes: "create folder /new (listed)\n"},

		{name: "a copy is gone, and what it was a copy of is there", yaml: "folders: {/c: {copy_of: /t}}", live: "/t/a.jpg", changes: "copy folder /t -> /c along=1 (copy-of)\n"},
		{name: "a copy is gone, and so is what it was a copy of", yaml: "folders: {/c: {copy_of: /t, tags: {add: [x]}}}\nfiles: {/c/a.jpg: {}, /c/b.jpg: {source: pic}}", live: "/b.jpg",
			gone: "folder /c, file /c/a.jpg", reasons: "copy: /c is not there, and neither is /t that it is to be a copy of; no-source: ",
			changes: "upload file /c/b.jpg tags:null=>[x] (listed)\n"},
		{name: "a copy of a copy is gone with that one", yaml: "folders: {/c: {copy_of: /b}, /b: {copy_of: /a}}", live: "/a/1.jpg",
			gone: "folder /c", reasons: "copy: /b is itself still to be copied, from /a: name that one", changes: "copy folder /a -> /b along=1 (copy-of)\n"},
		{name: "a copy is gone, and what it was made of is back and to be removed", yaml: "folders: {/c: {copy_of: /t}}\nremove: {folders: [/t]}", live: "/t/a.jpg\n/b.jpg",
			gone: "folder /c", changes: "delete folder /t along=1 (removed)\ndelete file /t/a.jpg (removed)\n"},

		{name: "a metadata field is gone", yaml: "files: {/a.jpg: {tags: [x], metadata: {brand: Acme}}, /b.jpg: {metadata: {brand: Acme}}}\nrules: [{name: r, match: {path: /**}, metadata: {brand: Acme}}]", live: "/a.jpg\n/b.jpg",
			gone: "field brand", reasons: "field: ", changes: "update file /a.jpg tags:null=>[x] (listed)\n"},
		{name: "a field that the YAML defines comes again", yaml: "fields: {brand: {label: Brand, type: Text}}\nfiles: {/a.jpg: {metadata: {brand: Acme}}}", live: "/a.jpg", changes: "create field brand type:null=>Text label:null=>Brand (listed)\nupdate file /a.jpg metadata.brand:null=>Acme (listed)\n"},
		{name: "a field takes a value no more", yaml: "folders: {/f: {metadata: {brand: Acme}}}\nfiles: {/f/a.jpg: {description: d}}", live: "/f/a.jpg\nfield brand SingleSelect options=Globex",
			gone: "field brand", reasons: "value: must be Globex, not Acme", changes: "update file /f/a.jpg description:null=>d (listed)\n"},

		{name: "a folder is where a file was", yaml: "files: {/a: {}, /b.jpg: {tags: [x]}}", live: "/a/\n/b.jpg", gone: "file /a", reasons: "taken: a file is wanted at /a, and folder /a (d/a) is there",
			changes: "update file /b.jpg tags:null=>[x] (listed)\n"},
		{name: "a file is where a folder was", yaml: "folders: {/a: }", live: "/a", gone: "folder /a"},
		{name: "the folder of a file that is gone is not one too many", yaml: "folders: {/t: {prune: true}}\nfiles: {/t/in/a.jpg: {}}", live: "/t/in/\n/t/no/", gone: "file /t/in/a.jpg", changes: "delete folder /t/no (pruned)\n"},
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
			var names, reasons []string
			for _, g := range list {
				reasons = append(reasons, fmt.Sprintf("%s: %s", g.Reason, g.Detail))
				require.NotZero(t, g.Pos)
				names = append(names, fmt.Sprint(g.Kind, " ", g.Path))
			}
			require.Equal(t, test.gone, strings.Join(names, ", "))
			if test.reasons != "" {
				require.Equal(t, test.reasons, strings.Join(reasons, "; "))
			}
			require.Equal(t, test.changes, changesText(p))
		})
	}
}
