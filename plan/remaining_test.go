package plan_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// What deletes or moves remains before a plan is carried out, and nothing afterwards.
func TestRemainingTellsWhatWasCarriedOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawScenario(t)
		m := newModel(have(s.text))
		p, err := mustMake(s.want, m.observe())
		if err != nil || p.Empty() {
			return
		}
		left := map[plan.ChangeID]bool{}
		for _, r := range plan.Remaining(p, m.observe()) {
			left[r.Change] = true
		}
		for i := range p.Changes {
			switch c := &p.Changes[i]; c.Action {
			case plan.Delete, plan.Move, plan.Rename, plan.Merge:
				if !left[c.ID] {
					t.Fatalf("nothing was done, and %s does not remain\n%s\n%s", c.ID, s, planText(p))
				}
			}
		}
		carryOut(t, m, p, len(p.Operations))
		if after := plan.Remaining(p, m.observe()); len(after) > 0 {
			t.Fatalf("all was done, and this remains: %v\n%s\n%s\nlibrary:\n%s", after, s, planText(p), m)
		}
	})
}

func TestRemainingSaysWhy(t *testing.T) {
	tags := func(names ...string) state.Value {
		var list []state.Value
		for _, n := range names {
			list = append(list, state.String(n))
		}
		return state.List(list...)
	}
	library := func() *state.Have { return have("/a/x.jpg tags=red\nfield brand Text\n") }
	for _, tt := range []struct {
		name   string
		change plan.Change
		want   string
	}{
		{"a delete that was not done", plan.Change{Kind: plan.File, Action: plan.Delete, Path: "/a/x.jpg", Object: "id of x"}, "it is still at /a/x.jpg"},
		{"a delete of what is gone", plan.Change{Kind: plan.File, Action: plan.Delete, Path: "/a/y.jpg", Object: "gone"}, ""},
		{"a folder that was not made", plan.Change{Kind: plan.Folder, Action: plan.Create, Path: "/b"}, "no folder is there"},
		{"an upload that is not there", plan.Change{Kind: plan.File, Action: plan.Upload, Path: "/b.jpg"}, "no file is there"},
		{"tags that were not set", plan.Change{Kind: plan.File, Action: plan.Update, Path: "/a/x.jpg",
			Attrs: []plan.AttrDiff{{Name: plan.AttrTags, After: tags("blue", "red")}}}, "tags: [red], not [blue, red]"},
		{"tags that are set", plan.Change{Kind: plan.File, Action: plan.Update, Path: "/a/x.jpg",
			Attrs: []plan.AttrDiff{{Name: plan.AttrTags, After: tags("red")}}}, ""},
		{"a field that is still there", plan.Change{Kind: plan.Field, Action: plan.Delete, Field: "brand"}, "the field is still there"},
		{"a field that was not made", plan.Change{Kind: plan.Field, Action: plan.Create, Field: "size"}, "there is no such field"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := library()
			if tt.change.Object == "id of x" {
				tt.change.Object = string(h.Files["/a/x.jpg"].ID)
			}
			left := plan.Remaining(&plan.Plan{Changes: []plan.Change{tt.change}}, h)
			if tt.want == "" {
				require.Empty(t, left)
				return
			}
			require.Len(t, left, 1)
			require.Equal(t, tt.want, left[0].Why)
		})
	}
}
