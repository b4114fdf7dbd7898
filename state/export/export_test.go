package export_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
	"github.com/iksync/iksync/state/export"
)

func TestExplicit(t *testing.T) {
	have := library(files("/s/a{1..5}.jpg x brand=Acme\n/s/b.jpg\n/s/c.jpg w x description=c draft=")...)
	e, text := exact(t, have, export.Options{Name: "shop", Scope: []state.Path{"/s"}, Form: export.Explicit, Pins: export.ByID})
	require.Equal(t, 7, e.Listed)
	require.True(t, strings.HasPrefix(text, "# 7 files and 1 folder in /s; made by iksync export.\nversion: 1\nlibrary: shop\n"), text)
	require.Contains(t, text, `fields:
  brand: {label: Brand, type: SingleSelect, options: [Acme, Globex]}
`)
	require.Contains(t, text, `folders:
  /s:
    id: d0

files:
  /s/a1.jpg:
    id: f0
    tags: [x]
    metadata: {brand: Acme}
`)
	require.Contains(t, text, `
  /s/b.jpg:
    id: f5
  /s/c.jpg:
    id: f6
    tags: [w, x]
    description: c
    published: false
`)
	require.NotContains(t, text, "rules:")
	_, text = exact(t, have, export.Options{Name: "shop", Scope: []state.Path{"/s"}, Form: export.Explicit})
	require.Contains(t, text, "\n  /s/b.jpg:\n  /s/c.jpg:\n    tags: [w, x]\n")
	require.NotContains(t, text, "id:")
}

func TestShortSaysWhatIsNotListed(t *testing.T) {
	_, text := exact(t, library(files("/s/a{1..5}.jpg x\n/s/b.jpg x w")...), short("/s"))
	require.True(t, strings.HasPrefix(text, `# 6 files and 1 folder in /s; made by iksync export.
# 1 file is listed. Of the others, all there is to say is said by folders and
# rules; --explicit lists every file.
version: 1
`), text)
	_, text = exact(t, library(), short("/"))
	require.True(t, strings.HasPrefix(text, "# 0 files and 0 folders in /; made by iksync export.\nversion: 1\n"), text)
}

// Each row is something that YAML does not say, and what becomes of it.
func TestLosses(t *testing.T) {
	const odd = "\x1b[2J\u202e\u0085\n"
	for _, test := range []struct {
		name   string
		have   *state.Have
		reason export.LossReason
		object string
		detail string
	}{
		{"a path with a control character", library(file("/s/a.jpg x"), &state.File{Path: "/s/a\n.jpg", Attributes: file("/ x").Attributes}),
			export.LossPath, "/s/a\n.jpg", "file cannot be listed: its path holds a control character"},
		{"a path that is no text", library(&state.File{Path: "/s/a\xff.jpg", Attributes: file("/ x").Attributes}),
			export.LossPath, "/s/a\xff.jpg", "file cannot be listed: its path is not UTF-8"},
		{"a twin by case", library(file("/s/a.jpg x"), file("/s/A.jpg x")), export.LossTwin, "/s/a.jpg", `file cannot be listed beside "/s/A.jpg", which differs in case or accents only`},
		{"a twin by its accents", library(file("/s/\u00e9.jpg x"), file("/s/e\u0301.jpg x")), export.LossTwin, "/s/\u00e9.jpg", ""},
		{"a folder that is a twin", library(file("/s/a/1.jpg x"), file("/s/A/2.jpg x")), export.LossTwin, "/s/a", "folder cannot be listed beside \"/s/A\", which differs in case or accents only"},
		{"a tag with a comma", library(file("/s/a.jpg x a,b")), export.LossTags, "/s/a.jpg", `its tag "a,b": it must not hold "," or "%"`},
		{"a tag that acts on a terminal", library(&state.File{Path: "/s/a.jpg", Attributes: state.Attributes{Tags: &state.Tags{Set: []state.Tag{odd + "a"}}}}),
			export.LossTags, "/s/a.jpg", ""},
		{"more tags than there may be", library(file("/s/a.jpg " + strings.Repeat("abcdefghij", 30) + "1 " + strings.Repeat("abcdefghij", 30) + "2")), export.LossTags, "/s/a.jpg",
			"its tags have 603 characters together, of 500 at most"},
		{"a value that its field does not take", library(file("/s/a.jpg x brand=Old")), export.LossValue, "/s/a.jpg", "its metadata brand must be Acme or Globex, not Old"},
		{"a value of a field that there is not", library(file("/s/a.jpg x gone=1")), export.LossNoField, "/s/a.jpg", "its metadata gone: there is no such field any more"},
		{"a focus that is none", library(file("/s/a.jpg x focus=1,2,0,4")), export.LossFocus, "/s/a.jpg", `its focus "1,2,0,4" is no x,y,width,height`},
		{"a description as long as a book", library(file("/s/a.jpg x description=" + strings.Repeat("d", 10_001))), export.LossDescription, "/s/a.jpg",
			"its description has 10001 characters, of 10000 at most"},
		{"a field at odds with itself", withField(&state.Field{Name: "bad", Label: "Bad", Type: state.Text, Required: state.Required}), export.LossField, "bad",
			"its definition: a required field needs a default, for the files that have no value"},
		{"a field of a type to come", withField(&state.Field{Name: "bad", Label: "Bad", Type: "Colour"}), export.LossField, "bad", ""},
		{"a label that two have", withField(&state.Field{Name: "second", Label: "Brand", Type: state.Text}), export.LossField, "brand", "its definition: another field has its label too"},
		{"a label that is no name", withField(&state.Field{Name: "second", Label: "a" + odd, Type: state.Text}), export.LossField, "second", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, o := range everyWay("/s") {
				e, text := exact(t, test.have, o)
				require.Len(t, e.Losses, 1, text)
				loss := e.Losses[0]
				require.Equal(t, test.reason, loss.Reason)
				require.Equal(t, test.object, loss.Object)
				if test.detail != "" {
					require.Equal(t, test.detail, loss.Detail)
				}
				head, _, _ := strings.Cut(text, "version: 1")
				require.Contains(t, head, "# In the library, and not in this file, which leaves it as it is:\n#   \"")
				for line := range strings.Lines(head) {
					require.True(t, strings.HasPrefix(line, "#"), line)
				}
				require.NotContains(t, head, "\x1b")
				require.NotContains(t, head, "\u202e")
				require.NotContains(t, head, "\u0085")
			}
		})
	}
}

