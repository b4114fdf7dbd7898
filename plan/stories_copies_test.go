package plan_test

import "testing"

// A copy is made of what its source is in the end. These stories are carried out
// as well, wherever they are cut off.
func copiesOfFolders() []story {
	return []story{
		{name: "under its own name it is one job", have: "/t/kit/1.jpg\n/t/kit/in/2.jpg\n/c/",
			yaml: "folders: {/c/kit: {copy_of: /t/kit}}",
			plan: `
copy folder /t/kit -> /c/kit along=2 (copy-of)
1 copy-folder /t/kit -> /c/kit`},
		{name: "in a folder that is new", have: "/t/kit/1.jpg",
			yaml: "folders: {/c/d/kit: {copy_of: /t/kit}}",
			plan: `
create folder /c (parent)
create folder /c/d (parent)
copy folder /t/kit -> /c/d/kit along=1 (copy-of)
1 create-folder /c/d +/c
2 copy-folder /t/kit -> /c/d/kit <1:parent`},
		{name: "under another name it is made aside, takes the name there, and comes out", have: "/t/kit/1.jpg\n/c/",
			yaml: "folders: {/c/winter: {copy_of: /t/kit}}",
			plan: `
copy folder /t/kit -> /c/winter along=1 (copy-of)
1 create-folder /c/iksync_c667dbacadb2
2 copy-folder /t/kit -> /c/iksync_c667dbacadb2/kit <1:sequence
3 rename-folder /c/iksync_c667dbacadb2/kit -> /c/iksync_c667dbacadb2/winter <2:sequence
4 move-folder /c/iksync_c667dbacadb2/winter -> /c/winter <3:sequence
5 delete-folder /c/iksync_c667dbacadb2 <1:sequence <4:sequence`},
		{name: "beside its source too", have: "/t/kit/1.jpg",
			yaml: "folders: {/t/winter: {copy_of: /t/kit}}",
			plan: `
copy folder /t/kit -> /t/winter along=1 (copy-of)
1 create-folder /t/iksync_708957e7d2d6
2 copy-folder /t/kit -> /t/iksync_708957e7d2d6/kit <1:sequence
3 rename-folder /t/iksync_708957e7d2d6/kit -> /t/iksync_708957e7d2d6/winter <2:sequence
4 move-folder /t/iksync_708957e7d2d6/winter -> /t/winter <3:sequence
5 delete-folder /t/iksync_708957e7d2d6 <1:sequence <4:sequence`},
		{name: "two copies of one folder", have: "/t/kit/1.jpg\n/c/\n/d/",
			yaml: "folders: {/c/kit: {copy_of: /t/kit}, /d/kit: {copy_of: /t/kit}}",
			plan: `
copy folder /t/kit -> /c/kit along=1 (copy-of)
copy folder /t/kit -> /d/kit along=1 (copy-of)
1 copy-folder /t/kit -> /c/kit
2 copy-folder /t/kit -> /d/kit <1:arrived`},
		{name: "what the new place passes on comes after the job, by the place of the files", have: "/t/kit/1.jpg\n/t/kit/2.jpg\n/c/",
			yaml: "folders: {/c: {tags: {add: [c]}}, /c/kit: {copy_of: /t/kit}}",
			plan: `
copy folder /t/kit -> /c/kit along=2 (copy-of)
update file /c/kit/1.jpg tags:null=>[c] (inherited)
update file /c/kit/2.jpg tags:null=>[c] (inherited)
1 copy-folder /t/kit -> /c/kit
2 add-tags c /c/kit /1.jpg[] /2.jpg[] <1:arrived`},
		{name: "so does what is asked of one file", have: "/t/kit/1.jpg tags=x\n/t/kit/2.jpg\n/c/",
			yaml: "folders: {/c/kit: {copy_of: /t/kit}}\nfiles: {/c/kit/1.jpg: {description: Mug}}",
			plan: `
copy folder /t/kit -> /c/kit along=2 (copy-of)
update file /c/kit/1.jpg description:null=>Mug (listed)
1 copy-folder /t/kit -> /c/kit
2 update-file /c/kit/1.jpg description="Mug" <1:arrived`},
		{name: "what its source gets in the same plan it has from there", have: "/t/kit/1.jpg\n/t/kit/2.jpg\n/c/",
			yaml: "folders: {/t/kit: {tags: {add: [kit]}}, /c/kit: {copy_of: /t/kit}}",
			plan: `
copy folder /t/kit -> /c/kit along=2 (copy-of)
update file /t/kit/1.jpg tags:null=>[kit] (inherited)
update file /t/kit/2.jpg tags:null=>[kit] (inherited)
1 add-tags kit /t/kit /1.jpg[f/t/kit/1.jpg] /2.jpg[f/t/kit/2.jpg]
2 copy-folder /t/kit -> /c/kit <1:attributes`},
		{name: "what leaves its source is not in it", have: "/t/kit/1.jpg\n/t/kit/2.jpg\n/c/",
			yaml: "folders: {/c/kit: {copy_of: /t/kit}}\nfiles: {/t/1.jpg: {moved_from: /t/kit/1.jpg}}",
			plan: `
move file /t/kit/1.jpg -> /t/1.jpg (moved-from)
copy folder /t/kit -> /c/kit along=1 (copy-of)
1 move-file /t/kit/1.jpg -> /t/1.jpg
2 copy-folder /t/kit -> /c/kit <1:moved-out`},
		{name: "what comes to its source is", have: "/t/kit/1.jpg\n/t/2.jpg\n/c/",
			yaml: "folders: {/c/kit: {copy_of: /t/kit}}\nfiles: {/t/kit/2.jpg: {moved_from: /t/2.jpg}}",
			plan: `
move file /t/2.jpg -> /t/kit/2.jpg (moved-from)
copy folder /t/kit -> /c/kit along=2 (copy-of)
1 move-file /t/2.jpg -> /t/kit/2.jpg
2 copy-folder /t/kit -> /c/kit <1:arrived`},
		{name: "what goes from its source is not", have: "/t/kit/1.jpg\n/t/kit/2.tmp\n/t/kit/old/3.jpg\n/c/",
			yaml: "folders: {/c/kit: {copy_of: /t/kit}}\nremove: {files: [/t/kit/*.tmp], folders: [/t/kit/old]}",
			plan: `
delete folder /t/kit/old along=1 (removed)
delete file /t/kit/2.tmp (removed)
delete file /t/kit/old/3.jpg (removed)
copy folder /t/kit -> /c/kit along=1 (copy-of)
1 delete-file /t/kit/2.tmp [f/t/kit/2.tmp]
2 delete-folder /t/kit/old with 1 in it
3 copy-folder /t/kit -> /c/kit <1:emptied <2:emptied`},
		{name: "a source that is emptied is copied empty", have: "/t/kit/1.jpg\n/c/",
			yaml: "folders: {/t/kit: {prune: true}, /c/kit: {copy_of: /t/kit}}\nremove: {files: [/t/kit/*]}",
			plan: `
delete file /t/kit/1.jpg (removed)
copy folder /t/kit -> /c/kit (copy-of)
1 delete-file /t/kit/1.jpg [f/t/kit/1.jpg]
2 copy-folder /t/kit -> /c/kit <1:emptied`},
		{name: "a source in a folder that moves is copied from where that goes", have: "/t/kit/1.jpg\n/c/",
			yaml: "folders: {/u: {moved_from: /t}, /c/kit: {copy_of: /u/kit}}",
			plan: `
rename folder /t -> /u along=1 (moved-from)
copy folder /t/kit -> /c/kit along=1 (copy-of)
1 rename-folder /t -> /u
2 copy-folder /u/kit -> /c/kit <1:arrived`},
		{name: "what is made new in its source afterwards is not in it", have: "/t/kit/1.jpg\n/c/",
			yaml: "folders: {/t/kit/new: , /c/kit: {copy_of: /t/kit}}",
			plan: `
create folder /t/kit/new (listed)
copy folder /t/kit -> /c/kit along=1 (copy-of)
1 copy-folder /t/kit -> /c/kit
2 create-folder /t/kit/new <1:arrived`},
		{name: "a file of a copy gets bytes of its own", have: "/t/kit/1.jpg\n/c/",
			yaml: "folders: {/c/kit: {copy_of: /t/kit}}\nfiles: {/c/kit/1.jpg: {source: pic}}",
			plan: `
replace file /c/kit/1.jpg content:10=>3 (source)
copy folder /t/kit -> /c/kit along=1 (copy-of)
1 copy-folder /t/kit -> /c/kit
2 replace /c/kit/1.jpg tags=[] description="" focus="" private=false <1:arrived`},
	}
}

