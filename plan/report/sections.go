package report

import (
	"slices"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// heading begins a section: what happens, to how much, and what that means.
func (p *page) heading(t tone, what string, cs []*plan.Change, means string) {
	how := objects(cs)
	if n := size(cs); n > 0 {
		how += ", " + inBytes(n)
	}
	p.line(0, line{{t, what + ": "}, {plain, how}})
	if means != "" {
		p.prose(2, nil, faint, means)
	}
}

// deletes names what cannot be brought back. Nothing here is folded.
func (p *page) deletes(cs []*plan.Change) {
	p.heading(alarm, "Delete for ever", cs, "Nothing brings these back: no version, no trash, no undo.")
	walk(grouped(cs), flat, func(indent int, title string, g group) {
		rest := 0
		if !p.Verbose && len(g.changes) > p.Deletes {
			rest = len(g.changes) - p.Deletes
			g.changes = g.changes[:p.Deletes]
		}
		p.table(indent, title, span{danger, "- "}, g.rows(deleteRow))
		if rest > 0 {
			p.prose(indent+2, say(danger, "- "), alarm, "and "+humanize.Comma(int64(rest))+
				" more in this folder; the JSON report names them all")
		}
	})
}

func deleteRow(c *plan.Change, dir state.Path) row {
	r := row{change: c, name: called(c, c.Path, dir), note: because(c)}
	switch {
	case c.Action != plan.Delete:
		r.detail = say(danger, string(c.Action)+", which cannot be undone")
	case c.Kind == plan.Field:
		r.detail = say(danger, "its name is burned for ever, its values go from every file")
	case c.Kind == plan.Folder:
		r.detail = say(danger, along(c, "goes with it", "go with it"))
	case c.Size > 0:
		r.detail = say(plain, inBytes(c.Size))
	}
	if r.detail.width() == 0 {
		r.detail = nil
	}
	return r
}

// replaces names files that get new bytes.
func (p *page) replaces(cs []*plan.Change) {
	p.heading(warn, "Replace", cs, "New bytes at the same URL. What was there stays, as an older version.")
	walk(grouped(cs), tree, func(indent int, title string, g group) {
		p.table(indent, title, span{warn, "± "}, g.rows(replaceRow))
	})
}

func replaceRow(c *plan.Change, dir state.Path) row {
	r := row{change: c, name: called(c, c.Path, dir), note: because(c)}
	for i := range c.Attrs {
		if c.Attrs[i].Name == plan.AttrContent {
			before, after := sizes(&c.Attrs[i])
			r.detail = line{{plain, before}, {faint, " → "}, {plain, after}}
		}
	}
	if r.detail == nil && c.Size > 0 {
		r.detail = say(plain, inBytes(c.Size))
	}
	return r
}

// moves names what gets another path, below the folder that the old and the
// new path share.
func (p *page) moves(cs []*plan.Change) {
	means := "Their URLs change: links to the old ones break."
	if succeeded(cs) {
		means = "Their URLs change: links to the old ones break, or lead to what takes their place."
	}
	p.heading(warn, "Move and rename", cs, means)
	walk(grouped(cs), flat, func(indent int, title string, g group) {
		p.table(indent, title, span{warn, "> "}, g.rows(moveRow))
	})
}

// succeeded says whether one thing goes to where another one is now.
func succeeded(cs []*plan.Change) bool {
	left := make(map[state.Path]bool, len(cs))
	for _, c := range cs {
		left[c.From] = true
	}
	return slices.ContainsFunc(cs, func(c *plan.Change) bool { return left[c.Path] })
}

func moveRow(c *plan.Change, dir state.Path) row {
	r := row{change: c, name: called(c, place(c), dir), note: because(c), tight: true}
	r.detail = line{{faint, "→ "}, {plain, called(c, c.Path, dir)}}
	if with := along(c, "goes along and changes its URL", "go along and change their URLs"); with != "" {
		r.detail = append(r.detail, span{warn, "  " + with})
	}
	return r
}

// creates names new folders and fields.
func (p *page) creates(cs []*plan.Change) {
	p.heading(added, "Create", cs, "")
	p.plus(cs, func(*plan.Change) line { return nil })
}

// copies names folders that are copies of others.
func (p *page) copies(cs []*plan.Change) {
	p.heading(added, "Copy", cs, "")
	p.plus(cs, func(c *plan.Change) line {
		l := line{{faint, "copy of "}, {plain, name(folderish(c.Kind, string(c.From)))}}
		if c.Along > 0 {
			l = append(l, span{faint, ", " + count(c.Along, "file", "")})
		}
		return l
	})
}

// uploads names new files.
func (p *page) uploads(cs []*plan.Change) {
	p.heading(added, "Upload", cs, "")
	p.plus(cs, func(c *plan.Change) line { return say(plain, inBytes(c.Size)) })
}

func (p *page) plus(cs []*plan.Change, detail func(*plan.Change) line) {
	walk(grouped(cs), tree, func(indent int, title string, g group) {
		p.table(indent, title, span{added, "+ "}, g.rows(func(c *plan.Change, dir state.Path) row {
			return row{change: c, name: called(c, c.Path, dir), detail: detail(c), note: because(c)}
		}))
	})
}

// updates names what changes in nothing but its attributes.
func (p *page) updates(cs []*plan.Change) {
	p.heading(altered, "Update", cs, "")
	walk(grouped(cs), tree, func(indent int, title string, g group) {
		p.line(indent, say(strong, title))
		for _, f := range p.folds(g.changes) {
			p.fold(indent+2, g.dir, f)
		}
	})
}

// fold is files of one folder that change in the very same way.
type fold struct {
	changes []*plan.Change
	diffs   []diff
}

const (
	namedWhole = 5 // a fold of so many files names them all
	namedFirst = 3 // a larger one so many
)

func (p *page) folds(cs []*plan.Change) []fold {
	var out []fold
	at := map[string]int{}
	for _, c := range cs {
		ds := diffs(c)
		key := foldKey(c, ds)
		if i, ok := at[key]; ok && c.Kind == plan.File && !p.Verbose {
			out[i].changes = append(out[i].changes, c)
			continue
		}
		at[key] = len(out)
		out = append(out, fold{[]*plan.Change{c}, ds})
	}
	return out
}

// foldKey is the same for files that change in the same way because the same
// place asked for it.
func foldKey(c *plan.Change, ds []diff) string {
	var b strings.Builder
	for i := range ds {
		d := &ds[i]
		for _, s := range []string{d.name, d.before, d.after, d.note, "+", strings.Join(d.plus, "\x00"),
			"-", strings.Join(d.minus, "\x00")} {
			b.WriteString(s)
			b.WriteByte(0)
		}
	}
	if len(ds) == 0 {
		b.WriteString(because(c))
	}
	return string(c.Kind) + b.String()
}

func (p *page) fold(indent int, dir state.Path, f fold) {
	said := common(f.diffs)
	if len(f.diffs) == 0 {
		said = because(f.changes[0])
	}
	p.flow(indent, say(altered, "~ "), foldNames(f.changes, dir), said)
	p.attrs(indent+4, f.diffs, said)
}

func foldNames(cs []*plan.Change, dir state.Path) []line {
	if len(cs) == 1 {
		return []line{say(plain, called(cs[0], cs[0].Path, dir))}
	}
	named := cs
	if len(cs) > namedWhole {
		named = cs[:namedFirst]
	}
	items := []line{say(strong, count(len(cs), "file", "")+":")}
	for i, c := range named {
		s := called(c, c.Path, dir)
		if i < len(named)-1 {
			s += ","
		}
		items = append(items, say(plain, s))
	}
	if rest := len(cs) - len(named); rest > 0 {
		items = append(items, say(faint, "and "+humanize.Comma(int64(rest))+" more"))
	}
	return items
}
