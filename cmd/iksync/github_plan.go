package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"time"

	"github.com/iksync/iksync/cmd/iksync/github"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

// githubPlan is the command plan, and what GitHub is told of it.
func (p *program) githubPlan(ctx context.Context, j *workflow) error {
	found, err := p.githubMake(ctx, j)
	j.planOutputs(p, found.plan)
	j.notes = append(j.notes, p.planNotes(j, found, err)...)
	summary, written := p.planText(j, found, err, summaryBudget)
	if written != nil {
		j.warn("iksync cannot write the summary", written)
	}
	j.summary = summary
	p.comment(ctx, j, found, err)
	return err
}

// foundPlan is as much of a plan as there is.
type foundPlan struct {
	plan *plan.Plan   // nil: there is none
	refs *impact.Refs // nil: no sources were searched
}

// githubMake makes a plan and shows it, as the command plan does. A plan that is
// refused comes with the error that says so.
func (p *program) githubMake(ctx context.Context, j *workflow) (foundPlan, error) {
	var none foundPlan
	c, err := p.readConfig()
	if err != nil {
		return none, err
	}
	j.library = c.want.Name // whatever goes wrong from here on is about this one
	if err := p.checkReports(); err != nil {
		return none, err
	}
	options, err := p.planOptions()
	if err != nil {
		return none, err
	}
	if !p.opts.out.given() {
		p.opts.out.arguments = []string{filepath.Join(".iksync", "plan.json")}
		if err := makeFolder(p.path(".iksync")); err != nil {
			return none, err
		}
	}
	m, err := p.plannerOf(c, options)
	if err != nil {
		return none, err
	}
	made, err := m.make(ctx)
	if err != nil {
		return none, err
	}
	refs, err := p.findRefs(ctx, made)
	if err != nil {
		return none, err
	}
	return foundPlan{made, refs}, firstError(p.publish(made, refs, m), p.verdict(made))
}

// planOutputs are the step's outputs about a plan. All of them are there, empty where
// there is no plan.
func (j *workflow) planOutputs(p *program, made *plan.Plan) {
	if made == nil {
		for _, name := range []string{"changes", "deletes", "calls", "forecast_seconds", "plan_path", "refused"} {
			j.output(name, "")
		}
		return
	}
	j.output("changes", strconv.Itoa(len(made.Changes)))
	j.output("deletes", strconv.Itoa(made.Deletes()))
	j.output("calls", strconv.Itoa(len(made.Operations)))
	j.output("forecast_seconds", strconv.FormatFloat(made.Forecast.Seconds, 'f', 1, 64))
	path := ""
	if name := p.opts.out.text(); name != "" {
		path = p.path(name)
	}
	j.output("plan_path", path)
	j.output("refused", strconv.FormatBool(made.Refused()))
}

// summaryBudget is how many bytes of Markdown a summary has at most: the job's
// summary holds a mebibyte, and there is a footer.
const summaryBudget = 1_000_000

// planText is what people read of a plan, or of why there is none.
func (p *program) planText(j *workflow, f foundPlan, err error, budget int) (string, error) {
	if f.plan == nil {
		return p.failureText(j, err, "Nothing was planned. No earlier plan holds for this commit.", budget) + j.footer(), nil
	}
	var b bytes.Buffer
	written := report.Markdown(&b, f.plan, report.MarkdownStyle{
		Source: p.opts.file.text(), Budget: budget, Rest: j.env.RunURL(), Link: p.links(j), Refs: f.refs, LinkHit: p.hitLinks(j),
	})
	return b.String() + j.footer(), written
}

// hitLinks is links, for places in the sources.
func (p *program) hitLinks(j *workflow) func(impact.Hit) string {
	link := p.links(j)
	if link == nil {
		return nil
	}
	return func(hit impact.Hit) string { return link(state.Pos{File: hit.File, Line: hit.Line}) }
}

// comment keeps one comment about the plan on the pull request. Where an earlier one
// stands, it is edited whatever came of the run: an old plan must not stand there.
func (p *program) comment(ctx context.Context, j *workflow, f foundPlan, failure error) {
	switch {
	case j.comment == commentNever:
		return
	case j.pull == nil:
		if !j.env.OnPullRequest() {
			p.stderr.say("No comment: this workflow was not started by a pull request.")
		}
		return
	}
	text, err := p.planText(j, f, failure, report.MarkdownBudget)
	if err != nil {
		j.warn("iksync cannot comment", err)
		return
	}
	creation := github.MakeNew
	if f.plan != nil && f.plan.Empty() && failure == nil && j.comment != commentAlways {
		creation = github.EditOnly
	}
	head := p.headOf(j, github.PlanComment, j.library)
	p.post(ctx, j, "iksync cannot comment", "comment_url", func(ctx context.Context, c *github.Client) (string, error) {
		if p.overtaken(ctx, j, c) {
			return "", nil
		}
		return c.Comment(ctx, j.pull.Number, head, text, creation)
	})
}

// headOf is how a comment or an issue is found again.
func (p *program) headOf(j *workflow, kind github.Kind, library string) github.Head {
	file := p.opts.file.text()
	return github.Head{
		Kind: kind, Library: library, Key: j.key, File: cmp.Or(p.inRepository(j, file), file), Vars: github.VarsOf(p.opts.vars.list()),
	}
}

// overtaken says whether the pull request has a newer commit than the one that this
// run is about, which is noted: the comment is for the run of that one. It goes on
// where GitHub does not say.
func (p *program) overtaken(ctx context.Context, j *workflow, c *github.Client) bool {
	head, err := c.PullHead(ctx, j.pull.Number)
	switch {
	case err != nil:
		p.stderr.say("Whether the pull request has a newer commit is not known: %v", err)
		return false
	case j.pull.Commit == "" || head == j.pull.Commit:
		return false
	}
	j.say(github.Notice, "iksync leaves the comment alone", "The pull request is at commit "+shortCommit(head)+" by now, and this run is about "+
		shortCommit(j.pull.Commit)+": the comment is for the run of the newer one.")
	return true
}

// maxPosting is how long all that is posted may take.
const maxPosting = 3 * time.Minute

// post posts something, of which output gets the URL. What goes wrong is a warning.
func (p *program) post(ctx context.Context, j *workflow, failed, output string, send func(context.Context, *github.Client) (string, error)) {
	client, err := github.NewClient(j.env, p.env.GitHub)
	if err != nil {
		j.warn(failed, err)
		return
	}
	ctx, cancel := context.WithTimeoutCause(ctx, maxPosting, errors.New("GitHub took longer than three minutes"))
	defer cancel()
	link, err := send(ctx, client)
	switch {
	case err != nil && ctx.Err() != nil:
		j.warn(failed, context.Cause(ctx))
	case err != nil:
		j.warn(failed, err)
	}
	j.output(output, link)
}
