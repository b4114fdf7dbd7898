package main

import (
	"context"
	"flag"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"
)

// helpName is the command that shows help.
const helpName = "help"

func (p *program) helpCommand() command {
	return command{
		name: helpName, usage: "tell more about a command", args: "[COMMAND]", atMost: 2,
		run: func(_ context.Context, args []string) error { return p.help(args) },
	}
}

// help shows the help of the command that words name, of a group, or of the program.
func (p *program) help(words []string) error {
	name := strings.Join(words, " ")
	if name == "" {
		return p.showHelp(p.appHelp())
	}
	if g, is := groupNamed(name); is {
		return p.showHelp(groupHelp(g, p.commandsOf(g.name), p.opts.global()))
	}
	for _, c := range append(p.commands(), p.helpCommand()) {
		if c.name == name {
			return p.showHelp(commandHelp(c, p.opts.global()))
		}
		if strings.HasPrefix(name, c.name+" ") {
			return fail(exitUsage, "there is no command %q: %s is one, and its help is shown by iksync %s --help", name, c.name, c.name)
		}
	}
	return p.unknownCommand(words)
}

func (p *program) showHelp(text string) error {
	return p.document(func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
}

// wantsHelp says whether help was asked for. Unlike other flags, those for help may
// follow arguments: they keep anything from being done.
func (p *program) wantsHelp(args []string) bool {
	return p.helpAsked || slices.ContainsFunc(args, func(arg string) bool { return arg == "--help" || arg == "-help" || arg == "-h" })
}

// helpFlag is --help or -h. It notes that help was asked for; package cli, which would
// take the argument that follows for a command to tell about, does not see that.
type helpFlag struct {
	name  string
	asked *bool
}

// helpFlags are the flags that ask for help.
func (p *program) helpFlags() []cli.Flag {
	return []cli.Flag{helpFlag{"help", &p.helpAsked}, helpFlag{"h", &p.helpAsked}}
}

// Names, Apply, IsSet and String implement cli.Flag. Package cli would show help of its
// own at a text that is true.
func (f helpFlag) Names() []string { return []string{f.name} }

func (f helpFlag) Apply(set *flag.FlagSet) error {
	set.Var(f, f.name, "show help")
	return nil
}
func (f helpFlag) IsSet() bool    { return f.asked != nil && *f.asked }
func (f helpFlag) String() string { return "" }

// Set and IsBoolFlag implement flag.Value.
func (f helpFlag) Set(text string) error {
	on, err := strconv.ParseBool(text)
	*f.asked = *f.asked || on
	return err
}
func (f helpFlag) IsBoolFlag() bool { return true }
