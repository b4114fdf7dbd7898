package report_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html/atom"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

// withoutParts is a page without its style sheet, its script and their sums: goldens are
// about what Go writes.
func withoutParts(page string) string {
	for _, r := range []struct{ find, with string }{
		{`(?s)<style>.*?</style>`, "<style>…</style>"},
		{`(?s)<script>.*?</script>`, "<script>…</script>"},
		{`sha256-[^ ]*&#39;`, "sha256-…&#39;"},
	} {
		page = regexp.MustCompile(r.find).ReplaceAllString(page, r.with)
	}
	return page
}

func TestHTMLGolden(t *testing.T) {
	for _, tt := range []struct {
		name  string
		plan  *plan.Plan
		style report.HTMLStyle
	}{
		{"rich", witnessed(rich(), asPublic), report.HTMLStyle{Link: linked, Refs: mentions()}},
		{"empty", empty(), report.HTMLStyle{Source: yaml}},
		{"refused", refused(), report.HTMLStyle{Title: "Nightly plan", Banner: "Nothing was sent.", Failed: true}},
		{"incomplete", incomplete(), report.HTMLStyle{}},
		{"hostile", hostile(), report.HTMLStyle{Banner: "Applied\x1b[0m <b>all</b>"}},
		{"merging", witnessed(merging(), asPublic), report.HTMLStyle{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			golden(t, tt.name+".html", withoutParts(asHTML(t, tt.plan, tt.style)))
		})
	}
}

// TestHTMLOfManyChanges holds how large a page gets, and what of it is plain HTML.
func TestHTMLOfManyChanges(t *testing.T) {
	const megabyte = 1 << 20
	page := asHTML(t, crowded(100_000), report.HTMLStyle{})
	require.Less(t, len(page), 17*megabyte)
	d := dataOf(t, page)
	require.Less(t, strings.Index(page, `id="data"`), megabyte, "what is plain HTML")
	root := parsed(t, page)
	require.Len(t, d.Rows, 100_000)
	require.Len(t, root.all(atom.Li, "row"), 2000)
	require.Len(t, root.all(atom.Li, "row danger"), 2000, "what cannot be undone comes first")
	require.Contains(t, root.text(), "98,000 more changes are in this file")
	require.Contains(t, root.text(), "Plan: 10,000 to delete, 10,000 to move, 80,000 to update.")
	require.Len(t, d.Folders, 102, "each folder once")
	require.Len(t, d.Diffs, 80_001, "each difference once")
}

// What stops a plan, and what cannot be undone, is above all else in plain HTML.
func TestHTMLFirstThingsFirst(t *testing.T) {
	p := rich()
	p.Gaps, p.Refusals = incomplete().Gaps, refused().Refusals
	got := parsed(t, asHTML(t, p, report.HTMLStyle{Banner: "Apply ended after 3 of 27 calls", Failed: true})).text()
	for _, part := range []string{"Plan for storefront", "Failed:", "Apply ended after 3 of 27 calls", "INCOMPLETE READ", "Such a plan must not be applied.",
		"REFUSED: this plan must not be applied, for 5 reasons", "If it is meant, type: --max-delete 25", "Delete for ever", "Changes", "Held back: 15 things"} {
		_, after, found := strings.Cut(got, part)
		require.True(t, found, part)
		got = after
	}
}

// The page runs one script and has one style sheet: those whose sums its policy names.
func TestHTMLPolicy(t *testing.T) {
	for name, tt := range map[string]struct {
		plan   *plan.Plan
		images string
	}{
		"public files":       {witnessed(rich(), asPublic), "https://ik.imagekit.io/acme/"},
		"private files":      {witnessed(rich(), asPrivate), "'none'"},
		"unpublished files":  {witnessed(rich(), asDraft), "'none'"},
		"nothing is known":   {rich(), "'none'"},
		"nothing is changed": {empty(), "'none'"},
	} {
		t.Run(name, func(t *testing.T) {
			page := asHTML(t, tt.plan, report.HTMLStyle{Link: linked})
			policy := ""
			for _, m := range parsed(t, page).all(atom.Meta, "") {
				if m.attr("http-equiv") == "Content-Security-Policy" {
					policy = m.attr("content")
				}
			}
			for _, want := range []string{"default-src 'none'", "script-src " + sumOf(t, page, "<script>", "</script>"),
				"style-src " + sumOf(t, page, "<style>", "</style>"), "img-src " + tt.images, "base-uri 'none'", "form-action 'none'"} {
				require.Contains(t, strings.Split(policy, "; "), want)
			}
		})
	}
}

