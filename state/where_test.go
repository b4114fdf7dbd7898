package state_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/state"
)

// TestWhere shows a faulty query at the very character, however YAML writes it:
// each of these asks for a field called colour.
func TestWhere(t *testing.T) {
	for name, where := range map[string]string{
		"plain":                  "width > 5 AND colour = 1",
		"at the beginning":       "colour = 1",
		"wide characters":        "name = \"日本\" AND colour = 1",
		"single quotes":          "'name = \"it''s\" AND colour = 1'",
		"double quotes":          `"name = \"a\u00e9\" AND colour = 1"`,
		"double quotes, escapes": `"name = \"\x41\U0001F600\" AND\tcolour = 1"`,
		"anchored":               "&q width > 5 AND colour = 1",
		"tagged":                 "!!str 'width > 5 AND colour = 1'",
		"over two lines":         "width > 5\n        AND colour = 1",
		"over lines in quotes":   "\"width > 5  \n\n        AND (width < 7\n        OR colour = 1)\"",
		"literal":                "|\n        width > 5\n        AND colour = 1",
		"literal, indented":      "|\n        width > 5\n           AND colour = 1",
		"literal, chomped":       "|-\n\n        width > 5 AND\n\n        colour = 1",
		"folded":                 ">\n        width > 5\n        AND colour = 1",
		"folded, commented":      ">- # why\n        width > 5 AND\n        colour = 1",
	} {
		t.Run(name, func(t *testing.T) {
			text := head + "rules:\n  - name: a\n    tags: []\n    match:\n      where: " + where + "\n"
			_, err := state.Decode("f", strings.NewReader(text))
			var all state.Problems
			require.True(t, errors.As(err, &all))
			require.Len(t, all, 1)
			require.Equal(t, positionOf(text, "colour"), all[0].Pos)
			require.Contains(t, all[0].Message, `where: unknown field "colour"`)
		})
	}
}

func TestWhereIsNoQuery(t *testing.T) {
	tell(t, head+"rules:\n  - name: a\n    tags: []\n    match:\n", []story{
		{"no text", "      where: 5\n", "8:14: where must be a string, not 5: put it in quotes"},
		{"cut off at the end of the file", "      where: width >", "8:21: where: expected a value after \">\""},
		{"empty", "      where: \"\"\n", "8:15: where: the query is empty"},
	})
}

// positionOf is where a word stands in a text.
func positionOf(text, word string) state.Pos {
	before, _, _ := strings.Cut(text, word)
	line := strings.LastIndexByte(before, '\n') + 1
	return state.Pos{File: "f", Line: strings.Count(before, "\n") + 1, Column: utf8.RuneCountInString(before[line:]) + 1}
}
