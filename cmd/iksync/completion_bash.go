package main

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

// bashEngine is the part of the script that is the same whatever the commands are.
//
//go:embed completion.bash
var bashEngine string

// bashCompletion is a script for bash from 3.2 on: a table for each thing to look
// up, and the functions that do. Bash has no place for descriptions.
func (p *program) bashCompletion() string {
	var b strings.Builder
	b.WriteString("# Completion of iksync for bash.\n\n")
	b.WriteString("# What the value of a flag can be, nothing where it takes none: COMMAND FLAG.\n")
	b.WriteString("_iksync_value() {\n  case $1:$2 in\n")
	for _, o := range p.opts.global() {
		p.bashValue(&b, "*", o)
	}
	for _, c := range p.commands() {
		for _, o := range c.options {
			p.bashValue(&b, quoteShell(c.name), o)
		}
	}
	b.WriteString("  esac\n}\n\n# The flags that can stand after a command, or before it: COMMAND.\n")
	b.WriteString("_iksync_flags() {\n  case $1 in\n    '') echo --version ;;\n    help*) return ;;\n")
	for _, c := range p.commands() {
		if len(c.options) > 0 {
			fmt.Fprintf(&b, "    %s) echo %s ;;\n", quoteShell(c.name), flagWords(c.options))
		}
	}
	fmt.Fprintf(&b, "  esac\n  echo %s --help -h\n}\n\n", flagWords(p.opts.global()))
	p.bashArguments(&b)
	return b.String() + bashEngine
}

// bashArguments is the table of what stands where there is no flag, and of commands
// that are not whole yet.
func (p *program) bashArguments(b *strings.Builder) {
	b.WriteString("# What an argument can be: COMMAND, how many came before it.\n_iksync_argument() {\n  case $1:$2 in\n")
	var cases []string
	for _, above := range p.branches() {
		words := quoteShell(above.words)
		fmt.Fprintf(b, "    %s:0) echo %s ;;\n", words, bashHint(hint{hintWords, namesOf(above.next)}))
		cases = append(cases, words)
	}
	for _, c := range p.commands() {
		list := argumentsOf(c)
		for n, at := range list.each {
			bashArgument(b, c, strconv.Itoa(n), at)
		}
		if list.rest != nil {
			bashArgument(b, c, "*", *list.rest)
		}
	}
	b.WriteString("  esac\n}\n\n# Whether one more word belongs to a command: COMMAND.\n_iksync_branch() {\n  case $1 in\n")
	fmt.Fprintf(b, "    %s) ;;\n    *) return 1 ;;\n  esac\n}\n\n", strings.Join(cases, " | "))
}

// bashArgument is the line of one place, or of those that follow the others.
func bashArgument(b *strings.Builder, c command, number string, at argument) {
	if at.hint.kind != hintAny {
		fmt.Fprintf(b, "    %s:%s) echo %s ;;\n", quoteShell(c.name), number, bashHint(at.hint))
	}
}

// bashValue is the line of a flag that takes a value.
func (p *program) bashValue(b *strings.Builder, command string, o *option) {
	h := p.valueHint(o)
	if h.kind == hintNone {
		return
	}
	var cases []string
	for _, name := range flagNames(o) {
		cases = append(cases, command+":"+name)
	}
	fmt.Fprintf(b, "    %s) echo %s ;;\n", strings.Join(cases, " | "), bashHint(h))
}

func bashHint(h hint) string {
	words := []string{string(h.kind)}
	for _, word := range h.words {
		words = append(words, quoteShell(word))
	}
	return strings.Join(words, " ")
}

// flagWords lists the flags of options, as they are typed.
func flagWords(options []*option) string {
	var words []string
	for _, o := range options {
		words = append(words, flagNames(o)...)
	}
	return strings.Join(words, " ")
}
