package impact

import (
	"io"

	"github.com/iksync/iksync/plan"
)

// Scanner finds mentions of what a plan breaks. It is for any number of
// goroutines: nothing in it changes.
//
// A mention is a whole path of the library, from its root: below the account's
// URL, below any other host, behind whatever may end a base ("$BASE", "%s",
// "..", "@"), in the layer of a transformation, or alone. Without a slash before
// it, behind dots and aliases, and behind a host without a scheme it must have
// two names at least: one alone may be that of anything. The end of a path
// ("brand/logo.svg" of /storefront/brand/logo.svg) is none, as most names of
// that kind are those of other files; neither is a path with more before it
// ("/backup/storefront/brand/logo.svg", and so a URL pattern of the account), nor
// what ImageKit delivers of another account.
type Scanner struct {
	marks    marks
	endpoint endpoint
	class    [256]class
}

// class is what a byte may begin, or mean for the next one.
type class uint8

const (
	newline class = 1 << iota
	slash         // a path, with whatever its slash is spelled
	host          // the host of a URL
	letter        // a path without a slash before it
	lead          // a word of ImageKit's: that of a layer, "ik-seo", "tr:"
	inner         // nothing: such a byte is a part of a word, and so is what follows it
)

// NewScanner returns a scanner for mentions of what p breaks.
func NewScanner(p *plan.Plan) *Scanner {
	survey := newSurvey(p)
	s := &Scanner{marks: newMarks(survey), endpoint: newEndpoint(survey.urls.prefix)}
	if s.Empty() {
		return s
	}
	s.class['\n'] |= newline
	for b := range s.class {
		if b != 0 && partOfWord(byte(b)) {
			s.class[b] |= inner
		}
	}
	for _, b := range []byte(`/\%&`) {
		s.class[b] |= slash
	}
	for _, b := range []byte(`\%&`) {
		s.class[b] |= letter
	}
	for _, b := range []byte(`iot`) {
		s.class[b] |= lead
	}
	for i := range s.marks {
		s.class[s.marks[i].path[1]] |= letter
	}
	if name := s.endpoint.host; name != "" {
		s.class[name[0]] |= host
		if name[0] >= 'a' && name[0] <= 'z' {
			s.class[name[0]-'a'+'A'] |= host
		}
	}
	return s
}

// partOfWord says whether b is surely a part of a word, and not the end of an
// escape either, which is why digits of hexadecimal numbers are not.
func partOfWord(b byte) bool {
	return b > 'f' && b <= 'z' || b > 'F' && b <= 'Z' || b == '_' || b == '-' || b == '.'
}

// Empty says whether there is nothing to look for.
func (s *Scanner) Empty() bool { return len(s.marks) == 0 }

// Scan returns the mentions in the text of r, which is called name, in order. It
// holds a part of the text only. With an error come the mentions before it.
func (s *Scanner) Scan(name string, r io.Reader) ([]Hit, error) {
	if s.Empty() {
		return nil, nil
	}
	return newReading(s).scan(name, r)
}

// at reads the mention at text[at:], where one may begin.
func (s *Scanner) at(text []byte, at int) (mention, bool) {
	c := s.class[text[at]]
	if c&host != 0 {
		if m, ok := s.endpoint.url(s.marks, text, at); ok {
			return m, true
		}
	}
	if c&slash != 0 {
		if u := unitAt(text[at:]); u.is('/') {
			return s.slashed(text, at)
		}
	}
	if c&lead != 0 && at+2 < len(text) {
		switch second, third := text[at+1], text[at+2]; {
		case second == '-', third == '-':
			if m, ok := s.layer(text, at); ok {
				return m, true
			}
			c |= letter
		case second == 'r' && maybe(text, at+2, ':'):
			c |= letter
		}
	}
	if c&letter != 0 && before(text[:at]) {
		return s.marks.path(text, at, true)
	}
	return mention{}, false
}
