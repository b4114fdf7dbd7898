package plan_test

import "testing"

// A folder of which every file goes to one place has moved, though no entry says
// so. These stories are carried out as well, wherever they are cut off.
func foldersThatWereMeant() []story {
	return []story{
		{name: "all files of a folder are pinned elsewhere: one job", have: "/a/1.jpg id=1\n/a/2.jpg id=2",
			yaml: "files: {/b/1.jpg: {id: 1}, /b/2.jpg: {id: 2}}",
			plan: `
rename folder /a -> /b along=2 (contents)
1 rename-folder /a -> /b`},
		{name: "or come from there", have: "/a/1.jpg\n/a/2.jpg",
			yaml: "files: {/b/1.jpg: {moved_from: /a/1.jpg}, /b/2.jpg: {moved_from: /a/2.jpg}}",
			plan: `
rename folder /a -> /b along=2 (contents)
1 rename-folder /a -> /b`},
		{name: "folders in it come along if they have files, at the same place", have: "/a/1.jpg id=1\n/a/in/2.jpg id=2",
			yaml: "files: {/b/1.jpg: {id: 1}, /b/in/2.jpg: {id: 2}}",
			plan: `
rename folder /a -> /b along=2 (contents)
1 rename-folder /a -> /b`},
		{name: "a folder that is listed where they go is the one that comes", have: "/a/1.jpg id=1\n/a/2.jpg id=2",
			yaml: "folders: {/b: {tags: {add: [b]}}}\nfiles: {/b/1.jpg: {id: 1}, /b/2.jpg: {id: 2}}",
			plan: `
rename folder /a -> /b along=2 (contents)
update file /b/1.jpg tags:null=>[b] (inherited)
update file /b/2.jpg tags:null=>[b] (inherited)
1 add-tags b /a /1.jpg[1] /2.jpg[2]
2 rename-folder /a -> /b <1:attributes`},
		{name: "to a new place, which is made first", have: "/a/1.jpg id=1\n/a/2.jpg id=2",
			yaml: "files: {/x/y/a/1.jpg: {id: 1}, /x/y/a/2.jpg: {id: 2}}",
			plan: `
move folder /a -> /x/y/a along=2 (contents)
create folder /x (parent)
create folder /x/y (parent)
1 create-folder /x/y +/x
2 move-folder /a -> /x/y/a <1:parent`},
		{name: "under a new name as well, by way of a temporary one", have: "/a/1.jpg id=1\n/a/2.jpg id=2\n/x/",
			yaml: "files: {/x/b/1.jpg: {id: 1}, /x/b/2.jpg: {id: 2}}",
			plan: `
move folder /a -> /x/b along=2 (contents)
1 rename-folder /a -> /iksync_7338abeb902e
2 move-folder /iksync_7338abeb902e -> /x/iksync_7338abeb902e <1:sequence
3 rename-folder /x/iksync_7338abeb902e -> /x/b <2:sequence`},
		{name: "two folders into one place: one moves, the other file by file", have: "/a/1.jpg id=1\n/a/2.jpg id=2\n/b/3.jpg id=3\n/b/4.jpg id=4",
			yaml: "files: {/c/1.jpg: {id: 1}, /c/2.jpg: {id: 2}, /c/3.jpg: {id: 3}, /c/4.jpg: {id: 4}}",
			plan: `
move file /b/3.jpg -> /c/3.jpg (pin)
move file /b/4.jpg -> /c/4.jpg (pin)
rename folder /a -> /c along=2 (contents)
1 rename-folder /a -> /c
2 move-file /b/3.jpg -> /c/3.jpg <1:arrived
3 move-file /b/4.jpg -> /c/4.jpg <1:arrived`},
		{name: "two folders to two places", have: "/a/1.jpg id=1\n/a/2.jpg id=2\n/b/3.jpg id=3\n/b/4.jpg id=4",
			yaml: "files: {/c/1.jpg: {id: 1}, /c/2.jpg: {id: 2}, /d/3.jpg: {id: 3}, /d/4.jpg: {id: 4}}",
			plan: `
rename folder /a -> /c along=2 (contents)
rename folder /b -> /d along=2 (contents)
1 rename-folder /a -> /c
2 rename-folder /b -> /d`},
		{name: "only the inner one, where the outer one keeps a file", have: "/a/0.jpg\n/a/in/1.jpg id=1\n/a/in/2.jpg id=2",
			yaml: "files: {/b/1.jpg: {id: 1}, /b/2.jpg: {id: 2}}",
			plan: `
move folder /a/in -> /b along=2 (contents)
1 rename-folder /a/in -> /a/iksync_db4d3182b716
2 move-folder /a/iksync_db4d3182b716 -> /iksync_db4d3182b716 <1:sequence
3 rename-folder /iksync_db4d3182b716 -> /b <2:sequence`},
		{name: "its files are tagged before it goes", have: "/a/1.jpg id=1\n/a/2.jpg id=2",
			yaml: "files: {/b/1.jpg: {id: 1, tags: [x]}, /b/2.jpg: {id: 2, tags: [x]}}",
			plan: `
rename folder /a -> /b along=2 (contents)
update file /b/1.jpg tags:null=>[x] (listed)
update file /b/2.jpg tags:null=>[x] (listed)
1 add-tags x /a /1.jpg[1] /2.jpg[2]
2 rename-folder /a -> /b <1:attributes`},
	}
}

