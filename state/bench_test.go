package state_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/iksync/iksync/state"
)

// BenchmarkDecode shows that the time grows with the size of the file and not
// with its square: ns/entry stays the same.
func BenchmarkDecode(b *testing.B) {
	for _, entries := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(entries), func(b *testing.B) {
			text := manyFiles(entries)
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if _, err := state.Decode("library.yaml", strings.NewReader(text)); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*entries), "ns/entry")
		})
	}
}

// BenchmarkEncode is the way back.
func BenchmarkEncode(b *testing.B) {
	want, err := state.Decode("library.yaml", strings.NewReader(manyFiles(100_000)))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := state.Encode(&bytes.Buffer{}, want); err != nil {
			b.Fatal(err)
		}
	}
}

func manyFiles(count int) string {
	var b strings.Builder
	b.WriteString("version: 1\nlibrary: shop\nscope: [/shop]\nremove: {files: [\"/shop/old/**/*.tmp\"]}\nfiles:\n")
	for i := range count {
		fmt.Fprintf(&b, "  /shop/products/%03d/%06d.jpg:\n    tags: [hero, homepage]\n    description: Number %d\n", i%500, i, i)
	}
	return b.String()
}
