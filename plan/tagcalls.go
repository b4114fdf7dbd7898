package plan

import (
	"cmp"
	"slices"

	"github.com/iksync/iksync/state"
)

// tagDiff is what tagging one file means. All lists are sorted and without repeats.
type tagDiff struct {
	add, remove []state.Tag // disjoint, and not both empty
	after       []state.Tag // all its tags afterwards: to add one of these does no harm, nor to remove one that is not among them
}

// tagCall is one call that tags several files.
type tagCall struct {
	kind  OpKind // OpAddTags or OpRemoveTags
	tags  []state.Tag
	files []int // by their place among the differences, ascending
}

// groupTags finds few calls for many files. It returns those for several files,
// and the files that are each better updated on their own, by a call that sets
// all their tags at once.
//
// Calls are what tagging costs, and the fewest there are cannot be found fast.
// So what is to be added and what is to be removed are two sides that are solved
// apart (tagcalls_side.go). Each is begun in several ways, improved on, and the
// best is taken. Updates of single files serve both sides; which of them pay can
// be told exactly (tagcalls_patch.go). There are never more calls than by equal
// sets of tags, tag by tag, or file by file.
func groupTags(diffs []tagDiff) (calls []tagCall, alone []int) {
	return groupTagsWithin(tagLimits{files: MaxTagFiles, kin: 2048, tags: 512}, diffs)
}

// tagLimits is how much there may be at one time.
type tagLimits struct {
	files     int // in a call
	kin, tags int // in a window
}

func groupTagsWithin(limits tagLimits, diffs []tagDiff) (calls []tagCall, alone []int) {
	sides := []*tagSide{newTagSide(OpAddTags, diffs, limits), newTagSide(OpRemoveTags, diffs, limits)}
	long := tooLong(diffs)
	best := dealTags(sides, long)
	for {
		next, more := best.eager()
		if more == 0 || 1000*more < len(diffs) { // too few to be worth the time
			break
		}
		deal := dealTags(sides, next)
		if deal.cost() >= best.cost() {
			break
		}
		best = deal
	}
	best.bringBack(diffs, long, limits.files)
	slices.SortFunc(best.calls, compareTagCalls)
	return best.calls, best.aloneList()
}

// tooLong finds the files whose tags before and afterwards are together too long
// for one file. Tags are added and removed by two calls, and between them such a
// file could have more than it may. That covers tags too long for one call.
func tooLong(diffs []tagDiff) []bool {
	out := make([]bool, len(diffs))
	for i := range diffs {
		d := &diffs[i]
		together := joinedLength(d.after) // with what is added
		if len(d.remove) > 0 {
			together += joinedLength(d.remove)
			if len(d.after) > 0 {
				together++ // the comma between the two
			}
		}
		out[i] = together > maxTags
	}
	return out
}

// tagDeal is one way to tag all files.
type tagDeal struct {
	calls []tagCall
	alone []bool // the files that are updated on their own
}

// dealTags tags by calls for several all files that are not alone, as far as that pays.
func dealTags(sides []*tagSide, alone []bool) tagDeal {
	var calls []tagCall
	for _, s := range sides {
		calls = append(calls, s.solve(alone)...)
	}
	pays := worthPatching(calls, len(alone))
	deal := tagDeal{alone: slices.Clone(alone)}
	for i, p := range pays {
		deal.alone[i] = alone[i] || p
	}
	for _, c := range calls {
		c.files = slices.DeleteFunc(c.files, func(i int) bool { return pays[i] })
		if len(c.files) > 0 {
			deal.calls = append(deal.calls, c)
		}
	}
	return deal
}

func (d *tagDeal) cost() int { return len(d.calls) + len(d.aloneList()) }

func (d *tagDeal) aloneList() []int {
	var out []int
	for i, is := range d.alone {
		if is {
			out = append(out, i)
		}
	}
	return out
}

// eager adds to the files that are alone those that have a call to themselves
// and are in others too, and says how many. An update in place of that call costs
// the same and gives up places in the others: the rest may find a better way.
func (d *tagDeal) eager() (alone []bool, more int) {
	in := make([]int, len(d.alone))
	for _, c := range d.calls {
		for _, i := range c.files {
			in[i]++
		}
	}
	alone = slices.Clone(d.alone)
	for _, c := range d.calls {
		if i := c.files[0]; len(c.files) == 1 && in[i] > 1 && !alone[i] {
			alone[i] = true
			more++
		}
	}
	return alone, more
}

// compareTagCalls puts calls in the order of what they do.
func compareTagCalls(a, b tagCall) int {
	return cmp.Or(cmp.Compare(a.kind, b.kind), slices.Compare(a.tags, b.tags), slices.Compare(a.files, b.files))
}
