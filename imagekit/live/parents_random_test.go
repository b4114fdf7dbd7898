package live_test

import (
	"cmp"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// TestAnyFoldersAreMade makes random trees, in any order and several folders at
// a time: each is there in the end, and none was asked for twice.
func TestAnyFoldersAreMade(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		readings := emulator.Readings{ParentsMustExist: rapid.Bool().Draw(rt, "parents must exist")}
		if rapid.Bool().Draw(rt, "existing folder fails") {
			readings.ExistingFolder = emulator.ExistingFolderFails
		}
		name := rapid.SampledFrom([]string{"a", "b", "c"})
		all := map[state.Path]bool{}
		for range rapid.IntRange(1, 12).Draw(rt, "leaves") {
			p := state.Path("/s")
			for range rapid.IntRange(1, 4).Draw(rt, "depth") {
				p = p.Join(name.Draw(rt, "name"))
				all[p] = true
			}
		}
		var ops []plan.Operation
		deep := false
		for p := range all {
			if isLeaf(p, all) {
				ops = append(ops, folder(p, missingAbove(p)...))
				deep = deep || p.Depth() > 2
			}
		}
		slices.SortFunc(ops, func(a, b plan.Operation) int { return cmp.Compare(a.Path, b.Path) })
		ops = rapid.Permutation(ops).Draw(rt, "order")

		a := newLargeAccount(t, emulator.WithReadings(readings))
		a.seed(t, "/s/a.jpg")
		if err := a.atOnce(ops); err != nil {
			rt.Fatal(err)
		}
		if got := len(a.folders()); got != len(all)+1 {
			rt.Fatalf("%d folders instead of %d: %v", got, len(all)+1, a.folders())
		}
		want := len(ops)
		if readings.ParentsMustExist {
			if want = len(all); deep {
				want++
			}
		}
		if got := a.server.Mutations(); got != want {
			rt.Fatalf("%d calls instead of %d: %s", got, want, a.writes())
		}
	})
}

func isLeaf(p state.Path, all map[state.Path]bool) bool {
	for other := range all {
		if other.Under(p) {
			return false
		}
	}
	return true
}

// missingAbove is the folders between /s and p, outermost first.
func missingAbove(p state.Path) []state.Path {
	var above []state.Path
	for dir := range p.Ancestors {
		if dir.Under("/s") {
			above = append(above, dir)
		}
	}
	slices.Reverse(above)
	return above
}
