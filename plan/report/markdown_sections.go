package report

import (
	"iter"
	"strings"
	"sync"

	"github.com/dustin/go-humanize"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// mdSection is a kind of change and how it is told.
type mdSection struct {
	title, means string
	what         string // one of its changes: "delete"
	rank, share  int
	visible      int  // so many changes are always seen; the others may be folded away
	calm         bool // it is folded away as a whole, unless it is short
	row          func(m *markdown, c *plan.Change, dir state.Path) mdRow
	explained    bool // why its changes are in the plan has been said for all of them
}

// mdRow is a change in one line: its names, and what else there is to say.
type mdRow struct{ name, detail string }

const (
	visibleDeletes = 100
	visibleBreaks  = 25 // moves, renames, merges, replaces
	openChanges    = 10 // so many changes need not be folded away
)

// mdSections are the kinds of changes in the order in which they are told: that
// of sections.
func mdSections() []mdSection {
	return []mdSection{
		{title: "Delete for ever", what: "delete", rank: 1, share: 75, visible: visibleDeletes, row: mdDelete,
			means: "Nothing brings these back: no version, no trash, no undo."},
		{title: "Replace", what: "replace", rank: 5, share: 50, visible: visibleBreaks, row: mdReplace,
			means: "New bytes at the same URL. What was there stays, as an older version."},
		{title: "Merge", what: "merge", rank: 3, share: 60, visible: visibleBreaks, row: mdMerge,
			means: "Each goes to a name that is taken. A file that is there becomes an older version, no longer served. " +
				"URLs change: links to the old ones break."},
		{title: "Move and rename", what: "move", rank: 4, share: 60, visible: visibleBreaks, row: mdMove,
			means: "Their URLs change: links to the old ones break."},
		{title: "Create", what: "create", rank: 7, share: 50, calm: true, row: mdNew},
		{title: "Copy", what: "copy", rank: 7, share: 50, calm: true, row: mdCopy},
		{title: "Upload", what: "upload", rank: 8, share: 50, calm: true, row: mdNew},
		{title: "Update", what: "update", rank: 10, share: 100, calm: true},
	}
}

// sections are the parts that tell of changes, and of what they break.
func (m *markdown) sections() []*mdPart {
	told := m.changes
	part := func(i int) []*mdPart {
		if len(told[i]) == 0 {
			return nil
		}
		return []*mdPart{m.section(mdSections()[i], told[i])}
	}
	ps := append(part(0), m.references()...)
	for _, i := range []int{2, 3, 1} { // what breaks URLs before what does not
		ps = append(ps, part(i)...)
	}
	ps = append(ps, m.urls()...)
	for i := 4; i < len(told); i++ {
		ps = append(ps, part(i)...)
	}
	return ps
}

func (m *markdown) section(s mdSection, cs []*plan.Change) *mdPart {
	l, least := s.listing(cs)
	p := &mdPart{what: s.what, rank: s.rank, share: s.share, total: len(cs), least: least}
	if s.row == nil {
		p.levels = m.updateLevels(l, cs)
		return p
	}
	groups := grouped(cs)
	if why := m.why(causeOf(cs[0])); len(groups) > 1 && why != "" && sameCause(cs) {
		s.explained = true
		l.begin += "\nAll for one reason — " + why + ".\n"
	}
	p.levels = []func(int) telling{
		func(limit int) telling { return l.write(limit, m.inDetail(s, groups), everything) },
		func(limit int) telling { return m.inShort(limit, l, s, groups, everything) },
		func(limit int) telling { return m.inPart(limit, l, s, groups) },
		func(limit int) telling { return l.write(limit, perFolder(len(cs), groups), everything) },
	}
	return p
}

// inPart names as many changes of each folder as have room, and counts the others.
func (m *markdown) inPart(limit int, l mdListing, s mdSection, groups []group) telling {
	best, most := telling{cut: true}, 0
	for _, g := range groups {
		most = max(most, len(g.changes))
	}
	for least := 1; least <= most; {
		n := least + (most-least)/2
		if t := m.inShort(limit, l, s, groups, n); t.cut {
			most = n - 1
		} else {
			best, least = t, n+1
		}
	}
	return best
}

// listing is how a section begins and ends, and the one line that counts it.
func (s *mdSection) listing(cs []*plan.Change) (l mdListing, least string) {
	least = "\n### " + s.title + ": " + totals(cs) + "\n"
	l = mdListing{begin: least, visible: s.visible}
	if s.means != "" {
		l.begin += "\n" + s.means + "\n"
	}
	if s.calm {
		summary := "<summary><strong>" + s.title + "</strong>: " + totals(cs) + "</summary>\n"
		l.begin, l.end = "\n<details>\n"+summary, "\n</details>\n"
		if len(cs) <= openChanges {
			l.begin = "\n<details open>\n" + summary
		}
		least = "\n**" + s.title + "**: " + totals(cs) + "\n"
	}
	return l, least
}

// cause is why a change is in the plan, and what asked for it.
type cause struct {
	reason plan.Reason
	pos    state.Pos
}

func causeOf(c *plan.Change) cause { return cause{c.Reason, c.Pos} }

// why is a cause in Markdown, "" where there is none.
func (m *markdown) why(c cause) string {
	return strings.Join(present(MarkdownText(shorten(reason(c.reason), maxMd)), m.at(c.pos)), ", ")
}

func present(parts ...string) []string {
	kept := parts[:0:0]
	for _, s := range parts {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return kept
}

// unlinked is m without links to the YAML.
func (m *markdown) unlinked() *markdown {
	out := *m
	out.Link = nil
	return &out
}

// sameCause says whether all changes have the same one.
func sameCause(cs []*plan.Change) bool {
	for _, c := range cs {
		if causeOf(c) != causeOf(cs[0]) {
			return false
		}
	}
	return true
}

// mdHead is the line above the changes of a folder, with what they share.
func mdHead(dir state.Path, shared string) string {
	s := "**custom metadata fields**, of the whole account"
	if dir != "" {
		s = "**" + mdName(folderish(plan.Folder, string(dir))) + "**"
	}
	if shared != "" {
		s += " — " + shared
	}
	return s
}

// causes is why the changes of a group are in the plan: for all of them in one, or
// each for itself.
func (m *markdown) causes(s mdSection, g group) (shared string, each func(*plan.Change) string) {
	nothing := func(*plan.Change) string { return "" }
	switch {
	case s.explained:
		return "", nothing
	case len(g.changes) > 1 && sameCause(g.changes):
		return m.why(causeOf(g.changes[0])), nothing
	}
	return "", func(c *plan.Change) string { return m.why(causeOf(c)) }
}

// headOf is the line above the changes of a group.
func (m *markdown) headOf(s mdSection, g group) func() string {
	return func() string {
		shared, _ := m.causes(s, g)
		return mdHead(g.dir, shared)
	}
}

// inDetail is a line for each change, with all that there is to say.
func (m *markdown) inDetail(s mdSection, groups []group) []bundle {
	out := make([]bundle, len(groups))
	for i, g := range groups {
		each := sync.OnceValue(func() func(*plan.Change) string { _, each := m.causes(s, g); return each })
		out[i] = bundle{n: len(g.changes), head: m.headOf(s, g), items: listed(g.changes, func(c *plan.Change) string {
			r := s.row(m, c, g.dir)
			text := strings.Join(present(r.name, r.detail), " · ")
			if why := each()(c); why != "" {
				text += " — " + why
			}
			return text + m.attributes(c)
		})}
	}
	return out
}

// listed is an item for each of the first things, as say has it.
func listed[T any](things []T, say func(T) string) func(most int) iter.Seq[mdItem] {
	return func(most int) iter.Seq[mdItem] {
		return func(yield func(mdItem) bool) {
			for _, x := range things[:min(len(things), most)] {
				if !yield(mdItem{text: "- " + say(x) + "\n", stands: 1}) {
					return
				}
			}
		}
	}
}

// perLine is how many names a line holds at most, where they are told in short.
const perLine = 25

// inShort names at most so many changes of each folder, those of one cause in one line.
func (m *markdown) inShort(limit int, l mdListing, s mdSection, groups []group, most int) telling {
	m = m.unlinked()
	bundles := make([]bundle, len(groups))
	for i, g := range groups {
		bundles[i] = bundle{n: len(g.changes), head: m.headOf(s, g), items: func(most int) iter.Seq[mdItem] {
			return func(yield func(mdItem) bool) {
				_, each := m.causes(s, g)
				for _, part := range byCause(g.changes[:min(len(g.changes), most)]) {
					if !yield(m.namesOf(s, part, g.dir, each(part[0]))) {
						return
					}
				}
			}
		}}
	}
	t := l.write(limit, bundles, most)
	t.brief = true
	return t
}

// namesOf is the names of changes of one cause, and why they are in the plan.
func (m *markdown) namesOf(s mdSection, cs []*plan.Change, dir state.Path, why string) mdItem {
	names := make([]string, len(cs))
	for i, c := range cs {
		names[i] = s.row(m, c, dir).name
		if c.Kind == plan.Folder && c.Along > 0 {
			names[i] += " (" + count(c.Along, "file", "") + ")"
		}
	}
	text := "- "
	if why != "" {
		text += why + ": "
	}
	return mdItem{text: text + strings.Join(names, ", ") + "\n", stands: len(cs)}
}

// byCause parts changes by their causes, in lines of names.
func byCause(cs []*plan.Change) [][]*plan.Change {
	var out [][]*plan.Change
	open := map[cause]int{}
	for _, c := range cs {
		i, ok := open[causeOf(c)]
		if !ok || len(out[i]) == perLine {
			i = len(out)
			open[causeOf(c)] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], c)
	}
	return out
}

// perFolder counts the changes of each folder, n in all.
func perFolder(n int, gs []group) []bundle {
	return []bundle{{n: n, items: func(int) iter.Seq[mdItem] {
		return func(yield func(mdItem) bool) {
			for _, g := range gs {
				text := "- " + humanize.Comma(int64(len(g.changes))) + " in " + mdHead(g.dir, "") + "\n"
				if !yield(mdItem{text: text, stands: len(g.changes), counted: true}) {
					return
				}
			}
		}
	}}}
}
