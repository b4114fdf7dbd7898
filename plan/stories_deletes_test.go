package plan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

func TestRemovals(t *testing.T) {
	tell(t, []story{
		{name: "files by name and by pattern", have: "/a.tmp\n/in/b.tmp\n/in/c.jpg",
			yaml: "remove: {files: [/a.tmp, /in/*.tmp]}",
			plan: `
delete file /a.tmp (removed)
delete file /in/b.tmp (removed)
1 delete-files / a.tmp[f/a.tmp] in/b.tmp[f/in/b.tmp]`},
		{name: "a folder with all it holds, from the inside out", have: "/old/in/a.jpg\n/old/b.jpg",
			yaml: "remove: {folders: [/old]}",
			plan: `
delete folder /old along=2 (removed)
delete folder /old/in along=1 (removed)
delete file /old/b.jpg (removed)
delete file /old/in/a.jpg (removed)
1 delete-folder /old with 3 in it`},
		{name: "what is not there is no matter", have: "/a.jpg", yaml: "remove: {files: [/b.jpg], folders: [/old], fields: [x]}"},
		{name: "prune takes what is not listed, folders too", have: "/tmp/a.jpg\n/tmp/b.jpg\n/tmp/in/c.jpg",
			yaml: "folders: {/tmp: {prune: true}}\nfiles: {/tmp/b.jpg: }",
			plan: `
delete folder /tmp/in along=1 (pruned)
delete file /tmp/a.jpg (pruned)
delete file /tmp/in/c.jpg (pruned)
1 delete-file /tmp/a.jpg [f/tmp/a.jpg]
2 delete-folder /tmp/in with 1 in it`},
		{name: "an inner prune ends an outer one", have: "/tmp/a.jpg\n/tmp/keep/b.jpg\n/tmp/keep/not/c.jpg",
			yaml: "folders: {/tmp: {prune: true}, /tmp/keep: {prune: false}, /tmp/keep/not: {prune: true}}",
			plan: `
delete file /tmp/a.jpg (pruned)
delete file /tmp/keep/not/c.jpg (pruned)
1 delete-files /tmp /a.jpg[f/tmp/a.jpg] /keep/not/c.jpg[f/tmp/keep/not/c.jpg]`},
		{name: "what is listed keeps the folders above it", have: "/tmp/x/y/a.jpg\n/tmp/x/b.jpg\n/tmp/z/",
			yaml: "folders: {/tmp: {prune: true}, /tmp/z: }\nfiles: {/tmp/x/y/a.jpg: }",
			plan: `
delete file /tmp/x/b.jpg (pruned)
1 delete-file /tmp/x/b.jpg [f/tmp/x/b.jpg]`},
		{name: "a file that will be uploaded does so too", have: "/tmp/x/b.jpg",
			yaml: "folders: {/tmp: {prune: true}}\nfiles: {/tmp/x/a.jpg: {source: pic}}",
			plan: `
delete file /tmp/x/b.jpg (pruned)
upload file /tmp/x/a.jpg (listed)
1 delete-file /tmp/x/b.jpg [f/tmp/x/b.jpg]
2 upload /tmp/x/a.jpg`},
		{name: "a file that leaves in time is not pruned", have: "/tmp/a.jpg\n/keep/",
			yaml: "folders: {/tmp: {prune: true}}\nfiles: {/keep/a.jpg: {moved_from: /tmp/a.jpg}}",
			plan: `
move file /tmp/a.jpg -> /keep/a.jpg (moved-from)
1 move-file /tmp/a.jpg -> /keep/a.jpg`},
		{name: "what a moved folder brings into a pruned place is pruned, before it moves", have: "/in/a.jpg\n/in/b.jpg\n/in/x/c.jpg",
			yaml: "folders: {/tmp: {moved_from: /in, prune: true}}\nfiles: {/tmp/b.jpg: }",
			plan: `
delete folder /in/x along=1 (pruned)
delete file /in/a.jpg (pruned)
delete file /in/x/c.jpg (pruned)
rename folder /in -> /tmp along=1 (moved-from)
1 delete-file /in/a.jpg [f/in/a.jpg]
2 delete-folder /in/x with 1 in it
3 rename-folder /in -> /tmp <1:emptied <2:emptied`},
		{name: "a delete and an update of one path are two changes", have: "/in/a.jpg id=1\n/z/a.jpg id=2",
			yaml: "folders: {/tmp: {moved_from: /in, prune: true}, /in: {moved_from: /z, tags: {add: [z]}}}",
			plan: `
delete file /in/a.jpg (pruned)
rename folder /z -> /in along=1 (moved-from)
rename folder /in -> /tmp (moved-from)
update file /in/a.jpg tags:null=>[z] (inherited)
1 add-tags z /z /a.jpg[2]
2 delete-file /in/a.jpg [1]
3 rename-folder /in -> /tmp <2:emptied
4 rename-folder /z -> /in <1:attributes <3:vacated`},
		{name: "promise 5: a removed folder stays while something in it stays", have: "/old/a.jpg\n/old/in/b.jpg\n/old/out/c.jpg",
			yaml: "protect: [/old/in/**]\nfolders: {/old: {prune: true}}\nremove: {files: [/old/a.jpg]}",
			plan: `
delete folder /old/out along=1 (pruned)
delete file /old/a.jpg (removed)
delete file /old/out/c.jpg (pruned)
1 delete-file /old/a.jpg [f/old/a.jpg]
2 delete-folder /old/out with 1 in it
held: delete file /old/in/b.jpg (protected): protected by /old/in/** (w.yaml:4:11)`},
	})
}