func TestStoriesOfCopies(t *testing.T) {
	tell(t, copiesOfFolders())
	tell(t, []story{
		{name: "a copy that is there is done, whatever is in it", have: "/t/kit/1.jpg\n/c/kit/2.jpg",
			yaml: "folders: {/c/kit: {copy_of: /t/kit}}"},
		{name: "what a run that was cut off left of it goes, and it is made anew", have: "/t/kit/1.jpg\n/c/iksync_c667dbacadb2/kit/1.jpg",
			yaml: "folders: {/c/winter: {copy_of: /t/kit}}",
			plan: `
delete folder /c/iksync_c667dbacadb2 along=1 (leftover)
delete folder /c/iksync_c667dbacadb2/kit along=1 (leftover)
delete file /c/iksync_c667dbacadb2/kit/1.jpg (leftover)
copy folder /t/kit -> /c/winter along=1 (copy-of)
1 delete-folder /c/iksync_c667dbacadb2 with 2 in it
2 create-folder /c/iksync_c667dbacadb2 <1:vacated
3 copy-folder /t/kit -> /c/iksync_c667dbacadb2/kit <2:sequence
4 rename-folder /c/iksync_c667dbacadb2/kit -> /c/iksync_c667dbacadb2/winter <3:sequence
5 move-folder /c/iksync_c667dbacadb2/winter -> /c/winter <4:sequence
6 delete-folder /c/iksync_c667dbacadb2 <2:sequence <5:sequence`},
		{name: "what it left empty goes too once the copy is there", have: "/t/kit/1.jpg\n/c/winter/1.jpg\n/c/iksync_c667dbacadb2/",
			yaml: "folders: {/c/winter: {copy_of: /t/kit}}",
			plan: `
delete folder /c/iksync_c667dbacadb2 (leftover)
1 delete-folder /c/iksync_c667dbacadb2`},
		{name: "an upload to the source is not in the copy: it has no bytes to copy yet", have: "/t/kit/1.jpg\n/c/",
			yaml: "folders: {/c/kit: {copy_of: /t/kit}}\nfiles: {/t/kit/2.jpg: {source: pic}}",
			plan: `
copy folder /t/kit -> /c/kit along=1 (copy-of)
upload file /t/kit/2.jpg (listed)
1 copy-folder /t/kit -> /c/kit
2 upload /t/kit/2.jpg <1:arrived`},
		{name: "an upload to a copy waits for it", have: "/t/kit/1.jpg\n/c/",
			yaml: "folders: {/c/kit: {copy_of: /t/kit}}\nfiles: {/c/kit/2.jpg: {source: pic}}",
			plan: `
copy folder /t/kit -> /c/kit along=1 (copy-of)
upload file /c/kit/2.jpg (listed)
1 copy-folder /t/kit -> /c/kit
2 upload /c/kit/2.jpg <1:arrived`},
		{name: "--target of the copy brings what has to leave its source first", have: "/t/kit/1.jpg\n/t/kit/2.jpg\n/c/\n/z.jpg", o: only("/c/kit"),
			yaml: "folders: {/c/kit: {copy_of: /t/kit}}\nfiles: {/t/1.jpg: {moved_from: /t/kit/1.jpg}, /z.jpg: {tags: [z]}}",
			plan: `
move file /t/kit/1.jpg -> /t/1.jpg (moved-from)
copy folder /t/kit -> /c/kit along=1 (copy-of)
1 move-file /t/kit/1.jpg -> /t/1.jpg
2 copy-folder /t/kit -> /c/kit <1:moved-out`},
	})
}

