package state_test

import (
	"strings"
	"testing"
)

func TestAttributes(t *testing.T) {
	long := strings.Repeat("x", 250)
	tell(t, head+"files:\n", []story{
		{"every tag taken away", "  /shop/a: {tags: []}\n", ""},
		{"tags with nothing", "  /shop/a: {tags: }\n", "5:19: tags is empty: write [] to take every tag away, or leave it out"},
		{"tags that are one text", "  /shop/a: {tags: hero}\n", `5:19: tags must be a list, which is the exact set, or {add: [...], remove: [...]}, not "hero"`},
		{"bad tags", "  /shop/a:\n    tags: [\"a,b\", 100%, \"\", \" x\", 2024, true, null, [x], ok, ok]\n", `
6:12: tag "a,b" must not hold "," or "%"
6:19: tag "100%" must not hold "," or "%"
6:25: a tag must not be empty
6:29: a tag must not begin or end with a space
6:35: a tag must be a string, not 2024: put it in quotes
6:41: a tag must be a string, not true: put it in quotes
6:47: a tag must be a string, not nothing
6:53: a tag must be a string, not a list
6:62: tag "ok" is listed twice`},
		{"a date is a tag like any other", "  /shop/a: {tags: [2024-01-01, v1.2]}\n", ""},
		{"500 characters of tags", "  /shop/a: {tags: [" + long + ", " + long[1:] + "]}\n", ""},
		{"501 characters of tags", "  /shop/a: {tags: [" + long + ", b" + long[1:] + "]}\n",
			"5:19: tags have 501 characters together, joined by commas: ImageKit takes at most 500"},
		{"501 characters to add", "  /shop/a: {tags: {add: [" + long + ", b" + long[1:] + "]}}\n",
			"5:25: tags to add have 501 characters together, joined by commas: ImageKit takes at most 500"},
		{"neither added nor removed", "  /shop/a: {tags: {}}\n", "5:19: tags needs add or remove; a list is the exact set"},
		{"nothing added", "  /shop/a: {tags: {add: [], remove: }}\n",
			"5:25: tags to add are missing: list some, or leave the key out\n5:37: tags to remove are missing: list some, or leave the key out"},
		{"added and removed", "  /shop/a: {tags: {add: [x, y], remove: [z, y]}}\n", `5:41: tag "y" is both to add and to remove`},
		{"a misspelt add", "  /shop/a: {tags: {ad: [x]}}\n", `
5:19: tags needs add or remove; a list is the exact set
5:20: tags has no key "ad"; did you mean "add"?`},
		{"cleared", "  /shop/a: {description: null, focus: }\n  /shop/b: {description: \"\", focus: \"\"}\n", ""},
		{"a number for a description", "  /shop/a: {description: 42}\n", "5:26: description must be a string, not 42: put it in quotes"},
		{"a book for a description", "  /shop/a: {description: " + strings.Repeat("é", 10_001) + "}\n", "5:26: description must have at most 10000 characters"},
		{"bad focus", "  /shop/a: {focus: \"10,10,100\"}\n  /shop/b: {focus: \"1, 1, 5, 5\"}\n  /shop/c: {focus: \"1,1,0,5\"}\n  /shop/d: {focus: \"-1,01,5,x\"}\n  /shop/e: {focus: 10}\n", `
5:20: focus "10,10,100" must be "x,y,width,height": four whole numbers without spaces, width and height above 0
6:20: focus "1, 1, 5, 5" must be "x,y,width,height": four whole numbers without spaces, width and height above 0
7:20: focus "1,1,0,5" must be "x,y,width,height": four whole numbers without spaces, width and height above 0
8:20: focus "-1,01,5,x" must be "x,y,width,height": four whole numbers without spaces, width and height above 0
9:20: focus must be a string, not 10: put it in quotes`},
		{"published or not", "  /shop/a: {published: yes}\n  /shop/b: {published: }\n  /shop/c: {published: False}\n",
			"5:24: published must be true or false, not \"yes\"\n6:24: published must be true or false, not nothing"},
		{"no source", "  /shop/a: {source: }\n  /shop/b: {source: [a]}\n",
			"5:21: source must be a string, not nothing\n6:21: source must be a string, not a list"},
		{"a misspelt key", "  /shop/a: {desciption: x}\n", `5:13: a file has no key "desciption"; did you mean "description"?`},
	})
	tell(t, head+"folders:\n", []story{
		{"what a file can and a folder cannot", "  /shop/a: {published: true, source: x}\n", `
5:13: a folder has no key "published"; it can be id, tags, metadata, prune, moved_from, on_conflict, copy_of, versions or source_dir
5:30: a folder has no key "source"; it can be id, tags, metadata, prune, moved_from, on_conflict, copy_of, versions or source_dir`},
		{"pruned or not", "  /shop/a: {prune: 1}\n  /shop/b: {prune: false}\n", "5:20: prune must be true or false, not 1"},
	})
}

func TestMetadata(t *testing.T) {
	fields := head + `fields:
  brand: {type: SingleSelect, options: [Acme, 7], required: true, default: Acme}
  size: {type: Number, min: 1, max: 10}
  day: {type: Date, min: 2024-01-01}
  note: {type: Text, max_length: 5}
  new: {type: Boolean}
  colours: {type: MultiSelect, options: [red, green]}
`
	tell(t, fields, []story{
		{"all good", "files:\n  /shop/a: {metadata: {brand: 7, size: 1.5, day: 2024-12-31, note: short, new: false, colours: [green, red], other: x}}\n", ""},
		{"all unset but what is required", "files:\n  /shop/a: {metadata: {brand: null, size: , day: ~, note: null, new: null, colours: null}}\n",
			"12:31: brand is required and cannot be unset"},
		{"all bad", "files:\n  /shop/a:\n    metadata: {brand: Akme, size: 0, day: 2023-12-31, note: too long, new: 1, colours: [blue]}\n", `
13:23: brand must be Acme or 7, not Akme
13:35: size must be at least 1, not 0
13:43: day must not be before 2024-01-01, as 2023-12-31 is
13:61: note must have at most 5 characters, not 8
13:76: new must be true or false, not a number 1
13:88: colours must be red or green, not blue`},
		{"all of another type", "folders:\n  /shop/a:\n    metadata: {brand: [Acme], size: big, day: soon, note: 5, new: yes, colours: red}\n", `
13:23: brand must be one option, not a list: only MultiSelect fields take lists
13:37: size must be a number, not a string big
13:47: day must be a date such as 2024-12-31 or "2024-12-31T18:00:00Z", not a string soon
13:59: note must be a string, not a number 5: put it in quotes
13:67: new must be true or false, not a string yes
13:81: colours must be a list of options: write [red]`},
		{"in a rule", "rules:\n  - {name: r, match: {path: /shop/x}, metadata: {size: 11}}\n", "12:56: size must be at most 10, not 11"},
		{"mind the quotes", "files:\n  /shop/a: {metadata: {brand: \"7\"}}\n", "12:31: brand must be a number 7, not a string: mind the quotes"},
		{"not what YAML makes of it", "files:\n  /shop/a: {metadata: {size: 007}}\n  /shop/b: {metadata: {size: 0x0A}}\n  /shop/c: {metadata: {size: 1_0}}\n  /shop/d: {metadata: {size: .nan}}\n  /shop/e: {metadata: {other: 9007199254740993}}\n", `
12:30: metadata size: 007 is no plain decimal number: write it as one, or put it in quotes if it is text
13:30: metadata size: 0x0A is no plain decimal number: write it as one, or put it in quotes if it is text
14:30: metadata size: 1_0 is no plain decimal number: write it as one, or put it in quotes if it is text
15:30: metadata size: .nan is no plain decimal number: write it as one, or put it in quotes if it is text
16:31: metadata other: 9007199254740993 is too large to be kept exactly: put it in quotes if it is text`},
		{"no mapping", "files:\n  /shop/a: {metadata: }\n  /shop/b: {metadata: [brand]}\n",
			"12:23: metadata must be a mapping, not nothing\n13:23: metadata must be a mapping, not a list"},
		{"values of no kind", "files:\n  /shop/a: {metadata: {other: {a: b}, note: [[x]], colours: [red, null]}}\n", `
12:31: metadata other must be a string, a number, true or false, not a mapping
12:46: each value of metadata note must be a string, a number, true or false, not a list
12:67: metadata colours must not hold nothing as a value`},
		{"a name of no kind", "files:\n  /shop/a: {metadata: {\"\": x, \" b\": x}}\n",
			"12:24: the name of a metadata field must not be empty\n12:31: the name of a metadata field must not begin or end with a space"},
	})
}

func TestFields(t *testing.T) {
	tell(t, head+"fields:\n", []story{
		{"no type", "  a: {label: A}\n", "5:3: field a needs a type: Text, Textarea, Number, Date, Boolean, SingleSelect or MultiSelect"},
		{"no mapping", "  a: Text\n  b:\n", "5:6: field a must be a mapping with at least type, not \"Text\"\n6:5: field b must be a mapping with at least type, not nothing"},
		{"a misspelt type", "  a: {type: Txt}\n  b: {type: text}\n  c: {type: Picture}\n", `
5:13: type "Txt" is not known; did you mean "Text"?
6:13: type "text" is not known; did you mean "Text"?
7:13: type "Picture" is not known; it can be Text, Textarea, Number, Date, Boolean, SingleSelect or MultiSelect`},
		{"a misspelt property", "  a: {type: Text, maxlength: 5}\n", `5:19: a field has no key "maxlength"; did you mean "max_length"?`},
		{"a name in spaces", "  \" a\": {type: Text}\n", "5:3: the name of a field must not begin or end with a space"},
		{"no label", "  a: {type: Text, label: \"\"}\n", "5:26: label must not be empty"},
		{"a label twice", "  a: {type: Text, label: A}\n  b: {type: Text, label: A}\n", `6:26: label "A" is that of field a at line 5 already: labels must differ`},
		{"no options", "  a: {type: SingleSelect}\n  b: {type: MultiSelect, options: []}\n  c: {type: SingleSelect, options: }\n", `
5:3: a SingleSelect field needs options: the values that can be chosen
6:35: options is empty: list the values that can be chosen
7:36: options must be a list, not nothing`},
		{"bad options", "  a: {type: SingleSelect, options: [x, x, \"\", null, 1, \"1\", [y]]}\n", `
5:40: option x is listed twice
5:43: an option must not be empty
5:47: an option must not be empty
5:61: an option must be a string, a number, true or false, not a list`},
		{"properties of other types", "  a: {type: Text, options: [x], min: 1, max: 2}\n  b: {type: Number, min_length: 1, max_length: 2}\n", `
5:28: options is for SingleSelect and MultiSelect fields, not for Text
5:38: min is for Number and Date fields, not for Text
5:46: max is for Number and Date fields, not for Text
6:33: min_length is for Text and Textarea fields, not for Number
6:48: max_length is for Text and Textarea fields, not for Number`},
		{"ranges", "  a: {type: Number, min: 2, max: 1}\n  b: {type: Date, min: 2024-02-01, max: 2024-01-01}\n  c: {type: Number, min: low, max: [1]}\n  d: {type: Date, min: 5}\n  e: {type: Number, min: 1, max: 1}\n", `
5:26: min 2 is more than max 1
6:24: min 2024-02-01 is more than max 2024-01-01
7:26: min must be a number, not a string low
7:36: max must be a number, not a list
8:24: min must be a date such as 2024-12-31 or "2024-12-31T18:00:00Z", not a number 5`},
		{"lengths", "  a: {type: Text, min_length: 3, max_length: 2}\n  b: {type: Text, min_length: -1, max_length: 1.5}\n  c: {type: Text, min_length: 0, max_length: }\n", `
5:31: min_length 3 is more than max_length 2
6:31: min_length must not be negative
6:47: max_length must be a whole number, not 1.5`},
		{"defaults", "  a: {type: Text, default: 5}\n  b: {type: SingleSelect, options: [x], default: y}\n  c: {type: MultiSelect, options: [x], default: x}\n  d: {type: Number, min: 1, default: 0}\n  e: {type: Date, default: soon}\n  f: {type: MultiSelect, options: [x, y], default: [y]}\n", `
5:28: default must be a string, not a number 5: put it in quotes
6:50: default must be x, not y
7:49: default must be a list of options: write [x]
8:38: default must be at least 1, not 0
9:28: default must be a date such as 2024-12-31 or "2024-12-31T18:00:00Z", not a string soon`},
		{"required without a default", "  a: {type: Text, required: true}\n  b: {type: Text, required: true, default: }\n  c: {type: Text, required: false}\n", `
5:29: a required field needs a default, for the files that have no value
6:29: a required field needs a default, for the files that have no value`},
		{"a bad definition is told once", "  a: {type: SingleSelect, options: [x, x]}\nfiles:\n  /shop/a: {metadata: {a: z}}\n", "5:40: option x is listed twice"},
		{"a field twice", "  a: {type: Text}\n  a: {type: Text}\n", `6:3: key "a" is given twice in fields: first at line 5`},
	})
}

func TestRules(t *testing.T) {
	tell(t, head+"rules:\n", []story{
		{"no name, no match, no wish", "  - {}\n  - {name: a}\n", `
5:5: a rule must ask for something: tags, metadata, description, focus or published
5:5: a rule needs a name, which explains and reports use
5:5: a rule needs match with path, where or both
6:5: a rule must ask for something: tags, metadata, description, focus or published
6:5: a rule needs match with path, where or both`},
		{"two of a name", "  - {name: a, match: {path: /shop/x}, tags: []}\n  - {name: a, match: {path: /shop/y}, tags: []}\n",
			`6:12: rule "a" is named like the one at line 5`},
		{"an empty match", "  - {name: a, match: {}, tags: []}\n  - {name: b, match: , tags: []}\n  - {name: c, match: x, tags: []}\n", `
5:22: match is empty: it needs path, where or both
6:22: match is empty: it needs path, where or both
7:22: match must be a mapping, not "x"`},
		{"a path outside scope", "  - {name: a, match: {path: \"/b/**\"}, tags: []}\n", `5:29: path "/b/**" matches nothing in scope [/shop]`},
		{"a bad path", "  - {name: a, match: {path: x}, tags: []}\n", `5:29: path: pattern "x" must begin with /`},
		{"no mapping", "  - a\n", `5:5: a rule must be a mapping with name and match, not "a"`},
		{"everything a rule can ask", "  - {name: a, match: {where: width > 5}, tags: [], metadata: {}, description: x, focus: null, published: false}\n", ""},
		{"a misspelt match", "  - {name: a, match: {wher: x}, tags: []}\n", `5:23: match has no key "wher"; did you mean "where"?`},
	})
}
