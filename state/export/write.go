package export

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/iksync/iksync/state"
)

// maxComments is how many losses of one reason the YAML's comment names.
const maxComments = 20

// Write writes the export as YAML, under a comment that says what it is. The
// same library gives the same text, byte for byte. The YAML may be larger than
// state.Decode takes: state.MaxSize.
func (e *Export) Write(w io.Writer) error {
	out := bufio.NewWriter(w)
	for _, line := range e.head() {
		// The writer remembers its first error: see Flush.
		_, _ = out.WriteString(strings.TrimRight("# "+inert(line), " ") + "\n")
	}
	if err := state.Encode(out, e.Want); err != nil {
		return err
	}
	return out.Flush()
}

func (e *Export) head() []string {
	lines := []string{fmt.Sprintf("%s and %s in %s; made by iksync export.",
		count(e.Files, "file"), count(e.Folders, "folder"), strings.Join(scopeNames(e.Scope), ", "))}
	if rest := e.Files - e.Listed; e.Form == Short && rest > 0 {
		lines = append(lines,
			listed(e.Listed)+". Of the others, all there is to say is said by folders and",
			"rules; --explicit lists every file.")
	}
	if len(e.Losses) == 0 {
		return lines
	}
	lines = append(lines, "", "In the library, and not in this file, which leaves it as it is:")
	for _, line := range LossLines(e.Losses, maxComments) {
		lines = append(lines, "  "+line)
	}
	return lines
}

// LossLines tells of losses, one a line, of each reason the first most and then how
// many more there are. The lines may hold what a terminal would act on.
func LossLines(losses []Loss, most int) []string {
	var lines []string
	for len(losses) > 0 {
		n := 1
		for n < len(losses) && losses[n].Reason == losses[0].Reason {
			n++
		}
		for _, loss := range losses[:min(n, most)] {
			lines = append(lines, loss.String())
		}
		if n > most {
			lines = append(lines, fmt.Sprintf("and %s more of this kind (%s)", humanize.Comma(int64(n-most)), losses[0].Reason))
		}
		losses = losses[n:]
	}
	return lines
}

// String is the loss in one line. It may hold what a terminal would act on.
func (l Loss) String() string {
	text := strconv.Quote(l.Object) + ": " + l.Detail
	if l.More > 0 {
		text += fmt.Sprintf(" (and %s more)", humanize.Comma(int64(l.More)))
	}
	return text
}

func scopeNames(scope []state.Path) []string {
	const most = 5
	var names []string
	for i, dir := range scope {
		if i == most {
			return append(names, "...")
		}
		names = append(names, string(dir))
	}
	return names
}

func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return humanize.Comma(int64(n)) + " " + one + "s"
}

func listed(n int) string {
	switch n {
	case 0:
		return "No file is listed"
	case 1:
		return "1 file is listed"
	default:
		return count(n, "file") + " are listed"
	}
}

// inert is s with all that does not show, or would end a line, written out.
func inert(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strconv.IsPrint(r) {
			b.WriteRune(r)
		} else {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
	}
	return b.String()
}
