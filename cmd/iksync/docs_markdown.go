package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// markdownPage is a page of Markdown that is being written.
type markdownPage struct {
	strings.Builder
	literals *regexp.Regexp // what is to be typed as it is
}

// markdownReference is the reference for docs/cli.md.
func markdownReference(r reference) string {
	b := markdownPage{literals: r.literals}
	fmt.Fprintf(&b, "<!-- Written by iksync docs: go generate ./cmd/iksync writes it anew. -->\n\n# The command line\n\n")
	fmt.Fprintf(&b, "`iksync`: %s.\n\n```\niksync [global options] COMMAND [options] [arguments]\n```\n\n", b.text(r.usage))
	b.WriteString("Flags stand before arguments, as in `iksync apply --auto-approve plan.json`, and begin with one hyphen or two;\n" +
		"`--name value` is `--name=value`. `iksync COMMAND --help` shows what is below.\n\n| command | |\n| --- | --- |\n")
	b.contents(r.engine)
	b.WriteString("\nSingle actions need no YAML file: each does one thing to a library, or tells one.\n\n| single action | |\n| --- | --- |\n")
	b.contents(r.actions)
	for _, c := range r.engine {
		b.command("##", c)
	}
	b.actions(r.actions)
	b.WriteString("\n## Global options\n\nBefore or after the command's name.\n")
	b.options(r.globals)
	b.WriteString("\n## Environment\n\nA flag has a variable, which counts where the flag is not given: `IKSYNC_` and its name in capitals,\n" +
		"with `_` for `-`. A switch is `true` or `false`; what is repeatable has one value a line.\n\n")
	b.named("variable", r.variables)
	b.WriteString("\n## Files\n\nThe folder `.iksync` is in the working directory, wherever the YAML is.\n\n")
	b.named("file", r.files)
	b.WriteString("\n## Exit codes\n\n| exit code | meaning |\n| --- | --- |\n")
	for _, e := range r.exits {
		fmt.Fprintf(&b, "| %d | %s |\n", e.code, b.text(e.text))
	}
	b.WriteString("\n## Examples\n")
	for _, e := range r.examples {
		fmt.Fprintf(&b, "\n%s\n\n```sh\n%s\n```\n", b.text(e.text), e.name)
	}
	return b.String()
}

// contents is the rows of a table of commands.
func (b *markdownPage) contents(commands []command) {
	for _, c := range commands {
		fmt.Fprintf(b, "| [`%s`](#iksync-%s) | %s |\n", c.name, strings.ReplaceAll(c.name, " ", "-"), b.text(c.usage))
	}
}

// actions is the sections of commands that may be in groups: one below each group's.
func (b *markdownPage) actions(commands []command) {
	above := ""
	for _, c := range commands {
		g, grouped := groupNamed(strings.Split(c.name, " ")[0])
		if !grouped {
			b.command("##", c)
			continue
		}
		if g.name != above {
			fmt.Fprintf(b, "\n## iksync %s\n\n%s.\n", g.name, b.text(upperFirst(g.usage)))
			above = g.name
		}
		b.command("###", c)
	}
}

// command is the section of one command, under a heading of that level.
func (b *markdownPage) command(level string, c command) {
	fmt.Fprintf(b, "\n%s iksync %s\n\n%s.\n\n```\n%s\n```\n", level, c.name, b.text(upperFirst(c.usage)), usageText(c))
	if c.text != "" {
		b.WriteString("\n" + b.blocks(c.text))
	}
	b.options(c.options)
}

// options is a table of flags, or nothing.
func (b *markdownPage) options(options []*option) {
	if len(options) == 0 {
		return
	}
	b.WriteString("\n| flag | | default | variable |\n| --- | --- | --- | --- |\n")
	for _, o := range options {
		standard := ""
		if o.standard != "" {
			standard = markdownCode(o.standard)
		}
		variable := ""
		if !o.typed {
			variable = markdownCode(o.variable())
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", markdownCode(optionNames(o)), b.text(optionUsage(o)), standard, variable)
	}
}

// optionNames is how a flag is typed, under all its names.
func optionNames(o *option) string {
	names := flagNames(o)
	slices.Reverse(names) // the short one first
	text := strings.Join(names, ", ")
	if o.takes != "" {
		text += " " + o.takes
	}
	return text
}

// optionUsage is what a flag does, without its default.
func optionUsage(o *option) string {
	if o.many {
		return o.usage + " (repeatable)"
	}
	return o.usage
}

func (b *markdownPage) named(heading string, list []named) {
	fmt.Fprintf(b, "| %s | |\n| --- | --- |\n", heading)
	for _, n := range list {
		fmt.Fprintf(b, "| %s | %s |\n", markdownCode(n.name), b.text(n.text))
	}
}

// blocks is a longer text: paragraphs, and lines that are set off by two
// spaces, which are commands.
func (b *markdownPage) blocks(text string) string {
	var blocks []string
	for _, block := range paragraphs(text) {
		if block.code {
			blocks = append(blocks, "```sh\n"+strings.Join(block.lines, "\n")+"\n```\n")
			continue
		}
		blocks = append(blocks, b.text(strings.Join(block.lines, "\n"))+"\n")
	}
	return strings.Join(blocks, "\n")
}

// paragraph is a part of a longer text.
type paragraph struct {
	lines []string
	code  bool // to be typed or read as it is
}

// paragraphs takes a longer text apart. What is set off by two spaces is code.
func paragraphs(text string) []paragraph {
	var list []paragraph
	open := false
	for line := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(line) == "" {
			open = false
			continue
		}
		plain, code := strings.CutPrefix(line, "  ")
		if !open || list[len(list)-1].code != code {
			list = append(list, paragraph{code: code})
		}
		open = true
		last := &list[len(list)-1]
		last.lines = append(last.lines, plain)
	}
	return list
}

// text is prose: nothing in it is markup, and what is to be typed is code.
func (b *markdownPage) text(s string) string {
	return marked(s, b.literals, markdownEscape, markdownCode)
}

func markdownEscape(s string) string {
	return strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "<", `\<`, ">", `\>`, "[", `\[`, "]", `\]`, "|", `\|`, "#", `\#`, "&", "&amp;").Replace(s)
}

// markdownCode is code within a line, of a table too.
func markdownCode(s string) string {
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	space := ""
	if len(fence) > 1 {
		space = " "
	}
	return fence + space + strings.ReplaceAll(s, "|", `\|`) + space + fence
}

func upperFirst(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
