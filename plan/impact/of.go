package impact

import (
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// Of lists the URLs that stop working when p is applied, in the order of its
// changes. Private and unpublished files have none. What goes along with a
// folder is one entry, that of the folder; a file that fares otherwise than the
// folder around it has an entry of its own. A folder that is deleted has none:
// its files have.
//
// The account's prefix is found in the plan. Where nothing in it tells, URLs
// are paths, percent-encoded.
func Of(p *plan.Plan) []Broken { return newSurvey(p).broken() }

func (s *survey) broken() []Broken {
	var out []Broken
	for i := range s.plan.Changes {
		c := &s.plan.Changes[i]
		b, breaks := Broken{}, false
		switch c.Kind {
		case plan.Folder:
			b, breaks = s.brokenFolder(c)
		case plan.File:
			b, breaks = s.brokenFile(c)
		case plan.Field:
		}
		if breaks {
			out = append(out, b)
		}
	}
	return out
}

// brokenFolder is about what goes along with a folder. Of some of it a plan does
// not say what it is like: private files are counted too.
func (s *survey) brokenFolder(c *plan.Change) (Broken, bool) {
	files := c.Along - s.apart[c.ID]
	if c.Action == plan.Delete || !c.BreaksURL() || files <= 0 {
		return Broken{}, false
	}
	b := Broken{Change: c.ID, Kind: c.Kind, Path: c.From, Fate: Moved, URL: s.urls.below(c.From), Becomes: s.urls.below(c.Path), Files: files}
	if s.refilled(c.From) {
		b.Fate = TakenOver
	}
	return b, true
}

// refilled says whether another folder comes to where dir is, or to a place above it.
func (s *survey) refilled(dir state.Path) bool {
	for above := range dir.Ancestors {
		if s.folders[above] {
			return true
		}
	}
	return s.folders[dir]
}

func (s *survey) brokenFile(c *plan.Change) (Broken, bool) {
	withdrawn := (c.Action == plan.Update || c.Action == plan.Replace) && publishing(c) != nil && s.hiddenAfter(c)
	if s.hidden(c) || !withdrawn && (!c.BreaksURL() || c.URL == "") {
		return Broken{}, false
	}
	now := s.now(c)
	b := Broken{Change: c.ID, Kind: c.Kind, Path: now, Fate: Gone, URL: s.urls.of(c.URL, now), Files: 1}
	if c.Action != plan.Delete && !s.hiddenAfter(c) {
		b.Fate, b.Becomes = Moved, s.urls.at(c.Path)
	}
	if s.files[now] {
		b.Fate = TakenOver
	}
	return b, true
}
