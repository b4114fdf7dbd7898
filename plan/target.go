package plan

import (
	"slices"

	"github.com/iksync/iksync/state"
)

// Selection narrows a plan to a part of its objects.
type Selection struct {
	Target  []state.Pattern // none: everything
	Exclude []state.Pattern
}

// Empty says whether s selects everything.
func (s Selection) Empty() bool { return len(s.Target) == 0 && len(s.Exclude) == 0 }

// concerns says whether an object at one of the paths may be selected for itself.
func (s Selection) concerns(paths ...state.Path) bool {
	covers := func(list []state.Pattern) bool {
		return slices.ContainsFunc(list, func(g state.Pattern) bool { return slices.ContainsFunc(paths, g.Covers) })
	}
	return !covers(s.Exclude) && (len(s.Target) == 0 || covers(s.Target))
}

// choose leaves in d only what s selects: the operations of the selected
// changes, and all they need. Without what is excluded goes whatever needs it.
// It returns the changes that stay. At this point each operation is about one
// object, so that a part of what one call would do can be had.
func (d *draft) choose(changes []Change, s Selection) map[ChangeID]bool {
	keep := d.selected(changes, s)
	ids := make([]OpID, len(d.ops))
	rest := newDraft(len(keep))
	for i := range d.ops {
		op := d.ops[i]
		if !keep[op.Changes[0]] {
			continue
		}
		for n, need := range op.Needs {
			op.Needs[n].Op = ids[need.Op-1]
		}
		ids[i] = rest.add(d.tasks[i], op)
	}
	*d = *rest
	return keep
}

// selected is the changes that s names and all that these need, less what is
// excluded and all that needs that.
func (d *draft) selected(changes []Change, s Selection) map[ChangeID]bool {
	links := d.links()
	var named, excluded []ChangeID
	for i := range changes {
		c := &changes[i]
		if covered(c, s.Exclude) {
			excluded = append(excluded, c.ID)
		}
		if len(s.Target) == 0 || covered(c, s.Target) {
			named = append(named, c.ID)
		}
	}
	out := spread(excluded, links.neededBy)
	named = slices.DeleteFunc(named, func(id ChangeID) bool { return out[id] })
	return spread(named, links.needs)
}

func covered(c *Change, patterns []state.Pattern) bool {
	return slices.ContainsFunc(patterns, func(g state.Pattern) bool {
		return c.Path != "" && g.Covers(c.Path) || c.From != "" && g.Covers(c.From)
	})
}

// links is which changes need which, by way of their operations.
type links struct{ needs, neededBy map[ChangeID][]ChangeID }

func (d *draft) links() links {
	l := links{needs: map[ChangeID][]ChangeID{}, neededBy: map[ChangeID][]ChangeID{}}
	add := func(from, to ChangeID) {
		if from != to {
			l.needs[from] = append(l.needs[from], to)
			l.neededBy[to] = append(l.neededBy[to], from)
		}
	}
	jobs := map[state.Path][]int{} // moves of folders, by where they start
	for i := range d.ops {
		if op := &d.ops[i]; op.Class == ClassJob && op.Dest != "" {
			jobs[op.Path] = append(jobs[op.Path], i)
		}
	}
	for i := range d.ops {
		from := d.ops[i].Changes[0]
		for _, along := range d.ops[i].Changes[1:] { // a merge of folders: for all of them or none
			add(from, along)
			add(along, from)
		}
		for _, need := range d.ops[i].Needs {
			add(from, d.at(need.Op).Changes[0])
		}
		for _, job := range d.takenAlong(i, jobs) {
			add(from, d.ops[job].Changes[0])
		}
	}
	return l
}

// takenAlong is the moves of folders that take what operation i moved to where
// it ends: without them its change would be half done.
func (d *draft) takenAlong(i int, jobs map[state.Path][]int) []int {
	op := &d.ops[i]
	if op.Dest == "" || op.Dest == d.tasks[i].path {
		return nil
	}
	var out []int
	at := op.Dest
	for after := i; ; {
		next := -1
		for dir := range at.Ancestors {
			for _, job := range jobs[dir] {
				if job > after && (next < 0 || job < next) {
					next = job
				}
			}
		}
		if next < 0 {
			return out
		}
		at, after = at.Rebase(d.ops[next].Path, d.ops[next].Dest), next
		out = append(out, next)
	}
}

// spread is start and all that can be reached from there.
func spread(start []ChangeID, next map[ChangeID][]ChangeID) map[ChangeID]bool {
	seen := make(map[ChangeID]bool, len(start))
	for todo := slices.Clone(start); len(todo) > 0; {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !seen[id] {
			seen[id] = true
			todo = append(todo, next[id]...)
		}
	}
	return seen
}
