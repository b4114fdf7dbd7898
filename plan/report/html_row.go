package report

import (
	"slices"
	"strconv"
	"strings"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
	"github.com/iksync/iksync/state"
)

const (
	maxRefs    = 20  // how many mentions of one change are told
	maxRefText = 200 // runes of a line that mentions one
)

// row is c in words.
func (d *htmlData) row(c *plan.Change) htmlRow {
	dir := state.Path("")
	if c.Kind != plan.Field {
		dir = home(c)
	}
	r := htmlRow{
		Action: d.action(c.Action), Kind: d.kind(c.Kind), Folder: d.index[dir],
		Name: called(c, place(c), dir), Why: d.why(reason(c.Reason), c.Pos),
		Diffs: d.changed(c),
	}
	d.tell(&r, c, dir)
	path := d.full(r.Folder)
	r.Thumb = thumbOf(d.gallery, c, path+r.Name)
	if b := d.dead[c.ID]; b != nil {
		r.Dead, r.Lives = d.short(b.URL, path+r.Name), d.short(b.Becomes, path+r.To)
		r.Taken = b.Fate == impact.TakenOver
		if b.Files != 1 {
			r.Files = b.Files
		}
	}
	hits := d.hits[c.ID]
	if len(hits) > maxRefs {
		hits, r.More = hits[:maxRefs], len(hits)-maxRefs
	}
	for _, h := range hits {
		r.Refs = append(r.Refs, htmlRef{safe(h.File) + ":" + strconv.Itoa(h.Line), htmlClip(safe(strings.TrimSpace(h.Text)), maxRefText)})
	}
	return r
}

// tell puts into r what there is to say of c beside its name.
func (d *htmlData) tell(r *htmlRow, c *plan.Change, dir state.Path) {
	switch c.Action {
	case plan.Delete:
		switch c.Kind {
		case plan.Field:
			r.Alarm = "its name is burned for ever, its values go from every file"
		case plan.Folder:
			r.Alarm = along(c, "goes with it", "go with it")
		case plan.File:
			r.Note = sizeNote(c)
		}
	case plan.Move, plan.Rename:
		r.To, r.Way, r.Alarm = d.target(c, dir), "→", along(c, "goes along and changes its URL", "go along and change their URLs")
	case plan.Merge:
		r.To, r.Way, r.Alarm = d.target(c, dir), "onto", "the file there becomes an older version"
		if c.Kind == plan.Folder {
			r.Way, r.Alarm = "into", along(c, "goes along and changes its URL", "go along and change their URLs")
		}
	case plan.Copy:
		r.To, r.Way = name(folderish(c.Kind, string(c.From))), "copy of"
		if c.Along > 0 {
			r.Note = count(c.Along, "file", "")
		}
	case plan.Replace:
		r.Note = sizeNote(c)
		if i := slices.IndexFunc(c.Attrs, func(a plan.AttrDiff) bool { return a.Name == plan.AttrContent }); i >= 0 {
			before, after := sizes(&c.Attrs[i])
			r.Note = before + " → " + after
		}
	case plan.Upload:
		r.Note = sizeNote(c)
	case plan.Create, plan.Update:
	}
}

// target is where c goes, as it is called in the folder that it is shown in.
func (d *htmlData) target(c *plan.Change, dir state.Path) string {
	return name(folderish(c.Kind, below(c.Path, dir)))
}

func sizeNote(c *plan.Change) string {
	if c.Size <= 0 {
		return ""
	}
	return inBytes(c.Size)
}

// thumbOf is the address of a thumbnail as a row has it, of what is at path: all but the
// account and what is asked of ImageKit.
func thumbOf(g *gallery, c *plan.Change, path string) string {
	address, query := g.thumb(c)
	switch {
	case address == "":
		return ""
	case "/"+address == path:
		return samePath + query
	case query == "":
		return address
	}
	return address + "?" + query
}

// samePath stands for an address in the account that is a row's own path. Most are, and
// a large plan has many.
const samePath = "="

// short is a URL without the account that it begins with, of what is at path.
func (d *htmlData) short(url, path string) string {
	rest, below := strings.CutPrefix(url, d.account)
	switch {
	case !below || d.account == "" || !strings.HasPrefix(rest, "/"):
		return safe(url)
	case rest == path:
		return samePath
	}
	return safe(rest)
}

// htmlClip is s with no more than limit runes.
func htmlClip(s string, limit int) string {
	if len(s) <= limit { // bytes: there are no more runes than these
		return s
	}
	if runes := []rune(s); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return s
}

// actionSign is how an action is told apart without its colour, as in a text.
func actionSign(a plan.Action) string {
	switch a {
	case plan.Delete:
		return "-"
	case plan.Replace:
		return "±"
	case plan.Merge:
		return "»"
	case plan.Move, plan.Rename:
		return ">"
	case plan.Create, plan.Copy, plan.Upload:
		return "+"
	case plan.Update:
		return "~"
	}
	return "?"
}

// actionClass is the class of an action's colour. An unknown one has that of deletes: nobody can miss it.
func actionClass(a plan.Action) string {
	switch a {
	case plan.Replace, plan.Merge, plan.Move, plan.Rename:
		return "warn"
	case plan.Create, plan.Copy, plan.Upload:
		return "added"
	case plan.Update:
		return "altered"
	case plan.Delete:
		return "danger"
	}
	return "danger"
}
