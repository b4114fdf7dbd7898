package format_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/state"
	"github.com/iksync/iksync/state/format"
)

const head = "version: 1\nlibrary: shop\nscope: [/s]\n"

type story struct {
	name         string
	before, want string // want "": as before
}

// tell runs stories. Each file is prefix and the story's YAML, before and after;
// what comes out is as it should be, and stays so.
func tell(t *testing.T, prefix string, stories []story) {
	t.Helper()
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			if s.want == "" {
				s.want = s.before
			}
			got, err := format.Format("f", []byte(prefix+s.before), nil)
			require.NoError(t, err)
			require.Equal(t, prefix+s.want, string(got.Text))
			require.Empty(t, got.Notes)
			again, err := format.Format("f", got.Text, nil)
			require.NoError(t, err)
			require.Equal(t, string(got.Text), string(again.Text), "it is not stable")
		})
	}
}

func TestFile(t *testing.T) {
	tell(t, "", []story{
		{"in order already", head, ""},
		{"sections in any order",
			"files:\n  /s/a:\nscope: [/s]\nlimits: {deletes: 1}\nversion: 1\nfolders:\n  /s/b:\nprotect: [/s/x]\nlibrary: shop\nremove: {files: [/s/c]}\nvars: {a: 1}\n",
			"version: 1\nlibrary: shop\n\nvars: {a: 1}\n\nscope: [/s]\nprotect: [/s/x]\nlimits: {deletes: 1}\n\nfolders:\n  /s/b:\n\nfiles:\n  /s/a:\n\nremove: {files: [/s/c]}\n"},
		{"blank lines in the head are the author's", "version: 1\n\nlibrary: shop\nscope: [/s]\n", ""},
		{"many blank lines become one", "\n\n\nversion: 1\n\n\n\nlibrary: shop\nscope: [/s]\n\n\n\n\nfiles:\n\n\n  /s/a:\n\n\n\n  /s/b:\n\n\n",
			"version: 1\n\nlibrary: shop\nscope: [/s]\n\nfiles:\n  /s/a:\n\n  /s/b:\n"},
		{"no line end at the end, white space at others", "version: 1  \nlibrary: shop\t\nscope: [/s]   # mine  ", "version: 1\nlibrary: shop\nscope: [/s]   # mine\n"},
		{"a title stays at the top", "# The shop.\n\n# who\nlibrary: shop\n# what\nversion: 1\nscope: [/s]\n",
			"# The shop.\n\n# what\nversion: 1\n# who\nlibrary: shop\nscope: [/s]\n"},
		{"so does what an editor reads", "# yaml-language-server: $schema=x.json\nlibrary: shop\nversion: 1\nscope: [/s]\n",
			"# yaml-language-server: $schema=x.json\nversion: 1\nlibrary: shop\nscope: [/s]\n"},
		{"and a document mark", "# a\n---\nlibrary: shop\nversion: 1\nscope: [/s]\n...\n# b\n", "# a\n---\nversion: 1\nlibrary: shop\nscope: [/s]\n...\n# b\n"},
		{"a mark of byte order", "\ufefflibrary: shop\nversion: 1\nscope: [/s]\n", "\ufeffversion: 1\nlibrary: shop\nscope: [/s]\n"},
		{"line ends of Windows", "library: shop\r\nversion: 1\r\nscope: [/s]\r\nfiles:\r\n    /s/b:\r\n    /s/a: {description: \"x\r\n\r\n      y\"}\r\n",
			"version: 1\r\nlibrary: shop\r\nscope: [/s]\r\n\r\nfiles:\r\n  /s/a: {description: \"x\r\n\r\n    y\"}\r\n  /s/b:\r\n"},
		{"all in braces", "{library: shop, files: {/s/b: , /s/a: {tags: [], id: x}}, version: 1, scope: [/s]}\n",
			"{version: 1, library: shop, scope: [/s], files: {/s/a: {id: x, tags: []}, /s/b: }}\n"},
		{"braces that stand close", "version: 1\nlibrary: shop\nscope: [/s]\n\nfiles: {/s/b:,/s/a:}\n", "version: 1\nlibrary: shop\nscope: [/s]\n\nfiles: {/s/a:,/s/b:}\n"},
		{"braces that stand close, in another order", "version: 1\nlibrary: shop\nscope: [/s]\n\nfiles: { \"/s/b\":,'/s/a':{},}\n",
			"version: 1\nlibrary: shop\nscope: [/s]\n\nfiles: { '/s/a':{},\"/s/b\": ,}\n"},
		{"one of several files", "files:\n  /x/${env}/b:\n  /x/a: {published: \"${on}\"}\nversion: 1\n", "version: 1\n\nfiles:\n  /x/${env}/b:\n  /x/a: {published: \"${on}\"}\n"},
		{"variables that the command line gives", "vars: {n: }\nversion: 1\nlimits: {deletes: \"${n}\"}\n", "version: 1\n\nvars: {n: }\n\nlimits: {deletes: \"${n}\"}\n"},
	})
}

