package plan_test

import "testing"

func TestMovesOfFolders(t *testing.T) {
	tell(t, []story{
		{name: "missing folders are made from the top down", have: `/s/a.jpg`,
			yaml: "folders: {/s/x/y/z: }",
			plan: `
create folder /s/x (parent)
create folder /s/x/y (parent)
create folder /s/x/y/z (listed)
1 create-folder /s/x/y/z +/s/x +/s/x/y`},
		{name: "a folder goes to another folder", have: "/old/a.jpg\n/old/in/b.jpg\n/archive/",
			yaml: "folders: {/archive/old: {moved_from: /old}}",
			plan: `
move folder /old -> /archive/old along=2 (moved-from)
1 move-folder /old -> /archive/old`},
		{name: "a folder gets another name", have: "/old/a.jpg",
			yaml: "folders: {/new: {moved_from: /old}}",
			plan: `
rename folder /old -> /new along=1 (moved-from)
1 rename-folder /old -> /new`},
		{name: "both at once are two jobs, the name first", have: "/old/a.jpg\n/archive/",
			yaml: "folders: {/archive/new: {moved_from: /old}}",
			plan: `
move folder /old -> /archive/new along=1 (moved-from)
1 rename-folder /old -> /new
2 move-folder /new -> /archive/new <1:sequence`},
		{name: "the folder that it goes to is made first, and attributes are set before", have: "/old/a.jpg",
			yaml: "folders: {/archive/2024/old: {moved_from: /old, tags: {add: [archived]}}}",
			plan: `
move folder /old -> /archive/2024/old along=1 (moved-from)
create folder /archive (parent)
create folder /archive/2024 (parent)
update file /archive/2024/old/a.jpg tags:null=>[archived] (inherited)
1 add-tags archived /old /a.jpg[f/old/a.jpg]
2 create-folder /archive/2024 +/archive
3 move-folder /old -> /archive/2024/old <1:attributes <2:parent`},
		{name: "a move that is done asks for nothing", have: "/archive/old/a.jpg",
			yaml: "folders: {/archive/old: {moved_from: /old}}"},
		{name: "where neither is there, the folder is made", have: "/a.jpg",
			yaml: "folders: {/archive/old: {moved_from: /old}}",
			plan: `
create folder /archive (parent)
create folder /archive/old (listed)
1 create-folder /archive/old +/archive`},
		{name: "a folder that is itself wanted does not move", have: "/old/a.jpg",
			yaml: "folders: {/old: , /new: {moved_from: /old}}",
			plan: `
create folder /new (listed)
1 create-folder /new`},
		{name: "a pinned folder goes where it is listed", have: "/old/ id=d1\n/old/a.jpg",
			yaml: "folders: {/new: {id: d1}}",
			plan: `
rename folder /old -> /new along=1 (pin)
1 rename-folder /old -> /new`},
		{name: "a folder inside another that moves is put in order first", have: "/a/x/1.jpg",
			yaml: "folders: {/b: {moved_from: /a}, /b/y: {moved_from: /a/x}}",
			plan: `
move folder /a/x -> /b/y along=1 (moved-from)
rename folder /a -> /b (moved-from)
1 rename-folder /a/x -> /a/y
2 rename-folder /a -> /b <1:arrived`},
		{name: "it is the same written the other way round", have: "/a/x/1.jpg",
			yaml: "folders: {/b: {moved_from: /a}, /b/y: {moved_from: /b/x}}",
			plan: `
move folder /a/x -> /b/y along=1 (moved-from)
rename folder /a -> /b (moved-from)
1 rename-folder /a/x -> /a/y
2 rename-folder /a -> /b <1:arrived`},
		{name: "and goes on when the outer one has moved already", have: "/b/x/1.jpg",
			yaml: "folders: {/b: {moved_from: /a}, /b/y: {moved_from: /a/x}}",
			plan: `
rename folder /b/x -> /b/y along=1 (moved-from)
1 rename-folder /b/x -> /b/y`},
		{name: "a folder leaves one that moves", have: "/a/x/1.jpg\n/a/2.jpg",
			yaml: "folders: {/b: {moved_from: /a}, /y: {moved_from: /a/x}}",
			plan: `
move folder /a/x -> /y along=1 (moved-from)
rename folder /a -> /b along=1 (moved-from)
1 rename-folder /a/x -> /a/y
2 move-folder /a/y -> /y <1:sequence
3 rename-folder /a -> /b <2:moved-out`},
		{name: "two levels flatten into one that moves", have: "/a/in/deep/1.jpg",
			yaml: "folders: {/b: {moved_from: /a}, /c: {moved_from: /a/in}}\nfiles: {/b/1.jpg: {moved_from: /a/in/deep/1.jpg}}",
			plan: `
move folder /a/in -> /c (moved-from)
move file /a/in/deep/1.jpg -> /b/1.jpg (moved-from)
rename folder /a -> /b (moved-from)
1 move-file /a/in/deep/1.jpg -> /a/1.jpg
2 rename-folder /a/in -> /a/c <1:moved-out
3 move-folder /a/c -> /c <2:sequence
4 rename-folder /a -> /b <3:moved-out`},
		{name: "a folder moves into one that moves", have: "/a/1.jpg\n/x/2.jpg",
			yaml: "folders: {/b: {moved_from: /a}, /b/x: {moved_from: /x}}",
			plan: `
move folder /x -> /b/x along=1 (moved-from)
rename folder /a -> /b along=1 (moved-from)
1 rename-folder /a -> /b
2 move-folder /x -> /b/x <1:arrived`},
		{name: "what goes along anyway needs no move of its own", have: "/a/1.jpg id=f1",
			yaml: "folders: {/b: {moved_from: /a}}\nfiles: {/b/1.jpg: {id: f1}}",
			plan: `
rename folder /a -> /b along=1 (moved-from)
1 rename-folder /a -> /b`},
		{name: "what is listed in a folder that leaves is a contradiction", have: "/a/1.jpg\n/a/2.jpg",
			yaml: "folders:\n  /b: {moved_from: /a}\nfiles:\n  /a/1.jpg: {tags: [x]}",
			plan: `
problem: w.yaml:7:3: /a/1.jpg lies in /a, which moves to /b (w.yaml:5:20) with everything in it: list it below /b`},
		{name: "so it is when the move is long done", have: "/b/1.jpg",
			yaml: "folders:\n  /b: {moved_from: /a}\nfiles:\n  /a/1.jpg: {source: pic}",
			plan: `
problem: w.yaml:7:3: /a/1.jpg lies in /a, which moves to /b (w.yaml:5:20) with everything in it: list it below /b`},
		{name: "one that a pinned folder takes along is told of", have: "/a/ id=d1\n/a/1.jpg",
			yaml: "folders:\n  /b: {id: d1}\nfiles:\n  /a/1.jpg: {tags: [x]}",
			plan: `
problem: w.yaml:7:3: /a/1.jpg lies in /a, which moves to /b (w.yaml:5:12) with everything in it: list it as /b/1.jpg`},
		{name: "what may be meant in two ways is refused", have: "/a/1.jpg\n/b/1.jpg",
			yaml: "folders:\n  /c: {moved_from: /b}\n  /b: {moved_from: /a}\nfiles:\n  /z.jpg: {moved_from: /b/1.jpg}",
			plan: `
problem: w.yaml:8:24: /b/1.jpg may mean two things: what is in /b now goes to /c, and another folder comes to /b (w.yaml:6:3); name a place before or after those moves instead`},
	})
}

