package report_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

// merge is the merge of what is at p into what has the place to.
func merge(k plan.Kind, p, to state.Path, along, line int) plan.Change {
	c := from(change(k, plan.Merge, to, plan.ReasonMovedFrom, line), p, along)
	c.ID = plan.NewChangeID(k, string(to)+" <- "+string(p))
	return c
}

// merging is a plan of merges, of a folder that moves since all in it does, of a
// copy, and of what an earlier copy left.
func merging() *plan.Plan {
	const in, shoes = "/storefront/incoming/shoes", "/storefront/shoes"
	p := empty()
	p.Changes = []plan.Change{
		merge(plan.Folder, in, shoes, 40, 21),
		merge(plan.Folder, in+"/boots", shoes+"/boots", 0, 21),
		url(merge(plan.File, in+"/boots/long.jpg", shoes+"/boots/long.jpg", 0, 21)),
		with(url(merge(plan.File, in+"/red.jpg", shoes+"/red.jpg", 0, 21)),
			attr(plan.AttrTags, state.Value{}, tags("product"), byRule(44))),
		merge(plan.File, in+"/blue.jpg", shoes+"/blue.jpg", 0, 21),
		merge(plan.Folder, "/storefront/incoming/hats", "/storefront/hats", 1, 23),
		with(url(merge(plan.File, "/storefront/incoming/hero.jpg", "/storefront/hero.jpg", 0, 25)),
			attr(plan.AttrTags, tags("wip"), tags("hero"), byFile(26))),
		merge(plan.File, "/storefront/a.jpg", "/brand/a.jpg", 0, 27),
		from(change(plan.Folder, plan.Move, "/storefront/archive/2024", plan.ReasonContents, 30), "/storefront/2024", 27),
		from(change(plan.Folder, plan.Copy, "/storefront/campaigns/winter", plan.ReasonCopyOf, 22), "/storefront/templates/campaign", 40),
		from(change(plan.Folder, plan.Copy, "/storefront/campaigns/spring", plan.ReasonCopyOf, 23), "/storefront/templates/empty", 0),
		change(plan.Folder, plan.Delete, "/storefront/campaigns/iksync_1e050603cc37", plan.ReasonLeftover, 22),
		sized(change(plan.File, plan.Delete, "/storefront/campaigns/iksync_1e050603cc37/01.jpg", plan.ReasonLeftover, 22), 1_204_113),
	}
	p.Held = []plan.Held{{Kind: plan.File, Action: plan.Merge, Path: "/storefront/in/b.jpg", Reason: plan.HeldIncomplete, Pos: pos(28),
		Detail: "/storefront/b, where it should go, was not seen in a read that is incomplete"}}
	return counted(p, map[plan.Class]int{plan.ClassWrite: 6, plan.ClassJob: 6}, 9.2)
}

// A file that lands on another one is named, with the folder that takes it
// there, until there are more than anybody reads.
func TestMergesAreNamed(t *testing.T) {
	const extra = 3
	p := empty()
	p.Changes = []plan.Change{merge(plan.Folder, "/storefront/in/s", "/storefront/s", 5000, 21)}
	for i := range report.DefaultDeletes + extra {
		name := state.Path(fmt.Sprintf("/%05d.jpg", i))
		p.Changes = append(p.Changes, merge(plan.File, "/storefront/in/s"+name, "/storefront/s"+name, 0, 21))
	}
	got := text(t, p, report.Style{})
	require.Contains(t, got, "1,003 files land on ones of the same name, which become older versions:\n        » 00000.jpg\n")
	require.Contains(t, got, "        » 00999.jpg\n        » and 3 more; the JSON report names them all\n")
	require.Contains(t, text(t, p, report.Style{Verbose: true}), "        » 01002.jpg\n")
	require.Contains(t, asJSON(t, p), `"/storefront/s/01002.jpg"`)
	require.Equal(t, 1, strings.Count(got, "(moved_from"), "what its folder says is not said again")
}

// Whatever claims to lie in a merged folder, every merge has a line of its own.
func TestNoMergeGetsLost(t *testing.T) {
	for _, tt := range []struct {
		name     string
		from, to state.Path
	}{
		{"it goes along", "/storefront/in/s/x.jpg", "/storefront/s/x.jpg"},
		{"it gets another name", "/storefront/in/s/y.jpg", "/storefront/s/x.jpg"},
		{"it leaves the folder", "/storefront/in/s/x.jpg", "/storefront/x.jpg"},
		{"it comes from elsewhere", "/storefront/other/x.jpg", "/storefront/s/x.jpg"},
		{"it comes from outside", "/brand/x.jpg", "/storefront/s/x.jpg"},
		{"it comes from nowhere", "", "/storefront/s/x.jpg"},
		{"its place is no path", "x.jpg", "x.jpg"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := empty()
			p.Changes = []plan.Change{
				merge(plan.Folder, "/storefront/in/s", "/storefront/s", 2, 21),
				merge(plan.Folder, "/storefront/in/s/t", "/storefront/s/t", 0, 21),
				merge(plan.File, tt.from, tt.to, 0, 22),
			}
			require.Equal(t, 3, strings.Count(text(t, p, report.Style{}), "» "))
		})
	}
}
