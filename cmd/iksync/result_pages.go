package main

import (
	"bytes"
	"io"
	"strings"

	"github.com/iksync/iksync/plan/report"
)

// Markdown writes how the run ended, then what was planned, all within the budget.
func (w *work) Markdown(out io.Writer, s report.MarkdownStyle) error {
	if s.Budget <= 0 {
		s.Budget = report.MarkdownBudget
	}
	ended, err := w.endedInMarkdown(s.Budget / 2)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(out, ended); err != nil {
		return err
	}
	s.Budget -= len(ended)
	s.Title, s.Refs = "The plan", w.refs
	return report.Markdown(out, w.plan, s)
}

// endedInMarkdown is the verdict and what was not done.
func (w *work) endedInMarkdown(budget int) (string, error) {
	const mostVerdict = 4_000 // bytes
	heading := "## Applied to "
	switch {
	case w.result == nil && !w.succeeded():
		heading = "## Not applied to "
	case !w.succeeded():
		heading = "## Applied in part to "
	}
	text := heading + report.MarkdownText(w.plan.Library) + "\n\n"
	if w.succeeded() {
		text += report.MarkdownText(w.message) + "\n\n"
	} else {
		text += fenced(strings.Split(w.message, "\n"), mostVerdict) + "\n"
	}
	lines, err := w.endingLines()
	if len(lines) > 0 {
		text += fenced(lines, budget-len(text)) + "\n"
	}
	return text, err
}

// endingLines is what there is to say besides the message: what was not done, and
// what is left.
func (w *work) endingLines() ([]string, error) {
	var rest bytes.Buffer
	if err := w.ending(&rest, report.Style{}); err != nil {
		return nil, err
	}
	body := strings.TrimSpace(rest.String())
	if body == "" || body == w.message {
		return nil, nil
	}
	return strings.Split(body, "\n"), nil
}

// HTML writes the plan as a page, with how its run ended at the top.
func (w *work) HTML(out io.Writer, s report.HTMLStyle) error {
	s.Banner, s.Failed, s.Refs = w.message, !w.succeeded(), w.refs
	var err error
	if s.Ending, err = w.endingLines(); err != nil {
		return err
	}
	return report.HTML(out, w.plan, s)
}
