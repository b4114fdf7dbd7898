package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// group is what the commands whose names begin alike are about.
type group struct{ name, usage string }

// groups are all there are, in the order in which help lists them.
func groups() []group {
	return []group{
		{"file", "list, look at, upload, change and delete files"},
		{"folder", "create, copy, move, rename and delete folders"},
		{"job", "see how far a folder job is, or wait for it"},
		{"field", "list, create, change and delete custom metadata fields"},
	}
}

// groupNamed is the group of that name, and whether there is one.
func groupNamed(name string) (group, bool) {
	for _, g := range groups() {
		if g.name == name {
			return g, true
		}
	}
	return group{}, false
}

// commandsOf are the commands of a group.
func (p *program) commandsOf(name string) []command {
	return slices.DeleteFunc(p.commands(), func(c command) bool { return !strings.HasPrefix(c.name, name+" ") })
}

// firstWords are the words that the names of commands begin with, each once, and
// what they are about.
func firstWords(commands []command) []named {
	var list []named
	for _, c := range commands {
		word, _, grouped := strings.Cut(c.name, " ")
		about := c.usage
		if grouped {
			g, _ := groupNamed(word)
			about = g.usage
		}
		if !slices.ContainsFunc(list, func(n named) bool { return n.name == word }) {
			list = append(list, named{word, about})
		}
	}
	return list
}

// secondWords are the words that follow a group's name.
func secondWords(commands []command) []named {
	var list []named
	for _, c := range commands {
		_, word, _ := strings.Cut(c.name, " ")
		list = append(list, named{word, c.usage})
	}
	return list
}

// namesOf are the names of a list.
func namesOf(list []named) []string {
	names := make([]string, len(list))
	for i, n := range list {
		names[i] = n.name
	}
	return names
}

// fenceGroup is a group as package cli wants it. Alone, it is not a command.
func (p *program) fenceGroup(name string) *cli.Command {
	return &cli.Command{
		Name:         name,
		Flags:        append(flags(p.opts.global()), p.helpFlags()...),
		HideHelp:     true,
		OnUsageError: badUsage,
		Action: func(ctx *cli.Context) error {
			words := ctx.Args().Slice()
			switch {
			case p.wantsHelp(words):
				return p.help([]string{name})
			case len(words) > 0 && words[0] == helpName: // iksync folder help copy
				return p.help(append([]string{name}, words[1:]...))
			case len(words) > 0:
				return p.unknownCommand(append([]string{name}, words...))
			}
			return fail(exitUsage, "%s needs one of its commands: %s (see iksync %s --help)", name, strings.Join(namesOf(secondWords(p.commandsOf(name))), ", "), name)
		},
	}
}
