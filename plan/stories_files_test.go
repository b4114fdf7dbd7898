package plan_test

import (
	"testing"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

const brandField = "field brand SingleSelect options=Acme,Globex required default=Acme\nfield season Text max_length=6\n"

func TestAttributesOfFiles(t *testing.T) {
	tell(t, []story{
		{name: "a list is the exact set", have: "/a.jpg tags=x,y", yaml: "files: {/a.jpg: {tags: [y, z]}}",
			plan: `
update file /a.jpg tags:[x, y]=>[y, z] (listed)
1 update-file /a.jpg [f/a.jpg] tags=[y z]`},
		{name: "add and remove leave the rest alone", have: "/a.jpg tags=x,y", yaml: "files: {/a.jpg: {tags: {add: [z], remove: [x]}}}",
			plan: `
update file /a.jpg tags:[x, y]=>[y, z] (listed)
1 update-file /a.jpg [f/a.jpg] tags=[y z]`},
		{name: "an empty list takes every tag away", have: "/a.jpg tags=x", yaml: "files: {/a.jpg: {tags: []}}",
			plan: `
update file /a.jpg tags:[x]=>null (listed)
1 remove-tags x / a.jpg[f/a.jpg]`},
		{name: "order and repeats do not matter", have: "/a.jpg tags=y,x,y", yaml: "files: {/a.jpg: {tags: [x, y]}}"},
		{name: "metadata brings the required fields along", have: brandField + "/a.jpg brand=Globex",
			yaml: "files: {/a.jpg: {metadata: {season: warm}}}",
			plan: `
update file /a.jpg metadata.season:null=>warm (listed)
1 update-file /a.jpg [f/a.jpg] brand=Globex season=warm`},
		{name: "with their defaults where the file has none", have: brandField + "/a.jpg",
			yaml: "files: {/a.jpg: {metadata: {season: warm}}}",
			plan: `
update file /a.jpg metadata.brand:null=>Acme metadata.season:null=>warm (listed)
1 update-file /a.jpg [f/a.jpg] brand=Acme season=warm`},
		{name: "null takes a value away", have: brandField + "/a.jpg brand=Globex season=warm",
			yaml: "files: {/a.jpg: {metadata: {season: null}}}",
			plan: `
update file /a.jpg metadata.season:warm=>null (listed)
1 update-file /a.jpg [f/a.jpg] brand=Globex season=null`},
		{name: "other attributes need no metadata", have: brandField + "/a.jpg",
			yaml: "files: {/a.jpg: {description: Mug, focus: \"1,2,3,4\"}}",
			plan: `
update file /a.jpg description:null=>Mug focus:null=>1,2,3,4 (listed)
1 update-file /a.jpg [f/a.jpg] description="Mug" focus="1,2,3,4"`},
		{name: "they can be cleared", have: "/a.jpg description=Mug focus=1,2,3,4",
			yaml: "files: {/a.jpg: {description: null, focus: \"\"}}",
			plan: `
update file /a.jpg description:Mug=>null focus:1,2,3,4=>null (listed)
1 update-file /a.jpg [f/a.jpg] description="" focus=""`},
		{name: "publishing travels alone", have: "/a.jpg draft",
			yaml: "files: {/a.jpg: {published: true, tags: [x]}}",
			plan: `
update file /a.jpg tags:null=>[x] published:false=>true (listed)
1 add-tags x / a.jpg[f/a.jpg]
2 publish-file /a.jpg [f/a.jpg] published=true <1:sequence`},
		{name: "nothing differs", have: brandField + "/a.jpg tags=x brand=Acme",
			yaml: "files: {/a.jpg: {tags: [x], metadata: {brand: Acme}}}"},
		{name: "tags of more than 500 characters together", have: "/a.jpg tags=" + long('a', 300),
			yaml: "files:\n  /a.jpg:\n    tags: {add: [" + long('b', 300) + "]}",
			plan: `
problem: w.yaml:6:11: /a.jpg would have tags of 601 characters together, joined by commas: ImageKit takes at most 500`},
	})
}

func long(c rune, n int) string {
	out := make([]rune, n)
	for i := range out {
		out[i] = c
	}
	return string(out)
}

func TestUploads(t *testing.T) {
	tell(t, []story{
		{name: "a missing file is uploaded with all it should have", have: brandField,
			yaml: "folders: {/new: {tags: {add: [fresh]}}}\nfiles: {/new/a.jpg: {source: pic, metadata: {season: warm}, description: Mug, published: false}}",
			plan: `
create folder /new (listed)
upload file /new/a.jpg tags:null=>[fresh] metadata.brand:null=>Acme metadata.season:null=>warm description:null=>Mug published:true=>false (listed)
1 create-folder /new
2 upload /new/a.jpg tags=[fresh] brand=Acme season=warm description="Mug" <1:parent
3 publish-file /new/a.jpg published=false <2:sequence`},
		{name: "a rule looks at what will be known of it", have: "",
			yaml: "rules: [{name: small, match: {where: 'size < 10 AND format = \"jpg\"'}, tags: {add: [small]}}]\nfiles: {/a.jpeg: {source: pic}}",
			plan: `
upload file /a.jpeg tags:null=>[small] (listed)
1 upload /a.jpeg tags=[small]`},
		{name: "a source of the same size is taken for the same", have: "/a.jpg size=3", yaml: "files: {/a.jpg: {source: pic}}"},
		{name: "another one becomes the next version, which carries everything", have: brandField + "/a.jpg tags=x brand=Globex season=warm description=Mug focus=1,2,3,4 draft private",
			yaml: "files: {/a.jpg: {source: pic}}",
			plan: `
replace file /a.jpg content:10=>3 (source)
1 replace /a.jpg [f/a.jpg] tags=[x] brand=Globex season=warm description="Mug" focus="1,2,3,4" private=true
2 publish-file /a.jpg [f/a.jpg] published=false <1:sequence`},
		{name: "even a required field that the file lacks", have: brandField + "/a.jpg season=warm",
			yaml: "files: {/a.jpg: {source: pic}}",
			plan: `
replace file /a.jpg content:10=>3 metadata.brand:null=>Acme (source)
1 replace /a.jpg [f/a.jpg] tags=[] brand=Acme season=warm description="" focus="" private=false`},
		{name: "the same size, and another hash", have: "/a.jpg size=3 sha=cat", yaml: "files: {/a.jpg: {source: pic}}", plan: `
replace file /a.jpg content:sha256:cat=>sha256:pic (source)
1 replace /a.jpg [f/a.jpg] tags=[] description="" focus="" private=false`},
		{name: "the same size, and the same hash", have: "/a.jpg size=3 sha=pic", yaml: "files: {/a.jpg: {source: pic}}"},
		{name: "the same size, and bytes that the service does not hand out", have: "/a.jpg size=3 undelivered", yaml: "files: {/a.jpg: {source: pic}}", plan: `
replace file /a.jpg content:null=>sha256:pic (unread)
1 replace /a.jpg [f/a.jpg] tags=[] description="" focus="" private=false`},
		{name: "another size, and bytes that the service does not hand out", have: "/a.jpg undelivered", yaml: "files: {/a.jpg: {source: pic}}", plan: `
replace file /a.jpg content:10=>3 (source)
1 replace /a.jpg [f/a.jpg] tags=[] description="" focus="" private=false`},
		{name: "what is protected is not overwritten, whatever its size", have: "/a.jpg size=3 sha=cat", yaml: "protect: [/a.jpg]\nfiles: {/a.jpg: {source: pic}}", plan: `
replace file /a.jpg content:sha256:cat=>sha256:pic (source)
1 replace /a.jpg [f/a.jpg] tags=[] description="" focus="" private=false
refused: protected at w.yaml:5:26: file /a.jpg (f/a.jpg) would be overwritten, and /a.jpg protects it (w.yaml:4:11)`},
		{name: "a file of a copy, whose original has another hash", have: "/t/c/a.jpg size=3 sha=cat", yaml: "folders: {/c: {copy_of: /t/c}}\nfiles: {/c/a.jpg: {source: pic}}", plan: `
replace file /c/a.jpg content:sha256:cat=>sha256:pic (source)
copy folder /t/c -> /c along=1 (copy-of)
1 copy-folder /t/c -> /c
2 replace /c/a.jpg tags=[] description="" focus="" private=false <1:arrived`},
		{name: "a file of a copy, whose odd name no upload can have", have: "/t/c/a#1.jpg size=3 sha=cat", yaml: "folders: {/c: {copy_of: /t/c}}\nfiles: {/c/a#1.jpg: {source: pic}}", plan: `
problem: w.yaml:5:30: nothing can be uploaded to /c/a#1.jpg: ImageKit would name it "a_1.jpg", and so make another file; rename it, in a plan of its own, before it gets new bytes`},
		{name: "a rule looks at the new size", have: "/a.jpg size=5000 tags=big",
			yaml: "rules: [{name: small, match: {where: 'size < 1000'}, tags: {remove: [big]}}]\nfiles: {/a.jpg: {source: pic}}",
			plan: `
replace file /a.jpg content:5000=>3 tags:[big]=>null (source)
1 replace /a.jpg [f/a.jpg] tags=[] description="" focus="" private=false`},
		{name: "a file that moves and has new bytes", have: "/a.jpg id=1", yaml: "files: {/b.jpg: {id: 1, source: pic}}",
			plan: `
rename file /a.jpg -> /b.jpg content:10=>3 (pin)
1 replace /a.jpg [1] tags=[] description="" focus="" private=false
2 rename-file /a.jpg -> /b.jpg <1:attributes`},
	})
}

func TestLayers(t *testing.T) {
	tell(t, []story{
		{name: "from the outermost folder in, then rules, then the file's own entry", have: brandField + "/s/x/a.jpg\n/s/x/b.jpg\n/s/c.jpg",
			yaml: "folders: {/s: {tags: {add: [s]}, metadata: {season: s}}, /s/x: {tags: {add: [x]}, metadata: {season: x}}}\n" +
				"rules: [{name: r, match: {path: /s/x/*}, metadata: {season: r}, tags: {remove: [s]}}]\nfiles: {/s/x/b.jpg: {metadata: {season: own}, tags: {add: [s]}}}",
			plan: `
update file /s/c.jpg tags:null=>[s] metadata.brand:null=>Acme metadata.season:null=>s (inherited)
update file /s/x/a.jpg tags:null=>[x] metadata.brand:null=>Acme metadata.season:null=>r (inherited)
update file /s/x/b.jpg tags:null=>[s, x] metadata.brand:null=>Acme metadata.season:null=>own (listed)
1 update-file /s/c.jpg [f/s/c.jpg] tags=[s] brand=Acme season=s
2 update-file /s/x/a.jpg [f/s/x/a.jpg] tags=[x] brand=Acme season=r
3 update-file /s/x/b.jpg [f/s/x/b.jpg] tags=[s x] brand=Acme season=own`},
		{name: "rules in order, the later one wins", have: brandField + "/a.jpg",
			yaml: "rules: [{name: one, match: {path: /*}, metadata: {season: one}}, {name: two, match: {path: /*}, metadata: {season: two}}]",
			plan: `
update file /a.jpg metadata.brand:null=>Acme metadata.season:null=>two (rule)
1 update-file /a.jpg [f/a.jpg] brand=Acme season=two`},
		{name: "a rule by path and by query", have: "/a.jpg width=800\n/b.jpg width=100\n/in/c.jpg width=800",
			yaml: "rules: [{name: wide, match: {path: /*.jpg, where: width > 500}, tags: {add: [wide]}}]",
			plan: `
update file /a.jpg tags:null=>[wide] (rule)
1 add-tags wide / a.jpg[f/a.jpg]`},
		{name: "a rule by metadata", have: brandField + "/a.jpg brand=Acme\n/b.jpg brand=Globex",
			yaml: "rules: [{name: acme, match: {where: '\"customMetadata.brand\" = \"Acme\"'}, tags: {add: [acme]}}]",
			plan: `
update file /a.jpg tags:null=>[acme] (rule)
1 add-tags acme / a.jpg[f/a.jpg]`},
		{name: "a file takes on the tags of the place where it will be", have: "/in/a.jpg",
			yaml: "folders: {/out: {tags: {add: [out]}}, /in: {tags: {add: [in]}}}\nfiles: {/out/a.jpg: {moved_from: /in/a.jpg}}",
			plan: `
move file /in/a.jpg -> /out/a.jpg tags:null=>[out] (moved-from)
create folder /out (listed)
1 add-tags out /in /a.jpg[f/in/a.jpg]
2 create-folder /out
3 move-file /in/a.jpg -> /out/a.jpg <1:attributes <2:parent`},
		{name: "one rule sets off another, and that a third", have: brandField + "/a.jpg",
			yaml: "rules:\n- {name: three, match: {where: '\"customMetadata.season\" = \"set\"'}, tags: {add: [c]}}\n- {name: two, match: {where: 'tags IN [\"a\"]'}, metadata: {season: set}}\n- {name: one, match: {path: /*}, tags: {add: [a]}}",
			plan: `
update file /a.jpg tags:null=>[a, c] metadata.brand:null=>Acme metadata.season:null=>set (rule)
1 update-file /a.jpg [f/a.jpg] tags=[a c] brand=Acme season=set`},
		{name: "a rule that ends what it matches", have: "/a.jpg tags=wip",
			yaml: "rules: [{name: done, match: {where: 'tags IN [\"wip\"]'}, tags: {add: [done], remove: [wip]}}]",
			plan: `
update file /a.jpg tags:[wip]=>[done] (rule)
1 update-file /a.jpg [f/a.jpg] tags=[done]`},
		{name: "rules that undo each other", have: "/a.jpg tags=x",
			yaml: "rules:\n  - {name: a, match: {where: 'tags IN [\"x\"]'}, tags: {add: [y], remove: [x]}}\n  - {name: b, match: {where: 'tags IN [\"y\"] AND tags NOT IN [\"x\"]'}, tags: {add: [x], remove: [y]}}",
			plan: `
refused: unsettled at w.yaml:6:76: rules undo each other on /a.jpg, so that no plan would ever be the last; they disagree about tags`},
		{name: "what a deleted field held is no longer seen", have: "field legacy Text\n/a.jpg legacy=x", o: plan.Options{AllowFieldDelete: []state.FieldName{"legacy"}},
			yaml: "remove: {fields: [legacy]}\nrules: [{name: plain, match: {where: '\"customMetadata.legacy\" NOT EXISTS'}, tags: {add: [plain]}}]",
			plan: `
delete field legacy (removed)
update file /a.jpg tags:null=>[plain] (rule)
1 add-tags plain / a.jpg[f/a.jpg]
2 delete-field legacy`},
	})
}

func TestFields(t *testing.T) {
	allow := plan.Options{AllowFieldDelete: []state.FieldName{"brand", "season"}}
	tell(t, []story{
		{name: "a new field comes before its values", have: "/a.jpg",
			yaml: "fields: {brand: {type: Text}}\nfiles: {/a.jpg: {metadata: {brand: Acme}}}",
			plan: `
create field brand type:null=>Text label:null=>brand (listed)
update file /a.jpg metadata.brand:null=>Acme (listed)
1 create-field brand
2 update-file /a.jpg [f/a.jpg] brand=Acme <1:field`},
		{name: "only what the YAML gives is compared", have: brandField, yaml: "fields: {brand: {type: SingleSelect, options: [Globex, Acme]}}"},
		{name: "an option is added before it is used", have: brandField + "/a.jpg brand=Acme",
			yaml: "fields: {brand: {type: SingleSelect, options: [Acme, Globex, Umbrella]}}\nfiles: {/a.jpg: {metadata: {brand: Umbrella}}}",
			plan: `
update field brand options:[Acme, Globex]=>[Acme, Globex, Umbrella] (listed)
update file /a.jpg metadata.brand:Acme=>Umbrella (listed)
1 update-field brand [Acme, Globex, Umbrella] required
2 update-file /a.jpg [f/a.jpg] brand=Umbrella <1:field`},
		{name: "and taken away after its values have left", have: brandField + "/a.jpg brand=Globex",
			yaml: "fields: {brand: {type: SingleSelect, options: [Acme]}}\nfiles: {/a.jpg: {metadata: {brand: Acme}}}",
			plan: `
update field brand options:[Acme, Globex]=>[Acme] (listed)
update file /a.jpg metadata.brand:Globex=>Acme (listed)
1 update-file /a.jpg [f/a.jpg] brand=Acme
2 update-field brand [Acme] required <1:field`},
		{name: "both are two calls", have: brandField + "/a.jpg brand=Globex",
			yaml: "fields: {brand: {type: SingleSelect, options: [Acme, Umbrella]}}\nfiles: {/a.jpg: {metadata: {brand: Umbrella}}}",
			plan: `
update field brand options:[Acme, Globex]=>[Acme, Umbrella] (listed)
update file /a.jpg metadata.brand:Globex=>Umbrella (listed)
1 update-field brand [Acme, Umbrella, Globex] required
2 update-file /a.jpg [f/a.jpg] brand=Umbrella <1:field
3 update-field brand [Acme, Umbrella] required <2:field`},
		{name: "one where no value is set", have: brandField + "/a.jpg brand=Acme",
			yaml: "fields: {brand: {type: SingleSelect, options: [Acme, Umbrella]}}",
			plan: `
update field brand options:[Acme, Globex]=>[Acme, Umbrella] (listed)
1 update-field brand [Acme, Umbrella] required`},
		{name: "a longer text fits first", have: brandField + "/a.jpg brand=Acme",
			yaml: "fields: {season: {type: Text, max_length: 20}}\nfiles: {/a.jpg: {metadata: {season: wintertime}}}",
			plan: `
update field season max_length:6=>20 (listed)
update file /a.jpg metadata.season:null=>wintertime (listed)
1 update-field season max_length=20
2 update-file /a.jpg [f/a.jpg] brand=Acme season=wintertime <1:field`},
		{name: "a field becomes required", have: "field brand Text\nfield season Text\n/a.jpg",
			yaml: "fields: {brand: {type: Text, required: true, default: Acme}}\nfiles: {/a.jpg: {metadata: {season: warm}}}",
			plan: `
update field brand required:false=>true default:null=>Acme (listed)
update file /a.jpg metadata.brand:null=>Acme metadata.season:null=>warm (listed)
1 update-file /a.jpg [f/a.jpg] brand=Acme season=warm
2 update-field brand required <1:field`},
		{name: "a default that the account's options do not have", have: brandField,
			yaml: "fields:\n  brand: {type: SingleSelect, options: [Globex, Umbrella]}",
			plan: `
problem: w.yaml:5:3: field brand: its default must be Globex or Umbrella, not Acme`},
		{name: "a label that another field has", have: "field old Text label=Brand",
			yaml: "fields:\n  brand: {type: Text, label: Brand}",
			plan: `
problem: w.yaml:5:30: field brand would have the label "Brand", which field old has`},
		{name: "a type never changes, and its values are not blamed", have: "field year Text",
			yaml: "fields:\n  year: {type: Number}\nfiles:\n  /a.jpg: {source: pic, metadata: {year: 2024}}",
			plan: `
upload file /a.jpg metadata.year:null=>2024 (listed)
1 upload /a.jpg year=2024
refused: field-type at w.yaml:5:3: field year is Text and can never become Number: a field's type cannot be changed, and deleting it burns its name; add a field of another name instead`},
		{name: "a deletion must be meant", have: brandField, yaml: "remove:\n  fields: [season]",
			plan: `
delete field season (removed)
1 delete-field season
refused: field-delete at w.yaml:5:12: deleting field season takes its values off every file and burns the name for ever
override: --allow-field-delete season`},
		{name: "a required field goes before metadata is set", have: brandField + "/a.jpg brand=Acme", o: allow,
			yaml: "remove: {fields: [brand]}\nfiles: {/a.jpg: {metadata: {season: warm}}}",
			plan: `
delete field brand (removed)
update file /a.jpg metadata.season:null=>warm (listed)
1 delete-field brand required
2 update-file /a.jpg [f/a.jpg] season=warm <1:field`},
		{name: "another one after", have: brandField + "/a.jpg brand=Acme", o: allow,
			yaml: "remove: {fields: [season]}\nfiles: {/a.jpg: {metadata: {brand: Globex}}}",
			plan: `
delete field season (removed)
update file /a.jpg metadata.brand:Acme=>Globex (listed)
1 update-file /a.jpg [f/a.jpg] brand=Globex
2 delete-field season`},
		{name: "a required value that the account no longer takes is in the way", have: brandField + "/a.jpg brand=Umbrella",
			yaml: "files:\n  /a.jpg: {metadata: {season: warm}}", plan: `
problem: w.yaml:5:31: /a.jpg cannot be given metadata as long as it has the old value of brand, which must be Acme or Globex, not Umbrella: say what it should be`},
		{name: "a value is checked once, at its place, whatever it reaches", have: brandField + "/s/a.jpg\n/s/b.jpg",
			yaml: "folders:\n  /s: {metadata: {brand: Nope}}\nrules:\n  - {name: r, match: {path: /**}, metadata: {season: too long}}\nfiles:\n  /s/a.jpg: {metadata: {brand: null, colour: red}}",
			plan: `
problem: w.yaml:5:26: brand: must be Acme or Globex, not Nope
problem: w.yaml:7:54: season: must have at most 6 characters, not 8
problem: w.yaml:9:32: field brand is required and cannot be unset
problem: w.yaml:9:46: there is no metadata field "colour" in the account (it has brand, season); define it under fields, or correct the name`},
	})
}
