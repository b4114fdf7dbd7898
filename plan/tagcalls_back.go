package plan

import (
	"slices"

	"github.com/iksync/iksync/state"
)

// backLooks is how many calls are looked at for each place that a file needs.
const backLooks = 64

// bringBack gives files that are alone their places in calls for several again,
// where that costs no more. An update overwrites what others tag meanwhile; calls
// that add and remove do not.
func (d *tagDeal) bringBack(diffs []tagDiff, long []bool, most int) {
	free := freeTagPlaces{most: most, calls: map[OpKind]map[state.Tag][]int{OpAddTags: {}, OpRemoveTags: {}}}
	for _, c := range d.calls {
		free.put(c)
	}
	for i := range diffs {
		if !d.alone[i] || long[i] {
			continue
		}
		adds, addsAll := free.find(OpAddTags, diffs[i].add, diffs[i].after)
		removes, removesAll := free.find(OpRemoveTags, diffs[i].remove, diffs[i].after)
		if !addsAll && !removesAll {
			continue // two calls of its own, for one update
		}
		d.alone[i] = false
		switch {
		case !addsAll:
			adds = []int{free.put(tagCall{kind: OpAddTags, tags: diffs[i].add})}
		case !removesAll:
			removes = []int{free.put(tagCall{kind: OpRemoveTags, tags: diffs[i].remove})}
		}
		for _, c := range slices.Concat(adds, removes) {
			files := &free.all[c].files
			at, _ := slices.BinarySearch(*files, i)
			*files = slices.Insert(*files, at, i)
		}
	}
	d.calls = free.all
}

// freeTagPlaces finds calls that can take another file.
type freeTagPlaces struct {
	most  int
	all   []tagCall
	calls map[OpKind]map[state.Tag][]int // those with a tag
}

func (p *freeTagPlaces) put(c tagCall) int {
	at := len(p.all)
	p.all = append(p.all, c)
	if len(c.files) < p.most {
		for _, t := range c.tags {
			p.calls[c.kind][t] = append(p.calls[c.kind][t], at)
		}
	}
	return at
}

// find is calls that do together all that is needed, and no harm. The second
// result says whether there are such.
func (p *freeTagPlaces) find(kind OpKind, need, after []state.Tag) (found []int, all bool) {
	open := slices.Clone(need)
	for len(open) > 0 {
		best, most := -1, 0
		with := p.calls[kind][open[0]]
		for _, at := range with[max(0, len(with)-backLooks):] {
			c := &p.all[at]
			if len(c.files) >= p.most || !harmlessTags(kind, c.tags, after) {
				continue
			}
			if n := len(open) - len(without(open, c.tags)); n > most {
				best, most = at, n
			}
		}
		if best < 0 {
			return nil, false
		}
		found = append(found, best)
		open = without(open, p.all[best].tags)
	}
	return found, true
}

// harmlessTags says whether a call may do tags to a file that shall have other ones.
func harmlessTags(kind OpKind, tags, after []state.Tag) bool {
	return !slices.ContainsFunc(tags, func(t state.Tag) bool {
		_, has := slices.BinarySearch(after, t)
		return has != (kind == OpAddTags)
	})
}
