package plan

import (
	"cmp"
	"slices"
)

// tagDraft is calls that are still being improved.
type tagDraft struct {
	w     *tagWindow
	calls []*tagDraftCall

	takers     [][]*tagDraftCall // of each tag: the calls that can take files for it
	open, fits tagSet            // to work in
}

// tagDraftCall is a call for several files.
type tagDraftCall struct {
	tags   tagSet
	room   tagSet // what none of its files takes harm from; all of tags, at least
	length int    // of tags, with a comma after each
	size   int    // its number of files
	parts  []*tagPart
}

// tagPart is files of one kin that are in the same calls.
type tagPart struct {
	kin   int
	need  tagSet
	files []int
	calls []*tagDraftCall
}

// improve makes fewer calls of batches.
func (w *tagWindow) improve(batches []tagBatch) []tagBatch {
	d := newTagDraft(w, batches)
	d.tidy()
	for range dissolvePasses {
		if !d.dissolveAll() {
			break
		}
		d.tidy()
	}
	out := make([]tagBatch, len(d.calls))
	for i, c := range d.calls {
		c.tags.each(func(t int) { out[i].tags = append(out[i].tags, t) })
		for _, p := range c.parts {
			out[i].files = append(out[i].files, p.files...)
		}
	}
	return out
}

func newTagDraft(w *tagWindow, batches []tagBatch) *tagDraft {
	d := &tagDraft{w: w, open: newTagSet(len(w.tags)), fits: newTagSet(len(w.tags))}
	in := callsOf(batches, len(w.files))
	for _, b := range batches {
		c := &tagDraftCall{tags: newTagSet(len(w.tags)), room: newTagSet(len(w.tags)), size: len(b.files)}
		for _, t := range b.tags {
			c.tags.put(t)
		}
		d.calls = append(d.calls, c)
	}
	for i, k := range w.kin {
		for from, to := 0, 1; to <= len(k.files); to++ {
			if to < len(k.files) && slices.Equal(in(k.files[from]), in(k.files[to])) {
				continue
			}
			p := &tagPart{kin: i, need: w.need[i], files: k.files[from:to:to]}
			for _, c := range in(p.files[0]) {
				p.calls = append(p.calls, d.calls[c])
				d.calls[c].parts = append(d.calls[c].parts, p)
			}
			from = to
		}
	}
	return d
}

// callsOf tells which of the batches each of n files is in.
func callsOf(batches []tagBatch, n int) func(file int) []int {
	end := make([]int, n+1) // of each file, in list
	for _, b := range batches {
		for _, f := range b.files {
			end[f+1]++
		}
	}
	for f := range n {
		end[f+1] += end[f]
	}
	list := make([]int, end[n])
	start := slices.Clone(end)
	for i, b := range batches {
		for _, f := range b.files {
			list[start[f]] = i
			start[f]++
		}
	}
	return func(file int) []int { return list[end[file]:end[file+1]] }
}

// tidy takes away what calls do for nothing: files whose tags other calls do, and
// tags that none of the files of a call needs from it. Calls without files go.
func (d *tagDraft) tidy() {
	for _, c := range d.bySize() {
		c.parts = slices.DeleteFunc(c.parts, func(p *tagPart) bool {
			if !p.open(c, d.open).empty() {
				return false
			}
			p.leave(c)
			return true
		})
	}
	d.calls = slices.DeleteFunc(d.calls, func(c *tagDraftCall) bool { return len(c.parts) == 0 })
	for _, c := range d.calls {
		d.trim(c)
	}
}

// bySize is the calls, the smallest first.
func (d *tagDraft) bySize() []*tagDraftCall {
	order := slices.Clone(d.calls)
	slices.SortStableFunc(order, func(a, b *tagDraftCall) int { return cmp.Compare(a.size, b.size) })
	return order
}

// trim measures c anew.
func (d *tagDraft) trim(c *tagDraftCall) {
	clear(c.tags)
	c.size, c.length = 0, 0
	for i, p := range c.parts {
		c.size += len(p.files)
		c.tags.join(p.open(c, d.open))
		if i == 0 {
			copy(c.room, d.w.may[p.kin])
		}
		c.room.keep(d.w.may[p.kin])
	}
	c.tags.each(func(t int) { c.length += d.w.length[t] })
}

// open fills a set with what p needs and no call but the given one does.
func (p *tagPart) open(but *tagDraftCall, open tagSet) tagSet {
	copy(open, p.need)
	for _, c := range p.calls {
		if c != but {
			open.drop(c.tags)
		}
	}
	return open
}

func (p *tagPart) leave(c *tagDraftCall) {
	p.calls = slices.DeleteFunc(slices.Clone(p.calls), func(other *tagDraftCall) bool { return other == c })
}
