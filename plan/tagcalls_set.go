package plan

import "math/bits"

// tagSet is a set of tags, which go by small numbers.
type tagSet []uint64

func newTagSet(size int) tagSet { return make(tagSet, (size+63)/64) }

// fullTagSet has all numbers below size.
func fullTagSet(size int) tagSet {
	s := newTagSet(size)
	for tag := range size {
		s.put(tag)
	}
	return s
}

func (s tagSet) put(tag int)      { s[tag/64] |= 1 << (tag % 64) }
func (s tagSet) has(tag int) bool { return s[tag/64]>>(tag%64)&1 == 1 }

func (s tagSet) empty() bool {
	for _, w := range s {
		if w != 0 {
			return false
		}
	}
	return true
}

func (s tagSet) count() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// common counts what is in both sets.
func (s tagSet) common(other tagSet) int {
	n := 0
	for i, w := range s {
		n += bits.OnesCount64(w & other[i])
	}
	return n
}

// within says whether all of s is in other.
func (s tagSet) within(other tagSet) bool {
	for i, w := range s {
		if w&^other[i] != 0 {
			return false
		}
	}
	return true
}

// join adds all of other to s.
func (s tagSet) join(other tagSet) {
	for i, w := range other {
		s[i] |= w
	}
}

// keep drops from s what is not in other.
func (s tagSet) keep(other tagSet) {
	for i, w := range other {
		s[i] &= w
	}
}

// drop drops from s what is in other.
func (s tagSet) drop(other tagSet) {
	for i, w := range other {
		s[i] &^= w
	}
}

// each calls f with every tag of s, in order.
func (s tagSet) each(f func(tag int)) {
	for i, w := range s {
		for ; w != 0; w &= w - 1 {
			f(i*64 + bits.TrailingZeros64(w))
		}
	}
}

// list is the tags of s, in order.
func (s tagSet) list() []int {
	out := make([]int, 0, s.count())
	s.each(func(tag int) { out = append(out, tag) })
	return out
}
