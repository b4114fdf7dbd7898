package main

import (
	"strconv"
	"strings"

	"github.com/iksync/iksync/state"
)

// meant are the names that words may have been meant for: those that are written
// most nearly as they begin, or that lack no more than the name of their group. It is
// nil where none is near.
func meant(words, names []string) []string {
	if len(words) == 0 {
		return nil
	}
	const longest = 60
	var near []string
	least := longest
	for _, name := range names {
		typed := strings.Join(words[:min(len(words), strings.Count(name, " ")+1)], " ")
		if len(typed) > longest {
			return nil // no name of ours, and costly to compare
		}
		distance := state.EditDistance(strings.ToLower(typed), name)
		if _, second, grouped := strings.Cut(name, " "); grouped && second == words[0] {
			distance = 0
		}
		// One typing error in three letters.
		if distance > least || distance > max(1, len(typed)/3) {
			continue
		}
		if distance < least {
			near = nil
		}
		least = distance
		near = append(near, name)
	}
	return near
}

// didYouMean is the end of a message about a name that there is not, or "".
func didYouMean(names []string) string {
	const most = 3
	if len(names) == 0 {
		return ""
	}
	return "; did you mean " + strings.Join(names[:min(len(names), most)], " or ") + "?"
}

func quoted(names []string) []string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = strconv.Quote(name)
	}
	return list
}
