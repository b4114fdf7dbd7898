package main

import (
	"bufio"
	"context"
	"strings"

	"github.com/iksync/iksync/plan"
)

// checkApproval refuses an apply that nobody could approve, before anything is read.
func (p *program) checkApproval() error {
	if p.opts.autoApprove.on() || p.env.StdinIsTerminal() && p.env.StdoutIsTerminal() {
		return nil
	}
	return fail(exitUsage, "apply asks before it writes, and there is no terminal to ask on: give --auto-approve, or a plan saved by iksync plan --out")
}

// announce shows the plan that is about to be carried out.
func (p *program) announce(w *work) error {
	switch {
	case w.run != nil && p.form() == formText:
		return nil // it was shown when the run began
	case p.form() == formText:
		return w.planText(p.env.Stdout, p.style(w.source))
	case !w.saved && !p.opts.autoApprove.on():
		// stdout is kept for one document, and who is asked must see the plan.
		return w.planText(p.stderr, p.style(w.source))
	default:
		return nil
	}
}

// approve asks whether to go on.
func (p *program) approve(ctx context.Context, made *plan.Plan) error {
	if p.opts.autoApprove.on() {
		return nil
	}
	return p.ask(ctx, "\nApply "+quantity(len(made.Changes), "change")+" to "+inert(made.Library)+"?",
		"not applied: the answer was not 'yes'")
}

// ask goes on only if the answer to the question is yes. Else it fails with what
// no says.
func (p *program) ask(ctx context.Context, question, no string) error {
	if _, err := p.stderr.Write([]byte(question + " Only 'yes' is accepted: ")); err != nil {
		return err
	}
	answer := make(chan string, 1) // whoever stops waiting leaves the reader behind
	go func() {
		line, _ := bufio.NewReader(p.env.Stdin).ReadString('\n')
		answer <- strings.TrimSpace(line)
	}()
	select {
	case line := <-answer:
		if line == "yes" {
			return nil
		}
		return fail(exitFailed, "%s", no)
	case <-ctx.Done():
		_, _ = p.stderr.Write([]byte("\n"))
		return context.Cause(ctx)
	}
}
