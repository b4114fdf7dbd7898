package query

import (
	"unicode"
	"unicode/utf8"
)

// hasWords tells whether every word occurs in text, in any order and case, the last one at least
// as the beginning of a word. It does not allocate.
func hasWords(text string, words []string) bool {
	last := len(words) - 1
	for i, word := range words {
		if !hasWord(text, word, i == last) {
			return false
		}
	}
	return true
}

func hasWord(text, wanted string, asPrefix bool) bool {
	for {
		word, rest := nextWord(text)
		if word == "" {
			return false
		}
		if tail, ok := cutFolded(word, wanted); ok && (tail == "" || asPrefix) {
			return true
		}
		text = rest
	}
}

// splitWords cuts a text into its words.
func splitWords(text string) []string {
	var words []string
	for {
		word, rest := nextWord(text)
		if word == "" {
			return words
		}
		words = append(words, word)
		text = rest
	}
}

// nextWord returns the first word of text, "" if there is none, and what follows it.
func nextWord(text string) (word, rest string) {
	start := -1
	for i, r := range text {
		inWord := unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)
		switch {
		case inWord && start < 0:
			start = i
		case !inWord && start >= 0:
			return text[start:i], text[i:]
		}
	}
	if start < 0 {
		return "", ""
	}
	return text[start:], ""
}

// cutFolded takes wanted off the beginning of word, whatever their case.
func cutFolded(word, wanted string) (tail string, ok bool) {
	for wanted != "" {
		a, sizeA := utf8.DecodeRuneInString(word)
		b, sizeB := utf8.DecodeRuneInString(wanted)
		if sizeA == 0 || fold(a) != fold(b) {
			return "", false
		}
		word, wanted = word[sizeA:], wanted[sizeB:]
	}
	return word, true
}

// fold returns the smallest of the characters that differ from r only in case.
func fold(r rune) rune {
	switch {
	case 'a' <= r && r <= 'z':
		return r - 'a' + 'A'
	case r < utf8.RuneSelf:
		return r
	}
	smallest := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		smallest = min(smallest, next)
	}
	return smallest
}
