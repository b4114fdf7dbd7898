package report

import (
	"strings"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
)

// htmlTiles is a plan in figures: what happens, what it costs, what it breaks.
func htmlTiles(p *plan.Plan, broken []impact.Broken) []htmlTile {
	by := map[plan.Action][]*plan.Change{}
	for i := range p.Changes {
		c := &p.Changes[i]
		by[c.Action] = append(by[c.Action], c)
	}
	tiles := []htmlTile{
		tileOf("Delete for ever", by, plan.Delete),
		tileOf("Replace", by, plan.Replace),
		tileOf("Move", by, plan.Move, plan.Rename, plan.Merge),
		tileOf("Create", by, plan.Create, plan.Copy, plan.Upload),
		tileOf("Update", by, plan.Update),
	}
	if len(broken) > 0 {
		files := 0
		for i := range broken {
			files += broken[i].Files
		}
		tiles = append(tiles, htmlTile{Sign: "!", Class: "warn", Label: "URLs that end", N: comma(files),
			Detail: count(impact.Purges(p), "purge clears", "purges clear") + " the CDN", Filter: "#only=breaks+a+URL"})
	}
	calls, parts := 0, []string{}
	for _, c := range classes() {
		if n := p.Totals.Calls[c]; n > 0 {
			calls += n
			parts = append(parts, count(n, string(c), ""))
		}
	}
	if n := p.Forecast.Reads; n > 0 {
		parts = append(parts, count(n, "read", "")+" around them")
	}
	t := htmlTile{Label: "Calls", N: comma(calls), Detail: strings.Join(parts, ", ")}
	if !p.Empty() {
		parts = append([]string{duration(p.Forecast.Seconds) + " at the documented limits"}, parts...)
		t.Detail = strings.Join(parts, "; ")
	}
	return append(tiles, t)
}

// tileOf counts the changes of some actions. What is in the detail is of what kind
// they are, or, where there are several actions, how many each has.
func tileOf(label string, by map[plan.Action][]*plan.Change, actions ...plan.Action) htmlTile {
	t := htmlTile{Sign: actionSign(actions[0]), Class: actionClass(actions[0]), Label: label}
	var all []*plan.Change
	var names, parts []string
	for _, a := range actions {
		if n := len(by[a]); n > 0 {
			all = append(all, by[a]...)
			names = append(names, string(a))
			parts = append(parts, comma(n)+" to "+string(a))
		}
	}
	t.N = comma(len(all))
	if len(all) == 0 {
		t.Class = "zero"
		return t
	}
	t.Filter = "#action=" + strings.Join(names, ",")
	t.Detail = objects(all)
	if len(actions) > 1 && (len(names) > 1 || names[0] != string(actions[0])) {
		t.Detail = strings.Join(parts, ", ")
	}
	if n := size(all); n > 0 {
		t.Detail += ", " + inBytes(n)
	}
	return t
}

// htmlHeldGroup is what is not done for one reason.
type htmlHeldGroup struct {
	Reason string
	N      string
	Open   bool
	Items  []htmlHeldItem
}

type htmlHeldItem struct {
	Name, Action, Detail string
	Why                  htmlWhy
}

// held is what is not done, by reason.
func (v *htmlView) held(p *plan.Plan, d *htmlData) {
	all := sortedHeld(p.Held)
	v.HeldTitle = "Held back: " + count(len(all), "thing", "things")
	room := htmlHeld
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].Reason == all[0].Reason {
			n++
		}
		g := htmlHeldGroup{Reason: safe(heldReason(all[0].Reason)), N: comma(n), Open: n <= maxHeld}
		for i := range all[:min(n, room)] {
			h := &all[i]
			g.Items = append(g.Items, htmlHeldItem{Name: heldName(h), Action: safe(past(h.Action)), Detail: safe(h.Detail),
				Why: htmlWhy{Place: safe(at(h.Pos)), Link: d.linkTo(h.Pos)}})
		}
		room -= len(g.Items)
		v.Held = append(v.Held, g)
		all = all[n:]
	}
	if rest := len(p.Held) - htmlHeld; rest > 0 {
		v.MoreHeld = comma(rest)
	}
}
