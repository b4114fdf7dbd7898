package query_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/query"
)

// story is one asset, one query, and whether it is found.
type story struct {
	asset query.Asset
	query string
	want  bool
}

func tell(t *testing.T, stories []story) {
	t.Helper()
	for _, s := range stories {
		t.Run(s.query, func(t *testing.T) {
			require.Equal(t, s.want, parse(t, s.query).Match(s.asset, noon))
		})
	}
}

func TestNamesAndIDs(t *testing.T) {
	tell(t, []story{
		{hero(), `name = "red-dress-summer.jpg"`, true},
		{hero(), `name = "Red-dress-summer.jpg"`, false}, // case-sensitive
		{hero(), `name = "red-dress"`, false},
		{hero(), `name : "red-dress"`, true},
		{hero(), `name : "Red-dress"`, false}, // case-sensitive
		{hero(), `name : "dress"`, false},
		{hero(), `name IN ["a.jpg", "red-dress-summer.jpg"]`, true},
		{hero(), `name IN ["a.jpg"]`, false},
		{hero(), `name NOT = "a.jpg"`, true},
		{hero(), `name NOT = "red-dress-summer.jpg"`, false},
		{hero(), `name NOT IN ["a.jpg", "red-dress-summer.jpg"]`, false},
		{hero(), `name NOT IN ["a.jpg", "b.jpg"]`, true},
		{hero(), `id = "64fb1c2d8a7b4c1234567890"`, true},
		{products(), `id IN ["f1", "f2"]`, true}, // folder ids too
		{hero(), `createdBy = "ann@example.com"`, true},
		{hero(), `createdBy NOT IN ["ann@example.com"]`, false},
		{named("2024-05-01"), `name = "2024-05-01T00:00:00Z"`, false}, // names are never dates
	})
}

func TestHasFindsWords(t *testing.T) {
	tell(t, []story{
		{named("red-dress-summer.jpg"), `name HAS "RED dress"`, true}, // any case
		{named("red-dress-summer.jpg"), `name HAS "dress red"`, true}, // any order
		{named("redwoods.jpg"), `name HAS "red"`, true},               // the last word is a prefix
		{named("redwoods-dress.jpg"), `name HAS "red dress"`, false},  // and only the last
		{named("red-dresses.jpg"), `name HAS "red dress"`, true},
		{named("infrared.jpg"), `name HAS "red"`, false},
		{named("red_dress.jpg"), `name HAS "dress"`, true}, // an underscore separates
		{named("re.jpg"), `name HAS "red"`, false},
		{named("STRASSE-Ärger-Ωmega.jpg"), `name HAS "ärger ωM"`, true},
		{named("\u212Aelvin-ſun.jpg"), `name HAS "kelvin sun"`, true}, // every case variant
		{tagged("summer-sale"), `tags HAS "sale"`, true},
		{tagged("sales"), `tags HAS "SALE"`, true},
		{tagged("wholesale"), `tags HAS "sale"`, false},
		{tagged("red", "dress"), `tags HAS "red dress"`, false}, // in one tag
		{tagged(), `tags HAS "sale"`, false},
	})
}

func TestTypes(t *testing.T) {
	version := query.Asset{Type: query.TypeFileVersion}
	tell(t, []story{
		{hero(), `type = "file"`, true},
		{products(), `type = "file"`, false},
		{products(), `type = "folder"`, true},
		{version, `type = "file-version"`, true},
		{version, `type = "file"`, false},
		{products(), `type IN ["file", "folder"]`, true},
		{version, `type NOT IN ["file", "folder"]`, true},
		{hero(), `type NOT = "folder"`, true},
	})
}

func TestPaths(t *testing.T) {
	tell(t, []story{
		{inFolder("/a"), `path = "/a"`, true},
		{inFolder("/a"), `path = "/a/"`, true},
		{inFolder("/a/"), `path = "/a"`, true},
		{inFolder("/a/b"), `path = "/a"`, false},
		{inFolder("/a"), `path : "/a"`, true},
		{inFolder("/a/b"), `path : "/a"`, true},
		{inFolder("/a/b/c/"), `path : "/a/"`, true},
		{inFolder("/ab"), `path : "/a"`, false}, // a neighbour
		{inFolder("/ab"), `path : "/a/"`, false},
		{inFolder("/"), `path : "/a"`, false},
		{inFolder("/A"), `path : "/a"`, false}, // case-sensitive
		{inFolder("/x/a"), `path : "/a"`, false},
		{inFolder("/"), `path = "/"`, true},
		{inFolder("/a"), `path = "/"`, false},
		{inFolder("/a"), `path : "/"`, true},
		{inFolder("/a (1) & \"b\""), `path : "/a (1) & \"b\"/"`, true}, // odd names
		{inFolder("/a/b"), `path IN ["/x", "/a/b/"]`, true},
		{inFolder("/a/b"), `path NOT = "/a"`, true},
		{inFolder("/a/b"), `path NOT IN ["/a/b"]`, false},
		{products(), `path : "/shop"`, true}, // the folder /shop/products is below /shop
		{products(), `path = "/shop"`, true},
		{products(), `path : "/shop/products"`, false}, // but not below itself
		{query.Asset{Type: query.TypeFolder, Name: "/"}, `path : "/"`, false},
	})
}

