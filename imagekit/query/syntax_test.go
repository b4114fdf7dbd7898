package query_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/query"
)

// mistake is a query, the column of the token to blame, and what the message must say.
type mistake struct {
	query  string
	column int
	want   string
}

func refuse(t *testing.T, mistakes []mistake) {
	t.Helper()
	for _, m := range mistakes {
		t.Run(m.query, func(t *testing.T) {
			_, err := query.Parse(m.query)
			var syntax *query.SyntaxError
			require.ErrorAs(t, err, &syntax)
			require.Contains(t, syntax.Message, m.want)
			require.Equal(t, m.column, syntax.Column, syntax.Message)
			require.Equal(t, m.query, syntax.Query)
			require.Len(t, []rune(m.query[:syntax.Offset]), m.column-1)
		})
	}
}

func TestOperatorMistakes(t *testing.T) {
	refuse(t, []mistake{
		{`name > 3`, 6, `name does not accept ">"; use "=", ":", "IN", "NOT =", "NOT IN" or "HAS"`},
		{`tags = "x"`, 6, `tags does not accept "="; use "IN", "NOT IN", "HAS", "EXISTS" or "NOT EXISTS"`},
		{`width = 1 AND private NOT = true`, 23, `private does not accept "NOT ="; use "="`},
		{`width : 1`, 7, `width does not accept ":"`},
		{`createdAt EXISTS`, 11, `createdAt does not accept "EXISTS"`},
		{`format NOT IN ["jpg"]`, 8, `format does not accept "NOT IN"; use "=" or "IN"`},
		{`"embeddedMetadata.Keywords" = "a"`, 29, `does not accept "="`},
		{`name NOT HAS "a"`, 10, `NOT goes with =, IN and EXISTS, not with HAS`},
		{`name "a"`, 6, `expected an operator after name, found "a"; use "="`},
		{`name`, 5, `expected an operator after name, found the end of the query`},
		{`name "="`, 6, `expected an operator`},
		{`name NOT`, 9, `expected an operator`},
		{`tags in ["a"]`, 6, `keywords are upper-case: write IN instead of in`},
		{`name == "a"`, 6, `write = instead of ==`},
		{`name != "a"`, 6, `write NOT = instead of !=`},
		{`name <> "a"`, 6, `write NOT = instead of <>`},
		{`!name = "a"`, 1, `write NOT instead of !`},
	})
}

func TestFieldMistakes(t *testing.T) {
	refuse(t, []mistake{
		{`widht > 3`, 1, `unknown field "widht"; did you mean width?`},
		{`createdat > "1d"`, 1, `did you mean createdAt?`},
		{`tag IN ["a"]`, 1, `did you mean tags?`},
		{`"custommetadata.brand" = "a"`, 1, `did you mean "customMetadata.brand"?`},
		{`zzz.brand = 1`, 1, `unknown field "zzz.brand": use name`},
		{`zzz = 1`, 1, `unknown field "zzz": use name, id, type, path, tags`},
		{`"customMetadata." = 1`, 1, `unknown field`},
		{`customMetadata.brand = "a"`, 1, `metadata fields are written in double quotes: "customMetadata.brand"`},
		{`"embeddedMetadata.LocationTaken" = "40,100 5km"`, 1, `geographic search`},
		{`NOT name = "a"`, 1, `NOT stands after the field`},
		{`AND name = "a"`, 1, `expected a field before AND`},
		{`= "a"`, 1, `expected a field, found "="`},
		{`() `, 2, `expected a field, found ")"`},
		{`5 = width`, 1, `expected a field, found "5"`},
	})
}

