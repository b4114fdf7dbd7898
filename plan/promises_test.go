package plan_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// library is a library with a file at each path ("/s/a.jpg", or "/s/a.jpg=x,y"
// for one with tags) and a folder at each that ends in "/". A file's id is its
// name, a folder's its path. Folders above are there.
func library(paths ...string) *state.Have {
	have := &state.Have{Library: state.NewLibrary()}
	have.Fields["brand"] = &state.Field{ID: "f1", Name: "brand", Label: "Brand", Type: state.SingleSelect,
		Options: []state.Value{state.String("Acme"), state.String("Globex")}, Required: state.Optional}
	folder := func(p state.Path) {
		for ; p != state.Root; p = p.Dir() {
			have.Folders[p] = &state.Folder{Path: p, ID: state.FolderID(p)}
		}
	}
	for _, text := range paths {
		name, tags, _ := strings.Cut(text, "=")
		p := state.Path(strings.TrimSuffix(name, "/"))
		if strings.HasSuffix(name, "/") {
			folder(p)
			continue
		}
		folder(p.Dir())
		f := &state.File{Path: p, ID: state.FileID(p.Base()), Observed: state.Observed{Size: 10}}
		if tags != "" {
			f.Tags = &state.Tags{Mode: state.TagsExact}
			for _, tag := range strings.Split(tags, ",") {
				f.Tags.Set = append(f.Tags.Set, state.Tag(tag))
			}
		}
		have.Files[p] = f
	}
	return have
}

func numbered(pattern string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf(pattern, i)
	}
	return out
}

func decoded(t *testing.T, body string) *state.Want {
	t.Helper()
	want, err := state.Decode("l.yaml", strings.NewReader("version: 1\nlibrary: l\nscope: [/s]\n"+body))
	require.NoError(t, err)
	return want
}

// outline is a plan in a few words: refusals, what is held, changes.
func outline(p *plan.Plan) []string {
	var out []string
	for _, r := range p.Refusals {
		out = append(out, strings.TrimSpace(fmt.Sprintf("REFUSED %s %s", r.Guard, r.Override)))
	}
	for _, h := range p.Held {
		out = append(out, fmt.Sprintf("held %s %s %s", h.Reason, h.Action, h.Path))
	}
	for _, c := range p.Changes {
		line := fmt.Sprintf("%s %s %s", c.Action, c.Kind, c.Name())
		if c.From != "" {
			line += " from " + string(c.From)
		}
		for _, a := range c.Attrs {
			line += fmt.Sprintf(" %s:%s->%s", a.Name, a.Before, a.After)
		}
		out = append(out, line)
	}
	return out
}