func TestTags(t *testing.T) {
	tell(t, []story{
		{hero(), `tags IN ["winter", "sale"]`, true},
		{hero(), `tags IN ["Sale"]`, false},
		{hero(), `tags IN ["Shirt"]`, true}, // AI tags count
		{hero(), `tags NOT IN ["Shirt"]`, false},
		{hero(), `tags NOT IN ["draft"]`, true},
		{hero(), `tags IN ["summer"]`, false}, // whole tags
		{hero(), `"tags" IN ["sale"]`, true},  // quoted field names are fine
		{hero(), `tags EXISTS`, true},
		{hero(), `tags NOT EXISTS`, false},
		{tagged(), `tags EXISTS`, false},
		{tagged(), `tags NOT EXISTS`, true},
		{tagged(), `tags NOT IN ["draft"]`, true},
		{query.Asset{AITags: []string{"Shirt"}}, `tags EXISTS`, true},
		{products(), `tags IN ["sale"]`, false},
	})
}

func TestDates(t *testing.T) {
	tell(t, []story{
		{created("2020-01-01T00:00:00.001Z"), `createdAt > "2020-01-01"`, true}, // midnight UTC
		{created("2020-01-01T00:00:00Z"), `createdAt > "2020-01-01"`, false},
		{created("2020-01-01T00:00:00Z"), `createdAt >= "2020-01-01"`, true},
		{created("2020-01-01T00:00:00Z"), `createdAt <= 2020-01-01`, true}, // unquoted, as documented
		{created("2020-01-01T01:00:00+01:00"), `createdAt = "2020-01-01"`, true},
		{created("2020-01-01T08:00:00Z"), `createdAt = "2020-01-01"`, false}, // an instant, not a day
		{created("2020-01-01T12:12:13Z"), `createdAt > "2020-01-01T12:12:12"`, true},
		{created("2020-01-01T12:12:12Z"), `createdAt < 2020-01-01T12:12:12`, false},
		{created("2020-01-01T12:12:12Z"), `createdAt = "2020-01-01T13:12:12+01:00"`, true},
		{created("2020-01-01T12:12:12.5Z"), `createdAt = "2020-01-01T12:12:12.500Z"`, true},
		{created("2020-01-01T12:12:12.5Z"), `createdAt = "2020-01-01T12:12:12.5"`, true},
		{created("2020-01-01T12:12:12.5Z"), `createdAt NOT = "2020-01-01T12:12:12"`, true},
		{created("2020-01-01T00:00:00Z"), `createdAt IN ["2019-01-01", "2020-01-01"]`, true},
		{created("2020-01-01T00:00:00Z"), `createdAt NOT IN ["2019-01-01"]`, true},
		{created("2024-02-29T00:00:00Z"), `createdAt = "2024-02-29"`, true},
		{hero(), `updatedAt > "1h"`, true}, // half an hour ago
		{hero(), `createdAt > "1h"`, false},
		{hero(), `createdAt < "7d"`, true},
		{products(), `updatedAt < "4y"`, true},
		{query.Asset{}, `createdAt < "2020-01-01"`, false}, // no date
	})
}

