package report_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

// site is a source tree that uses what rich moves and deletes.
func site() *impact.Refs {
	const account = "https://ik.imagekit.io/acme/storefront"
	return &impact.Refs{Dirs: []string{"site"}, Files: 214, Hits: []impact.Hit{
		{File: "site/_includes/hero.njk", Line: 7, Column: 12, Text: `  <img src="` + account + `/products/boot.jpg?tr=w-200">`, Change: "file:/storefront/products/boot-red.jpg"},
		{File: "site/index.html", Line: 12, Column: 5, Text: `	<video src="/storefront/tmp/b-roll.mp4">`, Change: "file:/storefront/tmp/b-roll.mp4"},
		{File: "site/index.html", Line: 40, Column: 5, Text: `{{ "@storefront/2024/card.jpg" | cdn }}`, Change: "folder:/storefront/archive/2024"},
	}}
}

func onGitHub() report.MarkdownStyle {
	const blob = "https://github.com/acme/media/blob/4f2a9c1/"
	return report.MarkdownStyle{
		Source:  yaml,
		Rest:    "https://github.com/acme/media/actions/runs/7#artifacts",
		Link:    func(p state.Pos) string { return blob + p.File },
		LinkHit: func(h impact.Hit) string { return blob + h.File },
	}
}

func TestMarkdownGolden(t *testing.T) {
	withRefs := func(r *impact.Refs) report.MarkdownStyle { s := onGitHub(); s.Refs = r; return s }
	within := func(n int) report.MarkdownStyle { s := onGitHub(); s.Budget = n; s.Refs = site(); return s }
	emptyHeld := func() *plan.Plan { p := empty(); p.Held = rich().Held[:3]; return p }
	emptyGap := func() *plan.Plan { p := empty(); p.Gaps = incomplete().Gaps; return p }
	for _, tt := range []struct {
		name  string
		plan  *plan.Plan
		style report.MarkdownStyle
	}{
		{"rich", rich(), report.MarkdownStyle{}},
		{"rich.linked", rich(), withRefs(site())},
		{"rich.unmentioned", rich(), withRefs(&impact.Refs{Dirs: []string{"site", "app"}, Files: 214})},
		{"rich.4000", rich(), within(4_000)},
		{"rich.2000", rich(), within(2_000)},
		{"rich.500", rich(), within(500)},
		{"empty", empty(), report.MarkdownStyle{Source: yaml}},
		{"empty.held", emptyHeld(), report.MarkdownStyle{Title: "Drift of the storefront"}},
		{"empty.incomplete", emptyGap(), report.MarkdownStyle{Source: yaml}},
		{"refused", refused(), onGitHub()},
		{"incomplete", incomplete(), report.MarkdownStyle{}},
		{"hostile", hostile(), report.MarkdownStyle{}},
		{"merging", merging(), report.MarkdownStyle{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out := asMarkdown(t, tt.plan, tt.style)
			budget := tt.style.Budget
			if budget == 0 {
				budget = report.MarkdownBudget
			}
			requireIntended(t, requireSound(t, out, budget))
			golden(t, tt.name+".md", out)
		})
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestMarkdownTellsOfAFailedWrite(t *testing.T) {
	require.EqualError(t, report.Markdown(brokenPipe{}, rich(), report.MarkdownStyle{}), "broken pipe")
}
