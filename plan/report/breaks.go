package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
)

const (
	maxBroken   = 5  // how many URLs that stop working are named
	maxMentions = 50 // how many mentions of them
)

// breaks is what a plan breaks outside the library: URLs, what the CDN has of
// them, and the lines of source that use them.
func (p *page) breaks(pl *plan.Plan) {
	broken, purges := brokenBy(pl), impact.Purges(pl)
	if len(broken) > 0 {
		p.blank()
		p.broken(broken)
	} else if purges > 0 {
		p.blank()
	}
	if purges > 0 {
		indent := 0
		if len(broken) > 0 {
			indent = 2
		}
		p.prose(indent, nil, faint, count(purges, "purge request", "")+" would clear the CDN of what changes; iksync sends none.")
	}
	p.mentions(pl, len(broken) > 0)
}

// brokenBy is what stops working, in the order in which a report shows changes.
func brokenBy(pl *plan.Plan) []impact.Broken {
	at := make(map[plan.ChangeID]int, len(pl.Changes))
	for i, c := range sorted(pl.Changes) {
		at[c.ID] = i
	}
	list := impact.Of(pl)
	slices.SortStableFunc(list, func(a, b impact.Broken) int { return cmp.Compare(at[a.Change], at[b.Change]) })
	return list
}

// broken names the URLs that stop working, those of most files first.
func (p *page) broken(list []impact.Broken) {
	files := 0
	for i := range list {
		files += list[i].Files
	}
	p.line(0, line{{warn, "URLs that stop working: "}, {plain, humanize.Comma(int64(files))}})
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b impact.Broken) int { return cmp.Compare(b.Files, a.Files) })
	shown := list
	if len(list) > maxBroken && !p.Verbose {
		shown = list[:maxBroken]
	}
	for i := range shown {
		b := &shown[i]
		l := line{{plain, b.URL}}
		if b.Kind == plan.Folder {
			l = append(l, span{warn, "  " + count(b.Files, "file", "")})
		}
		p.noted(2, l, fate(b))
	}
	if rest := len(list) - len(shown); rest > 0 {
		p.prose(2, nil, faint, "and "+humanize.Comma(int64(rest))+" more; the JSON report names them all")
	}
}

// fate is what becomes of what a URL gives.
func fate(b *impact.Broken) string {
	to := "gone"
	if b.Becomes != "" {
		to = "→ " + b.Becomes
	}
	switch b.Fate {
	case impact.Moved, impact.Gone:
		return to
	case impact.TakenOver:
		return to + ", and another takes its place"
	}
	return to + ", " + string(b.Fate)
}

// mentions names the lines of source that use what breaks, by what breaks them.
func (p *page) mentions(pl *plan.Plan, breaking bool) {
	r := p.Refs
	if r == nil || r.Mentions == 0 && !breaking {
		return
	}
	p.blank()
	if r.Mentions == 0 {
		p.prose(0, nil, plain, unmentioned(r))
		p.prose(2, nil, faint, searched(r))
		return
	}
	p.line(0, line{{alarm, "Sources that mention what stops working: "}, {plain, count(r.Mentions, "place", "")}})
	p.prose(2, nil, faint, searched(r))
	left := maxMentions
	if p.Verbose {
		left = len(r.Hits)
	}
	for _, g := range byChange(pl, r.Hits) {
		if left == 0 {
			break
		}
		shown := g.hits[:min(left, len(g.hits))]
		left -= len(shown)
		p.flow(2, nil, breaker(g.id, g.change), "")
		for i := range shown {
			p.hit(&shown[i])
		}
	}
	if rest := r.Mentions - min(len(r.Hits), maxMentions); rest > 0 && !p.Verbose {
		p.line(2, say(danger, "and "+humanize.Comma(int64(rest))+" more; the JSON report names them all"))
	}
}

// unmentioned says what a search means that has found nothing: less than that
// nobody uses what stops working.
func unmentioned(r *impact.Refs) string {
	switch r.Files {
	case 0:
		return "No file could be searched: whether sources mention what stops working is not known."
	case 1:
		return "The 1 file searched does not mention what stops working as a URL or path; names put together at run time are not seen."
	}
	return "None of the " + humanize.Comma(int64(r.Files)) + " files searched mentions what stops working as a URL or path; names put together at run time are not seen."
}

// searched is how much of the sources was looked at, and what was not.
func searched(r *impact.Refs) string {
	s := "Searched: " + count(r.Files, "file", "") + " (" + strings.Join(names(r.Dirs), ", ") + ")."
	if not := unsearched(r); not != "" {
		s += " " + not
	}
	return s
}

// unsearched is what of the sources was not looked at; "": nothing.
func unsearched(r *impact.Refs) string {
	var not []string
	if r.Binary > 0 {
		not = append(not, count(r.Binary, "binary file", ""))
	}
	if r.Large > 0 {
		not = append(not, count(r.Large, "file", "")+" of more than "+inBytes(impact.MaxFile))
	}
	if n := len(r.Warnings); n > 0 {
		not = append(not, humanize.Comma(int64(n))+" that could not be read")
	}
	if len(not) == 0 {
		return ""
	}
	return "Not searched: " + strings.Join(not, ", ") + "."
}

func names(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = name(s)
	}
	return out
}

// breaker is what the lines below it mention.
func breaker(id plan.ChangeID, c *plan.Change) []line {
	if c == nil {
		return []line{say(strong, name(string(id)))}
	}
	items := []line{say(strong, name(folderish(c.Kind, string(place(c)))))}
	if goesSomewhere(c) {
		return append(items, line{{faint, "→ "}, {plain, name(folderish(c.Kind, string(c.Path)))}})
	}
	return append(items, say(danger, past(c.Action)))
}

// elsewhere is said of a mention that may be of somebody else's.
const elsewhere = "(another host)"

func (p *page) hit(h *impact.Hit) {
	const indent = 4
	at := name(h.File) + ":" + strconv.Itoa(h.Line) + ":" + strconv.Itoa(h.Column) + "  "
	taken := indent + width(safe(at))
	if h.Kind == impact.ByHost {
		taken += 2 + width(elsewhere)
	}
	room := 0
	if !p.Verbose {
		room = max(p.Width-taken, 24)
	}
	l := line{{plain, at}, {warn, shorten(h.Text, room)}}
	if h.Kind == impact.ByHost {
		l = append(l, span{faint, "  " + elsewhere})
	}
	p.line(indent, l)
}

// mentionGroup is the mentions of what one change breaks.
type mentionGroup struct {
	id     plan.ChangeID
	change *plan.Change // nil: the plan has none of the name
	hits   []impact.Hit
}

// byChange groups mentions by what breaks them, in the order in which a report
// shows changes. Mentions of one change keep their order.
func byChange(pl *plan.Plan, hits []impact.Hit) []mentionGroup {
	by := map[plan.ChangeID][]impact.Hit{}
	var ids []plan.ChangeID
	for i := range hits {
		id := hits[i].Change
		if by[id] == nil {
			ids = append(ids, id)
		}
		by[id] = append(by[id], hits[i])
	}
	out := make([]mentionGroup, 0, len(ids))
	for _, c := range sorted(pl.Changes) {
		if list := by[c.ID]; list != nil {
			out = append(out, mentionGroup{c.ID, c, list})
			delete(by, c.ID)
		}
	}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if list := by[id]; list != nil {
			out = append(out, mentionGroup{id, nil, list})
		}
	}
	return out
}
