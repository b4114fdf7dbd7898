package state_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/state"
)

// several is a story of a configuration of several files, a.yaml, b.yaml and so on.
type several struct {
	name  string
	files []string
	given state.Vars
	want  string // the problems, one a line; "" for none
}

func tellSeveral(t *testing.T, stories []several) {
	t.Helper()
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			_, told := decodeFiles(t, s.given, s.files...)
			require.Equal(t, strings.TrimSpace(s.want), told)
		})
	}
}

// decodeFiles reads files as a.yaml, b.yaml and so on. It returns all that is
// wrong with them, or else what they want.
func decodeFiles(t *testing.T, given state.Vars, texts ...string) (*state.Want, string) {
	t.Helper()
	files := make([]state.YAML, len(texts))
	for i, text := range texts {
		files[i] = state.YAML{Name: string(rune('a'+i)) + ".yaml", Bytes: []byte(text)}
	}
	want, err := state.DecodeFiles(files, given)
	if err == nil {
		require.NotNil(t, want)
		return want, ""
	}
	require.Nil(t, want)
	var all state.Problems
	require.ErrorAs(t, err, &all)
	return nil, all.Error()
}

const also = "version: 1\n" // what each further file begins with

func TestSeveralFiles(t *testing.T) {
	want, told := decodeFiles(t, nil,
		head+"protect: [/shop/legal]\nlimits: {deletes: 3}\nrules:\n  - {name: one, match: {path: \"/shop/**\"}, tags: {add: [x]}}\n"+
			"files:\n  /shop/a.jpg: {tags: [a]}\nremove: {files: [\"/shop/*.tmp\"]}\n",
		also+"scope: [/more]\nprotect: [/more/legal]\nlimits: {delete_percent: 7}\nrules:\n  - {name: two, match: {path: \"/more/**\"}, tags: {add: [y]}}\n"+
			"files:\n  /more/b.jpg:\nremove: {files: [\"/more/*.tmp\"], folders: [/shop/old]}\n",
		also+"library: shop\nfields:\n  sku: {type: Text}\nfolders:\n  /shop/c:\n")
	require.Empty(t, told)
	require.Equal(t, []state.Path{"/shop", "/more"}, want.Scope)
	require.Equal(t, "/shop/legal", want.Protect[0].Glob)
	require.Equal(t, state.Pos{File: "b.yaml", Line: 3, Column: 11}, want.Protect[1].Pos)
	require.Equal(t, state.Limits{Deletes: 3, DeletePercent: 7}, want.Limits)
	require.Equal(t, []string{"one", "two"}, []string{want.Rules[0].Name, want.Rules[1].Name}, "rules in the order of the files")
	require.Len(t, want.Files, 2)
	require.Equal(t, state.Pos{File: "b.yaml", Line: 8, Column: 3}, want.Files["/more/b.jpg"].Pos)
	require.Equal(t, "c.yaml", want.Folders["/shop/c"].Pos.File)
	require.Equal(t, "c.yaml", want.Fields["sku"].Pos.File)
	require.Len(t, want.Remove.Files, 2)
	require.Equal(t, "a.yaml", want.NamePos.File)
}

