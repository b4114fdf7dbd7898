package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
)

func only(globs ...string) plan.Options {
	return plan.Options{Selection: plan.Selection{Target: patterns(globs...)}}
}

func without(globs ...string) plan.Options {
	return plan.Options{Selection: plan.Selection{Exclude: patterns(globs...)}}
}

func TestStoriesOfTagsOnMany(t *testing.T) {
	three := "/s/a.jpg\n/s/b.jpg\n/s/c.jpg"
	tell(t, []story{
		{name: "one tag on all files of a folder is one call", have: three,
			yaml: "folders: {/s: {tags: {add: [new]}}}",
			plan: `
update file /s/a.jpg tags:null=>[new] (inherited)
update file /s/b.jpg tags:null=>[new] (inherited)
update file /s/c.jpg tags:null=>[new] (inherited)
1 add-tags new /s /a.jpg[f/s/a.jpg] /b.jpg[f/s/b.jpg] /c.jpg[f/s/c.jpg]`},
		{name: "tags that are added and tags that go are two", have: strings.ReplaceAll(three, ".jpg", ".jpg tags=old"),
			yaml: "folders: {/s: {tags: {add: [new], remove: [old]}}}",
			plan: `
update file /s/a.jpg tags:[old]=>[new] (inherited)
update file /s/b.jpg tags:[old]=>[new] (inherited)
update file /s/c.jpg tags:[old]=>[new] (inherited)
1 add-tags new /s /a.jpg[f/s/a.jpg] /b.jpg[f/s/b.jpg] /c.jpg[f/s/c.jpg]
2 remove-tags old /s /a.jpg[f/s/a.jpg] /b.jpg[f/s/b.jpg] /c.jpg[f/s/c.jpg]`},
		{name: "a file that has some of them is in the same call", have: "/s/a.jpg tags=x\n/s/b.jpg\n/s/c.jpg tags=y",
			yaml: "folders: {/s: {tags: {add: [x, y]}}}",
			plan: `
update file /s/a.jpg tags:[x]=>[x, y] (inherited)
update file /s/b.jpg tags:null=>[x, y] (inherited)
update file /s/c.jpg tags:[y]=>[x, y] (inherited)
1 add-tags x y /s /a.jpg[f/s/a.jpg] /b.jpg[f/s/b.jpg] /c.jpg[f/s/c.jpg]`},
		{name: "one that has all of them is in none", have: "/s/a.jpg tags=y,x\n/s/b.jpg\n/s/c.jpg",
			yaml: "folders: {/s: {tags: {add: [x, y]}}}",
			plan: `
update file /s/b.jpg tags:null=>[x, y] (inherited)
update file /s/c.jpg tags:null=>[x, y] (inherited)
1 add-tags x y /s /b.jpg[f/s/b.jpg] /c.jpg[f/s/c.jpg]`},
		{name: "a file that needs a patch anyway carries its tags in it", have: three,
			yaml: "folders: {/s: {tags: {add: [new]}}}\nfiles: {/s/b.jpg: {description: Mug}}",
			plan: `
update file /s/a.jpg tags:null=>[new] (inherited)
update file /s/b.jpg tags:null=>[new] description:null=>Mug (inherited)
update file /s/c.jpg tags:null=>[new] (inherited)
1 add-tags new /s /a.jpg[f/s/a.jpg] /c.jpg[f/s/c.jpg]
2 update-file /s/b.jpg [f/s/b.jpg] tags=[new] description="Mug"`},
		{name: "so does one that gets new bytes", have: three,
			yaml: "folders: {/s: {tags: {add: [new]}}}\nfiles: {/s/b.jpg: {source: pic}}",
			plan: `
replace file /s/b.jpg content:10=>3 tags:null=>[new] (source)
update file /s/a.jpg tags:null=>[new] (inherited)
update file /s/c.jpg tags:null=>[new] (inherited)
1 replace /s/b.jpg [f/s/b.jpg] tags=[new] description="" focus="" private=false
2 add-tags new /s /a.jpg[f/s/a.jpg] /c.jpg[f/s/c.jpg]`},
		{name: "publishing is a call of its own, after the tags", have: "/s/a.jpg\n/s/b.jpg draft",
			yaml: "folders: {/s: {tags: {add: [new]}}}\nfiles: {/s/b.jpg: {published: true}}",
			plan: `
update file /s/a.jpg tags:null=>[new] (inherited)
update file /s/b.jpg tags:null=>[new] published:false=>true (inherited)
1 add-tags new /s /a.jpg[f/s/a.jpg] /b.jpg[f/s/b.jpg]
2 publish-file /s/b.jpg [f/s/b.jpg] published=true <1:sequence`},
		{name: "files of several folders are told of by the folder that has them all", have: "/s/x/a.jpg\n/s/y/in/b.jpg\n/z.jpg",
			yaml: "folders: {/s: {tags: {add: [new]}}}",
			plan: `
update file /s/x/a.jpg tags:null=>[new] (inherited)
update file /s/y/in/b.jpg tags:null=>[new] (inherited)
1 add-tags new /s /x/a.jpg[f/s/x/a.jpg] /y/in/b.jpg[f/s/y/in/b.jpg]`},
		{name: "which is not the one whose name theirs begin with", have: "/s/x/a.jpg\n/s/xy/b.jpg",
			yaml: "folders: {/s: {tags: {add: [new]}}}",
			plan: `
update file /s/x/a.jpg tags:null=>[new] (inherited)
update file /s/xy/b.jpg tags:null=>[new] (inherited)
1 add-tags new /s /x/a.jpg[f/s/x/a.jpg] /xy/b.jpg[f/s/xy/b.jpg]`},
		{name: "a folder moves after the one call that tags all in it", have: "/a/1.jpg\n/a/in/2.jpg",
			yaml: "folders: {/b: {moved_from: /a, tags: {add: [new]}}}",
			plan: `
rename folder /a -> /b along=2 (moved-from)
update file /b/1.jpg tags:null=>[new] (inherited)
update file /b/in/2.jpg tags:null=>[new] (inherited)
1 add-tags new /a /1.jpg[f/a/1.jpg] /in/2.jpg[f/a/in/2.jpg]
2 rename-folder /a -> /b <1:attributes`},
		{name: "each file that moves waits for the call that it is in, and no other does", have: "/a/1.jpg\n/a/2.jpg\n/a/3.jpg\n/b/",
			yaml: "rules: [{name: all, match: {path: \"/b/{1,2}.jpg\"}, tags: {add: [new]}}]\n" +
				"files: {/b/1.jpg: {moved_from: /a/1.jpg}, /b/2.jpg: {moved_from: /a/2.jpg}, /b/3.jpg: {moved_from: /a/3.jpg}}\nfolders: {/a: }",
			plan: `
move file /a/1.jpg -> /b/1.jpg tags:null=>[new] (moved-from)
move file /a/2.jpg -> /b/2.jpg tags:null=>[new] (moved-from)
move file /a/3.jpg -> /b/3.jpg (moved-from)
1 add-tags new /a /1.jpg[f/a/1.jpg] /2.jpg[f/a/2.jpg]
2 move-file /a/1.jpg -> /b/1.jpg <1:attributes
3 move-file /a/2.jpg -> /b/2.jpg <1:attributes
4 move-file /a/3.jpg -> /b/3.jpg`},
		{name: "--target of one file leaves the others out of the call", have: three, o: only("/s/b.jpg"),
			yaml: "folders: {/s: {tags: {add: [new]}}}",
			plan: `
update file /s/b.jpg tags:null=>[new] (inherited)
1 add-tags new /s /b.jpg[f/s/b.jpg]`},
		{name: "--exclude of one file leaves it alone out", have: three, o: without("/s/b.jpg"),
			yaml: "folders: {/s: {tags: {add: [new]}}}",
			plan: `
update file /s/a.jpg tags:null=>[new] (inherited)
update file /s/c.jpg tags:null=>[new] (inherited)
1 add-tags new /s /a.jpg[f/s/a.jpg] /c.jpg[f/s/c.jpg]`},
		{name: "--target of a file in a folder that moves tags it where it is", have: "/a/1.jpg\n/a/2.jpg", o: only("/b/1.jpg"),
			yaml: "folders: {/b: {moved_from: /a, tags: {add: [new]}}}",
			plan: `
update file /b/1.jpg tags:null=>[new] (inherited)
1 add-tags new /a /1.jpg[f/a/1.jpg]`},
		{name: "--exclude of a file in it keeps the folder where it is: tags come before a move", have: "/a/1.jpg\n/a/2.jpg", o: without("/b/1.jpg"),
			yaml: "folders: {/b: {moved_from: /a, tags: {add: [new]}}}",
			plan: `
update file /b/2.jpg tags:null=>[new] (inherited)
1 add-tags new /a /2.jpg[f/a/2.jpg]`},
	})
}

