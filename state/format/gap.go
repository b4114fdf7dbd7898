package format

import "strings"

// gap is the lines between two entries of a block, or before the first or after the
// last: comments and blank lines, which belong to what is above or to what is below.
//
//	/a:
//	  tags: [x]
//	  # deeper than the keys: a foot of /a
//	# right below /a, with a blank line behind: loose, about either
//
//	# with blank lines on both sides: a preface of what follows
//
//	# right above /b: its head
//	/b:
type gap struct {
	feet    []int // lines, blank ones among them
	loose   []int
	preface []int
	head    []int
	blank   bool // a blank line is anywhere in it
}

// isComment and isBlank are about lines between values.
func (l line) isComment() bool { return strings.HasPrefix(strings.TrimLeft(l.text, " \t"), "#") }
func (l line) isBlank() bool   { return strings.Trim(l.text, " \t") == "" }

// depth is how deep a comment stands. One that stands further left than the keys
// around it may be a line that was commented out: then it is where its text is.
func (l line) depth(keys int) int {
	text := strings.TrimLeft(l.text, " \t")
	at := len(l.text) - len(text)
	rest := strings.TrimLeft(strings.TrimLeft(text, "#"), " ")
	if at >= keys || !isLikeYAML(rest) {
		return at
	}
	return at + len(text) - len(rest)
}

// isLikeYAML says whether a comment reads as a key with its value, or as an item.
func isLikeYAML(text string) bool {
	if strings.HasPrefix(text, "- ") {
		return true
	}
	key, value, ok := strings.Cut(text, ":")
	isKey := key != "" && strings.Trim(key, "abcdefghijklmnopqrstuvwxyz_") == "" || strings.HasPrefix(key, "/")
	return ok && isKey && (value == "" || value[0] == ' ')
}

// splitGap sorts out the lines from lo up to hi, between entries whose keys stand in
// column keys. above and below say whether there is an entry on that side.
func (l *layout) splitGap(lo, hi, keys int, above, below bool) gap {
	g := gap{}
	for i := lo; i < hi; i++ {
		g.blank = g.blank || l.lines[i].isBlank()
	}
	rest := lo
	if above {
		rest = l.deepEnd(lo, hi, keys)
		g.feet = lineNumbers(lo, rest)
		if end := l.blockEnd(rest, hi); below && end < hi {
			g.loose = lineNumbers(rest, end)
			rest = end
		}
	}
	head := hi
	for below && head > rest && l.lines[head-1].isComment() {
		head--
	}
	end := head
	for below && end > rest && l.lines[end-1].isBlank() {
		end--
	}
	for below && rest < end && l.lines[rest].isBlank() {
		rest++
	}
	g.preface, g.head = lineNumbers(rest, end), lineNumbers(head, hi)
	return g
}

// deepEnd is behind the last of the comments, from lo on, that stand deeper than
// the keys.
func (l *layout) deepEnd(lo, hi, keys int) int {
	end := lo
	for i := lo; i < hi; i++ {
		switch {
		case l.lines[i].isBlank():
		case l.lines[i].isComment() && l.lines[i].depth(keys) > keys:
			end = i + 1
		default:
			return end
		}
	}
	return end
}

// blockEnd is behind the comments that begin at line lo, up to a blank line.
func (l *layout) blockEnd(lo, hi int) int {
	for lo < hi && l.lines[lo].isComment() {
		lo++
	}
	return lo
}

func lineNumbers(lo, hi int) []int {
	var out []int
	for i := lo; i < hi; i++ {
		out = append(out, i)
	}
	return out
}
