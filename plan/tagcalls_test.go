package plan

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/state"
)

// tagged is the difference of a file: "+a" is added, "-b" removed, "c" is there
// and stays.
func tagged(words string) tagDiff {
	var d tagDiff
	for _, w := range strings.Fields(words) {
		switch {
		case w[0] == '+':
			d.add, d.after = append(d.add, state.Tag(w[1:])), append(d.after, state.Tag(w[1:]))
		case w[0] == '-':
			d.remove = append(d.remove, state.Tag(w[1:]))
		default:
			d.after = append(d.after, state.Tag(w))
		}
	}
	for _, list := range []*[]state.Tag{&d.add, &d.remove, &d.after} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return d
}

// spoken is a call as "+a,b 0 1 2".
func spoken(c tagCall) string {
	sign := "+"
	if c.kind == OpRemoveTags {
		sign = "-"
	}
	words := make([]string, len(c.tags))
	for i, t := range c.tags {
		words[i] = string(t)
	}
	return sign + strings.Join(words, ",") + " " + strings.Trim(fmt.Sprint(c.files), "[]")
}

func TestGroupTags(t *testing.T) {
	long := func(letter string, n int) string { return strings.Repeat(letter, n) }
	for _, c := range []struct {
		name  string
		most  int
		files []string
		calls []string
		alone []int
	}{
		{"nothing differs", 3, nil, nil, nil},
		{"one tag for one file is no update of all its tags", 3, []string{"+a"}, []string{"+a 0"}, nil},
		{"one tag for many files is full calls", 3, []string{"+a", "+a", "+a", "+a", "+a"}, []string{"+a 0 1 2", "+a 3 4"}, nil},
		{"equal sets go together", 3, []string{"+a +b", "+c", "+a +b"}, []string{"+a,b 0 2", "+c 1"}, nil},
		{"sets of a few files each go tag by tag", 6, []string{"+a", "+b", "+c", "+a +b", "+a +c", "+b +c", "+a +b +c"}, []string{"+a 0 3 4 6", "+b 1 3 5 6", "+c 2 4 5 6"}, nil},
		{"who has the other tag already can come along", 3, []string{"+a +b", "+a b"}, []string{"+a,b 0 1"}, nil},
		{"who must not have the other tag cannot", 3, []string{"+a +b", "+a"}, []string{"+a 1", "+a,b 0"}, nil},
		{"removals of tags that others do not have go together", 3, []string{"-a", "-b", "-c"}, []string{"-a,b,c 0 1 2"}, nil},
		{"a tag that stays is not removed along", 3, []string{"-a b", "-b"}, []string{"-a 0", "-b 1"}, nil},
		{"additions and removals are calls apart", 3, []string{"+a -b", "+a -b"}, []string{"+a 0 1", "-b 0 1"}, nil},
		{"a file with two calls of its own is updated instead", 3, []string{"+a -b"}, nil, []int{0}},
		{"a file with one call of its own is not", 3, []string{"+a -c", "+b -c"}, nil, []int{0, 1}},
		{"a place in a call of others costs nothing", 3, []string{"+a -c", "-c", "-c"}, []string{"+a 0", "-c 0 1 2"}, nil},
		{"an update gives up a place that another file needs", 2, []string{"+a -c", "-c", "-c"}, []string{"-c 1 2"}, []int{0}},
		{"of several updates only those that pay", 2, []string{"+a -c", "+b -c", "-c"}, []string{"+a 0", "-c 0 2"}, []int{1}},
		{"tags that do not fit one call take two", 3, []string{"+" + long("a", 300), "+" + long("b", 300), "-c"}, []string{"+" + long("a", 300) + " 0", "+" + long("b", 300) + " 1", "-c 2"}, nil},
		{"removals are united up to the length of a call", 3, []string{"-" + long("a", 249), "-" + long("b", 250), "-c"}, []string{"-" + long("a", 249) + "," + long("b", 250) + " 0 1", "-c 2"}, nil},
		{"a file is alone that would have too many tags in between", 3, []string{"-" + long("a", 250) + " +" + long("b", 250), "-" + long("a", 250), "-" + long("a", 250)}, []string{"-" + long("a", 250) + " 1 2"}, []int{0}},
		{"with one character less it is not", 3, []string{"-" + long("a", 249) + " +" + long("b", 250), "-" + long("a", 249), "-" + long("a", 249)}, []string{"+" + long("b", 250) + " 0", "-" + long("a", 249) + " 0 1 2"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			var diffs []tagDiff
			for _, words := range c.files {
				diffs = append(diffs, tagged(words))
			}
			calls, alone := groupTagsWithin(tagLimits{files: c.most, kin: 100, tags: 100}, diffs)
			var got []string
			for _, call := range calls {
				got = append(got, spoken(call))
			}
			require.Equal(t, c.calls, got)
			require.Equal(t, c.alone, alone)
			requireSound(t, diffs, c.most, calls, alone)
		})
	}
}

