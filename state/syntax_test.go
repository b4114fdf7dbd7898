package state_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestSyntax pins the place of every fault that the parser finds: it names the
// line above, or none, and never a column.
func TestSyntax(t *testing.T) {
	colon := `":" is not allowed here: put text that holds ": " in quotes, or check the indentation`
	stray := `this does not belong here: check the indentation of this line, or quotes that end too early`
	tell(t, "", []story{
		{"a colon on the first line", "a: b: c\n", "1:5: " + colon},
		{"an entry indented too far", "a: 1\n b: 2\n", "2:3: " + colon},
		{"text with a colon below", "key: value\n  other: x\n", "2:8: " + colon},
		{"after wide characters", "é: \"日本\" : x\n", "1:9: " + colon},
		{"an entry indented too little", "a:\n  - b\n c: 1\n", "3:2: " + stray},
		{"text under a block scalar", "k: |\n  abc\n def\nx: 1\n", "3:2: " + stray},
		{"a list in a mapping", "a: 1\n- b\n", "2:1: " + stray},
		{"a quote within quotes", "a: 'it's'\nb: 1\n", "1:8: " + stray},
		{"a mapping in a list", "- a\nb: 1\n", `2:1: this list needs "-" before each value: check the indentation of this line`},
		{"a list without an end", "tags: [a, b\nfiles:\n  /x: {}\n", `1:11: "," or "]" is missing after this`},
		{"a list without commas", "a: ['x' \"b\"]\n", `1:7: "," or "]" is missing after this`},
		{"braces without an end", "a: 1\nb: {c: 1\nd: 2\n", `2:8: "," or "}" is missing after this`},
		{"braces that close nothing", "a: }\n", "1:4: a value is missing here"},
		{"a quote without an end", "a: 1\nb: \"abc\nc: 1\n", "2:4: this quote is never closed"},
		{"a key without a colon", "a: 1\nlong key\nc: 2\n", `2:1: this key has no ":" after it`},
		{"a dash without a space", "a:\n  - x\n  -y\n", `3:4: this key has no ":" after it`},
		{"a value with @", "a: 1\nb: @x\n", "2:4: a value cannot begin with @: put it in quotes"},
		{"a value with %", "a: %x\n", "1:4: a value cannot begin with %: put it in quotes"},
		{"an escape that is none", "a: \"x\\y\"\n", `1:6: this is no escape that YAML knows: in double quotes "\" is written "\\"`},
		{"an anchor that is not there", "a: 1\nb: [1, *anchor, 2]\n", "2:8: alias *anchor has no anchor &anchor above it"},
		{"a tab on the first line", "\ta: 1\n", "1:1: tab used for indentation: use spaces"},
		{"a tab under a key", "a:\n\tb: 1\n", "2:1: tab used for indentation: use spaces"},
		{"a tab after spaces", "a:\n  b: 1\n  \tc: 2\n", "3:3: tab used for indentation: use spaces"},
		{"a tab that would join two values", "a:\n  b: 1\n\tc: 2\n", "3:1: tab used for indentation: use spaces"},
		{"Windows line ends and a byte order mark", "\ufeffa: 1\r\nb: 2\r\n c: 4\r\n", "3:3: " + colon},
		{"old Macintosh line ends", "a: x\rb: y\r c: z\r", "3:3: " + colon},
		{"line ends of Unicode", "a: x\u2028b: y\u0085 c: z\n", "3:3: " + colon},
		{"at the very end, without a line end", "a: 1\nb: [", "2:4: a value is missing here"},
		{"text after the end", "a: 1\n...\nb: 2\n", "3:1: a second document begins here: one file holds one document"},
		{"a YAML version", "%YAML 1.2\n---\na: 1\n", "1:9: this YAML version is not supported: remove the line"},
		{"too deep for the parser", strings.Repeat("[", 20_000), "1:10001: values nest too deep here"},
	})
}

func TestBytesThatAreNoText(t *testing.T) {
	tell(t, "", []story{
		{"a control byte", "a: 1\nb: x\x01y\n",
			"2:5: control character U+0001: remove it, or write it as an escape in double quotes"},
		{"a zero byte", "\x00", "1:1: control character U+0000: remove it, or write it as an escape in double quotes"},
		{"DEL", "a: é\x7f", "1:5: control character U+007F: remove it, or write it as an escape in double quotes"},
		{"Latin-1", "a: 1\nb: Z\xfcrich\n", "2:5: byte 0xFC is not UTF-8: save the file as UTF-8"},
		{"two places", "a: \xff\n\nb: \x02\n",
			"1:4: byte 0xFF is not UTF-8: save the file as UTF-8\n" +
				"3:4: control character U+0002: remove it, or write it as an escape in double quotes"},
		{"UTF-16", "\xff\xfea\x00", "1:1: the file is UTF-16: save it as UTF-8"},
		{"UTF-16, the other way round", "\xfe\xff\x00a", "1:1: the file is UTF-16: save it as UTF-8"},
	})
	t.Run("a binary file is not complained about byte by byte", func(t *testing.T) {
		require.Len(t, strings.Split(problems(t, strings.Repeat("\x00a", 1000)), "\n"), 10)
	})
}

