package state_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/state"
)

// given makes the values of a command line.
func given(namesAndValues ...string) state.Vars {
	vars := state.Vars{}
	for i := 0; i < len(namesAndValues); i += 2 {
		vars[namesAndValues[i]] = namesAndValues[i+1]
	}
	return vars
}

func TestVars(t *testing.T) {
	tellSeveral(t, []several{
		{"nothing to declare", []string{head + "vars:\n"}, nil, ""},
		{"one that nobody uses", []string{head + "vars: {env: prod}\n"}, nil, ""},
		{"declared in one file, used in another above", []string{head + "files:\n  /shop/${env}/a:\n", also + "vars: {env: prod}\n"}, nil, ""},
		{"everywhere in the file", []string{"version: ${v}\nlibrary: ${env}-shop\nscope: [\"/${env}\"]\nfiles:\n  /${env}/a: {description: \"of ${env}\"}\nvars: {v: 1, env: prod}\n"}, nil, ""},
		{"not declared", []string{head + "vars: {env: prod}\nfiles:\n  /shop/${enf}/a:\n"}, nil,
			`a.yaml:6:3: "${enf}": no such variable is declared; did you mean "env"?`},
		{"nothing is declared", []string{head + "files:\n  /shop/${env}/a:\n"}, nil,
			`a.yaml:5:3: "${env}": no such variable is declared: add it under vars`},
		{"two in one text", []string{head + "vars: {a: x}\nfiles:\n  /shop/${b}/${c}-${b}:\n"}, nil, `
a.yaml:6:3: "${b}": no such variable is declared: add it under vars
a.yaml:6:3: "${c}": no such variable is declared: add it under vars`},
		{"what is not declared is all that is wrong with its place", []string{head + "vars: {}\nlimits:\n  deletes: ${a}\nfields:\n  f:\n    type: ${b}\n    max_length: 3\n" +
			"files:\n  /shop/x:\n    tags: ${c}\n    published: ${d}\n    metadata:\n      f: ${e}\n    id: ${g}\n  /shop/y: ${h}\nrules:\n  - name: ${i}\n    match:\n      where: ${j}\n    tags: [x]\n"}, nil, `
a.yaml:6:12: "${a}": no such variable is declared: add it under vars
a.yaml:9:11: "${b}": no such variable is declared: add it under vars
a.yaml:13:11: "${c}": no such variable is declared: add it under vars
a.yaml:14:16: "${d}": no such variable is declared: add it under vars
a.yaml:16:10: "${e}": no such variable is declared: add it under vars
a.yaml:17:9: "${g}": no such variable is declared: add it under vars
a.yaml:18:12: "${h}": no such variable is declared: add it under vars
a.yaml:20:11: "${i}": no such variable is declared: add it under vars
a.yaml:22:14: "${j}": no such variable is declared: add it under vars`},
		{"names that are none", []string{head + "vars: {Env: x, 1st: x, a-b: x, \"\": x, _a: x, a_1: x}\n"}, nil, `
a.yaml:4:8: "Env" is no name of a variable: that is a lower-case letter, then lower-case letters, digits and "_"
a.yaml:4:16: "1st" is no name of a variable: that is a lower-case letter, then lower-case letters, digits and "_"
a.yaml:4:24: "a-b" is no name of a variable: that is a lower-case letter, then lower-case letters, digits and "_"
a.yaml:4:32: "" is no name of a variable: that is a lower-case letter, then lower-case letters, digits and "_"
a.yaml:4:39: "_a" is no name of a variable: that is a lower-case letter, then lower-case letters, digits and "_"`},
		{"what looks like a variable", []string{head + "files:\n  /shop/${Env}:\n  /shop/${a:\n  /shop/${}:\n  /shop/${ a }:\n  /shop/$a/$(b)/$:\n"}, nil, `
a.yaml:5:3: "${Env}" is no variable: its name must be a lower-case letter, then lower-case letters, digits and "_"; a literal "${" is written "$${"
a.yaml:6:3: "${" has no "}" behind it; a literal "${" is written "$${"
a.yaml:7:3: "${}" is no variable: its name must be a lower-case letter, then lower-case letters, digits and "_"; a literal "${" is written "$${"
a.yaml:8:3: "${ a }" is no variable: its name must be a lower-case letter, then lower-case letters, digits and "_"; a literal "${" is written "$${"`},
		{"values that are none", []string{head + "vars: {a: [x], b: {c: d}}\nfiles:\n  /shop/${a}:\n"}, nil, `
a.yaml:4:11: variable a must be a string, a number, true, false or nothing, not a list
a.yaml:4:19: variable b must be a string, a number, true, false or nothing, not a mapping`},
		{"made of each other", []string{head + "vars: {a: \"${b}\", b: \"x${a}\", c: \"${\"}\nfiles:\n  /shop/${a}:\n"}, nil, `
a.yaml:4:11: variable a must not be made of others: a literal "${" is written "$${"
a.yaml:4:22: variable b must not be made of others: a literal "${" is written "$${"
a.yaml:4:34: variable c must not be made of others: a literal "${" is written "$${"`},
		{"declared twice", []string{head + "vars: {a: x}\n", also + "vars: {a: x}\n"}, nil, `b.yaml:2:8: key "a" is given twice in vars: first at a.yaml:4`},
		{"vars twice", []string{head + "vars: {a: x}\nvars: {b: x}\nfiles:\n  /shop/${b}:\n"}, nil, `a.yaml:5:1: key "vars" is given twice in the file: first at line 4`},
		{"vars by a variable", []string{head + "vars: {a: vars}\n${a}: {b: x}\n"}, nil, `a.yaml:5:1: key "vars" is given twice in the file: first at line 4 (from "${a}")`},
		{"vars by a merge", []string{head + "limits: &l {vars: {a: x}}\n<<: *l\n"}, nil, `
a.yaml:4:13: limits has no key "vars"; it can be deletes or delete_percent
a.yaml:4:19: vars must stand in the file as it is: neither a variable nor "<<" can bring it along`},
		{"must be given, and is not", []string{head + "vars: {env: , other: ~}\nfiles:\n  /shop/${env}/a:\n"}, given("other", "x"),
			`a.yaml:4:8: variable env has no value: give it one with --var env=VALUE`},
		{"must be given, and is", []string{head + "vars: {env: }\nfiles:\n  /shop/${env}/a:\n"}, given("env", "prod"), ""},
		{"given without being declared", []string{head + "vars: {env: prod}\n"}, given("enw", "x", "other", "x"), `
--var enw: no such variable is declared; did you mean "env"?
--var other: no such variable is declared: add it under vars`},
		{"given, and perhaps declared in what cannot be read", []string{head, "vars: {env: \n"}, given("env", "x"), `b.yaml:1:11: a value is missing here`},
		{"given bytes that are no text", []string{head + "vars: {env: prod}\n"}, given("env", "\xff"), "--var env: its value is not UTF-8"},
		{"keys that collide", []string{head + "vars: {a: x, b: x}\nfiles:\n  /shop/${a}:\n  /shop/${b}:\n  /shop/x:\n"}, nil, `
a.yaml:7:3: key "/shop/x" is given twice in files: first at line 6 (from "/shop/${b}")
a.yaml:8:3: key "/shop/x" is given twice in files: first at line 6`},
		{"a value that makes a bad path", []string{head + "vars: {env: \"\"}\nfiles:\n  /shop/${env}/x:\n"}, nil,
			`a.yaml:6:3: file "/shop//x" has an empty name between two slashes (from "/shop/${env}/x")`},
		{"a value that leads out of the scope", []string{head + "vars: {env: }\nfiles:\n  /${env}/x:\n    moved_from: /${env}/y\n"}, given("env", "prod"), `
a.yaml:6:3: file "/prod/x" lies outside scope [/shop] (from "/${env}/x")
a.yaml:7:17: moved_from "/prod/y" lies outside scope [/shop] (from "/${env}/y")`},
		{"a query with a mistake", []string{head + "vars: {size: 1xb}\nrules:\n  - {name: r, match: {where: 'size > \"${size}\" AND'}, tags: [x]}\n"}, nil,
			`a.yaml:6:30: where: unknown unit "xb" in "1xb": use b, kb, mb, gb or tb (from "size > \"${size}\" AND")`},
		{"a number in quotes, as in braces", []string{head + "vars: {n: 5, b: true, t: x}\nlimits: {deletes: \"${n}\", delete_percent: \"${t}\"}\nfolders:\n  /shop/a: {prune: '${b}'}\n"}, nil, `
a.yaml:5:19: deletes must be a whole number, not "5": write ${n} without quotes, on a line of its own (from "${n}")
a.yaml:5:43: delete_percent must be a whole number, not "x" (from "${t}")
a.yaml:7:20: prune must be true or false, not "true": write ${b} without quotes, on a line of its own (from "${b}")`},
		{"in brackets without quotes", []string{"version: 1\nlibrary: shop\nscope: [/${env}]\n"}, nil,
			`a.yaml:3:9: inside brackets and braces "{" ends text without quotes: put it in quotes, "/${env}", or on a line of its own where it is to be no text`},
		{"in braces without quotes", []string{head + "vars: {a: 1}\nfiles:\n  /shop/a: {description: the ${a} one, tags: [x]}\n"}, nil,
			`a.yaml:6:26: inside brackets and braces "{" ends text without quotes: put it in quotes, "the ${a} one", or on a line of its own where it is to be no text`},
	})
}