func TestValueMistakes(t *testing.T) {
	refuse(t, []mistake{
		{`name = "x" AND width = "abc"`, 24, `width needs a number, such as 500, not "abc"`},
		{`width = "500"`, 9, `width needs a number`},
		{`width = 5px`, 9, `malformed number "5px"`},
		{`width = 1e3`, 9, `malformed number "1e3"`},
		{`width = 1.`, 9, `malformed number "1."`},
		{`width = +1`, 9, `malformed number "+1"`},
		{`width = 9007199254740993000`, 9, `too large`},
		{`width = ` + strings.Repeat("9", 400), 9, `too large`},
		{`name = 5`, 8, `name needs a string in double quotes, not "5"`},
		{`name = hero`, 8, `name needs a string in double quotes, not "hero"`},
		{`name : ""`, 8, `would match everything`},
		{`name HAS "--"`, 10, `HAS needs a word`},
		{`type = "image"`, 8, `unknown type "image": use "file", "file-version" or "folder"`},
		{`format = "JPG"`, 10, `formats are lower-case: write "jpg"`},
		{`path : "a/b"`, 8, `a path begins with "/"`},
		{`path : ""`, 8, `a path begins with "/"`},
		{`path : "/a//b"`, 8, `has the segment ""`},
		{`path : "//"`, 8, `has the segment ""`},
		{`path : "/a/../b"`, 8, `has the segment ".."`},
		{`private = "true"`, 11, `private needs true or false, without quotes`},
		{`private = TRUE`, 11, `private needs true or false, without quotes`},
		{`private = 1`, 11, `private needs true or false`},
		{`size > "1xb"`, 8, `unknown unit "xb" in "1xb": use b, kb, mb, gb or tb`},
		{`size > "mb"`, 8, `size needs a number of bytes`},
		{`size > "500"`, 8, `size needs a number of bytes`},
		{`size > "1 mb"`, 8, `size needs a number of bytes`},
		{`size > 1mb`, 8, `size needs a number of bytes, such as 1024, or a size, such as "10kb"`},
		{`name = `, 8, `expected a value after "="`},
		{`name = )`, 8, `expected a value after "="`},
	})
}

func TestDateMistakes(t *testing.T) {
	refuse(t, []mistake{
		{`createdAt > "yesterday"`, 13, `createdAt needs a date, such as "2024-05-31"`},
		{`createdAt > "2024-02-30"`, 13, `createdAt needs a date`},
		{`createdAt > "2024-2-3"`, 13, `createdAt needs a date`},
		{`createdAt > "2024-05-01 10:00:00"`, 13, `createdAt needs a date`},
		{`createdAt > "2024-05-01T10:00"`, 13, `createdAt needs a date`},
		{`createdAt > "2024-05-01T25:00:00"`, 13, `createdAt needs a date`},
		{`createdAt > "2024-05-01T10:00:00."`, 13, `createdAt needs a date`},
		{`createdAt > "2024-05-01T10:00:00.1234567890Z"`, 13, `createdAt needs a date`},
		{`createdAt > "2024-05-01T10:00:00 UTC"`, 13, `createdAt needs a date`},
		{`createdAt > "2024-05-01T10:00:00+99:00"`, 13, `createdAt needs a date`},
		{`createdAt > "5s"`, 13, `an age of h, d, w, m or y`},
		{`createdAt > "-5d"`, 13, `createdAt needs a date`},
		{`createdAt > "1234567d"`, 13, `createdAt needs a date`},
		{`createdAt > 5`, 13, `createdAt needs a date`},
		{`createdAt > true`, 13, `createdAt needs a date`},
	})
}

func TestMetadataMistakes(t *testing.T) {
	refuse(t, []mistake{
		{`"customMetadata.x" : ""`, 22, `would match everything`},
		{`"customMetadata.x" > "abc"`, 22, `only numbers and dates can be compared with >, not "abc"`},
		{`"customMetadata.x" > true`, 22, `only numbers and dates`},
		{`"customMetadata.x" HAS 5`, 24, `HAS needs a string`},
		{`"customMetadata.x" : true`, 22, `: needs a string`},
		{`"customMetadata.x" = hero`, 22, `needs a string in double quotes, a number, true or false`},
		{`"customMetadata.x" = 5kb`, 22, `malformed number`},
	})
}

