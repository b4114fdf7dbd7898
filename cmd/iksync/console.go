package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode"

	"github.com/fatih/color"
)

// console is stderr. Several goroutines may write to it, and lines that are
// written while progress bars are up go above them.
type console struct {
	mu    sync.Mutex
	w     io.Writer
	above io.Writer // nil while there are no bars
}

// Write implements io.Writer.
func (c *console) Write(data []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.above != nil {
		// The terminal may have echoed a ^C: begin at the line's beginning.
		if _, err := c.above.Write(append([]byte("\r"), data...)); err == nil {
			return len(data), nil // else the bars are just gone
		}
	}
	return c.w.Write(data)
}

// divert sends what is written to w from now on; nil ends that.
func (c *console) divert(w io.Writer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.above = w
}

// say writes one line, or several. Nothing in it can repaint a terminal.
func (c *console) say(format string, args ...any) {
	_, _ = io.WriteString(c, inert(fmt.Sprintf(format, args...))+"\n")
}

// inert writes out what could act on a terminal: names come from a library that
// anybody may have filled.
func inert(s string) string {
	if strings.IndexFunc(s, acts) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if acts(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func acts(r rune) bool {
	switch r {
	case '\n', '\t':
		return false
	case '\u2028', '\u2029':
		return true
	default:
		return unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	}
}

// colours says whether to colour what goes to a stream.
func (p *program) colours(isTerminal func() bool) bool {
	switch p.opts.color.text() {
	case "always":
		return true
	case "never":
		return false
	default:
		return isTerminal() && p.env.Getenv("NO_COLOR") == "" && p.env.Getenv("TERM") != "dumb"
	}
}

// brush paints text, or leaves it as it is.
func brush(on bool, attributes ...color.Attribute) func(...any) string {
	c := color.New(attributes...)
	if on {
		c.EnableColor()
	} else {
		c.DisableColor()
	}
	return c.SprintFunc()
}
