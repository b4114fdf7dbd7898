package impact_test

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
)

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
		"/s/a", "/s/a/b.jpg", "s/b.jpg", "/b.jpg", "/t/", "t/x", "https://ik.imagekit.io/acme/s/b.jpg",
		"cdn.shop.com", "https://cdn.shop.com", "ik.imgkit.net", "acme.imagekit.io", "other.imagekit.io", ":443", ":80", ":8", "..", "../", "./", "~", "@", "@@", "%40%40", "%2C",
		"$x", "$", "{", "%s", "%", "%x%", "%1$s", "%(x)s", "]", "->", "s3://", "/ik-seo", "ik-seo/", "l-image", "i-", ",i-", "oi-", "ie-", "/tr:l-image,i-s@@bb", "s@@b.jpg", "cy9iLmpwZw", "L3Q"}
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

// Texts that are nearly mentions try what joins a base, a path and what follows.
func TestScannerAgainstTheReferenceOnPaths(t *testing.T) {
	p := refPlan(t)
	s, ref := impact.NewScanner(p), newReference(p)
	parts := [][]string{
		{"", " ", "\"", "x", "(", "@", "="},
		{"", "https://", "//", "http:\\/\\/", "https%3A%2F%2F", "s3://", "${s}://"},
		{"", "ik.imagekit.io", "cdn.shop.com", "ik.imgkit.net", "acme.imagekit.io", "other.imagekit.io", "localhost", "$x", "$x->y", "f(x)", "f[x]", "{x}", "%s", "%1$s", "%(x)s", "%x%", "..", ".", "../..", "~", "~@", "@", "@x"},
		{"", ":443", ":8080"},
		{"", "/acme", "/other", "\\/acme"},
		{"", "/", "/tr:w-1", "/tr:w-1/tr:h-1", "/tr:l-image,i-s@@bb,l-end", "/tr:ie-L3M", "/ik-seo", "/ik-seo/tr:w-1", "/x"},
		{"/", "\\/", "%2F", "//", ""},
		{"s/a", "s/b.jpg", "s/b", "s/tr:w-1/b.jpg", "s//bb", "b.jpg", "b", "t", "t/tr:w-1", "l-image,i-s@@b.jpg", "l-image%2Ci-b.jpg", "oi-b", "ie-cy9iYg", "?tr=l-image,i-t@@x"},
		{"", "/", "/x.jpg", "/tr:w-1/x.jpg", "/tr:w-1/tr:h-1/x.jpg", "2", ".jpg", "/words.jpg", ",l-end", "%2Cl-end", "%3Aw-1", "?tr=l-image,i-s@@bb"},
		{"", "\"", " ", ")", "."},
	}
	rapid.Check(t, func(t *rapid.T) {
		text := ""
		for range rapid.IntRange(1, 3).Draw(t, "times") {
			for _, of := range parts {
				text += rapid.SampledFrom(of).Draw(t, "part")
			}
		}
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
		{"https://cdn.shop.com//s/old/tr:w-1/a.jpg", "file:/s/old/a.jpg", impact.ByHost},
		{"https:\\/\\/ik.imagekit.io:443\\/acme\\/ik-seo\\/s\\/old\\/a\\/words.jpg", "file:/s/old/a.jpg", impact.ByURL},
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
