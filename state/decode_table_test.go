package state_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/state"
)

// tableFields are the fields that the tables here have columns of.
const tableFields = `fields:
  brand: {type: SingleSelect, options: [Acme, Globex, "Red, dark", 1, "1", true]}
  kinds: {type: MultiSelect, options: [a, b, "x, y", 1, "1", "null"]}
  weight: {type: Number, min: -5, max: 10}
  made: {type: Date, min: 2020-01-01}
  sold: {type: Boolean}
  note: {type: Text, max_length: 20}
  tags: {type: Text}
  Size: {type: Text}
  SIZE: {type: Text}
`

// decodeTable reads tables t1.csv, t2.csv and so on, named by a YAML called f.
func decodeTable(yaml string, texts ...string) (*state.Want, error) {
	names := make([]string, len(texts))
	for i := range texts {
		names[i] = fmt.Sprintf("t%d.csv", i+1)
	}
	if len(texts) > 0 {
		yaml += "files_from: [" + strings.Join(names, ", ") + "]\n"
	}
	return state.DecodeInputs(state.Inputs{
		Files: []state.YAML{{Name: "f", Bytes: []byte(yaml)}},
		Table: func(name string) (state.CSV, error) {
			i := slices.Index(names, name)
			if i < 0 {
				return state.CSV{}, errors.New("there is no such file")
			}
			return state.CSV{Name: name, Bytes: []byte(texts[i])}, nil
		},
	})
}

// TestTableIsLikeFiles: a row and the entry that it stands for are the same.
func TestTableIsLikeFiles(t *testing.T) {
	for _, test := range []struct{ name, header, row, entry string }{
		{"a path alone", "path", "/shop/a.jpg", ""},
		{"empty cells say nothing", "path,tags,description,focus,published,source,id,brand,note", "/shop/a.jpg,,,,,,,,", ""},
		{"everything", "id,path,tags,description,focus,published,source",
			`64fb,/shop/a.jpg,"x, y",Winter,"1,2,3,4",false,assets/a.jpg`,
			"{id: 64fb, tags: [x, y], description: Winter, focus: \"1,2,3,4\", published: false, source: assets/a.jpg}"},
		{"null takes away", "path,tags,description,focus,brand,kinds,note", "/shop/a.jpg,null,null,null,null,null,null",
			"{tags: [], description: null, focus: null, metadata: {brand: null, kinds: null, note: null}}"},
		{"some tags", "path,tags", `/shop/a.jpg,"+x, -y,+z"`, "{tags: {add: [x, z], remove: [y]}}"},
		{"tags that look like changes", "path,tags", `/shop/a.jpg,"""-x"",""+y"",""null"""`, "{tags: [\"-x\", \"+y\", \"null\"]}"},
		{"a tag like the empty set", "path,tags", `/shop/a.jpg,"""null"""`, "{tags: [\"null\"]}"},
		{"an option with a comma", "path,brand,kinds", `/shop/a.jpg,"Red, dark","""x, y"",a"`, "{metadata: {brand: \"Red, dark\", kinds: [\"x, y\", a]}}"},
		{"options that are numbers, and those that look so", "path,brand,kinds", `/shop/a.jpg,1,"1,""1"",""null"""`, "{metadata: {brand: 1, kinds: [1, \"1\", \"null\"]}}"},
		{"an option that looks like a number", "path,brand", `/shop/a.jpg,"""1"""`, "{metadata: {brand: \"1\"}}"},
		{"what a spreadsheet makes of true", "path,brand,sold,published", "/shop/a.jpg,TRUE,FALSE,True", "{published: true, metadata: {brand: true, sold: false}}"},
		{"no options", "path,kinds", `/shop/a.jpg,""""""`, "{metadata: {kinds: []}}"},
		{"numbers and dates, with blanks around", "path,weight,made", "/shop/a.jpg, -1.5e0 , 2024-02-29 ", "{metadata: {weight: -1.5, made: 2024-02-29}}"},
		{"texts stay what they are", "path,note,metadata.tags", "/shop/a.jpg, true ,1.0", "{metadata: {note: \" true \", tags: \"1.0\"}}"},
		{"texts like words", "path,note,description", `/shop/a.jpg,"""null""",""""""`, "{description: \"\", metadata: {note: \"null\"}}"},
		{"no variable", "path,note,tags", "/shop/${x}.jpg,${y},$${z}", "{tags: [\"$$${z}\"], metadata: {note: \"$${y}\"}}"},
		{"no formula", "path,note", "/shop/a.jpg,=1+1", "{metadata: {note: =1+1}}"},
		{"headers as people write them", " Path ,BRAND,Metadata.Tags,metadata.Size,SIZE", "/shop/a.jpg,Acme,x,1,2", "{metadata: {brand: Acme, tags: x, Size: \"1\", SIZE: \"2\"}}"},
		{"a column without a name and with nothing in it", "path,,note,", "/shop/a.jpg,,x,", "{metadata: {note: x}}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			table, err := decodeTable(head+tableFields, test.header+"\n"+test.row+"\n")
			require.NoError(t, err)
			path := "/shop/a.jpg"
			if strings.Contains(test.row, "/shop/${x}") {
				path = "/shop/$${x}.jpg"
			}
			listed, err := decodeTable(head + tableFields + "files:\n  " + path + ": " + test.entry + "\n")
			require.NoError(t, err)
			require.Empty(t, cmp.Diff(listed, table, same()))
		})
	}
}

