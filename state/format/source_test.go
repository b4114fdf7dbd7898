package format

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// TestOneLine: however many values stand on one line, finding all of them goes past
// each of its characters once.
func TestOneLine(t *testing.T) {
	for name, entry := range map[string]string{
		"JSON":             `"/s/%05d.jpg":{"tags":["a","b"],"id":"x"}`,
		"braces":           `/s/%05d.jpg: {tags: [a, b], id: x}`,
		"pairs":            `/s/%05d.jpg: [a: b, {c: d}, ? e : f]`,
		"nothing written":  `/s/%05d.jpg: `,
		"anchors and tags": `/s/%[1]05d.jpg: &a%[1]d {id: !!str x, tags: &b%[1]d [é]}`,
	} {
		t.Run(name, func(t *testing.T) {
			entries := make([]string, 2_000)
			for i := range entries {
				entries[i] = fmt.Sprintf(entry, i)
			}
			text := "files: {" + strings.Join(entries, ", ") + "}\n"
			d, err := parse(text)
			require.NoError(t, err)
			require.LessOrEqual(t, d.src.walked, utf8.RuneCountInString(text))
			require.Greater(t, d.src.walked, len(text)/2)
		})
	}
}
