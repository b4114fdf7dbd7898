package main

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/urfave/cli/v2"
)

// program is one run.
type program struct {
	env     Env
	opts    *options
	stderr  *console
	stop    *interrupts
	sandbox *sandbox  // nil until opened
	now     time.Time // of the whole run, so that its plans agree about relative dates

	input       string // a saved plan that is read, as the user named it
	documents   int    // written to stdout
	reportsDone bool   // the files of --report were written
	helpAsked   bool   // by --help or -h, wherever they stand
}

// run is the whole program: it does what env's arguments ask for and returns
// the exit code.
func run(ctx context.Context, env Env) int {
	p := &program{
		env: env, opts: newOptions(env.Getenv), stderr: &console{w: env.Stderr}, now: env.Now(),
	}
	ctx, stopped := p.watch(ctx)
	defer stopped()
	err := p.app().RunContext(ctx, append([]string{"iksync"}, env.Args...))
	if closeErr := p.closeSandbox(); err == nil {
		err = closeErr
	}
	return p.finish(err)
}

// finish tells what went wrong and returns the exit code. Where stdout was to
// carry one document and has none yet, the error is it.
func (p *program) finish(err error) int {
	code := exitCode(err)
	if code == exitFine || code == exitChanges {
		return int(code)
	}
	message := p.explainError(err)
	p.stderr.say("%s", message)
	failed := failure{code: code, message: message, err: err}
	if p.form() != formText && p.documents == 0 {
		if err := p.show(failed, ""); err != nil {
			p.stderr.say("iksync: stdout: %v", err)
		}
	}
	if err := p.reportFailure(failed); err != nil {
		p.stderr.say("%s", p.explainError(err))
	}
	return int(code)
}

// document writes data to stdout.
func (p *program) document(write func(io.Writer) error) error {
	p.documents++
	return write(p.env.Stdout)
}

// command is one of the program's commands. One whose name is two words is called
// by both, and belongs to the group that the first of them names.
type command struct {
	name, usage string
	args        string   // what its arguments are called; "" where it takes none
	atLeast     int      // arguments it needs
	atMost      int      // arguments it takes
	choices     []string // all that an argument can be; nil: anything
	text        string   // a longer description
	options     []*option
	run         func(ctx context.Context, args []string) error
}

// commands are all there are, in the order in which help lists them.
func (p *program) commands() []command { return append(p.engine(), p.actions()...) }

// engine are the commands that are about a YAML file, or about this program.
func (p *program) engine() []command {
	return []command{
		p.initCommand(), p.validateCommand(), p.fmtCommand(), p.planCommand(), p.applyCommand(), p.driftCommand(), p.exportCommand(),
		p.explainCommand(), p.graphCommand(), p.unlockCommand(), p.runsCommand(), p.githubCommand(), p.emulatorCommand(),
		p.schemaCommand(), p.docsCommand(), p.completionCommand(), p.versionCommand(),
	}
}

// app is the command line. Package cli has ways of its own to end a process and
// to write to stdout; all of them are closed here.
func (p *program) app() *cli.App {
	app := &cli.App{
		Name:           "iksync",
		HideHelp:       true,
		HideVersion:    true,
		Writer:         p.env.Stdout,
		ErrWriter:      p.env.Stderr,
		Flags:          append(append(flags(p.opts.global()), p.opts.version), p.helpFlags()...),
		OnUsageError:   badUsage,
		ExitErrHandler: func(*cli.Context, error) {},
		Action:         p.noCommand,
	}
	app.Commands = append(p.tree(), p.fence(p.helpCommand()))
	return app
}

// tree is the commands as package cli wants them, those of a group below it.
func (p *program) tree() []*cli.Command {
	var list []*cli.Command
	below := map[string]*cli.Command{}
	for _, c := range p.commands() {
		name, _, grouped := strings.Cut(c.name, " ")
		switch {
		case !grouped:
			list = append(list, p.fence(c))
			continue
		case below[name] == nil:
			below[name] = p.fenceGroup(name)
			list = append(list, below[name])
		}
		below[name].Subcommands = append(below[name].Subcommands, p.fence(c))
	}
	return list
}

// fence makes a cli.Command of c that leaves no argument unread: package cli
// takes a flag that follows an argument for another argument.
func (p *program) fence(c command) *cli.Command {
	return &cli.Command{
		Name:         c.name[strings.LastIndex(c.name, " ")+1:],
		Flags:        append(append(flags(c.options), flags(p.opts.global())...), p.helpFlags()...),
		HideHelp:     true,
		OnUsageError: badUsage,
		Action: func(ctx *cli.Context) error {
			args := ctx.Args().Slice()
			if p.wantsHelp(args) {
				return p.help(strings.Fields(c.name))
			}
			if err := checkArgs(c, args); err != nil {
				return err
			}
			if err := p.opts.check(c.options); err != nil {
				return err
			}
			return c.run(ctx.Context, args)
		},
	}
}
