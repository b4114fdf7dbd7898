package query

import (
	"strconv"
	"strings"
)

// literal is a value written in a query, already understood as its field requires.
type literal struct {
	kind   literalKind
	text   string   // of texts, sizes and dates: as written
	number float64  // of numbers; of sizes before the unit
	power  int      // of sizes: 0 for b, 1 for kb, 2 for mb, ...
	truth  bool     // of booleans
	moment moment   // of dates, and of texts of metadata that are dates
	words  []string // of HAS
}

type literalKind uint8

const (
	textLiteral literalKind = iota
	numberLiteral
	sizeLiteral
	dateLiteral
	booleanLiteral
)

// String writes the literal as the language has it.
func (l literal) String() string {
	switch l.kind {
	case numberLiteral:
		return strconv.FormatFloat(l.number, 'f', -1, 64)
	case booleanLiteral:
		return strconv.FormatBool(l.truth)
	}
	return Quote(l.text)
}

// literalFor understands a token as a value of the field; the complaint says why it is none.
func literalFor(f field, o operator, t token) (l literal, complaint string) {
	switch f.value {
	case numberType:
		return numberFor(f, t)
	case sizeType:
		return sizeFor(f, t)
	case dateType:
		return dateFor(f, t)
	case booleanType:
		return booleanFor(f, t)
	case anyType:
		return metadataFor(f, o, t)
	}
	if t.kind != stringToken {
		return literal{}, wants(f, "a string in double quotes", t)
	}
	return stringFor(f, o, t.text)
}

// stringFor checks what the field and the operator ask of a string.
func stringFor(f field, o operator, text string) (l literal, complaint string) {
	switch f.value {
	case kindType:
		kinds := []string{string(TypeFile), string(TypeFileVersion), string(TypeFolder)}
		if text != kinds[0] && text != kinds[1] && text != kinds[2] {
			return literal{}, "unknown type " + Quote(text) + ": use " + enumerate(quoteAll(kinds))
		}
	case formatType:
		if lower := strings.ToLower(text); text != lower {
			return literal{}, "formats are lower-case: write " + Quote(lower)
		}
	case pathType:
		if text, complaint = cleanPath(text); complaint != "" {
			return literal{}, complaint
		}
	}
	l = literal{kind: textLiteral, text: text}
	switch {
	case o == opHas:
		if l.words = splitWords(text); len(l.words) == 0 {
			return literal{}, "HAS needs a word: there is no letter or digit in " + Quote(text)
		}
	case o == opPrefix && text == "":
		return literal{}, `an empty string after ":" would match everything`
	}
	return l, ""
}

func numberFor(f field, t token) (l literal, complaint string) {
	if t.kind != bareToken {
		return literal{}, wants(f, "a number, such as 500", t)
	}
	n, complaint := parseNumber(t.text)
	return literal{kind: numberLiteral, number: n}, complaint
}

// parseNumber refuses what floating point could not hold exactly enough to compare.
func parseNumber(s string) (n float64, complaint string) {
	const exact = 1 << 53
	if !isNumber(s) {
		return 0, "malformed number " + Quote(s) + ": write digits, with a point if need be"
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n > exact || n < -exact {
		return 0, "the number " + s + " is too large to be compared exactly"
	}
	return n, ""
}

// isNumber recognises [ "-" ] digits [ "." digits ].
func isNumber(s string) bool {
	whole, fraction, hasPoint := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	return allDigits(whole) && (!hasPoint || allDigits(fraction))
}

func sizeFor(f field, t token) (l literal, complaint string) {
	const form = `a number of bytes, such as 1024, or a size, such as "10kb" or "1.5mb"`
	if t.kind == bareToken && isNumber(t.text) {
		return numberFor(f, t)
	}
	if t.kind != stringToken {
		return literal{}, wants(f, form, t)
	}
	split := len(strings.TrimRight(t.text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	amount, unit := t.text[:split], t.text[split:]
	if !isNumber(amount) || unit == "" {
		return literal{}, wants(f, form, t)
	}
	units := []string{"b", "kb", "mb", "gb", "tb"}
	for power, known := range units {
		if strings.EqualFold(unit, known) {
			n, complaint := parseNumber(amount)
			return literal{kind: sizeLiteral, text: t.text, number: n, power: power}, complaint
		}
	}
	return literal{}, "unknown unit " + Quote(unit) + " in " + t.String() + ": use " + enumerate(units)
}

// bytes is the size in bytes.
func (l literal) bytes(k Kilobyte) float64 {
	base := 1024.0
	if k == Kilobyte1000 {
		base = 1000
	}
	n := l.number
	for range l.power {
		n *= base
	}
	return n
}

func dateFor(f field, t token) (l literal, complaint string) {
	if t.kind != stringToken && t.kind != bareToken {
		return literal{}, wants(f, dateForms, t)
	}
	m := parseMoment(t.text)
	if m.kind == noMoment {
		return literal{}, wants(f, dateForms, t)
	}
	return literal{kind: dateLiteral, text: t.text, moment: m}, ""
}

const dateForms = `a date, such as "2024-05-31" or "2024-05-31T12:00:00", or an age of h, d, w, m or y, such as "7d"`

func booleanFor(f field, t token) (l literal, complaint string) {
	if !t.isWord("true") && !t.isWord("false") {
		return literal{}, wants(f, "true or false, without quotes", t)
	}
	return literal{kind: booleanLiteral, truth: t.text == "true"}, ""
}

// metadataFor takes the type from the value itself, and checks that the operator is made for it.
func metadataFor(f field, o operator, t token) (l literal, complaint string) {
	switch {
	case t.isWord("true"), t.isWord("false"):
		l, complaint = booleanFor(f, t)
	case t.kind == bareToken && parseMoment(t.text).kind == noMoment:
		l, complaint = numberFor(f, t)
	case t.kind == stringToken, t.kind == bareToken:
		l, complaint = stringFor(f, o, t.text)
		l.moment = parseMoment(t.text)
	default:
		complaint = wants(f, "a string in double quotes, a number, true or false", t)
	}
	switch {
	case complaint != "":
		return literal{}, complaint
	case o.ordered() && l.kind != numberLiteral && l.moment.kind == noMoment:
		return literal{}, "only numbers and dates can be compared with " + o.String() + ", not " + t.String()
	case (o == opHas || o == opPrefix) && t.kind != stringToken:
		return literal{}, o.String() + " needs a string in double quotes, not " + t.String()
	}
	return l, ""
}

// wants is the complaint about a value of the wrong type.
func wants(f field, form string, found token) string {
	return f.name + " needs " + form + ", not " + found.String()
}
