package query_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/query"
)

func TestReadingsOfWhatIsNotDocumented(t *testing.T) {
	strictNot := query.Semantics{Negation: query.NegationFails}
	zeroes := query.Semantics{Missing: query.MissingIsZero}
	thousand := query.Semantics{Kilobyte: query.Kilobyte1000}
	thirty := query.Semantics{Month: query.MonthThirtyDays}
	for _, row := range []struct {
		name      string
		asset     query.Asset
		query     string
		other     query.Semantics
		byDefault bool
		otherwise bool
	}{
		{"no tags are not draft", tagged(), `tags NOT IN ["draft"]`, strictNot, true, false},
		{"no brand is not Acme", products(), `"customMetadata.brand" NOT = "Acme"`, strictNot, true, false},
		{"no width is not 100", products(), `width NOT = 100`, strictNot, true, false},
		{"another tag is not draft either way", tagged("sale"), `tags NOT IN ["draft"]`, strictNot, true, true},
		{"draft is draft either way", tagged("draft"), `tags NOT IN ["draft"]`, strictNot, false, false},
		{"no tags exist either way", tagged(), `tags NOT EXISTS`, strictNot, true, true},
		{"a missing width is below 100", products(), `width < 100`, zeroes, false, true},
		{"a missing height is 0", products(), `height = 0`, zeroes, false, true},
		{"a missing size is not 0", products(), `size NOT = 0`, zeroes, true, false},
		{"missing metadata is never 0", products(), `"customMetadata.rating" < 1`, zeroes, false, false},
		{"a known width is itself", hero(), `width < 100`, zeroes, false, false},
		{"1,000,500 bytes in a megabyte", sized(1_000_500), `size > "1mb"`, thousand, false, true},
		{"10,000 bytes are 10kb", sized(10_000), `size = "10kb"`, thousand, false, true},
		{"plain bytes either way", sized(1024), `size = 1024`, thousand, true, true},
		{"three months of thirty days", created("2024-03-02T12:00:00Z"), `createdAt = "3m"`, thirty, false, true},
		{"a year of 365 days", created("2023-06-01T12:00:00Z"), `createdAt = "1y"`, thirty, false, true},
		{"weeks either way", created("2024-05-10T12:00:00Z"), `createdAt = "3w"`, thirty, true, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			q := parse(t, row.query)
			require.Equal(t, row.byDefault, q.Match(row.asset, noon))
			require.Equal(t, row.otherwise, q.MatchWith(row.asset, noon, row.other))
		})
	}
}

func TestReadingsAreAllDifferentAndTheDefaultIsFirst(t *testing.T) {
	seen := map[query.Semantics]bool{}
	for _, s := range query.Readings() {
		seen[s] = true
	}
	require.Len(t, seen, 16)
	require.Equal(t, query.Semantics{}, query.Readings()[0])
}
