package plan

import (
	"slices"

	"github.com/iksync/iksync/state"
)

// names looks at the places that changes take: nothing may be there that was not
// when the plan was made, and the folder that they are in must be.
func (s *scrutiny) names() {
	made := s.made()
	for i := range s.p.Changes {
		c := &s.p.Changes[i]
		if !c.takesName() {
			continue
		}
		for _, o := range s.at(c.Path) {
			if !s.known(o) {
				s.find(c.Kind, c.Path, DriftTaken, "%s is there now, where the plan has to %s the %s", o, c.Action, c.Kind)
			}
		}
		if dir := c.Path.Dir(); s.missing(dir, made) {
			s.find(Folder, dir, DriftGone, "it is nowhere, and %s is to be in it", c.Path)
		}
	}
}

// takesName says whether c brings something to a name that is free by then.
func (c *Change) takesName() bool {
	switch c.Action {
	case Create, Copy, Upload, Move, Rename:
		return c.Kind != Field
	case Delete, Replace, Merge, Update:
		return false
	}
	return false
}

// known says whether o was there when the plan was made, or is told of elsewhere:
// it has a sight of its own, or is in a folder that one speaks for.
func (s *scrutiny) known(o object) bool {
	if slices.ContainsFunc(s.seen[o.path], func(was *sight) bool { return was.kind == o.kind }) {
		return true // if it is another one, that was said
	}
	for dir := range o.path.Ancestors {
		if slices.ContainsFunc(s.seen[dir], (*sight).covers) {
			return true
		}
	}
	return false
}

// made is the folders that the plan makes, and those that it brings with what is in them.
func (s *scrutiny) made() map[state.Path]Action {
	out := map[state.Path]Action{}
	for i := range s.p.Changes {
		if c := &s.p.Changes[i]; c.Kind == Folder && c.Action != Delete {
			out[c.Path] = c.Action
		}
	}
	return out
}

// missing says whether a folder that was there, or else the plan would make it,
// is not there any more.
func (s *scrutiny) missing(dir state.Path, made map[state.Path]Action) bool {
	if dir == state.Root || !s.p.inScope(dir) || s.have.Folders[dir] != nil || len(s.seen[dir]) > 0 {
		return false
	}
	if len(s.p.Gaps) > 0 || !s.have.Complete() || made[dir] != "" {
		return false
	}
	for above := range dir.Ancestors {
		if a := made[above]; a != "" && a != Create {
			return false // it comes along
		}
	}
	return true
}
