package query_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// ordinary are queries as people write them; none may allocate when it is evaluated.
var ordinary = map[string]string{
	"name":     `name : "red-" AND format IN ["png", "jpg"]`,
	"path":     `path : "/shop" AND type = "file"`,
	"tags":     `tags NOT IN ["final", "draft"] AND tags HAS "summer coll"`,
	"dates":    `createdAt > "4m" AND updatedAt >= "2024-05-01"`,
	"numbers":  `size > "0.5mb" AND width > 500 AND private = false`,
	"metadata": `"customMetadata.brand" = "Acme" AND "customMetadata.bought" < "7d" AND "customMetadata.mixed" IN [500]`,
	"words":    `name HAS "summer red" OR "customMetadata.note" HAS "cars"`,
}

func TestOrdinaryQueriesDoNotAllocate(t *testing.T) {
	for name, text := range ordinary {
		t.Run(name, func(t *testing.T) {
			q, a := parse(t, text), hero()
			require.True(t, q.Match(a, noon))
			require.Zero(t, testing.AllocsPerRun(100, func() { q.Match(a, noon) }))
		})
	}
}

func BenchmarkMatch(b *testing.B) {
	for name, text := range ordinary {
		b.Run(name, func(b *testing.B) {
			q, a := parse(b, text), hero()
			b.ReportAllocs()
			for b.Loop() {
				q.Match(a, noon)
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		parse(b, `(size < "1mb" AND width > 500) OR tags NOT IN ["summer-sale", "banner"]`)
	}
}
