package main

import (
	"context"
	"fmt"

	"github.com/iksync/iksync/imagekit"
)

func (p *program) jobWaitCommand() command {
	return command{
		name: "job wait", usage: "wait until folder jobs are over", args: "ID...", atLeast: 1, atMost: anyNumber,
		text: `Waits for all of them, together no longer than --timeout. A job goes on by itself:
whoever stops waiting for it may wait again.

  iksync job wait --timeout 2h 64fb1c2d8a7b4c1234567890`,
		options: []*option{p.opts.output},
		run: func(ctx context.Context, args []string) error {
			return p.jobs(ctx, args, p.waitingLook)
		},
	}
}

// waitingLook looks at a job until it is over. All its waits end at one time.
func (p *program) waitingLook(client *imagekit.Client) (jobLook, func(), error) {
	watch, err := p.jobWatch(client)
	if err != nil {
		return nil, nil, err
	}
	watch.until = p.now.Add(watch.timeout)
	lines := p.jobLines()
	return func(ctx context.Context, id imagekit.JobID) (imagekit.Job, error) {
		over := lines.begin(id, "")
		job, err := watch.await(ctx, id, 0)
		over(job, err)
		if err == nil && job.Status == imagekit.JobPartial {
			err = partly(job)
		}
		return job, err
	}, lines.end, nil
}

// partly is the error of a job that did not do all, with what the service says.
func partly(job imagekit.Job) error {
	return fail(exitPartial, "done in part: %s", job.Message)
}

// jobTitle is what a job is called in lines about it.
func jobTitle(id imagekit.JobID, what string) string {
	if what == "" {
		return "job " + string(id)
	}
	return fmt.Sprintf("job %s (%s)", id, what)
}
