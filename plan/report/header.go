package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

const officialEndpoint = "https://api.imagekit.io"

// official says whether endpoint is ImageKit's own, which goes without saying.
func official(endpoint string) bool {
	bare := strings.TrimSuffix(strings.TrimRight(endpoint, "/"), "/v1")
	return bare == "" || bare == officialEndpoint
}

// header says which library the plan is about and what it was made from.
func (p *page) header(pl *plan.Plan) {
	p.line(0, line{{plain, "Plan for "}, {strong, name(pl.Library)}})
	scope := make([]string, len(pl.Scope))
	for i, dir := range pl.Scope {
		scope[i] = name(string(dir))
	}
	p.fact("scope", plain, strings.Join(scope, ", "))
	read := count(pl.Totals.Objects, "file or folder", "files and folders")
	if pl.Account != "" {
		read += " of " + pl.Account
	}
	p.fact("read", plain, read)
	p.fact("from", plain, wishes(p.Source, pl)+digest(pl.Digests.Config))
	if !official(pl.Endpoint) {
		p.fact("endpoint", warn, pl.Endpoint+" (not ImageKit's own)")
	}
}

func (p *page) fact(what string, t tone, text string) {
	p.flow(2, say(faint, pad(what, 10)), words(t, text), "")
}

func digest(sum string) string {
	if len(sum) < 12 {
		return ""
	}
	return " (sha256 " + sum[:12] + ")"
}

// wishes names the YAML files that a plan was made from.
func wishes(source string, pl *plan.Plan) string {
	if source != "" {
		return name(source)
	}
	files := yamlFiles(pl)
	const most = 3
	more := ""
	if len(files) > most {
		more = " and " + count(len(files)-most, "more", "more")
		files = files[:most]
	}
	if len(files) == 0 {
		return "its YAML"
	}
	return strings.Join(files, ", ") + more
}

func yamlFiles(pl *plan.Plan) []string {
	seen := map[string]bool{}
	add := func(pos state.Pos) {
		if pos.File != "" {
			seen[pos.File] = true
		}
	}
	for i := range pl.Changes {
		add(pl.Changes[i].Pos)
		for j := range pl.Changes[i].Attrs {
			add(pl.Changes[i].Attrs[j].From.Pos)
		}
	}
	for i := range pl.Held {
		add(pl.Held[i].Pos)
	}
	for i := range pl.Refusals {
		add(pl.Refusals[i].Pos)
	}
	files := make([]string, 0, len(seen))
	for f := range seen {
		files = append(files, name(f))
	}
	slices.Sort(files)
	return files
}

// bar marks what stops a plan, down its whole left side.
const bar = "┃ "

// incomplete is the banner over a plan whose library could not be read whole.
func (p *page) incomplete(pl *plan.Plan) {
	if len(pl.Gaps) == 0 {
		return
	}
	p.blank()
	p.line(0, say(alarm, bar+"INCOMPLETE READ: nothing is deleted in this run."))
	p.prose(0, say(alarm, bar), plain, "What could not be read looks the same as what is not there.")
	for _, g := range sortedGaps(pl.Gaps) {
		lead := line{{alarm, bar}, {plain, "  "}, {strong, name(string(g.Scope))}, {plain, "  "}}
		p.line(0, append(lead, span{plain, gapReason(g.Reason)}))
		if g.Detail != "" {
			p.prose(0, say(alarm, bar+"    "), faint, g.Detail)
		}
	}
	if n := countActions(pl)[plan.Delete]; n > 0 {
		p.prose(0, say(alarm, bar), alarm,
			"Yet there are "+count(n, "delete", "deletes")+" below. Such a plan must not be applied.")
	}
}

func sortedGaps(gaps []state.Gap) []state.Gap {
	out := slices.Clone(gaps)
	slices.SortStableFunc(out, func(a, b state.Gap) int {
		return cmp.Or(a.Scope.Compare(b.Scope), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Detail, b.Detail))
	})
	return out
}

func gapReason(r state.GapReason) string {
	switch r {
	case state.GapFailedPage:
		return "a page of its listing could not be had"
	case state.GapShifted:
		return "its listing moved while it was read"
	case state.GapDuplicate:
		return "two assets claim one path"
	case state.GapContent:
		return "the bytes of a file could not be had"
	}
	return string(r)
}

// refusals is why the plan must not be applied, each with the way around it.
func (p *page) refusals(pl *plan.Plan) {
	if !pl.Refused() {
		return
	}
	p.blank()
	p.line(0, say(alarm, bar+"REFUSED: this plan must not be applied, for "+
		count(len(pl.Refusals), "reason.", "reasons.")))
	for _, r := range sortedRefusals(pl.Refusals) {
		p.line(0, say(alarm, strings.TrimRight(bar, " ")))
		p.line(0, line{{alarm, bar}, {strong, string(r.Guard)}, {plain, "  "}, {plain, subject(&r)}})
		p.prose(0, say(alarm, bar+"  "), plain, r.Message)
		if !r.Pos.IsZero() {
			p.line(0, line{{alarm, bar}, {faint, "  at " + r.Pos.String()}})
		}
		if r.Override == "" {
			continue
		}
		p.line(0, line{{alarm, bar}, {plain, "  If it is meant:"}})
		for l := range strings.SplitSeq(r.Override, "\n") { // never broken: it is to be copied
			p.line(0, line{{alarm, bar}, {plain, "    "}, {strong, l}})
		}
	}
}

func subject(r *plan.Refusal) string {
	if r.Subject == "" {
		return ""
	}
	return name(r.Subject)
}

func sortedRefusals(rs []plan.Refusal) []plan.Refusal {
	out := slices.Clone(rs)
	slices.SortStableFunc(out, func(a, b plan.Refusal) int {
		return cmp.Or(cmp.Compare(a.Guard, b.Guard), state.Path(a.Subject).Compare(state.Path(b.Subject)),
			cmp.Compare(a.Message, b.Message), cmp.Compare(a.Pos.Line, b.Pos.Line))
	})
	return out
}