// A value from outside the files is a name and nothing else, where text has a grammar;
// one that the files declare may be more.
func TestVarsFromOutside(t *testing.T) {
	const (
		removal = head + "vars: {env: pr1}\nremove:\n  files: [\"/shop/${env}/*.jpg\"]\n"
		shield  = head + "vars: {env: }\nprotect: [\"/shop/${env}/**\"]\n"
		query   = head + "vars: {v: a, n: 5}\nrules:\n  - name: r\n    match: {where: 'tags IN [\"${v}\"] AND size > ${n}'}\n    tags: [x]\n"
	)
	refused := func(place, value, char string) string {
		return place + ` the value of ${env}, "` + value + `", comes from outside and holds '` + char + `', which means more than itself in a pattern (from "/shop/${env}/`
	}
	tellSeveral(t, []several{
		{"a name in a pattern", []string{removal}, given("env", "feature/x-1 (b)"), ""},
		{"another pattern within a pattern", []string{removal}, given("env", "{tmp,pr1}"), refused("a.yaml:6:11: remove.files:", "{tmp,pr1}", "{") + `*.jpg")`},
		{"a star in what is protected", []string{shield}, given("env", "*"), refused("a.yaml:5:11: protect:", "*", "*") + `**")`},
		{"a pattern that the file declares", []string{head + "vars: {some: \"{a,b}\"}\nremove:\n  files: [\"/shop/${some}/*.jpg\"]\n"}, nil, ""},
		{"text and a number in a query", []string{query}, given("v", "two words (x)", "n", "10"), ""},
		{"the end of the quotes in a query", []string{query}, given("v", `x"] OR tags IN ["t`),
			`a.yaml:7:20: where: the value of ${v}, "x\"] OR tags IN [\"t", comes from outside and is more than the inside of quotes can hold (from "tags IN [\"${v}\"] AND size > ${n}")`},
		{"an operator in a query", []string{query}, given("n", "5 OR size > 0"),
			`a.yaml:7:20: where: the value of ${n}, "5 OR size > 0", comes from outside and is more than a number or a date: put ${n} in quotes (from "tags IN [\"${v}\"] AND size > ${n}")`},
		{"everything, by a variable", []string{"version: 1\nlibrary: shop\nvars: {env: \"\"}\nscope: [\"/${env}\"]\n"}, nil,
			`a.yaml:4:9: scope "/" is everything: it must be written out, and not come from a variable (from "/${env}")`},
		{"a section, by a variable", []string{head + "vars: {k: remove}\n${k}: {files: [/shop/a]}\n"}, nil,
			`a.yaml:5:1: the file has a fixed set of keys: they are written out, not made by a variable (from "${k}")`},
	})
}

