package main

import (
	"context"
	"io"
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

// command is one of the program's commands.
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
func (p *program) commands() []command {
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
		Usage:          "make an ImageKit media library match a YAML file",
		UsageText:      "iksync [global options] COMMAND [options]",
		HideVersion:    true,
		Writer:         p.env.Stdout,
		ErrWriter:      p.env.Stderr,
		Flags:          append(flags(p.opts.global()), p.opts.version),
		OnUsageError:   badUsage,
		ExitErrHandler: func(*cli.Context, error) {},
		Action:         p.noCommand,

		CustomAppHelpTemplate: appHelp,
	}
	for _, c := range p.commands() {
		app.Commands = append(app.Commands, p.fence(c))
	}
	return app
}

// fence makes a cli.Command of c that leaves no argument unread: package cli
// takes a flag that follows an argument for another argument.
func (p *program) fence(c command) *cli.Command {
	return &cli.Command{
		Name: c.name, Usage: c.usage, ArgsUsage: c.args, Description: c.text,
		UsageText:          usageText(c),
		Flags:              append(flags(c.options), flags(p.opts.global())...),
		HideHelpCommand:    true,
		OnUsageError:       badUsage,
		CustomHelpTemplate: commandHelp,
		Action: func(ctx *cli.Context) error {
			args := ctx.Args().Slice()
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
