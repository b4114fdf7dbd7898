package query_test

import (
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/iksync/iksync/imagekit/query"
)

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`name = "a"`, `(size < "1mb" AND width > 500) OR tags NOT IN ["a", "b"]`, `createdAt < 2020-01-01`,
		`"customMetadata.x" > -1.5 AND "embeddedMetadata.Keywords" EXISTS`, `name HAS "é\"\\"`, `path : "/a/"`,
		`((((`, `"`, `width = 1e400`, "\xff", `name NOT`, `private = true OR`, `"customMetadata.a\"b" IN [true, 2d, "3"]`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		q, err := query.Parse(src)
		if err != nil {
			var syntax *query.SyntaxError
			if !errors.As(err, &syntax) || syntax.Offset < 0 || syntax.Offset > len(src) ||
				syntax.Column != utf8.RuneCountInString(src[:syntax.Offset])+1 || syntax.Message == "" {
				t.Fatalf("%q: bad error %#v", src, err)
			}
			return
		}
		again, err := query.Parse(q.String())
		if err != nil && len(q.String()) <= query.MaxLength {
			t.Fatalf("%q: canonical form %q: %v", src, q, err)
		}
		if err == nil && again.String() != q.String() {
			t.Fatalf("%q: canonical form %q became %q", src, q, again)
		}
		for _, s := range query.Readings() {
			if err == nil && q.MatchWith(hero(), noon, s) != again.MatchWith(hero(), noon, s) {
				t.Fatalf("%q and %q differ under %+v", src, again, s)
			}
		}
	})
}
