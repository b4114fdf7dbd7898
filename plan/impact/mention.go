package impact

import (
	"strings"

	"github.com/iksync/iksync/plan"
)

// mention is one mention, by where it stands in a text.
type mention struct {
	start, end int // end: behind the name that breaks, or behind all that was below it
	kind       Kind
	change     plan.ChangeID
	tr         span // where transformations are, which may have layers
}

// path reads a mention by path at text[at:], where a name may begin. A name
// without a slash before it needs one in it.
func (m marks) path(text []byte, at int, relative bool) (mention, bool) {
	rest := text[at:]
	f := m.name(rest, relative)
	if f == nil || relative && f.vague(rest) {
		return mention{}, false
	}
	return f.mention(text, at, at, ByPath), true
}

// vague says whether f, which was read at the beginning of rest, is one name
// alone, which may be that of anything.
func (f *found) vague(rest []byte) bool {
	if strings.Count(f.mark.path, "/") >= 2 {
		return false
	}
	slash := unitAt(rest[f.end:])
	return !f.below || !slash.is('/') || ended(rest[f.end+slash.length:])
}

// mention is f, which was read at text[at:], of a mention that begins at start.
func (f *found) mention(text []byte, start, at int, kind Kind) mention {
	end := at + f.end
	for f.below && end < len(text) && end-start < MaxText && !ended(text[end:]) {
		end += unitAt(text[end:]).length
	}
	return mention{start: start, end: end, kind: kind, change: f.change, tr: span{at + f.tr.from, at + f.tr.to}}
}

// slashed reads a mention by path, or by a URL of another host, whose path's
// slash is at text[at:].
func (s *Scanner) slashed(text []byte, at int) (mention, bool) {
	if before(text[:at]) {
		return s.marks.path(text, at, false)
	}
	if slashBefore(text[:at]) > 0 {
		return mention{}, false // the first of some slashes stands for all
	}
	f := s.marks.name(text[at:], false)
	if f == nil {
		return mention{}, false
	}
	switch b := s.endpoint.base(text[:at]); b.kind {
	case stated:
		return f.mention(text, at, at, ByPath), true
	case implied:
		if !f.vague(text[at:]) {
			return f.mention(text, at, at, ByPath), true
		}
	case hosted:
		return f.mention(text, b.start, at, ByHost), true
	case named:
		if !f.vague(text[at:]) {
			return f.mention(text, b.start, at, ByHost), true
		}
	case unbased:
	}
	return mention{}, false
}
