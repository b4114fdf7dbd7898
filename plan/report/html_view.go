package report

import (
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
	"github.com/iksync/iksync/state"
)

const (
	htmlPlain = 2000 // changes that are there as plain HTML
	htmlOpen  = 300  // so many of them are not folded
	htmlHeld  = 1000 // things held that are named
	htmlGaps  = 200  // gaps that are named
)

// htmlView is what the templates write of a plan.
type htmlView struct {
	Title, Heading, Summary string
	Policy                  string // the page's content policy
	Banner                  string
	Failed                  bool
	Ending                  string
	Gaps                    []htmlGap
	MoreGaps                string
	GapsAlarm               string
	Refusals                []htmlRefusal
	RefusalsTitle           string
	Tiles                   []htmlTile
	Facts                   []htmlFact
	Actions, Kinds, Flags   []htmlChip
	Thumbs                  bool
	Total, Rest             string // changes; those that are not in Nodes
	Nodes                   []*htmlNode
	Held                    []htmlHeldGroup
	HeldTitle, MoreHeld     string
}

// htmlTile is one figure of the summary.
type htmlTile struct {
	Sign, Class, Label, N, Detail string
	Filter                        string // the fragment of the page's address that shows those changes
}

// htmlFact is what a plan was made of.
type htmlFact struct {
	Name, Text string
	Warn       bool
}

// htmlChip is one switch of the filter.
type htmlChip struct {
	Facet, Value, Sign, Class, N string
}

// htmlGap is something that could not be read.
type htmlGap struct{ Scope, Reason, Detail string }

// htmlRefusal is why a plan must not be applied.
type htmlRefusal struct {
	Guard, Subject, Message string
	Why                     htmlWhy
	Override                string
}

func newHTMLView(p *plan.Plan, s HTMLStyle, d *htmlData) *htmlView {
	v := &htmlView{
		Heading: "Plan for " + name(p.Library), Title: safe(s.Title), Summary: safe(summary(s.Source, p)),
		Banner: safe(s.Banner), Failed: s.Failed, Ending: safeLines(strings.Join(s.Ending, "\n")), Thumbs: d.thumbs,
		Total: count(len(d.rows), "change", ""), Nodes: d.plainTree(htmlPlain),
	}
	if v.Title == "" {
		v.Title = v.Heading
	} else {
		v.Heading = v.Title
	}
	if n := len(d.rows) - htmlPlain; n > 0 {
		v.Rest = comma(n)
	}
	v.gaps(p)
	v.refusals(p, d)
	v.Tiles = htmlTiles(p, d.broken)
	v.Facts = htmlFacts(p, s, len(d.broken) > 0)
	v.chips(d)
	v.held(p, d)
	return v
}

func comma(n int) string { return humanize.Comma(int64(n)) }

func (v *htmlView) gaps(p *plan.Plan) {
	gaps := sortedGaps(p.Gaps)
	if n := len(gaps) - htmlGaps; n > 0 {
		gaps, v.MoreGaps = gaps[:htmlGaps], comma(n)
	}
	for _, g := range gaps {
		v.Gaps = append(v.Gaps, htmlGap{name(string(g.Scope)), safe(gapReason(g.Reason)), safe(g.Detail)})
	}
	if n := countActions(p)[plan.Delete]; n > 0 && len(gaps) > 0 {
		v.GapsAlarm = "Yet there are " + count(n, "delete", "deletes") + " below. Such a plan must not be applied."
	}
}

func (v *htmlView) refusals(p *plan.Plan, d *htmlData) {
	v.RefusalsTitle = "REFUSED: this plan must not be applied, for " + count(len(p.Refusals), "reason", "reasons")
	for _, r := range sortedRefusals(p.Refusals) {
		v.Refusals = append(v.Refusals, htmlRefusal{
			Guard: safe(string(r.Guard)), Subject: subject(&r), Message: safeLines(r.Message), Override: safeLines(r.Override),
			Why: htmlWhy{Place: safe(r.Pos.String()), Link: d.linkTo(r.Pos)},
		})
	}
}

