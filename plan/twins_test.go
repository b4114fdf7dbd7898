package plan_test

import "testing"

func TestTwinsAreRefused(t *testing.T) {
	tell(t, []story{
		{name: "a file uploaded beside one whose name differs in case", have: "/a/hero.jpg id=1",
			yaml: "files: {/a/Hero.jpg: {source: pic}}",
			plan: `
upload file /a/Hero.jpg (listed)
1 upload /a/Hero.jpg
refused: collision at w.yaml:4:9: /a/Hero.jpg and /a/hero.jpg differ in upper and lower case only, and ImageKit may treat them as one: file /a/hero.jpg (1) is there now`},
		{name: "a folder made beside one whose name differs in case", have: "/Shop/a.jpg", yaml: "folders: {/shop: }",
			plan: `
create folder /shop (listed)
1 create-folder /shop
refused: collision at w.yaml:4:11: /shop and /Shop differ in upper and lower case only, and ImageKit may treat them as one: folder /Shop (d/Shop) is there now`},
		{name: "accents encoded in two ways", have: "/a/cafe\u0301.jpg id=1", yaml: "files: {\"/a/caf\u00e9.jpg\": {source: pic}}",
			plan: `
upload file /a/café.jpg (listed)
1 upload /a/café.jpg
refused: collision at w.yaml:4:9: /a/café.jpg and /a/café.jpg differ with accents encoded in another way, and ImageKit may treat them as one: file /a/café.jpg (1) is there now`},
		{name: "a new name that is another's twin", have: "/a/x.jpg id=1\n/a/Y.jpg id=2", yaml: "files: {/a/y.jpg: {moved_from: /a/x.jpg}}",
			plan: `
rename file /a/x.jpg -> /a/y.jpg (moved-from)
1 rename-file /a/x.jpg -> /a/y.jpg
refused: collision at w.yaml:4:32: /a/y.jpg and /a/Y.jpg differ in upper and lower case only, and ImageKit may treat them as one: file /a/Y.jpg (2) is there now`},
		{name: "one file may change the case of its own name", have: "/a/hero.jpg id=1", yaml: "files: {/a/Hero.jpg: {moved_from: /a/hero.jpg}}",
			plan: `
rename file /a/hero.jpg -> /a/Hero.jpg (moved-from)
1 rename-file /a/hero.jpg -> /a/Hero.jpg`},
		{name: "twins that are there may be tagged", have: "/a/x.jpg\n/a/X.jpg", yaml: "folders: {/a: {tags: {add: [t]}}}",
			plan: `
update file /a/X.jpg tags:null=>[t] (inherited)
update file /a/x.jpg tags:null=>[t] (inherited)
1 add-tags t /a /X.jpg[f/a/X.jpg] /x.jpg[f/a/x.jpg]`},
		{name: "a twin that goes is none", have: "/a/x.jpg id=1\n/a/k.jpg", yaml: "files: {/a/X.jpg: {source: pic}}\nremove: {files: [/a/x.jpg]}",
			plan: `
delete file /a/x.jpg (removed)
upload file /a/X.jpg (listed)
1 delete-file /a/x.jpg [1]
2 upload /a/X.jpg
refused: collision at w.yaml:4:9: /a/X.jpg and /a/x.jpg differ in upper and lower case only, and ImageKit may treat them as one: file /a/x.jpg (1) is there now`},
		{name: "a folder made in one of two twins", have: "/a/x.jpg\n/A/b/y.jpg", yaml: "folders: {/a/b: }",
			plan: `
create folder /a/b (listed)
1 create-folder /a/b`},
	})
}