// TestPromises is what a plan does and does not do, in stories.
func TestPromises(t *testing.T) {
	maxDelete := func(n int) plan.Options { return plan.Options{MaxDelete: &n} }
	gaps := []state.Gap{{Reason: state.GapShifted}}
	for _, test := range []struct {
		name    string
		have    []string
		gaps    []state.Gap
		yaml    string
		options plan.Options
		want    []string
	}{
		// 3: nothing is lost
		{name: "landing on a name that is taken is refused", have: []string{"/s/a.jpg", "/s/b.jpg"},
			yaml: "files: {/s/b.jpg: {moved_from: /s/a.jpg}}",
			want: []string{"REFUSED collision", "rename file /s/b.jpg from /s/a.jpg"}},
		{name: "so is a folder that would merge with another", have: []string{"/s/x/a.jpg", "/s/y/b.jpg"},
			yaml: "folders: {/s/y: {moved_from: /s/x}}",
			want: []string{"REFUSED collision", "rename folder /s/y from /s/x"}},
		{name: "and a file where a folder is", have: []string{"/s/a.jpg", "/s/x/"},
			yaml: "files: {/s/x: {moved_from: /s/a.jpg}}", want: []string{"REFUSED collision", "rename file /s/x from /s/a.jpg"}},
		// 4: an incomplete read deletes nothing
		{name: "an incomplete read holds what is pruned", have: []string{"/s/tmp/a.jpg"}, gaps: gaps,
			yaml: "folders: {/s/tmp: {prune: true}}", want: []string{"held incomplete-read delete /s/tmp/a.jpg"}},
		{name: "and what is to be removed", have: []string{"/s/a.jpg", "/s/old/"}, gaps: gaps,
			yaml: "remove: {files: [/s/a.jpg], folders: [/s/old], fields: [brand]}",
			want: []string{"held incomplete-read delete /s/a.jpg", "held incomplete-read delete /s/old", "held incomplete-read delete brand"}},
		{name: "and does not call missing what it did not see", have: []string{"/s/b.jpg"}, gaps: gaps,
			yaml: "files: {/s/a.jpg: }", want: []string{"held incomplete-read  /s/a.jpg"}},
		// 5: a folder goes only when all in it goes
		{name: "a folder that keeps something stays", have: []string{"/s/tmp/in/a.jpg", "/s/tmp/in/b.jpg"},
			yaml: "folders: {/s/tmp: {prune: true}}\nfiles: {/s/tmp/in/b.jpg: }", want: []string{"delete file /s/tmp/in/a.jpg"}},
		{name: "a removed folder that holds what is protected stays", have: []string{"/s/old/a.jpg", "/s/old/legal/b.jpg"},
			yaml: "protect: [/s/old/legal/**]\nremove: {files: [/s/old/**]}",
			want: []string{"held protected delete /s/old/legal/b.jpg", "delete file /s/old/a.jpg"}},
		{name: "prune reaches down and stops where it is told to", have: []string{"/s/tmp/a.jpg", "/s/tmp/keep/b.jpg"},
			yaml: "folders: {/s/tmp: {prune: true}, /s/tmp/keep: {prune: false}}", want: []string{"delete file /s/tmp/a.jpg"}},
		// protection
		{name: "what is protected and named is refused", have: []string{"/s/legal/a.jpg"},
			yaml: "protect: [/s/legal/**]\nremove: {files: [/s/legal/a.jpg]}",
			want: []string{"REFUSED protected", "delete file /s/legal/a.jpg"}},
		{name: "so is its move", have: []string{"/s/legal/a.jpg"},
			yaml: "protect: [/s/legal]\nfiles: {/s/a.jpg: {moved_from: /s/legal/a.jpg}}",
			want: []string{"REFUSED protected", "move file /s/a.jpg from /s/legal/a.jpg"}},
		{name: "and the move of a folder around it", have: []string{"/s/x/legal/a.jpg"},
			yaml: "protect: [/s/x/legal/**]\nfolders: {/s/y: {moved_from: /s/x}}",
			want: []string{"REFUSED protected", "rename folder /s/y from /s/x"}},
		// limits
		{name: "more deletes than the limit", have: append(numbered("/s/tmp/%d.jpg", 3), "/s/keep.jpg"),
			yaml: "limits: {deletes: 2}\nfolders: {/s/tmp: {prune: true}}",
			want: []string{"REFUSED delete-count --max-delete 3", "delete file /s/tmp/0.jpg", "delete file /s/tmp/1.jpg", "delete file /s/tmp/2.jpg"}},
		{name: "--max-delete lets one run pass", have: append(numbered("/s/tmp/%d.jpg", 2), "/s/keep.jpg"), options: maxDelete(2),
			yaml: "limits: {deletes: 0}\nfolders: {/s/tmp: {prune: true}}",
			want: []string{"delete file /s/tmp/0.jpg", "delete file /s/tmp/1.jpg"}},
		{name: "a YAML that lists nothing would empty the library", have: numbered("/s/tmp/%d.jpg", 2),
			yaml: "folders: {/s/tmp: {prune: true}}\nfiles: {}",
			want: []string{"REFUSED empty-want --allow-empty", "delete file /s/tmp/0.jpg", "delete file /s/tmp/1.jpg"}},
		{name: "so would one that only removes by a pattern", have: numbered("/s/tmp/%d.jpg", 2),
			yaml: "remove: {files: ['/s/**']}",
			want: []string{"REFUSED empty-want --allow-empty", "delete file /s/tmp/0.jpg", "delete file /s/tmp/1.jpg"}},
		{name: "what is removed by its own name is meant", have: numbered("/s/tmp/%d.jpg", 2),
			yaml: "remove: {files: [/s/tmp/0.jpg, /s/tmp/1.jpg]}",
			want: []string{"delete file /s/tmp/0.jpg", "delete file /s/tmp/1.jpg"}},
		{name: "--allow-empty lets it", have: numbered("/s/tmp/%d.jpg", 2), options: plan.Options{AllowEmpty: plan.Granted},
			yaml: "folders: {/s/tmp: {prune: true}}\nfiles: {}",
			want: []string{"delete file /s/tmp/0.jpg", "delete file /s/tmp/1.jpg"}},
		{name: "a folder of the scope goes", have: []string{"/s/a.jpg"},
			yaml: "remove: {folders: [/s]}",
			want: []string{"REFUSED scope-root --allow-scope-root /s", "delete folder /s", "delete file /s/a.jpg"}},
		{name: "--allow-scope-root lets it", have: []string{"/s/a.jpg"}, options: plan.Options{AllowScopeRoot: []state.Path{"/s"}},
			yaml: "remove: {folders: [/s]}",
			want: []string{"delete folder /s", "delete file /s/a.jpg"}},
		{name: "a share says nothing of a small library", have: append(numbered("/s/%d.jpg", 40), "/s/tmp/a.jpg", "/s/tmp/b.jpg"),
			yaml: "limits: {delete_percent: 1}\nfolders: {/s/tmp: {prune: true}}",
			want: []string{"delete file /s/tmp/a.jpg", "delete file /s/tmp/b.jpg"}},
		{name: "and much of a large one", have: append(numbered("/s/%d.jpg", 60), "/s/tmp/a.jpg"),
			yaml: "limits: {delete_percent: 1}\nfolders: {/s/tmp: {prune: true}}",
			want: []string{"REFUSED delete-percent --max-delete 1", "delete file /s/tmp/a.jpg"}},
		{name: "a field's deletion must be meant", have: []string{"/s/"}, yaml: "remove: {fields: [brand]}",
			want: []string{"REFUSED field-delete --allow-field-delete brand", "delete field brand"}},
		{name: "and then goes through", have: []string{"/s/"}, yaml: "remove: {fields: [brand]}",
			options: plan.Options{AllowFieldDelete: []state.FieldName{"brand"}}, want: []string{"delete field brand"}},
		{name: "a field's type never changes", have: []string{"/s/"}, yaml: "fields: {brand: {type: Text}}",
			want: []string{"REFUSED field-type"}},
		// layers
		{name: "the inner layer wins, an exact set over all before it", have: []string{"/s/x/a.jpg=old"},
			yaml: "folders: {/s: {tags: {add: [s]}, metadata: {brand: Acme}}, /s/x: {tags: {add: [x], remove: [old]}, metadata: {brand: Globex}}}\nfiles: {/s/x/a.jpg: {tags: [only]}}",
			want: []string{"update file /s/x/a.jpg tags:[old]->[only] metadata.brand:null->Globex"}},
		{name: "a rule sees what an earlier one did", have: []string{"/s/a.jpg"},
			yaml: "rules: [{name: one, match: {path: /s/*}, tags: {add: [x]}}, {name: two, match: {where: 'tags IN [\"x\"]'}, metadata: {brand: Acme}}]",
			want: []string{"update file /s/a.jpg tags:null->[x] metadata.brand:null->Acme"}},
		{name: "even a later one", have: []string{"/s/a.jpg"},
			yaml: "rules: [{name: two, match: {where: 'tags IN [\"x\"]'}, metadata: {brand: Acme}}, {name: one, match: {path: /s/*}, tags: {add: [x]}}]",
			want: []string{"update file /s/a.jpg tags:null->[x] metadata.brand:null->Acme"}},
		{name: "a rule may end what it matches", have: []string{"/s/a.jpg=wip"},
			yaml: "rules: [{name: r, match: {where: 'tags IN [\"wip\"]'}, tags: {add: [done], remove: [wip]}}]",
			want: []string{"update file /s/a.jpg tags:[wip]->[done]"}},
		{name: "rules that undo each other are refused", have: []string{"/s/a.jpg=x"},
			yaml: "rules: [{name: a, match: {where: 'tags IN [\"x\"]'}, tags: {add: [y], remove: [x]}}, {name: b, match: {where: 'tags IN [\"y\"] AND tags NOT IN [\"x\"]'}, tags: {add: [x], remove: [y]}}]",
			want: []string{"REFUSED unsettled"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			want, have := decoded(t, test.yaml), library(test.have...)
			have.Gaps = test.gaps
			test.options.Now = time.Unix(0, 0)
			p, err := plan.Make(want, have, plan.Source{}, test.options)
			require.NoError(t, err)
			require.Equal(t, test.want, outline(p))
		})
	}
}

