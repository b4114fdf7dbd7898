package plan

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// tagKin is files that are alike: what can be done with one of them, can be done
// with all.
type tagKin struct {
	need  []int // the tags to be added, or removed; ascending
	known []int // those of the side's tags that they have afterwards
	files []int
}

// kinTable brings together files that are alike.
type kinTable struct {
	kin   []tagKin
	byKey map[string]int
	key   []byte // to work in
}

func newKinTable() *kinTable { return &kinTable{byKey: map[string]int{}} }

func (t *kinTable) put(need, known []int, files ...int) {
	t.key = binary.AppendUvarint(t.key[:0], uint64(len(need)))
	for _, numbers := range [][]int{need, known} {
		for _, n := range numbers {
			t.key = binary.AppendUvarint(t.key, uint64(n))
		}
	}
	at, is := t.byKey[string(t.key)]
	if !is {
		at = len(t.kin)
		t.byKey[string(t.key)] = at
		t.kin = append(t.kin, tagKin{need: slices.Clone(need), known: slices.Clone(known)})
	}
	t.kin[at].files = append(t.kin[at].files, files...)
}

// withoutFiles is kin without the files that are alone.
func withoutFiles(kin []tagKin, alone []bool) []tagKin {
	out := make([]tagKin, 0, len(kin))
	for _, k := range kin {
		if slices.ContainsFunc(k.files, func(i int) bool { return alone[i] }) {
			k.files = slices.DeleteFunc(slices.Clone(k.files), func(i int) bool { return alone[i] })
		}
		if len(k.files) > 0 {
			out = append(out, k)
		}
	}
	return out
}

// sort puts next to each other kin that need the same, and near each other those
// that have a rare tag in common. Of those that need the same, who fit into most
// calls of others come last.
func (s *tagSide) sort(kin []tagKin) {
	users := make([]int, len(s.tags))
	for _, k := range kin {
		for _, t := range k.need {
			users[t] += len(k.files)
		}
	}
	rank := make([]int, len(s.tags))
	for i, t := range sortedBy(len(s.tags), func(a, b int) int { return cmp.Compare(users[a], users[b]) }) {
		rank[t] = i
	}
	ranks := make([][]int, len(kin))
	for i, k := range kin {
		ranks[i] = make([]int, len(k.need))
		for j, t := range k.need {
			ranks[i][j] = rank[t]
		}
		slices.Sort(ranks[i])
	}
	was := slices.Clone(kin)
	for i, k := range sortedBy(len(kin), func(a, b int) int {
		return cmp.Or(slices.Compare(ranks[a], ranks[b]), cmp.Compare(s.ease(&kin[a]), s.ease(&kin[b])))
	}) {
		kin[i] = was[k]
	}
}

// ease grows with the number of tags that files can take.
func (s *tagSide) ease(k *tagKin) int {
	if s.kind == OpAddTags {
		return len(k.known)
	}
	return -len(k.known)
}

// sortedBy is the numbers below n, sorted by compare, equal ones by themselves.
func sortedBy(n int, compare func(a, b int) int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	slices.SortFunc(out, func(a, b int) int { return cmp.Or(compare(a, b), cmp.Compare(a, b)) })
	return out
}

// sameNeed parts sorted kin by what they need.
func sameNeed(kin []tagKin) [][]tagKin {
	var groups [][]tagKin
	for from, i := 0, 1; i <= len(kin); i++ {
		if i == len(kin) || !slices.Equal(kin[from].need, kin[i].need) {
			groups = append(groups, kin[from:i])
			from = i
		}
	}
	return groups
}

// wantedTags counts what is needed, tag by tag and file by file.
func wantedTags(kin []tagKin) int {
	n := 0
	for _, k := range kin {
		n += len(k.need) * len(k.files)
	}
	return n
}
