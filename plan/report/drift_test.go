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
		Gone:   []plan.Gone{{Kind: plan.File, Path: "/storefront/<b>\x1b[2J\u202e.jpg", Reason: plan.GonePin, Detail: "\x1b[2J\u202e<i>", Pos: pos(3)}},
		Strays: []plan.Stray{{Kind: plan.File, Path: "/storefront/<u>\x1b[2J\u202e.jpg", Reason: plan.StrayOther, Blame: plan.BlameBoth, Detail: "\r\n# <s>\u2028\x1b[2J"}}}
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
	mixed := update("half.jpg", wants("hero"), attr(plan.AttrDescription, state.String("bad"), state.String("good"), byFile(32)))
	moved := change(plan.File, plan.Move, "/storefront/home.jpg", plan.ReasonPin, 40)
	moved.From, moved.Object = "/storefront/away/home.jpg", "moved"
	elsewhere := change(plan.File, plan.Move, "/storefront/new/far.jpg", plan.ReasonPin, 41)
	elsewhere.From, elsewhere.Object = "/storefront/away/far.jpg", "far"
	was := elsewhere
	was.ID, was.Path = plan.NewChangeID(plan.File, "/storefront/far.jpg"), "/storefront/far.jpg"
	stray := sized(change(plan.File, plan.Delete, "/storefront/tmp/stray.jpg", plan.ReasonPruned, 24), 10)
	lost := change(plan.Folder, plan.Create, "/storefront/lost", plan.ReasonListed, 25)
	again := with(change(plan.File, plan.Upload, "/storefront/back.jpg", plan.ReasonListed, 26), wants("x"))
	for i := range 7 {
		c := update(fmt.Sprintf("many/%02d.jpg", i), wants("sale"))
		base.Changes, now.Changes = append(base.Changes, c), append(now.Changes, c)
	}
	base.Changes = append(base.Changes, undone, mixed, moved, was, stray, lost, again,
		update("three.jpg", wants("a")), update("dropped.jpg", wants("old")), update("deleted.jpg", wants("z")))
	now.Changes = append(now.Changes, undone, with(mixed, wants("hero"), attr(plan.AttrMetadata("brand"), null, state.String("Acme"), byFile(33))),
		moved, elsewhere, stray, lost, again, update("three.jpg", wants("a", "b")), update("asked.jpg", wants("new")),
		sized(change(plan.File, plan.Delete, "/storefront/deleted.jpg", plan.ReasonRemoved, 50), 10))
	now.Changes[len(now.Changes)-1].Object = "deleted.jpg"
	now.Refusals = refused().Refusals[:1]
	base.Refusals = refused().Refusals[:2]
	day := func(n int) time.Time { return time.Date(2026, 11, n, 23, 30, 0, 0, time.UTC) }
	d := &report.Drift{Plan: now, Base: base, Source: yaml, Applied: "base.yaml", Changes: plan.Blame(base, now),
		Gone: []plan.Gone{
			{Kind: plan.File, Path: "/storefront/gone.jpg", Reason: plan.GoneNoSource, Pos: pos(60)},
			{Kind: plan.File, Path: "/storefront/was/moved.jpg", Reason: plan.GoneOrigin, Detail: "it came from /storefront/old.jpg, from where it cannot come again", Pos: pos(61)},
			{Kind: plan.Folder, Path: "/storefront/pinned", Reason: plan.GonePin, Detail: "nothing has the id d7", Pos: pos(62)},
			{Kind: plan.Field, Path: "brand", Reason: plan.GoneValue, Detail: "must be Acme, not Globex", Pos: pos(63)},
			{Kind: plan.Field, Path: "season", Reason: plan.GoneField, Pos: pos(64)},
		}, Updated: map[plan.ChangeID]time.Time{}}
	impostor := plan.Held{Kind: plan.File, Path: "/storefront/pin.jpg", Reason: plan.HeldPinGone, Pos: pos(70),
		Detail: "no file has the id f1 any more; /storefront/pin.jpg is there as f2, which counts as done"}
	tagged := plan.Held{Kind: plan.File, Path: "/storefront/undone.jpg", Reason: plan.HeldPinGone, Pos: pos(71), Detail: "another one"}
	kept := func(name string) plan.Held {
		return plan.Held{Kind: plan.File, Action: plan.Delete, Path: state.Path("/storefront/tmp/legal/" + name), Reason: plan.HeldProtected, Pos: pos(24), Detail: "protected by /storefront/tmp/legal/** (library.yaml:5:11)"}
	}
	back := plan.Held{Kind: plan.Folder, Action: plan.Delete, Path: "/storefront/old", Reason: plan.HeldNotEmpty, Pos: pos(80), Detail: "/storefront/old/a.tmp stays below it"}
	half := plan.Held{Kind: plan.File, Path: "/storefront/half-way.jpg", Reason: plan.HeldHalfway, Pos: pos(81), Detail: "left half-way"}
	base.Held = []plan.Held{impostor, tagged, kept("b.pdf"), kept("a.pdf"), back}
	now.Held = []plan.Held{impostor, tagged, kept("a.pdf"), kept("b.pdf"), half}
	d.Strays = plan.Strays(base, now)
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
	d := &report.Drift{Plan: p, Source: "<a>.yaml", Changes: plan.Blame(p, p), Gone: []plan.Gone{{Kind: plan.File, Path: evil, Reason: plan.GoneCopy, Detail: string(evil)}},
		Strays: []plan.Stray{{Kind: plan.File, Path: evil, Reason: plan.StrayKept, Blame: plan.BlameLibrary, Detail: string(evil)}}}
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