func TestSeveralFilesThatDisagree(t *testing.T) {
	tellSeveral(t, []several{
		{"the head in one file", []string{head, also + "files:\n  /shop/a:\n"}, nil, ""},
		{"the head in the last file", []string{also + "files:\n  /shop/a:\n", head}, nil, ""},
		{"a version in each", []string{head, "files:\n  /shop/a:\n", "version: 2\n"}, nil, `
b.yaml:1:1: version is missing: write version: 1
c.yaml:1:10: version 2 is not known: this iksync reads version 1`},
		{"no library and no scope at all", []string{also, also}, nil, `
a.yaml:1:1: library is missing in every file: write a name for plans and reports
a.yaml:1:1: scope is missing in every file: list the folders that this file owns; ["/"] for all`},
		{"two libraries", []string{head, also + "library: stop\n"}, nil,
			`b.yaml:2:10: library "stop" is another one than "shop" at a.yaml:2: all files of a folder are about one library`},
		{"an empty file", []string{head, "# soon\n", ""}, nil, `
b.yaml:1:1: the file is empty: it needs at least version
c.yaml:1:1: the file is empty: it needs at least version`},
		{"a file that is a list", []string{head, "- a\n"}, nil, "b.yaml:1:1: the file must be a mapping with version, library and scope, not a list"},
		{"a scope twice", []string{head, also + "scope: [/more, /shop]\n"}, nil, `b.yaml:2:16: scope "/shop" is listed twice: first at a.yaml:3`},
		{"a scope in that of another file", []string{head, also + "scope: [/shop/in]\n"}, nil,
			`b.yaml:2:9: scope "/shop/in" lies in scope "/shop" at a.yaml:3: list only the outer one`},
		{"limits with a key each", []string{head + "limits: {deletes: 1}\n", also + "limits: {delete_percent: 1}\n"}, nil, ""},
		{"a limit twice", []string{head + "limits: {deletes: 1}\n", also + "limits: {deletes: 1}\n"}, nil,
			`b.yaml:2:10: key "deletes" is given twice in limits: first at a.yaml:4`},
		{"a field twice", []string{head + "fields:\n  sku: {type: Text}\n", also + "fields:\n  sku: {type: Text}\n"}, nil,
			`b.yaml:3:3: key "sku" is given twice in fields: first at a.yaml:5`},
		{"a folder twice", []string{head + "folders:\n  /shop/a:\n", also, also + "folders:\n  /shop/a:\n"}, nil,
			`c.yaml:3:3: key "/shop/a" is given twice in folders: first at a.yaml:5`},
		{"a file twice, and three times", []string{head + "files:\n  /shop/a:\n", also + "files:\n  /shop/a:\n  /shop/b:\n", also + "files:\n  /shop/b:\n  /shop/a:\n"}, nil, `
b.yaml:3:3: key "/shop/a" is given twice in files: first at a.yaml:5
c.yaml:3:3: key "/shop/b" is given twice in files: first at b.yaml:4
c.yaml:4:3: key "/shop/a" is given twice in files: first at a.yaml:5`},
		{"a rule's name twice", []string{head + "rules: [{name: r, match: {path: /shop/a}, tags: [x]}]\n", also + "rules: [{name: r, match: {path: /shop/a}, tags: [x]}]\n"}, nil,
			`b.yaml:2:16: rule "r" is named like the one at a.yaml:4`},
		{"removed twice", []string{head + "remove: {files: [/shop/a], folders: [/shop/b], fields: [c]}\n", also + "remove: {files: [/shop/a], folders: [/shop/b], fields: [c]}\n"}, nil, `
b.yaml:2:18: "/shop/a" is listed twice: first at a.yaml:4
b.yaml:2:38: folder "/shop/b" is listed twice: first at a.yaml:4
b.yaml:2:57: field "c" is listed twice: first at a.yaml:4`},
		{"listed here, removed there", []string{head + "files:\n  /shop/a:\n", also + "remove: {files: [/shop/a]}\n"}, nil,
			`a.yaml:5:3: file "/shop/a" is listed, but remove.files takes it away at b.yaml:2: keep one of them`},
		{"a folder here, a file there", []string{head + "folders:\n  /shop/a:\n", also + "files:\n  /shop/a:\n"}, nil,
			`b.yaml:3:3: "/shop/a" is listed as a file and, at a.yaml:5, as a folder: it can be only one`},
		{"an ID here and there", []string{head + "files:\n  /shop/a: {id: x1}\n", also + "files:\n  /shop/b: {id: x1}\n"}, nil,
			`b.yaml:3:17: id x1 is pinned by "/shop/a" at a.yaml:5 too: it can be in one place only`},
		{"a field of another file", []string{head + "fields:\n  sku: {type: Number}\n", also + "files:\n  /shop/a: {metadata: {sku: x}}\n"}, nil,
			`b.yaml:3:29: sku must be a number, not a string x`},
		{"an anchor of another file", []string{head + "files:\n  /shop/a: &a {tags: [x]}\n", also + "files:\n  /shop/b: *a\n"}, nil,
			"b.yaml:3:12: alias *a has no anchor &a above it"},
		{"problems of all files, in their order", []string{head + "flies:\n", also + "files:\n  a:\n", also + "rules: {}\n"}, nil, `
a.yaml:4:1: the file has no key "flies"; did you mean "files"?
b.yaml:3:3: file "a" must begin with /
c.yaml:2:8: rules must be a list, not a mapping`},
		{"what cannot be read hides nothing else, and is not blamed on others", []string{also + "flies:\n", "library: [\n", also + "files:\n  /shop/a: {tags: ${t}}\n", also + "files: {/shop/x: {tags: y}}\nlimits: {deletes: x}\n"}, nil, `
a.yaml:2:1: the file has no key "flies"; did you mean "files"?
b.yaml:1:10: a value is missing here
c.yaml:3:19: inside brackets and braces "{" ends text without quotes: put it in quotes, "${t}", or on a line of its own where it is to be no text
d.yaml:2:25: tags must be a list, which is the exact set, or {add: [...], remove: [...]}, not "y"
d.yaml:3:19: deletes must be a whole number, not "x"`},
		{"no file", nil, nil, "there is no YAML file to read"},
	})
}

