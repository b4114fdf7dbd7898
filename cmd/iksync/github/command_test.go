package github

import (
	"bufio"
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestAnnotation(t *testing.T) {
	for _, test := range []struct {
		name string
		give Annotation
		want string
	}{
		{"a message alone", Annotation{Level: Error, Message: "no plan"}, "::error::no plan"},
		{"at a place", Annotation{Level: Warning, Message: "gone", File: "media/library.yaml", Line: 3, Column: 7, Title: "iksync"},
			"::warning file=media/library.yaml,line=3,col=7,title=iksync::gone"},
		{"at a file", Annotation{Level: Notice, Message: "gone", File: "a.yaml"}, "::notice file=a.yaml::gone"},
		{"a place without a file", Annotation{Level: Notice, Message: "gone", Line: 3}, "::notice::gone"},
		{"several lines", Annotation{Level: Error, Message: "a\nb\r\nc"}, "::error::a%0Ab%0D%0Ac"},
		{"per cent", Annotation{Level: Error, Message: "100%0A", Title: "50%"}, "::error title=50%25::100%250A"},
		{"a file that would end its property", Annotation{Level: Error, Message: "x", File: "a,line=9::b:c.yaml"},
			"::error file=a%2Cline=9%3A%3Ab%3Ac.yaml::x"},
		{"a name that is a command", Annotation{Level: Error, Message: "\n::add-mask::x ##[set-env name=A;]b"},
			`::error::%0A::add-mask::x ##\u005bset-env name=A;]b`},
		{"broken UTF-8", Annotation{Level: Error, Message: "a\xff"}, "::error::a\ufffd"},
	} {
		t.Run(test.name, func(t *testing.T) { require.Equal(t, test.want, test.give.String()) })
	}
}

// An annotation is one command and gives back what went in, whatever that is.
func TestAnnotationIsOneCommand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Annotation{Level: Warning, Title: hostile().Draw(t, "title"), Message: hostile().Draw(t, "message"), File: hostile().Draw(t, "file"), Line: 1}
		line := a.String()
		require.NotContains(t, line, "\n")
		require.NotContains(t, line, "\r")
		require.NotContains(t, line, "##[")
		head, message, found := strings.Cut(strings.TrimPrefix(line, "::warning"), "::")
		require.True(t, found)
		require.Equal(t, expected(a.Message), unescape(message))
		got := map[string]string{}
		for part := range strings.SplitSeq(strings.TrimPrefix(head, " "), ",") {
			key, value, _ := strings.Cut(part, "=")
			got[key] = unescape(value)
		}
		require.Equal(t, expected(a.Title), got["title"])
		require.Equal(t, expected(a.File), got["file"])
	})
}

func expected(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "##[", `##\u005b`)
}

// unescape is what a runner makes of an escaped text: the same names as its source has.
func unescape(s string) string {
	return strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%").Replace(s)
}

// hostile are texts made of what means something to a runner.
func hostile() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.SampledFrom([]string{"::", ":", "\n", "\r", " ", "\t", "\u00a0", "\u2028", "%", "%0A", ",", "=", "##[", "#", "[", "]",
			"add-mask", "set-output name=a", "x", "\xff", "\xe2\x80", "-->", "<!--", "--", "ghadelimiter", "<<", "é"}), 0, 12).Draw(t, "parts")
		return strings.Join(parts, "")
	})
}

func TestAnnotations(t *testing.T) {
	list := func(errors, warnings int) []Annotation {
		var out []Annotation
		for n := range max(errors, warnings) {
			if n < errors {
				out = append(out, Annotation{Level: Error, Message: fmt.Sprint("e", n)})
			}
			if n < warnings {
				out = append(out, Annotation{Level: Warning, Message: fmt.Sprint("w", n)})
			}
		}
		return out
	}
	for _, test := range []struct{ errors, warnings, lines int }{{0, 0, 0}, {1, 2, 3}, {10, 10, 20}, {11, 9, 19}, {500, 12, 20}} {
		require.Len(t, Annotations(list(test.errors, test.warnings)), test.lines)
	}
	lines := Annotations(list(0, 25))
	require.Equal(t, "::warning::w8", lines[8])
	require.Equal(t, "::warning::and 16 more, which the log and the summary list", lines[9])
}

// What runs through Inert has no line that a runner takes for a command, and loses
// nothing else.
func TestInert(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var out bytes.Buffer
		w := NewInert(&out)
		text := hostile().Draw(t, "a") + hostile().Draw(t, "b")
		for rest := text; rest != ""; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "n")
			got, err := w.Write([]byte(rest[:n]))
			require.NoError(t, err)
			require.Equal(t, n, got)
			rest = rest[n:]
		}
		require.NoError(t, w.Flush())
		require.Empty(t, commands(out.String()), "of %q", text)
		if len(commands(text)) == 0 {
			require.Equal(t, text, out.String())
		}
	})
}

// commands are the lines of a text that the runner's two parsers take for commands.
func commands(text string) []string {
	var found []string
	scan := bufio.NewScanner(strings.NewReader(strings.ReplaceAll(text, "\r", "\n")))
	for scan.Scan() {
		if strings.HasPrefix(strings.TrimLeftFunc(scan.Text(), unicode.IsSpace), "::") || strings.Contains(scan.Text(), "##[") {
			found = append(found, scan.Text())
		}
	}
	return found
}

func TestInertLines(t *testing.T) {
	var out bytes.Buffer
	w := NewInert(&out)
	_, err := fmt.Fprint(w, "  ::set-output name=a::b\n- ::fine\n##[group]x\n\u00a0::error::x\nhalf")
	require.NoError(t, err)
	require.Equal(t, "  \\u003a:set-output name=a::b\n- ::fine\n##\\u005bgroup]x\n\u00a0\\u003a:error::x\n", out.String())
	require.NoError(t, w.Flush())
	require.True(t, strings.HasSuffix(out.String(), "\nhalf"))
}
