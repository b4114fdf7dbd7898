package state_test

import (
	"strings"
	"testing"
)

func TestHead(t *testing.T) {
	tell(t, "", []story{
		{"all there", head, ""},
		{"a version to come", "version: 2\nlibrary: shop\nscope: [/]\n", "1:10: version 2 is not known: this iksync reads version 1"},
		{"a version in quotes", "version: \"1\"\nlibrary: shop\nscope: [/]\n", `1:10: version must be a whole number, not "1"`},
		{"no name", "version: 1\nlibrary:\nscope: [/]\n", "2:9: library is empty: write a name for plans and reports"},
		{"a number for a name", "version: 1\nlibrary: 2024\nscope: [/]\n", "2:10: library must be a string, not 2024: put it in quotes"},
		{"a name in spaces", "version: 1\nlibrary: \" shop\"\nscope: [/]\n", "2:10: library must not begin or end with a space"},
		{"a novel for a name", "version: 1\nlibrary: " + strings.Repeat("x", 101) + "\nscope: [/]\n", "2:10: library must have at most 100 characters"},
		{"no scope", "version: 1\nlibrary: shop\n", `1:1: scope is missing: list the folders that this file owns; ["/"] for all`},
		{"an empty scope", "version: 1\nlibrary: shop\nscope: []\n", `3:8: scope is empty: list the folders that this file owns; ["/"] for all`},
		{"everything", "version: 1\nlibrary: shop\nscope: [/]\nfiles:\n  /a.jpg:\n", ""},
		{"a scope that is no list", "version: 1\nlibrary: shop\nscope: /shop\n", `3:8: scope must be a list, not "/shop"`},
		{"a relative scope", "version: 1\nlibrary: shop\nscope: [shop, /b/]\n",
			"3:9: scope \"shop\" must begin with /\n3:15: scope \"/b/\" must not end with /"},
		{"a scope twice", "version: 1\nlibrary: shop\nscope: [/a, /a]\n", `3:13: scope "/a" is listed twice`},
		{"a scope in a scope", "version: 1\nlibrary: shop\nscope: [/a/b/c, /x, /a]\n", `3:9: scope "/a/b/c" lies in scope "/a": list only the outer one`},
		{"scopes side by side", "version: 1\nlibrary: shop\nscope: [/a, /ab]\n", ""},
	})
	tell(t, head, []story{
		{"an unknown section", "flies: {}\n", `4:1: the file has no key "flies"; did you mean "files"?`},
		{"a section twice", "files: {}\nrules: []\nfiles: {}\n", `6:1: key "files" is given twice in the file: first at line 4`},
		{"sections with nothing in them", "protect:\nlimits:\nfields:\nfolders:\nfiles:\nrules:\nremove:\n", ""},
		{"what is protected may lie anywhere", "protect: [/legal, \"/other/**\"]\n", ""},
		{"a pattern that is none", "protect: [\"/shop/[a\", shop, /shop/legal/, /shop//x, /shop/../x, \"/shop/**.jpg\"]\n", `
4:11: protect: pattern "/shop/[a" is not a valid glob
4:23: protect: pattern "shop" must begin with /
4:29: protect: pattern "/shop/legal/" must not end with /: no path does
4:43: protect: pattern "/shop//x" has an empty name between two slashes: no path does
4:53: protect: path "/shop/../x" must not hold "." or ".." as a name
4:65: protect: pattern "/shop/**.jpg": "**" crosses folders only between slashes, as in /**/*.jpg`},
		{"limits", "limits: {deletes: 0, delete_percent: 100}\n", ""},
		{"limits beyond reason", "limits: {deletes: -1, delete_percent: 101, delete: 1}\n", `
4:19: deletes must not be negative
4:39: delete_percent must be at most 100
4:44: limits has no key "delete"; did you mean "deletes"?`},
		{"limits without a limit", "limits: {deletes: 1e300}\n", "4:19: deletes must be at most 2147483647"},
		{"limits of another kind", "limits: {deletes: 1.5, delete_percent: ten}\n", `
4:19: deletes must be a whole number, not 1.5
4:40: delete_percent must be a whole number, not "ten"`},
	})
}