// In these stories the files go one by one, for a reason each.
func foldersThatWereNotMeant() []story {
	return []story{
		{name: "one file alone says nothing about its folder", have: "/a/1.jpg id=1",
			yaml: "files: {/b/1.jpg: {id: 1}}",
			plan: `
move file /a/1.jpg -> /b/1.jpg (pin)
create folder /b (parent)
1 create-folder /b
2 move-file /a/1.jpg -> /b/1.jpg <1:parent`},
		{name: "one file that stays keeps the folder", have: "/a/1.jpg id=1\n/a/2.jpg id=2\n/a/3.jpg",
			yaml: "files: {/b/1.jpg: {id: 1}, /b/2.jpg: {id: 2}}",
			plan: `
move file /a/1.jpg -> /b/1.jpg (pin)
move file /a/2.jpg -> /b/2.jpg (pin)
create folder /b (parent)
1 create-folder /b
2 move-file /a/1.jpg -> /b/1.jpg <1:parent
3 move-file /a/2.jpg -> /b/2.jpg <1:parent`},
		{name: "so does its own entry", have: "/a/1.jpg id=1\n/a/2.jpg id=2",
			yaml: "folders: {/a: }\nfiles: {/b/1.jpg: {id: 1}, /b/2.jpg: {id: 2}}",
			plan: `
move file /a/1.jpg -> /b/1.jpg (pin)
move file /a/2.jpg -> /b/2.jpg (pin)
create folder /b (parent)
1 create-folder /b
2 move-file /a/1.jpg -> /b/1.jpg <1:parent
3 move-file /a/2.jpg -> /b/2.jpg <1:parent`},
		{name: "and anything that is listed in it", have: "/a/1.jpg id=1\n/a/2.jpg id=2",
			yaml: "files: {/b/1.jpg: {id: 1}, /b/2.jpg: {id: 2}, /a/3.jpg: {source: pic}}",
			plan: `
move file /a/1.jpg -> /b/1.jpg (pin)
move file /a/2.jpg -> /b/2.jpg (pin)
create folder /b (parent)
upload file /a/3.jpg (listed)
1 create-folder /b
2 move-file /a/1.jpg -> /b/1.jpg <1:parent
3 move-file /a/2.jpg -> /b/2.jpg <1:parent
4 upload /a/3.jpg`},
		{name: "a folder in it that has no files was not told of", have: "/a/1.jpg id=1\n/a/2.jpg id=2\n/a/void/",
			yaml: "files: {/b/1.jpg: {id: 1}, /b/2.jpg: {id: 2}}",
			plan: `
move file /a/1.jpg -> /b/1.jpg (pin)
move file /a/2.jpg -> /b/2.jpg (pin)
create folder /b (parent)
1 create-folder /b
2 move-file /a/1.jpg -> /b/1.jpg <1:parent
3 move-file /a/2.jpg -> /b/2.jpg <1:parent`},
		{name: "the place is taken", have: "/a/1.jpg id=1\n/a/2.jpg id=2\n/b/3.jpg",
			yaml: "files: {/b/1.jpg: {id: 1}, /b/2.jpg: {id: 2}}",
			plan: `
move file /a/1.jpg -> /b/1.jpg (pin)
move file /a/2.jpg -> /b/2.jpg (pin)
1 move-file /a/1.jpg -> /b/1.jpg
2 move-file /a/2.jpg -> /b/2.jpg`},
		{name: "a file gets another name", have: "/a/1.jpg id=1\n/a/2.jpg id=2",
			yaml: "files: {/b/1.jpg: {id: 1}, /b/zwei.jpg: {id: 2}}",
			plan: `
move file /a/1.jpg -> /b/1.jpg (pin)
move file /a/2.jpg -> /b/zwei.jpg (pin)
create folder /b (parent)
1 create-folder /b
2 move-file /a/1.jpg -> /b/1.jpg <1:parent
3 rename-file /a/2.jpg -> /a/zwei.jpg <1:parent
4 move-file /a/zwei.jpg -> /b/zwei.jpg <3:sequence`},
		{name: "a place in it is protected", have: "/a/1.jpg id=1\n/a/2.jpg id=2",
			yaml: "protect: [/a/in/**]\nfiles: {/b/1.jpg: {id: 1}, /b/2.jpg: {id: 2}}",
			plan: `
move file /a/1.jpg -> /b/1.jpg (pin)
move file /a/2.jpg -> /b/2.jpg (pin)
create folder /b (parent)
1 create-folder /b
2 move-file /a/1.jpg -> /b/1.jpg <1:parent
3 move-file /a/2.jpg -> /b/2.jpg <1:parent`},
		{name: "the folder that is to be there comes from elsewhere", have: "/a/1.jpg id=1\n/a/2.jpg id=2\n/c/3.jpg",
			yaml: "folders: {/b: {moved_from: /c}}\nfiles: {/b/1.jpg: {id: 1}, /b/2.jpg: {id: 2}}",
			plan: `
move file /a/1.jpg -> /b/1.jpg (pin)
move file /a/2.jpg -> /b/2.jpg (pin)
rename folder /c -> /b along=1 (moved-from)
1 rename-folder /c -> /b
2 move-file /a/1.jpg -> /b/1.jpg <1:arrived
3 move-file /a/2.jpg -> /b/2.jpg <1:arrived`},
	}
}

