package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/iksync/iksync/plan/report"
)

// runForm says whether an action was carried out.
type runForm string

// The forms.
const (
	dryRun  runForm = "dry-run"
	realRun runForm = "real"
)

// acted is an action to show, with what became of each item.
type acted struct {
	action
	form runForm
}

// items are those of all steps, in their order, each once.
func (a *acted) items() []*item {
	list := []*item{}
	seen := map[*item]bool{}
	for _, s := range a.steps {
		for _, i := range s.items {
			if !seen[i] {
				seen[i] = true
				list = append(list, i)
			}
		}
	}
	return list
}

// Text writes a line for each item and, of several, how many there are of each kind.
func (a *acted) Text(w io.Writer, _ report.Style) error {
	var b strings.Builder
	items := a.items()
	for _, i := range items {
		b.WriteString(cell(a.line(i)) + "\n")
	}
	if len(items) > 1 {
		b.WriteString("\n" + a.summary() + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// line is what became of one item.
func (a *acted) line(i *item) string {
	what := i.named()
	if i.To != "" {
		what += " -> " + i.To
	}
	text := ""
	switch i.Status {
	case itemPlanned:
		text = "would " + a.verb + " " + what
	case itemDone:
		text = a.past + " " + what
	case itemStarted:
		text = "started: " + a.verb + " " + what
	case itemPartly:
		text = a.past + " " + what + ", but not all of it"
	case itemFailed:
		text = "failed: " + a.verb + " " + what
	case itemUnknown:
		text = "not known: " + a.verb + " " + what
	case itemSkipped:
		text = "not tried: " + a.verb + " " + what
	case itemSame:
		text = "nothing to " + a.verb + ": " + what
	}
	for _, more := range []string{i.Error, i.Note} {
		if more != "" {
			text += ": " + more
		}
	}
	if i.Job != "" && i.Job != i.named() {
		text += " (job " + i.Job + ")"
	}
	return text
}

// counted is how many items have each status.
func (a *acted) counted() map[itemStatus]int {
	count := map[itemStatus]int{}
	for _, i := range a.items() {
		count[i.Status]++
	}
	return count
}

// summary counts the items, and the calls.
func (a *acted) summary() string {
	var parts []string
	count := a.counted()
	for _, kind := range []struct {
		status itemStatus
		words  string
	}{
		{itemPlanned, "to " + a.verb}, {itemDone, a.past}, {itemStarted, "started"}, {itemPartly, a.past + " in part"},
		{itemSame, "with nothing to " + a.verb}, {itemFailed, "failed"}, {itemUnknown, "not known"}, {itemSkipped, "not tried"},
	} {
		if n := count[kind.status]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, kind.words))
		}
	}
	return strings.Join(parts, ", ") + "; " + quantity(a.calls(), "call")
}

// calls are those that change something and were made, or would be.
func (a *acted) calls() int {
	n := 0
	for _, s := range a.steps {
		for _, i := range s.items {
			if i.Status != itemSkipped && i.Status != itemSame && (s.made || a.form == dryRun) {
				n++
				break
			}
		}
	}
	return n
}

// JSON writes all items.
func (a *acted) JSON(w io.Writer) error {
	message := ""
	err := a.err()
	if err != nil {
		message = err.Error()
	}
	return writeJSON(w, struct {
		Format   string  `json:"format"`
		Action   string  `json:"action"`
		DryRun   bool    `json:"dry_run"`
		ExitCode code    `json:"exit_code"`
		Message  string  `json:"message,omitempty"`
		Calls    int     `json:"calls"`
		Items    []*item `json:"items"`
	}{"iksync-action/1", a.name, a.form == dryRun, exitCode(err), message, a.calls(), a.items()})
}

// err is how the action ended: with what kept all of it from being done, or with
// the exit code of something that was done in part, or was interrupted.
func (a *acted) err() error {
	err := a.outcome()
	for _, i := range a.items() {
		if errors.Is(i.err, errInterrupted) || errors.Is(i.err, context.Canceled) {
			return failWith(exitInterrupted, err)
		}
	}
	return err
}

func (a *acted) outcome() error {
	count := a.counted()
	good := count[itemDone] + count[itemStarted] + count[itemPlanned] + count[itemSame]
	var first *item
	for _, i := range a.items() {
		if i.Status == itemStarted && i.err != nil {
			good-- // it was to be waited for
		}
		if i.err != nil || i.Status == itemPartly {
			if first == nil || first.Status == itemSkipped && i.Status != itemSkipped {
				first = i
			}
		}
	}
	all := len(a.items())
	switch {
	case first == nil:
		return nil
	case first.Status == itemPartly && first.err != nil:
		return fail(exitPartial, "%s: %s in part: %w", first.named(), a.past, first.err)
	case first.Status == itemPartly:
		return fail(exitPartial, "%s: %s in part: %s", first.named(), a.past, first.Note)
	case all == 1:
		return fmt.Errorf("%s: %w", first.named(), first.err)
	case good+count[itemPartly] == 0:
		return fmt.Errorf("none of %d %s; the first: %s: %w", all, a.past, first.named(), first.err)
	}
	return fail(exitPartial, "%d of %d %s; the first that is not: %s: %w", good, all, a.past, first.named(), first.err)
}

// lineError is an error that is shown on one line, whatever names of the library are in it.
type lineError struct{ error }

func (e lineError) Error() string { return cell(e.error.Error()) }

// Unwrap returns the error as it is.
func (e lineError) Unwrap() error { return e.error }

// onOneLine is the error of a single action. Those of wrong usage stay: they hold no
// names of the library, and may take several lines.
func onOneLine(err error) error {
	if err == nil || exitCode(err) == exitUsage {
		return err
	}
	return lineError{err}
}
