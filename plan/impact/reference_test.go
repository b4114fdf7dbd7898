package impact_test

import (
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
)

// reference finds mentions as slowly as can be: at each place of a line, each
// thing that breaks, by regular expressions. Names are of letters, digits, dots
// and dashes.
type reference struct {
	referenceBase
	scheme *regexp.Regexp
	head   *regexp.Regexp // a URL up to the account's path
	trans  *regexp.Regexp
	over   *regexp.Regexp // what follows a name
	seo    *regexp.Regexp // what makes a file's name another one
	marks  []refMark
}

type refMark struct {
	file   bool
	change plan.ChangeID
	path   string
	depth  int
	names  []*regexp.Regexp
	stem   *regexp.Regexp // the last name without its extension
	ext    string
}

const (
	refSlash = `(?:\\{0,4}/|%2[fF]|\\u002[fF]|\\x2[fF]|&#47;|&#x2[fF];)`
	refRaw   = `(?:\\{0,4}/|\\u002[fF]|\\x2[fF]|&#47;|&#x2[fF];)`
	refWord  = `[^ \t\r\n"'` + "`" + `<>\\]*?`
	refOver  = `^\.{0,3}(?:$|[\x00-\x20"'` + "`" + `)\]}<>|?#,;:!*\x7f]|&|%3[fF]|%23|%22|“|”)`
)

func newReference(p *plan.Plan) *reference {
	r := &reference{
		referenceBase: newReferenceBase(),
		scheme:        regexp.MustCompile(`(?:^|[^A-Za-z0-9.@_-]|%(?:2[fF]|20|3F|22)|\\u002f)((?i:https?):)$`),
		head:          regexp.MustCompile(`^(?:(?:(?i:https?)(?::|%3[aA]))?` + refSlash + `{2})?(?i:ik\.imagekit\.io)(?::443|:80)?` + refSlash + `acme`),
		trans:         regexp.MustCompile(`^(?:(?:` + refRaw + `tr:` + refWord + `)(` + refRaw + `)|%2[fF]tr:` + refWord + `(` + refSlash + `))`),
		over:          regexp.MustCompile(refOver),
		seo:           regexp.MustCompile(`^` + refSlash + `*ik-seo`),
	}
	for i := range p.Changes {
		c := &p.Changes[i]
		if !c.BreaksURL() || c.Kind == plan.Folder && c.Along == 0 {
			continue
		}
		at := c.Path
		if c.From != "" {
			at = c.From
		}
		m := refMark{file: c.Kind == plan.File, change: c.ID, path: string(at), depth: at.Depth(), ext: path.Ext(string(at))}
		for _, name := range strings.Split(strings.TrimPrefix(string(at), "/"), "/") {
			m.names = append(m.names, regexp.MustCompile(`^`+refName(name)))
			m.stem = regexp.MustCompile(`^` + refName(strings.TrimSuffix(name, m.ext)))
		}
		r.marks = append(r.marks, m)
	}
	return r
}

// ends says whether a name ends where rest goes on.
func (r *reference) ends(rest string) bool {
	bare := regexp.MustCompile(`^\.{0,3}`).ReplaceAllString(rest, "")
	if !strings.HasPrefix(bare, `\`) {
		return r.over.MatchString(rest)
	}
	if hex := regexp.MustCompile(`^\\x([0-9a-fA-F]{2})|^\\u00([0-9a-fA-F]{2})`).FindStringSubmatch(bare); hex != nil {
		b, err := strconv.ParseUint(hex[1]+hex[2], 16, 8)
		return err == nil && b < 0x80 && r.over.MatchString(string(rune(b)))
	}
	return !r.next.MatchString(bare)
}

func refName(name string) string {
	out := ""
	for _, b := range []byte(name) {
		out += fmt.Sprintf(`(?:%s|(?i:%%%02x))`, regexp.QuoteMeta(string(b)), b)
	}
	return out
}

// refFound is a name that was found: where it ends, what it is, and where the
// transformations before it are.
type refFound struct {
	end    int
	mark   *refMark
	tr     []int // beginnings and ends
	worded bool  // with words and the extension behind the name
}

// between reads slashes and transformations, of which there may be left more.
func (r *reference) between(f *refFound, rest string, left *int) (slash bool) {
	for {
		if loc := r.trans.FindStringSubmatchIndex(rest[f.end:]); loc != nil && *left > 0 {
			end := f.end + max(loc[2], loc[4])
			f.tr = append(f.tr, f.end, end)
			f.end = end
			*left--
			continue
		}
		length := len(r.next.FindString(rest[f.end:]))
		if length == 0 {
			return slash
		}
		f.end, slash = f.end+length, true
	}
}

// match reads m at the beginning of rest; nil where it is not there.
func (r *reference) match(m *refMark, rest string, relative, seo bool) *refFound {
	f, left := &refFound{mark: m}, 2
	if relative {
		if loc := r.trans.FindStringSubmatchIndex("/" + rest); loc != nil {
			f.end = max(loc[2], loc[4]) - 1
			f.tr = []int{0, f.end}
		}
	}
	for i, name := range m.names {
		if i == len(m.names)-1 && seo {
			name = m.stem
		}
		if !r.between(f, rest, &left) && (i > 0 || !relative) {
			return nil
		}
		loc := name.FindStringIndex(rest[f.end:])
		if loc == nil {
			return nil
		}
		f.end += loc[1]
	}
	for (seo || !m.file) && left > 0 && !(seo && r.words(f, rest)) { // a transformation of what is below
		loc := r.trans.FindStringSubmatchIndex(rest[f.end:])
		if loc == nil {
			break
		}
		end := f.end + max(loc[2], loc[4])
		f.tr = append(f.tr, f.end, end)
		f.end = end
		left--
	}
	if seo && f.worded || seo && r.words(f, rest) {
		return f
	}
	below := r.next.FindString(rest[f.end:])
	rendition := below != "" && strings.HasPrefix(rest[f.end+len(below):], "ik-")
	if !seo && (below != "" && (!m.file || rendition) || below == "" && r.ends(rest[f.end:])) {
		return f
	}
	return nil
}

// words reads what stands for nothing, and the extension.
func (r *reference) words(f *refFound, rest string) bool {
	slash := r.next.FindString(rest[f.end:])
	if slash == "" || f.mark.ext == "" || !f.mark.file {
		return false
	}
	for at := f.end + len(slash); at < len(rest) && !r.next.MatchString(rest[at:]); at++ {
		if regexp.MustCompile("^(?:[\\x00-\\x20\"'`<>?#]|%3[fF]|%2[023])").MatchString(rest[at:]) {
			return false
		}
		if end := at + len(f.mark.ext); strings.HasPrefix(rest[at:], f.mark.ext) && r.ends(rest[end:]) {
			f.end, f.worded = end, true
			return true
		}
	}
	return false
}

