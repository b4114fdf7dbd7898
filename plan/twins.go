package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/iksync/iksync/state"
)

// refuseTwins refuses names that the plan would give to something beside another
// name that differs only in case, or in how its accents are encoded. Twins that
// are there already are left alone.
func (d *differ) refuseTwins() {
	given := map[state.Path][]*Change{} // by the folder in which a name is given
	for i := range d.tasks {
		c := d.tasks[i].change
		if c.Kind == Field {
			continue
		}
		switch c.Action {
		case Create, Copy, Upload, Move, Rename:
			given[c.Path.Dir()] = append(given[c.Path.Dir()], c)
		case Delete, Replace, Merge, Update:
		}
	}
	for _, c := range d.placement.mergedAlong() {
		given[c.Path.Dir()] = append(given[c.Path.Dir()], c)
	}
	if len(given) == 0 {
		return
	}
	names := d.namesIn(given)
	for _, dir := range sortedKeys(given) {
		for _, c := range given[dir] {
			d.refuseTwin(c, names[c.Path.Fold()])
		}
	}
}

// mergedAlong is what a merge of folders brings to another folder, as changes.
func (p *placement) mergedAlong() []*Change {
	var out []*Change
	for _, nodes := range []map[state.Path]*node{p.folders, p.files} {
		for _, path := range sortedKeys(nodes) {
			n := nodes[path]
			if n.gone != nil || n.move != nil || n.final == n.live {
				continue
			}
			if carrier := p.movingAbove(path); carrier != nil && carrier.into != nil {
				out = append(out, &Change{Path: n.final, From: n.live, Pos: carrier.move.pos})
			}
		}
	}
	return out
}

// namesIn is what is in the folders or ends there, by one spelling for all twins,
// in order. What leaves counts too: nothing says that it has left in time.
func (d *differ) namesIn(folders map[state.Path][]*Change) map[string][]state.Path {
	names := map[string][]state.Path{}
	add := func(path state.Path) {
		if folders[path.Dir()] != nil && !slices.Contains(names[path.Fold()], path) {
			names[path.Fold()] = append(names[path.Fold()], path)
		}
	}
	for _, path := range sortedKeys(d.placement.finalFiles) {
		add(path)
	}
	for _, path := range sortedKeys(d.placement.finalFolders) {
		add(path)
	}
	for _, path := range sortedKeys(d.placement.files) {
		add(path)
	}
	for _, path := range sortedKeys(d.placement.folders) {
		add(path)
	}
	for i := range d.tasks {
		if t := &d.tasks[i]; t.node == nil && t.field == nil {
			add(t.path)
		}
	}
	return names
}

// refuseTwin names the first twin of what c gives a name to. Where both get
// their names now, one refusal speaks for both.
func (d *differ) refuseTwin(c *Change, names []state.Path) {
	for _, other := range names {
		if other == c.Path || other == c.From || other.Dir() != c.Path.Dir() {
			continue
		}
		how := "with accents encoded in another way"
		if strings.EqualFold(string(other), string(c.Path)) {
			how = "in upper and lower case only"
		}
		what := "would be beside it"
		if n := cmp.Or(d.placement.files[other], d.placement.folders[other]); n != nil {
			what = n.describe() + " is there now"
		}
		d.notes.refuse(Refusal{Guard: GuardCollision, Subject: string(c.Path), Pos: c.Pos,
			Message: fmt.Sprintf("%s and %s differ %s, and ImageKit may treat them as one: %s", c.Path, other, how, what)})
		return
	}
}
