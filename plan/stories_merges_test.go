package plan_test

import "testing"

func mergesOfTwo() []story {
	return []story{
		{name: "a file becomes the newest version of another", have: "/in/a.jpg id=1\n/out/a.jpg id=2",
			yaml: "files: {/out/a.jpg: {moved_from: /in/a.jpg, on_conflict: version}}",
			plan: `
merge file /in/a.jpg -> /out/a.jpg (moved-from)
1 merge-file /in/a.jpg -> /out/a.jpg`},
		{name: "so does a pinned one", have: "/in/a.jpg id=1\n/out/a.jpg id=2",
			yaml: "files: {/out/a.jpg: {id: 1, on_conflict: version}}",
			plan: `
merge file /in/a.jpg -> /out/a.jpg (pin)
1 merge-file /in/a.jpg -> /out/a.jpg`},
		{name: "where nothing is in the way it merely moves", have: "/in/a.jpg id=1\n/out/",
			yaml: "files: {/out/a.jpg: {moved_from: /in/a.jpg, on_conflict: version}}",
			plan: `
move file /in/a.jpg -> /out/a.jpg (moved-from)
1 move-file /in/a.jpg -> /out/a.jpg`},
		{name: "what is asked of the place is given to both: no document says whose attributes stay", have: "/in/a.jpg id=1\n/out/a.jpg id=2",
			yaml: "files: {/out/a.jpg: {moved_from: /in/a.jpg, on_conflict: version, tags: [z]}}",
			plan: `
merge file /in/a.jpg -> /out/a.jpg tags:null=>[z] (moved-from)
update file /out/a.jpg tags:null=>[z] (listed)
1 add-tags z / in/a.jpg[1] out/a.jpg[2]
2 merge-file /in/a.jpg -> /out/a.jpg <1:attributes`},
		{name: "also where the one that is there has it already", have: "/in/a.jpg id=1 description=old\n/out/a.jpg id=2 description=new",
			yaml: "files: {/out/a.jpg: {moved_from: /in/a.jpg, on_conflict: version, description: new}}",
			plan: `
merge file /in/a.jpg -> /out/a.jpg description:old=>new (moved-from)
1 update-file /in/a.jpg [1] description="new"
2 merge-file /in/a.jpg -> /out/a.jpg <1:attributes`},
		{name: "a folder goes into one of its name, with one file that both have", have: "/in/f/a.jpg id=1\n/in/f/b.jpg id=2\n/out/f/a.jpg id=3\n/out/f/c.jpg id=4",
			yaml: "folders: {/out/f: {moved_from: /in/f, on_conflict: version}}",
			plan: `
merge folder /in/f -> /out/f along=2 (moved-from)
merge file /in/f/a.jpg -> /out/f/a.jpg (moved-from)
1 merge-folder /in/f -> /out/f`},
		{name: "folders in both are merged as well", have: "/in/f/x/a.jpg id=1\n/out/f/x/b.jpg id=2",
			yaml: "folders: {/out/f: {moved_from: /in/f, on_conflict: version}}",
			plan: `
merge folder /in/f -> /out/f along=1 (moved-from)
merge folder /in/f/x -> /out/f/x (moved-from)
1 merge-folder /in/f -> /out/f`},
		{name: "tags that the place passes on are given to all before", have: "/in/f/a.jpg id=1\n/in/f/b.jpg id=2\n/out/f/a.jpg id=3",
			yaml: "folders: {/out/f: {moved_from: /in/f, on_conflict: version, tags: {add: [f]}}}",
			plan: `
merge folder /in/f -> /out/f along=2 (moved-from)
merge file /in/f/a.jpg -> /out/f/a.jpg tags:null=>[f] (moved-from)
update file /out/f/a.jpg tags:null=>[f] (inherited)
update file /out/f/b.jpg tags:null=>[f] (inherited)
1 add-tags f / in/f/a.jpg[1] out/f/a.jpg[3] in/f/b.jpg[2]
2 merge-folder /in/f -> /out/f <1:attributes`},
		{name: "what leaves in time is not merged", have: "/in/f/a.jpg id=1\n/in/f/b.jpg id=2\n/out/f/a.jpg id=3",
			yaml: "folders: {/out/f: {moved_from: /in/f, on_conflict: version}}\nfiles: {/kept.jpg: {id: 1}}",
			plan: `
merge folder /in/f -> /out/f along=1 (moved-from)
move file /in/f/a.jpg -> /kept.jpg (pin)
1 rename-file /in/f/a.jpg -> /in/f/kept.jpg
2 move-file /in/f/kept.jpg -> /kept.jpg <1:sequence
3 merge-folder /in/f -> /out/f <2:moved-out`},
	}
}

