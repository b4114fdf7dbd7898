package main

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/cmd/iksync/github"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// githubApply is the command apply, and what GitHub is told of it: what its reports
// say.
func (p *program) githubApply(ctx context.Context, j *workflow, args []string) error {
	if err := p.checkCurrent(ctx, j, args); err != nil {
		j.applyOutputs(nil)
		j.notes = append(j.notes, p.failureNotes(j, err)...)
		j.summary = p.failureText(j, err, nothingApplied, summaryBudget) + j.footer()
		return err
	}
	dir, err := os.MkdirTemp(p.env.Getenv("RUNNER_TEMP"), "iksync-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	data, page := filepath.Join(dir, "report.json"), filepath.Join(dir, "report.md")
	also := []string{string(formJSON) + "=" + data, string(formMarkdown) + "=" + page}
	err = p.alsoReported(also, func() error { return p.applyCommand().run(ctx, args) })
	done, unread := readApplied(data)
	if unread != nil {
		j.warn("iksync cannot tell what was applied", unread)
	}
	j.applyOutputs(done)
	j.notes = append(j.notes, p.applyNotes(j, done, err)...)
	switch text, unread := os.ReadFile(page); {
	case unread == nil:
		j.summary = string(text) + j.footer()
	case errors.Is(unread, fs.ErrNotExist): // it ended before there was anything to report
		j.summary = p.failureText(j, err, nothingApplied, summaryBudget) + j.footer()
	default:
		j.warn("iksync cannot write the summary", unread)
	}
	return err
}

// nothingApplied is what comes of an apply that ends before its first call.
const nothingApplied = "Nothing was applied."

// alsoReported does something, with reports besides those that were asked for.
func (p *program) alsoReported(also []string, do func() error) error {
	before := p.opts.report.arguments
	defer func() { p.opts.report.arguments = before }()
	p.opts.report.arguments = append(slices.Clone(p.opts.report.list()), also...)
	return do()
}

// applied is what is needed of the JSON report of an apply, and of a failure in one.
type applied struct {
	Format string `json:"format"`
	Run    string `json:"run"`
	Plan   struct {
		Summary struct {
			Refused bool                `json:"refused"`
			Actions map[plan.Action]int `json:"actions"`
			Calls   struct {
				Total int `json:"total"`
			} `json:"calls"`
			Seconds float64 `json:"seconds"`
		} `json:"summary"`
		Changes []struct {
			ID  plan.ChangeID `json:"id"`
			Pos state.Pos     `json:"pos"`
		} `json:"changes"`
	} `json:"plan"`
	Changes []apply.ChangeOutcome `json:"changes"`
}

// readApplied reads a report; nil where there is none that is about an apply: the run
// ended before it had a plan.
func readApplied(name string) (*applied, error) {
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var done applied
	if err := json.Unmarshal(text, &done); err != nil {
		return nil, err
	}
	if done.Format != "iksync-apply/1" {
		return nil, nil
	}
	return &done, nil
}

// applyOutputs are the step's outputs about an apply. All of them are there, empty
// where there was no plan.
func (j *workflow) applyOutputs(done *applied) {
	if done == nil {
		for _, name := range []string{"changes", "deletes", "calls", "forecast_seconds", "refused", "run"} {
			j.output(name, "")
		}
		return
	}
	s := done.Plan.Summary
	j.output("changes", strconv.Itoa(len(done.Plan.Changes)))
	j.output("deletes", strconv.Itoa(s.Actions[plan.Delete]))
	j.output("calls", strconv.Itoa(s.Calls.Total))
	j.output("forecast_seconds", strconv.FormatFloat(s.Seconds, 'f', 1, 64))
	j.output("refused", strconv.FormatBool(s.Refused))
	j.output("run", done.Run)
}

// applyNotes shows what was not done at the lines that asked for it.
func (p *program) applyNotes(j *workflow, done *applied, err error) []github.Annotation {
	var notes []github.Annotation
	if c := exitCode(err); c != exitFine && c != exitChanges {
		notes = p.failureNotes(j, err)
	}
	if done == nil {
		return notes
	}
	places := map[plan.ChangeID]state.Pos{}
	for _, c := range done.Plan.Changes {
		places[c.ID] = c.Pos
	}
	for _, f := range done.failed() {
		notes = append(notes, p.at(j, places[f.Change], github.Annotation{
			Level: github.Error, Title: "iksync: not applied", Message: inert(string(f.Change) + ": " + reasonOf(f)),
		}))
	}
	return notes
}

// failed are the changes that were tried and not done, or not wholly.
func (a *applied) failed() []apply.ChangeOutcome {
	return slices.DeleteFunc(slices.Clone(a.Changes), func(c apply.ChangeOutcome) bool {
		return c.Status != apply.ChangeFailed && c.Status != apply.ChangePartly
	})
}

// reasonOf is why a change was not done.
func reasonOf(c apply.ChangeOutcome) string {
	for _, o := range c.Reasons {
		if o.Error != "" {
			return o.Error
		}
	}
	return string(c.Status)
}
