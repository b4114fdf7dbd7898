package format_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/state/format"
)

// TestMany: what a file of many entries takes grows as the file does.
func TestMany(t *testing.T) {
	var b strings.Builder
	b.WriteString(head + "files:\n")
	for i := range 5_000 {
		fmt.Fprintf(&b, "  # about %d\n  /s/%05d.jpg:\n    tags: {remove: [b], add: [a]}\n    id: x%d\n", i, 99_999-i, i)
	}
	started := time.Now()
	got, err := format.Format("f", []byte(b.String()), nil)
	require.NoError(t, err)
	require.True(t, strings.HasSuffix(string(got.Text), "  # about 0\n  /s/99999.jpg:\n    id: x0\n    tags: {add: [a], remove: [b]}\n"))
	t.Log(time.Since(started))
	require.Less(t, time.Since(started), time.Minute)
}
