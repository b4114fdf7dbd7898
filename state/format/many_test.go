package format_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/state/format"
)

// many are files of n entries in reverse, as people and as machines write them.
func many(n int) map[string]string {
	var block, bare, flow, json strings.Builder
	for i := range n {
		fmt.Fprintf(&block, "  # about %d\n  /s/%06d.jpg:\n    tags: {remove: [b], add: [a]}\n    id: x%d\n", i, 999_999-i, i)
		fmt.Fprintf(&bare, "  /s/%06d.jpg:\n", 999_999-i)
		fmt.Fprintf(&flow, "/s/%06d.jpg: {tags: [a], id: x%d}, ", 999_999-i, i)
		fmt.Fprintf(&json, `"/s/%06d.jpg":{"tags":["a"],"id":"x%d"},`, 999_999-i, i)
	}
	return map[string]string{
		"in lines":    head + "files:\n" + block.String(),
		"bare":        head + "files:\n" + bare.String(),
		"on one line": head + "files: {" + strings.TrimSuffix(flow.String(), ", ") + "}\n",
		"as JSON":     `{"library":"shop","version":1,"scope":["/s"],"files":{` + strings.TrimSuffix(json.String(), ",") + "}}\n",
	}
}

// BenchmarkMany is what files of many entries take.
func BenchmarkMany(b *testing.B) {
	for _, n := range []int{2_000, 20_000, 100_000} {
		for name, text := range many(n) {
			b.Run(fmt.Sprintf("%d %s", n, name), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					_, err := format.Format("f", []byte(text), nil)
					require.NoError(b, err)
				}
			})
		}
	}
}