func TestRelativeDatesCountFromNow(t *testing.T) {
	for _, row := range []struct{ age, instant string }{ // seen from 31 May 2024, 12:00
		{"0d", "2024-05-31T12:00:00Z"},
		{"1h", "2024-05-31T11:00:00Z"},
		{"36h", "2024-05-30T00:00:00Z"},
		{"2d", "2024-05-29T12:00:00Z"},
		{"3w", "2024-05-10T12:00:00Z"},
		{"2m", "2024-03-31T12:00:00Z"},
		{"3m", "2024-02-29T12:00:00Z"}, // the last day of a shorter month
		{"15m", "2023-02-28T12:00:00Z"},
		{"1y", "2023-05-31T12:00:00Z"},
	} {
		t.Run(row.age, func(t *testing.T) {
			at := instant(row.instant)
			before, exactly, after := query.Asset{CreatedAt: at.Add(-1)}, query.Asset{CreatedAt: at}, query.Asset{CreatedAt: at.Add(1)}
			younger, older := parse(t, `createdAt > "`+row.age+`"`), parse(t, `createdAt < `+row.age)
			require.Equal(t, []bool{false, false, true}, []bool{younger.Match(before, noon), younger.Match(exactly, noon), younger.Match(after, noon)})
			require.Equal(t, []bool{true, false, false}, []bool{older.Match(before, noon), older.Match(exactly, noon), older.Match(after, noon)})
		})
	}
	leapDay := instant("2024-02-29T12:00:00Z")
	require.True(t, parse(t, `createdAt = "1y"`).Match(created("2023-02-28T12:00:00Z"), leapDay))
}

func TestNumbersAndSizes(t *testing.T) {
	tell(t, []story{
		{hero(), `width = 800`, true},
		{hero(), `width NOT = 800`, false},
		{hero(), `width>500 AND height<=600`, true},
		{hero(), `width < 800`, false},
		{hero(), `width <= 800.0`, true},
		{hero(), `width >= 800.5`, false},
		{hero(), `width IN [100, 800]`, true},
		{hero(), `height NOT IN [100]`, true},
		{hero(), `width > -1`, true},
		{products(), `width < 100`, false}, // a folder has no width
		{products(), `width NOT = 100`, true},
		{sized(1024), `size > 1024`, false},
		{sized(1025), `size > 1024`, true},
		{sized(10240), `size = "10kb"`, true},
		{sized(10240), `size = "10KB"`, true},
		{sized(1 << 20), `size <= "1mb"`, true},
		{sized(1<<20 + 1), `size <= "1mb"`, false},
		{sized(1536), `size = "1.5kb"`, true},
		{sized(500), `size = "500b"`, true},
		{sized(2 << 30), `size IN [1, "2gb"]`, true},
		{sized(1 << 40), `size < "1tb"`, false},
		{sized(0), `size = 0`, true}, // zero is a value
	})
}

func TestFormatsAndFlags(t *testing.T) {
	tell(t, []story{
		{hero(), `format = "jpg"`, true},
		{hero(), `format IN ["png", "webp"]`, false},
		{hero(), `private = false`, true},
		{hero(), `private = true`, false},
		{hero(), `published = true`, true},
		{hero(), `transparency = false`, true},
		{products(), `transparency = false`, false}, // of images only
		{products(), `published = false`, false},
	})
}

func TestCustomMetadata(t *testing.T) {
	tell(t, []story{
		{hero(), `"customMetadata.brand" = "Acme"`, true},
		{hero(), `"customMetadata.brand" = "acme"`, false},
		{hero(), `"customMetadata.brand" : "Ac"`, true},
		{hero(), `"customMetadata.brand" IN ["Globex", "Acme"]`, true},
		{hero(), `"customMetadata.brand" NOT = "Globex"`, true},
		{hero(), `"customMetadata.note" HAS "CARS fa"`, true},
		{hero(), `"customMetadata.rating" > 4.3`, true},
		{hero(), `"customMetadata.rating" = 4.5`, true},
		{hero(), `"customMetadata.rating" = "4.5"`, false}, // numbers are not strings
		{hero(), `"customMetadata.stringNumber" = 500`, false},
		{hero(), `"customMetadata.stringNumber" > 1`, false},
		{hero(), `"customMetadata.rating" : "4"`, false},
		{hero(), `"customMetadata.active" = true`, true},
		{hero(), `"customMetadata.active" = false`, false},
		{hero(), `"customMetadata.active" = "true"`, false},
		{hero(), `"customMetadata.mixed" IN ["cheap", 500]`, true}, // multi-select: one of them
		{hero(), `"customMetadata.mixed" IN [true]`, true},
		{hero(), `"customMetadata.mixed" = "luxury"`, true},
		{hero(), `"customMetadata.mixed" NOT IN ["luxury"]`, false},
		{hero(), `"customMetadata.mixed" NOT IN ["cheap", false, 501]`, true},
		{hero(), `"customMetadata.mixed" > 499`, true},
		{hero(), `"customMetadata.brand" EXISTS`, true},
		{hero(), `"customMetadata.unset" EXISTS`, false},
		{hero(), `"customMetadata.unset" NOT EXISTS`, true},
		{hero(), `"customMetadata.missing" = "x"`, false},
		{hero(), `"customMetadata.missing" NOT = "x"`, true},
		{hero(), `"customMetadata.none" EXISTS`, false}, // an empty list is no value
		{hero(), `"customMetadata.empty" EXISTS`, true}, // an empty string is one
		{hero(), `"customMetadata.empty" = ""`, true},
		{products(), `"customMetadata.brand" EXISTS`, false},
	})
}