func TestStoriesOfFoldersThatWereMeant(t *testing.T) {
	tell(t, foldersThatWereMeant())
	tell(t, foldersThatWereNotMeant())
	tell(t, []story{
		{name: "a file goes elsewhere", have: "/a/1.jpg id=1\n/a/2.jpg id=2\n/a/3.jpg id=3",
			yaml: "files: {/b/1.jpg: {id: 1}, /b/2.jpg: {id: 2}, /c/3.jpg: {id: 3}}",
			plan: `
move file /a/1.jpg -> /b/1.jpg (pin)
move file /a/2.jpg -> /b/2.jpg (pin)
move file /a/3.jpg -> /c/3.jpg (pin)
create folder /b (parent)
create folder /c (parent)
1 create-folder /b
2 move-file /a/1.jpg -> /b/1.jpg <1:parent
3 move-file /a/2.jpg -> /b/2.jpg <1:parent
4 create-folder /c
5 move-file /a/3.jpg -> /c/3.jpg <4:parent`},
		{name: "what was not seen may be in it", have: "gap\n/a/1.jpg id=1\n/a/2.jpg id=2\n/b/",
			yaml: "files: {/b/1.jpg: {id: 1}, /b/2.jpg: {id: 2}}",
			plan: `
move file /a/1.jpg -> /b/1.jpg (pin)
move file /a/2.jpg -> /b/2.jpg (pin)
1 move-file /a/1.jpg -> /b/1.jpg
2 move-file /a/2.jpg -> /b/2.jpg`},
		{name: "a folder of the scope is never taken for moved", have: "/s/1.jpg id=1\n/s/2.jpg id=2\n/t/",
			yaml: "scope: [/s, /t]\nfiles: {/t/s/1.jpg: {id: 1}, /t/s/2.jpg: {id: 2}}",
			plan: `
move file /s/1.jpg -> /t/s/1.jpg (pin)
move file /s/2.jpg -> /t/s/2.jpg (pin)
create folder /t/s (parent)
1 create-folder /t/s
2 move-file /s/1.jpg -> /t/s/1.jpg <1:parent
3 move-file /s/2.jpg -> /t/s/2.jpg <1:parent`},
		{name: "cut off after the first job, it is known by its temporary name", have: "/iksync_7338abeb902e/1.jpg id=n1\n/iksync_7338abeb902e/2.jpg id=n2\n/x/",
			yaml: "files: {/x/b/1.jpg: {id: 1}, /x/b/2.jpg: {id: 2}}",
			plan: `
move folder /iksync_7338abeb902e -> /x/b along=2 (contents)
1 move-folder /iksync_7338abeb902e -> /x/iksync_7338abeb902e
2 rename-folder /x/iksync_7338abeb902e -> /x/b <1:sequence
held: file /x/b/1.jpg (pin-gone): no file has the id 1 any more; /x/b/1.jpg is there as n1, which counts as done
held: file /x/b/2.jpg (pin-gone): no file has the id 2 any more; /x/b/2.jpg is there as n2, which counts as done`},
		{name: "cut off after the second", have: "/x/iksync_7338abeb902e/1.jpg id=n1\n/x/iksync_7338abeb902e/2.jpg id=n2",
			yaml: "files: {/x/b/1.jpg: {id: 1}, /x/b/2.jpg: {id: 2}}",
			plan: `
rename folder /x/iksync_7338abeb902e -> /x/b along=2 (contents)
1 rename-folder /x/iksync_7338abeb902e -> /x/b
held: file /x/b/1.jpg (pin-gone): no file has the id 1 any more; /x/b/1.jpg is there as n1, which counts as done
held: file /x/b/2.jpg (pin-gone): no file has the id 2 any more; /x/b/2.jpg is there as n2, which counts as done`},
		{name: "one that moved, and the other in part: the rest goes on file by file", have: "/c/1.jpg id=n1\n/c/2.jpg id=n2\n/c/3.jpg id=n3\n/b/4.jpg id=4",
			yaml: "files: {/c/1.jpg: {id: 1}, /c/2.jpg: {id: 2}, /c/3.jpg: {id: 3}, /c/4.jpg: {id: 4}}",
			plan: `
move file /b/4.jpg -> /c/4.jpg (pin)
1 move-file /b/4.jpg -> /c/4.jpg
held: file /c/1.jpg (pin-gone): no file has the id 1 any more; /c/1.jpg is there as n1, which counts as done
held: file /c/2.jpg (pin-gone): no file has the id 2 any more; /c/2.jpg is there as n2, which counts as done
held: file /c/3.jpg (pin-gone): no file has the id 3 any more; /c/3.jpg is there as n3, which counts as done`},
	})
}

func TestFoldersThatWereMeantEndAlikeWhereverTheyAreCutOff(t *testing.T) {
	endAlike(t, foldersThatWereMeant())
	endAlike(t, foldersThatWereNotMeant())
}
