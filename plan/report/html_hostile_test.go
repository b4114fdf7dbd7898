package report_test

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	nethtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

// node is an element of a page, as a browser's parser sees it.
type node struct{ *nethtml.Node }

func parsed(t testing.TB, page string) node {
	t.Helper()
	root, err := nethtml.ParseWithOptions(strings.NewReader(page), nethtml.ParseOptionEnableScripting(true))
	require.NoError(t, err)
	return node{root}
}

// all is the elements of a kind whose class begins so.
func (n node) all(a atom.Atom, class string) []node {
	var out []node
	for d := range n.Descendants() {
		if d.DataAtom == a && strings.HasPrefix(node{d}.attr("class"), class) {
			out = append(out, node{d})
		}
	}
	return out
}

func (n node) attr(name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// text is what a reader sees, without the style sheet and what scripts hold.
func (n node) text() string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == nethtml.TextNode && d.Parent.DataAtom != atom.Script && d.Parent.DataAtom != atom.Style {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// pageData is what a page holds for its script.
type pageData struct {
	Account string
	Base    string
	Actions []struct{ N, S, C string }
	Folders []struct {
		P int
		N string
	}
	Whys []struct {
		Link string `json:"h"`
	}
	Diffs []struct {
		Head   string `json:"h"`
		Before string `json:"b"`
		After  string `json:"a"`
		Tail   string `json:"e"`
	}
	Rows []struct {
		Folder int    `json:"f"`
		Name   string `json:"n"`
		To     string `json:"o"`
		Thumb  string `json:"t"`
	}
}

func dataOf(t testing.TB, page string) pageData {
	t.Helper()
	_, rest, found := strings.Cut(page, `<script type="application/json" id="data">`)
	require.True(t, found)
	text, _, _ := strings.Cut(rest, "</script>")
	require.NotRegexp(t, regexp.MustCompile("[<>&\u2028\u2029]"), text)
	var d pageData
	require.NoError(t, json.Unmarshal([]byte(text), &d))
	return d
}

// Whatever is in a plan, whichever of its strings it is in, a page has the elements and
// attributes that we write, and the names are text.
func TestHTMLHostilePlans(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 11))
		var p plan.Plan
		fill(r, reflect.ValueOf(&p).Elem())
		poison(r, &p)
		refs := &impact.Refs{}
		fill(r, reflect.ValueOf(refs).Elem())
		for i := range refs.Hits {
			if len(p.Changes) > 0 {
				refs.Hits[i].Change = p.Changes[r.IntN(len(p.Changes))].ID
			}
		}
		page := asHTML(t, &p, report.HTMLStyle{Title: markup(r), Source: markup(r), Banner: markup(r), Refs: refs,
			Link: func(state.Pos) string { return markup(r) }})
		for _, c := range page {
			require.True(t, c == '\n' || strconv.IsPrint(c), "seed %d: %U", seed, c)
		}
		root := parsed(t, page)
		intended(t, root)
		seen, lines := root.text(), text(t, &p, report.Style{Verbose: true})
		d := dataOf(t, page)
		require.Len(t, d.Rows, len(p.Changes))
		for _, row := range d.Rows {
			require.Contains(t, seen, row.Name, "seed %d", seed)
			require.Contains(t, lines, row.Name, "seed %d: the text report calls it so too", seed)
			require.Contains(t, seen, row.To, "seed %d", seed)
		}
	}
}

// poison puts markup into half of a plan's names.
func poison(r *rand.Rand, p *plan.Plan) {
	for i := range p.Changes {
		if r.IntN(2) == 0 {
			p.Changes[i].Path = state.Path("/" + markup(r))
			p.Changes[i].Field = state.FieldName(markup(r))
		}
	}
	for i := range p.Refusals {
		p.Refusals[i].Message, p.Refusals[i].Override = markup(r), markup(r)
	}
}

func markup(r *rand.Rand) string {
	parts := []string{"</script>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!--", "-->", "]]>", `" onclick="x`, "'", "&lt;", "&#60;",
		"javascript:alert(1)", "{{.}}", "</title>", "</style>", "<b>", "\u2028", "\u202e", "a", "https://host/", "</noscript>", "<svg/onload=x>", "`${x}`"}
	var b strings.Builder
	for range 1 + r.IntN(4) {
		b.WriteString(parts[r.IntN(len(parts))])
	}
	return b.String()
}

// intended asserts that there is nothing in a page but what we write.
func intended(t *testing.T, root node) {
	t.Helper()
	elements := strings.Fields(`html head meta title style body a header p h1 bdi nav main section h2 h3 ul ol li strong span code dl div dt dd
		input button label details summary del ins script footer br`)
	attributes := strings.Fields(`lang charset http-equiv content name class href rel id aria-label aria-labelledby aria-hidden aria-controls
		aria-live aria-pressed role hidden type placeholder autocomplete spellcheck tabindex data-facet data-value open checked`)
	for n := range root.Descendants() {
		if n.Type == nethtml.CommentNode {
			t.Fatalf("a comment: %q", n.Data)
		}
		if n.Type != nethtml.ElementNode {
			continue
		}
		require.Contains(t, elements, n.Data)
		for _, a := range n.Attr {
			require.Contains(t, attributes, a.Key, n.Data)
			if a.Key == "href" {
				ok := slices.ContainsFunc([]string{"#", "https://", "http://"}, func(s string) bool { return strings.HasPrefix(a.Val, s) })
				require.True(t, ok, a.Val)
			}
		}
	}
	require.Len(t, root.all(atom.Script, ""), 2)
	require.Len(t, root.all(atom.Style, ""), 1)
	require.Len(t, root.all(atom.Title, ""), 1)
}
