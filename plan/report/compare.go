package report

import (
	"io"

	"github.com/iksync/iksync/plan"
)

// Comparison writes for a person in which changes a plan differs from an older
// one, as plan.Compare found them.
func Comparison(w io.Writer, diffs []plan.ChangeDiff, s Style) error {
	p := newPage(w, s)
	if len(diffs) == 0 {
		p.line(0, say(plain, "The plan is the same."))
		return p.w.Flush()
	}
	p.line(0, say(strong, "The plan differs in "+count(len(diffs), "change", "changes")+":"))
	for i := range diffs {
		p.changeDiff(&diffs[i])
	}
	return p.w.Flush()
}

// changeDiff writes one change that is new (+), gone (-) or different (~). What is
// different is told in a line each.
func (p *page) changeDiff(d *plan.ChangeDiff) {
	sign, t := "~ ", altered
	switch d.What {
	case plan.DiffNew:
		sign, t = "+ ", added
		if d.Change.Irreversible() {
			t = danger
		}
	case plan.DiffGone:
		sign, t = "- ", faint
	case plan.DiffOther:
	}
	c := &d.Change
	l := line{{t, sign + string(c.Action) + " " + string(c.Kind) + " "}, {plain, name(c.Name())}}
	if c.From != "" {
		l = append(l, span{faint, " from "}, span{plain, name(string(c.From))})
	}
	p.noted(2, l, because(c))
	for _, detail := range d.Detail {
		p.line(6, say(plain, detail))
	}
}
