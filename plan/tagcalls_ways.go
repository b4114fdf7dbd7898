package plan

import (
	"cmp"
	"slices"
)

// setsOrTags gives calls of their own to the sets of tags that most files need,
// and has the files of all other sets done tag by tag. It looks at every number
// of sets and takes the best, so it is never worse than sets alone or tags alone.
func setsOrTags(kin []tagKin, tags, most int) []tagBatch {
	groups := bySize(kin)
	users := make([]int, tags) // of each tag, the files that are done tag by tag
	cost := 0
	for _, g := range groups {
		for _, t := range g.tags {
			users[t] += len(g.files)
		}
	}
	for _, n := range users {
		cost += callsFor(n, most)
	}
	sets, least := 0, cost
	for i, g := range groups {
		cost += callsFor(len(g.files), most)
		for _, t := range g.tags {
			cost -= callsFor(users[t], most)
			users[t] -= len(g.files)
			cost += callsFor(users[t], most)
		}
		if cost <= least {
			sets, least = i+1, cost
		}
	}
	return append(equalSets(groups[:sets], most), tagByTag(groups[sets:], tags, most)...)
}

// bySize is the sets of tags that files need, those of the most files first.
func bySize(kin []tagKin) []tagBatch {
	var groups []tagBatch
	for _, same := range sameNeed(kin) {
		g := tagBatch{tags: same[0].need}
		for _, k := range same {
			g.files = append(g.files, k.files...)
		}
		groups = append(groups, g)
	}
	slices.SortStableFunc(groups, func(a, b tagBatch) int { return cmp.Compare(len(b.files), len(a.files)) })
	return groups
}

// equalSets makes calls of files that need the same.
func equalSets(groups []tagBatch, most int) []tagBatch {
	var out []tagBatch
	for _, g := range groups {
		out = appendChunks(out, g.tags, g.files, most)
	}
	return out
}

// tagByTag makes calls of one tag each.
func tagByTag(groups []tagBatch, tags, most int) []tagBatch {
	users := make([][]int, tags)
	for _, g := range groups {
		for _, t := range g.tags {
			users[t] = append(users[t], g.files...)
		}
	}
	var out []tagBatch
	for t := range users {
		out = appendChunks(out, []int{t}, users[t], most)
	}
	return out
}

func appendChunks(to []tagBatch, tags, files []int, most int) []tagBatch {
	for chunk := range slices.Chunk(files, most) {
		to = append(to, tagBatch{tags, chunk})
	}
	return to
}

// callsFor is how many calls n files take.
func callsFor(n, most int) int { return (n + most - 1) / most }
