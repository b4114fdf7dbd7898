package table_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/state/table"
)

// told is all of a table: a line for each row, with where each cell begins.
func told(text string) string {
	r, fault := table.NewReader([]byte(text), "path")
	if fault != nil {
		return faulty(*fault)
	}
	out := cells(r.Header())
	for row, ok := r.Next(); ok; row, ok = r.Next() {
		out += cells(row)
	}
	return out
}

func cells(row table.Row) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%d:", row.Number)
	for _, c := range row.Cells {
		fmt.Fprintf(&out, " %q@%d:%d", c.Text, c.Line, c.Column)
	}
	if row.Fault != nil {
		return out.String() + " " + faulty(*row.Fault)
	}
	return out.String() + "\n"
}

func faulty(f table.Fault) string {
	return fmt.Sprintf("row %d at %d:%d: %s\n", f.Row, f.Line, f.Column, f.Message)
}

func TestReader(t *testing.T) {
	const stray = `a quote (") stands in a cell that does not begin with one: put the whole cell in quotes, and write this one twice`
	for _, test := range []struct{ name, text, want string }{
		{"commas", "path,a\n/x,1\n", "1: \"path\"@1:1 \"a\"@1:6\n2: \"/x\"@2:1 \"1\"@2:4\n"},
		{"no line break at the end", "path\n/x", "1: \"path\"@1:1\n2: \"/x\"@2:1\n"},
		{"semicolons, and commas in cells", "a;path\n1,5;/x\n", "1: \"a\"@1:1 \"path\"@1:3\n2: \"1,5\"@2:1 \"/x\"@2:5\n"},
		{"tabs", "path\ta,b;c\n/x\t1\n", "1: \"path\"@1:1 \"a,b;c\"@1:6\n2: \"/x\"@2:1 \"1\"@2:4\n"},
		{"a mark, CRLF, and a path in capitals", "\ufeffPATH;a\r\n/x;1\r\n", "1: \"PATH\"@1:1 \"a\"@1:6\n2: \"/x\"@2:1 \"1\"@2:4\n"},
		{"lines of an old Mac", "path,a\r/x,1\r", "1: \"path\"@1:1 \"a\"@1:6\n2: \"/x\"@2:1 \"1\"@2:4\n"},
		{"columns are characters", "path,a,b\n/日本,é,x\n", "1: \"path\"@1:1 \"a\"@1:6 \"b\"@1:8\n2: \"/日本\"@2:1 \"é\"@2:5 \"x\"@2:7\n"},
		{"quotes keep what is in them", "path,a,b\n\"/x\",\"1,\"\"2\"\"\r\n3\",y\n/z,,\n",
			"1: \"path\"@1:1 \"a\"@1:6 \"b\"@1:8\n2: \"/x\"@2:1 \"1,\\\"2\\\"\\r\\n3\"@2:6 \"y\"@3:4\n3: \"/z\"@4:1 \"\"@4:4 \"\"@4:5\n"},
		{"columns in quotes are characters too", "path,a\n\"/日本\",x\n", "1: \"path\"@1:1 \"a\"@1:6\n2: \"/日本\"@2:1 \"x\"@2:7\n"},
		{"empty rows are counted", "path\n\n/x\n", "1: \"path\"@1:1\n2: \"\"@2:1\n3: \"/x\"@3:1\n"},
		{"a quote within a cell", "path,a\n/x,5\" wide\n/y,1\n", "1: \"path\"@1:1 \"a\"@1:6\n2: \"/x\"@2:1 row 2 at 2:5: " + stray + "\n3: \"/y\"@3:1 \"1\"@3:4\n"},
		{"text behind a quote", "path,a\n\"/x\"y,\n/y,1\n",
			"1: \"path\"@1:1 \"a\"@1:6\n2: row 2 at 2:5: something follows the quote (\") that ends this cell: write a quote within a cell twice\n3: \"/y\"@3:1 \"1\"@3:4\n"},
		{"text behind a quote, lines later", "path,a\n\"/x\n\"y,\n/y,1\n",
			"1: \"path\"@1:1 \"a\"@1:6\n2: row 2 at 3:2: something follows the quote (\") that ends this cell, which began in line 2: write a quote within a cell twice\n3: \"/y\"@4:1 \"1\"@4:4\n"},
		{"a quote that is never closed", "path,a\n/x,\"1\n/y,2\n",
			"1: \"path\"@1:1 \"a\"@1:6\n2: \"/x\"@2:1 row 2 at 2:4: the quote (\") that begins this cell is closed nowhere, so that nothing behind it could be read\n"},
		{"nothing", "", "row 1 at 1:1: the first row is empty: it has to name the columns, and path among them\n"},
		{"an empty header", "\n/x\n", "row 1 at 1:1: the first row is empty: it has to name the columns, and path among them\n"},
		{"a broken header", "path,\"a\n", "row 1 at 1:6: the quote (\") that begins this cell is closed nowhere, so that nothing behind it could be read\n"},
		{"UTF-16", "\xff\xfep\x00", "row 0 at 1:1: the table is UTF-16: save the table as UTF-8 (\"CSV UTF-8\" in Excel)\n"},
		{"Latin-1", "path,a\r\n/x,\u00e9\xe9\n", "row 0 at 2:5: byte 0xE9 is not UTF-8: save the table as UTF-8 (\"CSV UTF-8\" in Excel)\n"},
		{"NUL", "path\n\n/x\x00\n", "row 0 at 3:3: a NUL byte is here, as in UTF-16 or in what is no text: save the table as UTF-8 (\"CSV UTF-8\" in Excel)\n"},
		{"more columns than there may be", "path" + strings.Repeat(",", table.MaxColumns), "row 1 at 1:1005: the row has more than 1000 cells\n"},
	} {
		t.Run(test.name, func(t *testing.T) { require.Equal(t, test.want, told(test.text)) })
	}
}