// TestLargeFaults keeps the search for a place cheap where the file is large.
func TestLargeFaults(t *testing.T) {
	var b strings.Builder
	b.WriteString(head + "files:\n")
	for i := range 20_000 {
		fmt.Fprintf(&b, "  /shop/%05d.jpg: {tags: [a]}\n", i)
	}
	many := b.String()
	started := time.Now()
	tell(t, "", []story{
		{"at the end", many + "   - x\n", "20005:4: this does not belong here: check the indentation of this line, or quotes that end too early"},
		{"a quote that swallows the rest", strings.Replace(many, "/shop/00001.jpg", `"/shop/00001.jpg`, 1), "6:3: this quote is never closed"},
		{"an alias", many + "  /shop/x: *gone\n", "20005:12: alias *gone has no anchor &gone above it"},
	})
	require.Less(t, time.Since(started), time.Minute)
}

func TestSize(t *testing.T) {
	require.Equal(t, "1:1: the file is larger than 32 MiB: split it into several files of one folder",
		problems(t, strings.Repeat("a: 1\n", 10<<20)))
}

// TestManyDuplicates: complaining about keys is as cheap as reading them.
func TestManyDuplicates(t *testing.T) {
	started := time.Now()
	told := problems(t, head+"files:\n"+strings.Repeat("  /shop/a: {tags: [x]}\n", 30_000))
	require.Equal(t, 29_999, strings.Count(told, `key "/shop/a" is given twice in files: first at line 5`))
	require.Less(t, time.Since(started), 20*time.Second)
}

func TestEmpty(t *testing.T) {
	empty := "1:1: the file is empty: it needs at least version, library and scope"
	tell(t, "", []story{
		{"nothing", "", empty},
		{"only comments", "# soon\n\n# very soon\n", empty},
		{"only a document mark", "---\n", empty},
		{"null", "~\n", empty},
		{"a list", "- a\n", "1:1: the file must be a mapping with version, library and scope, not a list"},
		{"a text", "hello\n", `1:1: the file must be a mapping with version, library and scope, not "hello"`},
		{"a mapping without anything", "{}\n", `
1:1: library is missing: write a name for plans and reports
1:1: scope is missing: list the folders that this file owns; ["/"] for all
1:1: version is missing: write version: 1`},
	})
}

func TestTree(t *testing.T) {
	laughs := "files:\n  /shop/a: {tags: &a [x, x, x, x, x, x, x, x, x, x]}\n"
	for c := 'b'; c < 'h'; c++ {
		laughs += fmt.Sprintf("  /shop/%c: {tags: &%c [%s*%c]}\n", c, c, strings.Repeat(fmt.Sprintf("*%c, ", c-1), 9), c-1)
	}
	tell(t, head, []story{
		{"a second document", "---\nversion: 1\n", "4:1: a second document begins here: one file holds one document"},
		{"a second document with nothing in it", "---\n", "4:1: a second document begins here: one file holds one document"},
		{"the end of the only document", "...\n", ""},
		{"a tag that other programs act upon", "files: !include files.yaml\n",
			"4:8: files must be a mapping, not \"files.yaml\"\n4:8: tag !include is not supported: remove it"},
		{"a tag on a value", "files:\n  /shop/a: {tags: [!secret x]}\n", "5:20: tag !secret is not supported: remove it"},
		{"a tag of YAML's own", "files:\n  /shop/a: {description: !!binary aGk=}\n", "5:26: tag !!binary is not supported: remove it"},
		{"a tag that fits", "files:\n  /shop/a: {tags: [!!str 2024]}\n", ""},
		{"a tag that says null", "files:\n  /shop/a: !!null\n  /shop/b: !!null x\n", "6:12: a file must be a mapping, not \"x\"\n6:12: tag !!null is not supported: remove it"},
		{"tags on a list, a mapping and a number", "rules: !!seq []\nlimits: !!map {deletes: !!int 5}\n", ""},
		{"a tag on a list", "rules: !set []\nscope2: !set {}\n",
			"4:8: tag !set is not supported: remove it\n5:1: the file has no key \"scope2\"; did you mean \"scope\"?\n5:9: tag !set is not supported: remove it"},
		{"a tag that does not fit", "files: !!str {}\n", "4:8: tag !!str is not supported: remove it"},
		{"an alias within itself", "files:\n  /shop/a: &x {tags: *x}\n", "5:22: alias *x stands inside the value that it stands for"},
		{"a billion laughs", laughs, "10:51: aliases stand for more than 1000000 values: write them out, or use rules"},
		{"deep nesting", "files: " + strings.Repeat("[", 50) + strings.Repeat("]", 50), "4:47: values nest deeper than 40 levels here"},
	})
}