// TestTotalSize: what holds for a file holds for all of them, times four.
func TestTotalSize(t *testing.T) {
	page := bytes.Repeat([]byte("\x01\n"), state.MaxSize/2) // soon found to be no YAML
	files := []state.YAML{{Name: "a", Bytes: page}, {Name: "b", Bytes: page}, {Name: "c", Bytes: page}, {Name: "d", Bytes: page}}
	const tooLarge = "the files up to this one are larger than 128 MiB together: split them into folders of their own scopes"
	_, err := state.DecodeFiles(files, nil)
	require.ErrorContains(t, err, "d:1:1: control character")
	require.NotContains(t, err.Error(), tooLarge)
	_, err = state.DecodeFiles(append(files, state.YAML{Name: "e", Bytes: []byte(head)}), nil)
	require.ErrorContains(t, err, "e:1:1: "+tooLarge)

	files = []state.YAML{{Name: "a", Bytes: []byte(head)}}
	for i := range state.MaxFiles {
		files = append(files, state.YAML{Name: fmt.Sprint("b", i), Bytes: []byte(also)})
	}
	_, err = state.DecodeFiles(files, nil)
	require.EqualError(t, err, "b999:1:1: these are more than 1000 files: join some")
}

func TestTotalExpansion(t *testing.T) {
	// 300,000 values, as each of 3,000 aliases stands for a hundred.
	var b strings.Builder
	b.WriteString("version: &a [" + strings.Repeat("x, ", 99) + "]\nx: [")
	for range 9_900 {
		b.WriteString("*a, ")
	}
	b.WriteString("]\n")
	_, told := decodeFiles(t, nil, head, b.String(), b.String(), b.String(), b.String(), b.String())
	require.Contains(t, told, "f.yaml:1:1: the aliases of the files up to this one stand for more than 4000000 values: write them out, or use rules")
}

// TestManyFiles: many files are as cheap to read as one, whatever they say twice.
func TestManyFiles(t *testing.T) {
	var texts []state.YAML
	for i := range 500 {
		var b bytes.Buffer
		b.WriteString(also)
		if i == 0 {
			b.WriteString("library: shop\nscope: [/shop]\nvars: {env: prod}\n")
		}
		b.WriteString("files:\n")
		for j := range 100 {
			fmt.Fprintf(&b, "  /shop/${env}/%d/%d.jpg: {tags: [\"${env}\"]}\n", i/2, j)
		}
		texts = append(texts, state.YAML{Name: fmt.Sprintf("%03d", i), Bytes: b.Bytes()})
	}
	started := time.Now()
	_, err := state.DecodeFiles(texts, nil)
	var all state.Problems
	require.ErrorAs(t, err, &all)
	require.Len(t, all, 25_000)
	require.Equal(t, `001:3:3: key "/shop/prod/0/0.jpg" is given twice in files: first at 000:6 (from "/shop/${env}/0/0.jpg")`, all[0].String())
	require.Less(t, time.Since(started), 20*time.Second)
}