// Each value of a row comes from its cell.
func TestTableOrigins(t *testing.T) {
	want, err := decodeTable(head+tableFields, "tags;path;brand;note;source\r\nx;/shop/a.jpg;Acme;\"a\r\nb\";s.jpg\r\ny;/shop/é.jpg;;n;\r\n")
	require.NoError(t, err)
	at := func(line, column int) state.Pos { return state.Pos{File: "t1.csv", Line: line, Column: column} }
	a, e := want.Files["/shop/a.jpg"], want.Files["/shop/é.jpg"]
	require.Equal(t, at(2, 3), a.Pos)
	require.Equal(t, state.Origin{Layer: state.LayerFile, Pos: at(2, 1)}, a.Tags.From)
	require.Equal(t, state.Origin{Layer: state.LayerFile, Pos: at(2, 15)}, a.Metadata["brand"].From)
	require.Equal(t, at(3, 4), a.Source.Pos)
	require.Equal(t, "a\r\nb", fmt.Sprint(a.Metadata["note"].Value.Any()))
	require.Equal(t, at(4, 3), e.Pos)
	require.Equal(t, at(4, 16), e.Metadata["note"].From.Pos)
}

func TestTableProblems(t *testing.T) {
	for _, test := range []struct{ name, yaml, table, want string }{
		{"values that their fields do not take", "", "path,brand,kinds,weight,made,sold,note\n/shop/a.jpg,Acmee,\"a,q\",11,soon,yes,this is much too long a text\n", `
t1.csv:2:13: row 2, column "brand": brand must be Acme, Globex, Red, dark, 1, "1" or true, not Acmee
t1.csv:2:19: row 2, column "kinds": kinds must be a, b, x, y, 1, "1" or "null", not q
t1.csv:2:25: row 2, column "weight": weight must be at most 10, not 11
t1.csv:2:28: row 2, column "made": made must be a date such as 2024-12-31 or "2024-12-31T18:00:00Z", not a string soon
t1.csv:2:33: row 2, column "sold": sold must be true or false, not a string yes
t1.csv:2:37: row 2, column "note": note must have at most 20 characters, not 28`},
		{"what is no value at all", "", "path;weight;kinds;tags;published;focus;id;source\n/shop/a.jpg;1,5;a,;x,+y;maybe;1,2;a b;null\n", `
t1.csv:2:13: row 2, column "weight": weight must be a plain decimal number that can be kept exactly, such as 12.5, not "1,5"
t1.csv:2:17: row 2, column "kinds": kinds has nothing before or behind a comma or a sign: take that away
t1.csv:2:20: row 2, column "tags": some tags have a sign and some have none: without signs they are the exact set, with + and - other tags are left alone; a tag that begins with a sign is written in quotes
t1.csv:2:25: row 2, column "published": published must be true or false, not "maybe"
t1.csv:2:31: row 2, column "focus": focus "1,2" must be "x,y,width,height": four whole numbers without spaces, width and height above 0
t1.csv:2:35: row 2, column "id": id must not hold a space, "/", "?" or "#"
t1.csv:2:39: row 2, column "source": null takes a value away, and this one cannot go: leave the cell empty to say nothing`},
		{"tags that cannot be", "", "path,tags\n/shop/a.jpg,\"x,x\"\n/shop/b.jpg,\"+x,-x\"\n/shop/c.jpg,50%\n", `
t1.csv:2:13: row 2, column "tags": tag "x" is listed twice
t1.csv:3:13: row 3, column "tags": tag "x" is both to add and to remove
t1.csv:4:13: row 4, column "tags": tag "50%" must not hold "," or "%"`},
		{"paths", "remove: {files: [/shop/gone.jpg]}\nfiles:\n  /shop/z.jpg:\n",
			"path,tags\nshop/a.jpg,\n/,\n/other/a.jpg,\n/shop/gone.jpg,\n/shop/z.jpg,\n/shop/b.jpg,\n\n,,,\n/shop/b.jpg,\n/shop/B.jpg,\n,x\n/shop/b.jpg/c,\n", `
t1.csv:2:1: row 2, column "path": file "shop/a.jpg" must begin with /
t1.csv:3:1: row 3, column "path": "/" is always there and cannot be listed
t1.csv:4:1: row 4, column "path": file "/other/a.jpg" lies outside scope [/shop]
t1.csv:5:1: row 5, column "path": file "/shop/gone.jpg" is listed, but remove.files takes it away at f:14: keep one of them
t1.csv:6:1: row 6, column "path": "/shop/z.jpg" is listed twice, first at f:16
t1.csv:10:1: row 10, column "path": "/shop/b.jpg" is listed twice, first in row 7
t1.csv:11:1: row 11, column "path": "/shop/B.jpg" differs from "/shop/b.jpg" at line 7 only in upper and lower case: ImageKit may treat them as one
t1.csv:12:1: row 12, column "path": it is empty, while other cells of the row are not: every row says which file it is about
t1.csv:13:1: row 13, column "path": file "/shop/b.jpg/c" lies below "/shop/b.jpg", which is listed as a file at line 7`},
		{"rows are not lines", "", "path,note\n/shop/a.jpg,\"a\nb\"\n/x,\n", `t1.csv:4:1: row 3, column "path": file "/x" lies outside scope [/shop]`},
		{"rows of another width", "", "path,tags\n/shop/a.jpg\n/shop/b.jpg,x,y\n", `
t1.csv:2:1: row 2: it has 1 cell, and the header has 2 cells: put text in quotes that has what is between cells in it
t1.csv:3:1: row 3: it has 3 cells, and the header has 2 cells: put text in quotes that has what is between cells in it`},
		{"a broken row, and one behind it", "", "path,tags\n/shop/a.jpg,5\"\nx,\n", `
t1.csv:2:14: row 2: a quote (") stands in a cell that does not begin with one: put the whole cell in quotes, and write this one twice
t1.csv:3:1: row 3, column "path": file "x" must begin with /`},
		{"columns", "", "path,bran,Tags,tag,brand,metadata.brand,tags,size,metadata.published,\n/shop/a.jpg,,,,,,,,,x\n", `
t1.csv:1:6: row 1, column "bran": there is no such column, and no field of this name under fields: define it there, so that its type is known; did you mean "brand"?
t1.csv:1:16: row 1, column "tag": there is no such column, and no field of this name under fields: define it there, so that its type is known; did you mean "tags"?
t1.csv:1:26: row 1, column "metadata.brand": column 5 is the same: keep one of them
t1.csv:1:41: row 1, column "tags": column 3 is the same: keep one of them
t1.csv:1:46: row 1, column "size": this may be SIZE or Size: write it as the field is called
t1.csv:1:51: row 1, column "metadata.published": there is no such column, and no field of this name under fields: define it there, so that its type is known
t1.csv:2:21: row 2, column 10: the header of this cell is empty: name its column, or empty it`},
		{"no path", "", "filename of it,tags\n/shop/a.jpg,\n", `
t1.csv:1:1: row 1, column "filename of it": there is no such column, and no field of this name under fields: define it there, so that its type is known
t1.csv:1:1: row 1: there is no column "path": the first row has to name the columns, with commas, semicolons or tabs between them`},
		{"another encoding", "", "path\n/shop/\xe9\n", `t1.csv:2:7: byte 0xE9 is not UTF-8: save the table as UTF-8 ("CSV UTF-8" in Excel)`},
		{"the YAML's problems too", "files:\n  /x:\n", "path\n/y\n", `
f:15:3: file "/x" lies outside scope [/shop]
t1.csv:2:1: row 2, column "path": file "/y" lies outside scope [/shop]`},
		{"a YAML that cannot be read whole", "protect: ['${oops}']\n", "path,later\n/shop/a.jpg,x\n/,\n", `
f:14:11: "${oops}": no such variable is declared: add it under vars
t1.csv:3:1: row 3, column "path": "/" is always there and cannot be listed`},
		{"a field with a fault of its own", "", "path,broken\n/shop/a.jpg,x\n", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			want := strings.TrimSpace(test.want)
			if want == "" {
				_, err := decodeTable(head+"fields:\n  broken: {type: Nonsense}\n", test.table)
				require.Equal(t, 1, strings.Count(err.Error()+"\n", "\n"), "%s", err)
				return
			}
			_, err := decodeTable(head+tableFields+test.yaml, test.table)
			require.EqualError(t, err, want)
		})
	}
}

