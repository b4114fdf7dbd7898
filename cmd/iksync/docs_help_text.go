package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// helpWidth is how wide help is, in characters, as far as it can be wrapped.
const helpWidth = 80

// helpPage is help for a terminal that is being written.
type helpPage struct{ strings.Builder }

// appHelp is the help of the program.
func (p *program) appHelp() string {
	var b helpPage
	fmt.Fprintf(&b, "iksync: %s\n\nUsage: iksync [global options] COMMAND [options] [arguments]\n", purpose)
	engine, actions := firstWords(p.engine()), firstWords(p.actions())
	column := firstColumn(append(slices.Clone(engine), actions...))
	b.rows("Commands:", column, engine)
	b.rows("Single actions, without a YAML file:", column, actions)
	b.options(p.opts.global())
	b.WriteString(`
iksync COMMAND --help tells more about a command; iksync file --help lists those
that begin with file, and so on. Flags stand before arguments. Each has a
variable, but for what single actions do: IKSYNC_BASE_URL is --base-url, and so on.
The private key is in IMAGEKIT_PRIVATE_KEY or in --private-key-file.

Exit codes: 0 fine, 1 failed, 2 changes (with --detailed-exitcode), 3 bad usage
or bad YAML, 4 refused, 5 stale plan, 6 done in part, 7 timed out, 8 locked,
130 interrupted.
`)
	return b.String()
}

// groupHelp is the help of a group.
func groupHelp(g group, commands []command, globals []*option) string {
	var b helpPage
	fmt.Fprintf(&b, "iksync %s: %s\n\nUsage: iksync %s COMMAND [options] [arguments]\n", g.name, g.usage, g.name)
	rows := secondWords(commands)
	b.rows("Commands:", firstColumn(rows), rows)
	b.options(globals)
	fmt.Fprintf(&b, "\niksync %s COMMAND --help tells more about a command.\n", g.name)
	return b.String()
}

// commandHelp is the help of one command.
func commandHelp(c command, globals []*option) string {
	var b helpPage
	fmt.Fprintf(&b, "iksync %s: %s\n\nUsage: %s\n", c.name, c.usage, usageText(c))
	if c.text != "" {
		b.WriteString("\n" + strings.Trim(c.text, "\n") + "\n")
	}
	b.options(c.options)
	b.options(globals)
	return b.String()
}

// options is a table of flags, under the heading of each of their groups.
func (b *helpPage) options(options []*option) {
	sorted := slices.SortedStableFunc(slices.Values(options), func(x, y *option) int {
		return cmp.Or(strings.Compare(x.group, y.group), strings.Compare(x.name, y.name))
	})
	for len(sorted) > 0 {
		heading, n := sorted[0].group, 0
		var rows []named
		for n < len(sorted) && sorted[n].group == heading {
			names, about, _ := strings.Cut(sorted[n].String(), "\t")
			rows = append(rows, named{names, about})
			n++
		}
		b.rows(heading, firstColumn(rows), rows)
		sorted = sorted[n:]
	}
}

// rows is a table of names and what they are about, below a heading. Names are column
// characters wide.
func (b *helpPage) rows(heading string, column int, rows []named) {
	const between = 2 // spaces before and after a name
	indent := strings.Repeat(" ", column+2*between)
	fmt.Fprintf(b, "\n%s\n", heading)
	for _, row := range rows {
		lines := wrapped(row.text, helpWidth-len(indent))
		fmt.Fprintf(b, "  %-*s  %s\n", column, row.name, strings.Join(lines, "\n"+indent))
	}
}

// firstColumn is how wide the names of rows are.
func firstColumn(rows []named) int {
	width := 0
	for _, row := range rows {
		width = max(width, len(row.name))
	}
	return width
}

// wrapped is text in lines of no more than width characters, unless a word is longer.
func wrapped(text string, width int) []string {
	lines := []string{""}
	for _, word := range strings.Fields(text) {
		last := &lines[len(lines)-1]
		switch {
		case *last == "":
			*last = word
		case len(*last)+1+len(word) > width:
			lines = append(lines, word)
		default:
			*last += " " + word
		}
	}
	return lines
}
