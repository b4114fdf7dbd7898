package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/iksync/iksync/apply"
	"github.com/iksync/iksync/plan/report"
)

func (p *program) runsCommand() command {
	return command{
		name: "runs", usage: "list what was applied from this directory, and how it ended",
		text: `The newest comes first. One that did not come to its end goes on with:
iksync apply --resume RUN. Each run has its plan and its journal in a folder of
.iksync/runs. The last ` + strconv.Itoa(keptRuns) + ` that came to their end are kept; others stay until they
have, or until you delete their folder.`,
		options: []*option{p.opts.output},
		run:     func(context.Context, []string) error { return p.listRuns() },
	}
}

func (p *program) listRuns() error {
	runs, err := p.pastRuns()
	if err != nil {
		return err
	}
	list := runList{}
	for i := range runs {
		list = append(list, p.listedRun(&runs[i]))
	}
	return p.show(list, "")
}

// runList is runs to show.
type runList []listedRun

// listedRun is what is shown of one run.
type listedRun struct {
	ID        string    `json:"id"`
	Library   string    `json:"library,omitempty"`
	Endpoint  string    `json:"endpoint,omitempty"`
	Account   string    `json:"account,omitempty"`
	Began     time.Time `json:"began"`
	Last      time.Time `json:"last,omitzero"` // of the last record in its journal
	State     runState  `json:"state"`
	Done      int       `json:"done"`
	Failed    int       `json:"failed"`
	Unknown   int       `json:"unknown"` // sent, and nobody knows how that ended
	Total     *int      `json:"total"`   // null where nothing tells
	Processes int       `json:"processes"`
	Resumable bool      `json:"resumable"`
	Message   string    `json:"message,omitempty"` // its last words, or what is wrong with it
}

func (p *program) listedRun(r *pastRun) listedRun {
	l := listedRun{ID: r.id, Began: r.began.UTC(), State: r.state()}
	if r.damage != nil {
		l.Message = r.damage.Error()
		return l
	}
	h := r.history
	l.Processes = len(h.Runs)
	if l.Processes == 0 {
		return l
	}
	last := h.Runs[l.Processes-1]
	l.Library, l.Endpoint, l.Account, l.Last = last.Library, last.Endpoint, last.Account, last.Last
	l.Done, l.Failed, l.Unknown = standing(h)
	l.Total = p.totalOf(r)
	if h.Ended != nil {
		l.Message = h.Ended.Message
	}
	_, err := os.Stat(p.path(path.Join(runsFolder, r.id, runPlan)))
	l.Resumable = l.State.resumable() && err == nil
	return l
}

// standing counts the operations that are done, that failed, and that nobody
// knows about.
func standing(h *apply.History) (done, failed, unknown int) {
	for _, past := range h.Ops {
		if past.Done() {
			done++
		}
		if past.Outcome != nil && past.Outcome.Status == apply.Failed {
			failed++
		}
		if past.Open() {
			unknown++
		}
	}
	return done, failed, unknown
}

// totalOf is how many operations a run has: its end tells, or its plan.
func (p *program) totalOf(r *pastRun) *int {
	if e := r.history.Ended; e != nil {
		if n := e.Done + e.Failed + e.Skipped; n > 0 {
			return &n
		}
	}
	run := runDir{id: r.id, history: r.history}
	if p.readRunPlan(&run) != nil {
		return nil
	}
	n := len(run.plan.Operations)
	return &n
}

// Text writes a line for each run.
func (l runList) Text(w io.Writer, _ report.Style) error {
	if len(l) == 0 {
		_, err := fmt.Fprintln(w, "No run was begun from this directory.")
		return err
	}
	var b strings.Builder
	t := columns(&b)
	fmt.Fprintln(t, "RUN\tLIBRARY\tBEGAN\tCALLS DONE\tRESUMABLE\tSTATE")
	for _, r := range l {
		resumable := "no"
		if r.Resumable {
			resumable = "yes"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\n", r.ID, oneLine(r.Library), r.Began.Format(time.DateTime+" UTC"), r.progress(), resumable, oneLine(r.words()))
	}
	_ = t.Flush() // to memory
	_, err := io.WriteString(w, inert(b.String()))
	return err
}

func (r *listedRun) progress() string {
	if r.Total == nil {
		return strconv.Itoa(r.Done) + "/?"
	}
	return fmt.Sprintf("%d/%d", r.Done, *r.Total)
}

// words are how the run stands, for people.
func (r *listedRun) words() string {
	switch r.State {
	case runFailed:
		if r.Total == nil || r.Failed == 0 {
			return "failed: " + r.Message
		}
		return fmt.Sprintf("failed: %d of %d", r.Failed, *r.Total)
	case runCutOff:
		return "cut off"
	case runNeverBegan:
		return "never began"
	case runDamaged:
		return "damaged: " + r.Message
	case runDone, runInterrupted, runRunning:
	}
	return string(r.State)
}

// JSON writes it for a program.
func (l runList) JSON(w io.Writer) error {
	return writeJSON(w, struct {
		Format string  `json:"format"`
		Runs   runList `json:"runs"`
	}{"iksync-runs/1", l})
}
