package report

import (
	"cmp"
	"slices"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// strayHeading is what is over Strays.
const strayHeading = "Changed in the library; an apply would leave it as it is"

// strayReason says what is wrong with what an apply leaves as it is.
func strayReason(r plan.StrayReason) string {
	switch r {
	case plan.StrayOther:
		return "there instead of what is pinned"
	case plan.StrayKept:
		return "there, though it should go; protected"
	case plan.StrayReturned:
		return "there, though it should go; something in it stays"
	case plan.StrayNone:
	}
	return string(r)
}

// strayAdvice is what can be done about it.
func strayAdvice(r plan.StrayReason) string {
	switch r {
	case plan.StrayOther:
		return "Somebody replaced it, or it got another id as it was moved. Pin the id that it has now, or put back what was there."
	case plan.StrayKept:
		return "List it if it belongs there, let the folder keep what is in it with prune: false, or delete it by hand."
	case plan.StrayReturned:
		return "Take away by hand what stays in it, or take it off the list of what is removed."
	case plan.StrayNone:
	}
	return ""
}

// strayBlame says what the YAML at hand does about it, "" where that is the same.
func strayBlame(c plan.Culprit) string {
	switch c {
	case plan.BlameBoth:
		return "(the YAML changes it)"
	case plan.BlameDropped:
		return "(the YAML agrees or does not mind)"
	case plan.BlameLibrary, plan.BlameYAML:
	}
	return ""
}

func straySign(r plan.StrayReason) span {
	if r == plan.StrayOther {
		return span{altered, "~ "}
	}
	return span{added, "+ "}
}

// strays is what somebody changed and an apply leaves alone, for one reason, in order.
func (d *Drift) strays(r plan.StrayReason) []*plan.Stray {
	var out []*plan.Stray
	for i := range d.Strays {
		if d.Strays[i].Reason == r {
			out = append(out, &d.Strays[i])
		}
	}
	slices.SortStableFunc(out, func(a, b *plan.Stray) int {
		return cmp.Or(a.Path.Compare(b.Path), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Detail, b.Detail))
	})
	return out
}

// sharedDetail is what is said of all of them, where that is the same of several.
func sharedDetail(list []*plan.Stray) string {
	if len(list) < 2 || slices.ContainsFunc(list, func(s *plan.Stray) bool { return s.Detail != list[0].Detail }) {
		return ""
	}
	return list[0].Detail
}

// strayFiles writes what an apply would leave as it is: all of it.
func (p *page) strayFiles(d *Drift) {
	if len(d.Strays) == 0 {
		return
	}
	p.blank()
	p.line(0, line{{alarm, strayHeading + ": "}, {plain, count(len(d.Strays), "object", "")}})
	for _, r := range plan.StrayReasons() {
		list := d.strays(r)
		if len(list) == 0 {
			continue
		}
		p.line(2, say(plain, strayReason(r)))
		p.prose(4, nil, faint, strayAdvice(r))
		shared := sharedDetail(list)
		if shared != "" {
			p.prose(4, nil, faint, shared)
		}
		for _, s := range list {
			p.stray(s, shared)
		}
	}
}

func (p *page) stray(s *plan.Stray, shared string) {
	items := []line{say(plain, name(folderish(s.Kind, string(s.Path))))}
	if blame := strayBlame(s.Blame); blame != "" {
		items = append(items, words(faint, blame)...)
	}
	if s.Detail != "" && shared == "" {
		items[len(items)-1] = append(items[len(items)-1], span{faint, ":"})
		items = append(items, words(faint, s.Detail)...)
	}
	p.flow(4, line{straySign(s.Reason)}, items, note(at(s.Pos)))
}

// strays names what an apply would leave as it is, as far as there is room.
func (m *driftMarkdown) strays() {
	if len(m.Strays) == 0 {
		return
	}
	head := "\n### " + strayHeading + ": " + count(len(m.Strays), "object", "") + "\n"
	for _, r := range plan.StrayReasons() {
		list := m.Drift.strays(r)
		if len(list) > 0 {
			head += "\n" + MarkdownText(strayReason(r)) + ". " + MarkdownText(strayAdvice(r)) + "\n\n"
		}
		for _, s := range list {
			if m.left > 0 || !m.room(head+mdStray(s)) {
				m.left++
				continue
			}
			head = ""
		}
	}
}

func mdStray(s *plan.Stray) string {
	text := "- " + mdName(folderish(s.Kind, string(s.Path)))
	if blame := strayBlame(s.Blame); blame != "" {
		text += " " + MarkdownText(blame)
	}
	if s.Detail != "" {
		text += ": " + MarkdownText(shorten(s.Detail, 2*maxMd))
	}
	return text + "\n"
}

// driftKey is an object, by where it is or was.
type driftKey struct {
	kind plan.Kind
	path state.Path
}

// onlyStray counts the strays that no change tells of as well: what is in the place of
// a pinned file may also have other tags.
func (d *Drift) onlyStray() int {
	if len(d.Strays) == 0 {
		return 0
	}
	told := map[driftKey]bool{}
	for i := range d.Changes {
		b := &d.Changes[i]
		if !b.Blame.Drift() {
			continue
		}
		c := where(b)
		told[driftKey{c.Kind, c.Path}] = true
		if c.From != "" {
			told[driftKey{c.Kind, c.From}] = true
		}
	}
	n := 0
	for i := range d.Strays {
		if s := &d.Strays[i]; !told[driftKey{s.Kind, s.Path}] {
			told[driftKey{s.Kind, s.Path}] = true
			n++
		}
	}
	return n
}

// otherHeld is the plan at hand with what it holds, but for what is told as changed.
func (d *Drift) otherHeld() *plan.Plan {
	if len(d.Strays) == 0 {
		return d.Plan
	}
	told := map[driftKey]bool{}
	for i := range d.Strays {
		told[driftKey{d.Strays[i].Kind, d.Strays[i].Path}] = true
	}
	rest := *d.Plan
	rest.Held = slices.DeleteFunc(slices.Clone(rest.Held), func(h plan.Held) bool {
		return h.Reason.Stray() != plan.StrayNone && told[driftKey{h.Kind, h.Path}]
	})
	return &rest
}