func TestTableNames(t *testing.T) {
	for _, test := range []struct{ name, yaml, want string }{
		{"nothing", "files_from:\n", ""},
		{"one, by a variable", "vars: {v: t}\nfiles_from: ${v}1.csv\n", "t1.csv"},
		{"several", "files_from: [t1.csv, sub/t2.csv]\n", "t1.csv sub/t2.csv"},
		{"one twice", "files_from: [t1.csv, ./t1.csv]\n", `! f:4:22: table "./t1.csv" is named twice: first at line 4`},
		{"a mapping", "files_from: {a: b}\n", "! f:4:13: files_from must be the name of a table, or a list of names, not a mapping"},
		{"none", "files_from: []\n", "! f:4:13: files_from is empty: name a table, or leave it out"},
		{"a number", "files_from: 5\n", "! f:4:13: files_from must be a string, not 5: put it in quotes"},
		{"one that is not there", "files_from: t9.csv\n", `! f:4:13: files_from: table "t9.csv" cannot be read: there is no such file`},
		{"the YAML itself", "files_from: f\n", `! f:4:13: files_from: "f" is read as another file of this configuration already: name a table`},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := []state.YAML{{Name: "f", Bytes: []byte(head + test.yaml)}}
			var opened []string
			_, err := state.DecodeInputs(state.Inputs{Files: files, Table: func(name string) (state.CSV, error) {
				if name == "t9.csv" {
					return state.CSV{}, errors.New("there is no such file")
				}
				opened = append(opened, name)
				return state.CSV{Name: name, Bytes: []byte("path\n")}, nil
			}})
			if message, bad := strings.CutPrefix(test.want, "! "); bad {
				require.EqualError(t, err, message)
				return
			}
			require.NoError(t, err)
			require.Equal(t, strings.Fields(test.want), append([]string{}, opened...))
			require.Equal(t, opened, state.TableNames(files, nil), "the digest is of what is opened")
		})
	}
	_, err := state.DecodeFiles([]state.YAML{{Name: "f", Bytes: []byte(head + "files_from: a.csv\n")}}, nil)
	require.EqualError(t, err, "f:4:13: files_from: tables cannot be read here")
}

