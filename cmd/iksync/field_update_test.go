package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

const patchField = "PATCH /v1/customMetadataFields/{id}"

func TestFieldUpdate(t *testing.T) {
	brand, price, note := brandField(), priceField(), noteField()
	fields := []emulator.Field{brand, price, note}
	sent := func(name string) []string { return []string{"PATCH /v1/customMetadataFields/" + name} }
	changed := func(f emulator.Field, change func(f *emulator.Field)) *emulator.Field {
		change(&f)
		return &f
	}
	label := changed(brand, func(f *emulator.Field) { f.Label = "Make" })
	without := changed(brand, func(f *emulator.Field) { f.SelectOptions = []any{"Acme", 2024.0} })
	playFields(t, []fieldStory{
		{name: "a label", fields: fields, args: "field update --label Make brand", sent: sent("brand"), asked: 2,
			shows: []string{"changed brand: label Brand -> Make\n"}, left: label},
		{name: "more options, of which one is there", fields: fields,
			args: "field update --add-option Initech,Globex brand", sent: sent("brand"),
			left: changed(brand, func(f *emulator.Field) { f.SelectOptions = append(f.SelectOptions, "Initech") })},
		{name: "required, with a default", fields: fields, args: "field update --required --default Acme brand", sent: sent("brand"),
			left: changed(brand, func(f *emulator.Field) { f.IsValueRequired, f.DefaultValue = true, "Acme" })},
		{name: "optional again", fields: []emulator.Field{{Name: "n", Type: "Text", IsValueRequired: true, DefaultValue: "x"}}, args: "field update --optional n", sent: sent("n"),
			left: &emulator.Field{Name: "n", Type: "Text", DefaultValue: "x"}},
		{name: "a wider range loses nothing", fields: fields, files: fieldHolding(1, "price", 5.0), args: "field update --min 0 --max 200 price", sent: sent("price"), asked: 2,
			left: changed(price, func(f *emulator.Field) { f.MinValue, f.MaxValue = 0.0, 200.0 })},
		{name: "nothing differs", fields: fields, args: "field update --label Brand --options 2024,Globex,Acme brand", asked: 1,
			shows: []string{"nothing to change: brand: it is like this already\n"}},

		{name: "an option goes", fields: fields, files: append(fieldHolding(2, "brand", "Globex"), fieldHolding(1, "brand", "Acme")...), args: "field update --remove-option Globex --yes brand",
			sent: sent("brand"), asked: 3, left: without,
			shows: []string{"options [Acme, Globex, 2024] -> [Acme, 2024]; With a value that goes ([Globex]): 2 files"}},
		{name: "an option that is a number goes", fields: fields, files: fieldHolding(3, "brand", 2024.0), args: "field update --remove-option 2024 --yes brand",
			sent: sent("brand"), shows: []string{"With a value that goes ([2024]): 3 files"}, left: changed(brand, func(f *emulator.Field) { f.SelectOptions = []any{"Acme", "Globex"} })},
		{name: "an option goes, after yes", fields: fields, files: fieldHolding(1, "brand", "Globex"), args: "field update --remove-option Globex brand", before: fieldAnswer("yes"),
			says: []string{"Change the field brand: options [Acme, Globex, 2024] -> [Acme, 2024]? With a value that goes ([Globex]): 1 file, to which"}, sent: sent("brand"), left: without},
		{name: "an option stays, after no", fields: fields, files: fieldHolding(1, "brand", "Globex"), args: "field update --remove-option Globex brand", before: fieldAnswer("no"),
			code: exitFailed, says: []string{"not done: the answer was not 'yes'"}},
		{name: "nobody to ask", fields: fields, args: "field update --remove-option Globex brand", code: exitUsage, says: []string{"give --yes", ": 0 files"}},
		{name: "only looked at", fields: fields, files: fieldHolding(1, "brand", "Globex"), args: "field update --remove-option Globex --dry-run brand",
			shows: []string{"would change brand: options [Acme, Globex, 2024] -> [Acme, 2024]; With a value that goes ([Globex]): 1 file"}},
		{name: "more files than one page", fields: fields, files: fieldHolding(1001, "brand", "Globex"), args: "field update --remove-option Globex --dry-run brand", shows: []string{": 1000 files or more"}, asked: 2},
		{name: "a search that the API does not take", fields: fields, faults: fieldRefusal("GET /v1/files", 400), args: "field update --remove-option Globex --dry-run brand",
			shows: []string{"nobody knows how many files"}},
		{name: "a narrower range", fields: fields, files: append(fieldHolding(2, "price", 5.0), fieldHolding(1, "price", 50.0)...), args: "field update --min 10 --yes price", sent: sent("price"),
			shows: []string{"With a value outside of 10 to 100: 2 files"}, left: changed(price, func(f *emulator.Field) { f.MinValue = 10.0 })},
		{name: "a range where there was none", fields: []emulator.Field{{Name: "day", Type: "Date"}}, files: fieldHolding(1, "day", "2023-05-01"), args: "field update --min 2024-01-01 --dry-run day",
			shows: []string{"With a value outside of from 2024-01-01: 1 file"}},
		{name: "a shorter text", fields: fields, files: fieldHolding(2, "note", "x"), args: "field update --max-length 10 --yes note", sent: sent("note"),
			shows: []string{"With a value of whatever length: 2 files; how many are too short or too long"}, left: changed(note, func(f *emulator.Field) { f.MaxLength = 10 })},
		{name: "no more bound", fields: fields, args: "field update --max none price", sent: sent("price"), asked: 3, shows: []string{"changed price: max 100 -> none\n"},
			left: changed(price, func(f *emulator.Field) { f.MaxValue = nil })},

		{name: "no such field", fields: fields, args: "field update --label x colour", code: exitFailed, says: []string{"there is no field with the name or id colour: there are brand, note, price"}},
		{name: "a deleted field", fields: []emulator.Field{*deletedField(brand)}, args: "field update --label x brand", code: exitFailed, says: []string{"was deleted: its name is burnt for ever"}},
		{name: "the label is another's", fields: fields, args: "field update --label price brand", code: exitFailed, says: []string{`the label "price" is that of the field price`}},
		{name: "an option that is not there", fields: fields, args: "field update --remove-option Initech brand", code: exitFailed, says: []string{"--remove-option must be Acme, Globex or 2024, not Initech"}},
		{name: "an option that is a text", fields: fields, args: `field update --remove-option "2024" brand`, code: exitFailed, says: []string{"mind the quotes"}},
		{name: "the last option", fields: fields, args: `field update --remove-option Acme,Globex,2024 brand`, code: exitUsage, says: []string{"needs options"}},
		{name: "options of a text", fields: fields, args: `field update --remove-option x note`, code: exitUsage, says: []string{"not for Text"}},
		{name: "a default that goes with its option", fields: []emulator.Field{{Name: "b", Type: "SingleSelect", SelectOptions: []any{"x", "y"}, DefaultValue: "x"}},
			args: `field update --remove-option x b`, code: exitUsage, says: []string{"default must be y, not x"}},
		{name: "bounds that would cross", fields: fields, args: `field update --min 200 price`, code: exitUsage, says: []string{"min 200 is more than max 100"}},
		{name: "required without a default", fields: fields, args: `field update --required price`, code: exitUsage, says: []string{"needs a default"}},

		{name: "gone just now", fields: fields, faults: fieldRefusal(patchField, 404), args: "field update --label Make brand", code: exitFailed, sent: sent("brand"), says: []string{"brand: ", "404 Not Found"}},
		{name: "refused by the API", fields: fields, faults: fieldRefusal(patchField, 400), args: "field update --label Make brand", code: exitFailed, sent: sent("brand"), says: []string{"400 Bad Request", "request id"}},
		{name: "a key that may do nothing", fields: fields, before: fieldOtherKey, args: "field update --label Make brand", code: exitFailed, asked: 1, says: []string{"the private key from"}},
		{name: "the answer was lost once", fields: fields, faults: fieldDropped(emulator.FaultDropAfter, patchField, 1), args: "field update --label Make brand",
			sent: append(sent("brand"), sent("brand")...), left: label},
	})
}

