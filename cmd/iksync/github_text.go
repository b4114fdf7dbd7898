package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

// maxListed is how many problems a text lists, and maxLine how many bytes a line of it
// has, before what Markdown needs for them.
const (
	maxListed = 50
	maxLine   = 900
)

// failureText is what people read of a run that has no plan, within budget bytes.
// nothing says what did not happen.
func (p *program) failureText(j *workflow, err error, nothing string, budget int) string {
	var problems state.Problems
	if !errors.As(err, &problems) {
		head := "## iksync: no plan for " + p.subject(j) + "\n\n" + nothing + "\n\n"
		return head + fenced(strings.Split(p.explainError(err), "\n"), min(budget-len(head), maxListed*maxLine))
	}
	const spare = 100 // bytes for the last line
	var b strings.Builder
	fmt.Fprintf(&b, "## iksync: %s has %s\n\n%s\n\n", p.subject(j), quantity(len(problems), "problem"), nothing)
	link := p.links(j)
	for i, problem := range problems {
		line := "- " + problemLine(problem, link) + "\n"
		if i == maxListed || b.Len()+len(line)+spare > budget {
			fmt.Fprintf(&b, "- and %d more, which the log lists\n", len(problems)-i)
			break
		}
		b.WriteString(line)
	}
	return b.String()
}

// subject is what a run is about, as far as that is known: the library, the file, and
// which variables were given. Their values may be nobody else's business.
func (p *program) subject(j *workflow) string {
	text := report.MarkdownCode(clipped(p.opts.file.text(), maxLine/3))
	if j.library != "" {
		text = report.MarkdownCode(clipped(j.library, maxLine/3)) + " of " + text
	}
	var names []string
	more := 0
	for _, given := range p.opts.vars.list() {
		name, _, found := strings.Cut(given, "=")
		switch {
		case !found || state.VarNameFault(name) != "": // it may be a value
		case len(names) < mostNames:
			names = append(names, report.MarkdownCode(clipped(name, maxLine/9)))
		default:
			more++
		}
	}
	if len(names) == 0 {
		return text
	}
	text += " (given " + strings.Join(names, ", ")
	if more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text + ")"
}

// problemLine is a problem with its place, which is a link where there is one.
func problemLine(problem state.Problem, link func(state.Pos) string) string {
	text := report.MarkdownText(clipped(problem.Message, maxLine/3))
	if problem.Pos.IsZero() {
		return text
	}
	place := report.MarkdownCode(clipped(problem.Pos.String(), maxLine/9))
	if link != nil {
		if to := link(problem.Pos); to != "" && len(to) < maxLine/3 {
			place = "[" + place + "](" + strings.NewReplacer("(", "%28", ")", "%29").Replace(to) + ")"
		}
	}
	return place + " " + text
}

// clipped is s in one line, with so many bytes at most.
func clipped(s string, most int) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\ufffd")), " ")
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// footer says what a text is about: the commit, and the run that wrote it.
func (j *workflow) footer() string {
	var parts []string
	if _, commit := j.head(); commit != "" {
		parts = append(parts, "commit "+report.MarkdownCode(shortCommit(commit)))
	}
	if run := j.env.RunURL(); run != "" {
		parts = append(parts, "[run]("+run+")")
	}
	if len(parts) == 0 {
		return ""
	}
	return "\n<sub>iksync, " + strings.Join(parts, ", ") + "</sub>\n"
}

// shortCommit is how people name a commit.
func shortCommit(commit string) string {
	const short = 7
	return commit[:min(short, len(commit))]
}