// What a file needs is done even if it is not said to come of it.
func TestGroupTagsDoesWhatIsAsked(t *testing.T) {
	calls, alone := groupTags([]tagDiff{{add: []state.Tag{"a"}}, {add: []state.Tag{"b"}}, {remove: []state.Tag{"c"}, after: []state.Tag{"c"}}})
	require.Empty(t, alone)
	require.Equal(t, []string{"+a 0", "+b 1", "-c 2"}, []string{spoken(calls[0]), spoken(calls[1]), spoken(calls[2])})
}

// How many calls libraries of some size take. Each limit is what was reached when
// it was written down: it may fall.
func TestCallsOfManyFiles(t *testing.T) {
	for _, c := range []struct {
		name  string
		files int
		diff  func(r *rand.Rand, i int) tagDiff
		calls int // at most
	}{
		{"one tag for all", 10_000, func(*rand.Rand, int) tagDiff { return tagged("+sale") }, 200},
		{"every set of five tags, on 32 files each or so", 1_000, func(r *rand.Rand, _ int) tagDiff { return tagged(someOf(r, "+", 5)) }, 26},
		{"the same, and some have some of the tags already", 1_000, func(r *rand.Rand, _ int) tagDiff { return tagged(someOf(r, "+", 5) + someOf(r, "", 5)) }, 25},
		{"each file another set of twelve tags", 1_000, func(_ *rand.Rand, i int) tagDiff { return tagged(setOf("+", uint(i+1)*4_093%4_096)) }, 62},
		{"removals of any of twelve tags", 1_000, func(r *rand.Rand, _ int) tagDiff { return tagged(someOf(r, "-", 12)) }, 20},
		{"each file a tag of its own, and one for all", 1_000, func(_ *rand.Rand, i int) tagDiff { return tagged(fmt.Sprintf("+sku%d +sale", i)) }, 1_000},
		{"each file a tag of its own, and one less", 1_000, func(_ *rand.Rand, i int) tagDiff { return tagged(fmt.Sprintf("+sku%d -wip", i)) }, 1_000},
		{"removals, and some keep some of the tags", 1_000, func(r *rand.Rand, _ int) tagDiff {
			remove := 1 + r.UintN(4_095)
			return tagged(setOf("-", remove) + setOf("", r.UintN(4_096)&r.UintN(4_096)&r.UintN(4_096)&^remove))
		}, 32},
		{"every third file a tag of its own, and all some of eight", 1_000, func(r *rand.Rand, i int) tagDiff {
			words := someOf(r, "+", 8)
			if i%3 == 0 {
				words += fmt.Sprintf(" +sku%d", i)
			}
			return tagged(words)
		}, 365},
		{"a few files with a tag of their own, and one less for all", 1_000, func(_ *rand.Rand, i int) tagDiff {
			if i < 40 {
				return tagged(fmt.Sprintf("+sku%d -wip", i))
			}
			return tagged("-wip")
		}, 60},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			diffs := make([]tagDiff, c.files)
			for i := range diffs {
				diffs[i] = c.diff(r, i)
			}
			calls, alone := groupTags(diffs)
			requireSound(t, diffs, MaxTagFiles, calls, alone)
			require.LessOrEqual(t, len(calls)+len(alone), c.calls)
		})
	}
}

// someOf is words for some of n tags, at least one.
func someOf(r *rand.Rand, sign string, n int) string { return setOf(sign, 1+r.UintN(1<<n-1)) }

func setOf(sign string, set uint) string {
	var words strings.Builder
	for tag := 0; set>>tag != 0; tag++ {
		if set>>tag&1 == 1 {
			fmt.Fprintf(&words, " %st%02d", sign, tag)
		}
	}
	return words.String()
}
