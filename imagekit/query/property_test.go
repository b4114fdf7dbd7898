package query_test

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/imagekit/query"
)

// The generators draw from few values, so that queries and assets meet often.
var (
	someNames   = []string{"a.jpg", "red-dress.jpg", `odd "name" \ (1).png`, "Größe.webp", "2024-05-01"}
	someFolders = []string{"/", "/a", "/a/b", "/ab", "/a/b/c"}
	someTags    = []string{"sale", "Sale", "summer-sale", "red dress", `"`}
	someDates   = []string{"2024-05-01", "2024-05-30T12:00:00", "2024-05-30T14:00:00+02:00", "1d", "2m", "1y", "40h"}
	someNumbers = []string{"0", "-1", "100", "800", "100.5", "1024"}
	someSizes   = []string{"0", "100", `"1kb"`, `"1.5KB"`, `"100b"`, "1024"}
	someMeta    = []any{"Acme", "2024-05-01", "2024-05-30T12:00:00.000Z", "1d", 100.0, 100.5, true, false, []any{"Acme", 100.0}, []any{}, nil, ""}
)

func assets() *rapid.Generator[query.Asset] {
	return rapid.Custom(func(t *rapid.T) query.Asset {
		instants := rapid.SampledFrom([]time.Time{{}, noon, noon.AddDate(0, 0, -1), noon.AddDate(0, -2, 0), instant("2024-05-01T00:00:00Z")})
		pixels := rapid.SampledFrom([]query.Optional[int]{{}, query.Some(0), query.Some(100), query.Some(800)})
		flags := rapid.SampledFrom([]query.Optional[bool]{{}, query.Some(true), query.Some(false)})
		tags := rapid.SliceOfN(rapid.SampledFrom(someTags), 0, 2)
		meta := rapid.MapOfN(rapid.SampledFrom([]string{"brand", "x.y", "Keywords", "DateTimeOriginal"}), rapid.SampledFrom(someMeta), 0, 3)
		return query.Asset{
			Name: rapid.SampledFrom(someNames).Draw(t, "name"), ID: rapid.SampledFrom([]string{"f1", "f2"}).Draw(t, "id"),
			Type:   rapid.SampledFrom([]query.AssetType{query.TypeFile, query.TypeFileVersion, query.TypeFolder}).Draw(t, "type"),
			Folder: rapid.SampledFrom(someFolders).Draw(t, "folder"),
			Tags:   tags.Draw(t, "tags"), AITags: tags.Draw(t, "AI tags"),
			CreatedAt: instants.Draw(t, "created"), UpdatedAt: instants.Draw(t, "updated"), CreatedBy: rapid.SampledFrom([]string{"", "f1"}).Draw(t, "by"),
			Width: pixels.Draw(t, "width"), Height: pixels.Draw(t, "height"),
			Size:    rapid.SampledFrom([]query.Optional[int64]{{}, query.Some[int64](0), query.Some[int64](1000), query.Some[int64](1024)}).Draw(t, "size"),
			Format:  rapid.SampledFrom([]string{"", "jpg"}).Draw(t, "format"),
			Private: flags.Draw(t, "private"), Published: flags.Draw(t, "published"), Transparency: flags.Draw(t, "transparency"),
			Custom: query.Map(meta.Draw(t, "custom")), Embedded: query.Map(meta.Draw(t, "embedded")),
		}
	})
}

// subject is a field with operators and the literals it can be compared with.
type subject struct {
	field    string
	one      []string // operators with one value
	literals []string
	negation string // "" where NOT = and NOT IN are not allowed
	presence string // "" where EXISTS is not allowed
}

func quoteEach(list []string) []string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = query.Quote(s)
	}
	return quoted
}

