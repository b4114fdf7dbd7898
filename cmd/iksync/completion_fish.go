package main

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

// fishEngine is the part of the script that is the same whatever the commands are.
//
//go:embed completion.fish
var fishEngine string

// fishCompletion is a script for fish from 3.0 on.
func (p *program) fishCompletion() string {
	var b strings.Builder
	b.WriteString("# Completion of iksync for fish.\n\n# The flags that take a value.\n")
	fmt.Fprintf(&b, "set -g __iksync_takes_value %s\n\n", strings.Join(p.valueFlags(), " "))
	b.WriteString(fishEngine)
	b.WriteString("\ncomplete -c iksync -e\ncomplete -c iksync -f\n")
	fmt.Fprintf(&b, "complete -c iksync -n __iksync_none %s\n", p.fishOption(p.opts.version))
	b.WriteString("complete -c iksync -n __iksync_open -l help -s h -d 'show help'\n")
	for _, o := range p.opts.global() {
		fmt.Fprintf(&b, "complete -c iksync -n __iksync_open %s\n", p.fishOption(o))
	}
	for _, c := range p.completed() {
		fmt.Fprintf(&b, "\ncomplete -c iksync -n __iksync_none -a %s -d %s\n", c.name, fishQuote(c.usage))
		for _, o := range c.options {
			fmt.Fprintf(&b, "complete -c iksync -n '__iksync_at %s 0' %s\n", c.name, p.fishOption(o))
		}
		for n, h := range argumentHints(c) {
			if h.kind != hintAny {
				fmt.Fprintf(&b, "complete -c iksync -n '__iksync_at %s %d' %s\n", c.name, n, fishHint(h))
			}
		}
	}
	return b.String()
}

// valueFlags are the names of all flags that take a value, without hyphens. A name
// means the same wherever it is used, as far as this goes: a test sees to it.
func (p *program) valueFlags() []string {
	var names []string
	for _, o := range p.allOptions() {
		if o.takes != "" {
			names = append(names, o.name)
			if o.alias != "" {
				names = append(names, o.alias)
			}
		}
	}
	return names
}

// fishOption is how one flag is declared.
func (p *program) fishOption(o *option) string {
	text := "-l " + o.name
	if o.alias != "" {
		text += " -s " + o.alias
	}
	if h := p.valueHint(o); h.kind != hintNone {
		text += " -r " + fishHint(h)
	}
	return text + " -d " + fishQuote(o.usage)
}

// fishHint is how what can stand somewhere is declared.
func fishHint(h hint) string {
	switch h.kind {
	case hintWords:
		return "-f -a " + fishQuote(strings.Join(h.words, " "))
	case hintFile:
		return "-F"
	case hintFolder:
		return "-f -a '(__fish_complete_directories (commandline -ct))'"
	case hintForm:
		return "-f -a " + fishQuote("(__iksync_form "+strings.Join(h.words, " ")+")")
	case hintNone, hintAny:
	}
	return "-f"
}

func fishQuote(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}

// allOptions is every flag of every command, under each name once.
func (p *program) allOptions() []*option {
	var list []*option
	add := func(options []*option) {
		for _, o := range options {
			if !slices.ContainsFunc(list, func(other *option) bool { return other.name == o.name }) {
				list = append(list, o)
			}
		}
	}
	add(p.opts.all)
	for _, c := range p.commands() {
		add(c.options)
	}
	return list
}
