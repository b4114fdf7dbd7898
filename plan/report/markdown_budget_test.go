package report_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/impact"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

// huge is a plan of 100,000 changes: deletes in 40 folders, moves in 200, and the
// rest updates over 2,000, which are made in few ways.
func huge(deletes, moves, updates int) *plan.Plan {
	p := empty()
	for i := range deletes {
		path := state.Path(fmt.Sprintf("/storefront/old/%02d/del-%05d.jpg", i%40, i))
		p.Changes = append(p.Changes, url(sized(change(plan.File, plan.Delete, path, plan.ReasonPruned, 24), 1_000_000)))
	}
	for i := range moves {
		path := state.Path(fmt.Sprintf("/storefront/season/%03d/2025/mov-%05d.jpg", i%200, i))
		was := state.Path(fmt.Sprintf("/storefront/season/%03d/2024/mov-%05d.jpg", i%200, i))
		p.Changes = append(p.Changes, url(from(change(plan.File, plan.Move, path, plan.ReasonPin, 100+i), was, 0)))
	}
	for i := range updates {
		path := state.Path(fmt.Sprintf("/storefront/products/%04d/%05d.jpg", i%2000, i))
		p.Changes = append(p.Changes, with(change(plan.File, plan.Update, path, plan.ReasonRule, 44),
			attr(plan.AttrTags, tags("wip"), tags("catalogue"), byRule(44)),
			attr(plan.AttrMetadata("season"), state.Value{}, state.String(fmt.Sprint("season ", i%7)), byRule(45))))
	}
	p.Totals.Objects = 1_000_000
	return counted(p, map[plan.Class]int{plan.ClassWrite: 16_000}, 3800)
}

// sum of what a report tells of one kind of change, whose names all begin alike.
type tally struct{ named, counted, missing int }

// tallied reads from a report how many of the things called by mark are named, how
// many are counted in their section, and how many the note at the top says are missing.
func tallied(doc *html.Node, title, mark, what string) (x tally) {
	names, within := map[string]bool{}, false
	markAt := regexp.MustCompile(mark + `-\d{5}`)
	more := regexp.MustCompile(`(?i)(?:^|\s)and ([\d,]+) more|^([\d,]+) in `)
	each(doc, func(n *html.Node) {
		if n.Type != html.ElementNode {
			return
		}
		if n.Data == "h2" || n.Data == "h3" || n.Data == "summary" && !strings.HasPrefix(textOf(n), "The other") {
			within = strings.HasPrefix(textOf(n), title)
		}
		if n.Data == "blockquote" && strings.Contains(textOf(n), "Too long") {
			if m := regexp.MustCompile(`([\d,]+) of [\d,]+ ` + what).FindStringSubmatch(textOf(n)); m != nil {
				x.missing = number(m[1])
			}
		}
		if !within {
			return
		}
		if n.Data == "code" {
			if m := markAt.FindString(textOf(n)); m != "" {
				names[m] = true
			}
		}
		if n.Data == "li" || n.Data == "p" && strings.HasPrefix(textOf(n), "And ") {
			if m := more.FindStringSubmatch(ownText(n)); m != nil {
				x.counted += number(m[1] + m[2])
			}
		}
	})
	x.named = len(names)
	return x
}

// ownText is the text of n that is not code.
func ownText(n *html.Node) string {
	var b strings.Builder
	each(n, func(t *html.Node) {
		if t.Type == html.TextNode && !unread(t) {
			b.WriteString(t.Data)
		}
	})
	return b.String()
}

func number(s string) int {
	n, _ := strconv.Atoi(strings.ReplaceAll(s, ",", ""))
	return n
}

// requireCounted fails where one of so many things is neither named nor counted.
func requireCounted(t require.TestingT, doc *html.Node, title, mark, what string, total int) tally {
	x := tallied(doc, title, mark, what)
	if x.named+x.counted > 0 {
		require.Equal(t, total, x.named+x.counted, "%s: %+v", what, x)
	}
	require.Equal(t, total, x.named+x.missing, "%s: %+v", what, x)
	return x
}

