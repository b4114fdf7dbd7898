package schema_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/internal/anywant"
	"github.com/iksync/iksync/state"
	"github.com/iksync/iksync/state/schema"
)

func update() bool { return flag.Lookup("update").Value.String() == "true" }

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write docs/schemas/library.json and docs/yaml.md anew")
	os.Exit(m.Run())
}

// current holds a file of docs/ against what it is made from.
func current(t *testing.T, path string, want []byte) {
	t.Helper()
	path = filepath.Join("..", "..", "docs", path)
	if update() {
		require.NoError(t, os.WriteFile(path, want, 0o644))
	}
	have, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), string(have), "write it anew: go test ./state/schema -update")
}

func TestDocuments(t *testing.T) {
	s, err := schema.JSONSchema()
	require.NoError(t, err)
	text, err := s.Document()
	require.NoError(t, err)
	current(t, filepath.Join("schemas", "library.json"), text)
	reference, err := schema.Reference()
	require.NoError(t, err)
	current(t, "yaml.md", reference)
}

// TestExamples: the files that people begin with are right to an editor too.
func TestExamples(t *testing.T) {
	s := compiled(t)
	count := 0
	for _, pattern := range []string{"../../examples/*.yaml", "../../cmd/iksync/starter.yaml", "../testdata/*.yaml"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			require.NoError(t, refuses(s, string(text)), file)
			count++
		}
	}
	require.GreaterOrEqual(t, count, 7)
}

// TestRandom: whatever Encode writes, the schema takes.
func TestRandom(t *testing.T) {
	s := compiled(t)
	rapid.Check(t, func(t *rapid.T) {
		var out bytes.Buffer
		require.NoError(t, state.Encode(&out, anywant.Draw(t)))
		require.NoError(t, refuses(s, out.String()), out.String())
	})
}

// TestNotStricter: of a file with one odd value somewhere, the schema takes what
// the decoder takes.
func TestNotStricter(t *testing.T) {
	s := compiled(t)
	odd := []string{"", "~", "true", "False", "yes", "0", "-1", "1.0", "1.5", "101", "5e1", `""`, `" x"`, "x", "/", "/shop", "/shop/x", "/shop/../x", "shop/x",
		"/shop//x", "/shop/x/", "/shop/.x", "/shop/..x", "/shop/...", `"/shop/\t"`, `"/shop/**"`, "[]", "[x]", "[1]", "[null]", "[[x]]", "{}", "{x: y}", "{add: [x]}",
		"{add: []}", "2024-01-01", "2024-01-01T10:00:00Z", "1,2,3,4", `"1,2,3,4"`, "refuse", "version", "Text", "a,b", "50%", "é", "\"\\u00a0x\"", "\"a\\u2028b\"", "2147483648"}
	took := 0
	rapid.Check(t, func(t *rapid.T) {
		var out bytes.Buffer
		require.NoError(t, state.Encode(&out, anywant.Draw(t)))
		values := regexp.MustCompile(`(?m)(: )([^\n]+)$|([{\[,] ?)([\w/]+)([,\]}])`).FindAllStringSubmatchIndex(out.String(), -1)
		at := rapid.SampledFrom(values).Draw(t, "at")
		from, to := at[4], at[5]
		if from < 0 {
			from, to = at[8], at[9]
		}
		text := out.String()[:from] + rapid.SampledFrom(odd).Draw(t, "odd") + out.String()[to:]
		if _, err := state.Decode("f", strings.NewReader(text)); err == nil {
			took++
			require.NoError(t, refuses(s, text), text)
		}
	})
	require.Positive(t, took, "the decoder took none of them")
}

// TestFocus: the schema takes the rectangles that the decoder takes, and no others.
func TestFocus(t *testing.T) {
	s := compiled(t)
	refused, taken := 0, 0
	agree := func(t require.TestingT, focus string) {
		text := "version: 1\nlibrary: shop\nscope: [/s]\nfiles: {/s/a: {focus: \"" + focus + "\"}}\n"
		_, err := state.Decode("f", strings.NewReader(text))
		require.Equal(t, err != nil, refuses(s, text) != nil, "focus %q: %v", focus, err)
		if err != nil {
			refused++
		} else {
			taken++
		}
	}
	for _, focus := range []string{"", "0,0,1,1", "10,10,100,100", "99999999999,0,1,1", "2147483647,2147483647,2147483647,2147483647", "2147483648,0,1,1",
		"0,0,0,1", "0,0,1,0", "01,0,1,1", "-1,0,1,1", "1,1,1", "1,1,1,1,1", "1, 1,1,1", "+1,0,1,1", "1.5,0,1,1", "0,0,9999999999,1"} {
		agree(t, focus)
	}
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.OneOf(rapid.Int64Range(0, 1<<32), rapid.Int64Range(1<<31-20, 1<<31+20), rapid.Int64Range(0, 20))
		parts := make([]string, 4)
		for i := range parts {
			parts[i] = strconv.FormatInt(number.Draw(t, "number"), 10)
		}
		agree(t, strings.Join(parts, ","))
	})
	require.Positive(t, refused)
	require.Positive(t, taken)
}

