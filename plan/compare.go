package plan

import (
	"fmt"
	"slices"

	"github.com/iksync/iksync/state"
)

// ChangeDiff is one change in which two plans differ.
type ChangeDiff struct {
	What   ChangeDiffKind `json:"what"`
	Change Change         `json:"change"`           // of what is gone: as it was
	Detail []string       `json:"detail,omitempty"` // of what is different: "tags: [a] -> [b], was [] -> [b]"
}

// ChangeDiffKind says how a change differs between two plans.
type ChangeDiffKind string

// The kinds of differences, in the order in which they are listed.
const (
	DiffNew   ChangeDiffKind = "new"       // only the new plan has it
	DiffGone  ChangeDiffKind = "gone"      // only the old plan has it
	DiffOther ChangeDiffKind = "different" // both have it, and not the same
)

// Compare lists in which changes a new plan differs from an old one, by what
// they do: why, and which line asks for it, is of no account.
func Compare(old, new *Plan) []ChangeDiff {
	before, now := old.ChangesByID(), new.ChangesByID()
	var fresh, gone, other []ChangeDiff
	for i := range new.Changes {
		c := new.Changes[i]
		was := before[c.ID]
		if was == nil {
			fresh = append(fresh, ChangeDiff{What: DiffNew, Change: c})
		} else if detail := was.differences(&c); len(detail) > 0 {
			other = append(other, ChangeDiff{What: DiffOther, Change: c, Detail: detail})
		}
	}
	for i := range old.Changes {
		if c := old.Changes[i]; now[c.ID] == nil {
			gone = append(gone, ChangeDiff{What: DiffGone, Change: c})
		}
	}
	return slices.Concat(fresh, gone, other)
}

// differences says in what c, of an old plan, and now, of a new one, differ.
func (c *Change) differences(now *Change) []string {
	var out []string
	differ := func(what, before, after string) {
		if before != after {
			out = append(out, fmt.Sprintf("%s: %s -> %s", what, before, after))
		}
	}
	differ("action", string(c.Action), string(now.Action))
	differ("from", orNone(string(c.From)), orNone(string(now.From)))
	differ("id", orNone(c.Object), orNone(now.Object))
	differ("files that go along", fmt.Sprint(c.Along), fmt.Sprint(now.Along))
	differ("bytes", fmt.Sprint(c.Size), fmt.Sprint(now.Size))
	return append(out, attrDifferences(c.Attrs, now.Attrs)...)
}

// attrDifferences says which attributes two changes of one object set otherwise.
func attrDifferences(before, after []AttrDiff) []string {
	was, is := attrsByName(before), attrsByName(after)
	names := map[string]bool{}
	for name := range was {
		names[name] = true
	}
	for name := range is {
		names[name] = true
	}
	var out []string
	for _, name := range sortedKeys(names) {
		a, old := was[name]
		b, now := is[name]
		switch {
		case !old:
			out = append(out, fmt.Sprintf("%s: %s, was not set", name, arrow(b.Before, b.After)))
		case !now:
			out = append(out, fmt.Sprintf("%s: not set, was %s", name, arrow(a.Before, a.After)))
		case !a.Before.Equal(b.Before) || !a.After.Equal(b.After):
			out = append(out, fmt.Sprintf("%s: %s, was %s", name, arrow(b.Before, b.After), arrow(a.Before, a.After)))
		}
	}
	return out
}

func attrsByName(attrs []AttrDiff) map[string]AttrDiff {
	out := make(map[string]AttrDiff, len(attrs))
	for _, a := range attrs {
		out[a.Name] = a
	}
	return out
}

func arrow(before, after state.Value) string { return words(before) + " -> " + words(after) }
