package impact

import (
	"bytes"
	"strconv"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Texts spell the characters of a URL in many ways: as they are, percent-encoded,
// as escapes of HTML, of JSON and JavaScript. A unit is one character as it is
// spelled.

// coding is how a unit is spelled.
type coding string

const (
	bare    coding = "bare"    // as it is
	percent coding = "percent" // %2F: a part of a URL, whatever it would mean outside
	escape  coding = "escape"  // \/ \u0026 \x26 &amp; &#38;: what it stands for is meant
)

// unit is one character of a text, or one byte of one.
type unit struct {
	bytes  [utf8.UTFMax]byte
	size   int // how many of bytes it has
	length int // how many bytes of the text it takes; 0: the text is over
	coding coding
}

func (u *unit) is(b byte) bool { return u.size == 1 && u.bytes[0] == b }

// unitAt reads the unit at the beginning of text.
func unitAt(text []byte) unit {
	if len(text) == 0 {
		return unit{}
	}
	switch text[0] {
	case '%':
		if b, ok := hexByte(text[1:], 2); ok {
			return unit{bytes: [utf8.UTFMax]byte{byte(b)}, size: 1, length: 3, coding: percent}
		}
	case '\\':
		if u, ok := backslashed(text); ok {
			return u
		}
	case '&':
		if u, ok := entity(text); ok {
			return u
		}
	}
	return unit{bytes: [utf8.UTFMax]byte{text[0]}, size: 1, length: 1, coding: bare}
}

// character is the unit of an escape.
func character(r rune, length int) unit {
	u := unit{length: length, coding: escape}
	u.size = utf8.EncodeRune(u.bytes[:], r)
	return u
}

// hexByte reads so many hexadecimal digits.
func hexByte(text []byte, digits int) (rune, bool) {
	if len(text) < digits {
		return 0, false
	}
	v := rune(0)
	for _, b := range text[:digits] {
		switch {
		case b >= '0' && b <= '9':
			v = v<<4 | rune(b-'0')
		case b|0x20 >= 'a' && b|0x20 <= 'f':
			v = v<<4 | rune(b|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return v, true
}

// maxBackslashes is how often a slash may have been escaped: JSON in a string of
// JSON in a string.
const maxBackslashes = 4

// backslashed reads \/ and \\/, \u002f and \x2f.
func backslashed(text []byte) (unit, bool) {
	n := 1
	for n < len(text) && n <= maxBackslashes && text[n] == '\\' {
		n++
	}
	switch {
	case n <= maxBackslashes && n < len(text) && text[n] == '/':
		return character('/', n+1), true
	case n > 1 || len(text) < 2:
		return unit{}, false
	case text[1] == 'x':
		r, ok := hexByte(text[2:], 2)
		return character(r, 4), ok
	case text[1] != 'u':
		return unit{}, false
	}
	r, ok := hexByte(text[2:], 4)
	if !ok || !utf16.IsSurrogate(r) {
		return character(r, 6), ok
	}
	if !bytes.HasPrefix(text[6:], []byte(`\u`)) {
		return unit{}, false
	}
	low, ok := hexByte(text[8:], 4)
	r = utf16.DecodeRune(r, low)
	return character(r, 12), ok && r != utf8.RuneError
}

// entity reads the character references of HTML and XML that URLs are written
// with: numbers, and the five names that both have.
func entity(text []byte) (unit, bool) {
	const longest = len("&#x10ffff;")
	end := bytes.IndexByte(text[:min(len(text), longest)], ';')
	if end < 0 {
		return unit{}, false
	}
	switch name := string(text[1:end]); name {
	case "amp":
		return character('&', end+1), true
	case "quot":
		return character('"', end+1), true
	case "apos":
		return character('\'', end+1), true
	case "lt":
		return character('<', end+1), true
	case "gt":
		return character('>', end+1), true
	default:
		r, ok := numbered(name)
		return character(r, end+1), ok
	}
}

// numbered reads "#47" and "#x2F".
func numbered(name string) (rune, bool) {
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0]|0x20 == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	return rune(n), err == nil && n > 0 && utf8.ValidRune(rune(n))
}

// unitBefore reads the unit at the end of text, as far as one byte of it goes:
// the last byte, or what the escape there stands for.
func unitBefore(text []byte) unit {
	for _, length := range []int{3, 4, 6} { // %2F, \x2f, \u002f
		if len(text) >= length {
			if u := unitAt(text[len(text)-length:]); u.length == length && u.size == 1 {
				return u
			}
		}
	}
	if n := len(text); n > 0 && text[n-1] == ';' {
		for start := n - 2; start >= 0 && start >= n-len("&#x10ffff;"); start-- {
			if text[start] == '&' {
				if u, ok := entity(text[start:]); ok && u.length == n-start {
					return u
				}
			}
		}
	}
	if r, size := utf8.DecodeLastRune(text); size > 1 {
		return bareCharacter(r, size)
	}
	if len(text) == 0 {
		return unit{}
	}
	return unit{bytes: [utf8.UTFMax]byte{text[len(text)-1]}, size: 1, length: 1, coding: bare}
}

func bareCharacter(r rune, size int) unit {
	u := character(r, size)
	u.coding = bare
	return u
}

// before says whether a path may begin behind text: at its very beginning, and
// behind what cannot be a part of a name or of an address.
func before(text []byte) bool {
	if len(text) == 0 {
		return true
	}
	if last := text[len(text)-1]; last < utf8.RuneSelf && !endsEscape(text) {
		return opens(last)
	}
	u := unitBefore(text)
	if u.size > 1 {
		r, _ := utf8.DecodeRune(u.bytes[:u.size])
		return separates(r)
	}
	return opens(u.bytes[0]) && (u.coding != percent || u.bytes[0] > ' ')
}

// endsEscape says whether an escape may end where text does. It saves looking
// for one behind most characters.
func endsEscape(text []byte) bool {
	n := len(text)
	switch b := text[n-1]; {
	case b == ';':
		return true
	case b >= '0' && b <= '9', b|0x20 >= 'a' && b|0x20 <= 'f':
		return n >= 3 && text[n-3] == '%' || n >= 4 && text[n-4] == '\\' || n >= 6 && text[n-6] == '\\'
	}
	return false
}

// opens says whether a path may begin behind b.
func opens(b byte) bool {
	switch b {
	case '"', '\'', '`', '(', '[', '{', '}', '<', '>', '=', ',', ';', '|', '*', ' ', '\t', '\n', '\r', '\v', '\f':
		return true
	}
	return false
}

// separates says whether a character beyond ASCII stands between words: quotes,
// dashes, odd spaces.
func separates(r rune) bool { return r != utf8.RuneError && unicode.In(r, unicode.P, unicode.Z) }

// ended says whether a name ends where text goes on: it is over, or goes on with
// what cannot be a part of the name.
func ended(text []byte) bool {
	const dots = 3 // at the end of a sentence; more are no sentence's end
	for range dots {
		if len(text) > 0 && text[0] == '.' {
			text = text[1:]
		}
	}
	u := unitAt(text)
	return u.length == 0 || ends(u, text)
}

func ends(u unit, text []byte) bool {
	if u.size > 1 || u.bytes[0] >= utf8.RuneSelf {
		if u.coding == percent {
			return false
		}
		r, _ := utf8.DecodeRune(text)
		if u.coding == escape {
			r, _ = utf8.DecodeRune(u.bytes[:u.size])
		}
		return separates(r)
	}
	b := u.bytes[0]
	if u.coding == percent {
		return b == '?' || b == '#' || b == '"'
	}
	switch b {
	case '"', '\'', '`', ')', ']', '}', '<', '>', '|', '\\', '?', '#', '&', ',', ';', ':', '!', '*':
		return true
	}
	return b <= ' ' || b == 0x7f
}
