package report

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// apart is nothing to the eye. Between two characters it keeps GitHub from
// reading them together: as a mention, a link, an issue, an emoji.
const apart = "<!-- -->"

// upright is a mark that reads from left to right and is not seen. Around text
// that reads from right to left it keeps what stands next to it in its place.
const upright = "&lrm;"

// MarkdownText is s as it reads in Markdown's running text, whatever is in it:
// it forms no markup or HTML, mentions nobody, links to nothing, and ends no
// cell of a table. What nobody can see is written as in a Go string.
func MarkdownText(s string) string {
	s = safe(s)
	var b strings.Builder
	hex := 0 // digits that could be the name of a commit, so far
	for i, r := range s {
		prev, next := neighbours(s, i, r)
		if isHex(r) {
			if hex++; hex == commitDigits {
				b.WriteString(apart)
				hex = 1
			}
		} else {
			hex = 0
		}
		writeText(&b, r, prev, next, s[:i])
	}
	return sideways(s, b.String())
}

// commitDigits is how many of them GitHub takes for the name of a commit.
const commitDigits = 7

func neighbours(s string, i int, r rune) (prev, next rune) {
	prev, _ = utf8.DecodeLastRuneInString(s[:i])
	next, _ = utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
	return prev, next
}

// writeText writes r, which stands between prev and next and after before.
func writeText(b *strings.Builder, r, prev, next rune, before string) {
	first := before == ""
	switch r {
	case '<':
		b.WriteString("&lt;")
	case '>':
		b.WriteString("&gt;")
	case '&':
		b.WriteString("&amp;")
	case '$': // begins a formula
		b.WriteString("&#36;" + apart)
	case '\\', '`', '*', '_', '[', ']', '|', '~', '^':
		b.WriteString(`\` + string(r))
	case '#':
		b.WriteString(`\#` + apart)
	case '@':
		b.WriteString("@" + apart)
	case ':':
		b.WriteRune(r)
		if next == '/' || next == '+' || next == '-' || mdWordy(next) {
			b.WriteString(apart)
		}
	case ' ':
		if first || next == utf8.RuneError || prev == ' ' { // would be taken away, or begin code
			b.WriteString("&#32;")
			return
		}
		b.WriteRune(r)
	case '.', ')':
		switch {
		case strings.HasSuffix(strings.ToLower(before), "www"):
			b.WriteString(apart)
		case isDigits(before) && (next == ' ' || next == utf8.RuneError): // begins a list
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	case '-', '+', '=':
		if first {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		if mdWordy(prev) && unicode.IsDigit(next) { // an issue: GH-12
			b.WriteString(apart)
		}
	default:
		b.WriteRune(r)
	}
}

func isHex(r rune) bool {
	return '0' <= r && r <= '9' || 'a' <= r && r <= 'f' || 'A' <= r && r <= 'F'
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func mdWordy(r rune) bool {
	return r != utf8.RuneError && (r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r))
}

// MarkdownCode is s as a span of code, for anywhere but in a table: there, a
// "|" in it would end the cell.
func MarkdownCode(s string) string {
	if s == "" {
		s = `""`
	}
	s = safe(s)
	fence, inner := fenced(s, 1)
	if strings.HasPrefix(inner, "`") || strings.HasSuffix(inner, "`") ||
		strings.HasPrefix(inner, " ") && strings.HasSuffix(inner, " ") {
		inner = " " + inner + " " // which Markdown takes away again
	}
	return sideways(s, fence+inner+fence)
}

// maxFence is how many backticks a fence has at most. Renderers give up at 80.
const maxFence = 16

// fenced is s, and a fence of at least so many backticks that nothing in s ends.
func fenced(s string, least int) (fence, inner string) {
	longest, run := 0, 0
	for i := range len(s) {
		if s[i] != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	if longest >= maxFence {
		return strings.Repeat("`", least), strings.ReplaceAll(s, "`", `\x60`)
	}
	return strings.Repeat("`", max(longest+1, least)), s
}

// sideways is markdown, kept from turning around what stands next to it where
// something in s reads from right to left.
func sideways(s, markdown string) string {
	if printableASCII(s) {
		return markdown
	}
	for _, r := range s {
		p, _ := bidi.LookupRune(r)
		if c := p.Class(); c == bidi.R || c == bidi.AL || c == bidi.AN {
			return upright + markdown + upright
		}
	}
	return markdown
}

// mdLink is text, which is Markdown, that leads to target. A target that is no
// address on the web is left out.
func mdLink(text, target string) string {
	u, err := url.Parse(target)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return text
	}
	var b strings.Builder
	for i := range len(target) {
		c := target[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~/:?#@!$&+,;=%", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		const digits = "0123456789ABCDEF"
		b.WriteString(string([]byte{'%', digits[c>>4], digits[c&15]}))
	}
	return "[" + text + "](" + b.String() + ")"
}
