package main

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/state"
)

func TestFieldList(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		require.Equal(t, "The account has no metadata fields.\n", w.run("field", "list").exits(exitFine).stdout)
		require.Empty(t, w.run("field", "list", "--output", "json").exits(exitFine).json("iksync-fields/1")["fields"])
		w.withFields(
			emulator.Field{Name: "season", Type: "Text", MinLength: 2, MaxLength: 20},
			emulator.Field{Name: "sku", Label: "SKU", Type: "Text", Deleted: true},
			emulator.Field{Name: "brand", Label: "Bra\tnd", Type: "SingleSelect", SelectOptions: []any{"Acme", 2024.0, "2025"}, IsValueRequired: true, DefaultValue: "Acme"},
			emulator.Field{Name: "price", Type: "Number", MaxValue: 9.5},
		)
		w.server.ResetCounts()
		id := w.fieldID
		require.Equal(t, `NAME    LABEL    TYPE          REQUIRED  DEFAULT  VALUES              ID
brand   Bra\tnd  SingleSelect  yes       Acme     Acme, 2024, "2025"  `+id("brand")+`
price   price    Number        no                 up to 9.5           `+id("price")+`
season  season   Text          no                 2 to 20 characters  `+id("season")+"\n", w.run("field", "list").exits(exitFine).stdout)
		require.Len(t, w.server.Requests(), 1)
		w.run("field", "list", "--deleted").exits(exitFine).shows(
			"NAME    LABEL    TYPE          STATUS  REQUIRED", "brand   Bra\\tnd  SingleSelect  live ", "sku     SKU      Text          burnt ")

		list := w.run("field", "list", "--deleted", "--output", "json").exits(exitFine).json("iksync-fields/1")["fields"].([]any)
		require.Len(t, list, 4)
		require.Equal(t, map[string]any{
			"id": id("brand"), "name": "brand", "label": "Bra\tnd", "type": "SingleSelect", "status": "live", "required": true, "default": "Acme", "options": []any{"Acme", 2024.0, "2025"},
		}, list[0])
		require.Equal(t, map[string]any{
			"id": id("sku"), "name": "sku", "label": "SKU", "type": "Text", "status": "burnt", "required": false, "default": nil,
		}, list[3])
	})
}

func TestFieldListFails(t *testing.T) {
	const listing = "GET /v1/customMetadataFields"
	playFields(t, []fieldStory{
		{name: "a key that may do nothing", before: fieldOtherKey, args: "field list", code: exitFailed, says: []string{"the private key from"}, asked: 1},
		{name: "refused by the API", faults: fieldRefusal(listing, 400), beyond: true, args: "field list --deleted", code: exitFailed, says: []string{"list fields: 400 Bad Request", "request id"}, asked: 1},
		{name: "an argument", args: "field list brand", code: exitUsage, says: []string{"field list takes no arguments"}},
	})
}

// The values of a field are shown as --options takes them: one with a comma is not two,
// and a text that looks like a number is not one.
func TestFieldListValues(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		w.withFields(emulator.Field{Name: "size", Type: "MultiSelect", SelectOptions: []any{"a, b", "a", "b", 7.0, "7", true}, DefaultValue: []any{"a, b", "a"}})
		w.run("field", "list").exits(exitFine).shows(`  "a, b", a  "a, b", a, b, 7, "7", true  `)
	})
	p := &program{env: Env{Getenv: func(string) string { return "" }}}
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.OneOf(
			rapid.Map(rapid.StringOf(rapid.RuneFrom([]rune(`ab ,"7.-`))).Filter(func(s string) bool { return s != "" }), state.String),
			rapid.Map(rapid.SampledFrom([]string{"true", "null", "1e3", "+x", "[a]"}), state.String),
			rapid.Map(rapid.Float64Range(-9, 9), state.Num),
			rapid.Map(rapid.Bool(), state.Bool),
		), 1, 5).Draw(t, "values")
		o := p.own("options", "LIST", "", "")
		o.arguments = []string{listText(values)}
		read, err := o.scalars()
		require.NoError(t, err)
		require.Len(t, read, len(values))
		for i := range values {
			require.True(t, read[i].Equal(values[i]), "%s in %s", values[i], o.text())
		}
	})
}