func TestStoriesOfManyDeletes(t *testing.T) {
	tell(t, []story{
		{name: "files of two folders that stay go in one call", have: "/x/a.tmp\n/x/b.jpg\n/y/a.tmp\n/y/b.jpg",
			yaml: "remove: {files: [\"/**/*.tmp\"]}",
			plan: `
delete file /x/a.tmp (removed)
delete file /y/a.tmp (removed)
1 delete-files / x/a.tmp[f/x/a.tmp] y/a.tmp[f/y/a.tmp]`},
		{name: "a folder goes in one call with all in it, folders too", have: "/old/a.jpg\n/old/in/b.jpg\n/old/void/",
			yaml: "remove: {folders: [/old]}",
			plan: `
delete folder /old along=2 (removed)
delete folder /old/in along=1 (removed)
delete folder /old/void (removed)
delete file /old/a.jpg (removed)
delete file /old/in/b.jpg (removed)
1 delete-folder /old with 4 in it`},
		{name: "once what is to stay has left it, from however deep", have: "/old/a.jpg\n/old/in/deep/b.jpg\n/new/",
			yaml: "files: {/new/b.jpg: {moved_from: /old/in/deep/b.jpg}}\nremove: {folders: [/old]}",
			plan: `
delete folder /old along=1 (removed)
delete folder /old/in (removed)
delete folder /old/in/deep (removed)
delete file /old/a.jpg (removed)
move file /old/in/deep/b.jpg -> /new/b.jpg (moved-from)
1 move-file /old/in/deep/b.jpg -> /new/b.jpg
2 delete-folder /old with 3 in it <1:moved-out`},
		{name: "or once a whole folder has", have: "/old/a.jpg\n/old/keep/b.jpg\n/old/keep/c.jpg",
			yaml: "folders: {/kept: {moved_from: /old/keep}}\nremove: {folders: [/old]}",
			plan: `
delete folder /old along=1 (removed)
delete file /old/a.jpg (removed)
move folder /old/keep -> /kept along=2 (moved-from)
1 rename-folder /old/keep -> /old/kept
2 move-folder /old/kept -> /kept <1:sequence
3 delete-folder /old with 1 in it <2:moved-out`},
		{name: "a folder that goes in one that stays goes alone, and what lies beside it in another call", have: "/s/a.tmp\n/s/b.tmp\n/s/old/c.tmp\n/s/d.jpg",
			yaml: "remove: {files: [/s/*.tmp], folders: [/s/old]}",
			plan: `
delete folder /s/old along=1 (removed)
delete file /s/a.tmp (removed)
delete file /s/b.tmp (removed)
delete file /s/old/c.tmp (removed)
1 delete-files /s /a.tmp[f/s/a.tmp] /b.tmp[f/s/b.tmp]
2 delete-folder /s/old with 1 in it`},
		{name: "two that go side by side are a call each", have: "/s/x/1.jpg\n/s/y/2.jpg\n/s/z.jpg",
			yaml: "remove: {folders: [/s/x, /s/y]}",
			plan: `
delete folder /s/x along=1 (removed)
delete folder /s/y along=1 (removed)
delete file /s/x/1.jpg (removed)
delete file /s/y/2.jpg (removed)
1 delete-folder /s/x with 1 in it
2 delete-folder /s/y with 1 in it`},
		{name: "what goes in a folder that moves goes before it moves", have: "/a/x.tmp\n/a/y.tmp\n/a/old/z.tmp\n/a/b.jpg",
			yaml: "folders: {/b: {moved_from: /a}}\nremove: {files: [/b/*.tmp], folders: [/b/old]}",
			plan: `
delete folder /a/old along=1 (removed)
delete file /a/old/z.tmp (removed)
delete file /a/x.tmp (removed)
delete file /a/y.tmp (removed)
rename folder /a -> /b along=1 (moved-from)
1 delete-files /a /x.tmp[f/a/x.tmp] /y.tmp[f/a/y.tmp]
2 delete-folder /a/old with 1 in it
3 rename-folder /a -> /b <1:emptied <2:emptied`},
		{name: "a name is free for a new file once the folder that had it is gone", have: "/s/x/1.jpg\n/s/x/2.jpg\n/s/y.jpg",
			yaml: "folders: {/s: {prune: true}}\nfiles: {/s/x: {source: pic}}",
			plan: `
delete folder /s/x along=2 (pruned)
delete file /s/x/1.jpg (pruned)
delete file /s/x/2.jpg (pruned)
delete file /s/y.jpg (pruned)
upload file /s/x (listed)
1 delete-file /s/y.jpg [f/s/y.jpg]
2 delete-folder /s/x with 2 in it
3 upload /s/x <2:vacated`},
		{name: "--exclude of one file keeps its folder, and what else was in it goes in a call", have: "/old/a.jpg\n/old/b.jpg\n/old/in/c.jpg", o: without("/old/a.jpg"),
			yaml: "remove: {folders: [/old]}",
			plan: `
delete folder /old/in along=1 (removed)
delete file /old/b.jpg (removed)
delete file /old/in/c.jpg (removed)
1 delete-file /old/b.jpg [f/old/b.jpg]
2 delete-folder /old/in with 1 in it`},
	})
}

