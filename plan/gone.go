package plan

import (
	"cmp"
	"errors"
	"slices"

	"github.com/iksync/iksync/state"
)

// Gone is something that a YAML file lists or relies on, that the library does not
// have, and that no apply can bring: a plan of it has problems or is refused.
type Gone struct {
	Kind   Kind       `json:"kind"`
	Path   state.Path `json:"path"` // of a field its name, as in Held
	Reason GoneReason `json:"reason"`
	Detail string     `json:"detail,omitempty"` // what the reason does not say by itself
	Pos    state.Pos  `json:"pos"`              // of its entry, or of the first value for a field
}

// GoneReason says why no apply brings back what is gone.
type GoneReason string

// The reasons.
const (
	GoneNoSource GoneReason = "no-source" // a file that has no source
	GoneOrigin   GoneReason = "origin"    // what it came from is not there to come again
	GonePin      GoneReason = "pin"       // nothing has the id that it is pinned to
	GoneCopy     GoneReason = "copy"      // it cannot be copied again
	GoneTaken    GoneReason = "taken"     // a folder is in the place of a file, or a file in that of a folder
	GoneField    GoneReason = "field"     // the account has no such metadata field, and the YAML does not define it
	GoneValue    GoneReason = "value"     // the metadata field does not take a value any more
)

// MakeWithout is Make for a YAML file that lists what is gone: a plan of the rest,
// and what is not in it. With that alone to say against the YAML, Make has no plan.
// Everything else that is wrong is an error as with Make: all that Make says.
//
// A plan without something is to be looked at and not to be carried out: it has no
// operations.
func MakeWithout(want *state.Want, have *state.Have, from Source, o Options) (*Plan, []Gone, error) {
	p, wrong := Make(want, have, from, o)
	var gone []Gone
	rest := want
	for err := wrong; err != nil; {
		var problems state.Problems
		if !errors.As(err, &problems) || !have.Complete() {
			return nil, nil, wrong
		}
		s := newSearch(rest, have, o)
		s.files()
		s.folders()
		s.metadata()
		if len(s.found) == 0 {
			s.copies(problems[0].Message)
		}
		if len(s.found) == 0 {
			return nil, nil, wrong
		}
		gone = append(gone, s.found...)
		rest = s.rest()
		p, err = Make(rest, have, from, o)
	}
	if len(gone) > 0 {
		p.leaveOut(gone)
	}
	gone = append(gone, taken(p, rest, have, o)...)
	slices.SortFunc(gone, func(a, b Gone) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Detail, b.Detail))
	})
	return p, gone, nil
}

// leaveOut takes out of p the new folders that would stand in for folders that are
// gone, and all operations.
func (p *Plan) leaveOut(gone []Gone) {
	folders := map[state.Path]bool{}
	for _, g := range gone {
		folders[g.Path] = folders[g.Path] || g.Kind == Folder
	}
	p.Changes = slices.DeleteFunc(p.Changes, func(c Change) bool {
		return c.Kind == Folder && c.Action == Create && folders[c.Path]
	})
	p.Operations, p.Seen, p.Forecast = nil, nil, Forecast{}
	objects := p.Totals.Objects
	p.Totals = total(p)
	p.Totals.Objects = objects
}

// taken is the listed files in whose place a folder is, and the other way round. A
// plan is refused for it, and has no change that would tell.
func taken(p *Plan, want *state.Want, have *state.Have, o Options) []Gone {
	var refused []*Refusal
	changes := p.ChangesByID()
	for i := range p.Refusals {
		r := &p.Refusals[i]
		if r.Guard == GuardCollision && changes[NewChangeID(File, r.Subject)] == nil && changes[NewChangeID(Folder, r.Subject)] == nil {
			refused = append(refused, r)
		}
	}
	if len(refused) == 0 {
		return nil
	}
	var out []Gone
	at := newSearch(want, have, o).p
	for _, r := range refused {
		path := state.Path(r.Subject)
		switch file, folder := want.Files[path], want.Folders[path]; {
		case at.collided[path]:
		case file != nil && at.finalFiles[path] == nil && at.finalFolders[path] != nil:
			out = append(out, Gone{Kind: File, Path: path, Reason: GoneTaken, Detail: r.Message, Pos: file.Pos})
		case folder != nil && at.finalFolders[path] == nil && at.finalFiles[path] != nil:
			out = append(out, Gone{Kind: Folder, Path: path, Reason: GoneTaken, Detail: r.Message, Pos: folder.Pos})
		}
	}
	return out
}