func TestEntries(t *testing.T) {
	tell(t, head+"\n", []story{
		{"sorted as a tree", "files:\n  /s/b:\n  /s/a-b:\n  /s/a/z:\n  /s/a.jpg:\n", "files:\n  /s/a/z:\n  /s/a-b:\n  /s/a.jpg:\n  /s/b:\n"},
		{"groups that blank lines make stay", "files:\n  /s/y:\n  /s/x:\n\n  /s/b:\n  /s/a:\n", "files:\n  /s/x:\n  /s/y:\n\n  /s/a:\n  /s/b:\n"},
		{"comments go along", "files:\n  # about b\n  # more about b\n  /s/b:  # still b\n    published: true # yes\n    # foot of b\n  # about a\n  /s/a:\n",
			"files:\n  # about a\n  /s/a:\n  # about b\n  # more about b\n  /s/b:  # still b\n    published: true # yes\n    # foot of b\n"},
		{"a heading stays above its group", "files:\n  # All of them\n\n  /s/x:\n  /s/z:\n  /s/y:\n\n  # Old ones\n\n  # about a\n  /s/a:\n  # about c\n  /s/c:\n  /s/b:\n",
			"files:\n  # All of them\n\n  /s/x:\n  /s/y:\n  /s/z:\n\n  # Old ones\n\n  # about a\n  /s/a:\n  /s/b:\n  # about c\n  /s/c:\n"},
		{"a banner begins a group", "files:\n  /s/z:\n  /s/y:\n  # --- the b ---\n  /s/b1:\n  /s/b3:\n  /s/b2:\n  ## the a\n  /s/a1:\n  /s/a2:\n",
			"files:\n  /s/y:\n  /s/z:\n  # --- the b ---\n  /s/b1:\n  /s/b2:\n  /s/b3:\n  ## the a\n  /s/a1:\n  /s/a2:\n"},
		{"each has a comment, and goes with it", "files:\n  # about b\n  /s/b:\n  # about c\n  /s/c:\n  # about a\n  /s/a:\n",
			"files:\n  # about a\n  /s/a:\n  # about b\n  /s/b:\n  # about c\n  /s/c:\n"},
		{"one further left is above its key too", "files:\n    /s/c:\n    /s/b:\n  #   mind the a\n    /s/a:\n", "files:\n  #   mind the a\n  /s/a:\n  /s/b:\n  /s/c:\n"},
		{"a comment right below", "files:\n  /s/b:\n  # below b\n\n  /s/a:\n  # at the end\n# really\n", "files:\n  /s/b:\n  # below b\n\n  /s/a:\n  # at the end\n# really\n"},
		{"lines that were commented out", "files:\n  /s/b:\n#   published: true\n  /s/a:\n# /s/c:\n#   tags: [x]\n", "files:\n  /s/a:\n  /s/b:\n#   published: true\n# /s/c:\n#   tags: [x]\n"},
		{"a record, with a comment between two that stay together", "files:\n  /s/a:\n    tags: [x]\n    # what?\n\n    description: y\n    id: a1\n",
			"files:\n  /s/a:\n    id: a1\n    tags: [x]\n    # what?\n\n    description: y\n"},
		{"a comment right below what is deeper does not become part of it", "files:\n    /s/a:\n        tags: [x]\n    # mind /s/b\n\n    /s/b:\n\n",
			"files:\n  /s/a:\n    tags: [x]\n  # mind /s/b\n\n  /s/b:\n"},
		{"records in order", "files:\n  /s/a:\n    published: true\n    # why\n    focus: 1,1,1,1\n    metadata:\n      z: 1\n      a: 2\n    tags:\n      remove: [y]\n      add: [x]\n    id: a1\n",
			"files:\n  /s/a:\n    id: a1\n    tags:\n      add: [x]\n      remove: [y]\n    metadata:\n      z: 1\n      a: 2\n    # why\n    focus: 1,1,1,1\n    published: true\n"},
		{"folders", "folders:\n  /s/b: {versions: true, copy_of: /s/c}\n  /s/a:\n    metadata: {x: y}\n    prune: true\n    on_conflict: version\n    moved_from: /s/d\n",
			"folders:\n  /s/a:\n    moved_from: /s/d\n    on_conflict: version\n    prune: true\n    metadata: {x: y}\n  /s/b: {copy_of: /s/c, versions: true}\n"},
		{"fields", "fields:\n  b: {type: Number, max: 2, min: 1, label: B}\n  a: {options: [z, a], default: z, type: SingleSelect}\n",
			"fields:\n  a: {type: SingleSelect, options: [z, a], default: z}\n  b: {label: B, type: Number, min: 1, max: 2}\n"},
		{"a field in lines", "fields:\n    a:\n        options:\n        - z\n        - a\n        type: SingleSelect\n", "fields:\n  a:\n    type: SingleSelect\n    options:\n      - z\n      - a\n"},
		{"braces and quotes stay", "files:\n  '/s/b': {\"tags\": ['x', \"y\"], id: a1}\n  \"/s/a\": { published: true, description: 'it''s, {so}' }\n",
			"files:\n  \"/s/a\": { description: 'it''s, {so}', published: true }\n  '/s/b': {id: a1, \"tags\": ['x', \"y\"]}\n"},
		{"an entry that does not sort", "files:\n  /s/b: {id: a1}\n  ? /s/a\n  : {tags: [x], id: a2}\n", "files:\n  /s/b: {id: a1}\n  ? /s/a\n  : {id: a2, tags: [x]}\n"},
	})
}