func TestChainsOfMoves(t *testing.T) {
	yaml := "files: {/c.jpg: {moved_from: /b.jpg}, /b.jpg: {moved_from: /a.jpg}}"
	tell(t, []story{
		{name: "the last goes first", have: "/a.jpg id=1\n/b.jpg id=2", yaml: yaml,
			plan: `
rename file /a.jpg -> /b.jpg (moved-from)
rename file /b.jpg -> /c.jpg (moved-from)
1 rename-file /b.jpg -> /c.jpg
2 rename-file /a.jpg -> /b.jpg <1:vacated`},
		{name: "half-done, it goes on", have: "/a.jpg id=1\n/c.jpg id=2", yaml: yaml,
			plan: `
rename file /a.jpg -> /b.jpg (moved-from)
1 rename-file /a.jpg -> /b.jpg`},
		{name: "done, it asks for nothing", have: "/b.jpg id=1\n/c.jpg id=2", yaml: yaml},
		{name: "a chain of folders", have: "/a/1.jpg\n/b/2.jpg", yaml: "folders: {/c: {moved_from: /b}, /b: {moved_from: /a}}",
			plan: `
rename folder /a -> /b along=1 (moved-from)
rename folder /b -> /c along=1 (moved-from)
1 rename-folder /b -> /c
2 rename-folder /a -> /b <1:vacated`},
		{name: "half-done", have: "/a/1.jpg\n/c/2.jpg", yaml: "folders: {/c: {moved_from: /b}, /b: {moved_from: /a}}",
			plan: `
rename folder /a -> /b along=1 (moved-from)
1 rename-folder /a -> /b`},
		{name: "done", have: "/b/1.jpg\n/c/2.jpg", yaml: "folders: {/c: {moved_from: /b}, /b: {moved_from: /a}}"},
		{name: "a pin at its head", have: "/a.jpg id=1\n/b.jpg id=2", yaml: "files: {/c.jpg: {moved_from: /b.jpg}, /b.jpg: {id: 1}}",
			plan: `
rename file /a.jpg -> /b.jpg (pin)
rename file /b.jpg -> /c.jpg (moved-from)
1 rename-file /b.jpg -> /c.jpg
2 rename-file /a.jpg -> /b.jpg <1:vacated`},
		{name: "a pin at its head that was given another id", have: "/b.jpg id=9\n/c.jpg id=2", yaml: "files: {/c.jpg: {moved_from: /b.jpg}, /b.jpg: {id: 1}}",
			plan: `
held: file /b.jpg (pin-gone): no file has the id 1 any more; /b.jpg is there as 9, which counts as done`},
		{name: "a ring of files prints the pins", have: "/a.jpg id=1\n/b.jpg id=2",
			yaml: "files:\n  /a.jpg: {moved_from: /b.jpg}\n  /b.jpg: {moved_from: /a.jpg}",
			plan: `
problem: w.yaml:5:24: moved_from goes round in a ring, which looks the same before and after; pin the files instead:
problem:   /a.jpg: {id: 2}
problem:   /b.jpg: {id: 1}`},
		{name: "a ring of three folders, one of them not there", have: "/a/ id=d1\n/b/ id=d2",
			yaml: "folders:\n  /a: {moved_from: /c}\n  /b: {moved_from: /a}\n  /c: {moved_from: /b}",
			plan: `
problem: w.yaml:5:20: moved_from goes round in a ring, which looks the same before and after; pin the folders instead:
problem:   /a: {id: <the id of what is to be there>}
problem:   /b: {id: d1}
problem:   /c: {id: d2}`},
		{name: "a chain in a folder that moves", have: "/a/x.jpg id=1\n/a/y.jpg id=2",
			yaml: "folders: {/b: {moved_from: /a}}\nfiles: {/b/z.jpg: {moved_from: /a/y.jpg}, /b/y.jpg: {moved_from: /a/x.jpg}}",
			plan: `
move file /a/x.jpg -> /b/y.jpg (moved-from)
move file /a/y.jpg -> /b/z.jpg (moved-from)
rename folder /a -> /b (moved-from)
1 rename-file /a/y.jpg -> /a/z.jpg
2 rename-file /a/x.jpg -> /a/y.jpg <1:vacated
3 rename-folder /a -> /b <2:arrived`},
		{name: "half-done, whatever the places are called", have: "/a/y.jpg id=1\n/a/z.jpg id=2",
			yaml: "folders: {/b: {moved_from: /a}}\nfiles: {/b/z.jpg: {moved_from: /a/y.jpg}, /b/y.jpg: {moved_from: /b/x.jpg}}",
			plan: `
rename folder /a -> /b along=2 (moved-from)
1 rename-folder /a -> /b`},
		{name: "a ring under two names", have: "/a/x.jpg id=1\n/a/y.jpg id=2",
			yaml: "folders: {/b: {moved_from: /a}}\nfiles:\n  /b/x.jpg: {moved_from: /b/y.jpg}\n  /b/y.jpg: {moved_from: /a/x.jpg}",
			plan: `
problem: w.yaml:6:26: moved_from goes round in a ring, which looks the same before and after; pin the files instead:
problem:   /b/x.jpg: {id: 2}
problem:   /b/y.jpg: {id: 1}`},
		{name: "a swap by pins has no order yet", have: "/a.jpg id=1\n/b.jpg id=2",
			yaml: "files: {/a.jpg: {id: 2}, /b.jpg: {id: 1}}",
			plan: `
rename file /b.jpg -> /a.jpg (pin)
rename file /a.jpg -> /b.jpg (pin)
1 rename-file /b.jpg -> /iksync_77b9845dafd3.jpg
2 rename-file /a.jpg -> /b.jpg <1:vacated
3 rename-file /iksync_77b9845dafd3.jpg -> /a.jpg <2:vacated`},
	})
}

