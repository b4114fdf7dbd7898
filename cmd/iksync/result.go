package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/fatih/color"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
	"github.com/iksync/iksync/plan/report"
)

// mostRemaining is how many changes the text lists that do not show; the JSON has all.
const mostRemaining = 20

// conclude shows how an apply ended: all of it as one document, or, of text, what
// follows the plan that was shown before.
func (p *program) conclude(w *work) error {
	return p.document(func(out io.Writer) error {
		if f := p.form(); f != formText {
			return write(out, w, f, report.Style{Source: w.source})
		}
		return w.ending(out, p.style(w.source))
	})
}

// Text writes the plan and how its run ended.
func (w *work) Text(out io.Writer, s report.Style) error {
	err := firstError(w.planText(out, s), w.ending(out, s))
	if err == nil && !w.succeeded() {
		_, err = fmt.Fprintf(out, "\n%s\n", inert(w.message))
	}
	return err
}

// planText writes the plan, with what it breaks in sources.
func (w *work) planText(out io.Writer, s report.Style) error {
	s.Refs = w.refs
	return report.Text(out, w.plan, s)
}

func (w *work) succeeded() bool { return w.code == exitFine || w.code == exitChanges }

// ending writes what was not done and why, what is left, and the verdict.
func (w *work) ending(out io.Writer, s report.Style) error {
	var b bytes.Buffer
	if w.result != nil {
		w.unfinished(&b, s)
	}
	if w.left != nil && !w.left.Empty() && !w.converged() {
		fmt.Fprintln(&b, "\nWhat is left to do:")
		fmt.Fprintln(&b)
		if err := report.Text(&b, w.left, s); err != nil {
			return err
		}
	}
	for i, r := range w.remaining {
		if i == 0 {
			fmt.Fprintln(&b, "\nWhat does not show in the library:")
		}
		if i == mostRemaining {
			fmt.Fprintf(&b, "  and %d more\n", len(w.remaining)-i)
			break
		}
		fmt.Fprintf(&b, "  %s\n", inert(string(r.Change)+": "+r.Why))
	}
	if w.result != nil && w.succeeded() {
		fmt.Fprintf(&b, "\n%s\n", brush(s.Color, color.FgGreen, color.Bold)(inert(w.message)))
	}
	_, err := out.Write(b.Bytes())
	return err
}

// unfinished lists the operations that were not done. Those that were never
// reached are only counted: their names are in the plan.
func (w *work) unfinished(b *bytes.Buffer, s report.Style) {
	red, faint := brush(s.Color, color.FgRed), brush(s.Color, color.Faint)
	var lines []string
	unreached := map[apply.SkipReason]int{}
	for _, o := range w.result.Outcomes {
		name := inert(call(w.plan.Operation(o.Op)))
		switch {
		case o.Status == apply.Failed:
			lines = append(lines, red("failed")+" "+name+"\n    "+inert(o.Error))
			if o.Failure == apply.FailureLeftBehind { // others name them in their error
				lines = append(lines, leftLines(o.Left)...)
			}
		case o.Status == apply.Done || o.Skip == nil:
		case o.Skip.Reason == apply.SkipUpstream:
			lines = append(lines, faint("skipped")+" "+name+"\n    it needs what failed: "+inert(call(w.plan.Operation(o.Skip.Cause))))
		default:
			unreached[o.Skip.Reason]++
		}
	}
	const most = 100 // a screenful or two; the JSON has all of them
	if more := len(lines) - most; more > 0 {
		lines = append(lines[:most], fmt.Sprintf("and %d more", more))
	}
	if n := unreached[apply.SkipInterrupted]; n > 0 {
		lines = append(lines, faint("skipped")+" "+quantity(n, "call")+", which the run was interrupted before")
	}
	if n := unreached[apply.SkipStopped]; n > 0 {
		lines = append(lines, faint("skipped")+" "+quantity(n, "call")+", as the run ended at a failure")
	}
	if len(lines) > 0 {
		fmt.Fprintf(b, "\n%s\n", strings.Join(lines, "\n"))
	}
}

// leftLines names what a failed operation left as it was, the first few of many.
func leftLines(left []apply.Left) []string {
	const most = 20 // the JSON has all of them
	var lines []string
	for i, l := range left {
		if i == most {
			return append(lines, fmt.Sprintf("    and %d more", len(left)-most))
		}
		lines = append(lines, "    "+inert(string(l.Path))+": "+inert(l.Why))
	}
	return lines
}

// call is what people call an operation, as graph does: "move-folder /a → /b".
func call(op *plan.Operation) string {
	if op == nil {
		return "another call"
	}
	return report.Operation(op)
}

// JSON writes the whole apply as one document. "left" is null where the library
// was not read again.
func (w *work) JSON(out io.Writer) error {
	d := struct {
		Format    string                `json:"format"`
		ExitCode  code                  `json:"exit_code"`
		Message   string                `json:"message"`
		Run       string                `json:"run,omitempty"` // for: iksync apply --resume RUN
		Plan      json.RawMessage       `json:"plan"`
		Result    *apply.Result         `json:"result"`
		Changes   []apply.ChangeOutcome `json:"changes"`
		Left      json.RawMessage       `json:"left"`
		Remaining []plan.Remain         `json:"remaining,omitempty"`
	}{Format: "iksync-apply/1", ExitCode: w.code, Message: w.message, Remaining: w.remaining, Changes: []apply.ChangeOutcome{}}
	var err error
	if d.Plan, err = rawReport(w.plan, w.refs); err != nil {
		return err
	}
	if w.left != nil {
		if d.Left, err = rawReport(w.left, nil); err != nil {
			return err
		}
	}
	if w.run != nil {
		d.Run = w.run.id
	}
	if w.result != nil {
		d.Result, d.Changes = w.result, w.result.Changes(w.plan)
	}
	return writeJSON(out, d)
}

func rawReport(made *plan.Plan, refs *impact.Refs) (json.RawMessage, error) {
	var b bytes.Buffer
	err := report.JSON(&b, made, refs)
	return b.Bytes(), err
}
