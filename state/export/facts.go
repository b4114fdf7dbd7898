package export

// Lists of facts are sorted and never changed in place: those that are passed
// down a tree are shared.

// without is the facts of a that b has not.
func without(a, b []fact) []fact {
	if len(a) == 0 || len(b) == 0 {
		return a
	}
	var out []fact
	j := 0
	for _, f := range a {
		for j < len(b) && b[j] < f {
			j++
		}
		if j == len(b) || b[j] != f {
			out = append(out, f)
		}
	}
	return out
}

// union is the facts of a and b.
func union(a, b []fact) []fact {
	switch {
	case len(a) == 0:
		return b
	case len(b) == 0:
		return a
	}
	out := make([]fact, 0, len(a)+len(b))
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] < b[j]:
			out = append(out, a[i])
			i++
		case a[i] > b[j]:
			out = append(out, b[j])
			j++
		default:
			out = append(out, a[i])
			i, j = i+1, j+1
		}
	}
	return append(append(out, a[i:]...), b[j:]...)
}

// tally is files that are looked at together: how many there are, which facts
// all of them have, and of how many of them each is still to be said.
type tally struct {
	files  int
	shared []fact
	loose  []int // beside shared
}

// add counts files of which shared has the facts that all of them have.
func (t *tally) add(files int, shared []fact, loose func(i int) int) {
	if files == 0 {
		return
	}
	if t.files == 0 {
		t.shared, t.loose = append([]fact(nil), shared...), make([]int, len(shared))
		for i := range shared {
			t.loose[i] = loose(i)
		}
		t.files = files
		return
	}
	t.files += files
	kept, j := 0, 0
	for i, f := range t.shared {
		for j < len(shared) && shared[j] < f {
			j++
		}
		if j < len(shared) && shared[j] == f {
			t.shared[kept], t.loose[kept] = f, t.loose[i]+loose(j)
			kept++
		}
	}
	t.shared, t.loose = t.shared[:kept], t.loose[:kept]
}

// merge adds what another tally counted.
func (t *tally) merge(other *tally) {
	t.add(other.files, other.shared, func(i int) int { return other.loose[i] })
}
