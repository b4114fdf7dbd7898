package plan

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/iksync/iksync/state"
)

// Drift is something that a plan relies on and that is not as it was.
type Drift struct {
	Kind   Kind       `json:"kind"`
	Path   state.Path `json:"path"` // of a field: its name
	What   DriftKind  `json:"what"`
	Detail string     `json:"detail"` // for people: "tags: [a] -> [b]"
}

// DriftKind says what happened to something.
type DriftKind string

// The kinds of drift.
const (
	DriftGone     DriftKind = "gone"     // it is nowhere any more
	DriftReplaced DriftKind = "replaced" // another object has its place
	DriftMoved    DriftKind = "moved"    // it is somewhere else
	DriftTaken    DriftKind = "taken"    // something has a name that the plan needs
	DriftChanged  DriftKind = "changed"  // it is there, and not as it was
	DriftAdded    DriftKind = "added"    // it came to a folder that the plan deletes
)

// String is the drift in one line.
func (d Drift) String() string {
	return fmt.Sprintf("%s %s is %s: %s", d.Kind, d.Path, d.What, d.Detail)
}

// Stale lists what p relies on that is not in have as it was when p was made, in
// order. Whatever p does not touch may be as it likes.
func Stale(p *Plan, have *state.Have) []Drift {
	s := newScrutiny(p, have)
	for i := range s.sights {
		s.object(&s.sights[i])
	}
	s.insides()
	s.names()
	s.fields()
	slices.SortFunc(s.found, func(a, b Drift) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.What, b.What), cmp.Compare(a.Detail, b.Detail))
	})
	return slices.Compact(s.found) // several changes may rely on one object
}

// scrutiny compares what a plan saw with what is there.
type scrutiny struct {
	p      *Plan
	have   *state.Have
	by     map[ChangeID]*Change
	sights []sight
	seen   map[state.Path][]*sight // by place
	reader *resolver               // of attributes
	where  map[Kind]map[string]state.Path
	rest   map[state.Path][]object // what is in the folders it speaks for
	found  []Drift
}

func newScrutiny(p *Plan, have *state.Have) *scrutiny {
	by := p.ChangesByID()
	s := &scrutiny{
		p: p, have: have, by: by, sights: sights(p.Seen, by),
		reader: &resolver{fields: fieldsAfter(have, p.Changes)},
		where:  map[Kind]map[string]state.Path{File: {}, Folder: {}},
	}
	s.rest = uncovered(have, p.Scope, s.sights)
	s.seen = make(map[state.Path][]*sight, len(s.sights))
	for i := range s.sights {
		at := s.sights[i].at
		s.seen[at] = append(s.seen[at], &s.sights[i])
	}
	for path, f := range have.Files {
		s.where[File][string(f.ID)] = path
	}
	for path, f := range have.Folders {
		s.where[Folder][string(f.ID)] = path
	}
	return s
}

func (s *scrutiny) find(k Kind, path state.Path, what DriftKind, format string, args ...any) {
	s.found = append(s.found, Drift{Kind: k, Path: path, What: what, Detail: fmt.Sprintf(format, args...)})
}

// at is what is at path, which an incomplete read may know of twice.
func (s *scrutiny) at(path state.Path) []object {
	var out []object
	if f := s.have.Folders[path]; f != nil {
		out = append(out, object{kind: Folder, path: path, id: string(f.ID)})
	}
	if f := s.have.Files[path]; f != nil {
		out = append(out, object{kind: File, path: path, id: string(f.ID), file: f})
	}
	return out
}

// object compares one file or folder with what was seen of it.
func (s *scrutiny) object(was *sight) {
	there := s.at(was.at)
	i := slices.IndexFunc(there, func(o object) bool { return o.kind == was.kind })
	switch to, alive := s.where[was.kind][was.id]; {
	case i >= 0 && there[i].id == was.id:
		if was.kind == File {
			s.attributes(was, there[i].file)
		}
	case alive:
		s.find(was.kind, was.at, DriftMoved, "it is at %s now", to)
	case len(there) > 0:
		s.find(was.kind, was.at, DriftReplaced, "%s was there, and now it is %s", object{kind: was.kind, id: was.id}, there[max(i, 0)])
	default:
		s.find(was.kind, was.at, DriftGone, "%s is nowhere%s", object{kind: was.kind, id: was.id}, s.doubt())
	}
}

// doubt is what is said of anything that was not found.
func (s *scrutiny) doubt() string {
	if s.have.Complete() {
		return ""
	}
	return ", as far as could be read"
}

// insides compares what is in folders with what was.
func (s *scrutiny) insides() {
	for i := range s.sights {
		was := &s.sights[i]
		in := was.seen.Inside
		if was.ends() {
			for _, o := range s.rest[was.at] {
				s.find(o.kind, o.path, DriftAdded, "%s came to %s, which the plan deletes", o, was.at)
			}
		}
		if in == nil || s.have.Folders[was.at] == nil {
			continue
		}
		is := s.reader.inside(was.at, s.rest[was.at], in.Looks)
		switch {
		case is.Digest == in.Digest:
		case is.Files == in.Files && is.Folders == in.Folders:
			s.find(Folder, was.at, DriftChanged, "in it: %s, not all as they were", in)
		default:
			s.find(Folder, was.at, DriftChanged, "in it: %s -> %s", in, is)
		}
	}
}
