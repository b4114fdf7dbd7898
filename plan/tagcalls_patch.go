package plan

// worthPatching finds the files, of n, that are better updated one by one than by
// the given calls. An update costs one call, and a call that has lost all its
// files is saved. Whatever is chosen, some of the files or some of the calls are
// what is paid for, and each place of a file in a call needs one of the two: a
// vertex cover of the graph of these places. By Kőnig's theorem the smallest one
// has the size of the largest matching of calls with files, so this is exact. Of
// the choices that cost the same it is the one with the fewest updates.
func worthPatching(calls []tagCall, n int) []bool {
	m := newTagMatching(calls, n)
	for m.layer() {
		for c := range calls {
			if m.file[c] < 0 {
				m.augment(c)
			}
		}
	}
	return m.reached()
}

// tagMatching pairs calls with files, each at most once (Hopcroft and Karp).
type tagMatching struct {
	calls []tagCall
	file  []int // of each call, -1 for none
	call  []int // of each file, -1 for none
	depth []int // of each call on the shortest ways from one without a file, -1 for off them
	next  []int // of each call, the file to look at next
}

func newTagMatching(calls []tagCall, n int) *tagMatching {
	m := &tagMatching{calls: calls, file: make([]int, len(calls)), call: make([]int, n), depth: make([]int, len(calls)), next: make([]int, len(calls))}
	for i := range m.call {
		m.call[i] = -1
	}
	for c := range calls {
		m.file[c] = -1
		for _, f := range calls[c].files {
			if m.call[f] < 0 {
				m.file[c], m.call[f] = f, c
				break
			}
		}
	}
	return m
}

// layer finds how far each call is from one without a file, and says whether
// any way leads to a file without a call.
func (m *tagMatching) layer() bool {
	var queue []int
	for c := range m.calls {
		m.depth[c], m.next[c] = -1, 0
		if m.file[c] < 0 {
			m.depth[c] = 0
			queue = append(queue, c)
		}
	}
	found := false
	for len(queue) > 0 && !found {
		var further []int
		for _, c := range queue {
			for _, f := range m.calls[c].files {
				switch other := m.call[f]; {
				case other < 0:
					found = true
				case m.depth[other] < 0:
					m.depth[other] = m.depth[c] + 1
					further = append(further, other)
				}
			}
		}
		queue = further
	}
	return found
}

// augment gives call c a file, for which other calls may have to take another one.
func (m *tagMatching) augment(c int) bool {
	for ; m.next[c] < len(m.calls[c].files); m.next[c]++ {
		f := m.calls[c].files[m.next[c]]
		other := m.call[f]
		if other < 0 || m.depth[other] == m.depth[c]+1 && m.augment(other) {
			m.file[c], m.call[f] = f, c
			return true
		}
	}
	return false
}

// reached finds the files that can be reached from calls without a file: they
// are fewer than the calls that they fill.
func (m *tagMatching) reached() []bool {
	out := make([]bool, len(m.call))
	var queue []int
	for c := range m.calls {
		if m.file[c] < 0 {
			queue = append(queue, c)
		}
	}
	for len(queue) > 0 {
		c := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, f := range m.calls[c].files {
			if !out[f] {
				out[f] = true
				queue = append(queue, m.call[f])
			}
		}
	}
	return out
}
