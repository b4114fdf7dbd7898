package github

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Kind is what a comment or an issue is for.
type Kind string

// The kinds.
const (
	PlanComment Kind = "plan"
	DriftIssue  Kind = "drift"
)

// Head says what a comment or an issue is about. It is how it is found again.
type Head struct {
	Kind    Kind
	Library string // "" where the YAML could not tell
	Key     string // tells apart what one library has several of, such as environments
	File    string // the YAML, as the user named it
	Vars    Vars   // what its variables were given
}

// Vars stands for the values that the variables of a YAML were given: "" where none
// were. It tells values apart and does not show them.
type Vars string

// VarsOf is the Vars of values that were given as NAME=VALUE, in any order.
func VarsOf(given []string) Vars {
	if len(given) == 0 {
		return ""
	}
	const long = 16 // hex digits: two runs of one file are told apart, not two of all there are
	sum := sha256.New()
	for _, text := range slices.Sorted(slices.Values(given)) {
		fmt.Fprintf(sum, "%d:%s", len(text), text)
	}
	return Vars(hex.EncodeToString(sum.Sum(nil))[:long])
}

// String is the head as it is written: two lines that nobody sees.
func (h Head) String() string {
	source := enclose(h.File)
	if h.Vars != "" {
		source += ":" + enclose(string(h.Vars))
	}
	return "<!-- iksync:" + string(h.Kind) + ":" + enclose(h.Library) + ":" + enclose(h.Key) + " -->\n" +
		"<!-- iksync:file:" + source + " -->\n"
}

// enclose is s in a form that can end no HTML comment and has no colon. Different
// texts stay different.
func enclose(s string) string {
	const longest = 200 // bytes
	if len(s) > longest {
		sum := sha256.Sum256([]byte(s))
		s = strings.ToValidUTF8(s[:longest/2], "") + "~" + hex.EncodeToString(sum[:])
	}
	return strings.ReplaceAll(url.QueryEscape(s), "--", "%2D%2D")
}

// begins says whether body begins with h, or with a head that means the same: where
// one of the two does not know its library, the YAML and what its variables were given
// say whether it is the same.
func (h Head) begins(body string) bool {
	first, rest, _ := strings.Cut(strings.ReplaceAll(body, "\r\n", "\n"), "\n")
	second, _, _ := strings.Cut(rest, "\n")
	mine := strings.Split(strings.TrimSuffix(h.String(), "\n"), "\n")
	if h.Library != "" && first == mine[0] {
		return true
	}
	other, found := strings.CutPrefix(first, "<!-- iksync:"+string(h.Kind)+":")
	library, key, split := strings.Cut(strings.TrimSuffix(other, " -->"), ":")
	return found && split && key == enclose(h.Key) && second == mine[1] && (library == "" || h.Library == "")
}

// headOf is the first line of a body.
func headOf(body string) string {
	first, _, _ := strings.Cut(strings.ReplaceAll(body, "\r\n", "\n"), "\n")
	return first
}
