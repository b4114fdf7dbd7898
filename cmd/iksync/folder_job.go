package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/plan"
)

// freshFor is how long what was read counts as what is there: calls of one command
// follow each other faster, unless it waits for somebody, or for a lock.
const freshFor = time.Second / 2

// folderJob is a folder job that a command starts.
type folderJob struct {
	*account
	op     plan.Operation // what it does, and to what
	merges bool           // into a folder that is there
	means  string         // what is so when it is done
	start  func(context.Context) (imagekit.JobID, error)
	ready  func(context.Context) error // looks again at what must hold before it; nil: the service does

	looked time.Time      // at what must hold before it
	before []plan.Content // of the folder, if it is to be compared with what the job left
	listed time.Time      // when that was read; zero: never
}

// actOnFolder carries out an action that is one folder job.
func (p *program) actOnFolder(ctx context.Context, a action, job *folderJob) error {
	job.looked = time.Now()
	i := &item{Path: string(job.op.Path), To: string(job.op.Dest), means: job.means}
	s := &step{items: []*item{i}}
	s.do = func(ctx context.Context) error { return p.doFolderJob(ctx, a, job, i) }
	s.look = func(ctx context.Context) (bool, error) { return p.lookForJob(ctx, job) }
	a.steps = []*step{s}
	return p.act(ctx, a)
}

// doFolderJob starts the job and, with --wait, sees to the end of it.
func (p *program) doFolderJob(ctx context.Context, a action, job *folderJob, i *item) error {
	id, err := job.start(imagekit.WithLastLook(ctx, func(ctx context.Context) error {
		return job.lastLook(ctx, p.opts.follow.on())
	}))
	if err != nil {
		return explainTooMany(err, nil)
	}
	i.Job = string(id)
	if !p.opts.follow.on() {
		i.Status, i.Note = itemStarted, "wait for it with: iksync job wait "+string(id)
		return nil
	}
	return p.seeJobThrough(ctx, a, job, i)
}

// lastLook looks at what must hold before the job, right before it starts: a lock that
// was waited for may have been that of a job which took the name.
func (j *folderJob) lastLook(ctx context.Context, follow bool) error {
	if j.ready != nil && time.Since(j.looked) >= freshFor {
		if err := j.ready(ctx); err != nil {
			return err
		}
		j.looked = time.Now()
	}
	if follow && time.Since(j.listed) >= freshFor {
		var err error
		if j.before, err = j.library.Contents(ctx, j.op.Path); err != nil {
			return err
		}
		j.listed = time.Now()
	}
	return nil
}

// seeJobThrough waits for a job that was started, and compares what it left with what
// it should have.
func (p *program) seeJobThrough(ctx context.Context, a action, job *folderJob, i *item) error {
	watch, err := p.jobWatch(job.client)
	if err != nil {
		return err
	}
	settle, err := p.settle()
	if err != nil {
		return err
	}
	watch.newborn = max(settle, 0)
	lines := p.jobLines()
	over := lines.begin(imagekit.JobID(i.Job), fmt.Sprintf("%s %s -> %s", a.verb, i.Path, i.To))
	done, err := watch.await(ctx, imagekit.JobID(i.Job), plan.FirstPause)
	over(done, err)
	lines.end()
	i.Purge = done.PurgeRequestID
	forgotten := imagekit.IsNotFound(err)
	if err != nil && !forgotten {
		i.Status, i.err, i.Error = itemStarted, err, err.Error()
		return err
	}
	gap, lookErr := p.compareJob(ctx, job)
	switch {
	case lookErr != nil:
		return i.unsure(fmt.Errorf("its job %s is over, but what it left could not be read: %w", i.Job, lookErr))
	case gap != "" && forgotten:
		return i.unsure(fmt.Errorf("%s; %w", gap, err))
	case gap != "" || done.Status == imagekit.JobPartial:
		i.Status, i.Note = itemPartly, joined(done.Message, gap)
	}
	return nil
}

// unsure notes that nobody knows what became of the item, and why.
func (i *item) unsure(err error) error {
	i.Status, i.err, i.Error = itemUnknown, err, err.Error()
	return err
}

// joined is those of the texts that say something, as one.
func joined(texts ...string) string {
	var said []string
	for _, text := range texts {
		if text != "" {
			said = append(said, text)
		}
	}
	return strings.Join(said, "; ")
}

// lookForJob says whether the job was carried out whose start had no answer. With
// --wait it is given the time that a job may take. That it was not, nothing shows: it may
// still have to begin.
func (p *program) lookForJob(ctx context.Context, job *folderJob) (bool, error) {
	const look = "a job may be running all the same: look in a while, with the same command and --dry-run"
	if job.merges {
		return false, errors.New(look) // the folder that was there before shows nothing
	}
	p.stderr.say("Looking whether this was done, as its answer was lost: %s -> %s", job.op.Path, job.op.Dest)
	if !p.opts.follow.on() {
		done, err := p.settledVerdict(ctx, job.library, &job.op)
		if err != nil {
			err = fmt.Errorf("%w; %s", err, look)
		}
		return done, err
	}
	watch, err := p.jobWatch(job.client)
	if err != nil {
		return false, err
	}
	limited, cancel := context.WithTimeout(ctx, watch.timeout)
	defer cancel()
	err = errors.New("there was no time to look")
	for pause := plan.FirstPause; watch.pause(limited, pause); pause = min(2*pause, plan.LastPause) {
		verdict, lookErr := job.library.Probe(limited, &job.op)
		if limited.Err() == nil {
			err = unproved(verdict, lookErr)
		}
		if verdict.Answer == plan.VerdictDone {
			return true, nil
		}
	}
	return false, fmt.Errorf("%w; %s", err, look)
}

// settledVerdict says whether an operation was carried out, when listings had their
// time to show it. If they do not show it, it may still be under way, which is an error.
func (p *program) settledVerdict(ctx context.Context, library *live.Library, op *plan.Operation) (bool, error) {
	var verdict plan.Verdict
	err := p.untilSettled(ctx, func() (bool, error) {
		var err error
		verdict, err = library.Probe(ctx, op)
		return verdict.Answer == plan.VerdictDone, err
	})
	if verdict.Answer == plan.VerdictDone {
		return true, nil
	}
	return false, unproved(verdict, err)
}

// unproved is the error of an operation of which the library does not show that it was
// carried out.
func unproved(verdict plan.Verdict, err error) error {
	if err != nil {
		return err
	}
	return errors.New(verdict.Evidence)
}
