package main

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/urfave/cli/v2"
)

// purpose is what the program is for.
const purpose = "make an ImageKit media library match a YAML file"

func usageText(c command) string {
	text := "iksync " + c.name + " [options]"
	if c.args != "" {
		text += " " + c.args
	}
	return text
}

// badUsage is what package cli says against the flags, and what to do about it.
func badUsage(ctx *cli.Context, err error, _ bool) error {
	text := regexp.MustCompile(`(not defined: |needs an argument: |for (?:flag )?)-([a-z0-9][a-z0-9-]+)`).ReplaceAllString(err.Error(), "$1--$2")
	advice := ""
	if _, name, undefined := strings.Cut(err.Error(), "not defined: -"); undefined {
		advice = flagAdvice(ctx.Command, name)
	}
	return failWith(exitUsage, fmt.Errorf("%s%s (see %s --help)", text, advice, ctx.Command.HelpName))
}

// flagAdvice is what may have been meant by a flag that c does not have.
func flagAdvice(c *cli.Command, name string) string {
	for _, below := range c.Subcommands {
		if owner := flagOwner(below, name); owner != nil {
			return fmt.Sprintf("; it stands after a command that has it, as in iksync %s --%s", strings.TrimPrefix(owner.HelpName, "iksync "), name)
		}
	}
	var names []string
	for _, f := range c.Flags {
		for _, known := range f.Names() {
			names = append(names, "--"+known)
		}
	}
	return didYouMean(meant([]string{"--" + name}, names))
}

// flagOwner is the first command that has a flag: c, or one below it.
func flagOwner(c *cli.Command, name string) *cli.Command {
	for _, f := range c.Flags {
		if f.Names()[0] == name {
			return c
		}
	}
	for _, below := range c.Subcommands {
		if owner := flagOwner(below, name); owner != nil {
			if owner.HelpName == "" { // package cli has not come to it yet
				owner.HelpName = c.HelpName + " " + owner.Name
			}
			return owner
		}
	}
	return nil
}

// checkArgs refuses arguments that c does not take.
func checkArgs(c command, args []string) error {
	for _, arg := range args {
		if strings.HasPrefix(arg, "-") && arg != "-" {
			return fail(exitUsage, "%q comes after an argument, where it would not be read as a flag: put flags before arguments, as in iksync %s %s ...",
				arg, c.name, arg)
		}
	}
	switch {
	case len(args) < c.atLeast:
		return fail(exitUsage, "%s needs %s: %s", c.name, c.args, usageText(c))
	case len(args) > c.atMost && c.atMost == 0:
		return fail(exitUsage, "%s takes no arguments, and %q is one%s", c.name, args[0], c.insteadOfArgument())
	case len(args) > c.atMost:
		return fail(exitUsage, "%s takes no more than %s, and %q follows", c.name, c.args, args[c.atMost])
	}
	return nil
}

// insteadOfArgument is how to say what people mean by an argument of a command that
// takes none.
func (c command) insteadOfArgument() string {
	for _, o := range c.options {
		if o.alias == "f" {
			return ": a YAML file is named by --" + o.name
		}
	}
	return ": " + usageText(c)
}

// noCommand is what happens where no command was named, or none that exists.
func (p *program) noCommand(ctx *cli.Context) error {
	words := ctx.Args().Slice()
	switch {
	case len(words) > 0 && !strings.HasPrefix(words[0], "-"):
		return p.unknownCommand(words)
	case p.wantsHelp(words):
		return p.help(nil)
	case p.opts.version.on():
		return p.document(writeVersion)
	}
	_, _ = io.WriteString(p.stderr, p.appHelp()+"\n")
	return fail(exitUsage, "which command?")
}

// unknownCommand is the error of words that name no command. The first may be a group.
func (p *program) unknownCommand(words []string) error {
	called, what, list := words[0], "the commands are ", namesOf(firstWords(p.commands()))
	var near []string
	if g, is := groupNamed(called); is && len(words) > 1 {
		words = words[1:]
		called, what, list = g.name+" "+words[0], "those of "+g.name+" are ", namesOf(secondWords(p.commandsOf(g.name)))
		for _, name := range meant(words, list) {
			near = append(near, g.name+" "+name)
		}
	}
	for _, names := range [][]string{commandNames(p.commands()), list} {
		if near == nil {
			near = meant(words, names)
		}
	}
	if near != nil {
		return fail(exitUsage, "there is no command %q%s", called, didYouMean(quoted(near)))
	}
	return fail(exitUsage, "there is no command %q: %s%s", called, what, strings.Join(list, ", "))
}

func commandNames(commands []command) []string {
	names := make([]string, len(commands))
	for i, c := range commands {
		names[i] = c.name
	}
	return names
}
