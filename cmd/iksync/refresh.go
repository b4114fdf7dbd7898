package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/report"
)

// applyRefreshed plans anew what a saved plan was made for. A plan that does the
// same is carried out as the saved one would have been; another one has to be
// approved like any new plan.
func (p *program) applyRefreshed(ctx context.Context, name string, w *work) error {
	if err := checkEndpoint(name, w); err != nil {
		return err
	}
	m, err := p.plannerOfSaved(w)
	if err != nil {
		return err
	}
	fresh, err := m.make(ctx)
	if err != nil {
		return err
	}
	if err := checkAccount(name, w.plan.Account, fresh.Account); err != nil {
		return err
	}
	diffs := plan.Compare(w.plan, fresh)
	next := &work{plan: fresh, connection: m.connection, source: w.source, folder: w.folder, planner: m, lock: w.lock, saved: len(diffs) == 0}
	p.notePartial(fresh, m.options.Selection)
	if len(diffs) == 0 {
		p.stderr.say("Planned again: nothing differs from %s.", name)
		return p.carryOut(ctx, next)
	}
	if needsApproval := !fresh.Empty() && !fresh.Refused(); needsApproval && p.checkApproval() != nil {
		return p.misfit(misfit{differences: diffs},
			"the new plan differs from %s, and there is no terminal to ask on: review it, or give --auto-approve", name)
	}
	if err := p.showComparison(diffs, w.source); err != nil {
		return err
	}
	return p.carryOut(ctx, next)
}

// plannerOfSaved makes plans as the saved one of w was made.
func (p *program) plannerOfSaved(w *work) (*planner, error) {
	y, err := p.readYAML(w.source)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fail(exitUsage, "--refresh plans anew, and there is no file %s to plan from: name it with --file", w.source)
	case err != nil:
		return nil, err
	}
	c, err := y.decode(w.plan.From.Vars)
	if err != nil {
		return nil, err
	}
	return p.plannerOf(c, w.plan.From.Options(p.now))
}

// showComparison says how a plan differs from the saved one: on stdout, unless
// that is kept for one document.
func (p *program) showComparison(diffs []plan.ChangeDiff, source string) error {
	if p.form() == formText {
		return report.Comparison(p.env.Stdout, diffs, p.style(source))
	}
	return report.Comparison(p.stderr, diffs, report.Style{})
}

// misfit is why a saved plan is not carried out, with all that tells it from
// what there is now.
type misfit struct {
	failure
	drift       []plan.Drift
	differences []plan.ChangeDiff
}

// misfit shows m wherever it was asked for, and is the error of exit code 5.
func (p *program) misfit(m misfit, format string, args ...any) error {
	err := fail(exitStale, format, args...)
	m.failure = failure{code: exitStale, message: p.explainError(err), err: err}
	const most = 20 // lines; documents have all of them
	lines := m.lines()
	for _, line := range lines[:min(most, len(lines))] {
		p.stderr.say("%s", line)
	}
	if more := len(lines) - most; more > 0 {
		p.stderr.say("and %d more", more)
	}
	reported := p.report(m, "")
	if p.form() != formText {
		reported = errors.Join(reported, p.show(m, ""))
	}
	if reported != nil {
		p.stderr.say("%s", p.explainError(reported))
	}
	return err
}

// lines are the differences, each in one line.
func (m misfit) lines() []string {
	var out []string
	for _, d := range m.drift {
		out = append(out, d.String())
	}
	if len(m.differences) > 0 {
		var b strings.Builder
		_ = report.Comparison(&b, m.differences, report.Style{}) // a Builder takes all
		out = append(out, strings.Split(strings.TrimRight(b.String(), "\n"), "\n")...)
	}
	return out
}

// Text writes the message and every difference.
func (m misfit) Text(w io.Writer, s report.Style) error {
	if err := m.failure.Text(w, s); err != nil {
		return err
	}
	for _, line := range m.lines() {
		if _, err := fmt.Fprintln(w, inert(line)); err != nil {
			return err
		}
	}
	return nil
}

// Markdown and HTML write the message and every difference.
func (m misfit) Markdown(w io.Writer, s report.MarkdownStyle) error {
	return m.markdown(w, append([]string{m.message, ""}, m.lines()...), s.Budget)
}

func (m misfit) HTML(w io.Writer, _ report.HTMLStyle) error {
	return m.html(w, append([]string{m.message, ""}, m.lines()...))
}

// JSON writes the failure with its differences: a key for either kind, which is
// there where there are any.
func (m misfit) JSON(w io.Writer) error {
	return writeJSON(w, struct {
		Format      string            `json:"format"`
		ExitCode    code              `json:"exit_code"`
		Error       string            `json:"error"`
		Problems    []jsonProblem     `json:"problems"`
		Drift       []plan.Drift      `json:"drift,omitempty"`
		Differences []plan.ChangeDiff `json:"differences,omitempty"`
	}{"iksync-error/1", m.code, m.message, jsonProblems(nil), m.drift, m.differences})
}
