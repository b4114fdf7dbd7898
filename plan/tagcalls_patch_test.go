package plan

import (
	"math/bits"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func callsWith(files ...[]int) []tagCall {
	calls := make([]tagCall, len(files))
	for i := range files {
		calls[i] = tagCall{files: files[i]}
	}
	return calls
}

func TestWorthPatching(t *testing.T) {
	for _, c := range []struct {
		name  string
		calls []tagCall
		want  []int
	}{
		{"no calls", nil, nil},
		{"one call for one file stays", callsWith([]int{0}), nil},
		{"two calls for one file are one update", callsWith([]int{0}, []int{0}), []int{0}},
		{"a call for others too is not saved", callsWith([]int{0}, []int{0, 1}), nil},
		{"unless they are updated as well", callsWith([]int{0}, []int{0, 1}, []int{1}), []int{0, 1}},
		{"three calls for the same two files", callsWith([]int{0, 1}, []int{0, 1}, []int{0, 1}), []int{0, 1}},
		{"as many calls as files stay", callsWith([]int{0, 1}, []int{0, 1}), nil},
		{"only the part that pays", callsWith([]int{0}, []int{0}, []int{1, 2}, []int{0, 1, 2}), []int{0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []int
			for i, is := range worthPatching(c.calls, 3) {
				if is {
					got = append(got, i)
				}
			}
			require.Equal(t, c.want, got)
		})
	}
}

// Nothing costs less, and nothing that costs as little has fewer updates.
func TestWorthPatchingIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 7
		var calls []tagCall
		for _, set := range rapid.SliceOfN(rapid.UintRange(1, 1<<n-1), 0, 12).Draw(t, "calls") {
			// few files each, or no update would ever pay
			calls = append(calls, tagCall{files: positions(set & rapid.UintRange(0, 1<<n-1).Draw(t, "some") & rapid.UintRange(0, 1<<n-1).Draw(t, "of them"))})
		}
		calls = slices.DeleteFunc(calls, func(c tagCall) bool { return len(c.files) == 0 })
		cost := func(alone uint) (total, updates int) {
			updates = bits.OnesCount(alone)
			total = updates
			for _, c := range calls {
				if slices.ContainsFunc(c.files, func(f int) bool { return alone>>f&1 == 0 }) {
					total++
				}
			}
			return total, updates
		}
		var chosen uint
		for f, is := range worthPatching(calls, n) {
			if is {
				chosen |= 1 << f
			}
		}
		total, updates := cost(chosen)
		for alone := range uint(1 << n) {
			otherTotal, otherUpdates := cost(alone)
			require.LessOrEqual(t, total, otherTotal)
			if total == otherTotal {
				require.LessOrEqual(t, updates, otherUpdates)
			}
		}
	})
}

func positions(set uint) []int {
	var out []int
	for ; set != 0; set &= set - 1 {
		out = append(out, bits.TrailingZeros(set))
	}
	return out
}

func TestBringBack(t *testing.T) {
	add := func(tags string, files ...int) tagCall {
		return tagCall{kind: OpAddTags, tags: tagged(tags).after, files: files}
	}
	remove := func(tags string, files ...int) tagCall {
		return tagCall{kind: OpRemoveTags, tags: tagged(tags).after, files: files}
	}
	for _, c := range []struct {
		name  string
		files []string
		calls []tagCall
		want  []string
		alone []int
	}{
		{"additions only are a call of their own", []string{"+a +b"}, nil, []string{"+a,b 0"}, nil},
		{"additions and removals are two, and so an update", []string{"+a -b"}, nil, nil, []int{0}},
		{"unless others make the removals", []string{"+a -b", "-b"}, []tagCall{remove("b", 1)}, []string{"-b 0 1", "+a 0"}, nil},
		{"where there is a place", []string{"+a -b", "-b", "-b", "-b"}, []tagCall{remove("b", 1, 2, 3)}, []string{"-b 1 2 3"}, []int{0}},
		{"where it does no harm", []string{"+a -b c", "-b -c"}, []tagCall{remove("b c", 1)}, []string{"-b,c 1"}, []int{0}},
		{"two calls together", []string{"+a +b", "+a", "+b"}, []tagCall{add("a", 1), add("b", 2)}, []string{"+a 0 1", "+b 0 2"}, nil},
		{"the next one joins", []string{"+a +b", "+a b"}, nil, []string{"+a,b 0 1"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var diffs []tagDiff
			for _, words := range c.files {
				diffs = append(diffs, tagged(words))
			}
			d := tagDeal{calls: c.calls, alone: make([]bool, len(diffs))}
			in := map[int]bool{}
			for _, call := range c.calls {
				for _, f := range call.files {
					in[f] = true
				}
			}
			for i := range d.alone {
				d.alone[i] = !in[i]
			}
			d.bringBack(diffs, make([]bool, len(diffs)), 3)
			var got []string
			for _, call := range d.calls {
				got = append(got, spoken(call))
			}
			require.Equal(t, c.want, got)
			require.Equal(t, c.alone, d.aloneList())
		})
	}
	long := tagDeal{alone: []bool{true}}
	long.bringBack([]tagDiff{tagged("+a")}, []bool{true}, 3)
	require.Equal(t, []int{0}, long.aloneList(), "who has too many tags in between stays alone")
}
