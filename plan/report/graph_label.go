package report

import (
	"strconv"
	"strings"
	"unicode"
)

// mermaidQuote is lines as one label. Mermaid looks for a lot in labels, even in
// quoted ones. Three things keep a name what it is:
//
//   - entities, for what would end the string or begin a directive (%%{);
//   - a blank without width, since entities are read before HTML, formulas ($$),
//     icons (fa:fa-), links and line breaks (\n) are looked for;
//   - for the marks of Markdown, which no blank stops, characters that look alike.
func mermaidQuote(lines ...string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i, line := range lines {
		if i > 0 {
			b.WriteString("<br/>")
		}
		rs := []rune(line)
		for j := range rs {
			b.WriteString(mermaidRune(rs, j))
			if parted(rs, j) {
				b.WriteString("#8203;")
			}
		}
	}
	b.WriteByte('"')
	return b.String()
}

// mermaidRune is the rune at i of a label, as Mermaid shows it for what it is.
func mermaidRune(rs []rune, i int) string {
	switch r := rs[i]; {
	case r == '"':
		return "#quot;"
	case r == '&':
		return "#amp;"
	case r == '<':
		return "#lt;"
	case r == '>':
		return "#gt;"
	case r == '`':
		return "\u02cb"
	case r == '*':
		return "\u2217"
	case r == '~':
		return "\u223c"
	case r == '_' && closes(rs, i):
		return "\u02cd"
	case r >= 0x80 || wordy(r) || strings.ContainsRune(" /.,-_()+", r):
		return string(r)
	}
	return "#" + strconv.Itoa(int(rs[i])) + ";"
}

// closes says whether the underscore at i could end what Markdown emphasises.
// Within a word, or at the beginning of one, it means itself.
func closes(rs []rune, i int) bool {
	from, to := i, i+1
	for from > 0 && rs[from-1] == '_' {
		from--
	}
	for to < len(rs) && rs[to] == '_' {
		to++
	}
	return from > 0 && rs[from-1] != ' ' && (to == len(rs) || !wordy(rs[to]))
}

// parted says whether the rune at i could mean something with what follows.
func parted(rs []rune, i int) bool {
	switch rs[i] {
	case '\\', '$', ':', ']', '@':
		return true
	case '\ufb02', '¶': // Mermaid writes entities in these while it works
		return true
	case 'w', 'W': // www. is a link
		return i > 1 && strings.EqualFold(string(rs[i-2:i+1]), "www")
	}
	return false
}

func wordy(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
