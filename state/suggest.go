package state

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// didYouMean is the end of a message about a name that is not among known: the
// closest known one, or all of them where none is close.
func didYouMean(name string, known []string) string {
	if hint := closest(name, known); hint != "" {
		return hint
	}
	return "; it can be " + enumerate(known, "or")
}

// closest asks whether a known name was meant, or is "" where none is close.
func closest(name string, known []string) string {
	const longest = 40 // what is longer is no misspelling, and costly to compare
	length := utf8.RuneCountInString(name)
	if length > longest {
		return ""
	}
	best, distance := "", length/2+1
	for _, k := range known {
		if len(k) > 4*longest {
			continue
		}
		if d := EditDistance(strings.ToLower(name), strings.ToLower(k)); d < distance {
			best, distance = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// enumerate writes a list for people: "a, b or c".
func enumerate(items []string, conjunction string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " " + conjunction + " " + items[last]
}

// EditDistance counts the characters to insert, delete or replace, two swapped
// neighbours as one, to make a of b. It takes as many steps as the product of their
// lengths.
func EditDistance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, row := make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		next := make([]int, len(y)+1)
		next[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			next[j+1] = min(row[j+1]+1, next[j]+1, row[j]+cost)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(y)]
}