func TestProtection(t *testing.T) {
	tell(t, []story{
		{name: "a named delete is refused", have: "/legal/a.pdf", yaml: "protect: [/legal/**]\nremove:\n  files: [/legal/a.pdf]",
			plan: `
delete file /legal/a.pdf (removed)
1 delete-file /legal/a.pdf [f/legal/a.pdf]
refused: protected at w.yaml:6:11: file /legal/a.pdf (f/legal/a.pdf) would be deleted, and /legal/** protects it (w.yaml:4:11)`},
		{name: "a named folder too", have: "/s/legal/a.pdf\n/s/b.jpg", yaml: "protect: [/s/legal/**]\nremove:\n  folders: [/s]",
			plan: `
delete folder /s along=2 (removed)
delete folder /s/legal along=1 (removed)
delete file /s/b.jpg (removed)
delete file /s/legal/a.pdf (removed)
1 delete-folder /s with 3 in it
refused: protected at w.yaml:6:13: folder /s/legal (d/s/legal) would be deleted, and /s/legal/** protects it (w.yaml:4:11)`},
		{name: "what is swept along is kept", have: "/s/legal/a.pdf\n/s/b.pdf", yaml: "protect: [/s/legal/**]\nremove: {files: [/s/**/*.pdf]}",
			plan: `
delete file /s/b.pdf (removed)
1 delete-file /s/b.pdf [f/s/b.pdf]
held: delete file /s/legal/a.pdf (protected): protected by /s/legal/** (w.yaml:4:11)`},
		{name: "and what a prune finds", have: "/s/legal/a.pdf\n/s/b.pdf", yaml: "protect: [/s/legal/**]\nfolders: {/s: {prune: true}}",
			plan: `
delete file /s/b.pdf (pruned)
1 delete-file /s/b.pdf [f/s/b.pdf]
held: delete file /s/legal/a.pdf (protected): protected by /s/legal/** (w.yaml:4:11)`},
		{name: "a move is refused", have: "/legal/a.pdf", yaml: "protect: [/legal]\nfiles:\n  /a.pdf: {moved_from: /legal/a.pdf}",
			plan: `
move file /legal/a.pdf -> /a.pdf (moved-from)
1 move-file /legal/a.pdf -> /a.pdf
refused: protected at w.yaml:6:24: file /legal/a.pdf (f/legal/a.pdf) would move to /a.pdf, and /legal protects it (w.yaml:4:11)`},
		{name: "a move to a protected place is refused", have: "/a.pdf\n/legal/", yaml: "protect: [/legal]\nfiles:\n  /legal/a.pdf: {moved_from: /a.pdf}",
			plan: `
move file /a.pdf -> /legal/a.pdf (moved-from)
1 move-file /a.pdf -> /legal/a.pdf
refused: protected at w.yaml:6:30: file /a.pdf (f/a.pdf) would move to /legal/a.pdf, and /legal protects it (w.yaml:4:11)`},
		{name: "going along is refused, once for each folder that moves", have: "/s/legal/a.pdf\n/s/legal/b.pdf", yaml: "protect: [/s/legal/**]\nfolders:\n  /t: {moved_from: /s}",
			plan: `
rename folder /s -> /t along=2 (moved-from)
1 rename-folder /s -> /t
refused: protected at w.yaml:6:20: folder /s/legal (d/s/legal) would go along with /s to /t/legal, and /s/legal/** protects it (w.yaml:4:11)`},
		{name: "new bytes are refused", have: "/legal/a.pdf", yaml: "protect: [/legal/**]\nfiles:\n  /legal/a.pdf: {source: pic}",
			plan: `
replace file /legal/a.pdf content:10=>3 (source)
1 replace /legal/a.pdf [f/legal/a.pdf] tags=[] description="" focus="" private=false
refused: protected at w.yaml:6:26: file /legal/a.pdf (f/legal/a.pdf) would be overwritten, and /legal/** protects it (w.yaml:4:11)`},
		{name: "attributes and new files are not", have: "/legal/a.pdf", yaml: "protect: [/legal/**]\nfiles: {/legal/a.pdf: {tags: [x]}, /legal/b.pdf: {source: pic}}",
			plan: `
upload file /legal/b.pdf (listed)
update file /legal/a.pdf tags:null=>[x] (listed)
1 add-tags x /legal /a.pdf[f/legal/a.pdf]
2 upload /legal/b.pdf`},
		{name: "nothing in a folder is made in a protected place on the way", have: "/b/x/1.jpg",
			yaml: "protect: [/b/c/**]\nfolders: {/a: {moved_from: /b}, /a/c/x: {moved_from: /b/x}}",
			plan: `
move folder /b/x -> /a/c/x along=1 (moved-from)
rename folder /b -> /a (moved-from)
create folder /a/c (parent)
1 rename-folder /b -> /a
2 create-folder /a/c <1:arrived
3 move-folder /a/x -> /a/c/x <2:parent`},
	})
}

