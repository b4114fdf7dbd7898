package main

import (
	"context"
	"errors"
	"io"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/report"
)

// The forms of graph.
const (
	graphDOT     = "dot"
	graphMermaid = "mermaid"
	graphJSON    = "json"
)

func (p *program) graphCommand() command {
	form := &option{
		name: "format", takes: "FORM", standard: graphDOT, usage: "dot, mermaid or json, to stdout",
		group: groupCommand, getenv: p.env.Getenv, values: []string{graphDOT, graphMermaid, graphJSON},
	}
	o := p.opts
	return command{
		name: "graph", usage: "draw a plan's operations and what they wait for", args: "[PLAN]", atMost: 1,
		text: `Plans as iksync plan does, without writing to the library, and draws each call, with
an arrow to each one that waits for it. PLAN is a plan that was saved with: iksync
plan --out PLAN. Then the library is not asked for anything. Exits as iksync plan
does: a refused plan is drawn too, and ends with 4.

Jobs have a double frame, calls that delete are octagons (in Mermaid: hexagons).
dot is for Graphviz: iksync graph | dot -Tsvg -o plan.svg
mermaid is for Markdown, on GitHub for one. What is larger than 50,000 characters
or 500 arrows, which is all that Mermaid draws, is folded: calls of one kind that
wait for the same calls, and that the same calls wait for, are drawn as one, with
their number. What is too large even so is an error: narrow it with --target.`,
		options: []*option{form, o.file, o.vars, o.target, o.exclude, o.maxDelete, o.allowFieldDelete, o.allowEmpty, o.allowScopeRoot, o.detailed},
		run: func(ctx context.Context, args []string) error {
			err := p.graph(ctx, form, args)
			if form.text() == graphJSON {
				return p.orDocument(err)
			}
			return err
		},
	}
}

func (p *program) graph(ctx context.Context, form *option, args []string) error {
	if err := form.oneOf(); err != nil {
		return err
	}
	made, selection, err := p.planToDraw(ctx, args)
	if err != nil {
		return err
	}
	p.notePartial(made, selection)
	if err := p.draw(made, form.text()); err != nil {
		return err
	}
	return p.verdict(made)
}

// planToDraw is the saved plan that args name or, without one, a new plan.
func (p *program) planToDraw(ctx context.Context, args []string) (*plan.Plan, plan.Selection, error) {
	if len(args) == 0 {
		m, err := p.newPlanner()
		if err != nil {
			return nil, plan.Selection{}, err
		}
		made, err := m.make(ctx)
		return made, m.options.Selection, err
	}
	for _, o := range append(p.opts.shaping(), p.opts.file, p.opts.vars) {
		if o.onCommandLine() {
			return nil, plan.Selection{}, fail(exitUsage, "--%s is for making a plan: a saved one is drawn as it is", o.name)
		}
	}
	made, err := p.readPlan(args[0])
	return made, plan.Selection{}, err
}

// draw writes a plan's graph to stdout: all of it or, where it is too large, nothing.
func (p *program) draw(made *plan.Plan, form string) error {
	err := p.document(func(w io.Writer) error {
		switch form {
		case graphMermaid:
			return report.Mermaid(w, made, report.MermaidLimits{})
		case graphJSON:
			return report.GraphJSON(w, made)
		default:
			return report.DOT(w, made)
		}
	})
	var large *report.TooLargeError
	if errors.As(err, &large) {
		return fail(exitFailed, "%w; narrow it with --target or --exclude, or ask for --format dot or json", err)
	}
	return err
}

// orDocument makes a document of what went wrong where stdout was to carry JSON
// and has none yet.
func (p *program) orDocument(err error) error {
	if err == nil || p.documents > 0 {
		return err
	}
	failed := failure{code: exitCode(err), message: p.explainError(err), err: err}
	return errors.Join(err, p.document(failed.JSON))
}
