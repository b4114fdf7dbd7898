package report

import (
	"io"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
)

// Style is how a text looks. The zero Style is plain and fits 100 columns.
type Style struct {
	Color   bool   // with ANSI colours
	Width   int    // columns to fit into, where that can be done; 0: DefaultWidth
	Verbose bool   // fold and shorten nothing, show delivery URLs
	Deletes int    // how many deletes, or merges, of one folder are named; 0: DefaultDeletes
	Source  string // what the plan was made from, as the user named it; "": as the plan's positions say

	Refs *impact.Refs // where sources mention what the plan breaks; nil: none were searched
}

const (
	// DefaultWidth is what a text fits into where Style says nothing.
	DefaultWidth = 100
	// DefaultDeletes is how many deletes of one folder are named before the
	// rest is counted.
	DefaultDeletes = 1000

	minWidth = 40
)

func (s Style) orDefault() Style {
	if s.Width <= 0 {
		s.Width = DefaultWidth
	}
	s.Width = max(s.Width, minWidth)
	if s.Deletes <= 0 {
		s.Deletes = DefaultDeletes
	}
	return s
}

// limit is how wide a value may be; 0: as wide as it is.
func (s Style) limit() int {
	if s.Verbose {
		return 0
	}
	return min(max(s.Width/2-8, 24), 60)
}

// Text writes p for a person to read.
func Text(w io.Writer, p *plan.Plan, s Style) error {
	pg := newPage(w, s)
	if !nothingToSay(p) || s.Verbose {
		pg.header(p)
	}
	pg.incomplete(p)
	pg.refusals(p)
	parts := bySection(sorted(p.Changes))
	for i, show := range sections() {
		if len(parts[i]) > 0 {
			pg.blank()
			show(pg, parts[i])
		}
		if i == lastToBreak {
			pg.breaks(p)
		}
	}
	pg.held(p)
	pg.blank()
	pg.footer(p)
	return pg.w.Flush()
}

// nothingToSay says whether a plan is one line: no changes, and no buts.
func nothingToSay(p *plan.Plan) bool {
	return p.Empty() && !p.Refused() && len(p.Gaps) == 0 && len(p.Held) == 0 && official(p.Endpoint)
}

// sections are the parts of a text in their order: each shows its changes.
func sections() []func(*page, []*plan.Change) {
	return []func(*page, []*plan.Change){
		(*page).deletes, (*page).replaces, (*page).merges, (*page).moves,
		(*page).creates, (*page).copies, (*page).uploads, (*page).updates,
	}
}

// lastToBreak is the last of the sections whose changes break something outside
// the library.
const lastToBreak = 3

// sectionOf is where among sections a change is shown. What cannot be undone
// is in the first, whatever it is.
func sectionOf(c *plan.Change) int {
	if c.Irreversible() {
		return 0
	}
	switch c.Action {
	case plan.Delete:
		return 0
	case plan.Replace:
		return 1
	case plan.Merge:
		return 2
	case plan.Move, plan.Rename:
		return 3
	case plan.Create:
		return 4
	case plan.Copy:
		return 5
	case plan.Upload:
		return 6
	case plan.Update:
		return 7
	}
	return 0 // unknown: where nobody can miss it
}

func bySection(cs []*plan.Change) [][]*plan.Change {
	parts := make([][]*plan.Change, len(sections()))
	for _, c := range cs {
		i := sectionOf(c)
		parts[i] = append(parts[i], c)
	}
	return parts
}