func subjects() []subject {
	order := []string{"=", "NOT =", "<", "<=", ">", ">="}
	texts := slices.Concat(quoteEach(someTags), quoteEach(someDates), []string{`"Acme"`, "100", "100.5", "true", "false"})
	return []subject{
		{"name", []string{"=", "NOT =", ":"}, quoteEach(someNames), "NOT ", ""},
		{`"path"`, []string{"=", "NOT =", ":"}, quoteEach(append(someFolders, "/a/", "/x")), "NOT ", ""},
		{"type", []string{"=", "NOT ="}, []string{`"file"`, `"folder"`, `"file-version"`}, "NOT ", ""},
		{"id", []string{"=", "NOT ="}, []string{`"f1"`, `"f3"`}, "NOT ", ""},
		{"createdBy", []string{"=", "NOT ="}, []string{`"f1"`, `"f3"`}, "NOT ", ""},
		{"tags", nil, quoteEach(someTags), "NOT ", "NOT "},
		{"createdAt", order, quoteEach(someDates), "NOT ", ""},
		{"updatedAt", order, someDates, "NOT ", ""},
		{"width", order, someNumbers, "NOT ", ""},
		{"height", order, someNumbers, "NOT ", ""},
		{"size", order, someSizes, "NOT ", ""},
		{"format", []string{"="}, []string{`"jpg"`, `"png"`}, "", ""},
		{"private", []string{"="}, []string{"true", "false"}, "", ""},
		{`"customMetadata.brand"`, []string{"=", "NOT ="}, texts, "NOT ", "NOT "},
		{`"customMetadata.x.y"`, order, append([]string{"100", "100.5"}, quoteEach(someDates)...), "NOT ", "NOT "},
		{`"embeddedMetadata.Keywords"`, nil, quoteEach(someTags), "NOT ", "NOT "},
		{`"embeddedMetadata.DateTimeOriginal"`, order, quoteEach(someDates), "NOT ", "NOT "},
	}
}

func conditions() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		s := rapid.SampledFrom(subjects()).Draw(t, "subject")
		var forms []string
		for _, o := range s.one {
			forms = append(forms, o+rapid.SampledFrom(s.literals).Draw(t, "literal"))
		}
		list := "[" + strings.Join(rapid.SliceOfN(rapid.SampledFrom(s.literals), 1, 3).Draw(t, "list"), " ,") + "]"
		if s.field != "private" {
			forms = append(forms, "IN"+list)
		}
		if s.negation != "" {
			forms = append(forms, s.negation+"IN"+list)
		}
		if s.presence != "" {
			forms = append(forms, "EXISTS", s.presence+"EXISTS")
		}
		return s.field + " " + rapid.SampledFrom(forms).Draw(t, "form")
	})
}

// texts generates queries with superfluous spaces and parentheses.
func texts(depth int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		if depth == 0 || rapid.IntRange(0, 3).Draw(t, "leaf") == 0 {
			return conditions().Draw(t, "condition")
		}
		parts := rapid.SliceOfN(texts(depth-1), 1, 3).Draw(t, "parts")
		text := parts[0]
		for _, part := range parts[1:] {
			if rapid.Bool().Draw(t, "grouped") {
				part = "( " + part + ")"
			}
			text += rapid.SampledFrom([]string{" AND ", " OR ", "\nAND\t"}).Draw(t, "join") + part
		}
		return "(" + text + ")"
	})
}

func drawReading(t *rapid.T) query.Semantics {
	return rapid.SampledFrom(query.Readings()).Draw(t, "reading")
}

func TestCanonicalFormIsEquivalent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q, err := query.Parse(texts(4).Draw(t, "query"))
		require.NoError(t, err)
		again, err := query.Parse(q.String())
		require.NoError(t, err, "%s", q)
		require.Equal(t, q.String(), again.String())
		require.Equal(t, q.Fields(), again.Fields())
		for range 10 {
			a, s := assets().Draw(t, "asset"), drawReading(t)
			require.Equal(t, q.MatchWith(a, noon, s), again.MatchWith(a, noon, s), "%s", q)
		}
	})
}

// holds evaluates a text, which must parse.
func holds(t *rapid.T, text string, a query.Asset, s query.Semantics) bool {
	q, err := query.Parse(text)
	require.NoError(t, err, "%s", text)
	return q.MatchWith(a, noon, s)
}

func TestAndOrAreThoseOfLogic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y, a, s := texts(2).Draw(t, "x"), texts(2).Draw(t, "y"), assets().Draw(t, "asset"), drawReading(t)
		require.Equal(t, holds(t, x, a, s) && holds(t, y, a, s), holds(t, "("+x+") AND ("+y+")", a, s))
		require.Equal(t, holds(t, x, a, s) || holds(t, y, a, s), holds(t, "("+x+") OR ("+y+")", a, s))
	})
}

