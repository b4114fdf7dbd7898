package report_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

func jsonWithRefs(t testing.TB, p *plan.Plan, refs *impact.Refs) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, report.JSON(&b, p, refs))
	return b.String()
}

// mentioning is where sources mention what the plan rich breaks.
func mentioning() *impact.Refs {
	const moved, gone = "folder:/storefront/archive/2024", "file:/storefront/tmp/a.jpg"
	return &impact.Refs{
		Dirs: []string{"site", "app"}, Files: 214, Binary: 12, Large: 1, Warnings: []string{"site/locked.css: permission denied"}, Mentions: 5,
		Hits: []impact.Hit{
			{File: "app/hero.ts", Line: 12, Column: 15, Text: "/storefront/2024/${name}.jpg", Kind: impact.ByPath, Change: moved},
			{File: "app/hero.ts", Line: 90, Column: 3, Text: "https://ik.imagekit.io/acme/storefront/tmp/a.jpg", Kind: impact.ByURL, Change: gone},
			{File: "site/index.html", Line: 7, Column: 1204, Text: "https://ik.imagekit.io/acme/tr:w-300,h-200/storefront/2024/spring/a-long-name-of-a-file-that-does-not-fit.jpg",
				Kind: impact.ByURL, Change: moved},
			{File: "site/od\x1b[2Jd.html", Line: 1, Column: 1, Text: "\u202e/storefront/2024/\x07", Kind: impact.ByPath, Change: moved},
			{File: "site/x.html", Line: 1, Column: 1, Text: "/storefront/none.jpg", Kind: impact.ByPath, Change: "file:/storefront/none.jpg"},
		},
	}
}

func TestMentionsGolden(t *testing.T) {
	golden(t, "rich.refs.txt", text(t, rich(), report.Style{Width: 100, Refs: mentioning()}))
	golden(t, "rich.refs.color.txt", text(t, rich(), report.Style{Width: 80, Color: true, Refs: mentioning()}))
	small := rich()
	small.Changes = richMoves()
	golden(t, "rich.refs.json", jsonWithRefs(t, small, mentioning()))
}

// The lines of source that break are named up to a number that somebody reads,
// and counted beyond.
func TestManyMentions(t *testing.T) {
	refs := impact.NewRefs()
	refs.Mentions = 1234
	for i := range 200 {
		refs.Hits = append(refs.Hits, impact.Hit{File: "a.html", Line: i + 1, Column: 1, Text: "/x", Change: "folder:/storefront/archive/2024"})
	}
	short, long := text(t, rich(), report.Style{Refs: refs}), text(t, rich(), report.Style{Refs: refs, Verbose: true})
	require.Equal(t, 50, strings.Count(short, "    a.html:"))
	require.Contains(t, short, "\n  and 1,184 more; the JSON report names them all\n")
	require.Equal(t, 200, strings.Count(long, "    a.html:"))
	require.Contains(t, short, "\nIt breaks 1,234 places in sources, which are named above.\n")
	require.Equal(t, 200, strings.Count(jsonWithRefs(t, rich(), refs), `"file": "a.html"`))
}

// That nothing was found is told for what it is: nobody can see the names that
// a program puts together, and what was not searched may have any.
func TestNoMentions(t *testing.T) {
	const unseen = " what stops working as a URL or path; names put together at run time are not seen."
	for _, tt := range []struct {
		name      string
		refs      impact.Refs
		sentence  string
		remainder string
	}{
		{"some files", impact.Refs{Files: 3}, "None of the 3 files searched mentions" + unseen, ""},
		{"many files", impact.Refs{Files: 12_345}, "None of the 12,345 files searched mentions" + unseen, ""},
		{"one file", impact.Refs{Files: 1}, "The 1 file searched does not mention" + unseen, ""},
		{"no file", impact.Refs{}, "No file could be searched: whether sources mention what stops working is not known.", ""},
		{"files that are no text", impact.Refs{Binary: 2, Large: 1}, "No file could be searched: whether sources mention what stops working is not known.",
			"Not searched: 2 binary files, 1 file of more than 10 MB."},
		{"a file that cannot be read", impact.Refs{Files: 7, Warnings: []string{"site/a: permission denied"}}, "None of the 7 files searched mentions" + unseen,
			"Not searched: 1 that could not be read."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			refs := tt.refs
			refs.Dirs = []string{"site"}
			var b bytes.Buffer
			require.NoError(t, report.Markdown(&b, rich(), report.MarkdownStyle{Refs: &refs}))
			plain := text(t, rich(), report.Style{Width: 300, Refs: &refs})
			for kind, got := range map[string]string{"text": plain, "Markdown": b.String(), "HTML": asHTML(t, rich(), report.HTMLStyle{Refs: &refs})} {
				require.Contains(t, got, tt.sentence, kind)
				require.Contains(t, got, tt.remainder, kind)
				require.NotContains(t, got, "No source mentions", kind)
				require.NotContains(t, got, "no mention of", kind)
			}
			require.NotContains(t, plain, "It breaks")
			require.Contains(t, b.String(), "Searched in `site`.")
			require.NotContains(t, text(t, empty(), report.Style{Refs: &refs}), "ource", "nothing breaks: nothing to be mentioned")
			require.NotContains(t, asHTML(t, empty(), report.HTMLStyle{Refs: &refs}), "searched", "nothing breaks: nothing to be mentioned")
		})
	}
}

