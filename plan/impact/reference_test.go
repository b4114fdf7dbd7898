package impact_test

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
)

// reference finds mentions as slowly as can be: at each place of a line, each
// thing that breaks, by regular expressions. Names are of letters, digits, dots
// and dashes.
type reference struct {
	begin  *regexp.Regexp // what may stand before a path
	mid    *regexp.Regexp // escapes that end like that, and may not
	host   *regexp.Regexp // what may stand before a host
	scheme *regexp.Regexp
	head   *regexp.Regexp // a URL up to the account's path
	trans  *regexp.Regexp
	over   *regexp.Regexp // what follows a name
	next   *regexp.Regexp // the slash below a folder
	marks  []refMark
}

type refMark struct {
	file   bool
	change plan.ChangeID
	abs    *regexp.Regexp // with its slash
	rel    *regexp.Regexp // without
	depth  int
}

const (
	refSlash = `(?:\\{0,4}/|%2[fF]|\\u002[fF]|\\x2[fF]|&#47;|&#x2[fF];)`
	refRaw   = `(?:\\{0,4}/|\\u002[fF]|\\x2[fF]|&#47;|&#x2[fF];)`
	refWord  = `[^ \t\r\n"'` + "`" + `<>\\]*?`
	refOver  = `^\.{0,3}(?:$|[\x00-\x20"'` + "`" + `)\]}<>|?#,;:!*\x7f]|&|%3[fF]|%23|%22|“|”)`
)

func newReference(p *plan.Plan) *reference {
	r := &reference{
		begin:  regexp.MustCompile(`(?:^|["'` + "`" + `(\[{}<>=,;|* \t\r]|%3[dD]|%22|“|”)$`),
		mid:    regexp.MustCompile(`&(?:#47|#x2[fF]|amp);$`),
		host:   regexp.MustCompile(`(?:^|[^A-Za-z0-9.@_-]|%(?:2[fF]|20|3F|22)|\\u002f)$`),
		scheme: regexp.MustCompile(`(?:^|[^A-Za-z0-9.@_-]|%(?:2[fF]|20|3F|22)|\\u002f)((?i:https?):)$`),
		head:   regexp.MustCompile(`^(?:(?:(?i:https?)(?::|%3[aA]))?` + refSlash + `{2})?(?i:ik\.imagekit\.io)` + refSlash + `acme`),
		trans:  regexp.MustCompile(`^(?:(?:` + refRaw + `tr:` + refWord + `)(` + refRaw + `)|%2[fF]tr:` + refWord + `(` + refSlash + `))`),
		over:   regexp.MustCompile(refOver),
		next:   regexp.MustCompile(`^` + refSlash),
	}
	for i := range p.Changes {
		c := &p.Changes[i]
		if !c.BreaksURL() || c.Kind == plan.Folder && c.Along == 0 {
			continue
		}
		path := c.Path
		if c.From != "" {
			path = c.From
		}
		spelled := ""
		for _, name := range strings.Split(strings.TrimPrefix(string(path), "/"), "/") {
			spelled += refSlash + refName(name)
		}
		r.marks = append(r.marks, refMark{
			file: c.Kind == plan.File, change: c.ID, depth: path.Depth(),
			abs: regexp.MustCompile(`^` + spelled), rel: regexp.MustCompile(`^` + strings.TrimPrefix(spelled, refSlash)),
		})
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

// longest is the mark whose name at the beginning of rest is the longest.
func (r *reference) longest(rest string, relative bool) (end int, found *refMark) {
	end = -1
	for i := range r.marks {
		m := &r.marks[i]
		expr := m.abs
		if relative {
			expr = m.rel
		}
		loc := expr.FindStringIndex(rest)
		if loc == nil || loc[1] < end || loc[1] == end && found.file {
			continue
		}
		after := rest[loc[1]:]
		below := r.next.MatchString(after)
		if (below || !r.ends(after)) && (m.file || !below) {
			continue
		}
		end, found = loc[1], m
	}
	if found != nil && relative && found.depth < 2 {
		slash := r.next.FindString(rest[end:])
		if found.file || slash == "" || r.ends(rest[end+len(slash):]) {
			return -1, nil
		}
	}
	return end, found
}

func (r *reference) name(rest string, relative bool) (int, *refMark) {
	lead := ""
	if relative {
		lead = "/"
	}
	loc := r.trans.FindStringSubmatchIndex(lead + rest)
	if loc == nil {
		return r.longest(rest, relative)
	}
	slash, after := max(loc[2], loc[4])-len(lead), loc[1]-len(lead) // the one that ends it
	if relative {
		end, m := r.longest(rest[after:], true)
		return end + after, m
	}
	end, m := r.longest(rest[slash:], false)
	return end + slash, m
}

func (r *reference) scan(text string) []impact.Hit {
	var hits []impact.Hit
	for number, line := range strings.Split(text, "\n") {
		for at := 0; at < len(line); {
			start, end, kind, m := at, 0, impact.ByPath, (*refMark)(nil)
			if head := r.head.FindString(line[at:]); head != "" && (strings.IndexAny(head, "/\\%&") == 0 || r.host.MatchString(line[:at])) {
				if end, m = r.name(line[at+len(head):], false); m != nil {
					end, kind = end+at+len(head), impact.ByURL
					if loc := r.scheme.FindStringSubmatchIndex(line[:at]); loc != nil {
						start = loc[2] // it was taken for a part of what is before it
					}
				}
			}
			if m == nil && r.begin.MatchString(line[:at]) && !r.mid.MatchString(line[:at]) {
				relative := !r.next.MatchString(line[at:])
				if end, m = r.name(line[at:], relative); m != nil {
					end += at
				}
			}
			if m == nil {
				at++
				continue
			}
			for !m.file && end < len(line) && (r.next.MatchString(line[end:]) || !r.ends(line[end:])) {
				end += max(1, len(r.next.FindString(line[end:])))
			}
			hits = append(hits, impact.Hit{File: "f", Line: number + 1, Column: start + 1, Text: strings.ToValidUTF8(line[start:end], "\ufffd"), Kind: kind, Change: m.change})
			at = end
		}
	}
	return hits
}

// refPlan breaks few names that look alike.
func refPlan(t testing.TB) *plan.Plan {
	return planned(t, library("/s/a/b.jpg", "/s/a/c.jpg", "/s/a/b", "/s/b.jpg", "/s/bb", "/b", "/a.jpg", "/b.jpg", "/t/x.jpg", "/t/y.jpg", "/keep.jpg"), `
folders: {/m/a: {moved_from: /s/a}, /u: {moved_from: /t}}
files: {/m/b: {moved_from: /s/a/b}, /m/b.jpg: {moved_from: /s/b.jpg}}
remove: {files: [/s/bb, /b, /a.jpg, /b.jpg]}
`)
}

// pieces are what texts are made of that are hard to tell from mentions.
func pieces() []string {
	return []string{"https://", "http://", "//", "https:\\/\\/", "https%3A%2F%2F", "ik.imagekit.io", "IK.imagekit.io", "/acme", "%2Facme", "\\/acme", "/acme2", "/other",
		"/tr:w-1", "tr:w-1,h-2", "/tr:", "/s", "/t", "s", "t", "/a", "a", "/b", "b", ".jpg", ".", "-", "2", "/", "\\/", "%2F", "&#47;", "\\u002f", "%62", "%61", "%20", "%3F", "%22",
		" ", "\n", "\"", "'", "(", ")", "=", ",", ";", "&", "&amp;", "?", "#", "*", "}", "x", "é", "“", "\\", ":", "<", ">", "\x00", "\xff",
		"/s/a", "/s/a/b.jpg", "s/b.jpg", "/b.jpg", "/t/", "t/x", "https://ik.imagekit.io/acme/s/b.jpg"}
}

func TestScannerAgainstTheReference(t *testing.T) {
	p := refPlan(t)
	s, ref := impact.NewScanner(p), newReference(p)
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces()), 0, 40).Draw(t, "text"), "")
		hits, err := s.Scan("f", strings.NewReader(text))
		require.NoError(t, err)
		require.Equal(t, ref.scan(text), hits, "%q", text)
	})
}

