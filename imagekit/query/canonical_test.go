package query_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCanonicalForm(t *testing.T) {
	for _, row := range []struct{ written, canonical string }{
		{`name="a"`, `name = "a"`},
		{`  name  :"a" `, `name : "a"`},
		{`"name" = "a"`, `name = "a"`},
		{`name = "a \"b\" \\c"`, `name = "a \"b\" \\c"`},
		{`path : "/a/"`, `path : "/a"`},
		{`path = "/"`, `path = "/"`},
		{`createdAt < 2020-01-01`, `createdAt < "2020-01-01"`},
		{`createdAt < 2d`, `createdAt < "2d"`},
		{`"customMetadata.d">2d`, `"customMetadata.d" > "2d"`},
		{`width = 007.50`, `width = 7.5`},
		{`width IN[1,2 , 3]`, `width IN [1, 2, 3]`},
		{`tags  NOT   IN ["a"]`, `tags NOT IN ["a"]`},
		{`name NOT="a"`, `name NOT = "a"`},
		{`tags NOT EXISTS`, `tags NOT EXISTS`},
		{`size = "1MB"`, `size = "1MB"`},
		{`private=true`, `private = true`},
		{`(((name = "a")))`, `name = "a"`},
		{`(width = 1 AND width = 2) AND (width = 3)`, `width = 1 AND width = 2 AND width = 3`},
		{`(width = 1 AND width = 2) OR width = 3`, `width = 1 AND width = 2 OR width = 3`},
		{`width = 1 AND (width = 2 OR (width = 3 OR width = 4))`, `width = 1 AND (width = 2 OR width = 3 OR width = 4)`},
	} {
		t.Run(row.written, func(t *testing.T) {
			got := parse(t, row.written).String()
			require.Equal(t, row.canonical, got)
			require.Equal(t, got, parse(t, got).String())
		})
	}
}

func TestFieldsAreSortedAndDistinct(t *testing.T) {
	q := parse(t, `width > 1 AND (tags EXISTS OR "customMetadata.brand" = "a") AND "width" < 9`)
	require.Equal(t, []string{"customMetadata.brand", "tags", "width"}, q.Fields())
}
