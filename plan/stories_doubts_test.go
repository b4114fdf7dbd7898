package plan_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
)

// What is not known for sure is not risked.
func TestStoriesOfDoubts(t *testing.T) {
	tell(t, []story{
		{name: "nothing is merged where not everything could be read", have: "gap\n/a/1.jpg id=1\n/x/a/",
			yaml: "folders: {/x/a: {moved_from: /a, on_conflict: version}}",
			plan: `
move folder /a -> /x/a along=1 (moved-from)
refused: collision at w.yaml:4:30: folder /a (d/a) would go to /x/a, and folder /x/a (d/x/a) is there already: they would be merged, files of one name becoming versions of each other; they are not merged in a run that could not read everything`},
		{name: "nor moves a folder that something protected may be in", have: "gap\n/a/1.jpg",
			yaml: "protect: ['/a/legal/**']\nfolders: {/x: {moved_from: /a}}",
			plan: `
rename folder /a -> /x along=1 (moved-from)
1 rename-folder /a -> /x
refused: protected at w.yaml:5:28: folder /a (d/a) would move to /x, and not everything could be read: something protected may be in it`},
		{name: "a copy is not made beside the scope", have: "/a/1.jpg",
			yaml: "scope: [/a, /c]\nfolders: {/c: {copy_of: /a}}",
			plan: `
problem: w.yaml:4:25: a copy under another name than /a is made in a folder beside it, and / is outside the scope: make it by hand`},
		{name: "what a folder brings to a merge may be a twin", have: "/a/X.jpg id=1\n/x/a/x.jpg id=2",
			yaml: "folders: {/x/a: {moved_from: /a, on_conflict: version}}",
			plan: `
merge folder /a -> /x/a along=1 (moved-from)
1 merge-folder /a -> /x/a
refused: collision at w.yaml:4:30: /x/a/X.jpg and /x/a/x.jpg differ in upper and lower case only, and ImageKit may treat them as one: file /x/a/x.jpg (2) is there now`},
		{name: "a twin that leaves is there still", have: "/a/x.jpg id=1\n/b/X.jpg id=2\n/c/k.jpg",
			yaml: "files: {/a/X.jpg: {id: 2}, /c/x.jpg: {id: 1}}",
			plan: `
move file /b/X.jpg -> /a/X.jpg (pin)
move file /a/x.jpg -> /c/x.jpg (pin)
1 move-file /b/X.jpg -> /a/X.jpg
2 move-file /a/x.jpg -> /c/x.jpg
refused: collision at w.yaml:4:24: /a/X.jpg and /a/x.jpg differ in upper and lower case only, and ImageKit may treat them as one: file /a/x.jpg (1) is there now`},
		{name: "a folder is not taken for moved where only a part is asked for", have: "/a/1.jpg id=1\n/a/2.jpg id=2",
			yaml: "files: {/b/1.jpg: {id: 1}, /b/2.jpg: {id: 2}}",
			o:    plan.Options{Selection: plan.Selection{Exclude: patterns("/b/1.jpg")}},
			plan: `
move file /a/2.jpg -> /b/2.jpg (pin)
create folder /b (parent)
1 create-folder /b
2 move-file /a/2.jpg -> /b/2.jpg <1:parent`},
	})
}

// A folder that no entry is about takes nothing along but what the plan saw in it.
func TestAFolderIsMovedOnlyWithWhatWasSeen(t *testing.T) {
	w := want(t, "files: {/b/1.jpg: {id: 1}, /b/2.jpg: {id: 2}}")
	m := newModel(have("/a/1.jpg id=1\n/a/2.jpg id=2"))
	p, err := mustMake(w, m.observe())
	require.NoError(t, err)
	m.files["/a/new.jpg"] = &modelFile{mark: "new"}
	require.ErrorContains(t, m.do(&p.Operations[0]), "holds-only")
}