func sumOf(t *testing.T, page, begin, end string) string {
	t.Helper()
	require.Equal(t, 1, strings.Count(page, begin))
	_, rest, _ := strings.Cut(page, begin)
	text, _, found := strings.Cut(rest, end)
	require.True(t, found)
	require.NotContains(t, text, "\r", "browsers read it as \\n, and get another sum")
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// The script makes no markup of text, keeps nothing and asks for nothing.
func TestHTMLScriptIsHarmless(t *testing.T) {
	_, rest, _ := strings.Cut(asHTML(t, empty(), report.HTMLStyle{}), "<script>")
	script, _, _ := strings.Cut(rest, "</script>")
	for _, word := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval", "Function(", "localStorage",
		"sessionStorage", "indexedDB", "cookie", "fetch", "XMLHttpRequest", "sendBeacon", "WebSocket", "import", "<!--", "http:", "https:"} {
		require.NotContains(t, script, word)
	}
}

// The order of a plan's lists does not show, and the plan is left alone.
func TestHTMLOrderDoesNotShow(t *testing.T) {
	for _, build := range []func() *plan.Plan{rich, refused, incomplete, hostile, merging} {
		want := asHTML(t, witnessed(build(), asPublic), report.HTMLStyle{Refs: mentions()})
		for seed := range uint64(5) {
			p, r := witnessed(build(), asPublic), rand.New(rand.NewPCG(seed, 1))
			shuffle(r, p.Changes)
			shuffle(r, p.Held)
			shuffle(r, p.Gaps)
			shuffle(r, p.Refusals)
			shuffle(r, p.Seen)
			before, err := json.Marshal(p)
			require.NoError(t, err)
			require.Equal(t, want, asHTML(t, p, report.HTMLStyle{Refs: mentions()}))
			after, err := json.Marshal(p)
			require.NoError(t, err)
			require.Equal(t, string(before), string(after))
		}
	}
}

// Only links that lead to a web page become links.
func TestHTMLLinks(t *testing.T) {
	for link, want := range map[string]int{
		"https://git.example.com/a#L1": 1, "http://git.example.com/a": 1, "": 0, "javascript:alert(1)": 0, "data:text/html,x": 0,
		"/relative": 0, "//host/a": 0, "https:opaque": 0, "JAVASCRIPT:alert(1)": 0, "https://a b/": 0, "ftp://host/a": 0,
	} {
		p := empty()
		p.Changes = []plan.Change{change(plan.File, plan.Delete, "/storefront/a.jpg", plan.ReasonPruned, 24)}
		page := asHTML(t, p, report.HTMLStyle{Link: func(state.Pos) string { return link }})
		links := 0
		for _, a := range parsed(t, page).all(atom.A, "") {
			if a.attr("rel") != "" {
				require.Equal(t, link, a.attr("href"))
				links++
			}
		}
		require.Equal(t, want, links, link)
		require.Equal(t, want == 1, dataOf(t, page).Whys[0].Link != "", link)
	}
}

// Of two long texts what differs is shown, with what is around it.
func TestHTMLLongValues(t *testing.T) {
	same := strings.Repeat("the same words again and again ", 40)
	for _, tt := range []struct{ before, after, want string }{
		{same + "winter" + same, same + "summer" + same, "…e words again and again |wint|summ|erthe same words again a…"},
		{same + "winter", same, "…e words again and again |winter||\""},
		{"red " + same[:60], "no " + strings.ToUpper(same[:60]), `|"red the same words again and again the same words again and agai"|"no THE SAME WORDS AGAIN AND AGAIN THE SAME WORDS AGAIN AND AGAI"|`},
		{"short", "long", "|short|long|"},
	} {
		p := empty()
		p.Changes = []plan.Change{with(change(plan.File, plan.Update, "/storefront/a.jpg", plan.ReasonListed, 1),
			attr(plan.AttrDescription, state.String(tt.before), state.String(tt.after), byFile(1)))}
		d := dataOf(t, asHTML(t, p, report.HTMLStyle{})).Diffs[0]
		require.Equal(t, tt.want, d.Head+"|"+d.Before+"|"+d.After+"|"+d.Tail)
	}
}

// A page with more mentions or values than anybody reads says how many there are.
func TestHTMLCounts(t *testing.T) {
	refs := mentions()
	refs.Warnings = strings.Split("a.js b.js c.js d.js e.js f\x1b.js g.js", " ")
	for i := range 40 {
		h := refs.Hits[0]
		h.Line = 100 + i
		refs.Hits = append(refs.Hits, h)
	}
	seen := parsed(t, asHTML(t, rich(), report.HTMLStyle{Refs: refs})).text()
	require.Contains(t, seen, "and 21 more mentions")
	require.Contains(t, seen, "Not searchede.js")
	require.Contains(t, seen, "Not searchedand 2 more")

	p := empty()
	for i := range 1200 {
		p.Held = append(p.Held, plan.Held{Kind: plan.File, Reason: plan.HeldProtected, Path: state.Path(fmt.Sprintf("/storefront/%04d.pdf", i))})
	}
	got := parsed(t, asHTML(t, p, report.HTMLStyle{})).text()
	require.Contains(t, got, "Held back: 1,200 things")
	require.Contains(t, got, "/storefront/0999.pdf")
	require.NotContains(t, got, "/storefront/1000.pdf")
	require.Contains(t, got, "Of these, 200 are not named here")
}

func TestHTMLWriteErrors(t *testing.T) {
	full := errors.New("disk full")
	for _, p := range []*plan.Plan{empty(), rich(), large(5000)} {
		require.ErrorIs(t, report.HTML(failing{full}, p, report.HTMLStyle{}), full)
	}
	var b bytes.Buffer
	require.NoError(t, report.HTML(&b, &plan.Plan{}, report.HTMLStyle{}))
	require.Contains(t, b.String(), "</html>")
}
