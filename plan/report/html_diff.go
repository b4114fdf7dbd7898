package report

import (
	"strings"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// htmlDiff is one attribute before and after. Of a long text, what it begins and ends
// with on both sides is in Head and Tail, so that what differs is seen.
type htmlDiff struct {
	Name   string   `json:"n"`
	Plus   []string `json:"p,omitempty"`
	Minus  []string `json:"m,omitempty"`
	Head   string   `json:"h,omitempty"`
	Before string   `json:"b,omitempty"` // "": nothing is said of it
	After  string   `json:"a,omitempty"`
	Tail   string   `json:"e,omitempty"`
	Why    int      `json:"w"` // -1: what asked for its change
}

const (
	longValue  = 48  // runes from which on only the difference of two values is shown
	keptAround = 24  // runes of what they share that are shown on each side
	maxValue   = 600 // runes of a value
	maxMembers = 50  // of a list
)

// changed is the numbers of what differs of c's attributes.
func (d *htmlData) changed(c *plan.Change) []int {
	ds := diffs(c)
	if len(ds) == 0 {
		return nil
	}
	origins := map[string]state.Origin{}
	for i := range c.Attrs {
		origins[name(c.Attrs[i].Name)] = c.Attrs[i].From
	}
	out := make([]int, len(ds))
	for i := range ds {
		out[i] = d.diff(&ds[i], d.askedBy(c, origins[ds[i].name]))
	}
	return out
}

// askedBy is the number of what asked for an attribute, -1 where its change has said it.
func (d *htmlData) askedBy(c *plan.Change, o state.Origin) int {
	layer := askedBy(state.Origin{Layer: o.Layer, Name: o.Name})
	layer = strings.TrimSuffix(strings.TrimPrefix(layer, "("), ")")
	if o.Pos.File == c.Pos.File && o.Pos.Line == c.Pos.Line && layer == "" || layer == "" && o.Pos.IsZero() {
		return -1
	}
	return d.why(layer, o.Pos)
}

// diff is the number of one attribute's difference.
func (d *htmlData) diff(x *diff, why int) int {
	type key struct {
		name, plus, minus, before, after string
		fresh                            bool
		why                              int
	}
	const gap = "\x00"
	k := key{x.name, strings.Join(x.plus, gap), strings.Join(x.minus, gap), x.before, x.after, x.fresh, why}
	return number(d, k, func() int {
		d.diffs = append(d.diffs, newHTMLDiff(x, why))
		return len(d.diffs) - 1
	})
}

func newHTMLDiff(x *diff, why int) htmlDiff {
	h := htmlDiff{Name: x.name, Why: why, Plus: htmlMembers(x.plus), Minus: htmlMembers(x.minus)}
	if len(h.Plus)+len(h.Minus) > 0 {
		return h
	}
	h.Before, h.After = x.before, x.after
	switch {
	case x.fresh:
		h.Before = ""
	case runeCount(x.before) > longValue && runeCount(x.after) > longValue:
		h.Head, h.Before, h.After, h.Tail = aroundDifference(x.before, x.after)
	}
	h.Before, h.After = htmlClip(h.Before, maxValue), htmlClip(h.After, maxValue)
	return h
}

func runeCount(s string) int { return len([]rune(s)) }

func htmlMembers(all []string) []string {
	shown := all
	if len(all) > maxMembers {
		shown = all[:maxMembers]
	}
	var out []string
	for _, s := range shown {
		out = append(out, htmlClip(s, maxValue))
	}
	if rest := len(all) - len(shown); rest > 0 {
		out = append(out, "("+count(rest, "more", "more")+")")
	}
	return out
}

// aroundDifference parts two texts into what they begin with, what differs, and what they end
// with. Of what they share, only what is next to the difference is kept.
func aroundDifference(before, after string) (head, b, a, tail string) {
	x, y := []rune(before), []rune(after)
	n := 0
	for n < min(len(x), len(y)) && x[n] == y[n] {
		n++
	}
	m := 0
	for m < min(len(x), len(y))-n && x[len(x)-1-m] == y[len(y)-1-m] {
		m++
	}
	if n+m < longValue/2 { // they have little to do with each other
		return "", before, after, ""
	}
	head, tail = string(x[:n]), string(x[len(x)-m:])
	if n > keptAround+1 {
		head = "…" + string(x[n-keptAround:n])
	}
	if m > keptAround+1 {
		tail = string(x[len(x)-m:len(x)-m+keptAround]) + "…"
	}
	return head, string(x[n : len(x)-m]), string(y[n : len(y)-m]), tail
}