// TestVarTypes: a scalar that is nothing else takes the type, others are text.
func TestVarTypes(t *testing.T) {
	const yaml = head + `vars: {n: 5, s: "5", b: true, d: 2024-01-01, w: 1.50, lit: "$${x}", z: none}
files:
  /shop/a:
    description: ${s} of ${n}, ${b}, ${w}, ${d}
    published: ${b}
    metadata:
      whole: ${n}
      quoted: "${n}"
      single: '${n}'
      block: |-
        ${n}
      longer: ${n}0
      string: ${s}
      date: ${d}
      number: ${w}
      tagged: !!str ${n}
      literal: $${n} $$${n} $${ ${lit}
      alias: &a ${n}
      same: *a
      given: ${z}
`
	values := func(vars state.Vars) (*state.File, map[string]any) {
		want, told := decodeFiles(t, vars, yaml)
		require.Empty(t, told)
		values := map[string]any{}
		for name, v := range want.Files["/shop/a"].Metadata {
			values[string(name)] = v.Value.Any()
		}
		return want.Files["/shop/a"], values
	}
	file, got := values(nil)
	require.Equal(t, "5 of 5, true, 1.50, 2024-01-01", file.Description.Value)
	require.True(t, file.Published.Value)
	require.Equal(t, map[string]any{
		"whole": 5.0, "quoted": "5", "single": "5", "block": "5", "longer": "50", "string": "5", "date": "2024-01-01", "number": 1.5,
		"tagged": "5", "literal": "${n} $${n} ${ ${x}", "alias": 5.0, "same": 5.0, "given": "none",
	}, got)
	for text, want := range map[string]any{
		"7": 7.0, "-1.5": -1.5, "true": true, "TRUE": true, "yes": "yes", "null": nil, "~": nil, "": "", " 7": " 7", `"7"`: `"7"`,
		"2024-01-01": "2024-01-01", "<<": "<<", "[a]": "[a]", "a: b\n- c": "a: b\n- c", "*a": "*a", "${n}": "${n}", "$${n}": "$${n}", "!!int 5": "!!int 5", "# x": "# x",
	} {
		_, got := values(given("z", text))
		require.Equal(t, want, got["given"], "%q", text)
	}
}