func withField(f *state.Field) *state.Have {
	h := library(file("/s/a.jpg x"))
	h.Fields[f.Name] = f
	return h
}

// An id that cannot be pinned is left out, the entry is not.
func TestOddIDs(t *testing.T) {
	one, two, three := file("/s/a.jpg x"), file("/s/b.jpg x"), file("/s/c.jpg x")
	one.ID, two.ID, three.ID = "same", "same", "a/b"
	e, text := exact(t, library(one, two, three), export.Options{Name: "shop", Scope: []state.Path{"/s"}, Pins: export.ByID})
	require.Equal(t, 3, e.Listed)
	require.Len(t, e.Losses, 2)
	require.Equal(t, 1, e.Losses[0].More)
	require.NotContains(t, text, "id: same")
	require.Contains(t, text, "\n  /s/b.jpg:\n    tags: [x]\n")
}

// What is lost in the same way of many is told once, and of many things the first
// ones.
func TestManyLosses(t *testing.T) {
	var list []*state.File
	for i := range 100 {
		list = append(list, file(fmt.Sprintf("/s/a%03d.jpg gone=1", i)), file(fmt.Sprintf("/s/b%03d.jpg a%%%d", i, i)))
	}
	e, text := exact(t, library(list...), short("/s"))
	require.Len(t, e.Losses, 101)
	require.Contains(t, text, `#   "/s/a000.jpg": its metadata gone: there is no such field any more (and 99 more)`)
	require.Contains(t, text, "#   and 80 more of this kind (tags)\n")
	_, text = exact(t, library(list[1]), short("/s"))
	require.NotContains(t, text, "more")
}

// Somebody who takes something off a file, or changes it, is found out.
func TestWhatWasExportedIsAskedForFromThenOn(t *testing.T) {
	const list = "/s/a/f{1..6}.jpg x w brand=Acme\n/s/a/hero.jpg x w hero brand=Acme description=d focus=1,2,3,4\n/s/b/f{1..6}.png p\n/s/b/f.txt\n/s/c.jpg own"
	for _, o := range everyWay("/s") {
		text := written(t, export.Of(library(files(list)...), o))
		for _, change := range []struct {
			path  state.Path
			to    string
			attrs string
		}{
			{"/s/a/f1.jpg", "x brand=Acme", "tags"},
			{"/s/a/f2.jpg", "x w brand=Globex", "metadata.brand"},
			{"/s/a/f3.jpg", "", "tags metadata.brand"},
			{"/s/a/hero.jpg", "x w", "tags metadata.brand description focus"},
			{"/s/a/hero.jpg", "w hero brand=Acme description=d focus=1,2,3,4", "tags"},
			{"/s/b/f1.png", "q", "tags"},
			{"/s/c.jpg", "own more", "tags"},
		} {
			have := library(files(list)...)
			have.Files[change.path].Attributes = file("/ " + change.to).Attributes
			p := planFor(t, text, have)
			require.Len(t, p.Changes, 1, "%v %s", change, text)
			require.Equal(t, change.path, p.Changes[0].Path)
			var names []string
			for _, a := range p.Changes[0].Attrs {
				names = append(names, a.Name)
			}
			require.Equal(t, change.attrs, strings.Join(names, " "))
		}
	}
}

