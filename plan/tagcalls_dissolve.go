package plan

import "slices"

// dissolvePasses is how often at most all calls of a draft are tried.
const dissolvePasses = 4

// dissolveAll tries to do without each of the calls, the smallest first, and says
// whether that went well for any.
func (d *tagDraft) dissolveAll() bool {
	d.index()
	done := false
	for _, c := range d.bySize() {
		if d.dissolve(c) {
			done = true
		}
	}
	d.calls = slices.DeleteFunc(d.calls, func(c *tagDraftCall) bool { return c.size == 0 })
	return done
}

// index lists for each tag the calls that can take files for it. While calls are
// being dissolved they only get fuller, so that it stays good for a pass.
func (d *tagDraft) index() {
	d.takers = make([][]*tagDraftCall, len(d.w.tags))
	for _, c := range d.calls {
		if c.size < d.w.most {
			c.room.each(func(tag int) { d.takers[tag] = append(d.takers[tag], c) })
		}
	}
}

// dissolve moves all files of c to free places in other calls, or else none of them.
func (d *tagDraft) dissolve(c *tagDraftCall) bool {
	t := &tagTrial{d: d, c: c}
	for _, p := range c.parts {
		if !t.reroute(p) {
			t.undo()
			return false
		}
	}
	t.commit()
	return true
}

// tagTrial is an attempt to do without the call c. The sizes and tags of the calls
// that take its files change at once, so that each place is given away once; the
// files themselves move when all have a place.
type tagTrial struct {
	d     *tagDraft
	c     *tagDraftCall
	was   []tagDraftState
	moves []tagMove
}

// tagDraftState is what a call was like before it changed.
type tagDraftState struct {
	call *tagDraftCall
	was  tagDraftCall
}

// tagMove is that the next n files of a part go to some other calls.
type tagMove struct {
	part *tagPart
	n    int
	to   []*tagDraftCall
}

// reroute finds places for all files of p.
func (t *tagTrial) reroute(p *tagPart) bool {
	for left := len(p.files); left > 0; {
		move := tagMove{part: p, n: left}
		open := p.open(t.c, t.d.open)
		t.widen(p, open)
		for !open.empty() {
			to := t.best(p, open)
			if to == nil {
				return false
			}
			t.take(to, p, open)
			move.to = append(move.to, to)
			move.n = min(move.n, t.d.w.most-to.size)
		}
		for _, to := range move.to {
			to.size += move.n
		}
		t.moves = append(t.moves, move)
		left -= move.n
	}
	return true
}

// widen has the other calls that p is in do what they can of what is open: that
// takes no place.
func (t *tagTrial) widen(p *tagPart, open tagSet) {
	for _, c := range p.calls {
		if c != t.c && c.room.common(open) > 0 {
			t.take(c, p, open)
		}
	}
}

// best is the call with a free place that does most of what is open for p, among
// those for the tag that the fewest can do: one of these it must be some time.
// Of equals it is the one that gets the fewest tags more by that, then the fullest.
func (t *tagTrial) best(p *tagPart, open tagSet) *tagDraftCall {
	rarest := -1
	open.each(func(tag int) {
		if rarest < 0 || len(t.d.takers[tag]) < len(t.d.takers[rarest]) {
			rarest = tag
		}
	})
	may := t.d.w.may[p.kin]
	var best *tagDraftCall
	most, fewest := 0, 0
	for _, c := range t.d.takers[rarest] {
		if c == t.c || c.size == 0 || c.size >= t.d.w.most || !c.room.has(rarest) || !c.tags.within(may) {
			continue
		}
		n := c.room.common(open)
		if n < most {
			continue
		}
		fresh := n - c.tags.common(open)
		if c.length+fresh*t.d.w.longest > maxTags+1 {
			fits := c.fitting(open, t.d)
			n = fits.count()
			fresh = n - c.tags.common(fits)
		}
		if n > most || n == most && n > 0 && (fresh < fewest || fresh == fewest && c.size > best.size) {
			best, most, fewest = c, n, fresh
		}
	}
	return best
}

// fitting is what c can do of open: what it does already, and what it may come to
// do as far as its tags stay short enough. It is good until the next call.
func (c *tagDraftCall) fitting(open tagSet, d *tagDraft) tagSet {
	clear(d.fits)
	length := c.length
	open.each(func(tag int) {
		if !c.room.has(tag) {
			return
		}
		if !c.tags.has(tag) {
			if length+d.w.length[tag] > maxTags+1 {
				return
			}
			length += d.w.length[tag]
		}
		d.fits.put(tag)
	})
	return d.fits
}

// take has c do what it can of what is open for p, and makes it fit for files of p.
func (t *tagTrial) take(c *tagDraftCall, p *tagPart, open tagSet) {
	t.was = append(t.was, tagDraftState{c, tagDraftCall{tags: slices.Clone(c.tags), room: slices.Clone(c.room), length: c.length, size: c.size}})
	does := c.fitting(open, t.d)
	does.each(func(tag int) {
		if !c.tags.has(tag) {
			c.tags.put(tag)
			c.length += t.d.w.length[tag]
		}
	})
	c.room.keep(t.d.w.may[p.kin])
	open.drop(does)
}

func (t *tagTrial) undo() {
	for _, s := range slices.Backward(t.was) {
		s.call.tags, s.call.room, s.call.length, s.call.size = s.was.tags, s.was.room, s.was.length, s.was.size
	}
}

// commit moves the files.
func (t *tagTrial) commit() {
	for _, m := range t.moves {
		p := m.part
		moved := p
		if m.n < len(p.files) {
			moved = &tagPart{kin: p.kin, need: p.need, files: p.files[:m.n:m.n], calls: p.calls}
			p.files = p.files[m.n:]
			for _, c := range moved.calls {
				c.parts = append(c.parts, moved)
			}
		}
		moved.leave(t.c)
		moved.calls = append(moved.calls, m.to...)
		for _, c := range m.to {
			c.parts = append(c.parts, moved)
		}
	}
	t.c.parts, t.c.size = nil, 0
}
