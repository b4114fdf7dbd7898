package report

import (
	"slices"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

const (
	maxTitle = 120 // columns of a title
	maxMd    = 300 // columns of a name or a value
	maxProse = 900 // columns of a message
)

func (m *markdown) heading() string {
	if m.Title != "" {
		return "## " + MarkdownText(shorten(strings.Join(strings.Fields(m.Title), " "), maxTitle)) + "\n"
	}
	return "## iksync plan for " + MarkdownCode(shorten(name(m.plan.Library), maxTitle)) + "\n"
}

// mdName is a path or a file's name as code.
func mdName(s string) string { return MarkdownCode(shorten(name(s), maxMd)) }

// mdStrong is a word of this program's own, as its kinds and reasons are.
func mdStrong(s string) string {
	if s == "" {
		s = "unknown"
	}
	return "**" + MarkdownText(shorten(s, maxMd)) + "**"
}

// at is a place in a YAML file, linked where it can be.
func (m *markdown) at(pos state.Pos) string {
	if pos.IsZero() {
		return ""
	}
	text := MarkdownCode(shorten(at(pos), maxMd))
	if m.Link == nil {
		return text
	}
	return mdLink(text, m.Link(pos))
}

// summary is the plan in one line: what stops it, what it does, what that costs.
func (m *markdown) summary() string {
	p := m.plan
	var b strings.Builder
	if p.Refused() {
		b.WriteString("**REFUSED: not to be applied as it is.** ")
	}
	if len(p.Gaps) > 0 {
		b.WriteString("**INCOMPLETE READ: nothing is deleted.** ")
	}
	if p.Empty() {
		b.WriteString(m.noChanges())
	} else {
		b.WriteString("Plan: " + m.counts())
	}
	if n := len(p.Held); n > 0 {
		b.WriteString("; " + humanize.Comma(int64(n)) + " held back")
	}
	b.WriteString(".")
	if !p.Empty() {
		b.WriteString(" " + m.costs() + ".")
	}
	if n := m.mentions(); n > 0 {
		b.WriteString(" **" + count(n, "mention", "") + " in the source tree will break.**")
	}
	return b.String() + "\n"
}

func (m *markdown) noChanges() string {
	switch {
	case m.plan.Refused():
		return "No changes: no plan could be made"
	case len(m.plan.Gaps) > 0:
		return "No changes, as far as the library could be read"
	case m.Source != "":
		return "No changes. The library is as " + MarkdownCode(shorten(name(m.Source), maxTitle)) + " wants it"
	}
	return "No changes. The library is as it is wanted"
}

// counts is what is done, what cannot be undone first: "**8 deletes for ever**
// (1 field, 5 files), 3 moves, 102 updates".
func (m *markdown) counts() string {
	n, known := countActions(m.plan), 0
	var parts []string
	for _, a := range plan.Actions() {
		known += n[a]
		switch {
		case n[a] == 0:
		case a == plan.Delete:
			deletes := slices.DeleteFunc(slices.Clone(m.changes[0]), func(c *plan.Change) bool { return c.Action != a })
			parts = append(parts, "**"+counted(a, n[a])+" for ever** ("+totals(deletes)+")")
		default:
			parts = append(parts, counted(a, n[a]))
		}
	}
	if n := len(m.plan.Changes) - known; n > 0 {
		parts = append(parts, counted("", n))
	}
	return strings.Join(parts, ", ")
}

// counted is so many of an action: "3 moves".
func counted(a plan.Action, n int) string {
	switch a {
	case "":
		return count(n, "unknown action", "")
	case plan.Copy:
		return count(n, "copy", "copies")
	case plan.Delete, plan.Replace, plan.Move, plan.Merge, plan.Rename, plan.Create, plan.Upload, plan.Update:
		return count(n, string(a), "")
	}
	return count(n, "change", "")
}

// totals is how many objects, and how many bytes: "2 folders, 5 files, 50 MB".
func totals(cs []*plan.Change) string {
	s := objects(cs)
	if n := size(cs); n > 0 {
		s += ", " + inBytes(n)
	}
	return s
}

// costs is what the API is asked, and how long that takes.
func (m *markdown) costs() string {
	total := 0
	for _, c := range classes() {
		total += m.plan.Totals.Calls[c]
	}
	s := count(total, "call", "")
	if n := m.plan.Forecast.Reads; n > 0 {
		s += " and " + count(n, "read", "")
	}
	return s + ", " + duration(m.plan.Forecast.Seconds)
}

// mostMissing is how long, in bytes, the note on what is missing can get.
func (m *markdown) mostMissing(parts []*mdPart) int {
	for _, p := range parts {
		p.telling = p.shorter()
	}
	return len(m.missing(parts)) + len(withoutDetails) + len(".")
}

const withoutDetails = " Told without details: "

// missing says what is only counted, and where all of it is.
func (m *markdown) missing(parts []*mdPart) string {
	var some, brief []string
	for _, p := range parts {
		switch {
		case p.counted > 0:
			some = append(some, humanize.Comma(int64(p.counted))+" of "+count(p.total, p.what, ""))
		case !p.whole() && p.total > 0:
			brief = append(brief, english.PluralWord(2, p.what, ""))
		}
	}
	s := "\n> [!NOTE]\n> Too long for one comment."
	if len(some) > 0 {
		s += " Counted here, not named: " + strings.Join(some, ", ") + "."
	}
	if len(brief) > 0 {
		s += withoutDetails + strings.Join(brief, ", ") + "."
	}
	return s + " " + m.elsewhere() + "\n"
}

// elsewhere is where to read what is missing here.
func (m *markdown) elsewhere() string {
	if m.Rest != "" && len(m.Rest) <= m.Budget/4 {
		if l := mdLink("The whole report", m.Rest); l != "The whole report" && len(l) <= m.Budget/4 {
			return l + " has all of it."
		}
	}
	return "The JSON or HTML report has all of it."
}

// bare is the least that can be said: how much there is of what.
func (m *markdown) bare() string {
	s := "## iksync plan\n\n"
	if m.plan.Refused() {
		s += "**REFUSED.** "
	}
	if len(m.plan.Gaps) > 0 {
		s += "**INCOMPLETE READ.** "
	}
	var parts []string
	known := 0
	actions := countActions(m.plan)
	for _, a := range plan.Actions() {
		if n := actions[a]; n > 0 {
			parts = append(parts, counted(a, n))
			known += n
		}
	}
	if n := len(m.plan.Changes) - known; n > 0 {
		parts = append(parts, counted("", n))
	}
	if len(parts) == 0 {
		parts = []string{"no changes"}
	}
	s += "Plan: " + strings.Join(parts, ", ") + ". "
	if n := m.mentions(); n > 0 {
		s += "**" + count(n, "mention", "") + " will break.** "
	}
	if rest := m.elsewhere() + "\n"; len(s)+len(rest) <= m.Budget {
		return s + rest
	}
	return s + "\n"
}
