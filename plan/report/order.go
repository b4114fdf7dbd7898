package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// sorted is the changes in the order in which they are shown: what cannot be
// undone first, then by action, fields first, then by folder and name.
func sorted(changes []plan.Change) []*plan.Change {
	out := make([]*plan.Change, len(changes))
	for i := range changes {
		out[i] = &changes[i]
	}
	rank := map[plan.Action]int{}
	for i, a := range plan.Actions() {
		rank[a] = i + 1 // unknown ones come first
	}
	slices.SortStableFunc(out, func(a, b *plan.Change) int {
		return cmp.Or(
			cmp.Compare(reversible(a), reversible(b)),
			cmp.Compare(rank[a.Action], rank[b.Action]),
			comparePlace(a, b),
			cmp.Compare(a.ID, b.ID))
	})
	return out
}

func reversible(c *plan.Change) int {
	if c.Irreversible() {
		return 0
	}
	return 1
}

// comparePlace puts fields before folders and files, and those in the order of
// their folders, a folder's own before what is in the folders below.
func comparePlace(a, b *plan.Change) int {
	if a.Kind == plan.Field || b.Kind == plan.Field {
		return cmp.Or(
			-compareBool(a.Kind == plan.Field, b.Kind == plan.Field),
			cmp.Compare(a.Field, b.Field))
	}
	return cmp.Or(
		home(a).Compare(home(b)),
		-compareBool(a.Kind == plan.Folder, b.Kind == plan.Folder),
		cmp.Compare(place(a), place(b)))
}

// home is the folder that a change is shown under: of what goes somewhere, the
// last folder that both places lie in.
func home(c *plan.Change) state.Path {
	dir := c.Path.Dir()
	if !goesSomewhere(c) {
		return dir
	}
	for from := c.From.Dir(); !from.Within(dir); {
		dir = dir.Dir()
	}
	return dir
}

// place is where a change finds its object: of what goes somewhere, where it
// comes from.
func place(c *plan.Change) state.Path {
	if goesSomewhere(c) {
		return c.From
	}
	return c.Path
}

func goesSomewhere(c *plan.Change) bool {
	return (c.Action == plan.Move || c.Action == plan.Rename || c.Action == plan.Merge) && strings.HasPrefix(string(c.From), "/") &&
		strings.HasPrefix(string(c.Path), "/")
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	default:
		return -1
	}
}

// group is the changes that are shown under one folder, or those of fields.
type group struct {
	dir     state.Path // "" for fields
	changes []*plan.Change
}

// grouped splits sorted changes by their homes.
func grouped(cs []*plan.Change) []group {
	var out []group
	for i, c := range cs {
		dir := state.Path("")
		if c.Kind != plan.Field {
			dir = home(c)
		}
		if i == 0 || out[len(out)-1].dir != dir {
			out = append(out, group{dir: dir})
		}
		g := &out[len(out)-1]
		g.changes = append(g.changes, c)
	}
	return out
}