func TestCustomDates(t *testing.T) {
	tell(t, []story{
		{hero(), `"customMetadata.bought" = "2024-05-01T00:00:00Z"`, true}, // one instant, two spellings
		{hero(), `"customMetadata.bought" >= "2024-05-01"`, true},
		{hero(), `"customMetadata.bought" > 2024-04-30`, true},
		{hero(), `"customMetadata.bought" < "7d"`, true},
		{hero(), `"customMetadata.bought" > "2m"`, true},
		{hero(), `"customMetadata.bought" : "2024-05"`, true}, // begins with: a string
		{hero(), `"customMetadata.shot" = "2024-05-01T08:00:00Z"`, true},
		{hero(), `"customMetadata.shot" < "2024-05-01T08:00:00"`, false},
		{hero(), `"customMetadata.shot" IN ["2024-05-01", "2024-05-01T08:00:00"]`, true},
		{hero(), `"customMetadata.code" = "2d"`, true}, // a text that looks like an age
		{hero(), `"customMetadata.code" > "2d"`, false},
		{hero(), `"customMetadata.brand" < "2024-05-01"`, false}, // no date, no order
		{hero(), `"customMetadata.rating" < "2024-05-01"`, false},
		{custom("d", "2024-02-30"), `"customMetadata.d" > "1999-01-01"`, false}, // no such day
		{custom("d", instant("2024-01-01T00:00:00Z")), `"customMetadata.d" = "2024-01-01"`, true},
	})
}

func TestEmbeddedMetadata(t *testing.T) {
	tell(t, []story{
		{hero(), `"embeddedMetadata.Keywords" IN ["luxury"]`, true},
		{hero(), `"embeddedMetadata.Keywords" NOT IN ["big-banner"]`, true},
		{hero(), `"embeddedMetadata.Keywords" EXISTS`, true},
		{products(), `"embeddedMetadata.Keywords" NOT EXISTS`, true},
		{hero(), `"embeddedMetadata.DateTimeOriginal" > "1y"`, true},
		{hero(), `"embeddedMetadata.DateTimeOriginal" < "2023-01-01"`, false},
		{hero(), `"embeddedMetadata.ISO" >= 200`, true},
	})
}

func TestAndBindsTighterThanOr(t *testing.T) {
	const yes, no = `width = 800`, `width = 1`
	tell(t, []story{
		{hero(), yes + ` OR ` + no + ` AND ` + no, true},
		{hero(), `(` + yes + ` OR ` + no + `) AND ` + no, false},
		{hero(), no + ` AND ` + no + ` OR ` + yes, true},
		{hero(), no + ` AND (` + no + ` OR ` + yes + `)`, false},
		{hero(), `((` + yes + `))AND(` + yes + `)`, true},
		{hero(), `(size < "1mb" AND width > 500) OR (tags IN ["summer-sale", "banner"])`, true},
		{hero(), "\tcreatedAt > \"20d\"\r\n AND name: \"red\"", true},
	})
}

func TestValuesOfOtherDecoders(t *testing.T) {
	for _, number := range []any{3, int32(3), int64(3), uint64(3), float32(3), 3.0, query.Number(3)} {
		require.True(t, parse(t, `"customMetadata.n" = 3`).Match(custom("n", number), noon), "%T", number)
	}
	for _, list := range []any{[]string{"a", "b"}, []any{"a", "b"}, query.Texts([]string{"b"}), query.List([]any{nil, "b"})} {
		require.True(t, parse(t, `"customMetadata.l" IN ["b"]`).Match(custom("l", list), noon), "%T", list)
	}
	for _, nothing := range []any{nil, []string{}, []any{nil}, []any{[]any{"b"}}, struct{}{}, query.Value{}} {
		require.False(t, parse(t, `"customMetadata.l" EXISTS`).Match(custom("l", nothing), noon), "%T", nothing)
	}
	require.True(t, parse(t, `"customMetadata.b" = true`).Match(custom("b", query.Bool(true)), noon))
	require.True(t, parse(t, `"customMetadata.t" : "x"`).Match(custom("t", query.Text("xy")), noon))
}
