package main

import (
	"fmt"
	"strings"
)

// roffLine is one line of output text: one that begins like a request is kept
// from being one.
func roffLine(text string) string {
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		text = `\&` + text
	}
	return text + "\n"
}

// text is prose: nothing in it is roff, and what is to be typed is bold.
func (b *roffPage) text(s string) string {
	plain := func(s string) string { return roffEscape(s, false) }
	bold := func(s string) string { return `\fB` + roffCode(s) + `\fR` }
	return marked(strings.Join(strings.Fields(s), " "), b.literals, plain, bold)
}

// roffCode is text that is to be typed or copied as it is: hyphens, quotes and the
// like are not made typographical.
func roffCode(s string) string { return roffEscape(s, true) }

func roffEscape(s string, code bool) string {
	const lastASCII = 0x7e
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\\':
			b.WriteString(`\e`)
		case r == '-' && code:
			b.WriteString(`\-`)
		case r == '\'' && code:
			b.WriteString(`\(aq`)
		case r == '"':
			b.WriteString(`\(dq`)
		case r == '`' && code:
			b.WriteString(`\(ga`)
		case r == '^' && code:
			b.WriteString(`\(ha`)
		case r == '~' && code:
			b.WriteString(`\(ti`)
		case r > lastASCII || r < ' ':
			fmt.Fprintf(&b, `\[u%04X]`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// roffQuote is one argument of a request.
func roffQuote(s string) string { return `"` + roffEscape(s, true) + `"` }