func TestTooLarge(t *testing.T) {
	_, fault := table.NewReader(make([]byte, table.MaxSize+1), "path")
	require.Equal(t, "the table is larger than 64 MiB: split it into several", fault.Message)
}

// odd are texts that a table may get wrong.
func odd() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"", " ", "a", "a ", "null", `"`, `""`, `""""`, `"null"`, `""null""`, `"a"`, "a,b", "a;b", "a\tb", "a\nb", "a\r\nb", "\r", "\ufeff", "+a", "-a", "=1+1", "日本", "1", "true"}),
		rapid.StringOf(rapid.RuneFrom([]rune(",;\t\"\r\n +-aé"))),
	)
}

// Whatever is written is read back, and each cell is found where it is.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 4).Draw(t, "width")
		rows := rapid.SliceOfN(rapid.SliceOfN(odd(), width, width), 0, 4).Draw(t, "rows")
		header := append([]string{"path"}, rapid.SliceOfN(rapid.StringMatching(`[a-z,;"]{1,3}`), width-1, width-1).Draw(t, "header")...)
		text := table.AppendRow(nil, header...)
		for _, row := range rows {
			text = table.AppendRow(text, row...)
		}
		r, fault := table.NewReader(text, "path")
		require.Nil(t, fault, "%q", text)
		require.Len(t, r.Header().Cells, width, "%q", text)
		type at struct{ row, cell, line, column int }
		var places []at
		for i, want := range rows {
			row, ok := r.Next()
			require.True(t, ok)
			require.Nil(t, row.Fault, "%q", text)
			require.Equal(t, i+2, row.Number)
			var have []string
			for j, c := range row.Cells {
				have = append(have, c.Text)
				places = append(places, at{row.Number, j, c.Line, c.Column})
			}
			require.Equal(t, want, have, "%q", text)
		}
		_, more := r.Next()
		require.False(t, more)
		for _, p := range places {
			row, cell, ok := r.Find(p.line, p.column)
			require.True(t, ok)
			require.Equal(t, p, at{row, cell, p.line, p.column}, "%q", text)
		}
	})
}

// Other programs trim cells without quotes, and see delimiters where there are none.
func TestAppendRow(t *testing.T) {
	require.Equal(t, "a,\" b\",\"c;d\",,\"\"\"e\"\"\"\n", string(table.AppendRow(nil, "a", " b", "c;d", "", `"e"`)))
}

// No text makes the reader panic, or read one cell twice.
func TestAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := "path," + rapid.StringOf(rapid.RuneFrom([]rune(",;\t\"\r\n a\u00e9"))).Draw(t, "text")
		r, fault := table.NewReader([]byte(text), "path")
		if fault != nil {
			return
		}
		length := 0
		for row, ok := r.Next(); ok; row, ok = r.Next() {
			for _, c := range row.Cells {
				length += len(c.Text)
			}
		}
		require.LessOrEqual(t, length, len(text))
	})
}

func TestWords(t *testing.T) {
	for _, test := range []struct {
		cell string
		kind table.Kind
		text string
	}{
		{"", table.Nothing, ""}, {"null", table.Null, ""}, {`""`, table.Text, ""}, {`"null"`, table.Text, "null"},
		{`""null""`, table.Text, `"null"`}, {`""""`, table.Text, `""`}, {`"`, table.Text, `"`}, {`"""`, table.Text, `"""`},
		{`"a"`, table.Text, `"a"`}, {" ", table.Text, " "}, {"Null", table.Text, "Null"}, {"${x}", table.Text, "${x}"},
	} {
		kind, text := table.Meaning(test.cell)
		require.Equal(t, test.kind, kind, test.cell)
		require.Equal(t, test.text, text, test.cell)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := odd().Draw(t, "text")
		kind, again := table.Meaning(table.Literal(text))
		require.Equal(t, table.Text, kind)
		require.Equal(t, text, again)
	})
}

func TestLists(t *testing.T) {
	for _, test := range []struct{ cell, want string }{
		{"a", "a"}, {" a , b ", "a|b"}, {`"a,b",c`, `"a,b|c`}, {`"a ""b"""`, `"a "b"`}, {`+a,-b`, "+ a|- b"}, {`+"-a"`, `+ "-a`}, {`"+a"`, `"+a`}, {`""`, `"`},
		{"a,,b", "! has nothing before or behind a comma or a sign: take that away"}, {"a,", "! has nothing before or behind a comma or a sign: take that away"},
		{"+", "! has nothing before or behind a comma or a sign: take that away"},
		{`a"b`, `! has a quote (") within a value: put the whole value in quotes, and write this one twice`},
		{`"a`, `! has a quote (") that is closed nowhere`}, {`"a"b`, `! has something behind the quote (") that ends a value: write a quote within a value twice`},
	} {
		items, fault := table.Changes(test.cell)
		var have []string
		for _, item := range items {
			text := item.Text
			if item.Quoted {
				text = `"` + text
			}
			have = append(have, strings.TrimSpace(string(item.Sign)+" "+text))
		}
		if fault != "" {
			have = []string{"! " + fault}
		}
		require.Equal(t, test.want, strings.Join(have, "|"), test.cell)
	}
	values, fault := table.Values("+a,-5")
	require.Empty(t, fault)
	require.Equal(t, []table.Item{{Text: "+a"}, {Text: "-5"}}, values, "only changes have signs")
}