func TestCollisionsAreRefused(t *testing.T) {
	tell(t, []story{
		{name: "a file onto a file", have: "/a.jpg id=1\n/b.jpg id=2",
			yaml: "files:\n  /b.jpg: {moved_from: /a.jpg}",
			plan: `
rename file /a.jpg -> /b.jpg (moved-from)
refused: collision at w.yaml:5:24: file /a.jpg (1) would go to /b.jpg, and file /b.jpg (2) is there already: they would be merged, the one becoming an old version of the other`},
		{name: "a folder onto a folder, named once", have: "/a/1.jpg\n/b/1.jpg",
			yaml: "folders:\n  /b: {moved_from: /a}",
			plan: `
rename folder /a -> /b along=1 (moved-from)
refused: collision at w.yaml:5:20: folder /a (d/a) would go to /b, and folder /b (d/b) is there already: they would be merged, files of one name becoming versions of each other`},
		{name: "two that go to one place", have: "/a/ id=d1\n/a/x.jpg id=1\n/y.jpg id=2",
			yaml: "folders:\n  /b: {moved_from: /a}\nfiles:\n  /b/x.jpg: {id: 2}",
			plan: `
move file /y.jpg -> /b/x.jpg (pin)
rename folder /a -> /b along=1 (moved-from)
1 rename-folder /a -> /b
refused: collision at w.yaml:7:18: file /y.jpg (2) would go to /b/x.jpg, and file /a/x.jpg (1) goes there too: they would be merged, the one becoming an old version of the other`},
		{name: "a folder onto a file", have: "/a/1.jpg\n/b",
			yaml: "folders:\n  /b: {moved_from: /a}",
			plan: `
rename folder /a -> /b along=1 (moved-from)
refused: collision at w.yaml:5:20: folder /a (d/a) would go to /b, and file /b (f/b) is there already: a file and a folder cannot have one name`},
		{name: "a new folder where a file is", have: "/a",
			yaml: "files:\n  /a/b.jpg: {source: pic}",
			plan: `
upload file /a/b.jpg (listed)
1 upload /a/b.jpg
refused: collision at w.yaml:5:3: a folder is wanted at /a, and file /a (f/a) is there`},
		{name: "a new file where a folder is", have: "/a/",
			yaml: "files:\n  /a: {source: pic}",
			plan: `
refused: collision at w.yaml:5:3: a file is wanted at /a, and folder /a (d/a) is there`},
		{name: "but not where it leaves", have: "/a/1.jpg",
			yaml: "folders:\n  /b: {moved_from: /a}\nfiles:\n  /a: {source: pic}",
			plan: `
rename folder /a -> /b along=1 (moved-from)
upload file /a (listed)
1 rename-folder /a -> /b
2 upload /a <1:vacated`},
	})
}