// Tables are bounded: in their number, and in their rows together.
func TestTableBounds(t *testing.T) {
	texts := make([]string, state.MaxTables+1)
	for i := range texts {
		texts[i] = "path\n"
	}
	_, err := decodeTable(head, texts...)
	require.ErrorContains(t, err, "these are more than 100 tables: join some")
	empty := strings.Repeat("\n", state.MaxRows/2)
	_, err = decodeTable(head, "path\n"+empty, "path\n\n"+empty) // the last row is the first too many
	require.EqualError(t, err, "t2.csv:500002:1: row 500002: the tables have more than 1000000 rows: split the library into several of their own scopes")
}

// manyRows is a table of count rows, some of which others take the place of.
func manyRows(count int, bad map[int]string) string {
	var b strings.Builder
	b.WriteString("path,tags,description,brand,kinds,weight,note\n")
	for i := range count {
		if row, ok := bad[i+2]; ok {
			b.WriteString(row + "\n")
			continue
		}
		fmt.Fprintf(&b, "/shop/products/%03d/%06d.jpg,\"hero,homepage\",Number %d,Acme,\"a,b\",%d,n%d\n", i%500, i, i, i%10, i)
	}
	return b.String()
}

// Of 10,000 rows three are bad: those are told, and soon.
func TestTableOfManyRows(t *testing.T) {
	text := manyRows(10_000, map[int]string{
		17:   "/shop/a.jpg,,,Initech,,,",
		5000: "shop/b.jpg,,,,,,",
		9999: "/shop/c.jpg,,,,,11,",
	})
	began := time.Now()
	_, err := decodeTable(head+tableFields, text)
	require.Less(t, time.Since(began), 30*time.Second, "it takes two tenths of a second: this is for -race on a busy machine")
	require.EqualError(t, err, strings.TrimSpace(`
t1.csv:17:15: row 17, column "brand": brand must be Acme, Globex, Red, dark, 1, "1" or true, not Initech
t1.csv:5000:1: row 5000, column "path": file "shop/b.jpg" must begin with /
t1.csv:9999:17: row 9999, column "weight": weight must be at most 10, not 11`))
}