// Answers that are lost for good leave it to the field to tell what became of it.
func TestFieldUpdateLost(t *testing.T) {
	for _, test := range []struct {
		name string
		kind emulator.FaultKind
		code code
		says string
	}{
		{"it was done", emulator.FaultDropAfter, exitFine, ""},
		{"it was not", emulator.FaultDropBefore, exitFailed, "the library shows that it was not"},
	} {
		t.Run(test.name, func(t *testing.T) {
			actionStory(t, func(t *testing.T, w *world) {
				w.withFields(noteField()).server.Inject(fieldDropped(test.kind, patchField, 0)...)
				w.run("field", "update", "--label", "N", "note").exits(test.code).says(test.says)
			})
		})
	}
}

// A field can be named by its id.
func TestFieldUpdateByID(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		w.withFields(noteField())
		o := w.run("field", "update", "--label", "N", "--output", "json", w.fieldID("note")).exits(exitFine)
		require.Equal(t, []map[string]any{{"field": "note", "id": w.fieldID("note"), "status": "done", "note": "label note -> N"}}, o.items())
		require.Equal(t, "N", w.fieldLeft("note").Label)
	})
}

// What is to go is gone, or is said to be there still: whether ImageKit keeps what an
// update does not name is not documented.
func TestFieldUpdateMerged(t *testing.T) {
	merged := emulator.WithReadings(emulator.Readings{FieldSchema: emulator.FieldSchemaMerged})
	price, both := priceField(), priceField()
	both.Label = "Price"
	playFields(t, []fieldStory{
		{name: "a bound that stays", fields: []emulator.Field{price}, args: "field update --max none price", code: exitFailed,
			says: []string{"price: ImageKit took the change, and left the field as it was: max 100 -> none"},
			sent: []string{"PATCH /v1/customMetadataFields/price"}, left: &price},
		{name: "another change beside it", fields: []emulator.Field{price}, args: "field update --max none --label Price price", code: exitPartial,
			says:  []string{"price: changed in part: ImageKit kept what was to go: max 100 -> none"},
			shows: []string{"changed price, but not all of it"},
			sent:  []string{"PATCH /v1/customMetadataFields/price"}, left: &both},
	}, merged)
}