func TestRules(t *testing.T) {
	tell(t, head+"\n", []story{
		{"rules keep their order", "rules:\n- tags: [x]\n  # what\n  match:\n      where: width > 1\n      path: /s/*\n  name: b\n\n# second\n-   name: a\n    match: {where: width > 2, path: /s/b}\n    tags: []\n",
			"rules:\n  - name: b\n    # what\n    match:\n      path: /s/*\n      where: width > 1\n    tags: [x]\n\n  # second\n  - name: a\n    match: {path: /s/b, where: width > 2}\n    tags: []\n"},
		{"a comment above what was not the first key", "rules:\n  - tags: [x]\n    # the name\n    name: a\n    match: {path: /s/a}\n", "rules:\n  # the name\n  - name: a\n    match: {path: /s/a}\n    tags: [x]\n"},
		{"a dash of its own", "rules:\n  -\n    tags: [x]\n    name: a\n    match: {path: /s/a}\n", "rules:\n  -\n    name: a\n    match: {path: /s/a}\n    tags: [x]\n"},
		{"lists in lines", "remove:\n    folders:\n    # old\n    - /s/b   # really\n\n    - /s/a\n    # end\n    files: [/s/c]\n",
			"remove:\n  # end\n  files: [/s/c]\n  folders:\n    # old\n    - /s/b   # really\n\n    - /s/a\n"},
	})
}

