package main

import (
	"fmt"
	"regexp"
	"strings"
)

// roffPage is a manual page that is being written.
type roffPage struct {
	strings.Builder
	literals *regexp.Regexp // what is to be typed as it is
}

// manPage is iksync(1), in the roff of package man. release and date may be "".
func manPage(r reference, release, date string) string {
	b := roffPage{literals: r.literals}
	fmt.Fprintf(&b, ".\\\" Written by iksync docs man.\n.TH IKSYNC 1 \"%s\" %s \"User Commands\"\n", date, roffQuote("iksync "+release))
	b.WriteString(".nh\n.ad l\n") // names of flags are not to be cut at hyphens
	b.WriteString(".SH NAME\niksync \\- " + b.text(r.usage) + "\n")
	b.WriteString(".SH SYNOPSIS\n.B iksync\n[\\fIglobal options\\fR] \\fICOMMAND\\fR [\\fIoptions\\fR] [\\fIarguments\\fR]\n")
	b.WriteString(".SH DESCRIPTION\n")
	for i, text := range manDescription() {
		if i > 0 {
			b.WriteString(".PP\n")
		}
		b.WriteString(roffLine(b.text(text)))
	}
	b.WriteString(".SH COMMANDS\n")
	for _, c := range r.engine {
		b.command(c)
	}
	b.WriteString(".SH SINGLE ACTIONS\nThey need no YAML file: each does one thing to a library, or tells one.\n")
	for _, c := range r.actions {
		b.command(c)
	}
	b.WriteString(".SH GLOBAL OPTIONS\nThey stand before or after the command's name.\n")
	b.options(r.globals)
	b.WriteString(".SH ENVIRONMENT\n")
	for _, v := range r.variables {
		b.term("\\fB"+roffCode(v.name)+"\\fR", v.text)
	}
	b.WriteString(".PP\n" + roffLine(b.text("Each of these flags has a variable, which counts where the flag is not given; others are typed only. A switch is true or false; "+
		"what is repeatable has one value a line.")))
	for _, o := range r.flags {
		if !o.typed {
			b.term("\\fB"+roffCode(o.variable())+"\\fR", "--"+o.name)
		}
	}
	b.WriteString(".SH FILES\n")
	for _, f := range r.files {
		b.term("\\fI"+roffCode(f.name)+"\\fR", f.text)
	}
	b.WriteString(".SH EXIT STATUS\n")
	for _, e := range r.exits {
		b.term(fmt.Sprintf("\\fB%d\\fR", e.code), e.text)
	}
	b.WriteString(".SH EXAMPLES\n")
	for i, e := range r.examples {
		if i > 0 {
			b.WriteString(".PP\n")
		}
		b.WriteString(roffLine(b.text(e.text)))
		b.code([]string{e.name})
	}
	b.WriteString(".SH SEE ALSO\n" + roffLine(b.text("The guides and the reference of the YAML:")) +
		roffLine("\\fB"+roffCode("https://github.com/iksync/iksync/tree/main/docs")+"\\fR"))
	return b.String()
}

// manDescription is what the program is, paragraph by paragraph.
func manDescription() []string {
	return []string{
		"iksync makes an ImageKit media library match a YAML file: its folders, files, tags, custom metadata and metadata fields. " +
			"iksync plan shows what differs and writes nothing; iksync apply makes it so, and reads the library again to see that it is.",
		"What the YAML does not mention stays as it is. Nothing is deleted that did not stand in the plan. A run that was cut off, " +
			"for whatever reason, goes on with iksync apply --resume.",
		"Flags stand before arguments, and begin with one hyphen or two. Data goes to standard output, and notes go to standard error.",
	}
}

// command is the section of one command.
func (b *roffPage) command(c command) {
	fmt.Fprintf(b, ".SS %s\n", roffQuote(usageText(c)))
	b.WriteString(roffLine(b.text(upperFirst(c.usage) + ".")))
	for _, block := range paragraphs(c.text) {
		if block.code {
			b.code(block.lines)
			continue
		}
		b.WriteString(".PP\n" + roffLine(b.text(strings.Join(block.lines, " "))))
	}
	b.options(c.options)
}

func (b *roffPage) options(options []*option) {
	for _, o := range options {
		var names []string
		for _, name := range flagNames(o) {
			names = append([]string{"\\fB" + roffCode(name) + "\\fR"}, names...) // the short one first
		}
		tag := strings.Join(names, ", ")
		if o.takes != "" {
			tag += " \\fI" + roffCode(o.takes) + "\\fR"
		}
		text := optionUsage(o)
		if o.standard != "" {
			text += " (default " + o.standard + ")"
		}
		b.term(tag, text)
	}
}

// term is something with a name and what it is. tag is roff.
func (b *roffPage) term(tag, text string) {
	b.WriteString(".TP\n" + roffLine(tag) + roffLine(b.text(text)))
}

// code is lines to be typed as they are.
func (b *roffPage) code(lines []string) {
	b.WriteString(".PP\n.RS 4\n.nf\n")
	for _, line := range lines {
		b.WriteString(roffLine(roffCode(line)))
	}
	b.WriteString(".fi\n.RE\n")
}