func TestStoriesOfNewFolders(t *testing.T) {
	tell(t, []story{
		{name: "those above come along with the first that is made in them", have: "/z.jpg",
			yaml: "folders: {/x/y/a: , /x/y/b: }",
			plan: `
create folder /x (parent)
create folder /x/y (parent)
create folder /x/y/a (listed)
create folder /x/y/b (listed)
1 create-folder /x/y/a +/x +/x/y
2 create-folder /x/y/b <1:parent`},
		{name: "those that are there already do not", have: "/x/z.jpg",
			yaml: "folders: {/x/y/a: , /x/b: }",
			plan: `
create folder /x/b (listed)
create folder /x/y (parent)
create folder /x/y/a (listed)
1 create-folder /x/b
2 create-folder /x/y/a +/x/y`},
		{name: "the first is the first by name, however deep", have: "/z.jpg",
			yaml: "folders: {/x/a: , /x/b/c: }",
			plan: `
create folder /x (parent)
create folder /x/a (listed)
create folder /x/b (parent)
create folder /x/b/c (listed)
1 create-folder /x/a +/x
2 create-folder /x/b/c +/x/b <1:parent`},
		{name: "a folder that is listed comes along like any other", have: "/z.jpg",
			yaml: "folders: {/x: , /x/y: }",
			plan: `
create folder /x (listed)
create folder /x/y (listed)
1 create-folder /x/y +/x`},
		{name: "what moves to a new folder waits for the one that brings it", have: "/old/1.jpg",
			yaml: "folders: {/n/old: {moved_from: /old}, /n/y: }",
			plan: `
move folder /old -> /n/old along=1 (moved-from)
create folder /n (parent)
create folder /n/y (listed)
1 create-folder /n/y +/n
2 move-folder /old -> /n/old <1:parent`},
		{name: "so does what is uploaded", have: "/z.jpg",
			yaml: "folders: {/n/y: }\nfiles: {/n/a.jpg: {source: pic}, /n/y/b.jpg: {source: pic}}",
			plan: `
create folder /n (parent)
create folder /n/y (listed)
upload file /n/a.jpg (listed)
upload file /n/y/b.jpg (listed)
1 create-folder /n/y +/n
2 upload /n/a.jpg <1:parent
3 upload /n/y/b.jpg <1:parent`},
		{name: "a name that a folder gives up is taken by a new one, and what is in that one", have: "/a/ id=d1\n/a/1.jpg",
			yaml: "folders: {/b: {id: d1}, /a/x: }",
			plan: `
rename folder /a -> /b along=1 (pin)
create folder /a (parent)
create folder /a/x (listed)
1 rename-folder /a -> /b
2 create-folder /a/x +/a <1:vacated`},
		{name: "a new folder in one that moves is made where it will be", have: "/a/1.jpg",
			yaml: "folders: {/b: {moved_from: /a}, /b/x/y: }",
			plan: `
rename folder /a -> /b along=1 (moved-from)
create folder /b/x (parent)
create folder /b/x/y (listed)
1 rename-folder /a -> /b
2 create-folder /b/x/y +/b/x <1:arrived`},
		{name: "a folder comes along too where its name has to be given up first", have: "/n/x/ id=d1\n/n/x/1.jpg",
			yaml: "folders: {/n/x/y: , /m: {id: d1}}",
			plan: `
move folder /n/x -> /m along=1 (pin)
create folder /n/x (parent)
create folder /n/x/y (listed)
1 rename-folder /n/x -> /n/iksync_1075f133da0f
2 move-folder /n/iksync_1075f133da0f -> /iksync_1075f133da0f <1:sequence
3 rename-folder /iksync_1075f133da0f -> /m <2:sequence
4 create-folder /n/x/y +/n/x <1:vacated`},
		{name: "--target of one brings what is above it, and not what is beside it", have: "/z.jpg", o: only("/x/y/b"),
			yaml: "folders: {/x/y/a: , /x/y/b: }",
			plan: `
create folder /x (parent)
create folder /x/y (parent)
create folder /x/y/b (listed)
1 create-folder /x/y/b +/x +/x/y`},
	})
}

