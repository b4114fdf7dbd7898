package main

import (
	"bytes"
	"context"
	"strconv"

	"github.com/iksync/iksync/cmd/iksync/github"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/report"
)

// githubDrift is the command drift, and what GitHub is told of it.
func (p *program) githubDrift(ctx context.Context, j *workflow) error {
	d, err := p.findDrift(ctx, j.base)
	if err != nil {
		j.output("drift", "")
		j.output("changes", "")
		j.notes = append(j.notes, p.failureNotes(j, err)...)
		j.summary = p.failureText(j, err, "It is not known whether there is drift.", summaryBudget) + j.footer()
		return err
	}
	err = p.tellDrift(d)
	j.output("drift", strconv.FormatBool(d.Any()))
	j.output("changes", strconv.Itoa(len(d.Changes)))
	if exitCode(err) != exitChanges {
		j.notes = append(j.notes, p.failureNotes(j, err)...)
	}
	j.notes = append(j.notes, p.driftNotes(j, d)...)
	if text, ok := p.driftText(j, d, summaryBudget); ok {
		j.summary = text
	}
	if text, ok := p.driftText(j, d, report.MarkdownBudget); ok {
		p.driftIssue(ctx, j, d, text)
	}
	return err
}

// driftText is what people read of drift; false: it could not be written, which is
// said.
func (p *program) driftText(j *workflow, d *report.Drift, budget int) (string, bool) {
	var b bytes.Buffer
	err := d.Markdown(&b, report.MarkdownStyle{Source: d.Source, Budget: budget, Rest: j.env.RunURL(), Link: p.links(j)})
	if err != nil {
		j.warn("iksync cannot tell about drift", err)
		return "", false
	}
	return b.String() + j.footer(), true
}

// driftIssue keeps one issue while there is drift. It is closed when all could be read
// and there is none any more.
func (p *program) driftIssue(ctx context.Context, j *workflow, d *report.Drift, text string) {
	head := p.headOf(j, github.DriftIssue, d.Plan.Library)
	p.post(ctx, j, "iksync cannot keep the issue about drift", "issue_url", func(ctx context.Context, c *github.Client) (string, error) {
		switch {
		case d.Any():
			return c.Issue(ctx, head, "iksync: "+clipped(inert(d.Plan.Library), maxTitle)+" has drifted", text)
		case len(d.Plan.Gaps) > 0:
			return "", nil
		default:
			return c.CloseIssue(ctx, head, "No drift any more: the library is as "+report.MarkdownCode(d.Source)+" says."+"\n"+j.footer())
		}
	})
}

// maxTitle is how many bytes of a library's name the title of an issue has. GitHub
// takes 256 characters.
const maxTitle = 150

// driftNotes shows, at the lines of YAML, what somebody changed.
func (p *program) driftNotes(j *workflow, d *report.Drift) []github.Annotation {
	var l askedLines
	for i := range d.Changes {
		b := &d.Changes[i]
		if b.Blame == plan.BlameYAML {
			continue
		}
		l.of(b.Change.Pos, "iksync: drift", "Changed in the library").add(b.Change.Name(), 1)
	}
	var notes []github.Annotation
	for _, line := range l.list {
		notes = append(notes, p.at(j, line.pos, github.Annotation{Level: github.Warning, Title: line.title, Message: inert(line.text())}))
	}
	return notes
}