// oddText is text as a library may hold it.
func oddText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"a", "A", "null", "~", "true", "No", "1", "1.5", "2024-01-01", "- a", "a: b", "a #b", "a,b", "50%", "[a]", "{a}", `"a"`, `a\b`, "*", "&a",
			"<<", "?", "...", "a\nb", " a", "a ", "a\tb", "\u0085", "\u2028", "\ufeff", "\u00e9", "e\u0301", "日本", "\x00", "\x7f", "\u202e", "😀", "a\xffb", "${x}", "$${x}", "$", "", "`", "'", "a  b"}),
		rapid.StringMatching(`[a-z]{1,6}`), rapid.StringN(0, 8, -1),
	)
}

func drawName(t *rapid.T, label string) string {
	name := rapid.OneOf(rapid.SampledFrom([]string{"a", "b", "c", "A", "é", "e\u0301", "x*", "{y}", "[z]", "a b", "a,b", "${v}", "\x1b", "q\xff", "\u202e", " s", "s ", "#", "- d", ".x"}),
		rapid.StringMatching(`[a-z]{1,3}`)).Draw(t, label)
	return name
}

func drawValue(t *rapid.T, f *state.Field) state.Value {
	scalar := func() state.Value {
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			return state.Num(rapid.OneOf(rapid.SampledFrom([]float64{0, 1, -1.5, 1e15, 1e300, 1e-9, 9007199254740993}), rapid.Float64Range(-1e6, 1e6)).Draw(t, "number"))
		case 1:
			return state.Bool(rapid.Bool().Draw(t, "bool"))
		default:
			return state.String(oddText().Draw(t, "text"))
		}
	}
	good := rapid.IntRange(0, 9).Draw(t, "good") > 0
	switch {
	case !good:
		return rapid.SampledFrom([]state.Value{scalar(), state.List(scalar()), state.List(state.Value{}), state.List()}).Draw(t, "bad")
	case f.Type == state.Number:
		return state.Num(float64(rapid.IntRange(-3, 3).Draw(t, "n")))
	case f.Type == state.Boolean:
		return state.Bool(rapid.Bool().Draw(t, "b"))
	case f.Type == state.Date:
		return state.String(rapid.SampledFrom([]string{"2024-01-01", "2024-01-01T00:00:00Z", "2024-01-01T02:00:00+02:00"}).Draw(t, "date"))
	case f.Type == state.SingleSelect:
		return rapid.SampledFrom(f.Options).Draw(t, "option")
	case f.Type == state.MultiSelect:
		return state.List(rapid.SliceOfNDistinct(rapid.SampledFrom(f.Options), 0, len(f.Options), func(v state.Value) string { return v.Kind() + v.String() }).Draw(t, "choices")...)
	default:
		return state.String(oddText().Draw(t, "text"))
	}
}

func drawFields(t *rapid.T, h *state.Have) {
	three := 3
	for i, kind := range state.FieldTypes() {
		f := &state.Field{Name: state.FieldName(fmt.Sprintf("f_%d", i)), ID: fmt.Sprint("m", i), Label: fmt.Sprint(oddText().Draw(t, "label"), i), Type: kind, Required: state.Optional}
		switch kind {
		case state.SingleSelect, state.MultiSelect:
			f.Options = []state.Value{state.String("a"), state.String("1"), state.Num(1), state.Bool(true), state.String("${x}")}
		case state.Text:
			f.MinLength, f.MaxLength = rapid.SampledFrom([]*int{nil, &three}).Draw(t, "min"), nil
		case state.Number:
			f.Min, f.Max = state.Num(-2), state.Num(1e15)
		case state.Date:
			f.Min = state.String("2020-01-01")
		}
		if kind == state.SingleSelect && rapid.Bool().Draw(t, "required") {
			f.Required, f.Default = state.Required, state.String("a")
		}
		h.Fields[f.Name] = f
	}
	h.Fields["brand"] = library().Fields["brand"]
}

