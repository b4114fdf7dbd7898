package plan

import "slices"

// tagWindow is as much of a side as is solved at one time, and the tags that its
// files need. Inside, files and tags go by their places in these lists. What a
// window takes grows with its square at worst, and so what a side takes grows
// with the number of its windows.
type tagWindow struct {
	most    int // files in a call
	tags    []int
	length  []int // of each tag, with its comma
	longest int
	files   []int
	kin     []tagKin // what they know goes by the side's numbers
	need    []tagSet // of each kin
	may     []tagSet // of each kin: the tags that do it no harm
}

// windows parts sorted kin into windows. Those that need the same stay together.
func (s *tagSide) windows(kin []tagKin) []*tagWindow {
	var out []*tagWindow
	const outside = -1
	number := slices.Repeat([]int{outside}, len(s.tags)) // of each tag, in the window that is open
	var open []tagKin
	var tags []int
	shut := func() {
		if len(open) == 0 {
			return
		}
		slices.Sort(tags)
		for i, t := range tags {
			number[t] = i
		}
		out = append(out, s.window(open, tags, number))
		for _, t := range tags {
			number[t] = outside
		}
		open, tags = nil, nil
	}
	for _, group := range sameNeed(kin) {
		fresh := 0
		for _, t := range group[0].need {
			if number[t] == outside {
				fresh++
			}
		}
		if len(open)+len(group) > s.limits.kin || len(tags)+fresh > s.limits.tags {
			shut()
		}
		open = append(open, group...)
		for _, t := range group[0].need {
			if number[t] == outside {
				number[t] = len(tags)
				tags = append(tags, t)
			}
		}
	}
	shut()
	return out
}

// window is a window of kin and the tags that they need, given the number of each
// tag in it, negative for others.
func (s *tagSide) window(kin []tagKin, tags, number []int) *tagWindow {
	w := &tagWindow{most: s.limits.files, tags: tags}
	for _, t := range tags {
		w.length = append(w.length, s.length[t])
		w.longest = max(w.longest, s.length[t])
	}
	for _, k := range kin {
		own, need := tagKin{known: k.known}, newTagSet(len(tags))
		for _, t := range k.need {
			own.need = append(own.need, number[t])
			need.put(number[t])
		}
		for _, file := range k.files {
			own.files = append(own.files, len(w.files))
			w.files = append(w.files, file)
		}
		known := newTagSet(len(tags))
		for _, t := range k.known {
			if number[t] >= 0 {
				known.put(number[t])
			}
		}
		may := known
		if s.kind == OpRemoveTags {
			may = fullTagSet(len(tags))
			may.drop(known)
		}
		may.join(need) // whatever they know
		w.kin, w.need, w.may = append(w.kin, own), append(w.need, need), append(w.may, may)
	}
	return w
}

// solve begins in several ways, improves on each, and takes the one with the
// fewest calls, the simplest of equals.
func (w *tagWindow) solve() []tagBatch {
	var best []tagBatch
	for _, way := range []func() []tagBatch{
		func() []tagBatch { return equalSets(bySize(w.kin), w.most) },
		func() []tagBatch { return w.cover(eachTag) },
		func() []tagBatch { return w.cover(eachFile) },
	} {
		if batches := w.improve(way()); best == nil || len(batches) < len(best) {
			best = batches
		}
		if len(best) == callsFor(len(w.files), w.most) {
			break // each file needs a place, so there cannot be fewer
		}
	}
	for i := range best {
		best[i] = w.global(best[i])
	}
	return best
}

// global is b by the numbers of the side.
func (w *tagWindow) global(b tagBatch) tagBatch {
	out := tagBatch{make([]int, len(b.tags)), make([]int, len(b.files))}
	for i, t := range b.tags {
		out.tags[i] = w.tags[t]
	}
	for i, f := range b.files {
		out.files[i] = w.files[f]
	}
	return out
}