func TestKeys(t *testing.T) {
	tell(t, head, []story{
		{"a number for a key", "files:\n  2024: {}\n", "5:3: a key of files must be a string, not 2024: put it in quotes"},
		{"true for a key", "files:\n  true: {}\n", "5:3: a key of files must be a string, not true: put it in quotes"},
		{"nothing for a key", "files:\n  ~: {}\n", "5:3: a key of files must not be empty"},
		{"a list for a key", "files:\n  ? [a]\n  : {}\n", "5:5: a key of files must be a string, not a list"},
		{"a date for a key", "files:\n  /shop/a: {metadata: {2024-01-01: x}}\n", ""},
		{"focus in braces", "files:\n  /shop/a: {focus: 10,10,100,100}\n",
			`5:20: in braces a comma begins a new key, so this is focus: 10 and 3 more keys: write focus: "10,10,100,100"`},
		{"focus in braces, with spaces", "files:\n  /shop/a: {published: true, focus: 0, 0, 5, 5, description: x}\n",
			`5:37: in braces a comma begins a new key, so this is focus: 0 and 3 more keys: write focus: "0,0,5,5"`},
		{"focus on a line of its own", "files:\n  /shop/a:\n    focus: 10,10,100,100\n", ""},
		{"text with a comma in braces", "files:\n  /shop/a: {description: Red, white}\n",
			`5:31: a file has no key "white": in braces a comma begins a new key, so put text with commas in quotes`},
		{"a key as long as a book", "files:\n  /shop/a: {" + strings.Repeat("x", 900) + ": 1}\n",
			`5:13: a file has no key "` + strings.Repeat("x", 200) + `..."; it can be id, source, moved_from, on_conflict, tags, metadata, description, focus or published`},
		{"a file twice", "files:\n  /shop/a:\n  /shop/b:\n  /shop/a:\n  /shop/a: {}\n", `
7:3: key "/shop/a" is given twice in files: first at line 5
8:3: key "/shop/a" is given twice in files: first at line 5`},
		{"merged", "files:\n  /shop/a: &base {published: true}\n  /shop/b: {<<: *base, tags: [x]}\n", ""},
		{"merged from a list", "files:\n  /shop/a: &a {published: true}\n  /shop/b: &b {tags: [x]}\n  /shop/c: {<<: [*a, *b]}\n", ""},
		{"hidden by a merge", "files:\n  /shop/a: &base {tags: [x]}\n  /shop/b: {<<: *base, tags: [y]}\n",
			`6:24: key "tags" comes twice into a file, here and at line 5, once through "<<": keep one of them`},
		{"hidden in a merge", "files:\n  /shop/a: &a {tags: [x]}\n  /shop/b: &b {tags: [y]}\n  /shop/c: {<<: [*a, *b]}\n",
			`6:16: key "tags" comes twice into a file, here and at line 5, once through "<<": keep one of them`},
		{"merged with a text", "files:\n  /shop/b: {<<: x}\n", `5:13: "<<" must name a mapping or a list of mappings, not "x"`},
		{"a key that is called <<", "files:\n  /shop/b: {\"<<\": x}\n",
			`5:13: a file has no key "<<"; it can be id, source, moved_from, on_conflict, tags, metadata, description, focus or published`},
		{"a list for a file", "files:\n  /shop/b: [x]\n", "5:12: a file must be a mapping, not a list"},
		{"a list for files", "files: [/shop/a]\n", "4:8: files must be a mapping, not a list"},
	})
}

