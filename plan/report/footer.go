package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/iksync/iksync/plan"
)

// maxHeld is how many things held for one reason are named.
const maxHeld = 10

// held is what is not done, by reason.
func (p *page) held(pl *plan.Plan) {
	if len(pl.Held) == 0 {
		return
	}
	p.blank()
	p.line(0, line{{strong, "Held back: "}, {plain, count(len(pl.Held), "thing", "things")}})
	all := sortedHeld(pl.Held)
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].Reason == all[0].Reason {
			n++
		}
		p.heldFor(all[:n])
		all = all[n:]
	}
}

func (p *page) heldFor(hs []plan.Held) {
	p.line(2, say(plain, heldReason(hs[0].Reason)))
	shared := len(hs) > 1 && !slices.ContainsFunc(hs, func(h plan.Held) bool { return h.Detail != hs[0].Detail })
	if shared && hs[0].Detail != "" {
		p.prose(4, nil, faint, hs[0].Detail)
	}
	shown := len(hs)
	if shown > maxHeld && !p.Verbose {
		shown = maxHeld
	}
	for _, h := range hs[:shown] {
		items := []line{say(plain, heldName(&h))}
		if h.Action != "" {
			items = append(items, say(faint, "not "+past(h.Action)))
		}
		if h.Detail != "" && !shared {
			items[len(items)-1] = append(items[len(items)-1], span{faint, ":"})
			items = append(items, words(faint, h.Detail)...)
		}
		p.flow(4, say(plain, "= "), items, note(at(h.Pos)))
	}
	if rest := len(hs) - shown; rest > 0 {
		p.line(4, say(faint, "= and "+humanize.Comma(int64(rest))+" more"))
	}
}

func heldName(h *plan.Held) string {
	if h.Kind == plan.Field {
		return "field " + name(string(h.Path))
	}
	return name(folderish(h.Kind, string(h.Path)))
}

func sortedHeld(hs []plan.Held) []plan.Held {
	out := slices.Clone(hs)
	slices.SortStableFunc(out, func(a, b plan.Held) int {
		return cmp.Or(cmp.Compare(heldRank(a.Reason), heldRank(b.Reason)), cmp.Compare(a.Reason, b.Reason),
			a.Path.Compare(b.Path), cmp.Compare(a.Action, b.Action), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Detail, b.Detail))
	})
	return out
}

// heldRank puts what was kept from harm before plain notes.
func heldRank(r plan.HeldReason) int {
	switch r {
	case plan.HeldProtected:
		return 1
	case plan.HeldIncomplete:
		return 2
	case plan.HeldNotEmpty:
		return 3
	case plan.HeldPinGone:
		return 4
	case plan.HeldUnread:
		return 2
	case plan.HeldHalfway:
		return 5
	}
	return 0
}

func heldReason(r plan.HeldReason) string {
	switch r {
	case plan.HeldProtected:
		return "protected"
	case plan.HeldIncomplete:
		return "not done: the read is incomplete"
	case plan.HeldNotEmpty:
		return "folders in which something stays"
	case plan.HeldPinGone:
		return "pinned ids that are gone, while the path is there: taken as done"
	case plan.HeldUnread:
		return "not compared with their sources"
	case plan.HeldHalfway:
		return "moves that an earlier run seems to have left half-way: taken up again"
	}
	return string(r)
}

func past(a plan.Action) string {
	switch a {
	case plan.Copy:
		return "copied"
	case plan.Delete, plan.Replace, plan.Merge, plan.Move, plan.Rename, plan.Create, plan.Update:
		return string(a) + "d"
	case plan.Upload:
		return "uploaded"
	}
	return string(a)
}

// folderish is the name of something, with a slash where it is a folder.
func folderish(k plan.Kind, s string) string {
	if k == plan.Folder && !strings.HasSuffix(s, "/") {
		return s + "/"
	}
	return s
}

// footer sums up: the last lines are those that are read.
func (p *page) footer(pl *plan.Plan) {
	p.line(0, say(strong, summary(p.Source, pl))) // in one line, for those who search for it
	if !pl.Empty() {
		p.flow(0, say(faint, "Forecast: "), cost(pl), "")
	}
	if p.Refs != nil && p.Refs.Mentions > 0 {
		p.prose(0, nil, alarm, "It breaks "+count(p.Refs.Mentions, "place", "")+" in sources, which are named above.")
	}
	if n := len(pl.Gaps); n > 0 {
		p.prose(0, nil, alarm, "The read is incomplete: nothing is deleted. The reasons are at the top.")
	}
	if pl.Refused() {
		p.prose(0, nil, alarm, "REFUSED by "+guards(pl)+": not to be applied as it is. The reasons are at the top.")
	}
}

// summary is the plan in one line.
func summary(source string, pl *plan.Plan) string {
	held := ""
	if n := len(pl.Held); n > 0 {
		held = humanize.Comma(int64(n)) + " held"
	}
	if pl.Empty() {
		return noChanges(source, pl, held)
	}
	var parts []string
	actions := countActions(pl)
	for _, a := range plan.Actions() {
		if n := actions[a]; n > 0 {
			parts = append(parts, humanize.Comma(int64(n))+" to "+string(a))
		}
	}
	s := "Plan: " + strings.Join(parts, ", ")
	if held != "" {
		s += "; " + held
	}
	return s + "."
}

func noChanges(source string, pl *plan.Plan, held string) string {
	var s string
	switch {
	case pl.Refused():
		s = "No changes: no plan could be made."
	case len(pl.Gaps) > 0:
		s = "No changes, as far as the library could be read."
	default:
		s = "No changes. The library matches " + wishes(source, pl) + "'s wishes."
	}
	if held != "" {
		s = strings.TrimSuffix(s, ".") + "; " + held + "."
	}
	return s
}

// cost is a forecast of what the API is asked and how long that takes. The time
// is never broken.
func cost(pl *plan.Plan) []line {
	total, parts := 0, []string{}
	for _, c := range classes() {
		n := pl.Totals.Calls[c]
		total += n
		if n > 0 {
			parts = append(parts, count(n, string(c), ""))
		}
	}
	s := count(total, "call", "")
	if len(parts) > 0 {
		s += " (" + strings.Join(parts, ", ") + ")"
	}
	if n := pl.Forecast.Reads; n > 0 {
		s += " and " + count(n, "read", "")
	}
	items := append(words(faint, s+","), say(faint, duration(pl.Forecast.Seconds)))
	return append(items, words(faint, "at the documented limits.")...)
}

// classes are the classes of calls in the order in which they are told.
func classes() []plan.Class {
	return []plan.Class{plan.ClassWrite, plan.ClassJob, plan.ClassUpload, plan.ClassRead}
}

// countActions counts what is listed, so that the sum is that of the list.
func countActions(pl *plan.Plan) map[plan.Action]int {
	n := map[plan.Action]int{}
	for i := range pl.Changes {
		n[pl.Changes[i].Action]++
	}
	return n
}

// guards names the guards that refuse a plan, once each.
func guards(pl *plan.Plan) string {
	var names []string
	for i := range pl.Refusals {
		names = append(names, string(pl.Refusals[i].Guard))
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ", ")
}
