package report

import (
	"io"
	"slices"

	"github.com/dustin/go-humanize"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// Text writes the drift for a person to read: what stops a plan first, then what
// somebody did, and the verdict last.
func (d *Drift) Text(w io.Writer, s Style) error {
	p := newPage(w, s)
	p.driftHeader(d)
	p.unread(d.Plan.Gaps)
	p.refusals(d.Plan)
	if r := d.baseRefusal(); r != nil {
		p.blank()
		p.prose(0, say(warn, bar), warn, "A plan of "+d.reference()+" is refused, so that who is to blame for what is refused is not known: "+r.Message)
	}
	p.gone(d.Gone)
	p.strayFiles(d)
	for _, c := range plan.Culprits() {
		list := d.of(c)
		switch {
		case len(list) == 0:
		case c == plan.BlameYAML:
			p.asked(list)
		default:
			p.drifted(d, c, list)
		}
	}
	p.held(d.otherHeld())
	p.blank()
	p.prose(0, nil, strong, d.verdict())
	return p.w.Flush()
}

func (p *page) driftHeader(d *Drift) {
	p.line(0, line{{plain, "Drift of "}, {strong, name(d.Plan.Library)}})
	scope := make([]string, len(d.Plan.Scope))
	for i, dir := range d.Plan.Scope {
		scope[i] = name(string(dir))
	}
	p.flow(2, say(faint, pad("scope", 10)), commas(scope), "")
	p.fact("read", plain, count(d.Plan.Totals.Objects, "file or folder", "files and folders"))
	p.fact("from", plain, wishes(d.Source, d.Plan)+digest(d.Plan.Digests.Config))
	if d.Base != nil {
		p.fact("applied", plain, d.reference()+digest(d.Base.Digests.Config))
	}
	if !official(d.Plan.Endpoint) {
		p.fact("endpoint", warn, d.Plan.Endpoint+" (not ImageKit's own)")
	}
}

// unread is the banner over a drift of a library that could not be read whole.
func (p *page) unread(gaps []state.Gap) {
	if len(gaps) == 0 {
		return
	}
	p.blank()
	p.line(0, say(alarm, bar+"INCOMPLETE READ: what could not be read may have drifted too."))
	for _, g := range sortedGaps(gaps) {
		p.line(0, line{{alarm, bar}, {plain, "  "}, {strong, name(string(g.Scope))}, {plain, "  "}, {plain, gapReason(g.Reason)}})
		if g.Detail != "" {
			p.prose(0, say(alarm, bar+"    "), faint, g.Detail)
		}
	}
}

func commas(names []string) []line {
	out := make([]line, len(names))
	for i, n := range names {
		if i < len(names)-1 {
			n += ","
		}
		out[i] = say(plain, n)
	}
	return out
}

// drifted writes what somebody did, by folder.
func (p *page) drifted(d *Drift, c plan.Culprit, list []*plan.Blamed) {
	p.blank()
	p.line(0, line{{strong, culpritHeading(c) + ": "}, {plain, objects(changesOf(list))}})
	groups := driftGroups(list)
	gs := make([]group, len(groups))
	folds := map[state.Path][]driftFold{}
	for i, g := range groups {
		gs[i] = g.group
		folds[g.dir] = g.folds
	}
	walk(gs, tree, func(indent int, title string, g group) {
		p.line(indent, say(strong, title))
		for _, f := range folds[g.dir] {
			p.driftFold(indent+2, g.dir, d, &f)
		}
	})
}

func changesOf(list []*plan.Blamed) []*plan.Change {
	out := make([]*plan.Change, len(list))
	for i, b := range list {
		out[i] = &b.Change
	}
	return out
}

func (p *page) driftFold(indent int, dir state.Path, d *Drift, f *driftFold) {
	b := f.list[0]
	c := where(b)
	items := foldNames(f.places(), dir)
	switch {
	case f.deed.what == "moved":
		items = []line{{{plain, called(c, c.Path, dir)}, {faint, " moved to "}, {plain, called(c, c.From, dir)}}}
	case f.deed.what != "" && f.deed.what != "changed":
		items = append(items, say(faint, f.deed.what))
	}
	if instead := askedInstead(b); b.Blame == plan.BlameBoth && instead != "" {
		items = append(items, words(faint, instead)...)
	}
	p.flow(indent, say(f.deed.tone, f.deed.sign), items, note(d.dates(f.list)))
	p.attrs(indent+4, f.diffs, "")
}

// askedInstead says what an apply would do about the place of an object that both
// somebody and the YAML changed.
func askedInstead(b *plan.Blamed) string {
	switch {
	case b.Place == "":
		return ""
	case b.Place == plan.BlameLibrary:
		return "(would be undone)"
	case b.Place == plan.BlameDropped:
		return "(would stay)"
	case b.Change.Action == plan.Delete:
		return "(the YAML deletes it)"
	case goesSomewhere(&b.Change):
		return "(the YAML moves it to " + name(string(b.Change.Path)) + ")"
	default:
		return "(the YAML asks for: " + string(b.Change.Action) + " " + name(b.Change.Name()) + ")"
	}
}

// asked counts what the YAML alone asks for, and names the first of it: the plan
// has the rest.
func (p *page) asked(list []*plan.Blamed) {
	const most = 10
	p.blank()
	cs := changesOf(list)
	p.line(0, line{{strong, culpritHeading(plan.BlameYAML) + ": "}, {plain, objects(cs)}})
	for _, a := range plan.Actions() {
		of := slices.DeleteFunc(slices.Clone(cs), func(c *plan.Change) bool { return c.Action != a })
		if len(of) == 0 {
			continue
		}
		items := make([]string, 0, most)
		for _, c := range of[:min(len(of), most)] {
			items = append(items, name(folderish(c.Kind, c.Name())))
		}
		if rest := len(of) - len(items); rest > 0 {
			items = append(items, "and "+humanize.Comma(int64(rest))+" more")
		}
		p.flow(2, say(faint, pad(string(a), 10)), commas(items), "")
	}
}
