package plan

import (
	"slices"
	"unicode/utf8"

	"github.com/iksync/iksync/state"
)

// tagSide is half of the task: all that is to be added, or all that is to be removed.
type tagSide struct {
	kind   OpKind
	limits tagLimits
	tags   []state.Tag // all that some file needs, sorted; on this side they go by their place here
	length []int       // of each, with its comma
	kin    []tagKin    // in the order of their first files
}

// tagBatch is a call in the making: tags by their numbers, files in any order.
type tagBatch struct{ tags, files []int }

func newTagSide(kind OpKind, diffs []tagDiff, limits tagLimits) *tagSide {
	s := &tagSide{kind: kind, limits: limits}
	number := map[state.Tag]int{}
	for i := range diffs {
		for _, t := range s.needs(&diffs[i]) {
			number[t] = 0
		}
	}
	s.tags = sortedKeys(number)
	s.length = make([]int, len(s.tags))
	for i, t := range s.tags {
		number[t] = i
		s.length[i] = utf8.RuneCountInString(string(t)) + 1
	}
	table := newKinTable()
	var need, known []int
	for i := range diffs {
		if need = appendNumbers(need[:0], number, s.needs(&diffs[i])); len(need) > 0 {
			known = appendNumbers(known[:0], number, diffs[i].after)
			table.put(need, known, i)
		}
	}
	s.kin = table.kin
	return s
}

func (s *tagSide) needs(d *tagDiff) []state.Tag {
	if s.kind == OpAddTags {
		return d.add
	}
	return d.remove
}

func appendNumbers(to []int, number map[state.Tag]int, tags []state.Tag) []int {
	for _, t := range tags {
		if n, is := number[t]; is {
			to = append(to, n)
		}
	}
	return to
}

// solve finds calls for all files of this side but those that are alone.
//
// What is sure, or as good as sure, comes first, since it is cheap: tags that one
// file only can take, and full calls. What cannot fill calls is solved by windows.
func (s *tagSide) solve(alone []bool) []tagCall {
	own, kin := s.ownCalls(withoutFiles(s.kin, alone))
	s.sort(kin)
	solved, rest := s.fill(kin)
	for _, w := range s.windows(rest) {
		solved = append(solved, w.solve()...)
	}
	if plain := setsOrTags(kin, len(s.tags), s.limits.files); len(plain) < len(solved) {
		solved = plain // windows may part what a plain way has together
	}
	return s.calls(append(own, solved...))
}

// ownCalls gives a call of its own to each file that needs a tag which no other
// file can take: there must be a call for this file alone, and so it may as well
// do all that the file needs.
func (s *tagSide) ownCalls(kin []tagKin) (batches []tagBatch, others []tagKin) {
	takers := make([]int, len(s.tags))
	all := 0
	for _, k := range kin {
		all += len(k.files)
		for _, t := range k.known {
			takers[t] += len(k.files)
		}
	}
	if s.kind == OpRemoveTags { // who has it afterwards is who cannot take it
		for t := range takers {
			takers[t] = all - takers[t]
		}
	}
	for _, k := range kin {
		if slices.ContainsFunc(k.need, func(t int) bool { return takers[t] == 1 }) {
			batches = append(batches, tagBatch{k.need, k.files})
		} else {
			others = append(others, k)
		}
	}
	return batches, others
}

// fill makes full calls, first of files that need the same, and then, as long as
// what is left is too much for one window, of files that have much in common.
// What cannot fill calls in its window comes together anew, in other windows. Each
// round but the last leaves nine tenths at most, so that all of them take no
// longer than ten times the first.
func (s *tagSide) fill(kin []tagKin) (batches []tagBatch, rest []tagKin) {
	batches, rest = fullBatches(kin, s.limits.files)
	for windows := s.windows(rest); len(windows) > 1; windows = s.windows(rest) {
		table := newKinTable()
		for _, w := range windows {
			batches = append(batches, w.fill(table)...)
		}
		wanted := wantedTags(rest)
		s.sort(table.kin)
		var full []tagBatch
		full, rest = fullBatches(table.kin, s.limits.files)
		batches = append(batches, full...)
		if 10*wantedTags(rest) > 9*wanted {
			break
		}
	}
	return batches, rest
}

// fullBatches makes full calls of files that need the same: there is no cheaper
// place for a file than in a full call that does all it needs.
func fullBatches(kin []tagKin, most int) (batches []tagBatch, rest []tagKin) {
	for _, group := range sameNeed(kin) {
		n := 0
		for _, k := range group {
			n += len(k.files)
		}
		full := n / most * most
		var files []int
		for _, k := range group {
			take := min(full-len(files), len(k.files))
			files = append(files, k.files[:take]...)
			if k.files = k.files[take:]; len(k.files) > 0 {
				rest = append(rest, k)
			}
		}
		batches = appendChunks(batches, group[0].need, files, most)
	}
	return batches, rest
}

// calls writes out batches.
func (s *tagSide) calls(batches []tagBatch) []tagCall {
	calls := make([]tagCall, len(batches))
	for i, b := range batches {
		c := tagCall{kind: s.kind, files: slices.Sorted(slices.Values(b.files))}
		for _, t := range b.tags {
			c.tags = append(c.tags, s.tags[t])
		}
		calls[i] = c
	}
	return calls
}