// drawLibrary is a library in which many files have much in common.
func drawLibrary(t *rapid.T) *state.Have {
	h := library()
	drawFields(t, h)
	dirs := []state.Path{"/s"}
	for range rapid.IntRange(0, 4).Draw(t, "folders") {
		dir := rapid.SampledFrom(dirs).Draw(t, "above").Join(drawName(t, "folder"))
		if dir.Dir().Join(dir.Base()) == dir && h.Files[dir] == nil {
			dirs = append(dirs, dir)
		}
		addFolder(h, dir)
	}
	addFolder(h, "/s")
	common := rapid.SliceOfN(rapid.SampledFrom([]state.Tag{"t1", "t2", "t3", "${v}", "a,b", "yes", "1"}), 0, 3).Draw(t, "common")
	n := rapid.IntRange(0, 25).Draw(t, "files")
	for i := range n {
		dir := rapid.SampledFrom(dirs).Draw(t, "dir")
		path := dir.Join(fmt.Sprint(drawName(t, "name"), rapid.IntRange(0, 12).Draw(t, "number"), rapid.SampledFrom([]string{".jpg", ".png", ".JPG", "", ".", ".tar.gz", ".é"}).Draw(t, "ext")))
		if h.Files[path] != nil || h.Folders[path] != nil {
			continue
		}
		f := &state.File{Path: path, ID: state.FileID(fmt.Sprint("id", i))}
		drawAttributes(t, h, f, common)
		h.Files[path] = f
	}
	return h
}

func drawAttributes(t *rapid.T, h *state.Have, f *state.File, common []state.Tag) {
	chance := func(label string, percent int) bool { return rapid.IntRange(1, 100).Draw(t, label) <= percent }
	tags := slices.Clone(common)
	if chance("own tags", 30) {
		tags = rapid.SliceOfN(rapid.Map(oddText(), func(s string) state.Tag { return state.Tag(s) }), 0, 3).Draw(t, "tags")
		if chance("and common", 50) {
			tags = append(tags, common...)
		}
	}
	if len(tags) > 0 {
		f.Tags = &state.Tags{Mode: state.TagsExact, Set: tags}
	}
	for _, name := range []state.FieldName{"f_0", "f_1", "f_2", "f_3", "f_4", "f_5", "f_6", "lingers"} {
		if !chance("has "+string(name), 35) {
			continue
		}
		def := h.Fields[name]
		if def == nil {
			def = &state.Field{}
		}
		if f.Metadata == nil {
			f.Metadata = map[state.FieldName]state.Setting[state.Value]{}
		}
		f.Metadata[name] = state.Setting[state.Value]{Value: drawValue(t, def)}
	}
	if chance("description", 20) {
		f.Description = &state.Setting[string]{Value: oddText().Draw(t, "description")}
	}
	if chance("focus", 20) {
		f.Focus = &state.Setting[string]{Value: rapid.SampledFrom([]string{"1,2,3,4", "0,0,0,0", " 1,2,3,4", "x", "01,2,3,4"}).Draw(t, "focus")}
	}
	if chance("draft", 20) {
		f.Published = &state.Setting[bool]{}
	}
}

// Whatever a library holds: what is exported is valid, and asks for nothing but
// what is there. Twice the same is the same text.
func TestEveryExportIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		have := drawLibrary(t)
		for _, o := range everyWay("/s") {
			_, text := exact(t, have, o)
			require.Equal(t, text, written(t, export.Of(have, o)))
		}
	})
}

// What somebody changes afterwards of what can be said is found: wiping the
// attributes of a file is planned back, all that the YAML could say of them.
func TestEveryExportRemembers(t *testing.T) {
	wiped := 0
	rapid.Check(t, func(t *rapid.T) {
		have := drawLibrary(t)
		paths := make([]state.Path, 0, len(have.Files))
		for path := range have.Files {
			paths = append(paths, path)
		}
		if len(paths) == 0 {
			return
		}
		slices.Sort(paths)
		path := rapid.SampledFrom(paths).Draw(t, "path")
		o := rapid.SampledFrom(everyWay("/s")).Draw(t, "way")
		e := export.Of(have, o)
		for _, loss := range e.Losses {
			if loss.Reason == export.LossPath || loss.Reason == export.LossTwin {
				return // it may be this one
			}
		}
		text := written(t, e)
		was := have.Files[path]
		have.Files[path] = &state.File{Path: path, ID: was.ID}
		said := export.Of(library(alone(was)), export.Options{Name: "x", Scope: o.Scope, Form: export.Explicit})
		want, err := state.Decode("exported.yaml", strings.NewReader(text))
		require.NoError(t, err)
		p, err := plan.Make(want, have, plan.Source{}, plan.Options{})
		var problems state.Problems
		if errors.As(err, &problems) {
			t.Fatalf("%v\n%s", err, text)
		}
		sayable := said.Want.Files[path]
		hasTags := sayable != nil && sayable.Tags != nil && len(sayable.Tags.Set)+len(sayable.Tags.Add) > 0
		if !hasTags {
			return
		}
		wiped++
		require.Len(t, p.Changes, 1, "%s\n%s", path, text)
		require.Equal(t, path, p.Changes[0].Path)
		require.Equal(t, plan.AttrTags, p.Changes[0].Attrs[0].Name)
	})
	require.NotZero(t, wiped)
}

// alone is f with nothing but its tags.
func alone(f *state.File) *state.File {
	return &state.File{Path: f.Path, ID: f.ID, Attributes: state.Attributes{Tags: f.Tags}}
}
