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

_iksync_commands() {
  local -a commands=(
`)
	for _, c := range p.completed() {
		fmt.Fprintf(&b, "    %s\n", quoteShell(c.name+":"+c.usage))
	}
	b.WriteString(`  )
  _describe -t commands command commands
}

_iksync() {
  local curcontext=$curcontext state state_descr ret=1
  local -a line globals=(
    '(- : *)'{-h,--help}'[show help]'
`)
	p.zshOptions(&b, "    ", p.opts.global())
	b.WriteString("  )\n  typeset -A opt_args\n\n  _arguments -C -A '-*' $globals \\\n")
	fmt.Fprintf(&b, "    %s \\\n", p.zshOption(p.opts.version))
	b.WriteString(`    '1: :_iksync_commands' '*:: :->argument' && ret=0
  [[ $state == argument ]] || return ret

  curcontext=${curcontext%:*:*}:iksync-$words[1]:
  case $words[1] in
`)
	for _, c := range p.completed() {
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

// zshCommand is the branch of one command: its own flags, those of the program
// and its arguments.
func (p *program) zshCommand(b *strings.Builder, c command) {
	globals := " $globals"
	if c.name == "help" {
		globals = ""
	}
	fmt.Fprintf(b, "    %s)\n      _arguments -A '-*'%s", c.name, globals)
	if len(c.options) > 0 {
		b.WriteString(" \\\n")
		var lines strings.Builder
		p.zshOptions(&lines, "        ", c.options)
		b.WriteString(strings.ReplaceAll(strings.TrimSuffix(lines.String(), "\n"), "\n", " \\\n"))
	}
	for n, h := range argumentHints(c) {
		place := ":"
		if n >= c.atLeast {
			place = "::"
		}
		fmt.Fprintf(b, " \\\n        %s", quoteShell(strconv.Itoa(n+1)+place+zshText(c.args)+":"+zshAction(h)))
	}
	b.WriteString(" && ret=0 ;;\n")
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
