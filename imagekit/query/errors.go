package query

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// SyntaxError says what is wrong with a query and where. It is the only error of [Parse].
type SyntaxError struct {
	Offset  int    // of the offending token, in bytes from 0; len(Query) at the end
	Column  int    // of the same place, in characters from 1
	Message string // one line, without position
	Query   string // the whole text
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("searchQuery, column %d: %s", e.Column, e.Message)
}

func syntaxError(src string, offset int, format string, args ...any) *SyntaxError {
	return &SyntaxError{
		Offset:  offset,
		Column:  utf8.RuneCountInString(src[:offset]) + 1,
		Message: fmt.Sprintf(format, args...),
		Query:   src,
	}
}

// enumerate writes a list for people: "a, b or c".
func enumerate(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " or " + items[last]
}

func quoteAll(list []string) []string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = Quote(s)
	}
	return quoted
}
