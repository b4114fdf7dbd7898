package plan_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// TestStale tells, of one thing that happened after a plan was made, what the
// plan has to do with it.
func TestStale(t *testing.T) {
	const brand = "field brand Text"
	for _, test := range []struct {
		name, yaml, have string
		then             string
		want             string
	}{
		{"a file merged onto another one since", "files: {/b/x.jpg: {moved_from: /a/x.jpg, on_conflict: version}}", "/a/x.jpg\n/b/x.jpg",
			"/a/x.jpg\n/b/x.jpg id=9", "file /b/x.jpg is replaced: file f/b/x.jpg was there, and now it is file 9"},
		{"something came to the folder that another one is merged into", "folders: {/b/m: {moved_from: /a/m, on_conflict: version}}", "/a/m/x.jpg\n/b/m/y.jpg",
			"/a/m/x.jpg\n/b/m/y.jpg\n/b/m/x.jpg", "folder /b/m is changed: in it: 1 file and 0 folders -> 2 files and 0 folders"},
		{"a file of a folder that is copied has other tags", "folders: {/b: {copy_of: /a}}", "/a/x.jpg tags=t",
			"/a/x.jpg tags=u", "folder /a is changed: in it: 1 file and 0 folders, not all as they were"},
		{"a file of a folder that moves has other tags", "folders: {/b: {moved_from: /a}}", "/a/x.jpg tags=t", "/a/x.jpg tags=u", ""},
		{"a file that is deleted has another version", "remove: {files: [/a.jpg]}", "/a.jpg version=1", "/a.jpg version=2",
			"file /a.jpg is changed: version: 1 -> 2"},
		{"so has one far down in a folder that is deleted", "remove: {folders: [/a]}", "/a/x.jpg\n/a/in/y.jpg version=1", "/a/x.jpg\n/a/in/y.jpg version=2",
			"file /a/in/y.jpg is changed: version: 1 -> 2"},
		{"a folder that is deleted was made anew", "remove: {folders: [/a]}", "/a/x.jpg", "/a/ id=9\n/a/x.jpg",
			"folder /a is replaced: folder d/a was there, and now it is folder 9"},
		{"the file that another one is merged onto has another version", "files: {/b/x.jpg: {moved_from: /a/x.jpg, on_conflict: version}}",
			"/a/x.jpg\n/b/x.jpg version=1", "/a/x.jpg\n/b/x.jpg version=2", "file /b/x.jpg is changed: version: 1 -> 2"},
		{"a file is a folder now", "files: {/a.jpg: {tags: [x]}}", "/a.jpg", "/a.jpg/ id=9",
			"file /a.jpg is replaced: file f/a.jpg was there, and now it is folder 9"},
		{"the folder that a file is to go to is gone", "files: {/to/a.jpg: {moved_from: /a.jpg}}", "/a.jpg\n/to/", "/a.jpg",
			"folder /to is gone: it is nowhere, and /to/a.jpg is to be in it"},
		{"a name that the plan vacates first is not taken", "files: {/b.jpg: {id: f1}, /c.jpg: {id: f2}}", "/a.jpg id=f1\n/b.jpg id=f2", "", ""},
		{"a field whose values are set has another label", "files: {/a.jpg: {metadata: {brand: x}}}", brand + "\n/a.jpg", brand + " label=Make\n/a.jpg", ""},
		{"and is shorter", "files: {/a.jpg: {metadata: {brand: x}}}", brand + "\n/a.jpg", brand + " max_length=2\n/a.jpg",
			"field brand is changed: max_length: none -> 2"},
		{"another field is required by now", "files: {/a.jpg: {metadata: {brand: x}}}", brand + "\n/a.jpg", brand + "\nfield size Text required default=s\n/a.jpg",
			"field size is changed: it is required now, and the plan sets metadata without it"},
		{"which is of no account where no metadata is set", "files: {/a.jpg: {tags: [x]}}", brand + "\n/a.jpg", brand + "\nfield size Text required default=s\n/a.jpg", ""},
		{"a new field is there already", "fields: {size: {type: Text}}", brand, brand + "\nfield size Text label=Other", "field size is taken: there is such a field now: m-size"},
		{"and so is the label of another one", "fields: {size: {type: Text}}", brand, "field brand Text label=size", `field size is taken: field brand has the label "size" now`},
		{"what an incomplete read did not see may be there", "files: {/a.jpg: {tags: [x]}}", "/a.jpg", "gap", "file /a.jpg is gone: file f/a.jpg is nowhere, as far as could be read"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := made(t, test.yaml, test.have)
			require.False(t, p.Refused(), planText(p))
			require.NotEmpty(t, p.Changes)
			require.Empty(t, plan.Stale(p, have(test.have)))
			then := test.then
			if then == "" {
				then = test.have
			}
			read, err := plan.Decode(strings.NewReader(encoded(t, p)))
			require.NoError(t, err)
			require.Equal(t, test.want, staleText(plan.Stale(read, have(then))), "of a plan that was saved")
		})
	}
}

// AI tags are seen only where a rule may look at them.
func TestStaleByAITags(t *testing.T) {
	for yaml, stale := range map[string]bool{
		"files: {/a.jpg: {tags: [x]}}": false,
		"files: {/a.jpg: {tags: {add: [x]}}}\nrules: [{name: r, match: {where: 'tags IN [\"t\"]'}, tags: {add: [y]}}]": true,
	} {
		p, now := made(t, yaml, "/a.jpg"), have("/a.jpg")
		now.Files["/a.jpg"].Observed.AITags = []state.Tag{"cup"}
		require.Equal(t, stale, len(plan.Stale(p, now)) > 0, yaml)
	}
}

// What a plan was asked for with can be asked again.
func TestFrom(t *testing.T) {
	n := 3
	o := withNow(plan.Options{
		MaxDelete: &n, AllowFieldDelete: []fieldName{"f"}, AllowEmpty: plan.Granted, AllowScopeRoot: []state.Path{"/s"},
		Selection: plan.Selection{Target: patterns("/a/**"), Exclude: patterns("/a/b")},
	})
	p, err := plan.Make(want(t, "files: {/a/x.jpg: {tags: [x]}}"), have("/a/x.jpg"), plan.Source{}, o)
	require.NoError(t, err)
	text := encoded(t, p)
	read, err := plan.Decode(strings.NewReader(text))
	require.NoError(t, err)
	require.Equal(t, "w.yaml", read.From.File)
	require.Equal(t, o, read.From.Options(noon))
	_, err = plan.Decode(strings.NewReader(strings.Replace(text, `"/a/**"`, `"a["`, 1)))
	require.ErrorContains(t, err, "was made for the pattern")
}
