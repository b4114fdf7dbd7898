package report_test

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	gmhtml "github.com/yuin/goldmark/renderer/html"
	"golang.org/x/net/html"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/report"
)

func asMarkdown(t require.TestingT, p *plan.Plan, s report.MarkdownStyle) string {
	var b bytes.Buffer
	require.NoError(t, report.Markdown(&b, p, s))
	return b.String()
}

// rendered is a Markdown text as GitHub reads it, as one tree.
func rendered(t require.TestingT, markdown string) *html.Node {
	var b bytes.Buffer
	md := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(gmhtml.WithUnsafe()))
	require.NoError(t, md.Convert([]byte(markdown), &b))
	requireBalanced(t, b.String())
	doc, err := html.Parse(&b)
	require.NoError(t, err)
	return doc
}

// requireBalanced fails where an element is closed by anything but its own end.
func requireBalanced(t require.TestingT, source string) {
	var open []string
	for z := html.NewTokenizer(strings.NewReader(source)); ; {
		switch z.Next() {
		case html.ErrorToken:
			require.Empty(t, open, "elements that are never closed")
			return
		case html.StartTagToken:
			name, _ := z.TagName()
			open = append(open, string(name))
		case html.EndTagToken:
			name, _ := z.TagName()
			require.NotEmpty(t, open, "</%s> closes nothing", name)
			require.Equal(t, open[len(open)-1], string(name), "closed out of order")
			open = open[:len(open)-1]
		}
	}
}

// each visits a node and all below it, in the order of the text.
func each(n *html.Node, visit func(*html.Node)) {
	visit(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		each(c, visit)
	}
}

// textOf is what is read of a node, without the marks that nobody sees.
func textOf(n *html.Node) string {
	var b strings.Builder
	each(n, func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
	})
	return strings.ReplaceAll(b.String(), "\u200e", "")
}

// codes is the text of every span and block of code.
func codes(n *html.Node) []string {
	var out []string
	each(n, func(n *html.Node) {
		if n.Type == html.ElementNode && n.Data == "code" {
			out = append(out, textOf(n))
		}
	})
	return out
}

// requireIntended fails where a report holds what none of its own words make.
func requireIntended(t require.TestingT, doc *html.Node) {
	elements := []string{"html", "head", "body", "h2", "h3", "details", "summary", "p", "ul", "li", "code", "pre", "blockquote", "a", "strong", "em"}
	loud := loud()
	each(doc, func(n *html.Node) {
		switch n.Type {
		case html.ElementNode:
			require.Contains(t, elements, n.Data)
			for _, a := range n.Attr {
				require.Contains(t, []string{"details open", "a href", "code class"}, n.Data+" "+a.Key)
			}
		case html.CommentNode:
			require.Equal(t, " ", n.Data)
		case html.TextNode:
			if !unread(n) {
				require.NotRegexp(t, loud, n.Data)
			}
		}
	})
}

// unread is where GitHub does not look for mentions, issues, commits and addresses.
func unread(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if slices.Contains([]string{"code", "pre", "a"}, p.Data) {
			return true
		}
	}
	return false
}

// requireSound fails where a report is not well made: too long, broken, unclosed.
func requireSound(t require.TestingT, markdown string, budget int) *html.Node {
	require.LessOrEqual(t, len(markdown), budget)
	require.True(t, utf8.ValidString(markdown))
	require.True(t, strings.HasPrefix(markdown, "## "), "the first line is a heading")
	require.True(t, strings.HasSuffix(markdown, "\n"))
	fence, opened := "", 0
	begins := regexp.MustCompile("^(```+)(diff)?$")
	for l := range strings.SplitSeq(markdown, "\n") {
		l = strings.TrimLeft(l, "> ")
		m := begins.FindStringSubmatch(l)
		switch {
		case fence != "" && l == fence:
			fence = ""
		case fence != "":
		case m != nil:
			fence = m[1]
		case strings.HasPrefix(l, "<details"):
			opened++
		case l == "</details>":
			opened--
		}
		require.Contains(t, []int{0, 1, 2}, opened)
	}
	require.Empty(t, fence, "a block of code is never closed")
	require.Zero(t, opened, "a <details> is never closed")
	return rendered(t, markdown)
}
