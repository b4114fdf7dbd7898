package plan

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// sideOf is a side of files, sorted as it is solved.
func sideOf(kind OpKind, limits tagLimits, files ...string) (*tagSide, []tagKin) {
	diffs := make([]tagDiff, len(files))
	for i, words := range files {
		diffs[i] = tagged(words)
	}
	s := newTagSide(kind, diffs, limits)
	kin := slices.Clone(s.kin)
	s.sort(kin)
	return s, kin
}

// writtenBatches is batches as their calls are spoken.
func writtenBatches(s *tagSide, batches []tagBatch) []string {
	var out []string
	for _, c := range s.calls(batches) {
		out = append(out, spoken(c))
	}
	slices.Sort(out)
	return out
}

// writtenKin is kin as "a,b 0 1": what they need and who they are.
func writtenKin(s *tagSide, kin []tagKin) []string {
	var out []string
	for _, k := range kin {
		out = append(out, strings.TrimPrefix(spoken(s.calls([]tagBatch{{k.need, k.files}})[0]), "+"))
	}
	return out
}

func TestKin(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []string
		want  []string
	}{
		{"the same to do and the same afterwards", []string{"+a b", "+a +b", "+a b"}, []string{"a,b 1", "a 0 2"}},
		{"what others do not add makes no difference", []string{"+a b", "+a c"}, []string{"a 0 1"}},
		{"what others add does", []string{"+a b", "+a", "+b"}, []string{"b 2", "a 1", "a 0"}},
		{"who has nothing to add is not of this side", []string{"-a", "+b"}, []string{"b 1"}},
		{"a rare tag puts files next to each other", []string{"+a +z", "+a", "+a", "+b +z", "+b", "+b"}, []string{"a,z 0", "b,z 3", "a 1 2", "b 4 5"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, kin := sideOf(OpAddTags, tagLimits{files: 3}, c.files...)
			require.Equal(t, c.want, writtenKin(s, kin))
		})
	}
}

func TestOwnCalls(t *testing.T) {
	for _, c := range []struct {
		name   string
		kind   OpKind
		files  []string
		own    []string
		others int
	}{
		{"a tag of its own", OpAddTags, []string{"+sku1 +a", "+sku2 +a", "+a"}, []string{"+a,sku1 0", "+a,sku2 1"}, 1},
		{"a tag that two need", OpAddTags, []string{"+sku", "+sku"}, nil, 1},
		{"a tag that another has already", OpAddTags, []string{"+sku +a", "+a sku"}, nil, 2},
		{"a removal is open to all that do not keep the tag", OpRemoveTags, []string{"-sku -a", "-a"}, nil, 2},
		{"a removal that all others must not make", OpRemoveTags, []string{"-sku -a", "-a sku", "-a sku"}, []string{"-a,sku 0"}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, kin := sideOf(c.kind, tagLimits{files: 3}, c.files...)
			own, others := s.ownCalls(kin)
			require.Equal(t, c.own, writtenBatches(s, own))
			require.Len(t, others, c.others)
		})
	}
}

func TestFullBatches(t *testing.T) {
	s, kin := sideOf(OpAddTags, tagLimits{files: 2}, "+a", "+a b", "+a", "+b", "+a c", "+c", "+b")
	full, rest := fullBatches(kin, 2)
	require.Equal(t, []string{"+a 0 2", "+a 1 4", "+b 3 6"}, writtenBatches(s, full))
	require.Equal(t, []string{"c 5"}, writtenKin(s, rest))

	_, kin = sideOf(OpAddTags, tagLimits{files: 2}, "+a", "+a b", "+a", "+b +c")
	_, rest = fullBatches(kin, 2)
	require.Equal(t, []int{1}, rest[1].files, "who can take most is left over")
}

