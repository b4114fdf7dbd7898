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

// argument is where an argument can stand: what help calls it, and what it can be.
type argument struct {
	called string
	hint   hint
}

// arguments are the places of a command's arguments, and the one of all that follow
// those, if any number can.
type arguments struct {
	each []argument
	rest *argument
}

// argumentsOf is what the arguments of c can be. The choices are those of the first.
func argumentsOf(c command) arguments {
	var list arguments
	words := placeWords(c.args)
	for n, word := range words {
		if strings.Contains(word, "...") { // what comes after it can stand here as well
			called := strings.Join(words[n:], " ")
			list.rest = &argument{called, placeHint(called)}
			break
		}
		h := placeHint(word)
		if n == 0 && len(c.choices) > 0 {
			h = hint{hintWords, c.choices}
		}
		list.each = append(list.each, argument{word, h})
	}
	return list
}

// placeWords takes apart what the arguments of a command are called, at spaces that
// are not within brackets.
func placeWords(args string) []string {
	depth := 0
	return strings.FieldsFunc(args, func(r rune) bool {
		switch r {
		case '[':
			depth++
		case ']':
			depth--
		}
		return r == ' ' && depth == 0
	})
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

// branch is words after which one more word of a command follows.
type branch struct {
	words string // "" at the beginning of the line
	next  []named
}

// branches are all there are. Help is about a command, whose words follow it.
func (p *program) branches() []branch {
	commands, help := firstWords(p.commands()), p.helpCommand()
	list := []branch{{"", append(slices.Clone(commands), named{help.name, help.usage})}}
	for _, above := range []string{"", help.name + " "} {
		for _, g := range groups() {
			list = append(list, branch{above + g.name, secondWords(p.commandsOf(g.name))})
		}
	}
	return append(list, branch{help.name, commands})
}

// branchWords are the words of all branches but the first.
func (p *program) branchWords() []string {
	var list []string
	for _, b := range p.branches()[1:] {
		list = append(list, b.words)
	}
	return list
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

// shellWords is words of one list, each of which may have spaces.
func shellWords(words []string) string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = quoteShell(w)
	}
	return strings.Join(list, " ")
}
