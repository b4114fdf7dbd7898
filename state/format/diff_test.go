package format_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/state/format"
)

func TestDiff(t *testing.T) {
	require.Empty(t, format.Diff("f", []byte("a\n"), []byte("a\n")))
	require.Equal(t, `--- f
+++ f
@@ -1,6 +1,6 @@
+0
 1
 2
-3
 4
 5
 6
@@ -8,4 +8,4 @@
 8
 9
 10
-11
\ No newline at end of file
+11
`, format.Diff("f", []byte("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11"), []byte("0\n1\n2\n4\n5\n6\n7\n8\n9\n10\n11\n")))
}

// TestDiffApplies: patch makes the second text of the first one.
func TestDiffApplies(t *testing.T) {
	patch, err := exec.LookPath("patch")
	if err != nil {
		t.Log("there is no patch here: the test's own reading of a diff has to do")
	}
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.SampledFrom([]string{"a\n", "b\n", "c\n", "d\n", "\n"}), 0, 30)
		before, after := strings.Join(lines.Draw(t, "before"), ""), strings.Join(lines.Draw(t, "after"), "")
		diff := format.Diff("f", []byte(before), []byte(after))
		require.Equal(t, after, applied(t, before, diff), diff)
		if patch == "" || diff == "" {
			return
		}
		file := filepath.Join(dir, "f")
		require.NoError(t, os.WriteFile(file, []byte(before), 0o644))
		cmd := exec.Command(patch, "-s", "--force", "--posix", file)
		cmd.Stdin = strings.NewReader(diff)
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s\n%s", out, diff)
		got, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, after, string(got), diff)
	})
}

// applied reads a diff in the simplest way there is.
func applied(t *rapid.T, before, diff string) string {
	if diff == "" {
		return before
	}
	old := strings.SplitAfter(before, "\n")
	var out strings.Builder
	at := 0
	for _, line := range strings.SplitAfter(diff, "\n")[2:] {
		switch {
		case strings.HasPrefix(line, "@@"):
			var from, count int
			_, err := fmt.Sscanf(line, "@@ -%d,%d", &from, &count)
			require.NoError(t, err)
			if count == 0 {
				from++
			}
			for ; at < from-1; at++ {
				out.WriteString(old[at])
			}
		case strings.HasPrefix(line, "-"), strings.HasPrefix(line, " "):
			require.Equal(t, old[at], line[1:])
			if line[0] == ' ' {
				out.WriteString(old[at])
			}
			at++
		case strings.HasPrefix(line, "+"):
			out.WriteString(line[1:])
		}
	}
	return out.String() + strings.Join(old[at:], "")
}

// TestDiffOfMuch: texts with nothing in common are compared in no time.
func TestDiffOfMuch(t *testing.T) {
	var a, b strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&a, "a %d\n", i)
		fmt.Fprintf(&b, "b %d\n", i)
	}
	diff := format.Diff("f", []byte(a.String()), []byte(b.String()))
	require.Equal(t, 200_003, strings.Count(diff, "\n"))
}