func TestNamesThatTheServerWouldRewrite(t *testing.T) {
	tell(t, []story{
		{name: "are kept where they are, and refused where they are new", have: "/in/a+b.jpg\n/odd+name/1.jpg",
			yaml: "folders:\n  /new-one:\n  /moved/odd+name: {moved_from: /odd+name}\nfiles:\n  \"/in/c d.jpg\": {source: pic}\n  /moved/a+b.jpg: {moved_from: /in/a+b.jpg}",
			plan: `
problem: w.yaml:5:3: ImageKit would name the folder "new-one" "new_one", so the library would never match; use /new_one
problem: w.yaml:8:3: ImageKit would name the file "c d.jpg" "c_d.jpg", so the library would never match; use /in/c_d.jpg`},
		{name: "a rename keeps a hyphen in a folder's name", have: "/old/1.jpg",
			yaml: "folders: {/old-ones: {moved_from: /old}}",
			plan: `
rename folder /old -> /old-ones along=1 (moved-from)
1 rename-folder /old -> /old-ones`},
		{name: "a parent that would be made", have: "/a.jpg",
			yaml: "files:\n  /in-tray/a.jpg: {moved_from: /a.jpg}",
			plan: `
problem: w.yaml:5:32: ImageKit would name the folder "in-tray" "in_tray", so the library would never match; use /in_tray`},
	})
}