// What an apply leaves as it is drifted all the same, and is counted once.
func TestStraysAreDrift(t *testing.T) {
	p := empty()
	held := plan.Held{Kind: plan.File, Path: "/storefront/a.jpg", Reason: plan.HeldPinGone, Detail: "another one", Pos: pos(3)}
	p.Held = []plan.Held{held}
	d := &report.Drift{Plan: p, Source: yaml, Changes: plan.Blame(p, p), Strays: plan.Strays(p, p)}
	require.True(t, d.Any())
	require.Contains(t, driftText(t, d, report.Style{}), "1 object was changed")
	require.NotContains(t, driftText(t, d, report.Style{}), "Held back")
	p.Changes = []plan.Change{with(change(plan.File, plan.Update, "/storefront/a.jpg", plan.ReasonListed, 3), attr(plan.AttrTags, state.Value{}, tags("x"), byFile(3)))}
	d.Changes = plan.Blame(p, p)
	require.Contains(t, driftText(t, d, report.Style{}), "1 object was changed")

	held.Reason = plan.HeldIncomplete
	p = empty()
	p.Held = []plan.Held{held}
	d = &report.Drift{Plan: p, Source: yaml, Strays: plan.Strays(p, p)}
	require.False(t, d.Any())
	require.Contains(t, driftText(t, d, report.Style{}), "Held back: 1 thing")
}

// However much drifted, Markdown stays within its budget, and says what is left out.
func TestDriftMarkdownBudget(t *testing.T) {
	p := empty()
	for i := range 2000 {
		path := state.Path(fmt.Sprintf("/storefront/%s/%04d.jpg", strings.Repeat("é`<", i%40), i))
		p.Changes = append(p.Changes, with(change(plan.File, plan.Update, path, plan.ReasonListed, 3), attr(plan.AttrTags, state.Value{}, tags(fmt.Sprint("t", i)), byFile(3))))
	}
	d := &report.Drift{Plan: p, Source: yaml, Changes: plan.Blame(p, p)}
	for i := range 1000 {
		path := state.Path(fmt.Sprintf("/storefront/`<%d.jpg", i))
		d.Strays = append(d.Strays, plan.Stray{Kind: plan.File, Path: path, Reason: plan.StrayOther, Detail: strings.Repeat("é`<", i%100)})
		d.Gone = append(d.Gone, plan.Gone{Kind: plan.File, Path: path, Reason: plan.GonePin, Detail: strings.Repeat("é`<", i%100)})
	}
	for _, budget := range []int{0, report.MarkdownLeast, 1000, 5000, 30_000} {
		for _, name := range []string{"shop", strings.Repeat("<@`", 200)} {
			p.Library = name
			md := driftMarkdown(t, d, report.MarkdownStyle{Budget: budget, Rest: "https://ci.test/1"})
			limit := budget
			if limit == 0 {
				limit = report.MarkdownBudget
			}
			require.LessOrEqual(t, len(md), limit)
			for _, text := range []string{"4,000", "have no room here", "(https://ci.test/1)"} {
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
