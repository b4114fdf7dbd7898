package plan

import (
	"fmt"
	"maps"

	"github.com/iksync/iksync/state"
)

// search finds what a YAML file lists or relies on, that is gone, and for which a
// plan of it has problems. It goes by where everything would end, not by what the
// problems say.
type search struct {
	want   *state.Want
	have   *state.Have
	p      *placement
	fields *fieldDiff
	faults map[state.Pos]string     // what is wrong by the place in the YAML; the last of several
	pins   map[objectKey]state.Path // pinned ids, and where
	found  []Gone
}

func newSearch(want *state.Want, have *state.Have, o Options) *search {
	n := &notes{}
	s := &search{want: want, have: have, faults: map[state.Pos]string{}, pins: map[objectKey]state.Path{}}
	s.fields = newFieldDiff(want, have, o, n)
	s.p = place(want, have, o, n)
	for _, problem := range n.problems {
		s.faults[problem.Pos] = problem.Message
	}
	for path, f := range want.Files {
		if f.ID != "" {
			s.pins[objectKey{File, string(f.ID)}] = path
		}
	}
	for path, f := range want.Folders {
		if f.ID != "" {
			s.pins[objectKey{Folder, string(f.ID)}] = path
		}
	}
	return s
}

func (s *search) add(kind Kind, path state.Path, reason GoneReason, pos state.Pos, format string, args ...any) {
	s.found = append(s.found, Gone{Kind: kind, Path: path, Reason: reason, Pos: pos, Detail: fmt.Sprintf(format, args...)})
}

// files finds the listed files that are gone.
func (s *search) files() {
	for _, path := range sortedKeys(s.want.Files) {
		f := s.want.Files[path]
		lost := f.ID != "" && s.p.byFile[f.ID] == nil
		switch {
		case s.elsewhere(File, path, f.MovedFrom, string(f.ID)):
			s.add(File, path, GoneOrigin, f.Pos, "what is at %s, where it came from, is pinned to another place", f.MovedFrom.Value)
		case s.p.finalFiles[path] != nil, s.p.collided[path], s.p.stranded[path]:
		case lost:
			s.add(File, path, GonePin, f.Pos, "nothing has the id %s", f.ID)
		case s.p.finalFolders[path] != nil, f.ID != "", f.Source != nil:
		case f.MovedFrom != nil:
			s.add(File, path, GoneOrigin, f.Pos, "it came from %s, from where it cannot come again", f.MovedFrom.Value)
		default:
			s.add(File, path, GoneNoSource, f.Pos, "")
		}
	}
}

// folders finds the listed folders that are gone and that no apply makes anew.
func (s *search) folders() {
	s.refills()
	for _, path := range sortedKeys(s.want.Folders) {
		f := s.want.Folders[path]
		lost := f.ID != "" && s.p.byDir[f.ID] == nil
		is := s.p.finalFolders[path]
		switch {
		case s.elsewhere(Folder, path, f.MovedFrom, string(f.ID)):
			s.add(Folder, path, GoneOrigin, f.Pos, "what is at %s, where it came from, is pinned to another place", f.MovedFrom.Value)
		case is != nil && is.original == nil, s.p.stranded[path], s.p.collided[path] && f.CopyOf == nil:
		case lost:
			s.add(Folder, path, GonePin, f.Pos, "nothing has the id %s", f.ID)
		case f.CopyOf != nil && s.faults[f.CopyOf.From.Pos] != "":
			s.add(Folder, path, GoneCopy, f.Pos, "%s", s.faults[f.CopyOf.From.Pos])
		}
	}
}

// refills notes, as what is wrong with a copy, that it would bring something to where
// an entry is declared to come from.
func (s *search) refills() {
	check := func(from *state.Setting[state.Path]) {
		if from == nil || s.faults[from.From.Pos] == "" {
			return
		}
		for dir := from.Value; dir != state.Root; dir = dir.Dir() {
			n, f := s.p.finalFolders[dir], s.want.Folders[dir]
			if n != nil && n.original != nil && f != nil && f.CopyOf != nil {
				s.faults[f.CopyOf.From.Pos] = s.faults[from.From.Pos]
			}
		}
	}
	for _, path := range sortedKeys(s.want.Folders) {
		check(s.want.Folders[path].MovedFrom)
	}
	for _, path := range sortedKeys(s.want.Files) {
		check(s.want.Files[path].MovedFrom)
	}
}

// copies finds the folders that would be copied anew. What is wrong may be wrong with
// the files that they bring.
func (s *search) copies(fault string) {
	for _, c := range s.p.copies {
		s.add(Folder, c.to, GoneCopy, s.want.Folders[c.to].Pos, "%s", fault)
	}
}