func TestMarkdownOfManyChanges(t *testing.T) {
	p := huge(5_000, 20_000, 75_000)
	begin := time.Now()
	out := asMarkdown(t, p, report.MarkdownStyle{Rest: "https://ci.example/run/7"})
	require.Less(t, time.Since(begin), 30*time.Second, "it takes about a second where nothing else runs")
	golden(t, "huge.md", out)
	doc := requireSound(t, out, report.MarkdownBudget)
	requireIntended(t, doc)
	deletes := requireCounted(t, doc, "Delete for ever", "del", "delete", 5_000)
	requireCounted(t, doc, "Move and rename", "mov", "move", 20_000)
	require.Greater(t, deletes.named, 1_000)
	require.Greater(t, len(out), report.MarkdownBudget*9/10, "there is room for more")
}

func TestMarkdownShortensWhatIsLeastRiskyFirst(t *testing.T) {
	p := huge(30, 60, 0)
	for i := range 300 { // each in a way of its own
		path := state.Path(fmt.Sprintf("/storefront/products/%04d/%05d.jpg", i, i))
		p.Changes = append(p.Changes, with(change(plan.File, plan.Update, path, plan.ReasonListed, i),
			attr(plan.AttrDescription, state.Value{}, state.String(fmt.Sprint("no ", i)), byFile(i))))
	}
	counted(p, map[plan.Class]int{plan.ClassWrite: 390}, 80)
	last := [2]int{-1, -1}
	for budget := report.MarkdownLeast; budget < 40_000; budget += budget / 8 {
		doc := requireSound(t, asMarkdown(t, p, report.MarkdownStyle{Budget: budget}), budget)
		text := textOf(doc)
		if !strings.Contains(text, "Delete for ever") {
			require.Contains(t, text, "30 deletes")
			continue
		}
		deletes := requireCounted(t, doc, "Delete for ever", "del", "delete", 30)
		moves := requireCounted(t, doc, "Move and rename", "mov", "move", 60)
		if deletes.named < 30 {
			require.Less(t, moves.named, 60, "budget %d: moves are whole before deletes", budget)
		}
		last = [2]int{deletes.named, moves.named}
	}
	require.Equal(t, [2]int{30, 60}, last)
}

func TestMarkdownRefusesABudgetForNothing(t *testing.T) {
	var b strings.Builder
	err := report.Markdown(&b, rich(), report.MarkdownStyle{Budget: report.MarkdownLeast - 1})
	require.EqualError(t, err, "a Markdown report cannot be kept within 499 bytes: 500 are the least")
	require.Empty(t, b.String())
	require.LessOrEqual(t, len(asMarkdown(t, rich(), report.MarkdownStyle{Budget: report.MarkdownLeast})), report.MarkdownLeast)
}

