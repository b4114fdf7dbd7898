package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

// maxListed is how many problems a comment lists, and maxLine how many bytes a line of
// it may have. Together they stay within what a comment can hold.
const (
	maxListed = 50
	maxLine   = 900
)

// failureText is what people read of a run that has no plan. nothing says what did
// not happen.
func (p *program) failureText(j *workflow, err error, nothing string) string {
	name := report.MarkdownCode(p.opts.file.text())
	var problems state.Problems
	if !errors.As(err, &problems) {
		return "## iksync: no plan for " + name + "\n\n" + nothing + "\n\n" + fenced(strings.Split(p.explainError(err), "\n"), maxListed*maxLine)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "## iksync: %s has %s\n\n%s\n\n", name, quantity(len(problems), "problem"), nothing)
	link := p.links(j)
	for i, problem := range problems {
		if i == maxListed {
			fmt.Fprintf(&b, "- and %d more, which the log lists\n", len(problems)-i)
			break
		}
		b.WriteString("- " + problemLine(problem, link) + "\n")
	}
	return b.String()
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
		const short = 7
		parts = append(parts, "commit "+report.MarkdownCode(commit[:min(short, len(commit))]))
	}
	if run := j.env.RunURL(); run != "" {
		parts = append(parts, "[run]("+run+")")
	}
	if len(parts) == 0 {
		return ""
	}
	return "\n<sub>iksync, " + strings.Join(parts, ", ") + "</sub>\n"
}
