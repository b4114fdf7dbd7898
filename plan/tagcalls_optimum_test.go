package plan

import (
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/state"
)

// The optimum of small cases can be found by trying everything. The limits are
// what was reached when they were written down: they may fall.
func TestNearlyTheFewestCalls(t *testing.T) {
	const cases = 1500
	for _, c := range []struct{ most, missed int }{{2, 34}, {3, 30}} {
		r := rand.New(rand.NewPCG(1, uint64(c.most)))
		found, fewest, missed := 0, 0, 0
		for range cases {
			diffs := smallDiffs(r)
			calls, alone := groupTagsWithin(tagLimits{files: c.most, kin: 100, tags: 100}, diffs)
			requireSound(t, diffs, c.most, calls, alone)
			got, want := len(calls)+len(alone), fewestCalls(diffs, c.most)
			require.LessOrEqual(t, got, want+1, "%v", diffs)
			found, fewest = found+got, fewest+want
			if got > want {
				missed++
			}
		}
		t.Logf("%d files a call: %d calls where %d would do, %d of %d cases missed", c.most, found, fewest, missed, cases)
		require.LessOrEqual(t, missed, c.missed)
	}
}

// smallDiffs is up to five files that differ in up to four tags to add and as many to remove.
func smallDiffs(r *rand.Rand) []tagDiff {
	some := func(from uint) uint { return from & uint(r.Uint64()) }
	all := uint(1)<<(2+r.IntN(3)) - 1
	var diffs []tagDiff
	for n := 2 + r.IntN(4); len(diffs) < n; {
		add, remove := some(all), some(all)
		if r.IntN(3) == 0 {
			remove = 0
		}
		if add|remove != 0 {
			after := add | some(some(all)) | some(some(all&^remove))<<4
			diffs = append(diffs, tagDiff{add: letters("abcd", add), remove: letters("wxyz", remove), after: letters("abcdwxyz", after)})
		}
	}
	return diffs
}

// letters is the tags of s that a bit of set chooses.
func letters(s string, set uint) []state.Tag {
	var out []state.Tag
	for i, l := range s {
		if set>>i&1 == 1 {
			out = append(out, state.Tag(l))
		}
	}
	return out
}

func bitsOf(s string, tags []state.Tag) uint {
	var set uint
	for _, t := range tags {
		if i := strings.Index(s, string(t)); i >= 0 {
			set |= 1 << i
		}
	}
	return set
}

// fewestCalls tries everything: whom to update alone, and all calls for the others.
func fewestCalls(diffs []tagDiff, most int) int {
	fewest := len(diffs)
	for alone := range 1 << len(diffs) {
		var adds, removes []smallFile
		for i, d := range diffs {
			if alone>>i&1 == 0 {
				adds = append(adds, smallFile{bitsOf("abcd", d.add), bitsOf("abcd", d.after)})
				removes = append(removes, smallFile{bitsOf("wxyz", d.remove), 15 &^ bitsOf("wxyz", d.after)})
			}
		}
		n := len(diffs) - len(adds)
		fewest = min(fewest, n+fewestOf(adds, most)+fewestOf(removes, most))
	}
	return fewest
}

// smallFile is what a file needs of four tags, and what it may take.
type smallFile struct{ need, may uint }

func fewestOf(files []smallFile, most int) int {
	for n := 0; ; n++ {
		if enough(files, most, n) {
			return n
		}
	}
}

// enough says whether n calls are enough. One of them has to do the first thing
// that is needed: whichever its tags and other files are, one of the guesses is right.
func enough(files []smallFile, most, n int) bool {
	first := slices.IndexFunc(files, func(f smallFile) bool { return f.need != 0 })
	if first < 0 || n == 0 {
		return first < 0
	}
	tag := files[first].need & -files[first].need
	for tags := range uint(16) {
		if tags&tag == 0 || tags&^files[first].may != 0 {
			continue
		}
		for others := range 1 << len(files) {
			if others>>first&1 == 0 || bits.OnesCount(uint(others)) > most {
				continue
			}
			rest := slices.Clone(files)
			fits := true
			for i, f := range files {
				if others>>i&1 == 1 {
					fits = fits && tags&^f.may == 0
					rest[i].need &^= tags
				}
			}
			if fits && enough(rest, most, n-1) {
				return true
			}
		}
	}
	return false
}
