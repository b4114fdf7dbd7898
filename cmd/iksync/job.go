package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

func (p *program) jobStatusCommand() command {
	return command{
		name: "job status", usage: "say how far folder jobs are", args: "ID...", atLeast: 1, atMost: anyNumber,
		text: `ImageKit says whether a job is over, and nothing of its progress. It has no status
for one that failed: look at the library for what it did.

  iksync job status 64fb1c2d8a7b4c1234567890`,
		options: []*option{p.opts.output},
		run: func(ctx context.Context, args []string) error {
			return p.jobs(ctx, args, func(c *imagekit.Client) (jobLook, func(), error) { return c.GetJob, func() {}, nil })
		},
	}
}

// jobLook finds out how a job is.
type jobLook func(context.Context, imagekit.JobID) (imagekit.Job, error)

// jobs shows how jobs are, each of which a look finds out about, some at a time. The
// function that comes with the look is called when all are known.
func (p *program) jobs(ctx context.Context, args []string, looking func(*imagekit.Client) (jobLook, func(), error)) error {
	ids, err := readJobs(args)
	if err != nil {
		return err
	}
	account, err := p.account()
	if err != nil {
		return err
	}
	look, end, err := looking(account.client)
	if err != nil {
		return err
	}
	list, err := p.lookAtJobs(ctx, ids, look)
	end()
	if err != nil {
		return err
	}
	shown := p.show(list, "")
	return firstError(list.err(), shown)
}

// readJobs reads ids of jobs, each once.
func readJobs(args []string) ([]imagekit.JobID, error) {
	var ids []imagekit.JobID
	seen := map[string]bool{}
	for _, arg := range args {
		if fault := state.IDFault(arg); fault != "" {
			return nil, fail(exitUsage, "%q is not the id of a job, which %s", arg, fault)
		}
		if !seen[arg] {
			seen[arg] = true
			ids = append(ids, imagekit.JobID(arg))
		}
	}
	return ids, nil
}

// lookAtJobs looks at each job. Where the key is refused nothing can be said of any.
func (p *program) lookAtJobs(ctx context.Context, ids []imagekit.JobID, look jobLook) (jobList, error) {
	parallelism, err := p.opts.parallelism.number(1)
	if err != nil {
		return nil, err
	}
	list := make(jobList, len(ids))
	var g errgroup.Group
	g.SetLimit(parallelism)
	var over doom
	for n, id := range ids {
		g.Go(func() error {
			if over.why() != nil {
				return nil
			}
			job, err := look(ctx, id)
			over.note(err)
			list[n] = listedJobOf(id, job, err)
			return nil
		})
	}
	_ = g.Wait() // what went wrong is with the jobs
	return list, over.why()
}

// jobList is jobs to show.
type jobList []listedJob

// listedJob is what is shown of one job.
type listedJob struct {
	ID      imagekit.JobID     `json:"id"`
	Type    imagekit.JobType   `json:"type,omitempty"`
	Status  imagekit.JobStatus `json:"status,omitempty"` // "": nobody knows
	Purge   string             `json:"purge,omitempty"`  // the id of a purge request
	Message string             `json:"message,omitempty"`
	Error   string             `json:"error,omitempty"`

	err error
}

func listedJobOf(id imagekit.JobID, job imagekit.Job, err error) listedJob {
	l := listedJob{ID: id, Type: job.Type, Status: job.Status, Purge: job.PurgeRequestID, Message: job.Message, err: err}
	if imagekit.IsNotFound(err) {
		l.err = fmt.Errorf("ImageKit knows no such job: %w", err)
	}
	if err != nil {
		l.Error = l.err.Error()
	}
	return l
}

// Text writes a line for each job.
func (l jobList) Text(w io.Writer, _ report.Style) error {
	var b strings.Builder
	t := columns(&b)
	fmt.Fprintln(t, "JOB\tTYPE\tSTATUS\tMESSAGE")
	for i := range l {
		j := &l[i]
		status := string(j.Status)
		if status == "" {
			status = "not known"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", j.ID, oneLine(string(j.Type)), oneLine(status), oneLine(joined(j.Message, j.Error)))
	}
	_ = t.Flush() // to memory
	_, err := io.WriteString(w, inert(b.String()))
	return err
}

// JSON writes them for a program.
func (l jobList) JSON(w io.Writer) error {
	message := ""
	err := l.err()
	if err != nil {
		message = err.Error()
	}
	return writeJSON(w, struct {
		Format   string  `json:"format"`
		ExitCode code    `json:"exit_code"`
		Message  string  `json:"message,omitempty"`
		Jobs     jobList `json:"jobs"`
	}{"iksync-jobs/1", exitCode(err), message, l})
}

// err is what went wrong with one of the jobs: the wait for it before anything else.
func (l jobList) err() error {
	var first error
	for i := range l {
		err := l[i].err
		if c := exitCode(err); c == exitTimeout || c == exitInterrupted {
			return err
		}
		if first == nil && err != nil {
			first = fmt.Errorf("job %s: %w", l[i].ID, err)
		}
	}
	return first
}