func TestListMistakes(t *testing.T) {
	refuse(t, []mistake{
		{`tags IN "a"`, 9, `expected "[" after IN: tags IN ["a", "b"]`},
		{`tags IN []`, 10, `IN needs at least one value`},
		{`tags NOT IN []`, 14, `NOT IN needs at least one value`},
		{`tags IN ["a",]`, 14, `expected a value after ","`},
		{`tags IN [,"a"]`, 10, `expected a value after "["`},
		{`tags IN ["a" "b"]`, 14, `expected "," or "]" in the list, found "b"`},
		{`tags IN ["a"`, 9, `this list is never closed`},
		{`tags IN ["a", 5]`, 15, `tags needs a string`},
	})
}

func TestJoiningMistakes(t *testing.T) {
	refuse(t, []mistake{
		{``, 1, `the query is empty`},
		{"  \t", 4, `the query is empty`},
		{`width = 1 and width = 2`, 11, `keywords are upper-case: write AND instead of and`},
		{`width = 1 Or width = 2`, 11, `write OR instead of Or`},
		{`width = 1 && width = 2`, 11, `write AND instead of &&`},
		{`width = 1 | width = 2`, 11, `write OR instead of |`},
		{`width = 1 width = 2`, 11, `expected AND, OR or the end of the query, found "width"`},
		{`width = 1 AND`, 14, `expected a condition after AND`},
		{`width = 1 OR `, 14, `expected a condition after OR`},
		{`(width = 1`, 1, `this parenthesis is never closed`},
		{`(width = 1 and width = 2)`, 12, `write AND instead of and`},
		{`width = 1)`, 10, `this ")" closes nothing`},
	})
}

func TestCharacterMistakes(t *testing.T) {
	refuse(t, []mistake{
		{`name = "a`, 8, `no closing double quote`},
		{`name = "a\`, 8, `no closing double quote`},
		{`name = "a\n"`, 10, `a backslash escapes only " and \`},
		{`name = 'a'`, 8, `strings are written in plain double quotes`},
		{`name = “a”`, 8, `strings are written in plain double quotes`},
		{`name = *`, 8, `unexpected character '*'`},
		{"name\u00a0= 1", 5, `unexpected character '\u00a0'`},
		{"name = \"a\xff\"", 10, `not valid UTF-8`},
		{`name = "Größe" AND x = 1`, 20, `unknown field "x"`}, // columns count characters
	})
}

func TestErrorReadsLikeASentence(t *testing.T) {
	_, err := query.Parse(`createdAt >= `)
	require.EqualError(t, err, `searchQuery, column 14: expected a value after ">="`)
}

func TestOffsetsCountBytes(t *testing.T) {
	_, err := query.Parse(`name = "é" AND x = 1`)
	var syntax *query.SyntaxError
	require.ErrorAs(t, err, &syntax)
	require.Equal(t, 16, syntax.Offset)
	require.Equal(t, 16, syntax.Column)
}

func TestHostileInputIsBounded(t *testing.T) {
	nested := func(depth int) string {
		return strings.Repeat("(", depth) + "width = 1" + strings.Repeat(")", depth)
	}
	_, err := query.Parse(nested(query.MaxDepth))
	require.NoError(t, err)
	_, err = query.Parse(nested(query.MaxDepth + 1))
	require.ErrorContains(t, err, "column 101: parentheses nest deeper than 100")
	_, err = query.Parse(strings.Repeat("(", query.MaxLength))
	require.ErrorContains(t, err, "nest deeper")
	_, err = query.Parse(strings.Repeat(" ", query.MaxLength+1))
	require.ErrorContains(t, err, "65537 bytes; 65536 are allowed")

	chain := strings.TrimSuffix(strings.Repeat("width = 1 OR ", 5000), " OR ")
	require.False(t, parse(t, chain).Match(hero(), noon))
}
