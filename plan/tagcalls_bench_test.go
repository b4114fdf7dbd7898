package plan

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/iksync/iksync/state"
)

// BenchmarkGroupTags says how long it takes, and how many calls come of it.
func BenchmarkGroupTags(b *testing.B) {
	for _, c := range []struct {
		name string
		diff func(r *rand.Rand, i int) tagDiff
	}{
		{"one tag", func(*rand.Rand, int) tagDiff { return tagged("+sale") }},
		{"1000 differences", func(r *rand.Rand, _ int) tagDiff {
			r = rand.New(rand.NewPCG(3, r.Uint64()%1000))
			return tagged(setOf("+", 1<<r.UintN(40)|fewOf(r, 40)) + setOf("-x", fewOf(r, 20)))
		}},
		{"1000 additions, other tags at random", func(r *rand.Rand, _ int) tagDiff {
			same := rand.New(rand.NewPCG(3, r.Uint64()%1000))
			return tagged(setOf("+", 1<<same.UintN(40)|fewOf(same, 40)) + setOf("", fewOf(r, 40)))
		}},
		{"additions all different", func(r *rand.Rand, _ int) tagDiff { return tagged(setOf("+", 1|r.UintN(1<<40)&r.UintN(1<<40))) }},
		{"removals all different", func(r *rand.Rand, _ int) tagDiff {
			remove := 1 | r.UintN(1<<40)&r.UintN(1<<40)
			return tagged(setOf("-", remove) + setOf("", r.UintN(1<<40)&^remove))
		}},
		{"removals, other tags of no account", func(r *rand.Rand, _ int) tagDiff {
			return tagged(setOf("-", 1|r.UintN(1<<40)&r.UintN(1<<40)) + " other")
		}},
		{"a tag of its own", func(_ *rand.Rand, i int) tagDiff { return tagged(fmt.Sprintf("+sku%d +sale -wip", i)) }},
		{"each tag on two files", func(_ *rand.Rand, i int) tagDiff {
			return tagged(fmt.Sprintf("+all +odd%d +even%d", i/2, (i+1)/2))
		}},
		{"three of 5000 tags removed", func(r *rand.Rand, _ int) tagDiff {
			return tagged(fmt.Sprintf("-t%d -u%d -v%d", r.UintN(1667), r.UintN(1667), r.UintN(1667)))
		}},
	} {
		for _, files := range []int{1_000, 10_000, 100_000} {
			b.Run(fmt.Sprintf("%s/%d", c.name, files), func(b *testing.B) {
				r := rand.New(rand.NewPCG(1, 2))
				diffs := make([]tagDiff, files)
				shared := map[state.Tag]state.Tag{} // the text of a tag once, as a decoded library has it
				for i := range diffs {
					diffs[i] = c.diff(r, i)
					for _, list := range [][]state.Tag{diffs[i].add, diffs[i].remove, diffs[i].after} {
						for j, tag := range list {
							if shared[tag] == "" {
								shared[tag] = tag
							}
							list[j] = shared[tag]
						}
					}
				}
				b.ReportAllocs()
				var calls []tagCall
				var alone []int
				for b.Loop() {
					calls, alone = groupTags(diffs)
				}
				b.ReportMetric(float64(len(calls)+len(alone)), "calls")
			})
		}
	}
}

// fewOf is about one in eight of n tags.
func fewOf(r *rand.Rand, n int) uint {
	all := uint(1)<<n - 1
	return all & uint(r.Uint64()) & uint(r.Uint64()) & uint(r.Uint64())
}