// TestStoriesOfMoreThanACallTakes counts calls where they would be long to read.
func TestStoriesOfMoreThanACallTakes(t *testing.T) {
	lines := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format+"\n", i)
		}
		return b.String()
	}
	all := "limits: {deletes: 1000, delete_percent: 100}\n"
	for _, test := range []struct {
		name, have, yaml string
		calls            int
	}{
		{"50 files are tagged by one call", lines("/s/%03d.jpg", 50), "folders: {/s: {tags: {add: [x]}}}", 1},
		{"51 by two", lines("/s/%03d.jpg", 51), "folders: {/s: {tags: {add: [x]}}}", 2},
		{"120 by three", lines("/s/%03d.jpg", 120), "folders: {/s: {tags: {add: [x]}}}", 3},
		{"and by six where another tag goes", lines("/s/%03d.jpg tags=y", 120), "folders: {/s: {tags: {add: [x], remove: [y]}}}", 6},
		{"100 files are deleted by one call", lines("/s/%03d.tmp", 100), all + "remove: {files: [/s/*]}", 1},
		{"101 by two", lines("/s/%03d.tmp", 101), all + "remove: {files: [/s/*]}", 2},
		{"250 by three", lines("/s/%03d.tmp", 250), all + "remove: {files: [/s/*]}", 3},
		{"and with their folder by one", lines("/s/%03d.tmp", 250), all + "remove: {folders: [/s]}", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, err := plan.Make(want(t, test.yaml), have(test.have), plan.Source{}, withNow(plan.Options{AllowEmpty: plan.Granted}))
			require.NoError(t, err)
			require.Empty(t, p.Refusals)
			require.Len(t, p.Operations, test.calls)
			fulfilled := map[plan.ChangeID]bool{}
			for _, op := range p.Operations {
				most := plan.MaxDeleteFiles
				if op.Kind == plan.OpAddTags || op.Kind == plan.OpRemoveTags {
					most = plan.MaxTagFiles
				}
				require.LessOrEqual(t, len(op.Files), most)
				for _, id := range op.Changes {
					fulfilled[id] = true
				}
			}
			require.Len(t, fulfilled, len(p.Changes))
		})
	}
}