// What cannot be is refused before anything is sent.
func TestFieldUpdateWrong(t *testing.T) {
	for _, test := range []struct {
		name string
		args []string
		says string
	}{
		{"nothing", []string{"brand"}, "nothing to change was given"},
		{"another name", []string{"--name", "make", "brand"}, "the name and the type of a field can never be changed"},
		{"another type", []string{"--type", "Text", "brand"}, "the name and the type of a field can never be changed"},
		{"required and optional", []string{"--required", "--optional", "brand"}, "--optional and --required say two things"},
		{"a default and none", []string{"--default", "x", "--no-default", "brand"}, "--default and --no-default say two things"},
		{"two lists of options", []string{"--options", "x", "--add-option", "y", "brand"}, "--add-option and --options say two things"},
		{"an option that is none", []string{"--add-option", "x,,y", "brand"}, "--add-option has nothing before"},
		{"an empty option", []string{"--remove-option", "", "brand"}, "--remove-option has nothing before"},
		{"a length that is none", []string{"--max-length", "x", "brand"}, "--max-length: want a whole number"},
		{"an empty label", []string{"--label", "", "brand"}, "--label must not be empty"},
		{"no field", []string{"--label", "x"}, "field update needs ID|NAME"},
	} {
		t.Run(test.name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				w.withFields(brandField())
				w.run(append([]string{"field", "update"}, test.args...)...).exits(exitUsage).says(test.says)
				require.Empty(t, w.server.Requests())
			})
		})
	}
}
