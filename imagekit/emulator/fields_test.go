package emulator_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// TestSchemas: which schemas a field can have.
func TestSchemas(t *testing.T) {
	for _, test := range []struct {
		schema string
		want   int
	}{
		{`{"type":"Text"}`, 201},
		{`{"type":"text"}`, 400},
		{`{}`, 400},
		{`[]`, 400},
		{`{"type":"Text","colour":"red"}`, 400},
		{`{"type":"Text","minLength":1,"maxLength":1}`, 201},
		{`{"type":"Text","minLength":2,"maxLength":1}`, 400},
		{`{"type":"Text","minLength":-1}`, 400},
		{`{"type":"Text","minLength":1.5}`, 400},
		{`{"type":"Text","minLength":"1"}`, 400},
		{`{"type":"Text","minValue":1}`, 400},
		{`{"type":"Text","selectOptions":["a"]}`, 400},
		{`{"type":"Text","defaultValue":1}`, 400},
		{`{"type":"Text","defaultValue":null}`, 400},
		{`{"type":"Text","defaultValue":"abc","maxLength":2}`, 400},
		{`{"type":"Text","isValueRequired":true}`, 400},
		{`{"type":"Text","isValueRequired":true,"defaultValue":"a"}`, 201},
		{`{"type":"Text","isValueRequired":false}`, 201},
		{`{"type":"Number","minValue":1,"maxValue":1}`, 201},
		{`{"type":"Number","minValue":2,"maxValue":1}`, 400},
		{`{"type":"Number","minValue":"1"}`, 400},
		{`{"type":"Number","minLength":1}`, 400},
		{`{"type":"Number","defaultValue":"1"}`, 400},
		{`{"type":"Number","maxValue":1,"defaultValue":2}`, 400},
		{`{"type":"Date","minValue":"2026-01-01","maxValue":"2026-01-02T00:00:00Z"}`, 201},
		{`{"type":"Date","minValue":1}`, 400},
		{`{"type":"Date","minValue":"2026-01-02","maxValue":"2026-01-01"}`, 400},
		{`{"type":"Boolean","defaultValue":true}`, 201},
		{`{"type":"Boolean","defaultValue":"true"}`, 400},
		{`{"type":"SingleSelect"}`, 400},
		{`{"type":"SingleSelect","selectOptions":[]}`, 400},
		{`{"type":"SingleSelect","selectOptions":["a",1,true]}`, 201},
		{`{"type":"SingleSelect","selectOptions":["a","a"]}`, 400},
		{`{"type":"SingleSelect","selectOptions":[""]}`, 400},
		{`{"type":"SingleSelect","selectOptions":[null]}`, 400},
		{`{"type":"SingleSelect","selectOptions":[{}]}`, 400},
		{`{"type":"SingleSelect","selectOptions":["a"],"defaultValue":["a"]}`, 400},
		{`{"type":"SingleSelect","selectOptions":["a"],"defaultValue":"b"}`, 400},
		{`{"type":"MultiSelect","selectOptions":["a"],"defaultValue":["a"]}`, 201},
		{`{"type":"MultiSelect","selectOptions":["a"],"defaultValue":"a"}`, 400},
	} {
		t.Run(test.schema, func(t *testing.T) {
			a := open(t)
			a.play(step{"POST /v1/customMetadataFields", `{"name":"f","label":"F","schema":` + test.schema + `}`, test.want, ""})
			require.Len(t, a.server.Fields(), map[int]int{201: 1, 400: 0}[test.want])
		})
	}
}

// TestFieldNames: a name is taken for ever, a label while its field lives.
func TestFieldNames(t *testing.T) {
	create := func(name, label string, status int) step {
		return step{"POST /v1/customMetadataFields", `{"name":"` + name + `","label":"` + label + `","schema":{"type":"Text"}}`, status, ""}
	}
	const b = "PATCH /v1/customMetadataFields/{field:b}"
	story(t, nil, nil,
		create("a", "A", 201), create("a", "B", 400), create("b", "A", 400), create("b", "B", 201), create("A", "C", 201),
		create("", "D", 400), create("d", "", 400), create("d e", "D", 400), create("d.e", "D", 400),
		step{"DELETE /v1/customMetadataFields/{field:a}", "", 204, ""},
		create("a", "A", 400),
		create("e", "A", 201), // the label is free again
		step{"PATCH /v1/customMetadataFields/{field:a}", `{"label":"Z"}`, 400, `"deleted"`},
		step{b, `{"label":"A"}`, 400, `"label already exists"`},
		step{b, `{"label":"B"}`, 200, `{"label":"B"}`},
		step{b, `{"label":""}`, 400, ""},
		step{b, `{}`, 400, ""},
		step{b, `{"labels":"x"}`, 400, ""},
		step{b, `{"name":"b"}`, 400, `"Name cannot be updated."`},
		step{b, `{"label":"X","schema":{"maxLength":-1}}`, 400, ""},
		step{b, `{"schema":{"maxLength":3}}`, 200, `{"name":"b","label":"B","schema":{"type":"Text","maxLength":3}}`},
		step{b, `{"schema":{"type":"Number"}}`, 200, `{"schema":{"type":"Text"}}`}, // the type never changes
		step{"PATCH /v1/customMetadataFields/{field:b}", `{"label":null}`, 400, ""},
		step{"GET /v1/customMetadataFields?includeDeleted=false", "", 200, `[{"name":"b"},{"name":"A"},{"name":"e"}]`},
		step{"GET /v1/customMetadataFields?includeDeleted=true", "", 200, `[{"name":"a"},{"name":"b"},{"name":"A"},{"name":"e"}]`},
	)
}

// TestValuesOutliveSchemas: values that were right once stay, whatever becomes of their field.
func TestValuesOutliveSchemas(t *testing.T) {
	a := open(t).withField(emulator.Field{Name: "s", Type: "SingleSelect", SelectOptions: []any{"a", "b"}})
	require.NoError(t, a.server.Seed(emulator.Seed{Path: "/a.jpg", CustomMetadata: map[string]any{"s": "a"}}))
	a.play(
		step{"PATCH /v1/customMetadataFields/{field:s}", `{"schema":{"selectOptions":["b"]}}`, 200, ""},
		step{patchA, `{"tags":["x"]}`, 200, `{"customMetadata":{"s":"a"}}`},
		step{patchA, `{"customMetadata":{"s":"a"}}`, 400, `{"errors":{"s":"*"}}`},
		step{"DELETE /v1/customMetadataFields/{field:s}", "", 204, ""},
		step{patchA, `{"tags":null}`, 200, `{"customMetadata":{"s":"a"}}`},
		step{patchA, `{"customMetadata":{"s":"b"}}`, 400, ""},
		step{patchA, `{"customMetadata":{"s":null}}`, 200, `{"customMetadata":{"s":"-"}}`},
	)
}