// TestKeys: each record has the keys that the decoder has, no more and no fewer.
// The decoder is asked: it lists what it knows where a key is like none of them.
func TestKeys(t *testing.T) {
	unlike := strings.Repeat("x", 60)
	const head = "version: 1\nlibrary: shop\nscope: [/shop]\n"
	asks := map[schema.RecordName]string{
		schema.RecordLibrary: head + unlike + ": {}\n",
		schema.RecordLimits:  head + "limits:\n  " + unlike + ": 1\n",
		schema.RecordField:   head + "fields:\n  a:\n    type: Text\n    " + unlike + ": 1\n",
		schema.RecordFolder:  head + "folders:\n  /shop/a:\n    " + unlike + ": 1\n",
		schema.RecordFile:    head + "files:\n  /shop/a:\n    " + unlike + ": 1\n",
		schema.RecordRule:    head + "rules:\n  - name: a\n    match: {path: /shop/a}\n    tags: []\n    " + unlike + ": 1\n",
		schema.RecordMatch:   head + "rules:\n  - name: a\n    match:\n      path: /shop/a\n      " + unlike + ": 1\n    tags: []\n",
		schema.RecordTags:    head + "files:\n  /shop/a:\n    tags:\n      add: [x]\n      " + unlike + ": 1\n",
		schema.RecordRemove:  head + "remove:\n  " + unlike + ": 1\n",
	}
	listed := regexp.MustCompile(`has no key "x+"; it can be (.*)$`)
	s := compiled(t)
	for _, record := range schema.Records() {
		yaml, ok := asks[record]
		require.True(t, ok, "%s is a record that nobody asked about", record)
		_, err := state.Decode("f", strings.NewReader(yaml))
		require.Error(t, err, record)
		found := listed.FindStringSubmatch(err.Error())
		require.NotNil(t, found, "%s: %v", record, err)
		require.ElementsMatch(t, strings.FieldsFunc(strings.ReplaceAll(found[1], " or ", ", "), func(r rune) bool { return r == ',' || r == ' ' }),
			schema.Keys(record), "keys of %s", record)
		require.Error(t, refuses(s, yaml), record)
		delete(asks, record)
	}
	require.Empty(t, asks)
}

// TestVariables: a variable may stand wherever a scalar may, and a file of a
// directory need not name the library.
func TestVariables(t *testing.T) {
	s := compiled(t)
	const good = `version: 1
vars: {env: null, most: 5, on: true, name: shop, n_1: 1.5}
scope: ["/${env}"]
protect: ["${env}/legal"]
limits: {deletes: "${most}", delete_percent: "${most}"}
fields:
  "${name}": {type: "${kind}", label: "x ${name}", required: "${on}", default: "${name}", min: "${most}", max_length: "${most}"}
  n: {type: Number, min: "${most}", default: "${most}"}
  d: {type: Date, min: "${most}"}
  b: {type: Boolean, default: "${on}"}
  s: {type: SingleSelect, options: ["${name}"], default: "${name}"}
folders:
  "/${env}/a": {prune: "${on}", copy_of: "${name}", versions: "${on}"}
files:
  "/${env}/a.jpg": {id: "${name}", on_conflict: "${name}", tags: ["${name}"], metadata: {"${name}": "${name}"}, focus: "${name}", published: "${on}"}
rules:
  - {name: "${name}", match: {path: "${name}/**", where: "${name}"}, tags: {add: ["${name}"]}}
remove: {files: ["${name}"], folders: ["${name}"], fields: ["${name}"]}
`
	require.NoError(t, refuses(s, good))
	for name, bad := range map[string]string{
		"a bad name":                      "version: 1\nvars: {A: 1}\n",
		"a list for a variable":           "version: 1\nvars: {a: []}\n",
		"text around a number":            "version: 1\nlimits: {deletes: \"1${a}\"}\n",
		"a variable for a list":           "version: 1\nscope: \"${a}\"\n",
		"a variable with a bad name":      "version: 1\nscope: [\"${A}\"]\n",
		"a variable for a section":        "version: 1\nfiles: \"${a}\"\n",
		"a variable for a section's name": "version: 1\n${a}: {}\n",
		"a variable for a limit's name":   "version: 1\nlimits: {\"${a}\": 1}\n",
		"a variable for a key of a field": "version: 1\nfields: {a: {type: Text, \"${a}\": x}}\n",
		"a variable for a key of a file":  "version: 1\nfiles: {/a: {\"${a}\": [x]}}\n",
		"a variable for a key of tags":    "version: 1\nfiles: {/a: {tags: {add: [x], \"${a}\": [y]}}}\n",
		"a variable for a key of a rule":  "version: 1\nrules: [{name: a, match: {path: /a}, tags: [x], \"${a}\": y}]\n",
		"a variable for a variable":       "version: 1\nvars: {\"${a}\": 1}\n",
		"no version":                      "vars: {a: 1}\n",
		"a number where text is":          "version: 1\nlibrary: 5\n",
		"options of a number":             "version: 1\nfields: {a: {type: Number, options: [1]}}\n",
		"moved and pinned":                "version: 1\nfiles: {/a: {id: x, moved_from: /b}}\n",
		"a required field, no default":    "version: 1\nfields: {a: {type: Text, required: true}}\n",
		"a default that is no date":       "version: 1\nfields: {a: {type: Date, default: soon}}\n",
		"a list as default of one choice": "version: 1\nfields: {a: {type: SingleSelect, options: [x], default: [x]}}\n",
	} {
		require.Error(t, refuses(s, bad), name)
	}
}
