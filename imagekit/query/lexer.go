package query

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind classifies a token. Symbols and keywords are told apart by their text.
type tokenKind uint8

const (
	endToken    tokenKind = iota // the end of the query
	symbolToken                  // = : < <= > >= ( ) [ ] ,
	wordToken                    // begins with a letter: field names, keywords, true and false
	bareToken                    // begins with a digit or a sign: numbers and unquoted dates
	stringToken                  // "in double quotes"
)

type token struct {
	kind   tokenKind
	text   string // a string's without quotes and escapes
	offset int
}

func (t token) isSymbol(text string) bool { return t.kind == symbolToken && t.text == text }
func (t token) isWord(text string) bool   { return t.kind == wordToken && t.text == text }

// String shows the token in a message.
func (t token) String() string {
	if t.kind == endToken {
		return "the end of the query"
	}
	return Quote(t.text)
}

// lexer cuts a query into tokens. The text is valid UTF-8: Parse checks that first.
type lexer struct {
	src    string
	offset int
}

func (l *lexer) next() (token, error) {
	l.offset += len(l.rest()) - len(strings.TrimLeft(l.rest(), " \t\r\n"))
	start := l.offset
	if start == len(l.src) {
		return token{kind: endToken, offset: start}, nil
	}
	r, _ := utf8.DecodeRuneInString(l.rest())
	switch {
	case r == '"':
		return l.quoted()
	case strings.ContainsRune("=:<>()[],!&|", r):
		return l.symbol()
	case unicode.IsLetter(r) || r == '_':
		return l.run(wordToken, isWordPart), nil
	case isDigit(r) || r == '-' || r == '+':
		return l.run(bareToken, isBarePart), nil
	case strings.ContainsRune("'`\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb", r):
		return token{}, syntaxError(l.src, start, "strings are written in plain double quotes, not %c", r)
	default:
		return token{}, syntaxError(l.src, start, "unexpected character %q", r)
	}
}

func (l *lexer) rest() string { return l.src[l.offset:] }

// symbol reads an operator or a bracket, and explains those of other languages.
func (l *lexer) symbol() (token, error) {
	for _, foreign := range [...]struct{ text, instead string }{
		{"==", "="}, {"!=", "NOT ="}, {"<>", "NOT ="}, {"!", "NOT"}, {"&&", "AND"}, {"||", "OR"}, {"&", "AND"}, {"|", "OR"},
	} {
		if strings.HasPrefix(l.rest(), foreign.text) {
			return token{}, syntaxError(l.src, l.offset, "write %s instead of %s", foreign.instead, foreign.text)
		}
	}
	length := 1
	if strings.HasPrefix(l.rest(), "<=") || strings.HasPrefix(l.rest(), ">=") {
		length = 2
	}
	t := token{kind: symbolToken, text: l.rest()[:length], offset: l.offset}
	l.offset += length
	return t, nil
}

// run reads characters as long as they belong to the token.
func (l *lexer) run(kind tokenKind, belongs func(rune) bool) token {
	length := strings.IndexFunc(l.rest(), func(r rune) bool { return !belongs(r) })
	if length < 0 {
		length = len(l.rest())
	}
	t := token{kind: kind, text: l.rest()[:length], offset: l.offset}
	l.offset += length
	return t
}

// quoted reads a string. Anything may stand in it, line breaks too.
func (l *lexer) quoted() (token, error) {
	start := l.offset
	var text strings.Builder
	for i := start + 1; i < len(l.src); i++ {
		switch c := l.src[i]; c {
		case '"':
			l.offset = i + 1
			return token{kind: stringToken, text: text.String(), offset: start}, nil
		case '\\':
			i++
			if i < len(l.src) && l.src[i] != '"' && l.src[i] != '\\' {
				return token{}, syntaxError(l.src, i-1, `a backslash escapes only " and \ (write \\ for a backslash)`)
			}
			if i < len(l.src) {
				text.WriteByte(l.src[i])
			}
		default:
			text.WriteByte(c)
		}
	}
	return token{}, syntaxError(l.src, start, "this string has no closing double quote")
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func isWordPart(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || strings.ContainsRune("_.-", r)
}

func isBarePart(r rune) bool { return isWordPart(r) || r == ':' || r == '+' }
