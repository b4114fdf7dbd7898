package plan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

type fieldName = state.FieldName

func patterns(globs ...string) []state.Pattern {
	var out []state.Pattern
	for _, g := range globs {
		out = append(out, state.Pattern{Glob: g})
	}
	return out
}

func TestSelect(t *testing.T) {
	w := want(t, `fields: {size: {type: Number}}
folders: {/archive/old: {moved_from: /old, tags: {add: [archived]}}}
files: {/a.jpg: {metadata: {size: 3}}, /b.jpg: {tags: [x]}, /new/c.jpg: {source: pic}}
remove: {folders: [/gone]}
`)
	h := have("/a.jpg\n/b.jpg\n/old/z.jpg\n/gone/1.jpg\n/gone/2.jpg")
	for _, test := range []struct {
		name            string
		target, exclude []string
		want            string
	}{
		{"one file", []string{"/b.jpg"}, nil, "update file /b.jpg"},
		{"what it needs comes along", []string{"/a.jpg"}, nil, "update file /a.jpg, create field size"},
		{"a folder and what is in it", []string{"/archive"}, nil, "move folder /archive/old, create folder /archive, update file /archive/old/z.jpg"},
		{"named by where it is now", []string{"/old"}, nil, "move folder /archive/old, create folder /archive, update file /archive/old/z.jpg"},
		{"an upload and its folder", []string{"/new/c.jpg"}, nil, "create folder /new, upload file /new/c.jpg"},
		{"without a file its folder stays", []string{"/gone"}, []string{"/gone/1.jpg"}, "delete file /gone/2.jpg"},
		{"without a folder nothing can be in it", nil, []string{"/new", "/archive", "/gone"}, "create field size, update file /a.jpg, update file /b.jpg"},
		{"nothing", []string{"/nowhere"}, nil, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, err := plan.Make(w, h, plan.Source{}, withNow(plan.Options{
				Selection: plan.Selection{Target: patterns(test.target...), Exclude: patterns(test.exclude...)},
			}))
			require.NoError(t, err)
			got, wanted := outlineOf(p), split(test.want)
			slices.Sort(wanted)
			require.Equal(t, wanted, got)
			require.NotNil(t, p.Operations)
			_, err = plan.Decode(strings.NewReader(encoded(t, p)))
			require.NoError(t, err)
			require.Equal(t, len(h.Files)+len(h.Folders), p.Totals.Objects, "percentages are of the whole library")
		})
	}
}

// A part of a plan can be carried out, loses nothing, and the rest of it is
// what is planned next.
func TestAPartOfAPlanCanBeCarriedOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScenario(t)
		m := newModel(have(s.text))
		if _, err := mustMake(s.want, m.observe()); err != nil {
			return
		}
		p, err := plan.Make(s.want, m.observe(), plan.Source{}, withNow(plan.Options{AllowEmpty: plan.Granted, Selection: plan.Selection{
			Target:  patterns(string(drawFolder(t, "target")), string(drawFile(t, "target file"))),
			Exclude: patterns(string(drawFolder(t, "exclude"))),
		}}))
		if err != nil || p.Refused() {
			t.Fatalf("the whole can be planned, and a part cannot: %v\n%s\n%s", err, s, text(p))
		}
		before, ends := m.marks(), doomed(m, p)
		carryOut(t, m, p, len(p.Operations))
		after := m.marks()
		for mark := range before {
			if _, alive := after[mark]; alive == ends[mark] {
				t.Fatalf("%s: alive %t, end in the plan %t\n%s\n%s", mark, alive, ends[mark], s, planText(p))
			}
		}
		rest, err := mustMake(s.want, m.observe())
		if err != nil {
			t.Fatalf("the rest cannot be planned: %v\n%s\npart:\n%s", err, s, planText(p))
		}
		carryOut(t, m, rest, len(rest.Operations))
		if last, err := mustMake(s.want, m.observe()); err != nil || !last.Empty() {
			t.Fatalf("the last plan is not empty: %v\n%s\npart:\n%s\nrest:\n%s\nlast:\n%s", err, s, planText(p), planText(rest), text(last))
		}
	})
}

// outlineOf is the changes of p in a few words, sorted.
func outlineOf(p *plan.Plan) []string {
	out := []string{}
	for i := range p.Changes {
		c := &p.Changes[i]
		out = append(out, string(c.Action)+" "+string(c.Kind)+" "+c.Name())
	}
	slices.Sort(out)
	return out
}

func split(list string) []string {
	if list == "" {
		return []string{}
	}
	return strings.Split(list, ", ")
}