func TestListsAreChainsAndNegationsAreComplements(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.SampledFrom(subjects()).Filter(func(s subject) bool {
			return s.negation != "" && slices.Contains(s.one, "=")
		}).Draw(t, "subject")
		x, y := rapid.SampledFrom(f.literals).Draw(t, "x"), rapid.SampledFrom(f.literals).Draw(t, "y")
		a, s := assets().Draw(t, "asset"), drawReading(t)
		ask := func(format string, args ...any) bool { return holds(t, f.field+" "+fmt.Sprintf(format, args...), a, s) }

		require.Equal(t, ask("= %s", x) || ask("= %s", y), ask("IN [%s, %s]", x, y))
		require.Equal(t, ask("NOT = %s", x) && ask("NOT = %s", y), ask("NOT IN [%s, %s]", x, y)) // De Morgan
		require.False(t, ask("IN [%s]", x) && ask("NOT IN [%s]", x))
		if s.Negation == query.NegationHolds {
			require.True(t, ask("IN [%s]", x) || ask("NOT IN [%s]", x))
		}
	})
}

func TestOrderIsTotalWhereThereIsAValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := rapid.SampledFrom(subjects()).Filter(func(s subject) bool {
			return slices.Contains(s.one, "<=") && !strings.Contains(s.field, "Metadata")
		}).Draw(t, "subject")
		x, a, s := rapid.SampledFrom(f.literals).Draw(t, "x"), assets().Draw(t, "asset"), drawReading(t)
		ask := func(o string) bool { return holds(t, f.field+" "+o+x, a, s) }

		require.Equal(t, ask("<") || ask("="), ask("<="))
		require.Equal(t, ask(">") || ask("="), ask(">="))
		held := 0
		for _, o := range []string{"<", "=", ">"} {
			if ask(o) {
				held++
			}
		}
		require.Contains(t, []int{0, 1}, held)
		require.Equal(t, held == 1, ask("<=") || ask(">"))
	})
}

func TestPathPrefixIsWalkingUp(t *testing.T) {
	segments := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "ab", "b", "a b"}), 0, 4)
	rapid.Check(t, func(t *rapid.T) {
		folder := "/" + strings.Join(segments.Draw(t, "folder"), "/")
		root := "/" + strings.Join(segments.Draw(t, "root"), "/")
		below := folder == root
		for up := folder; up != "/" && !below; {
			up = path.Dir(up)
			below = up == root
		}
		require.Equal(t, below, holds(t, `path : `+query.Quote(root), inFolder(folder), query.Semantics{}))
		require.Equal(t, folder == root, holds(t, `path = `+query.Quote(root), inFolder(folder), query.Semantics{}))
	})
}

func TestQuotedStringsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, other := rapid.StringN(1, -1, -1).Draw(t, "s"), rapid.StringN(1, -1, -1).Draw(t, "other")
		require.True(t, holds(t, `name = `+query.Quote(s), named(s), query.Semantics{}))
		require.Equal(t, s == other, holds(t, `name = `+query.Quote(s), named(other), query.Semantics{}))
		require.Equal(t, strings.HasPrefix(other, s), holds(t, `name : `+query.Quote(s), named(other), query.Semantics{}))
	})
}

func TestHasAgreesWithASimplerSearch(t *testing.T) {
	phrase := rapid.SliceOfN(rapid.SampledFrom([]string{"Red", "re", "dress", "DRESS", "ödön", "7"}), 1, 4)
	rapid.Check(t, func(t *rapid.T) {
		have, want := phrase.Draw(t, "have"), phrase.Draw(t, "want")
		found := true
		for i, w := range want {
			found = found && slices.ContainsFunc(have, func(h string) bool {
				h, w := strings.ToLower(h), strings.ToLower(w)
				return h == w || i == len(want)-1 && strings.HasPrefix(h, w)
			})
		}
		require.Equal(t, found, holds(t, `name HAS `+query.Quote(strings.Join(want, ", ")), named(strings.Join(have, "-")), query.Semantics{}))
	})
}
