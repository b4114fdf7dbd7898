package report

import (
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/iksync/iksync/plan"
)

// held is what is not done, by reason.
func (m *markdown) held() *mdPart {
	hs := sortedHeld(m.plan.Held)
	if len(hs) == 0 {
		return wholeOnly("held", 9, "")
	}
	how := ": " + count(len(hs), "thing", "") + "\n"
	l := mdListing{begin: "\n<details>\n<summary><strong>Held back</strong>" + strings.TrimSuffix(how, "\n") + "</summary>\n", end: "\n</details>\n"}
	p := &mdPart{what: "held thing", rank: 9, share: 30, total: len(hs), least: "\n**Held back**" + how}
	for _, most := range []int{everything, maxHeld, 3} {
		p.levels = append(p.levels, func(limit int) telling { return l.write(limit, m.heldByReason(hs), most) })
	}
	return p
}

func (m *markdown) heldByReason(all []plan.Held) []bundle {
	var out []bundle
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].Reason == all[0].Reason {
			n++
		}
		hs := all[:n]
		all = all[n:]
		head := func() string { return mdStrong(heldReason(hs[0].Reason)) }
		out = append(out, bundle{n: n, head: head, items: listed(hs, m.heldThing)})
	}
	return out
}

func (m *markdown) heldThing(h plan.Held) string {
	s := mdName(folderish(h.Kind, string(h.Path)))
	if h.Kind == plan.Field {
		s = "field " + mdName(string(h.Path))
	}
	if h.Action != "" {
		s += " is not " + MarkdownText(shorten(past(h.Action), maxMd))
	}
	if h.Detail != "" {
		s += ": " + MarkdownText(shorten(h.Detail, maxProse))
	}
	if where := m.at(h.Pos); where != "" {
		s += " — " + where
	}
	return s
}

// about says which library the plan is about and what it was made from.
func (m *markdown) about() *mdPart {
	p := m.plan
	const named = 10
	var scope []string
	for _, dir := range p.Scope[:min(len(p.Scope), named)] {
		scope = append(scope, mdName(string(dir)))
	}
	if rest := len(p.Scope) - len(scope); rest > 0 {
		scope = append(scope, "and "+humanize.Comma(int64(rest))+" more")
	}
	s := "\nRead " + count(p.Totals.Objects, "file or folder", "files and folders")
	if p.Account != "" {
		s += " of " + MarkdownCode(shorten(p.Account, maxMd))
	}
	if len(scope) > 0 {
		s += ", scope " + strings.Join(scope, ", ")
	}
	if from := m.wishes(); from != "" {
		s += "; made from " + from
	}
	if sum := p.Digests.Config; len(sum) >= 12 {
		s += " (SHA-256 " + MarkdownCode(shorten(sum[:12], maxMd)) + ")"
	}
	s += ".\n"
	if !official(p.Endpoint) {
		s += "\n**Not ImageKit's own endpoint**: " + MarkdownCode(shorten(p.Endpoint, maxMd)) + "\n"
	}
	return wholeOnly("origin", 6, s)
}

// wishes names the YAML files that the plan was made from.
func (m *markdown) wishes() string {
	if m.Source != "" {
		return mdName(m.Source)
	}
	const named = 3
	files := yamlFiles(m.plan)
	var names []string
	for _, f := range files[:min(len(files), named)] {
		names = append(names, MarkdownCode(shorten(f, maxMd)))
	}
	s := strings.Join(names, ", ")
	if rest := len(files) - len(names); rest > 0 {
		s += " and " + humanize.Comma(int64(rest)) + " more"
	}
	return s
}
