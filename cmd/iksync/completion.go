package main

import (
	"context"
	"io"
	"slices"
	"strings"
)

// The shells that there is a completion for.
const (
	shellBash = "bash"
	shellZsh  = "zsh"
	shellFish = "fish"
)

func (p *program) completionCommand() command {
	shells := []string{shellBash, shellZsh, shellFish}
	return command{
		name: "completion", usage: "print a script that completes commands, flags and values", args: strings.Join(shells, "|"), atLeast: 1, atMost: 1,
		choices: shells,
		text: `For this session; to keep it, see the guide to installing:

  bash: source <(iksync completion bash)
  zsh:  source <(iksync completion zsh)
  fish: iksync completion fish | source`,
		run: func(_ context.Context, args []string) error { return p.completion(args[0]) },
	}
}

func (p *program) completion(shell string) error {
	var script string
	switch shell {
	case shellBash:
		script = p.bashCompletion()
	case shellZsh:
		script = p.zshCompletion()
	case shellFish:
		script = p.fishCompletion()
	default:
		return fail(exitUsage, "completion is for bash, zsh and fish, not for %q", shell)
	}
	return p.document(func(w io.Writer) error {
		_, err := io.WriteString(w, script)
		return err
	})
}

// hint is what can stand in a place of the command line.
type hint struct {
	kind  hintKind
	words []string // of hintWords and hintForm
}

type hintKind string

// The kinds of hints. Their names are those that the scripts use.
const (
	hintNone   hintKind = ""       // nothing stands there
	hintAny    hintKind = "any"    // something that nobody can guess
	hintWords  hintKind = "words"  // one of words
	hintFile   hintKind = "file"   // the name of a file
	hintFolder hintKind = "folder" // the name of a folder
	hintForm   hintKind = "form"   // one of words, an equals sign, the name of a file
)

// valueHint is what the value of o can be.
func (p *program) valueHint(o *option) hint {
	switch {
	case o.takes == "":
		return hint{}
	case o == p.opts.report:
		return hint{hintForm, p.opts.form.values}
	case len(o.values) > 0:
		return hint{hintWords, o.values}
	case o.takes == "PATH": // here; as an argument, it is one of the library
		return hint{kind: hintFile}
	}
	return placeHint(o.takes)
}

// mostPlaces is how many arguments have a hint of their own, where a command takes
// any number of them.
const mostPlaces = 8

// argumentHints is what each argument of c can be. The choices are those of the
// first one.
func argumentHints(c command) []hint {
	var list []hint
	for n := range min(c.atMost, mostPlaces) {
		called := c.args
		if len(c.choices) > 0 {
			if n == 0 {
				list = append(list, hint{hintWords, c.choices})
				continue
			}
			_, called, _ = strings.Cut(c.args, " ")
		}
		list = append(list, placeHint(called))
	}
	return list
}

// placeHint tells from how help calls a value whether it names a file or a folder.
func placeHint(called string) hint {
	names := strings.FieldsFunc(called, func(r rune) bool { return strings.ContainsRune(" |[].", r) })
	switch {
	case slices.Contains(names, "FILE"), slices.Contains(names, "PLAN"):
		return hint{kind: hintFile}
	case slices.Contains(names, "DIR"):
		return hint{kind: hintFolder}
	}
	return hint{kind: hintAny}
}

// completed are all commands that can be typed: help is of package cli.
func (p *program) completed() []command {
	help := command{name: "help", usage: "tell more about a command", args: "[COMMAND]", atMost: 1}
	for _, c := range p.commands() {
		help.choices = append(help.choices, c.name)
	}
	return append(p.commands(), help)
}

// flagNames are the names of o as they are typed.
func flagNames(o *option) []string {
	names := []string{"--" + o.name}
	if o.alias != "" {
		names = append(names, "-"+o.alias)
	}
	return names
}

// quoteShell makes s one word of bash and zsh that means itself.
func quoteShell(s string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./"
	if s != "" && strings.Trim(s, plain) == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
