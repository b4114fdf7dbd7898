package report

import (
	"bufio"
	"encoding/json"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
	"github.com/iksync/iksync/state"
)

// htmlData is all that a page shows of the changes of a plan, in words: nothing in it
// needs escaping but that of where it is written to. What many changes share is in it
// once, and they have its number: 100,000 changes are to be one file that opens.
type htmlData struct {
	base    string // what the addresses of thumbnails begin with; "": there are none
	account string // what URLs that begin with a slash begin with

	actions []htmlAction
	kinds   []string
	folders []htmlFolder // a folder's own before those below it
	whys    []htmlWhy
	diffs   []htmlDiff
	rows    []htmlRow

	gallery *gallery
	link    func(state.Pos) string
	broken  []impact.Broken
	dead    map[plan.ChangeID]*impact.Broken
	hits    map[plan.ChangeID][]impact.Hit
	index   map[any]int // numbers of what is shared, by the type and the value of its key
	thumbs  bool        // there is one
}

// htmlAction is one action and how it is shown.
type htmlAction struct {
	Name  string `json:"n"`
	Sign  string `json:"s"`
	Class string `json:"c"` // of its colour
}

// htmlFolder is one folder of the tree, or the group of fields.
type htmlFolder struct {
	Above int    `json:"p"` // the folder that it is in; -1: none
	Name  string `json:"n"`
}

// htmlWhy is what asked for something.
type htmlWhy struct {
	Text  string `json:"t,omitempty"`
	Place string `json:"p,omitempty"`
	Link  string `json:"h,omitempty"` // of the place
}

// htmlRow is one change.
type htmlRow struct {
	Action int       `json:"a"`
	Kind   int       `json:"k"`
	Folder int       `json:"f"`
	Name   string    `json:"n"` // below the folder
	To     string    `json:"o,omitempty"`
	Way    string    `json:"v,omitempty"` // what stands before To
	Note   string    `json:"d,omitempty"`
	Alarm  string    `json:"l,omitempty"` // a note that must be read
	Why    int       `json:"w"`
	Diffs  []int     `json:"s,omitempty"`
	Dead   string    `json:"x,omitempty"` // a URL that stops working
	Taken  bool      `json:"g,omitempty"` // it gives something else afterwards
	Lives  string    `json:"y,omitempty"` // where the same is afterwards
	Files  int       `json:"c,omitempty"` // how many files are delivered there, where it is not one
	Thumb  string    `json:"t,omitempty"` // see thumbOf
	Refs   []htmlRef `json:"r,omitempty"`
	More   int       `json:"m,omitempty"` // how many refs are not among Refs
}

// htmlRef is a line of a source tree that mentions what a change breaks.
type htmlRef struct {
	Place string `json:"p"`
	Text  string `json:"t"`
}

func newHTMLData(p *plan.Plan, s HTMLStyle) *htmlData {
	d := &htmlData{account: p.Account, broken: impact.Of(p), gallery: newGallery(p), link: s.Link, index: map[any]int{},
		dead: map[plan.ChangeID]*impact.Broken{}, hits: map[plan.ChangeID][]impact.Hit{}}
	for _, a := range plan.Actions() {
		d.action(a)
	}
	for _, k := range []plan.Kind{plan.Field, plan.Folder, plan.File} {
		d.kind(k)
	}
	for i := range d.broken {
		d.dead[d.broken[i].Change] = &d.broken[i]
	}
	if s.Refs != nil {
		for _, h := range s.Refs.Hits {
			d.hits[h.Change] = append(d.hits[h.Change], h)
		}
	}
	changes := sorted(p.Changes)
	d.tree(changes)
	d.rows = make([]htmlRow, len(changes))
	for i, c := range changes {
		d.rows[i] = d.row(c)
		d.thumbs = d.thumbs || d.rows[i].Thumb != ""
	}
	if d.thumbs {
		d.base = d.gallery.source()
	}
	return d
}

// images is what the page may load images from; "": nothing.
func (d *htmlData) images() string { return d.base }

// number is the number of what key names, among things that make adds one to.
func number[K comparable](d *htmlData, key K, add func() int) int {
	if n, ok := d.index[key]; ok {
		return n
	}
	n := add()
	d.index[key] = n
	return n
}

func (d *htmlData) action(a plan.Action) int {
	return number(d, a, func() int {
		d.actions = append(d.actions, htmlAction{word(string(a)), actionSign(a), actionClass(a)})
		return len(d.actions) - 1
	})
}

func (d *htmlData) kind(k plan.Kind) int {
	return number(d, k, func() int {
		d.kinds = append(d.kinds, word(string(k)))
		return len(d.kinds) - 1
	})
}

// why is the number of a reason and a place in the YAML.
func (d *htmlData) why(text string, pos state.Pos) int {
	type key struct {
		text string
		pos  state.Pos
	}
	pos.Column = 0 // the column is for compilers
	return number(d, key{text, pos}, func() int {
		w := htmlWhy{Text: safe(text), Place: safe(at(pos))}
		if d.link != nil && w.Place != "" {
			w.Link = safeLink(d.link(pos))
		}
		d.whys = append(d.whys, w)
		return len(d.whys) - 1
	})
}

// write writes d as JSON. In it, what could end the element around it is escaped.
func (d *htmlData) write(w *bufio.Writer) error {
	enc := json.NewEncoder(w) // which escapes <, > and & in strings
	raw(w, `{"account":`)
	if err := enc.Encode(safe(d.account)); err != nil {
		return err
	}
	raw(w, `,"thumbnail":"`, thumbnail, `","base":`)
	if err := enc.Encode(d.base); err != nil {
		return err
	}
	for _, err := range []error{
		htmlList(w, enc, "actions", d.actions), htmlList(w, enc, "kinds", d.kinds), htmlList(w, enc, "folders", d.folders),
		htmlList(w, enc, "whys", d.whys), htmlList(w, enc, "diffs", d.diffs), htmlList(w, enc, "rows", d.rows),
	} {
		if err != nil {
			return err
		}
	}
	raw(w, "}")
	return nil
}

// htmlList writes a key and a list, an element a line.
func htmlList[T any](w *bufio.Writer, enc *json.Encoder, key string, list []T) error {
	raw(w, `,"`, key, `":[`)
	for i := range list {
		if i > 0 {
			raw(w, ",")
		}
		if err := enc.Encode(&list[i]); err != nil {
			return err
		}
	}
	raw(w, "]")
	return nil
}