func TestStoriesOfMerges(t *testing.T) {
	tell(t, mergesOfTwo())
	tell(t, []story{
		{name: "a merge that is done asks for nothing", have: "/in/\n/out/a.jpg id=2",
			yaml: "files: {/out/a.jpg: {moved_from: /in/a.jpg, on_conflict: version}}"},
		{name: "without on_conflict the refusal names both, and what would let it", have: "/in/a.jpg id=1\n/out/a.jpg id=2",
			yaml: "files:\n  /out/a.jpg: {moved_from: /in/a.jpg}",
			plan: `
move file /in/a.jpg -> /out/a.jpg (moved-from)
refused: collision at w.yaml:5:28: file /in/a.jpg (1) would go to /out/a.jpg, and file /out/a.jpg (2) is there already: they would be merged, the one becoming an old version of the other
override: on_conflict: version`},
		{name: "of folders too", have: "/in/f/a.jpg id=1\n/out/f/b.jpg id=3",
			yaml: "folders:\n  /out/f: {moved_from: /in/f}",
			plan: `
move folder /in/f -> /out/f along=1 (moved-from)
refused: collision at w.yaml:5:24: folder /in/f (d/in/f) would go to /out/f, and folder /out/f (d/out/f) is there already: they would be merged, files of one name becoming versions of each other
override: on_conflict: version`},
		{name: "what is there is protected", have: "/in/a.jpg id=1\n/out/a.jpg id=2",
			yaml: "protect: [/out/a.jpg]\nfiles:\n  /out/a.jpg: {moved_from: /in/a.jpg, on_conflict: version}",
			plan: `
merge file /in/a.jpg -> /out/a.jpg (moved-from)
1 merge-file /in/a.jpg -> /out/a.jpg
refused: protected at w.yaml:6:28: file /in/a.jpg (1) would move to /out/a.jpg, and /out/a.jpg protects it (w.yaml:4:11)`},
		{name: "something in the folder that is there is protected", have: "/in/f/a.jpg id=1\n/out/f/a.jpg id=2",
			yaml: "protect: [/out/f/a.jpg]\nfolders:\n  /out/f: {moved_from: /in/f, on_conflict: version}",
			plan: `
merge folder /in/f -> /out/f along=1 (moved-from)
merge file /in/f/a.jpg -> /out/f/a.jpg (moved-from)
1 merge-folder /in/f -> /out/f
refused: protected at w.yaml:6:24: file /in/f/a.jpg (1) would go along with /in/f to /out/f/a.jpg, and /out/f/a.jpg protects it (w.yaml:4:11)`},
		{name: "in one folder there is no call for it", have: "/s/a.jpg id=1\n/s/b.jpg id=2",
			yaml: "files:\n  /s/b.jpg: {moved_from: /s/a.jpg, on_conflict: version}",
			plan: `
rename file /s/a.jpg -> /s/b.jpg (moved-from)
refused: collision at w.yaml:5:26: file /s/a.jpg (1) would go to /s/b.jpg, and file /s/b.jpg (2) is there already: they would be merged, the one becoming an old version of the other; this time they cannot be: only what keeps its name, and comes from another folder, can be merged into what stays where it is`},
		{name: "nor under a new name", have: "/in/a.jpg id=1\n/out/b.jpg id=2",
			yaml: "files:\n  /out/b.jpg: {moved_from: /in/a.jpg, on_conflict: version}",
			plan: `
move file /in/a.jpg -> /out/b.jpg (moved-from)
refused: collision at w.yaml:5:28: file /in/a.jpg (1) would go to /out/b.jpg, and file /out/b.jpg (2) is there already: they would be merged, the one becoming an old version of the other; this time they cannot be: only what keeps its name, and comes from another folder, can be merged into what stays where it is`},
		{name: "nor with a folder", have: "/in/a id=1\n/out/a/b.jpg id=2",
			yaml: "files:\n  /out/a: {moved_from: /in/a, on_conflict: version}",
			plan: `
move file /in/a -> /out/a (moved-from)
refused: collision at w.yaml:5:24: file /in/a (1) would go to /out/a, and folder /out/a (d/out/a) is there already: a file and a folder cannot have one name`},
		{name: "two into one would depend on who comes first", have: "/x/f/a.jpg id=1\n/y/a.jpg id=2\n/out/f/a.jpg id=3",
			yaml: "folders:\n  /out/f: {moved_from: /x/f, on_conflict: version}\nfiles:\n  /out/f/a.jpg: {moved_from: /y/a.jpg, on_conflict: version}",
			plan: `
merge folder /x/f -> /out/f along=1 (moved-from)
merge file /x/f/a.jpg -> /out/f/a.jpg (moved-from)
move file /y/a.jpg -> /out/f/a.jpg (moved-from)
1 merge-folder /x/f -> /out/f
refused: collision at w.yaml:7:30: file /y/a.jpg (2) would go to /out/f/a.jpg, and file /out/f/a.jpg (3) is there already: they would be merged, the one becoming an old version of the other; this time they cannot be: only what keeps its name, and comes from another folder, can be merged into what stays where it is`},
	})
}

func TestMergesEndAlikeWhereverTheyAreCutOff(t *testing.T) { endAlike(t, mergesOfTwo()) }