// name is what is named at the beginning of rest: the longest path.
func (r *reference) name(rest string, relative bool) *refFound {
	if f := r.longest(rest, relative, false); f != nil {
		return f
	}
	loc := r.seo.FindStringIndex(rest)
	if loc == nil || relative != strings.HasPrefix(rest, "ik") || !r.next.MatchString(rest[loc[1]:]) {
		return nil
	}
	f := r.longest(rest[loc[1]:], false, true)
	if f == nil {
		f = r.longest(rest[loc[1]:], false, false)
	}
	if f != nil {
		f.end += loc[1]
		for i := range f.tr {
			f.tr[i] += loc[1]
		}
	}
	return f
}

func (r *reference) longest(rest string, relative, seo bool) (best *refFound) {
	for i := range r.marks {
		m := &r.marks[i]
		f := r.match(m, rest, relative, seo)
		if f != nil && (best == nil || len(m.path) > len(best.mark.path) || len(m.path) == len(best.mark.path) && m.file) {
			best = f
		}
	}
	return best
}

// vague says whether f is one name alone.
func (r *reference) vague(f *refFound, rest string) bool {
	slash := r.next.FindString(rest[f.end:])
	return f.mark.depth < 2 && (f.mark.file || slash == "" || r.ends(rest[f.end+len(slash):]))
}

// mentionAt is what is mentioned at line[at:]: where it begins, and what it is.
func (r *reference) mentionAt(line string, at int) (start int, kind impact.Kind, f *refFound) {
	if head := r.head.FindString(line[at:]); head != "" && (strings.IndexAny(head, "/\\%&") == 0 || r.host.MatchString(line[:at])) {
		if f = r.name(line[at+len(head):], false); f != nil {
			f.shift(at + len(head))
			if loc := r.scheme.FindStringSubmatchIndex(line[:at]); loc != nil {
				at = loc[2] // it was taken for a part of what is before it
			}
			return at, impact.ByURL, f
		}
	}
	if from, to, change, ok := r.layer(line, at); ok {
		return from, impact.ByPath, &refFound{end: to, mark: &refMark{file: true, change: change}}
	}
	relative, rest := !r.next.MatchString(line[at:]), line[at:]
	begins := r.begins(line[:at])
	if relative && !begins {
		return 0, "", nil
	}
	start, kind = at, impact.ByPath
	f = r.name(rest, relative)
	switch {
	case f == nil || relative && r.vague(f, rest):
		return 0, "", nil
	case !begins:
		base, from := r.base(line[:at])
		if base == "" || base == "weak" && r.vague(f, rest) || base == "named" && r.vague(f, rest) {
			return 0, "", nil
		}
		if base == "named" || base == "host" {
			start, kind = from, impact.ByHost
		}
	}
	f.shift(at)
	return start, kind, f
}

func (f *refFound) shift(by int) {
	f.end += by
	for i := range f.tr {
		f.tr[i] += by
	}
}

func (r *reference) scan(text string) []impact.Hit {
	var hits []impact.Hit
	for number, line := range strings.Split(text, "\n") {
		tell := func(start, end int, kind impact.Kind, change plan.ChangeID) {
			hits = append(hits, impact.Hit{File: "f", Line: number + 1, Column: start + 1, Text: strings.ToValidUTF8(line[start:end], "\ufffd"), Kind: kind, Change: change})
		}
		for at := 0; at < len(line); {
			start, kind, f := r.mentionAt(line, at)
			if f == nil {
				at++
				continue
			}
			end := f.end
			for !f.mark.file && end < len(line) && (r.next.MatchString(line[end:]) || !r.ends(line[end:])) {
				end += max(1, len(r.next.FindString(line[end:])))
			}
			tell(start, end, kind, f.mark.change)
			if len(f.tr) > 0 {
				for i := f.tr[0]; i < f.tr[len(f.tr)-1]; i++ {
					if from, to, change, ok := r.layer(line, i); ok {
						tell(from, to, impact.ByPath, change)
						i = to - 1
					}
				}
			}
			at = end
		}
	}
	return hits
}