func TestWindows(t *testing.T) {
	files := []string{"+a +b", "+a +b c", "+c", "+d", "+d +e", "+f"} // sorted: c, d and e, f, twice a and b, d
	for _, c := range []struct {
		name      string
		kin, tags int
		want      []int // files of each
	}{
		{"all in one", 10, 10, []int{6}},
		{"two kin each", 2, 10, []int{2, 1, 2, 1}},
		{"kin that need the same stay together", 1, 10, []int{1, 1, 1, 2, 1}},
		{"three tags each", 10, 3, []int{2, 3, 1}},
		{"a set longer than a window has one of its own", 10, 1, []int{1, 1, 1, 2, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, kin := sideOf(OpAddTags, tagLimits{files: 2, kin: c.kin, tags: c.tags}, files...)
			var sizes []int
			for _, w := range s.windows(kin) {
				sizes = append(sizes, len(w.files))
				require.Len(t, w.need, len(w.kin))
				for i := range w.kin {
					require.True(t, w.need[i].within(w.may[i]))
				}
			}
			require.Equal(t, c.want, sizes)
		})
	}
}

// What windows cannot fill calls with meets in other windows, until little is left.
func TestFill(t *testing.T) {
	var files []string
	for set := range uint(256) {
		files = append(files, setOf("+", set))
	}
	s, kin := sideOf(OpAddTags, tagLimits{files: 4, kin: 20, tags: 512}, files...)
	full, rest := s.fill(kin)
	for _, b := range full {
		require.Len(t, b.files, 4)
	}
	require.Less(t, 10*wantedTags(rest), wantedTags(kin))
	once := 0
	for _, w := range s.windows(kin) {
		table := newKinTable()
		w.fill(table)
		once += wantedTags(table.kin)
	}
	require.Less(t, 2*wantedTags(rest), once, "left by a single round")
}

// plainKin draws files that need some of six tags.
func plainKin(t *rapid.T) (*tagSide, []tagKin) {
	var files []string
	for _, set := range rapid.SliceOfN(rapid.UintRange(1, 63), 1, 40).Draw(t, "files") {
		files = append(files, setOf("+", set))
	}
	return sideOf(OpAddTags, tagLimits{files: 4, kin: 1000, tags: 500}, files...)
}

func TestSetsOrTags(t *testing.T) {
	for _, c := range []struct {
		name  string
		files []string
		want  []string
	}{
		{"full sets, and the rest by tags", []string{"+a +b", "+a +b", "+a", "+b", "+a +c", "+b +c"}, []string{"+a 2 4", "+a,b 0 1", "+b 3 5", "+c 4 5"}},
		{"at the same cost by sets", []string{"+a +b", "+a"}, []string{"+a 1", "+a,b 0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, kin := sideOf(OpAddTags, tagLimits{files: 2}, c.files...)
			require.Equal(t, c.want, writtenBatches(s, setsOrTags(kin, len(s.tags), 2)))
		})
	}
}

func TestSetsOrTagsIsTheBestOfAllSplits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, kin := plainKin(t)
		groups := bySize(kin)
		got := setsOrTags(kin, len(s.tags), 4)
		for k := range len(groups) + 1 {
			split := append(equalSets(groups[:k], 4), tagByTag(groups[k:], len(s.tags), 4)...)
			require.LessOrEqual(t, len(got), len(split), "%d sets", k)
		}
	})
}

func TestTagSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tags := rapid.SliceOfDistinct(rapid.IntRange(0, 149), func(tag int) int { return tag })
		a, b := tags.Draw(t, "a"), tags.Draw(t, "b")
		set := func(tags []int) tagSet {
			s := newTagSet(150)
			for _, tag := range tags {
				s.put(tag)
			}
			return s
		}
		both := slices.DeleteFunc(slices.Clone(a), func(tag int) bool { return !slices.Contains(b, tag) })
		require.Equal(t, slices.Sorted(slices.Values(a)), orNil(set(a).list()))
		require.Equal(t, len(a), set(a).count())
		require.Equal(t, len(a) == 0, set(a).empty())
		require.Equal(t, len(both), set(a).common(set(b)))
		require.Equal(t, len(both) == len(a), set(a).within(set(b)))
		kept, dropped, joined := set(a), set(a), set(a)
		kept.keep(set(b))
		dropped.drop(set(b))
		joined.join(set(b))
		require.Equal(t, set(both), kept)
		require.Equal(t, len(a)-len(both), dropped.count())
		require.Zero(t, dropped.common(set(b)))
		require.Equal(t, len(a)+len(b)-len(both), joined.count())
		require.True(t, set(b).within(joined))
		require.Equal(t, 150, fullTagSet(150).count())
	})
}

// orNil is list, nil if it is empty.
func orNil(list []int) []int {
	if len(list) == 0 {
		return nil
	}
	return list
}
