package plan

import "slices"

// tagWorth is what it is worth to give a file one of the tags that it still needs.
type tagWorth func(open int) int

// shares is what a file with all its tags is worth, in whole numbers: the sum of
// fractions would depend on the order in which they are added up.
const shares = 1 << 20

// eachTag counts tags. It finds what many files have in common.
func eachTag(int) int { return 1 }

// eachFile counts files, each of its open tags as a part of it. It prefers calls
// that leave little to do.
func eachFile(open int) int { return shares / open }

// tagCoverer makes calls one by one, each worth as much as it can find.
type tagCoverer struct {
	w     *tagWindow
	worth tagWorth
	open  []*tagWanting

	takers []*tagWanting // to work in, as all below
	pull   []int
	set    tagSet
	picks  []tagPick
}

// tagWanting is files of one kin that need the same tags still.
type tagWanting struct {
	kin   int
	files []int
	need  tagSet
	count int // of need
	worth int // of one of them
}

// tagChoice is a call that could be made.
type tagChoice struct {
	set   tagSet
	picks []tagPick
	size  int
	value int
}

// tagPick is the first n of some files.
type tagPick struct {
	from  *tagWanting
	at    int // among the takers: of equals, the first
	n     int
	value int // of one of them
}

func newTagCoverer(w *tagWindow, worth tagWorth) *tagCoverer {
	c := &tagCoverer{w: w, worth: worth, pull: make([]int, len(w.tags)), set: newTagSet(len(w.tags))}
	for i, k := range w.kin {
		c.open = append(c.open, &tagWanting{i, k.files, w.need[i], len(k.need), worth(len(k.need))})
	}
	return c
}

// cover makes calls until nothing is left to do.
func (w *tagWindow) cover(worth tagWorth) []tagBatch {
	c := newTagCoverer(w, worth)
	var out []tagBatch
	for len(c.open) > 0 {
		out = append(out, c.call(c.choose()))
	}
	return out
}

// fill makes calls as long as the best is a full one, and puts into table what
// the files need after them.
func (w *tagWindow) fill(table *kinTable) []tagBatch {
	c := newTagCoverer(w, eachTag)
	var out []tagBatch
	for len(c.open) > 0 {
		best := c.choose()
		if best.size < w.most {
			break
		}
		out = append(out, w.global(c.call(best)))
	}
	for _, f := range c.open {
		b := w.global(tagBatch{f.need.list(), f.files})
		table.put(b.tags, w.kin[f.kin].known, b.files...)
	}
	return out
}

// call makes a call of what was chosen.
func (c *tagCoverer) call(best tagChoice) tagBatch {
	b := tagBatch{tags: best.set.list()}
	for _, p := range best.picks {
		f := p.from
		if p.n < len(f.files) {
			f = &tagWanting{kin: f.kin, files: f.files[:p.n]}
			p.from.files = p.from.files[p.n:]
			c.open = append(c.open, f)
		}
		b.files = append(b.files, f.files...)
		f.need = slices.Clone(p.from.need)
		f.need.drop(best.set)
		if f.count = f.need.count(); f.count > 0 {
			f.worth = c.worth(f.count)
		}
	}
	c.open = slices.DeleteFunc(c.open, func(f *tagWanting) bool { return f.count == 0 })
	return b
}

// choose grows a list of tags, by the one that is worth most among the files that
// can take all of the list so far, and remembers the best call on the way. Only a
// tag that some of these files cannot take makes a call worth less.
func (c *tagCoverer) choose() tagChoice {
	var best tagChoice
	clear(c.set)
	c.takers = append(c.takers[:0], c.open...)
	c.weigh()
	room := maxTags + 1
	for {
		t := c.strongest(room)
		loses := t >= 0 && slices.ContainsFunc(c.takers, func(f *tagWanting) bool { return !c.w.may[f.kin].has(t) })
		if t < 0 || loses {
			if size, value := c.pick(); value > best.value {
				best = tagChoice{slices.Clone(c.set), slices.Clone(c.picks), size, value}
			}
		}
		if t < 0 {
			return best
		}
		c.set.put(t)
		room -= c.w.length[t]
		if loses {
			c.takers = slices.DeleteFunc(c.takers, func(f *tagWanting) bool { return !c.w.may[f.kin].has(t) })
			if c.promise() <= best.value {
				return best
			}
			c.weigh()
		}
	}
}

// promise is what a call for some of the takers may be worth at most.
func (c *tagCoverer) promise() int {
	files, most := 0, 0
	for _, f := range c.takers {
		files += len(f.files)
		most = max(most, f.count*f.worth)
	}
	return min(files, c.w.most) * most
}

// weigh finds what each tag is worth among the takers.
func (c *tagCoverer) weigh() {
	clear(c.pull)
	for _, f := range c.takers {
		worth := f.worth * len(f.files)
		f.need.each(func(t int) { c.pull[t] += worth })
	}
}

// strongest is the next tag, not longer than room, that is worth most.
func (c *tagCoverer) strongest(room int) int {
	best := -1
	for t, n := range c.pull {
		if n > 0 && !c.set.has(t) && c.w.length[t] <= room && (best < 0 || n > c.pull[best]) {
			best = t
		}
	}
	return best
}

// pick fills a call that does the tags of the set with the takers that it is
// worth most to.
func (c *tagCoverer) pick() (size, value int) {
	c.picks = c.picks[:0]
	for _, f := range c.takers {
		if n := f.need.common(c.set); n > 0 {
			c.picks = append(c.picks, tagPick{f, len(c.picks), len(f.files), n * f.worth})
		}
	}
	slices.SortFunc(c.picks, func(a, b tagPick) int {
		if a.value != b.value {
			return b.value - a.value
		}
		return a.at - b.at
	})
	for i := range c.picks {
		if size == c.w.most {
			c.picks = c.picks[:i]
			break
		}
		p := &c.picks[i]
		p.n = min(c.w.most-size, p.n)
		size += p.n
		value += p.n * p.value
	}
	return size, value
}
