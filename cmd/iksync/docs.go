package main

import (
	"context"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
)

//go:generate go test . -run ^TestReference$ -update

// The forms of the reference.
const (
	docsMarkdown = "markdown"
	docsMan      = "man"
)

func (p *program) docsCommand() command {
	forms := []string{docsMarkdown, docsMan}
	return command{
		name: "docs", usage: "print the reference of the command line", args: "[markdown|man]", atMost: 1, choices: forms,
		text: `Every command and flag, variable, file and exit code of this program: as Markdown,
or as a manual page: iksync docs man > iksync.1`,
		run: func(_ context.Context, args []string) error { return p.docs(strings.Join(args, "")) },
	}
}

func (p *program) docs(form string) error {
	var text string
	switch form {
	case docsMarkdown, "":
		text = markdownReference(p.reference())
	case docsMan:
		date, err := p.sourceDate()
		if err != nil {
			return err
		}
		text = manPage(p.reference(), version().number, date)
	default:
		return fail(exitUsage, "the reference comes as markdown or as man, not as %q", form)
	}
	return p.document(func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
}

// sourceDate is the day of the sources, as those who package programs state it in
// seconds since 1970, or "": the same sources give the same page on any day.
func (p *program) sourceDate() (string, error) {
	const name = "SOURCE_DATE_EPOCH"
	text := p.env.Getenv(name)
	if text == "" {
		return "", nil
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil || seconds < 0 {
		return "", fail(exitUsage, "%s: want seconds since 1970, have %q", name, text)
	}
	return time.Unix(seconds, 0).UTC().Format(time.DateOnly), nil
}

// reference is all that there is to say about the command line.
type reference struct {
	usage     string
	engine    []command // those about a YAML file, or about this program
	actions   []command // those that do one thing to a library
	globals   []*option
	variables []named // those that are not of a flag
	files     []named
	exits     []exitMeaning
	examples  []named // each is a command line
	flags     []*option
	literals  *regexp.Regexp // what in prose is to be typed as it is
}

// named is something with a name, and what it is.
type named struct{ name, text string }

// exitMeaning is what an exit code stands for.
type exitMeaning struct {
	code code
	text string
}

func (p *program) reference() reference {
	return reference{
		literals: literals(p.commands()),
		usage:    purpose, engine: p.engine(), actions: p.actions(), globals: append(p.opts.global(), p.opts.version), flags: p.allOptions(),
		variables: variables(), files: files(), exits: exitMeanings(), examples: examples(),
	}
}

// literals finds what is to be typed as it is: commands, flags, variables, files.
func literals(commands []command) *regexp.Regexp {
	const flag = `--[a-z][a-z-]*[a-z]`
	var names []string
	for _, c := range commands {
		name := strings.ReplaceAll(regexp.QuoteMeta(c.name), " ", `\s`)
		if len(c.choices) > 0 {
			name += `(?:\s(?:` + strings.Join(c.choices, "|") + `)\b)?`
		}
		names = append(names, name)
	}
	for _, g := range groups() { // after the commands that begin with them
		names = append(names, g.name+`(?:\sCOMMAND)?`)
	}
	typed := `\biksync\s(?:` + strings.Join(names, "|") + `|COMMAND)\b(?:\s` + flag + `|\s[A-Z]{2,}\b)*`
	return regexp.MustCompile(typed + `|` + flag + `|\b[A-Z]+(?:_[A-Z]+)+\b|\.iksync/[a-z/]+(?:\.[a-z]+\b)?|\blibrary\.yaml\b`)
}

// marked is s with what is to be typed written by code, and the rest by plain.
func marked(s string, literals *regexp.Regexp, plain, code func(string) string) string {
	var b strings.Builder
	pos := 0
	for _, at := range literals.FindAllStringIndex(s, -1) {
		b.WriteString(plain(s[pos:at[0]]) + code(s[at[0]:at[1]]))
		pos = at[1]
	}
	return b.String() + plain(s[pos:])
}