// A URL of another host may be somebody else's: that is said.
func TestMentionsOfAnotherHost(t *testing.T) {
	refs := mentioning()
	refs.Hits[1].Kind, refs.Hits[1].Text = impact.ByHost, "https://cdn.example.com/storefront/tmp/a.jpg"
	require.Contains(t, text(t, rich(), report.Style{Width: 120, Refs: refs}), "app/hero.ts:90:3  https://cdn.example.com/storefront/tmp/a.jpg  (another host)\n")
	var b bytes.Buffer
	require.NoError(t, report.Markdown(&b, rich(), report.MarkdownStyle{Refs: refs}))
	require.Equal(t, 1, strings.Count(b.String(), "`https://cdn.example.com/storefront/tmp/a.jpg` (another host) — "))
	for _, line := range strings.Split(text(t, rich(), report.Style{Width: 70, Refs: refs}), "\n") {
		if strings.Contains(line, "app/hero.ts:90") {
			require.LessOrEqual(t, len([]rune(line)), 70)
			require.Contains(t, line, "(another host)")
		}
	}
}

// A plan that breaks many URLs names the first of them, and counts them all.
func TestManyBrokenURLs(t *testing.T) {
	p := empty()
	for i := range 1000 {
		p.Changes = append(p.Changes, url(change(plan.File, plan.Delete, state.Path(fmt.Sprintf("/storefront/%04d.jpg", i)), plan.ReasonPruned, 1)))
	}
	p.Changes = append(p.Changes, from(change(plan.Folder, plan.Move, "/storefront/b", plan.ReasonPin, 1), "/storefront/a", 40))
	got := text(t, p, report.Style{})
	require.Contains(t, got, "\nURLs that stop working: 1,040\n  https://ik.imagekit.io/acme/storefront/a/*  40 files")
	require.Contains(t, got, "/storefront/0003.jpg  gone\n  and 996 more; the JSON report names them all\n  1,001 purge requests would clear")
	require.Contains(t, text(t, p, report.Style{Verbose: true}), "/storefront/0999.jpg  gone\n")
	var read struct {
		Impact struct {
			Broken []impact.Broken `json:"broken"`
			Purges int             `json:"purges"`
			Refs   *impact.Refs    `json:"refs"`
		} `json:"impact"`
	}
	require.NoError(t, json.Unmarshal([]byte(jsonWithRefs(t, p, mentioning())), &read))
	require.ElementsMatch(t, impact.Of(p), read.Impact.Broken)
	require.Equal(t, 1001, read.Impact.Purges)
	require.Equal(t, 5, read.Impact.Refs.Mentions)
}

// What takes the place of something that goes is said, and new bytes alone are
// a matter of the CDN only.
func TestFates(t *testing.T) {
	p := empty()
	p.Changes = []plan.Change{
		url(from(change(plan.File, plan.Rename, "/storefront/a.jpg", plan.ReasonPin, 1), "/storefront/b.jpg", 0)),
		url(from(change(plan.File, plan.Rename, "/storefront/b.jpg", plan.ReasonPin, 1), "/storefront/a.jpg", 0)),
	}
	require.Contains(t, text(t, p, report.Style{Width: 200}), "acme/storefront/a.jpg  → https://ik.imagekit.io/acme/storefront/b.jpg, and another takes its place\n")
	p.Changes = []plan.Change{change(plan.File, plan.Replace, "/storefront/a.jpg", plan.ReasonSource, 1)}
	got := text(t, p, report.Style{})
	require.Contains(t, got, "\n\n1 purge request would clear the CDN of what changes; iksync sends none.\n")
	require.NotContains(t, got, "stop working")
}
