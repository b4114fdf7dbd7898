package plan_test

import "testing"

func TestMovesOfFiles(t *testing.T) {
	tell(t, []story{
		{name: "a file goes to another folder, with its attributes set before", have: "/in/a.jpg tags=wip",
			yaml: "files: {/out/a.jpg: {moved_from: /in/a.jpg, tags: [done]}}",
			plan: `
move file /in/a.jpg -> /out/a.jpg tags:[wip]=>[done] (moved-from)
create folder /out (parent)
1 update-file /in/a.jpg [f/in/a.jpg] tags=[done]
2 create-folder /out
3 move-file /in/a.jpg -> /out/a.jpg <1:attributes <2:parent`},
		{name: "a file gets another name", have: "/in/a.jpg",
			yaml: "files: {/in/b.jpg: {moved_from: /in/a.jpg}}",
			plan: `
rename file /in/a.jpg -> /in/b.jpg (moved-from)
1 rename-file /in/a.jpg -> /in/b.jpg`},
		{name: "both at once", have: "/in/a.jpg\n/out/",
			yaml: "files: {/out/b.jpg: {moved_from: /in/a.jpg}}",
			plan: `
move file /in/a.jpg -> /out/b.jpg (moved-from)
1 rename-file /in/a.jpg -> /in/b.jpg
2 move-file /in/b.jpg -> /out/b.jpg <1:sequence`},
		{name: "the first half waits for what the second one needs", have: "/in/a.jpg",
			yaml: "files: {/out/b.jpg: {moved_from: /in/a.jpg}}",
			plan: `
move file /in/a.jpg -> /out/b.jpg (moved-from)
create folder /out (parent)
1 create-folder /out
2 rename-file /in/a.jpg -> /in/b.jpg <1:parent
3 move-file /in/b.jpg -> /out/b.jpg <2:sequence`},
		{name: "under a temporary name where another file is in the way", have: "/in/a.jpg\n/in/b.jpg\n/out/",
			yaml: "files: {/out/b.jpg: {moved_from: /in/a.jpg}}",
			plan: `
move file /in/a.jpg -> /out/b.jpg (moved-from)
1 rename-file /in/a.jpg -> /in/iksync_53fa986aff2b.jpg
2 move-file /in/iksync_53fa986aff2b.jpg -> /out/iksync_53fa986aff2b.jpg <1:sequence
3 rename-file /out/iksync_53fa986aff2b.jpg -> /out/b.jpg <2:sequence`},
		{name: "where another entry is about the stop", have: "/in/a.jpg\n/out/",
			yaml: "files: {/out/b.jpg: {moved_from: /in/a.jpg}, /in/b.jpg: {source: pic}}",
			plan: `
move file /in/a.jpg -> /out/b.jpg (moved-from)
upload file /in/b.jpg (listed)
1 rename-file /in/a.jpg -> /in/iksync_53fa986aff2b.jpg
2 move-file /in/iksync_53fa986aff2b.jpg -> /out/iksync_53fa986aff2b.jpg <1:sequence
3 rename-file /out/iksync_53fa986aff2b.jpg -> /out/b.jpg <2:sequence
4 upload /in/b.jpg`},
		{name: "a stop is never in a protected place", have: "/in/a.jpg\n/out/",
			yaml: "protect: [/in/b.jpg]\nfiles: {/out/b.jpg: {moved_from: /in/a.jpg}}",
			plan: `
move file /in/a.jpg -> /out/b.jpg (moved-from)
1 rename-file /in/a.jpg -> /in/iksync_53fa986aff2b.jpg
2 move-file /in/iksync_53fa986aff2b.jpg -> /out/iksync_53fa986aff2b.jpg <1:sequence
3 rename-file /out/iksync_53fa986aff2b.jpg -> /out/b.jpg <2:sequence`},
		{name: "killed half-way, it goes on from the stop", have: "/in/b.jpg id=1\n/out/",
			yaml: "files: {/out/b.jpg: {moved_from: /in/a.jpg}}",
			plan: `
move file /in/b.jpg -> /out/b.jpg (moved-from)
1 move-file /in/b.jpg -> /out/b.jpg
held: file /in/b.jpg (half-way): neither /in/a.jpg nor /out/b.jpg has what is to go from here to there; this is taken to be it, left half-way by a run that was cut off`},
		{name: "which a prune does not take for rubbish", have: "/in/b.jpg id=1\n/in/c.jpg\n/out/",
			yaml: "folders: {/in: {prune: true}}\nfiles: {/out/b.jpg: {moved_from: /in/a.jpg}}",
			plan: `
delete file /in/c.jpg (pruned)
move file /in/b.jpg -> /out/b.jpg (moved-from)
1 delete-file /in/c.jpg [f/in/c.jpg]
2 move-file /in/b.jpg -> /out/b.jpg
held: file /in/b.jpg (half-way): neither /in/a.jpg nor /out/b.jpg has what is to go from here to there; this is taken to be it, left half-way by a run that was cut off`},
		{name: "from under a temporary name", have: "/in/iksync_53fa986aff2b.jpg id=1\n/in/b.jpg\n/out/",
			yaml: "files: {/out/b.jpg: {moved_from: /in/a.jpg}}",
			plan: `
move file /in/iksync_53fa986aff2b.jpg -> /out/b.jpg (moved-from)
1 move-file /in/iksync_53fa986aff2b.jpg -> /out/iksync_53fa986aff2b.jpg
2 rename-file /out/iksync_53fa986aff2b.jpg -> /out/b.jpg <1:sequence
held: file /in/iksync_53fa986aff2b.jpg (half-way): a run that was cut off left it under this temporary name, on its way to /out/b.jpg`},
		{name: "a pin finds its file anywhere", have: "/in/deep/a.jpg id=1\n/out/",
			yaml: "files: {/out/b.jpg: {id: 1}}",
			plan: `
move file /in/deep/a.jpg -> /out/b.jpg (pin)
1 rename-file /in/deep/a.jpg -> /in/deep/b.jpg
2 move-file /in/deep/b.jpg -> /out/b.jpg <1:sequence`},
		{name: "half-way too, since a rename keeps the id", have: "/in/deep/b.jpg id=1\n/out/",
			yaml: "files: {/out/b.jpg: {id: 1}}",
			plan: `
move file /in/deep/b.jpg -> /out/b.jpg (pin)
1 move-file /in/deep/b.jpg -> /out/b.jpg`},
		{name: "a pin that is gone counts as done where the path is there", have: "/out/b.jpg id=9",
			yaml: "files: {/out/b.jpg: {id: 1}}",
			plan: `
held: file /out/b.jpg (pin-gone): no file has the id 1 any more; /out/b.jpg is there as 9, which counts as done`},
		{name: "also where a folder is about to bring it", have: "/in/b.jpg id=9",
			yaml: "folders: {/out: {moved_from: /in}}\nfiles: {/out/b.jpg: {id: 1}}",
			plan: `
rename folder /in -> /out along=1 (moved-from)
1 rename-folder /in -> /out
held: file /out/b.jpg (pin-gone): no file has the id 1 any more; /out/b.jpg is there as 9, which counts as done`},
		{name: "but not where what is there leaves", have: "/b.jpg id=2",
			yaml: "files:\n  /b.jpg: {id: 1}\n  /c.jpg: {id: 2}",
			plan: `
problem: w.yaml:5:16: no file in scope has the id 1, and nothing is at /b.jpg`},
		{name: "a pin of nothing", have: "/a.jpg",
			yaml: "files:\n  /b.jpg: {id: nope}",
			plan: `
problem: w.yaml:5:16: no file in scope has the id nope, and nothing is at /b.jpg`},
		{name: "a pinned folder of nothing is not made anew", have: "/a.jpg",
			yaml: "folders:\n  /b: {id: nope}",
			plan: `
problem: w.yaml:5:12: no folder in scope has the id nope, and nothing is at /b`},
		{name: "a pin leaves its place to a new file", have: "/a.jpg id=1",
			yaml: "files: {/b.jpg: {id: 1}, /a.jpg: {source: pic}}",
			plan: `
rename file /a.jpg -> /b.jpg (pin)
upload file /a.jpg (listed)
1 rename-file /a.jpg -> /b.jpg
2 upload /a.jpg <1:vacated`},
		{name: "a pin leaves its place to nothing", have: "/a.jpg id=1",
			yaml: "files:\n  /b.jpg: {id: 1}\n  /a.jpg: {tags: [x]}",
			plan: `
problem: w.yaml:6:3: /a.jpg goes to /b.jpg, and has no source to upload anew; list it there instead`},
		{name: "a file that is nowhere", have: "/b.jpg",
			yaml: "files:\n  /c.jpg: {moved_from: /a.jpg}\n  /d.jpg: ",
			plan: `
problem: w.yaml:5:3: /c.jpg is not in the library, and neither is /a.jpg that it is to come from; give it a source, or take the entry out
problem: w.yaml:6:3: /d.jpg is not in the library and has no source to upload; give it a source, or take the entry out`},
		{name: "a file out of a folder that is deleted", have: "/old/keep.jpg\n/old/junk.jpg\n/new/",
			yaml: "files: {/new/keep.jpg: {moved_from: /old/keep.jpg}}\nremove: {folders: [/old]}",
			plan: `
delete folder /old along=1 (removed)
delete file /old/junk.jpg (removed)
move file /old/keep.jpg -> /new/keep.jpg (moved-from)
1 move-file /old/keep.jpg -> /new/keep.jpg
2 delete-folder /old with 1 in it <1:moved-out`},
		{name: "a file takes the name of a folder that goes", have: "/x/1.jpg\n/a.jpg",
			yaml: "folders: {/y: {moved_from: /x}}\nfiles: {/x: {moved_from: /a.jpg}}",
			plan: `
rename folder /x -> /y along=1 (moved-from)
rename file /a.jpg -> /x (moved-from)
1 rename-folder /x -> /y
2 rename-file /a.jpg -> /x <1:vacated`},
		{name: "one object cannot go to two places", have: "/a.jpg id=1",
			yaml: "files:\n  /b.jpg: {id: 1}\n  /c.jpg: {moved_from: /a.jpg}",
			plan: `
problem: w.yaml:6:24: file /a.jpg (1) is claimed by w.yaml:5:16 as well: one object cannot go to two places`},
	})
}
