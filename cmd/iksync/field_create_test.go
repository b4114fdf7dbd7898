package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

const postField = "POST /v1/customMetadataFields"

func TestFieldCreate(t *testing.T) {
	sent := []string{postField}
	season := emulator.Field{Name: "season", Type: "Text"}
	playFields(t, []fieldStory{
		{name: "a text", args: "field create --type Text --label Saison --min-length 2 --max-length 20 season",
			shows: []string{"created season: type Text, label Saison, min_length 2, max_length 20\n"}, sent: sent, asked: 2,
			left: &emulator.Field{Name: "season", Label: "Saison", Type: "Text", MinLength: 2, MaxLength: 20}},
		{name: "the label is the name", args: "field create --type Text season", sent: sent, left: &season},
		{name: "options are typed by their form", args: `field create --type SingleSelect --options Acme,2024,"2025",true,"x,y" --required --default Acme brand`,
			sent: sent, left: &emulator.Field{Name: "brand", Type: "SingleSelect", IsValueRequired: true, DefaultValue: "Acme",
				SelectOptions: []any{"Acme", 2024.0, "2025", true, "x,y"}}},
		{name: "a default of several", args: "field create --type MultiSelect --options a,b,3 --default a,3 tags2", sent: sent,
			left: &emulator.Field{Name: "tags2", Type: "MultiSelect", SelectOptions: []any{"a", "b", 3.0}, DefaultValue: []any{"a", 3.0}}},
		{name: "a number", args: "field create --type Number --min 0 --max 9.5 --default 1 price", sent: sent,
			left: &emulator.Field{Name: "price", Type: "Number", MinValue: 0.0, MaxValue: 9.5, DefaultValue: 1.0}},
		{name: "a number as text is a text", args: "field create --type Text --default 2024 note", sent: sent,
			left: &emulator.Field{Name: "note", Type: "Text", DefaultValue: "2024"}},
		{name: "a date", args: "field create --type Date --min 2024-01-01 day", sent: sent, left: &emulator.Field{Name: "day", Type: "Date", MinValue: "2024-01-01"}},
		{name: "true or false", args: "field create --type Boolean --default false on", sent: sent, left: &emulator.Field{Name: "on", Type: "Boolean", DefaultValue: false}},
		{name: "it is there already", fields: []emulator.Field{brandField()}, args: `field create --type SingleSelect --options Acme,Globex,2024 brand`,
			shows: []string{"nothing to create: brand"}, asked: 2},
		{name: "another is there", fields: []emulator.Field{brandField()}, args: `field create --type SingleSelect --options Acme brand`, code: exitFailed,
			says: []string{"there is a field brand already, which differs: options [Acme, Globex, 2024] -> [Acme]", "iksync field update"}},
		{name: "one of another type is there", fields: []emulator.Field{brandField()}, args: `field create --type Text brand`, code: exitFailed,
			says: []string{"it is SingleSelect, which can never be changed to Text"}},
		{name: "the name is burnt", fields: []emulator.Field{{Name: "sku", Type: "Text", Deleted: true}}, args: "field create --type Text sku", code: exitRefused,
			says: []string{"the name sku is burnt", "Take another name"}},
		{name: "the label is another's", fields: []emulator.Field{brandField()}, args: "field create --type Text --label Brand make", code: exitFailed,
			says: []string{`the label "Brand" is that of the field brand already`}},
		{name: "the label is free again", fields: []emulator.Field{{Name: "sku", Label: "SKU", Type: "Text", Deleted: true}}, args: "field create --type Text --label SKU sku2",
			sent: sent, asked: 3, left: &emulator.Field{Name: "sku2", Label: "SKU", Type: "Text"}},
		{name: "only looked at", args: "field create --type Text --dry-run season", shows: []string{"would create season: type Text, label season\n"}, asked: 1},
		{name: "refused by the API", args: "field create --type Text season", faults: fieldRefusal(postField, 400), code: exitFailed, sent: sent,
			says: []string{"season: ", "400 Bad Request", "request id"}},
		{name: "the name was taken just now", args: "field create --type Text season", faults: fieldRefusal(postField, 409), beyond: true, code: exitFailed, sent: sent, says: []string{"409 Conflict"}},
		{name: "a key that may do nothing", args: "field create --type Text season", before: fieldOtherKey, code: exitFailed, says: []string{"the private key from IMAGEKIT_PRIVATE_KEY"}, asked: 1},
		{name: "the answer was lost, and it was done", args: "field create --type Text season", faults: fieldDropped(emulator.FaultDropAfter, postField, 1),
			shows: []string{"created season"}, sent: sent, asked: 3, left: &season},
		{name: "the answer was lost, and it was not done", args: "field create --type Text season", faults: fieldDropped(emulator.FaultDropBefore, postField, 1), code: exitFailed,
			shows: []string{"failed: create season"}, says: []string{"the library shows that it was not"}, sent: sent},
		{name: "the answer was lost, and so is every other", args: "field create --type Text season", code: exitFailed, sent: sent,
			faults: append(fieldDropped(emulator.FaultDropAfter, postField, 1), emulator.Fault{Match: "GET /v1/customMetadataFields", Kind: emulator.FaultDropBefore, After: 1}),
			shows:  []string{"not known: create season"}, left: &season},
	})
}

