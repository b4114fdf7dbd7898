package state

import (
	"bytes"
	"strings"
)

// variableInBrackets looks for text without quotes at the beginning of rest that
// has a variable in it. Inside brackets or braces its "{" is not part of the text.
// It returns the text as it should be written.
func variableInBrackets(rest []byte) (quoted string, found bool) {
	const longest = 200 // of what is shown
	end := bytes.IndexAny(rest, "{}[],\"'\n\r")
	if end < 1 || !bytes.HasPrefix(rest[end-1:], []byte("${")) {
		return "", false
	}
	depth := 0
	for end = 0; end < min(longest, len(rest)); end++ {
		c := rest[end]
		if c == '{' {
			depth++
		}
		if c == '}' {
			depth--
		}
		if depth < 0 || depth == 0 && strings.IndexByte(",]:\"\\\n\r", c) >= 0 {
			break
		}
	}
	return `"` + strings.TrimSpace(shorten(string(rest[:end]))) + `"`, true
}