func TestTexts(t *testing.T) {
	tell(t, head+"\nfiles:\n", []story{
		{"blocks of text", "    /s/b:\n        description: |\n            # no comment\n\n              deeper\n            end\n\n\n        id: a1\n    /s/a: {}\n",
			"  /s/a: {}\n  /s/b:\n    id: a1\n    description: |\n        # no comment\n\n          deeper\n        end\n"},
		{"blocks that say how deep they are", "    /s/b:\n        description: |2-\n            two more\n        id: a1\n", "  /s/b:\n    id: a1\n    description: |2-\n        two more\n"},
		{"folded ones", "  /s/b:\n    description: >-  # folded\n      a\n      b\n    id: a1\n  # about a\n  /s/a:\n", "  # about a\n  /s/a:\n  /s/b:\n    id: a1\n    description: >-  # folded\n      a\n      b\n"},
		{"texts over several lines", "  /s/b:\n    description: one\n      two\n\n      three\n    id: a1\n  /s/a:\n    description: \"one # \\\n      two\"\n    id: a2\n",
			"  /s/a:\n    id: a2\n    description: \"one # \\\n      two\"\n  /s/b:\n    id: a1\n    description: one\n      two\n\n      three\n"},
		{"lists over several lines", "    /s/b:\n        tags: [\n            x,  # first\n\n            # second\n            y,\n        ]\n        id: a1\n",
			"  /s/b:\n    id: a1\n    tags: [\n        x,  # first\n\n        # second\n        y,\n    ]\n"},
		{"a value on the next line", "  /s/b:\n    description:\n      text\n    id:\n      # which\n      a1\n", "  /s/b:\n    id:\n      # which\n      a1\n    description:\n      text\n"},
		{"tags and anchors", "  /s/b: &b\n    tags: &t [x]\n    id: !!str a1\n  /s/c:\n    tags: *t\n", "  /s/b: &b\n    id: !!str a1\n    tags: &t [x]\n  /s/c:\n    tags: *t\n"},
		{"merges come first", "  /s/a: &a {published: true}\n  /s/b:\n    tags: [x]\n    <<: *a\n", "  /s/a: &a {published: true}\n  /s/b:\n    <<: *a\n    tags: [x]\n"},
		{"nothing with a tag", "  /s/b: !!null\n  /s/a: !!null\n", "  /s/a: !!null\n  /s/b: !!null\n"},
		{"characters of many bytes", "  /s/é: {tags: [日本], id: a1}\n  /s/a: {description: 'ü\u2028', focus: \"1,1,1,1\"}\n", "  /s/a: {description: 'ü\u2028', focus: \"1,1,1,1\"}\n  /s/é: {id: a1, tags: [日本]}\n"},
	})
}

// TestNotes: an order that would break something is kept, and told.
func TestNotes(t *testing.T) {
	for _, test := range []struct{ name, text, note string }{
		{"an anchor", head + "\nfiles:\n  /s/b: {tags: &t [x]}\n  /s/a: {tags: *t}\n", "f:6:3: the order of this mapping is kept: an alias would come to stand before its anchor"},
		{"an anchor in braces", head + "\nfiles: {/s/b: {tags: &t [x]}, /s/a: {tags: *t}}\n", "f:5:8: the order of this mapping is kept: an alias would come to stand before its anchor"},
		{"an anchor twice", head + "\nfiles:\n  /s/b: {tags: &t [x]}\n  /s/a: {tags: &t [y]}\n\nrules:\n  - name: a\n    match: {path: /s/x}\n    tags: *t\n",
			"f:6:3: the order of this mapping is kept: an alias would come to stand before its anchor"},
		{"blank lines that count", head + "\nfiles:\n  /s/b:\n    description: |+\n      x\n\n\n  /s/a:\n", `f:6:3: the order of this mapping is kept: a text after "|+" or ">+" ends with blank lines, which have to stay where they are`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := format.Format("f", []byte(test.text), nil)
			require.NoError(t, err)
			require.Equal(t, test.text, string(got.Text))
			require.Len(t, got.Notes, 1)
			require.Equal(t, test.note, got.Notes[0].String())
		})
	}
}