// elsewhere says whether an object that is pinned to another place is now where what
// is listed at path came from: two entries would claim it.
func (s *search) elsewhere(kind Kind, path state.Path, from *state.Setting[state.Path], id string) bool {
	if from == nil || id != "" || s.p.liveAt(kind, path) != nil {
		return false
	}
	n := s.p.trace(kind, from.Value)
	if n == nil {
		return false
	}
	to, pinned := s.pins[objectKey{kind, n.id()}]
	return pinned && to != path && (s.p.stranded[path] || s.p.stranded[to])
}

// metadata finds the fields that values are for, and that the account does not have,
// or that do not take a value any more: each once, at the first place.
func (s *search) metadata() {
	seen := map[Gone]bool{}
	check := func(a *state.Attributes) {
		for _, name := range sortedKeys(a.Metadata) {
			reason, fault := s.fault(name, a.Metadata[name].Value)
			g := Gone{Kind: Field, Path: state.Path(name), Reason: reason, Detail: fault}
			if reason == "" || seen[g] {
				continue
			}
			seen[g] = true
			g.Pos = a.Metadata[name].From.Pos
			s.found = append(s.found, g)
		}
	}
	for _, path := range sortedKeys(s.want.Folders) {
		check(&s.want.Folders[path].Inherit)
	}
	for i := range s.want.Rules {
		check(&s.want.Rules[i].Attributes)
	}
	for _, path := range sortedKeys(s.want.Files) {
		check(&s.want.Files[path].Attributes)
	}
}

// fault says why a field of the account cannot have a value, "" where it can. That
// the YAML itself removes the field is a mistake of it, and nothing that is gone.
func (s *search) fault(name state.FieldName, v state.Value) (GoneReason, string) {
	f := s.fields.after[name]
	switch {
	case f == nil && s.have.Fields[name] == nil:
		return GoneField, ""
	case f == nil:
		return "", ""
	case v.IsNull() && f.Required == state.Required:
		return GoneValue, "it is required and cannot be unset"
	case v.IsNull():
		return "", ""
	}
	if fault := f.CheckValue(v); fault != "" {
		return GoneValue, fault
	}
	return "", ""
}

// rest is what is wanted without what was found. Folders keep what they pass on.
func (s *search) rest() *state.Want {
	rest := *s.want
	rest.Files, rest.Folders = maps.Clone(s.want.Files), maps.Clone(s.want.Folders)
	rest.Rules = append([]state.Rule(nil), s.want.Rules...)
	for _, g := range s.found {
		if g.Kind == File {
			delete(rest.Files, g.Path)
			s.keepAbove(&rest, g)
		}
		if g.Kind == Folder {
			bare := *rest.Folders[g.Path]
			bare.ID, bare.MovedFrom, bare.CopyOf = "", nil, nil
			rest.Folders[g.Path] = &bare
		}
	}
	s.withoutValues(&rest)
	return &rest
}

// keepAbove lists the folder that a file which is gone was in. Else it could be taken
// for one that nobody wants, and be pruned.
func (s *search) keepAbove(rest *state.Want, g Gone) {
	for dir := range g.Path.Ancestors {
		if s.p.finalFolders[dir] == nil {
			continue
		}
		if rest.Folders[dir] == nil && s.p.folderRemoval(dir) != nil {
			rest.Folders[dir] = &state.Folder{Path: dir, Pos: g.Pos}
		}
		return
	}
}

// withoutValues takes out of rest the values that no field of the account can have.
func (s *search) withoutValues(rest *state.Want) {
	possible := func(a state.Attributes) (state.Attributes, bool) {
		had := len(a.Metadata)
		metadata := maps.Clone(a.Metadata)
		maps.DeleteFunc(metadata, func(name state.FieldName, v state.Setting[state.Value]) bool {
			reason, _ := s.fault(name, v.Value)
			return reason != ""
		})
		a.Metadata = metadata
		return a, len(metadata) < had
	}
	for path, f := range rest.Files {
		if a, fewer := possible(f.Attributes); fewer {
			changed := *f
			changed.Attributes = a
			rest.Files[path] = &changed
		}
	}
	for path, f := range rest.Folders {
		if a, fewer := possible(f.Inherit); fewer {
			changed := *f
			changed.Inherit = a
			rest.Folders[path] = &changed
		}
	}
	for i := range rest.Rules {
		if a, fewer := possible(rest.Rules[i].Attributes); fewer {
			rest.Rules[i].Attributes = a
		}
	}
}
