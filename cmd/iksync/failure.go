package main

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

// failure is a command that ended before it had anything to show.
type failure struct {
	code    code
	message string
	err     error
}

// Text writes the message.
func (f failure) Text(w io.Writer, _ report.Style) error {
	_, err := io.WriteString(w, inert(f.message)+"\n")
	return err
}

// JSON writes what went wrong, with the place of each problem.
func (f failure) JSON(w io.Writer) error {
	var problems state.Problems
	_ = errors.As(f.err, &problems)
	return writeJSON(w, struct {
		Format   string        `json:"format"`
		ExitCode code          `json:"exit_code"`
		Error    string        `json:"error"`
		Problems []jsonProblem `json:"problems"`
	}{"iksync-error/1", f.code, f.message, jsonProblems(problems)})
}

// Markdown writes the message for a comment.
func (f failure) Markdown(w io.Writer, s report.MarkdownStyle) error {
	return f.markdown(w, strings.Split(f.message, "\n"), s.Budget)
}

// HTML writes the message as a page.
func (f failure) HTML(w io.Writer, s report.HTMLStyle) error {
	return f.html(w, strings.Split(f.message, "\n"))
}

// markdown writes lines below what kind of failure it is, as many as fit.
func (f failure) markdown(w io.Writer, lines []string, budget int) error {
	heading := "## iksync: " + f.kind() + "\n\n"
	if budget <= 0 {
		budget = report.MarkdownBudget
	}
	_, err := io.WriteString(w, heading+fenced(lines, budget-len(heading)))
	return err
}

// html writes lines as a page that needs nothing else.
func (f failure) html(w io.Writer, lines []string) error {
	for i := range lines {
		lines[i] = inert(lines[i])
	}
	page, err := template.New("failure").Parse(failurePage)
	if err != nil {
		return err
	}
	return page.Execute(w, struct {
		Kind string
		Code code
		Text string
	}{f.kind(), f.code, strings.Join(lines, "\n")})
}

// kind says in a heading what came of the command.
func (f failure) kind() string {
	switch f.code {
	case exitUsage:
		return "the input has mistakes"
	case exitRefused:
		return "refused"
	case exitStale:
		return "the plan does not fit any more"
	case exitPartial:
		return "done in part"
	case exitTimeout:
		return "timed out"
	case exitLocked:
		return "locked"
	case exitInterrupted:
		return "interrupted"
	case exitFine, exitFailed, exitChanges:
	}
	return "failed"
}

// fenced is a block of code with lines in it, within budget bytes (0: the usual).
// A line that holds what would end the block is shown with apostrophes there.
func fenced(lines []string, budget int) string {
	const fence, spare = "```", 120 // bytes for the fences and the last line
	if budget <= 0 {
		budget = report.MarkdownBudget
	}
	var body strings.Builder
	for i, line := range lines {
		line = strings.ReplaceAll(inert(line), fence, "'''")
		if body.Len()+len(line)+spare > budget {
			fmt.Fprintf(&body, "and %d more lines: the text and the JSON have them all\n", len(lines)-i)
			break
		}
		body.WriteString(line + "\n")
	}
	return fence + "text\n" + body.String() + fence + "\n"
}

const failurePage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>iksync: {{.Kind}}</title>
<style>
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.4rem; border-left: .4rem solid #c62828; padding-left: .8rem }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #8886; border-radius: .4rem; padding: 1rem }
</style>
<h1>iksync: {{.Kind}}</h1>
<p>Exit code {{.Code}}.</p>
<pre>{{.Text}}</pre>
</html>
`

type jsonProblem struct {
	state.Pos
	Message string `json:"message"`
}

func jsonProblems(problems state.Problems) []jsonProblem {
	list := make([]jsonProblem, 0, len(problems))
	for _, p := range problems {
		list = append(list, jsonProblem{p.Pos, p.Message})
	}
	return list
}
