package main

import (
	"fmt"
	"strconv"
	"strings"
)

// zshCompletion is a script for zsh, for a folder of its fpath or to be sourced.
func (p *program) zshCompletion() string {
	var b strings.Builder
	b.WriteString(`#compdef iksync
# Completion of iksync for zsh.

# One of some words, an equals sign, and the name of a file: what _arguments adds for
# compadd, then the words.
_iksync_form() {
  if compset -P '*='; then
    _files
  else
    compadd -S = "$@"
  fi
}

`)
	p.zshBranches(&b)
	b.WriteString(`_iksync() {
  local curcontext=$curcontext state state_descr command= ret=1
  local -a line globals=(
    '(- : *)'{-h,--help}'[show help]'
`)
	p.zshOptions(&b, "    ", p.opts.global())
	b.WriteString("  ) version=(\n    " + p.zshOption(p.opts.version) + "\n  )\n  typeset -A opt_args\n")
	fmt.Fprintf(&b, `
  # Word by word, until the command is whole.
  local -a branches=('' %s)
  while (( $branches[(Ie)$command] )); do
    state=
    _arguments -C -A '-*' $globals $version "1: : _iksync_next ${(q)command}" '*:: :->argument' && ret=0
    [[ $state == argument ]] || return ret
    command=${command:+$command }$words[1]
    version=()
    [[ $command != help* ]] || globals=()
  done
  curcontext=${curcontext%%:*:*}:iksync-${command// /-}:
  case $command in
`, shellWords(p.branchWords()))
	for _, c := range p.commands() {
		p.zshCommand(&b, c)
	}
	b.WriteString(`  esac
  return ret
}

compdef _iksync iksync
[[ $funcstack[1] != _iksync ]] || _iksync "$@" # where zsh loads this file to complete with it
`)
	return b.String()
}

// zshBranches is the function that describes what can follow when a command is not
// whole yet.
func (p *program) zshBranches(b *strings.Builder) {
	b.WriteString(`# The words that can follow those of a command that is not whole yet: WORDS.
_iksync_next() {
  local -a commands
  case $1 in
`)
	for _, above := range p.branches() {
		fmt.Fprintf(b, "    %s) commands=(\n", quoteShell(above.words))
		for _, n := range above.next {
			fmt.Fprintf(b, "      %s\n", quoteShell(n.name+":"+n.text))
		}
		b.WriteString("    ) ;;\n")
	}
	b.WriteString(`    *) return 1 ;;
  esac
  _describe -t commands command commands
}

`)
}

// zshCommand is the branch of one command: its own flags, those of the program
// and its arguments.
func (p *program) zshCommand(b *strings.Builder, c command) {
	fmt.Fprintf(b, "    %s)\n      _arguments -A '-*' $globals", quoteShell(c.name))
	if len(c.options) > 0 {
		b.WriteString(" \\\n")
		var lines strings.Builder
		p.zshOptions(&lines, "        ", c.options)
		b.WriteString(strings.ReplaceAll(strings.TrimSuffix(lines.String(), "\n"), "\n", " \\\n"))
	}
	list := argumentsOf(c)
	for n, at := range list.each {
		number := strconv.Itoa(n + 1)
		if n >= c.atLeast {
			number += ":"
		}
		zshArgument(b, number, at)
	}
	if list.rest != nil {
		zshArgument(b, "*", *list.rest)
	}
	b.WriteString(" && ret=0 ;;\n")
}

// zshArgument is one place, as _arguments wants it, or all that follow those.
func zshArgument(b *strings.Builder, number string, at argument) {
	fmt.Fprintf(b, " \\\n        %s", quoteShell(number+":"+zshText(at.called)+":"+zshAction(at.hint)))
}

// zshOptions writes a line for each way to type each flag.
func (p *program) zshOptions(b *strings.Builder, indent string, options []*option) {
	for _, o := range options {
		fmt.Fprintf(b, "%s%s\n", indent, p.zshOption(o))
	}
}

// zshOption is one flag, as _arguments wants it: under both of its names, where it
// has two.
func (p *program) zshOption(o *option) string {
	tail := "[" + zshText(o.usage) + "]"
	long := "--" + o.name
	if h := p.valueHint(o); h.kind != hintNone {
		long += "="
		tail += ":" + zshText(o.takes) + ":" + zshAction(h)
	}
	switch {
	case o.alias != "" && o.many:
		return fmt.Sprintf("'*'{-%s,%s}%s", o.alias, long, quoteShell(tail))
	case o.alias != "":
		return fmt.Sprintf("'(-%s --%s)'{-%s,%s}%s", o.alias, o.name, o.alias, long, quoteShell(tail))
	case o.many:
		return quoteShell("*" + long + tail)
	}
	return quoteShell(long + tail)
}

// zshAction is what _arguments does where h stands.
func zshAction(h hint) string {
	switch h.kind {
	case hintWords:
		return "(" + strings.Join(h.words, " ") + ")"
	case hintFile:
		return "_files"
	case hintFolder:
		return "_files -/"
	case hintForm:
		return "_iksync_form " + strings.Join(h.words, " ")
	case hintNone, hintAny:
	}
	return " "
}

// zshText writes out what separates the parts of a specification.
func zshText(s string) string {
	return strings.NewReplacer(`\`, `\\`, `:`, `\:`, `[`, `\[`, `]`, `\]`).Replace(s)
}
