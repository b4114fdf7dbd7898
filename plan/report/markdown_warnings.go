package report

import (
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// warnings are what stops a plan: refusals, and a read that is incomplete.
func (m *markdown) warnings() []*mdPart {
	var ps []*mdPart
	if rs := sortedRefusals(m.plan.Refusals); len(rs) > 0 {
		least := "\n> [!CAUTION]\n> **REFUSED: this plan must not be applied, for " + count(len(rs), "reason", "") + ".**\n"
		full := func(limit int) telling { return writeRefusals(limit, least, rs, m.refusal) }
		brief := func(limit int) telling {
			t := writeRefusals(limit, least, rs, m.refusalInShort)
			t.brief = true
			return t
		}
		ps = append(ps, &mdPart{what: "refusal", rank: 0, total: len(rs), least: least, share: 50, modest: true,
			levels: []func(int) telling{full, brief}})
	}
	if gaps := sortedGaps(m.plan.Gaps); len(gaps) > 0 {
		least := "\n> [!WARNING]\n> **INCOMPLETE READ: nothing is deleted in this run.** " +
			"What could not be read looks the same as what is not there.\n"
		if n := countActions(m.plan)[plan.Delete]; n > 0 {
			least += "> **Yet the plan has " + count(n, "delete", "") + ". It must not be applied.**\n"
		}
		ps = append(ps, &mdPart{what: "gap", rank: 0, total: len(gaps), least: least, share: 25, modest: true,
			levels: []func(int) telling{func(limit int) telling { return writeRefusals(limit, least, gaps, mdGap) }}})
	}
	return ps
}

// writeRefusals writes an alert with as many of the reasons as have room.
func writeRefusals[T any](limit int, head string, reasons []T, say func(*T) string) telling {
	s := &mdSheet{limit: limit}
	s.owed += mdRest
	if !s.put(head + ">\n") {
		return telling{cut: true}
	}
	for i := range reasons {
		if !s.put(quoted(say(&reasons[i]))) {
			if i == 0 {
				return telling{cut: true}
			}
			s.owed -= mdRest
			n := len(reasons) - i
			s.put("> - and " + humanize.Comma(int64(n)) + " more\n")
			return telling{text: s.closed(), counted: n, cut: true}
		}
	}
	return telling{text: s.closed()}
}

// quoted is Markdown as a part of an alert.
func quoted(markdown string) string {
	return "> " + strings.ReplaceAll(strings.TrimSuffix(markdown, "\n"), "\n", "\n> ") + "\n"
}

// refusal is why the plan is refused, and what to type if it is meant.
func (m *markdown) refusal(r *plan.Refusal) string {
	s := "- " + mdStrong(string(r.Guard))
	if r.Subject != "" {
		s += " · " + mdName(r.Subject)
	}
	if where := m.at(r.Pos); where != "" {
		s += " · " + where
	}
	prose, copied := proseAndCode(r.Message)
	if prose != "" {
		s += ": " + MarkdownText(shorten(prose, maxProse))
	}
	s += mdBlock("", copied)
	lines := strings.Split(r.Override, "\n")
	switch {
	case r.Override == "":
	case len(lines) == 1 && len(copied) == 0:
		s += ended(prose) + " If it is meant: " + MarkdownCode(r.Override) // never shortened: it is to be copied
	default:
		s += mdBlock("If it is meant:", lines)
	}
	return s + "\n"
}

// ended is what is still to be put at the end of a sentence.
func ended(sentence string) string {
	if sentence != "" && strings.ContainsAny(sentence[len(sentence)-1:], ".?!") {
		return ""
	}
	return "."
}

// refusalInShort is what refuses the plan, about what, and what to type.
func (m *markdown) refusalInShort(r *plan.Refusal) string {
	s := "- " + mdStrong(string(r.Guard))
	if r.Subject != "" {
		s += " · " + mdName(r.Subject)
	}
	if r.Override != "" {
		s += ". If it is meant: " + MarkdownCode(r.Override)
	}
	return s + "\n"
}

// proseAndCode is the prose of a message, and its lines that are to be copied: those
// that are indented.
func proseAndCode(message string) (prose string, copied []string) {
	var words []string
	for l := range strings.SplitSeq(message, "\n") {
		if strings.HasPrefix(l, " ") {
			copied = append(copied, strings.TrimLeft(l, " "))
		} else if l != "" {
			words = append(words, l)
		}
	}
	return strings.Join(words, " "), copied
}

// mdBlock is lines of code, in an item of a list.
func mdBlock(lead string, lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	for i := range lines {
		lines[i] = safe(lines[i])
	}
	fence, inner := fenced(strings.Join(lines, "\n"), 3)
	if lead != "" {
		lead = "\n  " + lead
	}
	return lead + "\n  " + fence + "\n  " + strings.ReplaceAll(inner, "\n", "\n  ") + "\n  " + fence
}

func mdGap(g *state.Gap) string {
	s := "- " + mdName(string(g.Scope)) + ": " + MarkdownText(shorten(gapReason(g.Reason), maxMd))
	if g.Detail != "" {
		s += " (" + MarkdownText(shorten(g.Detail, maxProse)) + ")"
	}
	return s + "\n"
}
