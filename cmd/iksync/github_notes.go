package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/iksync/iksync/cmd/iksync/github"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
	"github.com/iksync/iksync/state"
)

// planNotes is what GitHub shows at lines of files about a plan, or about why there
// is none: the worst first, as only the first few of a level are shown.
func (p *program) planNotes(j *workflow, f foundPlan, err error) []github.Annotation {
	if f.plan == nil {
		return p.failureNotes(j, err)
	}
	var notes []github.Annotation
	for _, r := range f.plan.Refusals {
		message := r.Message
		if r.Override != "" {
			message += "; if it is meant: " + r.Override
		}
		notes = append(notes, p.at(j, r.Pos, github.Annotation{Level: github.Error, Title: "iksync: refused (" + string(r.Guard) + ")", Message: inert(message)}))
	}
	if exitCode(err) != exitChanges && exitCode(err) != exitRefused {
		notes = append(notes, p.failureNotes(j, err)...)
	}
	for _, l := range append(deleteLines(f.plan), brokenLines(f.plan)...) {
		notes = append(notes, p.at(j, l.pos, github.Annotation{Level: github.Warning, Title: l.title, Message: inert(l.text())}))
	}
	return append(notes, p.refNotes(j, f)...)
}

// failureNotes shows each problem of the YAML where it is, and any other error as one.
func (p *program) failureNotes(j *workflow, err error) []github.Annotation {
	var problems state.Problems
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &problems):
		return []github.Annotation{{Level: github.Error, Title: "iksync", Message: inert(strings.TrimPrefix(p.explainError(err), "iksync: "))}}
	}
	var notes []github.Annotation
	for _, problem := range problems {
		notes = append(notes, p.at(j, problem.Pos, github.Annotation{Level: github.Error, Title: "iksync", Message: inert(problem.Message)}))
	}
	return notes
}

// refNotes shows, in the sources, what will not be found any more.
func (p *program) refNotes(j *workflow, f foundPlan) []github.Annotation {
	if f.refs == nil {
		return nil
	}
	becomes := map[plan.ChangeID]string{}
	for _, b := range impact.Of(f.plan) {
		becomes[b.Change] = b.Becomes
	}
	var notes []github.Annotation
	for _, hit := range f.refs.Hits {
		message := clipped(hit.Text, maxLine) + " stops working"
		if hit.Kind == impact.ByHost {
			message = clipped(hit.Text, maxLine) + " has the path of what stops working, on another host"
		}
		if to := becomes[hit.Change]; to != "" {
			message += "; see " + to
		}
		pos := state.Pos{File: hit.File, Line: hit.Line, Column: hit.Column}
		notes = append(notes, p.at(j, pos, github.Annotation{Level: github.Warning, Title: "iksync: a URL that stops working", Message: inert(message)}))
	}
	return notes
}

// askedLine is what one line of YAML asks for, of one kind.
type askedLine struct {
	pos   state.Pos
	title string
	verb  string
	names []string
	count int
}

// mostNames is how many names one annotation has.
const mostNames = 5

func (l *askedLine) add(name string, count int) {
	l.count += count
	if len(l.names) < mostNames {
		l.names = append(l.names, clipped(name, maxLine))
	}
}

func (l *askedLine) text() string {
	text := l.verb + ": " + strings.Join(l.names, ", ")
	if more := l.count - len(l.names); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// askedLines collects what lines ask for, in the order in which they come up.
type askedLines struct {
	list  []*askedLine
	byPos map[state.Pos]*askedLine
}

func (l *askedLines) of(pos state.Pos, title, verb string) *askedLine {
	if l.byPos == nil {
		l.byPos = map[state.Pos]*askedLine{}
	}
	if l.byPos[pos] == nil {
		l.byPos[pos] = &askedLine{pos: pos, title: title, verb: verb}
		l.list = append(l.list, l.byPos[pos])
	}
	return l.byPos[pos]
}

// deleteLines is what each line of YAML deletes.
func deleteLines(made *plan.Plan) []*askedLine {
	var l askedLines
	for i := range made.Changes {
		if c := &made.Changes[i]; c.Action == plan.Delete {
			l.of(c.Pos, "iksync: deletes for ever", "Deleted for ever").add(c.Name(), 1)
		}
	}
	return l.list
}

// brokenLines is which URLs each line of YAML breaks, but for those of what it deletes.
func brokenLines(made *plan.Plan) []*askedLine {
	var l askedLines
	changes := made.ChangesByID()
	for _, b := range impact.Of(made) {
		c := changes[b.Change]
		if c == nil || c.Action == plan.Delete {
			continue
		}
		name := b.URL
		if b.Becomes != "" {
			name += " → " + b.Becomes
		}
		l.of(c.Pos, "iksync: URLs that stop working", "No longer delivered").add(name, 1)
	}
	return l.list
}
