package impact_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan/impact"
)

// Whatever a text is, what is found is in it, in order, and does not overlap.
func FuzzScan(f *testing.F) {
	for _, seed := range pieces() {
		f.Add(seed + "/s/a/b.jpg" + seed + "https://ik.imagekit.io/acme/tr:w-1/t/x.jpg" + seed)
	}
	f.Add("&#x2F;s&#47;a \\u002ft\\x2fx %2Ft%2Fx &#99999999; \\ud83d\\ude00 \\ud83d &amp &quot;/b.jpg")
	s := impact.NewScanner(refPlan(f))
	f.Fuzz(func(t *testing.T, text string) {
		hits, err := s.Scan("f", strings.NewReader(text))
		require.NoError(t, err)
		lines := strings.Split(text, "\n")
		line, end := 0, 0
		for _, h := range hits {
			if h.Line != line {
				require.Greater(t, h.Line, line)
				line, end = h.Line, 0
			}
			rest := lines[h.Line-1][h.Column-1:]
			if utf8.ValidString(h.Text) && !strings.ContainsRune(h.Text, utf8.RuneError) {
				require.True(t, strings.HasPrefix(rest, h.Text), "%q at %q", h.Text, rest)
			}
			require.NotEmpty(t, h.Text)
			require.NotEmpty(t, h.Change)
			require.Greater(t, h.Column, 0)
			if h.Kind == impact.ByPath {
				require.GreaterOrEqual(t, h.Column, end)
			}
			end = h.Column
		}
	})
}
