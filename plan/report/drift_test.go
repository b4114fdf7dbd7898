package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

// drifts are libraries that somebody changed.
func drifts() map[string]*report.Drift {
	alone := &report.Drift{Plan: rich(), Source: yaml}
	alone.Changes = plan.Blame(alone.Plan, alone.Plan)

	none := &report.Drift{Plan: empty(), Base: empty(), Source: yaml, Applied: "base.yaml"}
	asked := &report.Drift{Plan: rich(), Base: empty(), Source: yaml, Applied: "base.yaml", Changes: plan.Blame(empty(), rich())}

	odd := hostile()
	odd.Gaps = incomplete().Gaps
	bad := &report.Drift{Plan: odd, Source: "a\x1b[2J.yaml", Changes: plan.Blame(odd, odd),
		Gone: []plan.Gone{{Kind: plan.File, Path: "/storefront/<b>\x1b[2J\u202e.jpg", Pos: pos(3)}}}
	return map[string]*report.Drift{"alone": alone, "none": none, "asked": asked, "blamed": blamed(), "hostile": bad}
}

// blamed is a drift with something of every blame.
func blamed() *report.Drift {
	base, now := empty(), empty()
	update := func(name string, attrs ...plan.AttrDiff) plan.Change {
		c := with(change(plan.File, plan.Update, state.Path("/storefront/"+name), plan.ReasonListed, 30), attrs...)
		c.Object = name
		return c
	}
	null := state.Value{}
	wants := func(names ...string) plan.AttrDiff { return attr(plan.AttrTags, null, tags(names...), byFile(31)) }
	undone := update("undone.jpg", wants("hero"), attr(plan.AttrFocus, state.String("1,1,1,1"), state.String("2,2,2,2"), byFile(32)))
	half := update("half.jpg", wants("hero"), attr(plan.AttrDescription, state.String("bad"), state.String("good"), byFile(32)))
	moved := change(plan.File, plan.Move, "/storefront/home.jpg", plan.ReasonPin, 40)
	moved.From, moved.Object = "/storefront/away/home.jpg", "moved"
	elsewhere := change(plan.File, plan.Move, "/storefront/new/far.jpg", plan.ReasonPin, 41)
	elsewhere.From, elsewhere.Object = "/storefront/away/far.jpg", "far"
	was := elsewhere
	was.ID, was.Path = plan.NewChangeID(plan.File, "/storefront/far.jpg"), "/storefront/far.jpg"
	stray := sized(change(plan.File, plan.Delete, "/storefront/tmp/stray.jpg", plan.ReasonPruned, 24), 10)
	lost := change(plan.Folder, plan.Create, "/storefront/lost", plan.ReasonListed, 25)
	back := with(change(plan.File, plan.Upload, "/storefront/back.jpg", plan.ReasonListed, 26), wants("x"))
	for i := range 7 {
		c := update(fmt.Sprintf("many/%02d.jpg", i), wants("sale"))
		base.Changes, now.Changes = append(base.Changes, c), append(now.Changes, c)
	}
	base.Changes = append(base.Changes, undone, half, moved, was, stray, lost, back,
		update("three.jpg", wants("a")), update("dropped.jpg", wants("old")), update("deleted.jpg", wants("z")))
	now.Changes = append(now.Changes, undone, with(half, wants("hero"), attr(plan.AttrMetadata("brand"), null, state.String("Acme"), byFile(33))),
		moved, elsewhere, stray, lost, back, update("three.jpg", wants("a", "b")), update("asked.jpg", wants("new")),
		sized(change(plan.File, plan.Delete, "/storefront/deleted.jpg", plan.ReasonRemoved, 50), 10))
	now.Changes[len(now.Changes)-1].Object = "deleted.jpg"
	now.Refusals = refused().Refusals[:1]
	base.Refusals = refused().Refusals[:2]
	day := func(n int) time.Time { return time.Date(2026, 11, n, 23, 30, 0, 0, time.UTC) }
	d := &report.Drift{Plan: now, Base: base, Source: yaml, Applied: "base.yaml", Changes: plan.Blame(base, now),
		Gone: []plan.Gone{{Kind: plan.File, Path: "/storefront/gone.jpg", Pos: pos(60)}}, Updated: map[plan.ChangeID]time.Time{}}
	d.Updated[undone.ID] = day(2)
	for i := range 7 {
		d.Updated[base.Changes[i].ID] = day(1 + i%3)
	}
	return d
}

func driftText(t testing.TB, d *report.Drift, s report.Style) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, d.Text(&b, s))
	return b.String()
}

func driftMarkdown(t testing.TB, d *report.Drift, s report.MarkdownStyle) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, report.DriftMarkdown(&b, d, s))
	return b.String()
}