func TestPaths(t *testing.T) {
	tell(t, head, []story{
		{"paths that are none", "files:\n  shop/a.jpg:\n  /shop/b/:\n  /shop//c:\n  /shop/./d:\n  /shop/../e:\n  \"/shop/\\n\":\n  \"\":\n", `
5:3: file "shop/a.jpg" must begin with /
6:3: file "/shop/b/" must not end with /
7:3: file "/shop//c" has an empty name between two slashes
8:3: file "/shop/./d" must not hold "." or ".." as a name
9:3: file "/shop/../e" must not hold "." or ".." as a name
10:3: file "/shop/\n" holds a control character
11:3: file "" is empty`},
		{"a bad path does not hide what is wrong below it", "files:\n  a: {tags: x}\n", `
5:3: file "a" must begin with /
5:13: tags must be a list, which is the exact set, or {add: [...], remove: [...]}, not "x"`},
		{"the root", "folders: {/: {prune: true}}\nfiles: {/: {}}\n",
			"4:11: \"/\" is always there and cannot be listed\n5:9: \"/\" is always there and cannot be listed"},
		{"the folder of the scope itself", "folders:\n  /shop: {prune: true}\n", ""},
		{"the folder of the scope as a file", "files:\n  /shop: {}\n", `5:3: file "/shop" is a folder: scope names it`},
		{"outside scope", "files:\n  /shopping/a:\nfolders:\n  /b:\n", `
5:3: file "/shopping/a" lies outside scope [/shop]
7:3: folder "/b" lies outside scope [/shop]`},
		{"from outside scope", "files:\n  /shop/a: {moved_from: /a}\nfolders:\n  /shop/b: {moved_from: /b}\n  /shop/c: {copy_of: /c}\n", `
5:25: moved_from "/a" lies outside scope [/shop]
7:25: moved_from "/b" lies outside scope [/shop]
8:22: copy_of "/c" lies outside scope [/shop]`},
		{"removing outside scope", "remove:\n  files: [/a.jpg, \"/b/**\", \"/**/*.tmp\", \"/shop/x/*\", \"/{shop,b}/*\", /shop]\n  folders: [/c, /shop/d]\n", `
5:11: remove.files "/a.jpg" matches nothing in scope [/shop]
5:19: remove.files "/b/**" matches nothing in scope [/shop]
5:69: remove.files "/shop" matches nothing in scope [/shop]
6:13: remove.folders "/c" lies outside scope [/shop]`},
		{"a folder that is a file", "folders:\n  /shop/a:\nfiles:\n  /shop/a:\n", `7:3: "/shop/a" is listed as a file and, at line 5, as a folder: it can be only one`},
		{"below a file", "files:\n  /shop/a.jpg:\n  /shop/a.jpg/b.jpg:\nfolders:\n  /shop/a.jpg/c/d:\n", `
6:3: file "/shop/a.jpg/b.jpg" lies below "/shop/a.jpg", which is listed as a file at line 5
8:3: folder "/shop/a.jpg/c/d" lies below "/shop/a.jpg", which is listed as a file at line 5`},
		{"twins in case", "files:\n  /shop/Hero.jpg:\n  /shop/hero.jpg:\n",
			`6:3: "/shop/hero.jpg" differs from "/shop/Hero.jpg" at line 5 only in upper and lower case: ImageKit may treat them as one`},
		{"twins in accents", "files:\n  /shop/caf\u00e9.jpg:\n  /shop/cafe\u0301.jpg:\n",
			"6:3: \"/shop/cafe\u0301.jpg\" looks the same as the file at line 5, with accents encoded in another way: ImageKit may treat them as one"},
		{"twins in case, with accents", "files:\n  /shop/\u00c9.jpg:\n  /shop/e\u0301.jpg:\n",
			"6:3: \"/shop/e\u0301.jpg\" differs from \"/shop/\u00c9.jpg\" at line 5 only in upper and lower case: ImageKit may treat them as one"},
		{"names that a server would not give", "files:\n  \"/shop/Chair & stool (1).jpg\":\n", ""},
	})
	many := "version: 1\nlibrary: shop\nscope: [/a, /b, /c, /d]\n"
	tell(t, many, []story{
		{"outside many scopes", "files:\n  /e/x:\n", `5:3: file "/e/x" lies outside scope [/a, /b, /c, ...]`},
	})
}

func TestIdentity(t *testing.T) {
	tell(t, head, []story{
		{"an ID twice", "files:\n  /shop/a: {id: x1}\n  /shop/b: {id: x1}\nfolders:\n  /shop/c: {id: x1}\n",
			`6:17: id x1 is pinned by "/shop/a" at line 5 too: it can be in one place only`},
		{"an ID of digits alone", "files:\n  /shop/a: {id: 123456789012345678901234}\n  /shop/b: {id: 1234e5}\n", ""},
		{"no ID", "files:\n  /shop/a: {id: }\n  /shop/b: {id: \"\"}\n  /shop/c: {id: a/b}\n", `
5:17: id must be a string, not nothing
6:17: id must not be empty
7:17: id must not hold a space, "/", "?" or "#"`},
		{"moved from itself", "files:\n  /shop/a: {moved_from: /shop/a}\n", "5:25: moved_from is the path of the file itself: remove it"},
		{"moved into itself", "folders:\n  /shop/a/b: {moved_from: /shop/a}\n", `5:27: "/shop/a" cannot be moved into itself, to "/shop/a/b"`},
		{"moved over what it lies in", "folders:\n  /shop/a: {moved_from: /shop/a/b}\n", `5:25: "/shop/a/b" cannot take the place of "/shop/a", which it lies in`},
		{"two moves of one", "files:\n  /shop/a: {moved_from: /shop/x}\n  /shop/b: {moved_from: /shop/x}\n",
			`6:25: "/shop/x" moves to "/shop/a" already, at line 5: it can move to one place only`},
		{"moved and pinned", "files:\n  /shop/a: {moved_from: /shop/x, id: a1}\nfolders:\n  /shop/b: {moved_from: /shop/y, id: b1}\n", `
5:25: moved_from and id both say where "/shop/a" comes from: keep one of them
7:25: moved_from and id both say where "/shop/b" comes from: keep one of them`},
		{"moved with new bytes", "files:\n  /shop/a: {moved_from: /shop/x, source: a.jpg}\n", ""},
		{"a chain of moves", "files:\n  /shop/c: {moved_from: /shop/b}\n  /shop/b: {moved_from: /shop/a}\n", ""},
		{"moved from the root", "folders:\n  /shop/a: {moved_from: /}\n", `5:25: moved_from must not be "/"`},
		{"moved from nowhere", "folders:\n  /shop/a: {moved_from: }\n  /shop/b: {moved_from: shop}\n", `
5:25: moved_from must be a string, not nothing
6:25: moved_from "shop" must begin with /`},
		{"a copy", "folders:\n  /shop/a: {copy_of: /shop/b, versions: true}\n", ""},
		{"a copy of itself", "folders:\n  /shop/a: {copy_of: /shop/a}\n", "5:22: copy_of is the path of the folder itself: remove it"},
		{"a copy in itself", "folders:\n  /shop/a/b: {copy_of: /shop/a}\n  /shop/c: {copy_of: /shop/c/d}\n", `
5:24: "/shop/a" cannot be copied into itself, to "/shop/a/b"
6:22: "/shop/c/d" lies in "/shop/c": it cannot be what that is a copy of`},
		{"a copy that is something else too", "folders:\n  /shop/a: {copy_of: /shop/b, moved_from: /shop/c}\n  /shop/d: {copy_of: /shop/b, id: d1}\n", `
5:22: copy_of and moved_from both say where "/shop/a" comes from: keep one of them
6:22: copy_of and id both say where "/shop/d" comes from: keep one of them`},
		{"moved onto what may be there", "files:\n  /shop/a: {moved_from: /shop/in/a, on_conflict: version}\nfolders:\n  /shop/b: {id: d1, on_conflict: version}\n  /shop/c: {id: d2, on_conflict: refuse}\n", ""},
		{"no conflict that can be, and none that is known", "files:\n  /shop/a: {on_conflict: version}\n  /shop/b: {id: b1, on_conflict: replace}\n  /shop/c: {id: c1, on_conflict: [version]}\n", `
5:26: on_conflict says what happens when something moves here: it needs moved_from or id
6:34: on_conflict is "replace": it can be refuse or version
7:34: on_conflict must be a string, not a list`},
		{"versions of no copy", "folders:\n  /shop/a: {versions: true}\n", "5:23: versions says what a copy takes along: it needs copy_of"},
		{"a file is not copied", "files:\n  /shop/a: {copy_of: /shop/b}\n",
			`5:13: a file has no key "copy_of"; it can be id, source, moved_from, on_conflict, tags, metadata, description, focus or published`},
	})
}

func TestRemove(t *testing.T) {
	tell(t, head, []story{
		{"listed and removed", "files:\n  /shop/a.jpg:\n  /shop/b.tmp:\n  /shop/old/c.jpg:\nfolders:\n  /shop/old:\n  /shop/x.tmp:\nremove:\n  files: [/shop/a.jpg, \"/shop/*.tmp\"]\n  folders: [/shop/old]\n", `
5:3: file "/shop/a.jpg" is listed, but remove.files takes it away at line 12: keep one of them
6:3: file "/shop/b.tmp" is listed, but "/shop/*.tmp" in remove.files takes it away at line 12: keep one of them
7:3: file "/shop/old/c.jpg" is listed, but remove.folders takes "/shop/old" away at line 13: keep one of them
9:3: folder "/shop/old" is listed, but remove.folders takes it away at line 13: keep one of them`},
		{"removed twice", "remove:\n  files: [/shop/a, /shop/a]\n  folders: [/shop/b, /shop/b]\n  fields: [c, c]\n", `
5:20: "/shop/a" is listed twice
6:22: folder "/shop/b" is listed twice
7:15: field "c" is listed twice`},
		{"a field defined and removed", "fields:\n  sku: {type: Text}\nremove: {fields: [sku]}\n", "6:19: field sku is to be removed, but fields defines it at line 5: keep one of them"},
		{"a field used and removed", "files:\n  /shop/a: {metadata: {sku: x}}\nremove: {fields: [sku]}\n", "5:29: field sku is used here, but remove.fields takes it away at line 6: keep one of them"},
		{"a field unset and removed", "folders:\n  /shop/a: {metadata: {sku: null}}\nrules:\n  - {name: r, match: {path: /shop/x}, metadata: {sku: x}}\nremove: {fields: [sku]}\n", `
5:29: field sku is used here, but remove.fields takes it away at line 8: keep one of them
7:55: field sku is used here, but remove.fields takes it away at line 8: keep one of them`},
		{"moved out of a folder that goes", "files:\n  /shop/a: {moved_from: /shop/old/a}\nremove: {folders: [/shop/old]}\n", ""},
		{"things of another kind", "remove: {files: x, folders: {}, fields: [1], file: []}\n", `
4:17: remove.files must be a list, not "x"
4:29: remove.folders must be a list, not a mapping
4:42: a field to remove must be a string, not 1: put it in quotes
4:46: remove has no key "file"; did you mean "files"?`},
	})
}