// TestProblems is what only the library can tell to be wrong with a YAML file.
func TestProblems(t *testing.T) {
	for _, test := range []struct {
		name string
		have []string
		yaml string
		want []string // in the order of the file
	}{
		{"a file that is not there", []string{"/s/"}, "files: {/s/a.jpg: }",
			[]string{"l.yaml:4:9: /s/a.jpg is not in the library and has no source"}},
		{"a field that is not there, a value that is none", []string{"/s/a.jpg"},
			"files:\n  /s/a.jpg: {metadata: {colour: red, brand: Nope}}",
			[]string{`l.yaml:5:33: there is no metadata field "colour"`, "l.yaml:5:45: brand: must be Acme or Globex"}},
		{"a copy of what is not there", []string{"/s/x/a.jpg"}, "folders: {/s/y: {copy_of: /s/z}}",
			[]string{"l.yaml:4:27: /s/y is not there, and neither is /s/z that it is to be a copy of"}},
		{"a pin of nothing", []string{"/s/"}, "files: {/s/a.jpg: {id: gone}}", []string{"no file in scope has the id gone"}},
		{"names the server would rewrite", []string{"/s/a.jpg"}, "folders: {/s/new-folder: }\nfiles: {/s/a b.jpg: {moved_from: /s/a.jpg}}",
			[]string{"use /s/new_folder", "use /s/a_b.jpg"}},
		{"a ring of moves prints the pins", []string{"/s/a.jpg", "/s/b.jpg"},
			"files: {/s/a.jpg: {moved_from: /s/b.jpg}, /s/b.jpg: {moved_from: /s/a.jpg}}",
			[]string{"/s/a.jpg: {id: b.jpg}\n  /s/b.jpg: {id: a.jpg}"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := plan.Make(decoded(t, test.yaml), library(test.have...), plan.Source{}, plan.Options{})
			var problems state.Problems
			require.ErrorAs(t, err, &problems)
			require.Len(t, problems, len(test.want), err)
			for i, want := range test.want {
				require.Contains(t, problems[i].String(), want)
			}
		})
	}
}
