package format

import (
	"slices"
	"strings"

	"github.com/iksync/iksync/state"
	"github.com/iksync/iksync/state/schema"
)

// A comment never comes to stand above another key than the one that it stood above.
// One right above a key goes along with it. Others are about more than one key, or
// cannot be told: where the keys beside those would part, the order is kept.

// chosenBeside is an order that was asked for, but where a comment forbids it. Of
// keys that are sorted, each group is judged by itself. titled says whether a comment
// at the very top is about the whole mapping, or about its first key: nobody knows.
func (l *layout) chosenBeside(r role, entries []entry, order []int, titled bool) []int {
	if r.sorted {
		return l.chosenGroups(entries, order, titled)
	}
	at, ok := parted(entries, order)
	if titled && r.record != schema.RecordLibrary && order[0] != 0 {
		at, ok = 0, true
	}
	if ok {
		l.notes = append(l.notes, belowComment(entries[at]))
		return asItIs(len(order))
	}
	return order
}

// chosenGroups is chosenBeside for keys that are sorted.
func (l *layout) chosenGroups(entries []entry, order []int, titled bool) []int {
	out := slices.Clone(order)
	for from := 0; from < len(out); {
		to := from + 1
		for to < len(out) && !l.begins(entries[to]) {
			to++
		}
		group := out[from:to]
		headed := from == 0 && titled || from > 0 && len(entries[from-1].loose) > 0 || l.isHeaded(entries[from:to])
		if headed && group[0] != from {
			l.notes = append(l.notes, belowComment(entries[from]))
			slices.Sort(group)
		}
		if len(entries[to-1].loose) > 0 && group[len(group)-1] != to-1 {
			l.notes = append(l.notes, belowComment(entries[to]))
			slices.Sort(group)
		}
		from = to
	}
	l.notes = slices.Compact(l.notes)
	return out
}

// belowComment is the note that the order around an entry was kept, for the comment
// above it.
func belowComment(e entry) Note {
	return Note{Pos: state.Pos{Line: e.key.Line, Column: e.key.Column}, Reason: ReasonComment}
}

// parted finds the entry below a loose comment where an order takes it from the one
// above that.
func parted(entries []entry, order []int) (at int, ok bool) {
	place := make([]int, len(order))
	for to, from := range order {
		place[from] = to
	}
	for i, e := range entries {
		if len(e.loose) > 0 && place[i+1] != place[i]+1 {
			return i + 1, true
		}
	}
	return 0, false
}

// begins says whether an entry begins a group: below a blank line, or a banner.
func (l *layout) begins(e entry) bool { return e.before.blank || l.isBanner(e.before.head) }

// isHeaded says whether a comment above a group is, or may be, about all of it: one
// that a blank line sets apart, a banner, or the only one above any of its keys.
func (l *layout) isHeaded(group []entry) bool {
	first := group[0].before
	if len(first.preface) > 0 || l.isBanner(first.head) {
		return true
	}
	others := slices.ContainsFunc(group[1:], func(e entry) bool { return len(e.before.head) > 0 })
	return len(first.head) > 0 && !others
}

// isBanner says whether a comment looks like a heading: "## A", "# --- A ---" or a
// line under or over it.
func (l *layout) isBanner(head []int) bool {
	return slices.ContainsFunc(head, func(i int) bool {
		text := strings.TrimPrefix(strings.TrimLeft(l.lines[i].text, " \t"), "#")
		if strings.HasPrefix(text, "#") {
			return true
		}
		text = strings.TrimSpace(text)
		if text == "" || !strings.Contains("-=*~_+", text[:1]) {
			return false
		}
		count := len(text) - len(strings.TrimLeft(text, text[:1]))
		return count > 2 || count == 2 && strings.HasSuffix(text, text[:2])
	})
}
