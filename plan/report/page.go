package report

import (
	"bufio"
	"io"
	"slices"
	"strings"

	"github.com/fatih/color"
)

// tone is what a piece of text means to the eye.
type tone int

const (
	plain tone = iota
	strong
	faint
	alarm  // stops a plan, or cannot be undone: headings
	danger // the same, in running text; also what is taken away
	warn   // breaks something that somebody may use
	added  // what is new
	altered
	tones // how many there are
)

// span is a piece of text in one tone.
type span struct {
	tone tone
	text string
}

// line is a piece of text in any number of tones.
type line []span

func (l line) width() int {
	n := 0
	for _, s := range l {
		n += width(safe(s.text))
	}
	return n
}

// join is l and then more, neighbours of one tone in one piece.
func (l line) join(more line) line {
	if len(l) > 0 && len(more) > 0 && l[len(l)-1].tone == more[0].tone {
		l[len(l)-1].text += more[0].text
		more = more[1:]
	}
	return append(l, more...)
}

// space is l and a space, in the tone of what is next where that goes on.
func (l line) space(next line) line {
	t := plain
	if len(l) > 0 && len(next) > 0 && l[len(l)-1].tone == next[0].tone {
		t = next[0].tone
	}
	return l.join(say(t, " "))
}

func say(t tone, text string) line { return line{{t, text}} }

// page writes lines of text. Everything that it writes is escaped.
type page struct {
	Style
	w       *bufio.Writer
	palette [tones]ink
	begun   bool // something has been written
	gap     bool // an empty line is due before the next one
}

func newPage(w io.Writer, s Style) *page {
	p := &page{Style: s.orDefault(), w: bufio.NewWriterSize(w, 64<<10)}
	if s.Color {
		p.palette = [tones]ink{
			strong:  newInk(color.Bold),
			faint:   newInk(color.Faint),
			alarm:   newInk(color.FgRed, color.Bold),
			danger:  newInk(color.FgRed),
			warn:    newInk(color.FgYellow),
			added:   newInk(color.FgGreen),
			altered: newInk(color.FgCyan),
		}
	}
	return p
}

// ink is what turns a colour on and off. The zero ink has no colour.
type ink struct{ on, off string }

func newInk(as ...color.Attribute) ink {
	c := color.New(as...)
	c.EnableColor() // whatever the environment says
	const text = "text"
	on, off, _ := strings.Cut(c.Sprint(text), text)
	return ink{on, off}
}

// line writes one line. The writer remembers its first error: see Flush.
func (p *page) line(indent int, l line) {
	if p.gap && p.begun {
		_ = p.w.WriteByte('\n')
	}
	p.begun, p.gap = true, false
	_, _ = p.w.WriteString(strings.Repeat(" ", indent))
	for i, s := range l {
		text := safe(s.text)
		if i == len(l)-1 {
			text = strings.TrimRight(text, " ")
		}
		if text == "" {
			continue
		}
		ink := p.palette[s.tone]
		_, _ = p.w.WriteString(ink.on)
		_, _ = p.w.WriteString(text)
		_, _ = p.w.WriteString(ink.off)
	}
	_ = p.w.WriteByte('\n')
}

// blank puts an empty line before whatever comes next.
func (p *page) blank() { p.gap = true }

// noted writes a line and a note after it: on the same line where both fit,
// below it elsewhere.
func (p *page) noted(indent int, l line, note string) {
	switch {
	case note == "":
		p.line(indent, l)
	case indent+l.width()+2+width(safe(note)) <= p.Width:
		p.line(indent, append(l, span{plain, "  "}, span{faint, note}))
	default:
		p.line(indent, l)
		p.line(indent+4, say(faint, note))
	}
}

// flow writes lead and then the items, broken into lines that fit, each below
// the first item; and at the end the note, as noted does.
func (p *page) flow(indent int, lead line, items []line, note string) {
	rows := p.wrap(indent, lead, say(plain, strings.Repeat(" ", lead.width())), items)
	for _, l := range rows[:len(rows)-1] {
		p.line(indent, l)
	}
	p.noted(indent, rows[len(rows)-1], note)
}

// wrap breaks items into lines that fit, the first after lead and the others
// after next.
func (p *page) wrap(indent int, lead, next line, items []line) []line {
	rows := []line{lead}
	at, first := lead.width(), true
	for _, item := range items {
		w := item.width()
		if !first && indent+at+1+w > p.Width {
			rows = append(rows, slices.Clone(next))
			at, first = next.width(), true
		}
		last := len(rows) - 1
		if !first {
			rows[last], at = rows[last].space(item), at+1
		}
		rows[last] = rows[last].join(item)
		at, first = at+w, false
	}
	return rows
}

// prose writes text in lines that fit, each after lead. It may have line breaks
// of its own; what is indented there is to be copied, and is not broken.
func (p *page) prose(indent int, lead line, t tone, text string) {
	for part := range strings.SplitSeq(text, "\n") {
		items := []line{say(t, part)}
		if !strings.HasPrefix(part, " ") {
			items = words(t, part)
		}
		for _, l := range p.wrap(indent, slices.Clone(lead), lead, items) {
			p.line(indent, l)
		}
	}
}

func words(t tone, text string) []line {
	var ws []line
	for w := range strings.SplitSeq(text, " ") {
		ws = append(ws, say(t, w))
	}
	return ws
}

func pad(s string, to int) string {
	if n := to - width(safe(s)); n > 0 {
		return s + strings.Repeat(" ", n)
	}
	return s
}