func TestLimits(t *testing.T) {
	tmp := func(files int) string {
		var b strings.Builder
		for i := range files {
			fmt.Fprintf(&b, "/tmp/%02d.jpg\n", i)
		}
		return b.String()
	}
	kept := func(files int) string { return strings.ReplaceAll(tmp(files), "/tmp/", "/kept/") }
	most := func(n int) plan.Options { return plan.Options{MaxDelete: &n} }
	refusals := func(text, yaml string, o plan.Options) string {
		p, err := plan.Make(want(t, yaml), have(text), plan.Source{}, withNow(o))
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, r := range p.Refusals {
			out = append(out, fmt.Sprintf("%s: %s (%s)", r.Guard, r.Message, r.Override))
		}
		return strings.Join(out, "\n")
	}
	prune := "folders: {/tmp: {prune: true}}\n"
	for _, test := range []struct {
		name, have, yaml string
		o                plan.Options
		want             string
	}{
		{"twenty deletes pass, by default", tmp(20) + "/kept.jpg", prune, plan.Options{}, ""},
		{"twenty-one do not", tmp(21) + "/kept.jpg", prune, plan.Options{}, "delete-count: 21 objects would be deleted; limits.deletes allows 20 (--max-delete 21)"},
		{"the YAML may allow more", tmp(21) + "/kept.jpg", prune + "limits: {deletes: 21}", plan.Options{}, ""},
		{"a share counts from 50 objects up: 49", tmp(5) + kept(42), prune, plan.Options{}, ""},
		{"and 50", tmp(6) + kept(42), prune, plan.Options{}, "delete-percent: 6 of 50 objects in scope would be deleted, which is 12.0%; limits.delete_percent allows 10% (--max-delete 6)"},
		{"a tenth of 50 is a tenth", tmp(5) + kept(43), prune, plan.Options{}, ""},
		{"both limits at once", tmp(25) + kept(30), prune, plan.Options{}, "delete-count: 25 objects would be deleted; limits.deletes allows 20 (--max-delete 25)\n" +
			"delete-percent: 25 of 57 objects in scope would be deleted, which is 43.9%; limits.delete_percent allows 10% (--max-delete 25)"},
		{"--max-delete goes before both", tmp(25) + kept(30), prune, most(25), ""},
		{"and is a limit itself", tmp(2) + "/kept.jpg", prune, most(1), "delete-count: 2 objects would be deleted; --max-delete allows 1 (--max-delete 2)"},
		{"none at all", tmp(1) + "/kept.jpg", prune, most(0), "delete-count: 1 object would be deleted; --max-delete allows 0 (--max-delete 1)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := refusals(test.have, test.yaml, test.o); got != test.want {
				t.Errorf("got %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestPromise4AnIncompleteReadDeletesNothing(t *testing.T) {
	tell(t, []story{
		{name: "nothing is deleted", have: "gap\nfield x Text\n/tmp/a.jpg\n/old/b.jpg\n/c.jpg", o: plan.Options{AllowFieldDelete: []state.FieldName{"x"}},
			yaml: "folders: {/tmp: {prune: true}}\nremove: {files: [/c.jpg], folders: [/old], fields: [x]}",
			plan: `
held: delete file /c.jpg (incomplete-read): nothing is deleted in a run that could not read everything
held: delete file /old/b.jpg (incomplete-read): nothing is deleted in a run that could not read everything
held: delete file /tmp/a.jpg (incomplete-read): nothing is deleted in a run that could not read everything
held: delete field x (incomplete-read): nothing is deleted in a run that could not read everything
held: delete folder /old (not-empty): /old/b.jpg stays below it`},
		{name: "what was not seen is not called missing", have: "gap\n/a.jpg", yaml: "files: {/b.jpg: , /c.jpg: {id: f9}, /d.jpg: {moved_from: /e.jpg}}",
			plan: `
held: file /b.jpg (incomplete-read): it was not seen, in a read that is incomplete
held: file /c.jpg (incomplete-read): the file with the id f9 was not seen, in a read that is incomplete
held: file /d.jpg (incomplete-read): it was not seen, in a read that is incomplete`},
		{name: "a folder that may be there is not made empty, nor is anything put in it", have: "gap\n/z.jpg",
			yaml: "folders: {/b: {moved_from: /a}, /plain: }\nfiles: {/b/x.jpg: {source: pic}, /b/z.jpg: {moved_from: /z.jpg}, /plain/y.jpg: {source: pic}}",
			plan: `
create folder /plain (listed)
upload file /plain/y.jpg (listed)
1 create-folder /plain
2 upload /plain/y.jpg <1:parent
held: create folder /b (incomplete-read): it was not seen, nor what it comes from, in a read that is incomplete
held: upload file /b/x.jpg (incomplete-read): /b, where it should go, was not seen in a read that is incomplete
held: file /b/z.jpg (incomplete-read): it was not seen, in a read that is incomplete
held: move file /z.jpg (incomplete-read): /b, where it should go, was not seen in a read that is incomplete`},
		{name: "a pinned folder is not either", have: "gap\n/z.jpg", yaml: "folders: {/b: {id: d9}}",
			plan: `
held: folder /b (incomplete-read): the folder with the id d9 was not seen, in a read that is incomplete`},
		{name: "the rest is done", have: "gap\n/a.jpg tags=x\n/b.jpg", yaml: "files: {/a.jpg: {tags: [y]}, /c.jpg: {moved_from: /b.jpg}}",
			plan: `
rename file /b.jpg -> /c.jpg (moved-from)
update file /a.jpg tags:[x]=>[y] (listed)
1 update-file /a.jpg [f/a.jpg] tags=[y]
2 rename-file /b.jpg -> /c.jpg`},
	})
}

func TestScope(t *testing.T) {
	tell(t, []story{
		{name: "nothing outside is touched, even if it was read", have: "/s/a.tmp\n/t/a.tmp\n/t/b.jpg",
			yaml: "scope: [/s]\nremove: {files: [\"/**/*.tmp\"]}\nrules: [{name: r, match: {path: \"/**\"}, tags: {add: [x]}}]",
			plan: `
delete file /s/a.tmp (removed)
1 delete-file /s/a.tmp [f/s/a.tmp]`},
		{name: "the folder of the scope is made, what is above is not", have: "",
			yaml: "scope: [/a/b/s]\nfiles: {/a/b/s/x/a.jpg: {source: pic}}",
			plan: `
create folder /a/b/s (parent)
create folder /a/b/s/x (parent)
upload file /a/b/s/x/a.jpg (listed)
1 create-folder /a/b/s/x +/a/b/s
2 upload /a/b/s/x/a.jpg <1:parent`},
		{name: "two scopes", have: "/s/a.jpg\n/t/",
			yaml: "scope: [/s, /t]\nfiles: {/t/a.jpg: {moved_from: /s/a.jpg}}",
			plan: `
move file /s/a.jpg -> /t/a.jpg (moved-from)
1 move-file /s/a.jpg -> /t/a.jpg`},
		{name: "a copy under another name is made aside", have: "/x/a.jpg", yaml: "folders:\n  /y: {copy_of: /x}",
			plan: `
copy folder /x -> /y along=1 (copy-of)
1 create-folder /iksync_1fb42761d052
2 copy-folder /x -> /iksync_1fb42761d052/x <1:sequence
3 rename-folder /iksync_1fb42761d052/x -> /iksync_1fb42761d052/y <2:sequence
4 move-folder /iksync_1fb42761d052/y -> /y <3:sequence
5 delete-folder /iksync_1fb42761d052 <1:sequence <4:sequence`},
		{name: "a copy that is there is done", have: "/x/a.jpg\n/y/a.jpg", yaml: "folders: {/y: {copy_of: /x}}"},
	})
}
