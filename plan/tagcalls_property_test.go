package plan

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/state"
)

// requireSound holds calls against what the files need and what harms them.
func requireSound(t require.TestingT, diffs []tagDiff, most int, calls []tagCall, alone []int) {
	added, removed := make([][]state.Tag, len(diffs)), make([][]state.Tag, len(diffs))
	for _, c := range calls {
		require.NotEmpty(t, c.files)
		require.LessOrEqual(t, len(c.files), most)
		require.True(t, increases(c.files), "files %v", c.files)
		require.NotEmpty(t, c.tags)
		require.True(t, increases(c.tags), "tags %v", c.tags)
		require.LessOrEqual(t, joinedLength(c.tags), maxTags)
		for _, i := range c.files {
			_, is := slices.BinarySearch(alone, i)
			require.False(t, is, "file %d is alone and in a call", i)
			if c.kind == OpAddTags {
				require.Subset(t, diffs[i].after, c.tags, "file %d gets a tag that it should not have", i)
				added[i] = append(added[i], c.tags...)
			} else {
				require.Equal(t, OpRemoveTags, c.kind)
				for _, tag := range c.tags {
					require.NotContains(t, diffs[i].after, tag, "file %d loses a tag that it should have", i)
				}
				removed[i] = append(removed[i], c.tags...)
			}
		}
	}
	require.True(t, increases(alone), "alone %v", alone)
	for i, d := range diffs {
		if _, is := slices.BinarySearch(alone, i); !is {
			require.Subset(t, added[i], d.add, "file %d", i)
			require.Subset(t, removed[i], d.remove, "file %d", i)
			require.False(t, tooLong(diffs[i : i+1])[0], "file %d may get too many tags in between", i)
		}
	}
}

func increases[T int | state.Tag](list []T) bool {
	for i := 1; i < len(list); i++ {
		if list[i-1] >= list[i] {
			return false
		}
	}
	return true
}

// drawDiffs draws files that differ in few or many tags, some of them long.
func drawDiffs(t *rapid.T) []tagDiff {
	names := make([]state.Tag, rapid.IntRange(1, 12).Draw(t, "tags"))
	for i := range names {
		names[i] = state.Tag(fmt.Sprintf("%c%0*d", 'a'+i, rapid.SampledFrom([]int{1, 1, 1, 60, 170}).Draw(t, "length"), 0))
	}
	kinds := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) tagDiff {
		var d tagDiff
		for _, name := range names {
			switch rapid.SampledFrom([]string{"add", "remove", "stay", "", ""}).Draw(t, string(name[:1])) {
			case "add":
				d.add, d.after = append(d.add, name), append(d.after, name)
			case "remove":
				d.remove = append(d.remove, name)
			case "stay":
				d.after = append(d.after, name)
			}
		}
		if len(d.add)+len(d.remove) == 0 {
			d.remove = names[:1]
			d.after = slices.DeleteFunc(d.after, func(name state.Tag) bool { return name == names[0] })
		}
		return d
	}), 1, 25).Draw(t, "kinds")
	return rapid.SliceOfN(rapid.SampledFrom(kinds), 1, 120).Draw(t, "files")
}

func TestTagCallsAreSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		diffs := drawDiffs(t)
		most := rapid.SampledFrom([]int{1, 2, 3, 7, MaxTagFiles}).Draw(t, "most")
		limits := tagLimits{files: most, kin: rapid.SampledFrom([]int{1, 4, 1024}).Draw(t, "kin"), tags: rapid.SampledFrom([]int{3, 512}).Draw(t, "window")}
		calls, alone := groupTagsWithin(limits, diffs)
		requireSound(t, diffs, most, calls, alone)

		again, aloneAgain := groupTagsWithin(limits, diffs)
		require.Equal(t, calls, again)
		require.Equal(t, alone, aloneAgain)

		for way, cost := range plainCosts(diffs, most) {
			require.LessOrEqual(t, len(calls)+len(alone), cost, way)
		}
	})
}

// plainCosts is what the plain ways cost. Files that can only be updated on
// their own are so in all of them.
func plainCosts(diffs []tagDiff, most int) map[string]int {
	long := tooLong(diffs)
	n := 0
	sets, tags := map[string]int{}, map[string]int{}
	for i, d := range diffs {
		if long[i] {
			n++
			continue
		}
		for _, side := range []struct {
			kind OpKind
			tags []state.Tag
		}{{OpAddTags, d.add}, {OpRemoveTags, d.remove}} {
			if len(side.tags) > 0 {
				sets[fmt.Sprint(side)]++
			}
			for _, tag := range side.tags {
				tags[fmt.Sprint(side.kind, tag)]++
			}
		}
	}
	costs := map[string]int{"by equal sets": n, "tag by tag": n, "file by file": len(diffs)}
	for _, files := range sets {
		costs["by equal sets"] += callsFor(files, most)
	}
	for _, files := range tags {
		costs["tag by tag"] += callsFor(files, most)
	}
	return costs
}
