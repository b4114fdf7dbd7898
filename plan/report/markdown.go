package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
	"github.com/iksync/iksync/state"
)

const (
	// MarkdownBudget is what a Markdown report is kept within where its style says
	// nothing, in bytes: GitHub refuses comments of more than 65,536 characters.
	MarkdownBudget = 60_000
	// MarkdownLeast is the least budget that a report can be kept within: with
	// less, not even the number of deletes would have room.
	MarkdownLeast = 500
)

// MarkdownStyle is how a Markdown report looks. The zero style will do.
type MarkdownStyle struct {
	Title   string                  // heading; "": one made of the library's name
	Budget  int                     // bytes to stay within; 0: MarkdownBudget
	Source  string                  // what the plan was made from, as the user named it
	Rest    string                  // URL of the whole report; "": there is none
	Link    func(state.Pos) string  // URL of a line of YAML; nil: there is none
	Refs    *impact.Refs            // nil: no source tree was searched
	LinkHit func(impact.Hit) string // URL of a line of the source tree; nil: there is none
}

// Markdown writes p for a comment on a pull request. It fails where the budget
// is below MarkdownLeast, and where w does.
func Markdown(w io.Writer, p *plan.Plan, s MarkdownStyle) error {
	if s.Budget <= 0 {
		s.Budget = MarkdownBudget
	}
	if s.Budget < MarkdownLeast {
		return fmt.Errorf("a Markdown report cannot be kept within %d bytes: %d are the least", s.Budget, MarkdownLeast)
	}
	_, err := io.WriteString(w, newMarkdown(p, s).report())
	return err
}

// markdown is a plan that is told in Markdown, and what several parts ask of it.
type markdown struct {
	MarkdownStyle
	plan    *plan.Plan
	changes [][]*plan.Change // by section, in the order in which they are told
	broken  []impact.Broken
	purges  int
}

func newMarkdown(p *plan.Plan, s MarkdownStyle) *markdown {
	return &markdown{MarkdownStyle: s, plan: p, changes: bySection(sorted(p.Changes)), broken: impact.Of(p), purges: impact.Purges(p)}
}

// report is the whole report where it stays within the budget; else the risky
// parts and as much of the others as has room, and first of all what is missing.
func (m *markdown) report() string {
	head := m.heading() + "\n" + m.summary()
	parts := m.parts()
	if wholly(parts, m.Budget-len(head)) {
		return head + texts(parts)
	}
	if !fit(parts, m.Budget-len(head)-m.mostMissing(parts)) {
		return m.bare()
	}
	return head + m.missing(parts) + texts(parts)
}

// wholly tells all parts whole, and says whether they fit within so many bytes.
func wholly(parts []*mdPart, limit int) bool {
	for _, p := range parts {
		p.telling = p.levels[0](limit)
		if !p.whole() {
			return false
		}
		limit -= len(p.text)
	}
	return true
}

func texts(parts []*mdPart) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.text)
	}
	return b.String()
}

// parts are the parts of the report in the order in which they are read.
func (m *markdown) parts() []*mdPart {
	ps := append(m.warnings(), m.sections()...)
	return append(ps, m.held(), m.about())
}