// drawPlan is a random plan, its deletes and moves called by numbers, everything
// else about it hostile, and some of it long.
func drawPlan(t *rapid.T) (p *plan.Plan, deletes, moves int) {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 3))
	p = &plan.Plan{}
	fill(r, reflect.ValueOf(p).Elem())
	p.Changes = nil
	deletes, moves = rapid.IntRange(0, 150).Draw(t, "deletes"), rapid.IntRange(0, 150).Draw(t, "moves")
	names := mdNames()
	folders := rapid.IntRange(1, 60).Draw(t, "folders")
	long := rapid.SampledFrom([]int{0, 0, 5, 80, 3000}).Draw(t, "long")
	place := func(mark string, i int) state.Path {
		return state.Path(fmt.Sprintf("/s%s/%02d/%s-%05d%s%s", strings.Repeat("/d`", long/400), r.IntN(folders), mark, i,
			strings.Repeat("x", r.IntN(long+1)), strings.ReplaceAll(names[r.IntN(len(names))], "/", "")))
	}
	add := func(c plan.Change) {
		fill(r, reflect.ValueOf(&c.Attrs).Elem())
		c.Pos.Line = r.IntN(3)
		p.Changes = append(p.Changes, c)
	}
	for i := range deletes {
		add(change(plan.File, plan.Delete, place("del", i), plan.ReasonPruned, 1))
	}
	for i := range moves {
		add(from(change(plan.File, plan.Move, place("to", i), plan.ReasonPin, 1), place("mov", i), 0))
	}
	for _, a := range []plan.Action{plan.Replace, plan.Merge, plan.Create, plan.Copy, plan.Upload, plan.Update} {
		for i := range rapid.IntRange(0, 30).Draw(t, string(a)) {
			add(from(change(plan.File, a, place("x", i), plan.ReasonListed, 1), place("y", i), 0))
		}
	}
	for i := range rapid.IntRange(0, 60).Draw(t, "refusals") {
		p.Refusals = append(p.Refusals, plan.Refusal{Guard: plan.GuardCollision, Subject: string(place("r", i)), Message: hostileString(r), Override: hostileString(r)})
	}
	r.Shuffle(len(p.Changes), func(i, j int) { p.Changes[i], p.Changes[j] = p.Changes[j], p.Changes[i] })
	return p, deletes, moves
}

func drawRefs(t *rapid.T, p *plan.Plan) *impact.Refs {
	if len(p.Changes) == 0 || rapid.Bool().Draw(t, "no refs") {
		return nil
	}
	refs := &impact.Refs{Dirs: []string{"site"}, Files: 3}
	for i := range rapid.IntRange(0, 200).Draw(t, "hits") {
		refs.Hits = append(refs.Hits, impact.Hit{File: fmt.Sprintf("site/%02d.html", i/9), Line: i, Text: mdNames()[i%len(mdNames())],
			Change: p.Changes[i%len(p.Changes)].ID})
	}
	return refs
}

// Whatever a plan holds and however little room there is, a report is well made,
// fits, and names or counts every delete and every move.
func TestMarkdownFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, deletes, moves := drawPlan(t)
		s := report.MarkdownStyle{
			Budget: rapid.OneOf(rapid.IntRange(report.MarkdownLeast, 4_000), rapid.IntRange(4_000, report.MarkdownBudget)).Draw(t, "budget"),
			Rest:   rapid.SampledFrom([]string{"", "https://ci.example/7", "https://ci.example/" + strings.Repeat("x", 900)}).Draw(t, "rest"),
			Refs:   drawRefs(t, p),
		}
		if rapid.Bool().Draw(t, "linked") {
			s.Link = func(p state.Pos) string { return "https://git.example/" + p.File + "#L" + strconv.Itoa(p.Line) }
		}
		out := asMarkdown(t, p, s)
		doc := requireSound(t, out, s.Budget)
		requireIntended(t, doc)
		require.Equal(t, out, asMarkdown(t, p, s), "the same plan is told in the same way")
		for _, kind := range []struct {
			title, mark, what string
			total             int
		}{{"Delete for ever", "del", "delete", deletes}, {"Move and rename", "mov", "move", moves}} {
			if kind.total > 0 && !strings.Contains(out, "### "+kind.title) {
				require.Contains(t, textOf(doc), fmt.Sprintf("%d %s", kind.total, kind.what))
				continue
			}
			requireCounted(t, doc, kind.title, kind.mark, kind.what, kind.total)
		}
	})
}

// Whichever of a plan's strings is hostile, nothing of it is more than text.
func TestMarkdownOfAnything(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 7))
		var p plan.Plan
		fill(r, reflect.ValueOf(&p).Elem())
		for _, budget := range []int{report.MarkdownLeast, 2_000, 0} {
			out := asMarkdown(t, &p, report.MarkdownStyle{Budget: budget, Source: hostileString(r), Title: hostileString(r)})
			for _, c := range out {
				require.True(t, c == '\n' || strconv.IsPrint(c), "seed %d: %U", seed, c)
			}
			requireIntended(t, requireSound(t, out, max(budget, report.MarkdownBudget)))
		}
	}
}