// BenchmarkDecodeTable shows that the time grows with the number of rows and not with its
// square, whether they are right or all wrong.
func BenchmarkDecodeTable(b *testing.B) {
	for _, rows := range []int{10_000, 100_000} {
		for name, text := range map[string]string{"right": manyRows(rows, nil), "wrong": strings.ReplaceAll(manyRows(rows, nil), "Acme", "Initech")} {
			b.Run(fmt.Sprint(rows, " ", name), func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				b.ReportAllocs()
				for b.Loop() {
					if _, err := decodeTable(head+tableFields, text); (err == nil) != (name == "right") {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*rows), "ns/row")
			})
		}
	}
}

// cellText is text that a table may get wrong.
func cellText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"", " ", "a ", "null", `"null"`, `""`, `"`, "a,b", "a;b", "a\nb", "a\r\nb", "\t", "+a", "-a", "=1", "@a", "1", "1.0", "true", "TRUE", "${x}", "$${x}", "\ufeff", "日本", "é", "\x01"}),
		rapid.StringOf(rapid.RuneFrom([]rune(",;\"\r\n +-an"))),
	)
}

// tableWant draws files that a table can say all of, and fields of odd names and options.
func tableWant(t *rapid.T) *state.Want {
	want := decode2(t, head)
	options := []state.Value{state.String("a"), state.String("1"), state.Num(1), state.Bool(true), state.String("true"), state.String("x, y"),
		state.String(" s"), state.String("null"), state.String("-a"), state.Num(-5), state.Num(1e21), state.String(`q"`)}
	for i, name := range []state.FieldName{"tags", "Path", "metadata.x", "a,b", "brand", "Brand", "é"} {
		f := &state.Field{Name: name, Type: state.FieldTypes()[i], Required: state.Optional, Managed: state.Managed{"type": {}}}
		if f.Type == state.SingleSelect || f.Type == state.MultiSelect {
			f.Options, f.Managed["options"] = options, state.Pos{}
		}
		want.Fields[name] = f
	}
	for i := range rapid.IntRange(0, 4).Draw(t, "files") {
		f := &state.File{Path: state.Path(fmt.Sprintf("/shop/%d %s.jpg", i, rapid.SampledFrom([]string{"a", ",", `"`, "+", "é", "null", ";"}).Draw(t, "name")))}
		drawCells(t, want, f)
		want.Files[f.Path] = f
	}
	return want
}

