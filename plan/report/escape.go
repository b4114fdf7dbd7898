package report

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// maxMarks is how many combining marks a letter keeps. Any language gets along
// with it; piles of them run into the lines around.
const maxMarks = 3

// safe is s with everything that could act on a terminal, or that nobody can
// see, written as in a Go string: control characters, directional overrides,
// broken UTF-8. It leaves its own output as it is.
func safe(s string) string {
	if printableASCII(s) {
		return s
	}
	var b strings.Builder
	marks := 0
	for i, w := 0, 0; i < len(s); i += w {
		var r rune
		r, w = utf8.DecodeRuneInString(s[i:])
		mark := unicode.In(r, unicode.Mn, unicode.Me)
		if mark {
			marks++
		} else {
			marks = 0
		}
		switch {
		case r == utf8.RuneError && w == 1:
			b.WriteString(`\x` + strconv.FormatUint(uint64(s[i]), 16))
		case !visible(r), marks > maxMarks, mark && i == 0:
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func printableASCII(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// visible says whether r shows, and shows where it stands.
func visible(r rune) bool {
	switch r {
	case 0x034f, 0x115f, 0x1160, 0x2800, 0x3164, 0xffa0: // printable, they say, but blank
		return false
	}
	return strconv.IsPrint(r)
}

// quote is s in quotes, with what is in it escaped.
func quote(s string) string {
	s = strings.ReplaceAll(s, `\`, `\\`)
	return `"` + safe(strings.ReplaceAll(s, `"`, `\"`)) + `"`
}

// name is a path or a file's name: as it is where it cannot be mistaken for
// two names, or for a part of the report around it; in quotes elsewhere.
func name(s string) string {
	if s == "" || mistakable(s) || strings.Contains(s, ", ") || strings.Contains(s, "  ") || strings.TrimSpace(s) != s {
		return quote(s)
	}
	return s
}

// word is a value: as it is where it is one word, in quotes elsewhere. Text
// that looks like something else (a number, true, null) is in quotes too.
func word(s string) string {
	switch s {
	case "", "null", "true", "false":
		return quote(s)
	}
	if strings.Contains(s, " ") || mistakable(s) || strings.ContainsAny(s[:1], "+-([") {
		return quote(s)
	}
	if strings.ContainsAny(s[:1], ".0123456789iInN") { // a number may begin so: 5, .5, Inf, NaN
		if _, err := strconv.ParseFloat(s, 64); err == nil {
			return quote(s)
		}
	}
	return s
}

func mistakable(s string) bool {
	return strings.ContainsAny(s, `"\`) || !printableASCII(s) && (strings.ContainsAny(s, "→…┃") || safe(s) != s)
}

// width is how many columns s takes in a terminal.
func width(s string) int {
	if printableASCII(s) {
		return len(s)
	}
	return columns().StringWidth(s)
}

// columns does not ask the locale, unlike the default of its package: the same
// plan looks the same everywhere.
func columns() *runewidth.Condition { return &runewidth.Condition{StrictEmojiNeutral: true} }

// shorten is s with its middle left out where it is wider than limit columns.
// No limit: 0.
func shorten(s string, limit int) string {
	if limit <= 0 || width(s) <= limit {
		return s
	}
	runes := []rune(s)
	tail := takeWidth(slices.Backward(runes), (limit-1)/2)
	head := takeWidth(slices.All(runes), limit-1-(limit-1)/2)
	return string(runes[:head]) + "…" + string(runes[len(runes)-tail:])
}

// takeWidth is how many of the runes fit into limit columns.
func takeWidth(runes func(func(int, rune) bool), limit int) int {
	n, cond := 0, columns()
	for _, r := range runes {
		if limit -= cond.RuneWidth(r); limit < 0 {
			break
		}
		n++
	}
	return n
}

// Where two long values begin alike, so much of what they share is shown
// before what differs.
const sharedContext = 8

// shortenBoth shortens two values so that what differs stays in sight.
func shortenBoth(a, b string, limit int) (string, string) {
	if limit <= 0 || width(a) <= limit && width(b) <= limit {
		return a, b
	}
	x, y := []rune(a), []rune(b)
	shared := 0
	for shared < min(len(x), len(y)) && x[shared] == y[shared] {
		shared++
	}
	if skip := shared - sharedContext; skip > 1 && shared > limit/3 {
		a, b = "…"+string(x[skip:]), "…"+string(y[skip:])
	}
	return shorten(a, limit), shorten(b, limit)
}
