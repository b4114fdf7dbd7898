package report

import (
	"strings"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

const (
	maxColumn = 40 // how wide a column of names gets
	maxNest   = 4  // how deep folders are shown inside each other
)

// layout says how folders with changes in them are laid out.
type layout string

const (
	// flat: each under its full path. For what must not be misread.
	flat layout = "flat"
	// tree: each inside the next folder above it that is shown too.
	tree layout = "tree"
)

// walk visits the groups with the title of each and how far in it is.
func walk(gs []group, as layout, visit func(indent int, title string, g group)) {
	var open []state.Path
	for _, g := range gs {
		if g.dir == "" {
			visit(2, "custom metadata fields, of the whole account", g)
			continue
		}
		for len(open) > 0 && !g.dir.Under(open[len(open)-1]) {
			open = open[:len(open)-1]
		}
		if len(open) == maxNest || as == flat {
			open = open[:0]
		}
		title := string(g.dir)
		if len(open) > 0 {
			title = below(g.dir, open[len(open)-1])
		}
		visit(2+2*len(open), name(folderish(plan.Folder, title)), g)
		open = append(open, g.dir)
	}
}

// below is p as it is called in dir.
func below(p, dir state.Path) string {
	return strings.TrimPrefix(strings.TrimPrefix(string(p), string(dir)), "/")
}

// row is one object on a line of its own, with what there is to say of it.
type row struct {
	change *plan.Change
	name   string
	detail line
	note   string
	tight  bool // the detail goes on where the name ends
	under  *under
}

// rows are the changes of g, each as say has it.
func (g group) rows(say func(*plan.Change, state.Path) row) []row {
	rs := make([]row, len(g.changes))
	for i, c := range g.changes {
		rs[i] = say(c, g.dir)
	}
	return rs
}

// called is what an object is called in the folder dir: its name, for a field
// or an object right in it.
func called(c *plan.Change, p, dir state.Path) string {
	if c.Kind == plan.Field {
		return name(string(c.Field))
	}
	return name(folderish(c.Kind, below(p, dir)))
}

// table writes rows below their title. A note that they all share is written
// once, next to the title.
func (p *page) table(indent int, title string, mark span, rs []row) {
	shared := sharedNote(rs)
	p.noted(indent, say(strong, title), shared)
	p.rows(indent+2, mark, rs, shared)
}

// rows writes rows, in columns. What they share has been said.
func (p *page) rows(indent int, mark span, rs []row, shared string) {
	column := 0
	for i := range rs {
		if len(rs[i].detail) > 0 {
			column = max(column, width(rs[i].name))
		}
	}
	column = min(column, maxColumn)
	for i := range rs {
		r := &rs[i]
		items := []line{say(plain, r.name)}
		if len(r.detail) > 0 {
			items[0][0].text = pad(r.name, column)
			if !r.tight {
				items[0][0].text += " "
			}
			items = append(items, r.detail)
		}
		said := r.note
		if shared != "" {
			said = ""
		}
		p.flow(indent, line{mark}, items, said)
		p.url(indent+4, r.change)
		p.attrs(indent+4, diffs(r.change), r.note)
		p.under(indent+4, mark, r.under)
	}
}

func sharedNote(rs []row) string {
	if len(rs) < 2 {
		return ""
	}
	for i := range rs {
		if rs[i].note != rs[0].note {
			return ""
		}
	}
	return rs[0].note
}

// url is what a change takes off the web.
func (p *page) url(indent int, c *plan.Change) {
	if p.Verbose && c.URL != "" && c.BreaksURL() {
		p.line(indent, line{{faint, "URL until now  "}, {faint, c.URL}})
	}
}

// along is what goes with a folder, as one or many of them do: "27 files go along".
func along(c *plan.Change, one, many string) string {
	if c.Kind != plan.Folder || c.Along <= 0 {
		return ""
	}
	verb := many
	if c.Along == 1 {
		verb = one
	}
	return count(c.Along, "file", "") + " " + verb
}
