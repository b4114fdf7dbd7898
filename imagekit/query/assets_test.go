package query_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/query"
)

// noon is the instant at which the tests evaluate.
var noon = instant("2024-05-31T12:00:00Z")

func instant(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return t
}

func parse(t testing.TB, src string) *query.Query {
	t.Helper()
	q, err := query.Parse(src)
	require.NoError(t, err, "%s", src)
	return q
}

// hero is a photograph with a value in every field.
func hero() query.Asset {
	return query.Asset{
		Name: "red-dress-summer.jpg", ID: "64fb1c2d8a7b4c1234567890", Type: query.TypeFile, Folder: "/shop/products",
		Tags: []string{"sale", "summer-collection"}, AITags: []string{"Shirt"},
		CreatedAt: instant("2024-05-20T10:00:00.313Z"), UpdatedAt: instant("2024-05-31T11:30:00Z"), CreatedBy: "ann@example.com",
		Width: query.Some(800), Height: query.Some(600), Size: query.Some[int64](1_000_000), Format: "jpg",
		Private: query.Some(false), Published: query.Some(true), Transparency: query.Some(false),
		Custom: query.Map{
			"brand": "Acme", "note": "Red cars, fast", "rating": 4.5, "active": true, "empty": "", "unset": nil,
			"bought": "2024-05-01", "shot": "2024-05-01T10:00:00+02:00", "code": "2d",
			"mixed": []any{"luxury", 500.0, true}, "none": []any{}, "stringNumber": "500",
		},
		Embedded: query.Map{"Keywords": []any{"luxury", "dress"}, "DateTimeOriginal": "2023-07-01T08:00:00.000Z", "ISO": 200.0},
	}
}

// products is the folder hero lies in: it has a name, a place and dates, and nothing else.
func products() query.Asset {
	return query.Asset{Name: "products", ID: "f1", Type: query.TypeFolder, Folder: "/shop",
		CreatedAt: instant("2020-01-01T00:00:00Z"), UpdatedAt: instant("2020-01-01T00:00:00Z")}
}

func inFolder(folder string) query.Asset {
	return query.Asset{Name: "a.jpg", Type: query.TypeFile, Folder: folder}
}

func tagged(tags ...string) query.Asset {
	return query.Asset{Name: "a.jpg", Type: query.TypeFile, Tags: tags}
}

func named(name string) query.Asset { return query.Asset{Name: name, Type: query.TypeFile} }

func created(at string) query.Asset { return query.Asset{CreatedAt: instant(at)} }

func sized(bytes int64) query.Asset { return query.Asset{Size: query.Some(bytes)} }

func custom(field string, value any) query.Asset {
	return query.Asset{Custom: query.Map{field: value}}
}
