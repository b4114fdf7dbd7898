package main

import (
	"context"
	"io"
	"os"
	"slices"
	"strconv"

	"github.com/iksync/iksync/cmd/iksync/github"
)

// When a comment is written on a pull request.
const (
	commentAlways  = "always"
	commentChanges = "changes"
	commentNever   = "never"
)

func (p *program) githubCommand() command {
	comment := &option{name: "comment", takes: "WHEN", standard: commentChanges, getenv: p.env.Getenv, group: groupCommand,
		usage: "comment on the pull request: always, never, or if there are changes", values: []string{commentAlways, commentChanges, commentNever}}
	key := &option{name: "comment-key", takes: "NAME", getenv: p.env.Getenv, group: groupCommand,
		usage: "tells apart what one library has several of, such as environments"}
	allow := &option{name: "allow-outdated", getenv: p.env.Getenv, group: groupCommand,
		usage: "apply although the branch has a newer commit"}
	base := p.baseOption()
	return command{
		name: "github", usage: "plan, apply or watch drift from a GitHub workflow",
		args: "plan|apply|drift [PLAN | RUN]", atLeast: 1, atMost: 2, choices: []string{"plan", "apply", "drift"},
		text: `Does what the command of that name does, with the same options and the same exit
code, and tells GitHub: in the job's summary, in outputs of the step, at lines of
the files, in one comment on the pull request (plan) and in one issue (drift). The
token is read from GITHUB_TOKEN. What cannot be posted is a warning, and never
changes the exit code. plan saves its plan in .iksync/plan.json unless --out names
another file. apply exits with 5, and does nothing, where the branch is at a newer
commit by now that changed what is applied: an old job that runs again would bring
back old YAML.`,
		options: append(p.githubOptions(), base, comment, key, allow),
		run: func(ctx context.Context, args []string) error {
			if err := allow.isSwitch(); err != nil {
				return err
			}
			j := &workflow{comment: comment.text(), key: key.text(), base: base.text(), outdated: outdatedRefused}
			if allow.on() {
				j.outdated = outdatedAllowed
			}
			return p.github(ctx, args, j)
		},
	}
}

// githubOptions are those of plan and apply, but for --output: what is on stdout is
// the log of the workflow.
func (p *program) githubOptions() []*option {
	var list []*option
	for _, o := range append(p.opts.planning(), p.opts.autoApprove, p.opts.failFast, p.opts.resume, p.opts.refresh, p.opts.lock, p.opts.lockWait) {
		if o != p.opts.form && o != p.opts.output {
			list = append(list, o)
		}
	}
	return list
}

// workflow is what a run in a workflow of GitHub is told and has to tell.
type workflow struct {
	env     github.Environment
	pull    *github.PullRequest // nil: the event is about none
	comment string              // when to comment
	key     string
	base    string // the YAML that was applied, if it is not the one at hand

	outdated outdated // what an apply does about a newer commit
	library  string   // of the YAML, "" as long as that was not read

	inside map[string]string // names of files from the repository's root, by their names for the user

	log     io.Writer           // takes workflow commands
	notes   []github.Annotation // what to show at lines of files
	outputs []github.Output
	summary string // Markdown
}

func (p *program) github(ctx context.Context, args []string, j *workflow) error {
	env, err := github.FromEnvironment(p.env.Getenv)
	if err != nil {
		return failWith(exitUsage, err)
	}
	if p.form() != formText {
		return fail(exitUsage, "github writes a log: leave out --output, and take --report %s=FILE", p.form())
	}
	if err := checkGithubArgs(args); err != nil {
		return err
	}
	streams := p.disarm()
	j.env, j.log = env, p.env.Stdout
	p.env.Stdout = streams.stdout
	if env.OnPullRequest() {
		pull, err := env.PullRequest()
		if err != nil {
			j.warn("iksync cannot comment", err)
		} else {
			j.pull = &pull
		}
	}
	switch args[0] {
	case "plan":
		err = p.githubPlan(ctx, j)
	case "apply":
		err = p.githubApply(ctx, j, args[1:])
	case "drift":
		err = p.githubDrift(ctx, j)
	}
	p.tell(j, exitCode(err), streams)
	return err
}

// checkGithubArgs refuses arguments that none of the three takes.
func checkGithubArgs(args []string) error {
	switch {
	case !slices.Contains([]string{"plan", "apply", "drift"}, args[0]):
		return fail(exitUsage, "github: want plan, apply or drift, have %q", args[0])
	case len(args) > 1 && args[0] != "apply":
		return fail(exitUsage, "github %s takes no argument, have %q", args[0], args[1])
	default:
		return nil
	}
}

// disarmed are the streams of a run in which nothing is a workflow command.
type disarmed struct{ stdout, stderr *github.Inert }

// disarm sees to it that nothing the run says is taken for a workflow command:
// anybody may have named the files. GitHub reads both streams.
func (p *program) disarm() disarmed {
	d := disarmed{github.NewInert(p.env.Stdout), github.NewInert(p.env.Stderr)}
	p.stderr.mu.Lock()
	defer p.stderr.mu.Unlock()
	p.stderr.w = d.stderr
	return d
}

// tell writes what is told by files and by the log. What cannot be told is said, and
// changes nothing.
func (p *program) tell(j *workflow, c code, d disarmed) {
	if err := j.env.WriteSummary(j.summary); err != nil {
		j.warn("iksync cannot write the summary", err)
	}
	if err := j.env.WriteOutputs(append(j.outputs, github.Output{Name: "exit_code", Value: strconv.Itoa(int(c))})); err != nil {
		j.warn("iksync cannot write the outputs", err)
	}
	if err := d.stdout.Flush(); err != nil {
		p.stderr.say("iksync: stdout: %v", err)
	}
	for _, line := range github.Annotations(j.notes) {
		if _, err := io.WriteString(j.log, line+"\n"); err != nil {
			p.stderr.say("iksync: stdout: %v", err)
			break
		}
	}
	if err := d.stderr.Flush(); err != nil {
		return // nobody is there to be told
	}
}

// warn notes what could not be told.
func (j *workflow) warn(title string, err error) { j.say(github.Warning, title, err.Error()) }

// say notes what is about no line of a file. It comes before all other notes of its
// level, of which only so many are shown.
func (j *workflow) say(level github.Level, title, message string) {
	j.notes = append([]github.Annotation{{Level: level, Title: title, Message: inert(message)}}, j.notes...)
}

func (j *workflow) output(name, value string) {
	j.outputs = append(j.outputs, github.Output{Name: name, Value: value})
}

// makeFolder makes the folder of a file that has none yet.
func makeFolder(path string) error { return os.MkdirAll(path, 0o700) }
