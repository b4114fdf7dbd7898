package report_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

// loud is what GitHub makes something of in a piece of text: a mention, an
// issue, a commit, an address, an emoji or a formula.
func loud() *regexp.Regexp {
	return regexp.MustCompile(`@[\w-]|#\d|(?i:gh-\d)|\b[0-9a-fA-F]{7,40}\b|(?i:https?|ftp)://|(?i:www\.)|` +
		`(?i:mailto|xmpp):\S|:[a-z0-9_+-]+:|\$\S[^$]*\$`)
}

// mdNames are printable, so that they are shown as they are.
func mdNames() []string {
	return []string{
		"@octocat", "a@octocat.jpg", "mail octocat@github.com now", "#12", "fixes #12.jpg", "GH-12", "acme/site#7", "acme/site@deadbeef",
		"deadbeefcafe", "64fb1c2d8a7b4c1234567890.jpg", "https://evil.example/a.jpg", "www.evil.example", "ftp://evil.example",
		"<script>alert(1)</script>", "</details>", "</summary></details>", "<!-- x", "-->", "<img src=x onerror=alert(1)>", "<b", "&lt;b&gt;", "&#64;octocat",
		"a|b", "| a | b |", "|---|---|", "`", "``", "```", "a`b", "`a", "a`", "` `` ```", strings.Repeat("`", 15), "~~~", "~~a~~", "$x$", "$`x`$", ":tada:", ":+1:",
		"[a](https://evil.example)", "![a](https://evil.example/a.png)", "[a]: https://evil.example", "[^1]", "[x]", "[ ] todo",
		"# heading", "> [!CAUTION]", "> quote", "- item", "+ item", "1. item", "1) item", "---", "===", "***", "___", "**bold**", "_a_", "*a*", "a_b_c", "#", "-", "=",
		"```diff", "+++ b", "{id: 1}", "javascript:alert(1)", "xmpp:a@b.c", "mailto:a@b.c", "雪の結晶.jpg", "שלום.jpg", "مرحبا (1).jpg", "abc שלום → b", "%0a", "-12", "a=1",
	}
}

func TestMarkdownTextAndCode(t *testing.T) {
	for _, s := range mdNames() {
		t.Run(s, func(t *testing.T) { readsAs(t, s) })
	}
}

func TestMarkdownTextAndCodeOfAnything(t *testing.T) {
	piece := rapid.OneOf(
		rapid.SampledFrom(mdNames()),
		rapid.StringOfN(rapid.SampledFrom([]rune("@#:/.-+=$|`*_[]()<>&!~^{}\\ \"'0189abcdefgwxh")), 0, 12, -1),
		rapid.StringMatching(`[a-z0-9]{0,9}`),
	)
	rapid.Check(t, func(t *rapid.T) {
		readsAs(t, strings.TrimSpace(piece.Draw(t, "a")+piece.Draw(t, "b")+piece.Draw(t, "c")))
	})
}

// readsAs holds s, as text and as code, against what it is rendered as, wherever it
// may stand.
func readsAs(t require.TestingT, s string) {
	for _, frame := range [][2]string{{"", ""}, {"- ", "\n"}, {"before ", " after"}, {"**`a`**\n- ", ""}, {"## ", ""}, {"> ", ""}, {"before\n", "\nafter"}} {
		text := rendered(t, frame[0]+report.MarkdownText(s)+frame[1])
		requireIntended(t, text)
		require.Contains(t, textOf(text), s)
		code := rendered(t, frame[0]+report.MarkdownCode(s)+frame[1])
		requireIntended(t, code)
		if s != "" && !strings.Contains(s, strings.Repeat("`", 16)) {
			require.Contains(t, codes(code), s)
		}
	}
	cell := rendered(t, "| a | b |\n|---|---|\n| "+report.MarkdownText(s)+" | end |\n")
	var cells []string
	each(cell, func(n *html.Node) {
		if n.Data == "td" {
			cells = append(cells, textOf(n))
		}
	})
	require.Equal(t, []string{s, "end"}, cells)
}

