package impact

import (
	"slices"
	"sort"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// mark is a path that breaks: that of a file, of a folder with all below it, or
// of one of each.
type mark struct {
	path         string
	file, folder plan.ChangeID // what breaks it; "": there is none of the kind
}

// marks are what there is to look for, by path. A path occurs once.
type marks []mark

// newMarks is what a source tree has to be changed for. Other than Of it has
// private files, which are addressed by their paths too, and folders that go
// with all they hold, as programs make names below them.
func newMarks(s *survey) marks {
	by := map[state.Path]*mark{}
	at := func(path state.Path) *mark {
		if by[path] == nil {
			by[path] = &mark{path: string(path)}
		}
		return by[path]
	}
	for i := range s.plan.Changes {
		c := &s.plan.Changes[i]
		switch {
		case c.Kind == plan.Folder && c.BreaksURL() && c.Along > 0:
			at(s.now(c)).folder = c.ID
		case c.Kind == plan.File && c.BreaksURL() && !s.draft(c):
			at(s.now(c)).file = c.ID
		case c.Kind == plan.File:
			if _, breaks := s.brokenFile(c); breaks {
				at(s.now(c)).file = c.ID
			}
		}
	}
	out := make(marks, 0, len(by))
	for path, m := range by {
		if len(path) > 1 && path[0] == '/' { // the rest is no place of anything
			out = append(out, *m)
		}
	}
	slices.SortFunc(out, func(a, b mark) int { return compareStrings(a.path, b.path) })
	return out
}

func compareStrings(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// narrowed is the marks that begin with what was read so far: those from lo up
// to hi, which share their first depth bytes.
type narrowed struct{ lo, hi, depth int }

func (m marks) all() narrowed { return narrowed{0, len(m), 0} }

// exact is the mark that is just what was read, nil where there is none.
func (m marks) exact(n narrowed) *mark {
	if n.lo < n.hi && len(m[n.lo].path) == n.depth {
		return &m[n.lo]
	}
	return nil
}

// step narrows n to the marks that go on with b, and says whether there are any.
func (m marks) step(n narrowed, b byte) (narrowed, bool) {
	if m.exact(n) != nil {
		n.lo++ // a path that ends sorts before those that go on
	}
	if n.lo >= n.hi {
		return n, false
	}
	first, last := m[n.lo].path[n.depth], m[n.hi-1].path[n.depth]
	if b < first || b > last {
		return n, false
	}
	if first != last {
		from := n.lo + sort.Search(n.hi-n.lo, func(i int) bool { return m[n.lo+i].path[n.depth] >= b })
		to := from + sort.Search(n.hi-from, func(i int) bool { return m[from+i].path[n.depth] > b })
		n.lo, n.hi = from, to
	}
	n.depth++
	return n, n.lo < n.hi
}