func TestStoriesOfCopiesThatCannotBe(t *testing.T) {
	tell(t, []story{
		{name: "of what is not there", have: "/c/",
			yaml: "folders:\n  /c/kit: {copy_of: /t/kit}",
			plan: `
problem: w.yaml:5:21: /c/kit is not there, and neither is /t/kit that it is to be a copy of`},
		{name: "of a part of what is itself still to be copied", have: "/b/b/x.jpg\n",
			yaml: "folders: {/c: {copy_of: /b}, /c/c: {copy_of: /c/b}}",
			plan: `
problem: w.yaml:4:46: /c/b comes with a copy that is itself still to be made: name /b/b, which it is a copy of`},
		{name: "of what is itself still to be copied", have: "/t/kit/1.jpg\n/c/\n/d/",
			yaml: "folders:\n  /c/kit: {copy_of: /t/kit}\n  /d/kit: {copy_of: /c/kit}",
			plan: `
problem: w.yaml:6:21: /c/kit is itself still to be copied, from /t/kit: name that one`},
		{name: "of what goes", have: "/t/kit/1.jpg\n/c/",
			yaml: "folders:\n  /c/kit: {copy_of: /t/kit}\nremove:\n  folders: [/t/kit]",
			plan: `
problem: w.yaml:5:21: folder /t/kit (d/t/kit) goes (w.yaml:7:13), so that nothing can be a copy of it: to keep what is in it, let it move`},
		{name: "of where something was", have: "/t/kit/1.jpg\n/c/",
			yaml: "folders:\n  /t/box: {moved_from: /t/kit}\n  /c/kit: {copy_of: /t/kit}",
			plan: `
problem: w.yaml:6:21: folder /t/kit (d/t/kit) moves to /t/box: write copy_of: /t/box`},
		{name: "of what is merged into another", have: "/t/kit/1.jpg\n/u/kit/2.jpg\n/c/",
			yaml: "folders:\n  /u/kit: {moved_from: /t/kit, on_conflict: version}\n  /c/kit: {copy_of: /t/kit}",
			plan: `
problem: w.yaml:6:21: folder /t/kit (d/t/kit) is merged into /u/kit: name that one`},
		{name: "of what has a copy in it that is still to be made", have: "/t/kit/1.jpg\n/x/y/2.jpg\n/z/",
			yaml: "folders:\n  /t/kit/y: {copy_of: /x/y}\n  /z/kit: {copy_of: /t/kit}",
			plan: `
problem: w.yaml:6:21: /t/kit is to have /t/kit/y in it, which is itself still to be copied: apply that first`},
		{name: "a file that moves where a file of the copy would be", have: "/t/kit/1.jpg\n/z/1.jpg\n/c/",
			yaml: "folders:\n  /c/kit: {copy_of: /t/kit}\nfiles:\n  /c/kit/1.jpg: {moved_from: /z/1.jpg}",
			plan: `
move file /z/1.jpg -> /c/kit/1.jpg (moved-from)
copy folder /t/kit -> /c/kit (copy-of)
1 copy-folder /t/kit -> /c/kit
2 move-file /z/1.jpg -> /c/kit/1.jpg <1:arrived
refused: collision at w.yaml:5:21: the copy of /t/kit would bring /t/kit/1.jpg to /c/kit/1.jpg, and file /z/1.jpg (f/z/1.jpg) goes there too`},
		{name: "what the copy would bring is to be removed", have: "/t/kit/1.jpg\n/t/kit/2.tmp\n/c/",
			yaml: "folders:\n  /c/kit: {copy_of: /t/kit}\nremove:\n  files: [/c/**/*.tmp]",
			plan: `
problem: w.yaml:5:21: the copy of /t/kit would bring /c/kit/2.tmp, which is to be removed at once (w.yaml:7:11)`},
		{name: "a file has the name", have: "/t/kit/1.jpg\n/c/kit",
			yaml: "folders:\n  /c/kit: {copy_of: /t/kit}",
			plan: `
refused: collision at w.yaml:5:3: a folder is wanted at /c/kit, and file /c/kit (f/c/kit) is there`},
		{name: "a name that would be rewritten", have: "/t/kit/1.jpg\n/c/",
			yaml: "folders:\n  \"/c/kit one\": {copy_of: /t/kit}",
			plan: `
problem: w.yaml:5:27: ImageKit would name the folder "kit one" "kit_one", so the library would never match; use /c/kit_one`},
	})
}

func TestCopiesEndAlikeWhereverTheyAreCutOff(t *testing.T) { endAlike(t, copiesOfFolders()) }
