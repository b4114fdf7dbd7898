package report

import (
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// merges names what lands on something of the same name. A folder is shown with
// what in it does so: the rest of its files only move.
func (p *page) merges(cs []*plan.Change) {
	p.heading(warn, "Merge", cs, "Each goes to a name that is taken. A file that is there becomes an older version, "+
		"no longer served. URLs change: links to the old ones break.")
	walk(grouped(cs), flat, func(indent int, title string, g group) {
		tops, within := g.byCarrier()
		p.table(indent, title, span{warn, "» "}, tops.rows(func(c *plan.Change, dir state.Path) row {
			r := mergeRow(c, dir)
			if c.Kind == plan.Folder {
				r.under = p.collisions(c, within[c.From])
			}
			return r
		}))
	})
}

// byCarrier parts merges that folders bring from those that stand for
// themselves. The first are told by where their outermost folder is now.
func (g group) byCarrier() (tops group, within map[state.Path][]*plan.Change) {
	to := map[state.Path]state.Path{}
	for _, c := range g.changes {
		if c.Kind == plan.Folder && goesSomewhere(c) {
			to[c.From] = c.Path
		}
	}
	tops, within = group{dir: g.dir}, map[state.Path][]*plan.Change{}
	for _, c := range g.changes {
		carrier := state.Path("")
		for dir := c.From.Dir(); goesSomewhere(c) && dir != state.Root; dir = dir.Dir() {
			if dest, merged := to[dir]; merged && c.From.Rebase(dir, dest) == c.Path {
				carrier = dir // the outermost is met last
			}
		}
		if carrier == "" {
			tops.changes = append(tops.changes, c)
		} else {
			within[carrier] = append(within[carrier], c)
		}
	}
	return tops, within
}

func mergeRow(c *plan.Change, dir state.Path) row {
	r := row{change: c, name: called(c, place(c), dir), note: because(c), tight: true}
	to := name(folderish(c.Kind, below(c.Path, dir)))
	if c.Kind != plan.Folder {
		r.detail = line{{faint, "onto "}, {plain, to}, {warn, ": the file there becomes an older version"}}
		return r
	}
	r.detail = line{{faint, "into "}, {plain, to}}
	if with := along(c, "goes along and changes its URL", "go along and change their URLs"); with != "" {
		r.detail = append(r.detail, span{warn, ": " + with})
	}
	return r
}

// collisions is what a merged folder brings to names that are taken.
func (p *page) collisions(folder *plan.Change, cs []*plan.Change) *under {
	u := &under{}
	files := 0
	for _, c := range cs {
		r := row{change: c, name: name(folderish(c.Kind, below(c.From, folder.From)))}
		if c.Kind == plan.Folder {
			r.detail = say(faint, "is there too: they become one folder")
		} else {
			files++
		}
		u.rows = append(u.rows, r)
	}
	switch {
	case files == 0:
		u.title = say(faint, "no file of it has the name of one that is there")
	case files == 1:
		u.title = say(warn, "1 file lands on one of the same name, which becomes an older version:")
	default:
		u.title = say(warn, humanize.Comma(int64(files))+" files land on ones of the same name, which become older versions:")
	}
	if most := p.Deletes; !p.Verbose && len(u.rows) > most {
		u.rest = "and " + humanize.Comma(int64(len(u.rows)-most)) + " more; the JSON report names them all"
		u.rows = u.rows[:most]
	}
	return u
}

// under is what is said of the things in a folder, below its own row.
type under struct {
	title line
	rows  []row
	rest  string // what is not named
}

func (p *page) under(indent int, mark span, u *under) {
	if u == nil {
		return
	}
	p.flow(indent, nil, wordsOf(u.title), "")
	p.rows(indent, mark, u.rows, "")
	if u.rest != "" {
		p.prose(indent, line{mark}, faint, u.rest)
	}
}

// wordsOf is l in pieces that a line may be broken between.
func wordsOf(l line) []line {
	var ws []line
	for _, s := range l {
		for w := range strings.SplitSeq(s.text, " ") {
			ws = append(ws, say(s.tone, w))
		}
	}
	return ws
}