// What the API would refuse is refused here, before anything is sent.
func TestFieldCreateWrong(t *testing.T) {
	for _, test := range []struct {
		name string
		args []string
		says string
	}{
		{"no type", []string{"f"}, "which type is f to have? Give --type: Text or Textarea or"},
		{"an unknown type", []string{"--type", "text", "f"}, `--type: want Text or Textarea or`},
		{"no name", []string{"--type", "Text", ""}, "the name of a field must not be empty"},
		{"a name with a space around it", []string{"--type", "Text", "f "}, "must not begin or end with a space"},
		{"an empty label", []string{"--type", "Text", "--label", "", "f"}, "--label must not be empty"},
		{"options of a text", []string{"--type", "Text", "--options", "a", "f"}, "options is for SingleSelect and MultiSelect fields, not for Text"},
		{"no options", []string{"--type", "MultiSelect", "f"}, "a MultiSelect field needs options"},
		{"an option twice", []string{"--type", "MultiSelect", "--options", "a,a", "f"}, "option a is listed twice"},
		{"an empty option", []string{"--type", "MultiSelect", "--options", `a,""`, "f"}, "an option must not be empty"},
		{"a list with nothing in it", []string{"--type", "MultiSelect", "--options", "a,,b", "f"}, "--options has nothing before or behind a comma"},
		{"an odd number", []string{"--type", "SingleSelect", "--options", "007", "f"}, "--options: 007 is no plain decimal number"},
		{"a huge number", []string{"--type", "SingleSelect", "--options", "1e999", "f"}, "--options: 1e999 is no plain decimal number"},
		{"required without a default", []string{"--type", "Text", "--required", "f"}, "a required field needs a default"},
		{"a default that is no option", []string{"--type", "SingleSelect", "--options", "a,b", "--default", "c", "f"}, "default must be a or b, not c"},
		{"a default of the wrong kind", []string{"--type", "SingleSelect", "--options", `"1"`, "--default", "1", "f"}, "mind the quotes"},
		{"two defaults", []string{"--type", "SingleSelect", "--options", `a,b`, "--default", "a,b", "f"}, "--default: want one value"},
		{"a default that is too long", []string{"--type", "Text", "--max-length", "2", "--default", "abc", "f"}, "default must have at most 2 characters"},
		{"a text for a number", []string{"--type", "Number", "--default", "abc", "f"}, "default must be a number"},
		{"no date", []string{"--type", "Date", "--max", "tomorrow", "f"}, "max must be a date"},
		{"bounds that cross", []string{"--type", "Number", "--min", "2", "--max", "1", "f"}, "min 2 is more than max 1"},
		{"lengths that cross", []string{"--type", "Text", "--min-length", "2", "--max-length", "1", "f"}, "min_length 2 is more than max_length 1"},
		{"a length that is none", []string{"--type", "Text", "--min-length", "-1", "f"}, "--min-length: want a whole number"},
		{"a bound of a text", []string{"--type", "Text", "--min", "1", "f"}, "min is for Number and Date fields, not for Text"},
		{"all that is wrong at once", []string{"--type", "Text", "--options", "a", "--required", "f"}, "not for Text; a required field needs a default"},
		{"a flag after the name", []string{"f", "--type", "Text"}, "put flags before arguments"},
	} {
		t.Run(test.name, func(t *testing.T) {
			story(t, func(t *testing.T, w *world) {
				w.run(append([]string{"field", "create"}, test.args...)...).exits(exitUsage).says(test.says)
				require.Empty(t, w.server.Requests())
			})
		})
	}
}

func TestFieldCreateJSON(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		o := w.run("field", "create", "--type", "Text", "--output", "json", "season").exits(exitFine)
		require.Equal(t, []map[string]any{{"field": "season", "status": "done", "note": "type Text, label season"}}, o.items())
		o = w.run("field", "create", "--type", "Text", "--output", "json", "season").exits(exitFine)
		require.Equal(t, []map[string]any{{"field": "season", "id": w.fieldID("season"), "status": "same", "note": "it is there, and like this"}}, o.items())
	})
}