func TestMarkdownShowsWhatNobodySees(t *testing.T) {
	for _, tt := range []struct{ name, in, code string }{
		{"a name that turns around what follows", "\u202egpj.exe", "`\\u202egpj.exe`"},
		{"a line break", "a\nb", "`a\\nb`"},
		{"broken UTF-8", "a\xff", "`a\\xff`"},
		{"nothing", "", "`\"\"`"},
		{"more backticks than a renderer counts", strings.Repeat("`", 100), "`" + strings.Repeat(`\x60`, 100) + "`"},
		{"letters from right to left stay apart from what is around", "שלום", "&lrm;`שלום`&lrm;"},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.code, report.MarkdownCode(tt.in)) })
	}
}

// namedPlan is a plan in which a hostile name stands wherever a name can.
func namedPlan(s string) *plan.Plan {
	p := empty()
	in := func(dir string) state.Path { return state.Path("/storefront/" + dir + "/" + s) }
	p.Library, p.Account, p.Scope = s, s, []state.Path{in("scope")}
	p.Changes = []plan.Change{
		change(plan.File, plan.Delete, in("deleted"), plan.ReasonPruned, 1),
		url(from(change(plan.File, plan.Move, in("moved"), plan.ReasonPin, 2), in("was"), 0)),
		merge(plan.Folder, in("merged"), in("into"), 3, 3),
		with(change(plan.File, plan.Update, in("updated"), plan.Reason(s), 4),
			attr(plan.AttrTags, tags("x"), tags(s), state.Origin{Layer: state.LayerRule, Name: s, Pos: state.Pos{File: s, Line: 4}}),
			attr(plan.AttrMetadata(state.FieldName(s)), state.String(s), state.String(s+"!"), byFile(4))),
		with(change(plan.File, plan.Update, in("tagged"), plan.ReasonRule, 5), attr(plan.AttrTags, tags("x"), tags(s), byFile(5))),
		from(change(plan.Folder, plan.Copy, in("copy"), plan.ReasonCopyOf, 6), in("original"), 2),
	}
	p.Refusals = []plan.Refusal{{Guard: plan.Guard(s), Subject: s, Message: s + "\n  " + s + "\n  b", Override: "--allow " + s}}
	p.Held = []plan.Held{{Kind: plan.File, Action: plan.Move, Path: in("held"), Reason: plan.HeldProtected, Detail: s}}
	p.Gaps = []state.Gap{{Scope: in("gap"), Reason: state.GapReason(s), Detail: s}}
	return p
}

func TestMarkdownOfHostileNames(t *testing.T) {
	for _, s := range mdNames() {
		t.Run(s, func(t *testing.T) {
			link := func(state.Pos) string { return "https://github.com/acme/media/blob/main/" + s + "#L1" }
			out := asMarkdown(t, namedPlan(s), report.MarkdownStyle{Title: "T " + s, Source: s, Link: link, Rest: "https://ci.example/" + s})
			doc := requireSound(t, out, report.MarkdownBudget)
			requireIntended(t, doc)
			each(doc, func(n *html.Node) {
				if n.Data == "a" {
					require.Regexp(t, `^https://(github\.com/acme/media/blob/main/|ci\.example/)`, n.Attr[0].Val)
				}
			})
			all := strings.Join(codes(doc), "\n")
			for _, want := range []string{"", "deleted", "was", "merged", "into", "updated", "copy", "original", "held"} {
				require.Contains(t, all, s, want)
			}
			require.GreaterOrEqual(t, strings.Count(all, s), 20, "its text survives wherever it stands")
		})
	}
}

// Only addresses on the web are linked.
func TestMarkdownLinks(t *testing.T) {
	for _, target := range []string{"", "javascript:alert(1)", "//evil.example", "data:text/html,x", "a b", "\x00", "https://"} {
		out := asMarkdown(t, rich(), report.MarkdownStyle{Link: func(state.Pos) string { return target }})
		require.NotContains(t, out, "](", target)
	}
	out := asMarkdown(t, rich(), report.MarkdownStyle{Link: func(p state.Pos) string { return "https://x.example/a (b)/\"<`é>" }})
	require.Contains(t, out, "[`library.yaml:24`](https://x.example/a%20%28b%29/%22%3C%60%C3%A9%3E)")
}