// TestVarsAreNoYAML: whatever a value holds, it is one scalar.
func TestVarsAreNoYAML(t *testing.T) {
	yaml := head + "vars: {v: }\nfiles:\n  /shop/a:\n    description: ${v}\n    tags: [\"${v}\"]\n"
	for _, value := range []string{"x: y\n- c", "x]\nremove: {folders: [/shop]}", "a\n  /shop/b: {}", "&a x", "!include x", "{x: y}"} {
		want, told := decodeFiles(t, given("v", value), strings.Replace(yaml, "tags: [\"${v}\"]", "focus: \"\"", 1))
		require.Empty(t, told, "%q", value)
		require.Equal(t, value, want.Files["/shop/a"].Description.Value)
		require.Len(t, want.Files, 1)
		require.Empty(t, want.Remove.Folders)
	}
	tellSeveral(t, []several{
		{"a key that would merge", []string{head + "vars: {k: \"<<\"}\nfiles:\n  /shop/a: &a {tags: [x]}\n  /shop/b:\n    ${k}: *a\n"}, nil,
			`a.yaml:8:5: a file has a fixed set of keys: they are written out, not made by a variable (from "${k}")`},
		{"a key that is a number", []string{head + "vars: {k: 5}\nfiles:\n  ${k}: {}\n"}, nil, `a.yaml:6:3: a key of files must be a string, not 5: put it in quotes (from "${k}")`},
		{"a list in a text", []string{head + "vars: {k: }\nfiles:\n  /shop/a:\n    tags: ${k}\n"}, given("k", "[x, y]"),
			`a.yaml:7:11: tags must be a list, which is the exact set, or {add: [...], remove: [...]}, not "[x, y]" (from "${k}")`},
		{"a path with a line break", []string{head + "vars: {k: }\nfiles:\n  /shop/${k}: {}\n"}, given("k", "a:\n  /shop/b"),
			`a.yaml:6:3: file "/shop/a:\n  /shop/b" holds a control character (from "/shop/${k}")`},
		{"an ID with a slash", []string{head + "vars: {k: }\nfiles:\n  /shop/a:\n    id: ${k}\n"}, given("k", "../x"),
			`a.yaml:7:9: id must not hold a space, "/", "?" or "#" (from "${k}")`},
	})
}

// TestVarsThatExplode: a few lines cannot ask for more memory than there is.
func TestVarsThatExplode(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	yaml := head + "vars: {a: " + long + "}\nprotect:\n" + strings.Repeat("  - /${a}\n", 200)
	require.Equal(t, `133:5: the values of variables up to here are more than 128 MiB of text (from "/${a}")`, problems(t, yaml))
	require.Equal(t, 1, strings.Count(problems(t, head+"files:\n  /shop/a:\n    description: "+strings.Repeat("${x}", 100_000)+"\n"), "no such variable"))
	require.NotEmpty(t, problems(t, head+"files:\n  /shop: "+strings.Repeat("${", 1_000_000)+"\n"))
	require.Equal(t, 10, strings.Count(problems(t, head+"files:\n  /${a}${b}${c}${d}${e}${f}${g}${h}${i}${j}${k}${l}:\n"), "no such variable"))
}

// TestEncodeOfWhatLooksLikeAVariable: what is written is read as it was.
func TestEncodeOfWhatLooksLikeAVariable(t *testing.T) {
	want := &state.Want{Library: state.NewLibrary(), Name: "${shop}", Scope: []state.Path{"/"}}
	want.Files["/$${a}/${b"] = &state.File{Path: "/$${a}/${b", Attributes: state.Attributes{
		Description: &state.Setting[string]{Value: "${x} $$${y}", From: state.Origin{Layer: state.LayerFile}}}}
	var out bytes.Buffer
	require.NoError(t, state.Encode(&out, want))
	require.Contains(t, out.String(), `library: "$${shop}"`)
	roundTrip(t, want)
}
