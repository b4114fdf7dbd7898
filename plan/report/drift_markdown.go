package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// DriftMarkdown writes d for an issue. Like Markdown, it fails where the budget is
// below MarkdownLeast, and where w does.
func DriftMarkdown(w io.Writer, d *Drift, s MarkdownStyle) error { return d.Markdown(w, s) }

// Markdown writes the drift for an issue, within the budget of s: what has no room
// is counted.
func (d *Drift) Markdown(w io.Writer, s MarkdownStyle) error {
	if s.Budget <= 0 {
		s.Budget = MarkdownBudget
	}
	if s.Budget < MarkdownLeast {
		return fmt.Errorf("a Markdown report cannot be kept within %d bytes: %d are the least", s.Budget, MarkdownLeast)
	}
	m := &driftMarkdown{Drift: d, style: s}
	m.head()
	m.warnings()
	m.gone()
	m.strays()
	for _, c := range []plan.Culprit{plan.BlameLibrary, plan.BlameBoth, plan.BlameDropped} {
		m.section(c)
	}
	m.foot()
	_, err := io.WriteString(w, m.text.String())
	return err
}

// driftMarkdown is a drift that is being told in Markdown.
type driftMarkdown struct {
	*Drift
	style MarkdownStyle
	text  strings.Builder
	left  int // objects that have no room
}

// spareMarkdown is the room, in bytes, that is kept for the end.
const spareMarkdown = 200

// room says whether a text can be written besides the end, and writes it if so.
func (m *driftMarkdown) room(text string) bool {
	if m.text.Len()+len(text)+len(m.rest())+spareMarkdown > m.style.Budget {
		return false
	}
	m.text.WriteString(text)
	return true
}

// head writes the heading and the verdict; where names have made them too long, both
// without names.
func (m *driftMarkdown) head() {
	const longest = 100
	heading, bare := "iksync: no drift in ", "iksync: no drift"
	if m.Any() {
		heading, bare = "iksync: drift in ", "iksync: drift"
	}
	title := heading + m.Plan.Library
	if m.style.Title != "" {
		title = m.style.Title
	}
	text := "## " + MarkdownText(shorten(title, longest)) + "\n\n" + MarkdownText(shorten(m.verdict(), 2*longest)) + "\n"
	if !m.room(text) {
		m.text.WriteString("## " + bare + "\n\n" + count(m.objects(), "object was", "objects were") + " changed in the library.\n")
	}
}

// warnings tells what stops a plan, in short: a plan's own report has it all.
func (m *driftMarkdown) warnings() {
	const most, longest = 10, 300
	if len(m.Plan.Gaps) > 0 {
		m.room("\n> [!WARNING]\n> The library could not be read whole: what could not be read may have drifted too.\n")
	}
	refusals := sortedRefusals(m.Plan.Refusals)
	if len(refusals) == 0 {
		return
	}
	m.room("\n> [!CAUTION]\n> An apply would be refused, for " + count(len(refusals), "reason", "") + ".\n")
	for i := range refusals {
		r := &refusals[i]
		if i == most || !m.room(fmt.Sprintf("> - %s: %s\n", MarkdownText(shorten(string(r.Guard), longest)), MarkdownText(shorten(r.Message, longest)))) {
			m.room("> - and " + humanize.Comma(int64(len(refusals)-i)) + " more\n")
			break
		}
	}
}

func (m *driftMarkdown) section(c plan.Culprit) {
	list := m.of(c)
	if len(list) == 0 {
		return
	}
	if m.left > 0 || !m.room("\n### "+culpritHeading(c)+": "+objects(changesOf(list))+"\n") {
		m.left += len(list)
		return
	}
	for _, g := range driftGroups(list) {
		head := "\n" + MarkdownText("custom metadata fields, of the whole account") + "\n\n"
		if g.dir != "" {
			head = "\n" + mdName(folderish(plan.Folder, string(g.dir))) + "\n\n"
		}
		for i := range g.folds {
			if m.left > 0 || !m.room(head+m.row(&g.folds[i], g.dir)) {
				m.left += len(g.folds[i].list)
				continue
			}
			head = ""
		}
	}
}

// row is one fold: "- `a.jpg` changed: tags +`x`, focus `1,1,1,1` → `2,2,2,2` (updated 2024-01-02)".
func (m *driftMarkdown) row(f *driftFold, dir state.Path) string {
	b := f.list[0]
	c := where(b)
	text := "- " + driftNames(f, dir)
	switch {
	case f.deed.what == "moved":
		text += " moved to " + mdCalled(c, c.From, dir)
	case f.deed.what != "":
		text += " " + f.deed.what
	}
	if instead := askedInstead(b); b.Blame == plan.BlameBoth && instead != "" {
		text += " " + MarkdownText(shorten(instead, 2*maxMd))
	}
	for i := range f.diffs {
		if i == 0 {
			text += ":"
		} else {
			text += ";"
		}
		text += " " + driftDiff(&f.diffs[i])
	}
	if dates := m.dates(f.list); dates != "" {
		text += " (" + dates + ")"
	}
	return text + "\n"
}

func driftNames(f *driftFold, dir state.Path) string {
	cs := f.places()
	named := cs
	if len(cs) > namedWhole {
		named = cs[:namedFirst]
	}
	names := make([]string, len(named))
	for i, c := range named {
		names[i] = mdCalled(c, c.Path, dir)
	}
	text := strings.Join(names, ", ")
	if rest := len(cs) - len(named); rest > 0 {
		text += " and " + humanize.Comma(int64(rest)) + " more"
	}
	return text
}

// driftDiff is one attribute: what came and went, or what it was and is.
func driftDiff(d *diff) string {
	const most = 10
	text := MarkdownText(shorten(d.name, maxMd))
	if len(d.plus)+len(d.minus) > 0 {
		for _, side := range []struct {
			sign string
			all  []string
		}{{"+", d.plus}, {"−", d.minus}} {
			for i, s := range side.all {
				if i == most {
					text += " " + side.sign + "(" + humanize.Comma(int64(len(side.all)-most)) + " more)"
					break
				}
				text += " " + side.sign + MarkdownCode(shorten(s, maxMd))
			}
		}
	} else {
		before, after := shortenBoth(d.before, d.after, maxMd)
		text += " " + MarkdownCode(before) + " → " + MarkdownCode(after)
	}
	if d.note != "" {
		text += " " + MarkdownText(d.note)
	}
	return text
}

// rest is where the whole is.
func (m *driftMarkdown) rest() string {
	const longest = 2000
	if m.style.Rest == "" || len(m.style.Rest) > longest {
		return ""
	}
	return "\n" + mdLink("The whole report", m.style.Rest) + "\n"
}

func (m *driftMarkdown) foot() {
	if m.left > 0 {
		m.text.WriteString("\nAnd " + count(m.left, "object", "") + " more, which have no room here; the text and the JSON name all.\n")
	}
	if rest := m.rest(); m.text.Len()+len(rest) <= m.style.Budget {
		m.text.WriteString(rest)
	}
}