func drawCells(t *rapid.T, want *state.Want, f *state.File) {
	from := state.Origin{Layer: state.LayerFile}
	has := func(what string) bool { return rapid.Bool().Draw(t, what) }
	tag := rapid.SampledFrom([]state.Tag{"a", "+a", "-a", "null", `"q"`, `q"`, "a b", "=1", ";"})
	if has("tags") {
		tags := rapid.SliceOfNDistinct(tag, 0, 3, rapid.ID[state.Tag]).Draw(t, "set")
		f.Tags = &state.Tags{Mode: state.TagsExact, Set: append([]state.Tag{}, tags...), From: from}
		if cut := len(tags) / 2; len(tags) > 1 && has("partial") {
			f.Tags = &state.Tags{Mode: state.TagsPartial, Add: tags[:cut], Remove: tags[cut:], From: from}
		}
	}
	for i, into := range []**state.Setting[string]{&f.Description, &f.Focus} {
		if text := []*rapid.Generator[string]{cellText(), rapid.SampledFrom([]string{"", "1,2,3,4"})}[i]; has("text") {
			*into = &state.Setting[string]{Value: text.Draw(t, "says"), From: from}
		}
	}
	if has("published") {
		f.Published = &state.Setting[bool]{Value: has("so"), From: from}
	}
	if has("source") {
		f.Source = &state.Source{Path: rapid.SampledFrom([]string{"null", `"null"`, "a,b", "a"}).Draw(t, "source")}
	}
	for _, field := range want.Fields {
		if !has("value of " + string(field.Name)) {
			continue
		}
		if f.Metadata == nil {
			f.Metadata = map[state.FieldName]state.Setting[state.Value]{}
		}
		f.Metadata[field.Name] = state.Setting[state.Value]{Value: drawCell(t, field), From: from}
	}
}

func drawCell(t *rapid.T, f *state.Field) state.Value {
	if rapid.IntRange(0, 5).Draw(t, "null") == 0 {
		return state.Value{}
	}
	switch f.Type {
	case state.Number:
		return state.Num(rapid.OneOf(rapid.Float64Range(-1e300, 1e300), rapid.Float64Range(-1, 1), rapid.SampledFrom([]float64{0, 1e15, 1 << 53, 1e21, -5})).Draw(t, "number"))
	case state.Boolean:
		return state.Bool(rapid.Bool().Draw(t, "bool"))
	case state.Date:
		return state.String(rapid.SampledFrom([]string{"2024-01-01", "2024-01-01T02:00:00+02:00"}).Draw(t, "date"))
	case state.SingleSelect:
		return rapid.SampledFrom(f.Options).Draw(t, "option")
	case state.MultiSelect:
		return state.List(rapid.SliceOfNDistinct(rapid.SampledFrom(f.Options), 0, 4, func(v state.Value) string { return v.Kind() + v.String() }).Draw(t, "options")...)
	default:
		return state.String(cellText().Draw(t, "text"))
	}
}

func decode2(t *rapid.T, yaml string) *state.Want {
	want, err := decodeTable(yaml)
	require.NoError(t, err)
	return want
}

// Whatever files a table is written of: read again, with the same fields, it asks for the same.
func TestTableRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := tableWant(t)
		var table, yaml bytes.Buffer
		losses, err := state.EncodeTable(&table, want)
		require.NoError(t, err)
		require.Empty(t, losses, table.String())
		bare := *want
		bare.Files = nil
		require.NoError(t, state.Encode(&yaml, &bare))
		again, err := decodeTable(yaml.String(), table.String())
		require.NoError(t, err, table.String())
		require.Empty(t, cmp.Diff(want.Files, again.Files, same()), table.String())
	})
}

// What no cell can hold is told, and the rest is written.
func TestTableLosses(t *testing.T) {
	want := state.Want{Library: state.NewLibrary()}
	want.Fields["one"] = &state.Field{Name: "one", Type: state.SingleSelect, Options: []state.Value{state.String("1"), state.Num(1), state.String(`"1"`)}}
	value := func(v state.Value) state.Setting[state.Value] { return state.Setting[state.Value]{Value: v} }
	want.Files["/a"] = &state.File{Path: "/a", Attributes: state.Attributes{
		Description: &state.Setting[string]{Value: "a\x00"},
		Metadata:    map[state.FieldName]state.Setting[state.Value]{"one": value(state.String("1")), "gone": value(state.Num(1))},
	}}
	want.Files["/b\xff"] = &state.File{Path: "/b\xff"}
	var out bytes.Buffer
	losses, err := state.EncodeTable(&out, &want)
	require.NoError(t, err)
	require.Equal(t, "path,tags,description,focus,published,one\n/a,,,,,\n", out.String())
	require.Equal(t, []state.TableLoss{
		{Path: "/a", Column: "description", Fault: "holds a NUL character"},
		{Path: "/a", Column: "one", Fault: "is a value that no cell can tell from another"},
		{Path: "/a", Column: "gone", Fault: "is of a field without a definition, whose type a table would not know"},
		{Path: "/b\xff", Fault: "is not UTF-8"},
	}, losses)
}
