package plan_test

import (
	"testing"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// ImageKit takes metadata of a file only if every required field has a value.
// So a plan sees to values before a field is required, and to the end of a
// requirement before metadata is set that lacks it.
func requiredFields() []story {
	required := "fields: {brand: {type: Text, required: true, default: Acme}}\n"
	return []story{
		{name: "a field becomes required: files that carry metadata get its default first", have: "field brand Text\nfield season Text\n/a.jpg season=warm\n/b.jpg brand=Globex\n/c.jpg",
			yaml: required,
			plan: `
update field brand required:false=>true default:null=>Acme (listed)
update file /a.jpg metadata.brand:null=>Acme (listed)
1 update-file /a.jpg [f/a.jpg] brand=Acme
2 update-field brand required <1:field`},
		{name: "where all have a value, it is one call", have: "field brand Text\n/a.jpg brand=Globex\n/b.jpg",
			yaml: required,
			plan: `
update field brand required:false=>true default:null=>Acme (listed)
1 update-field brand required`},
		{name: "a new field is made without being required, then come the values, then it is", have: "field season Text\n/a.jpg season=warm\n/b.jpg",
			yaml: required,
			plan: `
create field brand type:null=>Text label:null=>brand required:false=>true default:null=>Acme (listed)
update file /a.jpg metadata.brand:null=>Acme (listed)
1 create-field brand
2 update-file /a.jpg [f/a.jpg] brand=Acme <1:field
3 update-field brand required <2:field`},
		{name: "it is required at once where no file carries metadata", have: "field season Text\n/a.jpg\n/b.jpg",
			yaml: required,
			plan: `
create field brand type:null=>Text label:null=>brand required:false=>true default:null=>Acme (listed)
1 create-field brand required`},
		{name: "a value of one's own goes before the default", have: "field season Text\n/a.jpg season=warm\n/b.jpg season=warm",
			yaml: required + "files: {/a.jpg: {metadata: {brand: Globex}}}",
			plan: `
create field brand type:null=>Text label:null=>brand required:false=>true default:null=>Acme (listed)
update file /a.jpg metadata.brand:null=>Globex (listed)
update file /b.jpg metadata.brand:null=>Acme (listed)
1 create-field brand
2 update-file /a.jpg [f/a.jpg] brand=Globex <1:field
3 update-file /b.jpg [f/b.jpg] brand=Acme <1:field
4 update-field brand required <2:field <3:field`},
		{name: "tags need no metadata", have: "field season Text\n/a.jpg\n/b.jpg",
			yaml: required + "rules: [{name: all, match: {path: /*}, tags: {add: [x]}}]",
			plan: `
create field brand type:null=>Text label:null=>brand required:false=>true default:null=>Acme (listed)
update file /a.jpg tags:null=>[x] (rule)
update file /b.jpg tags:null=>[x] (rule)
1 create-field brand required
2 add-tags x / a.jpg[f/a.jpg] b.jpg[f/b.jpg]`},
		{name: "required no more, before metadata is set without it", have: "field brand Text required default=Acme\nfield season Text\n/a.jpg brand=Acme",
			yaml: "fields: {brand: {type: Text, required: false}}\nfiles: {/a.jpg: {metadata: {brand: null, season: warm}}}",
			plan: `
update field brand required:true=>false (listed)
update file /a.jpg metadata.brand:Acme=>null metadata.season:null=>warm (listed)
1 update-field brand
2 update-file /a.jpg [f/a.jpg] brand=null season=warm <1:field`},
		{name: "one becomes required and another no more", have: "field brand Text\nfield maker Text required default=Us\nfield season Text\n/a.jpg season=warm maker=Us",
			yaml: "fields: {brand: {type: Text, required: true, default: Acme}, maker: {type: Text, required: false}}",
			plan: `
update field brand required:false=>true default:null=>Acme (listed)
update field maker required:true=>false (listed)
update file /a.jpg metadata.brand:null=>Acme (listed)
1 update-field maker
2 update-file /a.jpg [f/a.jpg] brand=Acme <1:field
3 update-field brand required <2:field`},
		{name: "a default is sent with the values of the other required fields", have: "field brand Text\nfield maker Text required default=Us\n/a.jpg maker=Them",
			yaml: required,
			plan: `
update field brand required:false=>true default:null=>Acme (listed)
update file /a.jpg metadata.brand:null=>Acme (listed)
1 update-file /a.jpg [f/a.jpg] brand=Acme maker=Them
2 update-field brand required <1:field`},
		{name: "and with their defaults, where a file has none", have: "field brand Text\nfield maker Text required default=Us\nfield season Text\n/a.jpg season=warm",
			yaml: required,
			plan: `
update field brand required:false=>true default:null=>Acme (listed)
update file /a.jpg metadata.brand:null=>Acme metadata.maker:null=>Us (listed)
1 update-file /a.jpg [f/a.jpg] brand=Acme maker=Us
2 update-field brand required <1:field`},
		{name: "values come before the move of their file, and the field is required after them", have: "field brand Text\nfield season Text\n/s/a.jpg season=warm\n/t/",
			yaml: required + "files: {/t/a.jpg: {moved_from: /s/a.jpg}}",
			plan: `
move file /s/a.jpg -> /t/a.jpg metadata.brand:null=>Acme (moved-from)
update field brand required:false=>true default:null=>Acme (listed)
1 update-file /s/a.jpg [f/s/a.jpg] brand=Acme
2 move-file /s/a.jpg -> /t/a.jpg <1:attributes
3 update-field brand required <1:field`},
		{name: "a file that is uploaded has its value from the start", have: "field season Text\n/a.jpg",
			yaml: required + "files: {/b.jpg: {source: pic, metadata: {season: warm}}}",
			plan: `
create field brand type:null=>Text label:null=>brand required:false=>true default:null=>Acme (listed)
upload file /b.jpg metadata.brand:null=>Acme metadata.season:null=>warm (listed)
1 create-field brand required
2 upload /b.jpg brand=Acme season=warm <1:field`},
	}
}

func TestStoriesOfRequiredFields(t *testing.T) { tell(t, requiredFields()) }

func TestRequiredFieldsEndAlikeWhereverTheyAreCutOff(t *testing.T) { endAlike(t, requiredFields()) }

func TestStoriesOfGuards(t *testing.T) {
	tell(t, []story{
		{name: "the move of a folder that the scope names", have: "/s/1.jpg\n/t/",
			yaml: "scope: [/s, /t]\nfolders:\n  /t/s: {moved_from: /s}",
			plan: `
move folder /s -> /t/s along=1 (moved-from)
1 move-folder /s -> /t/s
refused: scope-root at w.yaml:5:22: /s, which the scope is about, would go to /t/s with all that is in it
override: --allow-scope-root /s`},
		{name: "is possible if it is meant", have: "/s/1.jpg\n/t/", o: plan.Options{AllowScopeRoot: []state.Path{"/s"}},
			yaml: "scope: [/s, /t]\nfolders:\n  /t/s: {moved_from: /s}",
			plan: `
move folder /s -> /t/s along=1 (moved-from)
1 move-folder /s -> /t/s`},
		{name: "its merge into another", have: "/s/1.jpg\n/t/s/2.jpg",
			yaml: "scope: [/s, /t]\nfolders:\n  /t/s: {moved_from: /s, on_conflict: version}",
			plan: `
merge folder /s -> /t/s along=1 (moved-from)
1 merge-folder /s -> /t/s
refused: scope-root at w.yaml:5:22: /s, which the scope is about, would go to /t/s with all that is in it
override: --allow-scope-root /s`},
		{name: "its end", have: "/s/1.jpg\n/t/2.jpg",
			yaml: "scope: [/s, /t]\nremove:\n  folders: [/s]",
			plan: `
delete folder /s along=1 (removed)
delete file /s/1.jpg (removed)
1 delete-folder /s with 1 in it
refused: scope-root at w.yaml:5:13: /s, which the scope is about, would be deleted with all that is in it
override: --allow-scope-root /s`},
		{name: "a permission for one is none for another", have: "/s/1.jpg\n/t/2.jpg", o: plan.Options{AllowScopeRoot: []state.Path{"/t"}},
			yaml: "scope: [/s, /t]\nremove:\n  folders: [/s]",
			plan: `
delete folder /s along=1 (removed)
delete file /s/1.jpg (removed)
1 delete-folder /s with 1 in it
refused: scope-root at w.yaml:5:13: /s, which the scope is about, would be deleted with all that is in it
override: --allow-scope-root /s`},
		{name: "a copy of it harms nothing", have: "/s/1.jpg\n/t/",
			yaml: "scope: [/s, /t]\nfolders: {/t/s: {copy_of: /s}}",
			plan: `
copy folder /s -> /t/s along=1 (copy-of)
1 copy-folder /s -> /t/s`},
		{name: "the end of every file, where nothing is listed that should be there", have: "/tmp/1.jpg\n/tmp/2.jpg",
			yaml: "folders: {/tmp: {prune: true}}",
			plan: `
delete file /tmp/1.jpg (pruned)
delete file /tmp/2.jpg (pruned)
1 delete-files /tmp /1.jpg[f/tmp/1.jpg] /2.jpg[f/tmp/2.jpg]
refused: empty-want: all of the 2 files in scope would be deleted, and the YAML lists no file and no folder to keep: was it written by something that found nothing?
override: --allow-empty`},
		{name: "not where one is", have: "/tmp/1.jpg\n/tmp/2.jpg",
			yaml: "folders: {/tmp: {prune: true}, /keep: }",
			plan: `
delete file /tmp/1.jpg (pruned)
delete file /tmp/2.jpg (pruned)
create folder /keep (listed)
1 delete-files /tmp /1.jpg[f/tmp/1.jpg] /2.jpg[f/tmp/2.jpg]
2 create-folder /keep`},
		{name: "nor where they are named", have: "/tmp/1.jpg",
			yaml: "remove: {files: [/tmp/1.jpg]}",
			plan: `
delete file /tmp/1.jpg (removed)
1 delete-file /tmp/1.jpg [f/tmp/1.jpg]`},
		{name: "nor where one stays", have: "/tmp/1.jpg\n/kept.jpg",
			yaml: "folders: {/tmp: {prune: true}}",
			plan: `
delete file /tmp/1.jpg (pruned)
1 delete-file /tmp/1.jpg [f/tmp/1.jpg]`},
	})
}
