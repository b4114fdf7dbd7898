package main

import (
	"context"
	"io"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
)

func (p *program) planCommand() command {
	return command{
		name: "plan", usage: "show what would change; nothing is written to the library",
		text: `Reads the library and compares it with the YAML. Exits with 0; with 4 if a guard
refuses the plan; with --detailed-exitcode, with 2 if there are changes; and with
1 if the library could not be read whole, after showing what could be planned.`,
		options: p.opts.planning(),
		run:     func(ctx context.Context, _ []string) error { return p.plan(ctx) },
	}
}

func (p *program) plan(ctx context.Context) error {
	if err := p.checkReports(); err != nil {
		return err
	}
	m, err := p.newPlanner()
	if err != nil {
		return err
	}
	made, err := m.make(ctx)
	if err != nil {
		return err
	}
	refs, err := p.findRefs(ctx, made)
	if err != nil {
		return err
	}
	if err := p.publish(made, refs, m); err != nil {
		return err
	}
	return p.verdict(made)
}

// publish shows a plan wherever it was asked for. All of it is tried, whatever fails.
func (p *program) publish(made *plan.Plan, refs *impact.Refs, m *planner) error {
	p.notePartial(made, m.options.Selection)
	d := planDocument{made, refs}
	shown := p.show(d, m.config.name)
	reported := p.report(d, m.config.name)
	saved := p.save(made)
	return firstError(shown, reported, saved)
}

// save writes the plan to --out. It names every path of the library: for the owner only.
func (p *program) save(made *plan.Plan) error {
	name := p.opts.out.text()
	if name == "" {
		return nil
	}
	return writeFile(p.path(name), 0o600, func(w io.Writer) error { return plan.Encode(w, made) })
}

// notePartial says that a plan is not about everything.
func (p *program) notePartial(made *plan.Plan, s plan.Selection) {
	switch {
	case s.Empty():
	case made.Empty():
		p.stderr.say("Nothing that --target and --exclude leave is to be changed.")
	default:
		p.stderr.say("This is a part of the plan only, as --target and --exclude say.")
	}
}

// verdict is how the command plan ends.
func (p *program) verdict(made *plan.Plan) error {
	switch {
	case made.Refused():
		return refusal(made)
	case len(made.Gaps) > 0:
		return fail(exitFailed, "the library could not be read whole: the plan leaves out every delete")
	case unreadFiles(made) > 0:
		return fail(exitFailed, "%s could not be compared with their sources, so that it is not known whether they are to be replaced", quantity(unreadFiles(made), "file"))
	default:
		return p.changes(made)
	}
}

// unreadFiles counts the files whose bytes should have been compared with those of
// their sources, and could not be.
func unreadFiles(made *plan.Plan) int {
	n := 0
	for i := range made.Held {
		if made.Held[i].Reason == plan.HeldUnread {
			n++
		}
	}
	return n
}

// changes is the error that stands for a plan that is not empty, where
// --detailed-exitcode asks for one.
func (p *program) changes(made *plan.Plan) error {
	if p.opts.detailed.on() && !made.Empty() {
		return failWith(exitChanges, errChanges)
	}
	return nil
}

// refusal is the error of a plan that a guard refuses.
func refusal(made *plan.Plan) error {
	r := made.Refusals[0]
	more := ""
	if r.Override != "" {
		more = "; if it is meant: " + r.Override
	}
	if n := len(made.Refusals) - 1; n > 0 {
		more += "; and " + quantity(n, "refusal") + " more"
	}
	return fail(exitRefused, "the plan is refused (%s): %s%s", r.Guard, r.Message, more)
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