func TestDriftGolden(t *testing.T) {
	for name, d := range drifts() {
		t.Run(name, func(t *testing.T) {
			golden(t, "drift."+name+".txt", driftText(t, d, report.Style{}))
			golden(t, "drift."+name+".md", driftMarkdown(t, d, report.MarkdownStyle{Rest: "https://ci.test/1"}))
			var b bytes.Buffer
			require.NoError(t, d.JSON(&b))
			require.True(t, json.Valid(b.Bytes()))
			if name == "blamed" || name == "none" {
				golden(t, "drift."+name+".json", b.String())
			}
			require.NotContains(t, driftText(t, d, report.Style{Color: true}), "\x1b[2J")
			for _, form := range []string{b.String(), driftText(t, d, report.Style{}), driftMarkdown(t, d, report.MarkdownStyle{})} {
				for _, bad := range []string{"\x1b", "\u202e", "\u009b", "\r", "\u2028", "null,\n  \"gone\""} {
					require.NotContains(t, form, bad)
				}
			}
		})
	}
}

// No name in a library forms markup.
func TestDriftMarkdownIsInert(t *testing.T) {
	p := empty()
	p.Library = "<img src=x>@everyone\n# lib"
	evil := state.Path("/storefront/</details>`x`\n# h|@me.jpg")
	p.Changes = []plan.Change{
		with(change(plan.File, plan.Update, evil, plan.ReasonListed, 3), attr(plan.AttrTags, state.Value{}, tags("<b>", "`|", "@you", "![](x)"), byFile(3)),
			attr(plan.AttrMetadata("<i>"), state.String("<u>"), state.String("```"), byFile(3))),
		from(change(plan.File, plan.Rename, "/storefront/<s>.jpg", plan.ReasonPin, 4), evil, 0),
	}
	p.Refusals = []plan.Refusal{{Guard: plan.GuardCollision, Message: "<script>\n> [!TIP]\n@all"}}
	d := &report.Drift{Plan: p, Source: "<a>.yaml", Changes: plan.Blame(p, p), Gone: []plan.Gone{{Kind: plan.File, Path: evil}}}
	md := driftMarkdown(t, d, report.MarkdownStyle{})
	for line := range strings.Lines(md) {
		require.False(t, strings.HasPrefix(line, "# ") || strings.HasPrefix(line, "> [!TIP]"), line)
		outside := ""
		for i, part := range strings.Split(strings.ReplaceAll(line, "<!-- -->", ""), "`") {
			if i%2 == 0 {
				outside += part
			}
		}
		for _, markup := range []string{"<img", "<script", "<a>", "<i>", "<u>"} {
			require.NotContains(t, outside, markup)
		}
		require.NotContains(t, line, "@everyone")
	}
}

// However much drifted, Markdown stays within its budget, and says what is left out.
func TestDriftMarkdownBudget(t *testing.T) {
	p := empty()
	for i := range 2000 {
		path := state.Path(fmt.Sprintf("/storefront/%s/%04d.jpg", strings.Repeat("é`<", i%40), i))
		p.Changes = append(p.Changes, with(change(plan.File, plan.Update, path, plan.ReasonListed, 3), attr(plan.AttrTags, state.Value{}, tags(fmt.Sprint("t", i)), byFile(3))))
	}
	d := &report.Drift{Plan: p, Source: yaml, Changes: plan.Blame(p, p)}
	for _, budget := range []int{0, report.MarkdownLeast, 1000, 5000, 30_000} {
		for _, name := range []string{"shop", strings.Repeat("<@`", 200)} {
			p.Library = name
			md := driftMarkdown(t, d, report.MarkdownStyle{Budget: budget, Rest: "https://ci.test/1"})
			limit := budget
			if limit == 0 {
				limit = report.MarkdownBudget
			}
			require.LessOrEqual(t, len(md), limit)
			for _, text := range []string{"2,000", "have no room here", "(https://ci.test/1)"} {
				require.True(t, strings.Contains(md, text), "%d bytes, %q without %q", budget, name, text)
			}
		}
	}
	require.Error(t, d.Markdown(&bytes.Buffer{}, report.MarkdownStyle{Budget: report.MarkdownLeast - 1}))
}

func TestDriftFailsWithItsWriter(t *testing.T) {
	d := blamed()
	broken := writerFunc(func([]byte) (int, error) { return 0, errors.New("full") })
	require.ErrorContains(t, d.Text(broken, report.Style{}), "full")
	require.ErrorContains(t, d.JSON(broken), "full")
	require.ErrorContains(t, d.Markdown(broken, report.MarkdownStyle{}), "full")
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }
