// Package anywant draws libraries as people may want them, for property tests of
// packages that read and write YAML. It is for tests only.
package anywant

import (
	"fmt"

	"pgregory.net/rapid"

	"github.com/iksync/iksync/imagekit/query"
	"github.com/iksync/iksync/state"
)

// texts are strings that a YAML writer may get wrong: what looks like another
// type, indicators, quotes, breaks, what is not printable.
func texts() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"a", "null", "~", "true", "No", "on", "1", "1.5", "1e3", "0x1F", ".5", ".inf", "<<", "2024-01-01", "12:30",
			"- a", "a: b", "a #b", "#a", "a,b", "[a]", "{a}", "'a'", `"a"`, `a\b`, "*a", "&a", "!a", "|", ">", "%a", "@a", "`a", "?", "-", ":", "=",
			"---", "...", "a\nb", "\na", "a\n", "a\tb", "\u0085", "\u2028", "\ufeff", "\u00e9", "e\u0301", "日本", "\x00", "\x7f", "\u200b", "😀", "a  b", "a "}),
		rapid.StringN(1, 30, -1),
		rapid.StringMatching(`[a-z]{1,8}( [a-z-]{1,8}){0,3}`),
	)
}

// names are texts without what nameFault refuses.
func names() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringMatching(`[a-zA-Z0-9_.-]{1,12}`),
		rapid.StringMatching(`[a-zé日#:'"!&*?|>@{}\[\]\\][a-z0-9 ':"#-]{0,8}[a-z.]`),
	)
}

func values() *rapid.Generator[state.Value] {
	scalar := rapid.OneOf(
		rapid.Map(texts(), state.String),
		rapid.Map(rapid.Float64Range(-1e300, 1e300), state.Num),
		rapid.Map(rapid.Float64Range(-1e-5, 1e-5), state.Num),
		rapid.Map(rapid.Int32(), func(n int32) state.Value { return state.Num(float64(n)) }),
		rapid.Map(rapid.Bool(), state.Bool),
	)
	return rapid.OneOf(rapid.Just(state.Value{}), scalar, rapid.Map(rapid.SliceOfN(scalar, 0, 3), func(vs []state.Value) state.Value { return state.List(vs...) }))
}

func tags(t *rapid.T, from state.Origin) *state.Tags {
	list := rapid.SliceOfNDistinct(rapid.Map(names(), func(s string) state.Tag { return state.Tag(s) }), 0, 4, rapid.ID[state.Tag])
	all := list.Draw(t, "tags")
	if len(all) == 0 || rapid.Bool().Draw(t, "exact") {
		return &state.Tags{Mode: state.TagsExact, Set: append([]state.Tag{}, all...), From: from}
	}
	partial := &state.Tags{Mode: state.TagsPartial, From: from}
	cut := rapid.IntRange(0, len(all)).Draw(t, "cut")
	if cut > 0 {
		partial.Add = all[:cut]
	}
	if cut < len(all) {
		partial.Remove = all[cut:]
	}
	return partial
}

// inherited draws what a folder passes on.
func inherited(t *rapid.T, from state.Origin) state.Attributes {
	var a state.Attributes
	if rapid.Bool().Draw(t, "has tags") {
		a.Tags = tags(t, from)
	}
	if rapid.Bool().Draw(t, "has metadata") {
		a.Metadata = map[state.FieldName]state.Setting[state.Value]{}
		for _, name := range rapid.SliceOfN(names(), 0, 3).Draw(t, "fields") {
			a.Metadata["x"+state.FieldName(name)] = state.Setting[state.Value]{Value: values().Draw(t, "value"), From: from}
		}
	}
	return a
}

func attributes(t *rapid.T, from state.Origin) state.Attributes {
	a := inherited(t, from)
	if rapid.Bool().Draw(t, "has description") {
		a.Description = &state.Setting[string]{Value: rapid.OneOf(rapid.Just(""), texts()).Draw(t, "description"), From: from}
	}
	if rapid.Bool().Draw(t, "has focus") {
		a.Focus = &state.Setting[string]{Value: rapid.SampledFrom([]string{"", "0,0,1,1", "10,10,100,100"}).Draw(t, "focus"), From: from}
	}
	if rapid.Bool().Draw(t, "has published") {
		a.Published = &state.Setting[bool]{Value: rapid.Bool().Draw(t, "published"), From: from}
	}
	return a
}

// Draw draws a YAML file that is right. Paths are kept apart by a number, IDs too.
func Draw(t *rapid.T) *state.Want {
	want := &state.Want{
		Library: state.NewLibrary(),
		Name:    names().Draw(t, "library"),
		Scope:   []state.Path{"/shop"},
		Limits: state.Limits{Deletes: rapid.IntRange(0, 1000).Draw(t, "deletes"),
			DeletePercent: rapid.IntRange(0, 100).Draw(t, "percent")},
	}
	for range rapid.IntRange(0, 2).Draw(t, "protected") {
		want.Protect = append(want.Protect, state.Pattern{Glob: rapid.SampledFrom([]string{"/legal", "/shop/**/*.jpg", "/a/{b,c}/*"}).Draw(t, "glob")})
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "folders") {
		f := folder(t, i)
		want.Folders[f.Path] = f
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "files") {
		f := file(t, i)
		want.Files[f.Path] = f
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "rules") {
		want.Rules = append(want.Rules, rule(t, i))
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "definitions") {
		f := definition(t, i)
		want.Fields[f.Name] = f
	}
	if rapid.Bool().Draw(t, "has state") {
		want.State = &state.Setting[string]{Value: rapid.SampledFrom([]string{"file://./state", "s3://bucket?region=eu-west-1"}).Draw(t, "state")}
	}
	if rapid.Bool().Draw(t, "removes") {
		want.Remove = state.Remove{
			Files:   []state.Pattern{{Glob: "/shop/old/*.tmp"}},
			Folders: []state.Setting[state.Path]{{Value: "/shop/gone"}},
			Fields:  []state.Setting[state.FieldName]{{Value: "legacy"}},
		}
	}
	return want
}

func folder(t *rapid.T, i int) *state.Folder {
	path := state.Path(fmt.Sprintf("/shop/folder %d %s", i, names().Draw(t, "folder")))
	from := state.Origin{Layer: state.LayerFolder, Name: string(path)}
	f := &state.Folder{Path: path, Inherit: inherited(t, from)}
	other := &state.Setting[state.Path]{Value: state.Path(fmt.Sprintf("/shop/from/%d", i)), From: from}
	switch rapid.IntRange(0, 4).Draw(t, "kind") {
	case 0:
		f.ID = state.FolderID(fmt.Sprint(i, "a"))
	case 1:
		f.MovedFrom = other
		f.Conflict = rapid.SampledFrom([]state.Conflict{state.ConflictRefuse, state.ConflictVersion}).Draw(t, "conflict")
	case 2:
		f.CopyOf = other
	case 3:
		f.CopyOf, f.Versions = other, state.CopyAll
	}
	if rapid.Bool().Draw(t, "has source_dir") {
		f.SourceDir = &state.SourceDir{Glob: rapid.SampledFrom([]string{"assets", "assets/**/*.svg", "a/{b,c}/*", "."}).Draw(t, "source_dir")}
	}
	if rapid.Bool().Draw(t, "has prune") {
		f.Prune = &state.Setting[bool]{Value: rapid.Bool().Draw(t, "prune"), From: from}
	}
	return f
}

func file(t *rapid.T, i int) *state.File {
	from := state.Origin{Layer: state.LayerFile}
	f := &state.File{Path: state.Path(fmt.Sprintf("/shop/file %d %s", i, names().Draw(t, "file"))), Attributes: attributes(t, from)}
	switch rapid.IntRange(0, 3).Draw(t, "kind") {
	case 0:
		f.ID = state.FileID(fmt.Sprintf("12345%de4", i))
	case 1:
		f.MovedFrom = &state.Setting[state.Path]{Value: state.Path(fmt.Sprintf("/shop/from/%d.jpg", i)), From: from}
		f.Conflict = rapid.SampledFrom([]state.Conflict{state.ConflictRefuse, state.ConflictVersion}).Draw(t, "conflict")
	}
	if rapid.Bool().Draw(t, "has source") {
		f.Source = &state.Source{Path: names().Draw(t, "source")}
	}
	return f
}

func rule(t *rapid.T, i int) state.Rule {
	r := state.Rule{Name: fmt.Sprint(names().Draw(t, "rule"), i)}
	r.Attributes = attributes(t, state.Origin{Layer: state.LayerRule, Name: r.Name})
	if r.Tags == nil {
		r.Tags = tags(t, state.Origin{Layer: state.LayerRule, Name: r.Name})
	}
	if rapid.Bool().Draw(t, "has where") {
		q, err := query.Parse(rapid.SampledFrom([]string{`width > 5`, `name = "a'b\"c" OR size < "1mb"`, `"customMetadata.x" EXISTS`}).Draw(t, "where"))
		if err != nil {
			t.Fatal(err)
		}
		r.Where = q
	}
	if r.Where == nil || rapid.Bool().Draw(t, "has path") {
		r.Path = &state.Pattern{Glob: rapid.SampledFrom([]string{"/shop/**", "/shop/a?b.jpg", "/shop/[ab]*", `/shop/\*`}).Draw(t, "path")}
	}
	return r
}

// definition draws a field; its properties are those that the YAML would give.
func definition(t *rapid.T, i int) *state.Field {
	f := &state.Field{Name: state.FieldName(fmt.Sprint(names().Draw(t, "field"), i)), Required: state.Optional, Managed: state.Managed{"type": {}}}
	give := func(property string) bool {
		if !rapid.Bool().Draw(t, property) {
			return false
		}
		f.Managed[property] = state.Pos{}
		return true
	}
	if give("label") {
		f.Label = fmt.Sprint(names().Draw(t, "label"), i)
	}
	f.Type = rapid.SampledFrom(state.FieldTypes()).Draw(t, "type")
	length := rapid.IntRange(0, 50).Draw(t, "length")
	switch f.Type {
	case state.SingleSelect, state.MultiSelect:
		f.Managed["options"] = state.Pos{}
		f.Options = []state.Value{state.String("1"), state.Num(1), state.Bool(true), state.String(names().Draw(t, "option") + "!")}
	case state.Text, state.Textarea:
		if give("min_length") {
			f.MinLength = &length
		}
		if give("max_length") && f.MinLength == nil {
			f.MaxLength = &length
		}
	case state.Number:
		if give("min") {
			f.Min = state.Num(rapid.Float64Range(-1e9, 1e9).Draw(t, "least"))
		}
	case state.Date:
		if give("max") {
			f.Max = state.String("2024-12-31")
		}
	case state.Boolean:
		if give("default") && give("required") {
			f.Default, f.Required = state.Bool(true), state.Required
		}
	}
	return f
}