// safeLines is safe for text of many lines.
func safeLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = safe(lines[i])
	}
	return strings.Join(lines, "\n")
}

func (d *htmlData) linkTo(pos state.Pos) string {
	if d.link == nil || pos.IsZero() {
		return ""
	}
	return safeLink(d.link(pos))
}

// chips are the switches of the filter that have something to switch.
func (v *htmlView) chips(d *htmlData) {
	actions, kinds := make([]int, len(d.actions)), make([]int, len(d.kinds))
	dead, mentioned := 0, 0
	for i := range d.rows {
		r := &d.rows[i]
		actions[r.Action]++
		kinds[r.Kind]++
		if r.Dead != "" {
			dead++
		}
		if len(r.Refs) > 0 {
			mentioned++
		}
	}
	for i, a := range d.actions {
		if actions[i] > 0 {
			v.Actions = append(v.Actions, htmlChip{"action", a.Name, a.Sign, a.Class, comma(actions[i])})
		}
	}
	for i, k := range d.kinds {
		if kinds[i] > 0 {
			v.Kinds = append(v.Kinds, htmlChip{Facet: "kind", Value: k, N: comma(kinds[i])})
		}
	}
	if dead > 0 {
		v.Flags = append(v.Flags, htmlChip{Facet: "only", Value: "breaks a URL", N: comma(dead)})
	}
	if mentioned > 0 {
		v.Flags = append(v.Flags, htmlChip{Facet: "only", Value: "mentioned in sources", N: comma(mentioned)})
	}
}

// htmlFacts say which library a plan is about, what it was made from, and how
// much of the sources was searched, if it breaks what they may mention.
func htmlFacts(p *plan.Plan, s HTMLStyle, breaking bool) []htmlFact {
	scope := make([]string, len(p.Scope))
	for i, dir := range p.Scope {
		scope[i] = name(string(dir))
	}
	facts := []htmlFact{
		{Name: "Library", Text: name(p.Library)},
		{Name: "Account", Text: safe(p.Account)},
		{Name: "Scope", Text: strings.Join(scope, ", ")},
		{Name: "Read", Text: count(p.Totals.Objects, "file or folder", "files and folders")},
		{Name: "From", Text: wishes(s.Source, p) + safe(digest(p.Digests.Config))},
	}
	if !official(p.Endpoint) {
		facts = append(facts, htmlFact{"Endpoint", safe(p.Endpoint) + " (not ImageKit's own)", true})
	}
	if s.Refs != nil && (s.Refs.Mentions > 0 || breaking) {
		facts = append(facts, htmlFact{"Sources", sources(s.Refs), s.Refs.Mentions > 0 || s.Refs.Files == 0})
		facts = append(facts, unread(s.Refs.Warnings)...)
	}
	kept := facts[:0]
	for _, f := range facts {
		if f.Text != "" {
			kept = append(kept, f)
		}
	}
	return kept
}

// sources says how much of a source tree was searched, and what was found.
func sources(r *impact.Refs) string {
	dirs := make([]string, len(r.Dirs))
	for i, dir := range r.Dirs {
		dirs[i] = name(dir)
	}
	found := unmentioned(r) + " Searched: " + strings.Join(dirs, ", ")
	if n := r.Mentions; n > 0 {
		found = count(n, "mention", "") + " of what breaks in " + count(r.Files, "file", "") + " of " + strings.Join(dirs, ", ")
	}
	if not := unsearched(r); not != "" {
		found += ". " + not
	}
	return found
}

// unread says what of a source tree could not be searched: what breaks may be mentioned there.
func unread(warnings []string) []htmlFact {
	const most = 5
	var facts []htmlFact
	for i, w := range warnings {
		if i == most {
			return append(facts, htmlFact{"Not searched", "and " + comma(len(warnings)-most) + " more", true})
		}
		facts = append(facts, htmlFact{"Not searched", safe(w), true})
	}
	return facts
}