// TestComments: no comment comes to stand above another key. Where it would, the
// order of its group is kept, and that of the others is not.
func TestComments(t *testing.T) {
	const why = "the order of the keys here is kept: the comment above this one would come to stand above another"
	for _, test := range []struct{ name, before, want, at string }{
		{"between blank lines, about the first key only", "files:\n  /s/b: null\n\n  # about /s/z only\n\n  /s/z: null\n  /s/a: null\n", "", "10:3"},
		{"alone above the first key of a group", "files:\n  /s/b: null\n\n  # about /s/z only\n  /s/z: null\n  /s/a: null\n", "", "9:3"},
		{"alone above the first key of all", "files:\n  # about /s/z only\n  /s/z: null\n  /s/a: null\n", "", "7:3"},
		{"right below one key, about the next", "files:\n  /s/b:\n  # WARNING for /s/a\n\n  /s/a:\n  /s/0:\n", "", "9:3"},
		{"right below what would not stay the last one", "files:\n  /s/d:\n  /s/c:\n  # about /s/c, or /s/a\n\n  /s/a:\n  /s/b:\n", "", "10:3"},
		{"a banner", "files:\n  # --- group A ---\n  /s/b.txt:\n  # about a\n  /s/a.txt:\n\n  # --- group C ---\n  /s/c2:\n  # about c\n  /s/c1:\n", "", "7:3, 12:3"},
		{"a banner of several lines", "files:\n  # =====\n  # The B\n  # =====\n  /s/b:\n  # about a\n  /s/a:\n", "", "9:3"},
		{"a title", "files:\n  # All of them\n\n  /s/y:\n  /s/x:\n", "", "8:3"},
		{"other groups are sorted", "files:\n  /s/y:\n  /s/x:\n\n  # Old ones\n\n  /s/b:\n  /s/a:\n\n  /s/d:\n  /s/c:\n",
			"files:\n  /s/x:\n  /s/y:\n\n  # Old ones\n\n  /s/b:\n  /s/a:\n\n  /s/c:\n  /s/d:\n", "11:3"},
		{"within an entry", "files:\n  /s/a:\n    description: y\n    # what?\n\n    tags: [x]\n", "", "10:5"},
		{"at the top of an entry", "files:\n  /s/a:\n    # what?\n\n    tags: [x]\n    id: a1\n", "", "9:5"},
		{"below a section", "files:\n  /s/a:\n# of files, or of folders?\n\nfolders:\n  /s/b:\n\nrules: []\n", "", "9:1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.want == "" {
				test.want = test.before
			}
			got, err := format.Format("f", []byte(head+"\n"+test.before), nil)
			require.NoError(t, err)
			require.Equal(t, head+"\n"+test.want, string(got.Text))
			var notes []string
			for _, at := range strings.Split(test.at, ", ") {
				notes = append(notes, "f:"+at+": "+why)
			}
			var have []string
			for _, n := range got.Notes {
				have = append(have, n.String())
			}
			require.Equal(t, notes, have)
		})
	}
}

// TestNoLineEnd: a text that runs to the end of the file gets no line end, which
// would be one more character of it.
func TestNoLineEnd(t *testing.T) {
	text := head + "files:\n  /s/a:\n    description: |\n      x"
	got, err := format.Format("f", []byte(text), nil)
	require.NoError(t, err)
	require.Equal(t, text, string(got.Text))
}

// TestProblems: what is wrong is told as ever, and nothing is formatted.
func TestProblems(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"no YAML":                          {"a: b: c\n", `f:1:5: ":" is not allowed here: put text that holds ": " in quotes, or check the indentation`},
		"nothing":                          {"", "f:1:1: the file is empty: it needs at least version, library and scope"},
		"comments only":                    {"# soon\n", "f:1:1: the file is empty: it needs at least version, library and scope"},
		"a key that is unknown":            {head + "flies: {}\n", `f:4:1: the file has no key "flies"; did you mean "files"?`},
		"a key twice":                      {head + "files:\n  /s/a:\n  /s/a:\n", `f:6:3: key "/s/a" is given twice in files: first at line 5`},
		"an unknown key beside variables":  {"version: 1\nflies: {}\nlimits: {deletes: \"${n}\"}\n", `has no key "flies"`},
		"no version in one of several":     {"files:\n  /s/a:\n", "f:1:1: version is missing: write version: 1"},
		"a second document":                {head + "---\na: 1\n", "f:4:1: a second document begins here: one file holds one document"},
		"what is wrong in one of several":  {"version: 1\nfiles: {/s/a: {tags: x}}\n", "f:2:22: tags must be a list"},
		"what is wrong with a library too": {head + "files: {/s/a: {tags: x}}\n", "f:4:22: tags must be a list"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := format.Format("f", []byte(test.text), nil)
			var problems state.Problems
			require.ErrorAs(t, err, &problems)
			require.Contains(t, err.Error(), test.want)
		})
	}
}

// TestBeside: what makes no sense alone may make sense with the files beside it.
func TestBeside(t *testing.T) {
	text := []byte("version: 1\nscope: [/a]\nfiles:\n  /b/y:\n  /b/x:\n")
	_, err := format.Format("a.yaml", text, nil)
	require.ErrorContains(t, err, "lies outside scope")
	got, err := format.Format("a.yaml", text, []state.YAML{
		{Name: "a.yaml", Bytes: text}, {Name: "b.yaml", Bytes: []byte("version: 1\nlibrary: shop\nscope: [/b]\n")}})
	require.NoError(t, err)
	require.True(t, strings.HasSuffix(string(got.Text), "\n  /b/x:\n  /b/y:\n"), string(got.Text))
}
