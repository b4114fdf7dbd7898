package report_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan/report"
)

// A plan of 100,000 changes: of each report, its size and sum, how it begins and how
// it ends. (Of the Markdown, all of it: TestMarkdownOfManyChanges.) Every delete is named.
func TestGoldenOfManyChanges(t *testing.T) {
	const deletes = 5_000
	deleted := regexp.MustCompile(`del-\d{5}\.jpg`)
	p := huge(deletes, 20_000, 75_000)
	for name, text := range map[string]string{
		"huge.txt":  text(t, p, report.Style{Width: 100}),
		"huge.json": asJSON(t, p),
		"huge.html": asHTML(t, p, report.HTMLStyle{}),
	} {
		named := map[string]bool{}
		for _, n := range deleted.FindAllString(text, -1) {
			named[n] = true
		}
		require.Len(t, named, deletes, name)
		golden(t, name+".extract", extract(text))
	}
	require.True(t, json.Valid([]byte(asJSON(t, p))))
}

// extract is what of a long text is worth a look.
func extract(text string) string {
	const head, tail, width = 60, 12, 160
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, l := range lines {
		if len(l) > width {
			lines[i] = strings.ToValidUTF8(l[:width], "") + fmt.Sprintf(" [and %d bytes]", len(l)-width)
		}
	}
	return fmt.Sprintf("%d bytes, %d lines, SHA-256 %x\n\n%s\n[...]\n%s\n", len(text), len(lines), sha256.Sum256([]byte(text)),
		strings.Join(lines[:head], "\n"), strings.Join(lines[len(lines)-tail:], "\n"))
}
