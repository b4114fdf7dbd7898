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
	fmt.Fprintf(&b, "set -g __iksync_takes_value %s\n", strings.Join(p.valueFlags(), " "))
	fmt.Fprintf(&b, "# What is not a whole command yet.\nset -g __iksync_branches %s\n\n", fishList(p.branchWords()))
	b.WriteString(fishEngine)
	b.WriteString("\ncomplete -c iksync -e\ncomplete -c iksync -f\n")
	fmt.Fprintf(&b, "complete -c iksync -n __iksync_none %s\n", p.fishOption(p.opts.version))
	b.WriteString("complete -c iksync -n __iksync_open -l help -s h -d 'show help'\n")
	for _, o := range p.opts.global() {
		fmt.Fprintf(&b, "complete -c iksync -n __iksync_open %s\n", p.fishOption(o))
	}
	for _, above := range p.branches() {
		b.WriteString("\n")
		for _, n := range above.next {
			fmt.Fprintf(&b, "complete -c iksync -n %s -a %s -d %s\n", fishAt(above.words, 0), n.name, fishQuote(n.text))
		}
	}
	for _, c := range p.commands() {
		fmt.Fprintf(&b, "\n# %s\n", c.name)
		for _, o := range c.options {
			fmt.Fprintf(&b, "complete -c iksync -n %s %s\n", fishAt(c.name, 0), p.fishOption(o))
		}
		list := argumentsOf(c)
		for n, at := range list.each {
			fishArgument(&b, fishAt(c.name, n), at)
		}
		if list.rest != nil {
			fishArgument(&b, fishFrom(c.name, len(list.each)), *list.rest)
		}
	}
	return b.String()
}

// fishArgument is the line of a place.
func fishArgument(b *strings.Builder, condition string, at argument) {
	if at.hint.kind != hintAny {
		fmt.Fprintf(b, "complete -c iksync -n %s %s\n", condition, fishHint(at.hint))
	}
}

// fishAt is the condition that the words are those of a command, or of what is not one
// yet, with n arguments.
func fishAt(words string, n int) string {
	if words == "" {
		return "__iksync_none"
	}
	return fishQuote(fmt.Sprintf("__iksync_at %q %d", words, n))
}

// fishFrom is the same with n arguments or more.
func fishFrom(words string, n int) string {
	return fishQuote(fmt.Sprintf("__iksync_from %q %d", words, n))
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

// fishList is words of one list, each of which may have spaces.
func fishList(words []string) string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = fishQuote(w)
	}
	return strings.Join(list, " ")
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