// Every mention that was planted is found, at its place, and nothing else.
func TestPlantedMentionsAreFound(t *testing.T) {
	p := breaking(t)
	s := impact.NewScanner(p)
	type planted struct {
		text   string
		change plan.ChangeID
		kind   impact.Kind
	}
	spelled := []planted{
		{"https://ik.imagekit.io/acme/s/old/a.jpg", "file:/s/old/a.jpg", impact.ByURL},
		{"//ik.imagekit.io/acme/tr:w-1,h-2/s/raw", "file:/s/raw", impact.ByURL},
		{"https:\\/\\/ik.imagekit.io\\/acme\\/s\\/2024\\/x.jpg", "folder:/s/archive/2024", impact.ByURL},
		{"/s/my%20photo.jpg", "file:/s/photo.jpg", impact.ByPath},
		{"s/2024/b/c.jpg", "folder:/s/archive/2024", impact.ByPath},
		{"/tr:w-1/logo.svg", "file:/brand.svg", impact.ByPath},
	}
	around := [][2]string{{"\"", "\""}, {"(", ")"}, {" ", " "}, {"='", "' "}, {"`${x}", "?tr=w-1`"}, {"&quot;", "&quot;"}, {"\n", "\n"}, {"[", "]"}}
	rapid.Check(t, func(t *rapid.T) {
		var b bytes.Buffer
		var want []impact.Hit
		for range rapid.IntRange(0, 30).Draw(t, "mentions") {
			b.WriteString(rapid.StringMatching(`([a-zé ./:"'=\n%\\&;]{0,30}\n)? `).Draw(t, "noise"))
			m, q := rapid.SampledFrom(spelled).Draw(t, "mention"), rapid.SampledFrom(around).Draw(t, "quotes")
			b.WriteString(q[0])
			line := 1 + bytes.Count(b.Bytes(), []byte("\n"))
			column := b.Len() - bytes.LastIndexByte(b.Bytes(), '\n')
			want = append(want, impact.Hit{File: "f", Line: line, Column: column, Text: m.text, Kind: m.kind, Change: m.change})
			b.WriteString(m.text + q[1])
		}
		hits, err := s.Scan("f", bytes.NewReader(b.Bytes()))
		require.NoError(t, err)
		require.Equal(t, want, hits, "%q", b.String())
		require.True(t, slices.IsSortedFunc(hits, func(a, b impact.Hit) int {
			return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
		}))
	})
}
