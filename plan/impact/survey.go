package impact

import (
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// survey is a plan by what matters here: what is where, and what comes where.
type survey struct {
	plan    *plan.Plan
	urls    urls
	seen    map[plan.ChangeID]*plan.Seen // of a file's change: what the file is like now
	targets map[plan.ChangeID]*plan.Seen // of a file's merge: what the file is like that it lands on
	movers  map[state.Path]*plan.Change  // folders that files go along with, by where they are now
	apart   map[plan.ChangeID]int        // of a mover: files that go along, and are no matter of its own entry
	files   map[state.Path]bool          // where a file comes to be that was not there
	folders map[state.Path]bool          // where a folder comes to be, in place of what was there
}

func newSurvey(p *plan.Plan) *survey {
	s := &survey{
		plan: p, urls: newURLs(p),
		seen: map[plan.ChangeID]*plan.Seen{}, targets: map[plan.ChangeID]*plan.Seen{},
		movers: map[state.Path]*plan.Change{}, apart: map[plan.ChangeID]int{},
		files: map[state.Path]bool{}, folders: map[state.Path]bool{},
	}
	s.note(p.ChangesByID())
	for i := range p.Changes {
		if c := &p.Changes[i]; c.Kind == plan.Folder {
			s.folder(c)
		}
	}
	for i := range p.Changes {
		if c := &p.Changes[i]; c.Kind == plan.File {
			s.file(c)
		}
	}
	return s
}

// note sorts out what the plan has seen.
func (s *survey) note(by map[plan.ChangeID]*plan.Change) {
	for i := range s.plan.Seen {
		seen := &s.plan.Seen[i]
		c := by[seen.Change]
		switch {
		case c == nil || seen.Field != nil || c.Kind != plan.File:
		case c.Action == plan.Merge && seen.At != "" && seen.At != c.From:
			s.targets[c.ID] = seen
		default:
			s.seen[c.ID] = seen
		}
	}
}

func (s *survey) folder(c *plan.Change) {
	switch c.Action {
	case plan.Move, plan.Rename, plan.Merge:
		if c.Along > 0 {
			s.movers[c.From] = c
		}
		s.folders[c.Path] = c.Action != plan.Merge // what it merges into stays
	case plan.Copy:
		s.folders[c.Path] = true
	case plan.Delete, plan.Replace, plan.Create, plan.Upload, plan.Update:
	}
}

func (s *survey) file(c *plan.Change) {
	now := s.now(c)
	if c.Action != plan.Delete && now != c.Path && !s.hiddenAfter(c) {
		s.files[c.Path] = true
	}
	if mover := s.mover(now); mover != nil && s.goesAlong(c, mover) && (c.Action == plan.Merge || s.hidden(c) || s.hiddenAfter(c)) {
		s.apart[mover.ID]++
	}
}

// mover is the nearest folder above a place that files go along with.
func (s *survey) mover(now state.Path) *plan.Change {
	if len(s.movers) == 0 {
		return nil
	}
	for dir := range now.Ancestors {
		if c := s.movers[dir]; c != nil {
			return c
		}
	}
	return nil
}

// goesAlong says whether the file of c gets to its place with a folder, rather
// than on its own, so that the folder counts it.
func (s *survey) goesAlong(c, mover *plan.Change) bool {
	switch c.Action {
	case plan.Merge, plan.Update, plan.Replace:
		return s.now(c).Rebase(mover.From, mover.Path) == c.Path
	case plan.Delete, plan.Move, plan.Rename, plan.Create, plan.Copy, plan.Upload:
		return false
	}
	return false
}

// now is where the object of c is before the plan; of what is new, nowhere.
func (s *survey) now(c *plan.Change) state.Path {
	switch c.Action {
	case plan.Move, plan.Rename, plan.Merge:
		return c.From
	case plan.Upload, plan.Create, plan.Copy:
		return ""
	case plan.Delete, plan.Replace, plan.Update:
		if seen := s.seen[c.ID]; seen != nil && seen.At != "" {
			return seen.At // a folder above takes it elsewhere
		}
	}
	return c.Path
}

// hidden says whether the world cannot get the file of c as it is now.
func (s *survey) hidden(c *plan.Change) bool {
	seen := s.seen[c.ID]
	return seen != nil && seen.Private || s.draft(c)
}

// draft says whether the file of c is not published as it is now.
func (s *survey) draft(c *plan.Change) bool {
	if seen := s.seen[c.ID]; seen != nil && seen.Draft {
		return true
	}
	if published := publishing(c); published != nil {
		before, known := published.Before.AsBool()
		return known && !before
	}
	return false
}

// hiddenAfter says whether the world cannot get the file of c once the plan is applied.
func (s *survey) hiddenAfter(c *plan.Change) bool {
	seen := s.seen[c.ID]
	if seen != nil && seen.Private {
		return true
	}
	if published := publishing(c); published != nil {
		after, known := published.After.AsBool()
		return known && !after
	}
	return seen != nil && seen.Draft
}

// publishing is what c does about the file's being published, nil where it does nothing.
func publishing(c *plan.Change) *plan.AttrDiff {
	for i := range c.Attrs {
		if c.Attrs[i].Name == plan.AttrPublished {
			return &c.Attrs[i]
		}
	}
	return nil
}
