package report

import (
	"strings"

	"github.com/iksync/iksync/plan"
)

// goneHeading is what is over Gone.
const goneHeading = "Gone from the library; no apply can bring it back"

// goneAdvice is what can be done about it, as far as any of it is a reason.
func goneAdvice(list []plan.Gone) string {
	var objects, pinned, metadata bool
	for i := range list {
		objects = objects || list[i].Kind != plan.Field
		pinned = pinned || list[i].Reason == plan.GonePin
		metadata = metadata || list[i].Kind == plan.Field
	}
	var advice []string
	if objects {
		advice = append(advice, "Put them back, give them a source, or take the entries out.")
	}
	if pinned {
		advice = append(advice, "What is pinned needs another id, or none.")
	}
	if metadata {
		advice = append(advice, "Define the fields under fields, or correct the values.")
	}
	return strings.Join(advice, " ")
}

// goneName is what people call it.
func goneName(g *plan.Gone) string {
	if g.Kind == plan.Field {
		return "field " + name(string(g.Path))
	}
	return name(folderish(g.Kind, string(g.Path)))
}

// goneDetail says what the heading does not.
func goneDetail(g *plan.Gone) string {
	switch g.Reason {
	case plan.GoneField:
		return "the account has no such field, and values are for it"
	case plan.GoneNoSource, plan.GoneOrigin, plan.GonePin, plan.GoneCopy, plan.GoneTaken, plan.GoneValue:
	}
	return g.Detail
}

// gone names what is gone for good: all of it.
func (p *page) gone(list []plan.Gone) {
	if len(list) == 0 {
		return
	}
	p.blank()
	p.line(0, line{{alarm, goneHeading + ": "}, {plain, count(len(list), "object", "")}})
	p.prose(2, nil, faint, goneAdvice(list))
	for i := range list {
		g := &list[i]
		items := []line{say(plain, goneName(g))}
		if detail := goneDetail(g); detail != "" {
			items[0] = append(items[0], span{faint, ":"})
			items = append(items, words(faint, detail)...)
		}
		p.flow(2, say(danger, "- "), items, note(at(g.Pos)))
	}
}

// gone names what is gone for good, as far as there is room.
func (m *driftMarkdown) gone() {
	if len(m.Gone) == 0 {
		return
	}
	head := "\n### " + goneHeading + ": " + count(len(m.Gone), "object", "") + "\n\n" + goneAdvice(m.Gone) + "\n\n"
	for i := range m.Gone {
		if m.left > 0 || !m.room(head+mdGone(&m.Gone[i])) {
			m.left++
			continue
		}
		head = ""
	}
}

func mdGone(g *plan.Gone) string {
	text := "- " + mdName(folderish(g.Kind, string(g.Path)))
	if g.Kind == plan.Field {
		text = "- field " + mdName(string(g.Path))
	}
	if detail := goneDetail(g); detail != "" {
		text += ": " + MarkdownText(shorten(detail, 2*maxMd))
	}
	return text + "\n"
}
