package emulator_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

const patchA = "PATCH /v1/files/{id:/a.jpg}/details"

func TestTagsOfOneFile(t *testing.T) {
	story(t, nil, []emulator.Seed{file("/a.jpg", "x", "y")},
		step{patchA, `{"tags":["b","a","b"]}`, 200, `{"tags":["b","a","b"]}`},
		step{patchA, `{"tags":[]}`, 200, `{"tags":null}`},
		step{patchA, `{"tags":["a b","ü"]}`, 200, `{"tags":["a b","ü"]}`},
		step{patchA, `{"tags":["{long:500}"]}`, 200, ""},
		step{patchA, `{"tags":["{long:501}"]}`, 400, `"less than or equal to 500"`},
		step{patchA, `{"tags":["{long:250}","{long:249}"]}`, 200, ""},
		step{patchA, `{"tags":["{long:250}","{long:250}"]}`, 400, `"less than or equal to 500"`}, // the comma counts
		step{patchA, `{"tags":["50%"]}`, 400, `"character %"`},
		step{patchA, `{"tags":["a,b"]}`, 400, `"comma"`},
		step{patchA, `{"tags":[" "]}`, 400, `"cannot be empty"`},
		step{patchA, `{"description":"D"}`, 200, `{"tags":["*","*"]}`}, // nothing else is touched
	)
}

func TestFocusAndDescription(t *testing.T) {
	story(t, nil, seeds("/a.jpg"),
		step{patchA, `{"customCoordinates":"0,0,1,1"}`, 200, `{"customCoordinates":"0,0,1,1"}`},
		step{patchA, `{"customCoordinates":"0,0,0,1"}`, 400, `"x,y,width,height"`},
		step{patchA, `{"customCoordinates":"0, 0, 1, 1"}`, 400, ""},
		step{patchA, `{"customCoordinates":"-1,0,1,1"}`, 400, ""},
		step{patchA, `{"customCoordinates":"0.5,0,1,1"}`, 400, ""},
		step{patchA, `{"customCoordinates":""}`, 400, ""},
		step{patchA, `{"customCoordinates":[0,0,1,1]}`, 400, ""},
		step{patchA, `{"customCoordinates":null,"description":"Größe \"1\""}`, 200, `{"customCoordinates":null,"description":"Größe \"1\""}`},
		step{patchA, `{"description":""}`, 200, `{"description":"-"}`},
	)
}

func TestAITagsOfOneFile(t *testing.T) {
	library := []emulator.Seed{{Path: "/a.jpg", AITags: []emulator.AITag{{Name: "Dog"}, {Name: "Cat"}, {Name: "Cow"}}}}
	story(t, nil, library,
		step{patchA, `{"removeAITags":["Dog","Fox"]}`, 200, `{"AITags":[{"name":"Cat"},{"name":"Cow"}]}`},
		step{patchA, `{"removeAITags":[]}`, 400, ""},
		step{patchA, `{"removeAITags":"some"}`, 400, ""},
		step{patchA, `{"removeAITags":"all"}`, 200, `{"AITags":null}`},
		step{patchA, `{"removeAITags":"all"}`, 200, `{"AITags":null}`},
	)
}

func TestPublishing(t *testing.T) {
	library := []emulator.Seed{{Path: "/a.jpg", Versions: [][]byte{[]byte("1")}}}
	older := "GET /v1/files/{id:/a.jpg}/versions/{version:/a.jpg#1}"
	story(t, nil, library,
		step{patchA, `{"publish":{"isPublished":false}}`, 200, `{"isPublished":false}`},
		step{older, "", 200, `{"isPublished":true}`},
		step{patchA, `{"publish":{"isPublished":false,"includeFileVersions":true}}`, 200, ""},
		step{older, "", 200, `{"isPublished":false}`},
		step{patchA, `{"publish":{"isPublished":"yes"}}`, 400, ""},
		step{patchA, `{"publish":{"isPublished":true},"description":"D"}`, 400, `"cannot be combined"`},
		step{patchA, `{"publish":{"isPublished":true}}`, 200, `{"isPublished":true,"description":"-"}`},
	)
}

// TestMetadataSchemas: a value has to be one of its field.
func TestMetadataSchemas(t *testing.T) {
	fields := []emulator.Field{
		{Name: "text", Type: "Text", MinLength: 2, MaxLength: 3},
		{Name: "area", Type: "Textarea"},
		{Name: "num", Type: "Number", MinValue: 1, MaxValue: 9.5},
		{Name: "day", Type: "Date", MinValue: "2026-01-01", MaxValue: "2026-12-31T23:59:59Z"},
		{Name: "yes", Type: "Boolean"},
		{Name: "one", Type: "SingleSelect", SelectOptions: []any{"a", 1, true}},
		{Name: "many", Type: "MultiSelect", SelectOptions: []any{"a", 1, true}},
		{Name: "gone", Type: "Text", Deleted: true},
	}
	const right, wrong = 200, 400
	for _, test := range []struct {
		value string
		want  int
	}{
		{`"text":"ab"`, right}, {`"text":"äöü"`, right}, {`"text":"a"`, wrong}, {`"text":"abcd"`, wrong}, {`"text":1`, wrong}, {`"text":["ab"]`, wrong},
		{`"area":""`, right}, {`"area":"{long:5000}"`, right}, {`"area":true`, wrong},
		{`"num":1`, right}, {`"num":9.5`, right}, {`"num":0.9`, wrong}, {`"num":10`, wrong}, {`"num":"5"`, wrong},
		{`"day":"2026-01-01"`, right}, {`"day":"2026-06-01T10:00:00+02:00"`, right}, {`"day":"2026-06-01T10:00:00.123Z"`, right},
		{`"day":"2025-12-31"`, wrong}, {`"day":"2027-01-01"`, wrong}, {`"day":"1 June"`, wrong}, {`"day":20260601`, wrong}, {`"day":"2026-02-30"`, wrong},
		{`"yes":false`, right}, {`"yes":"true"`, wrong}, {`"yes":0`, wrong},
		{`"one":"a"`, right}, {`"one":1`, right}, {`"one":true`, right}, {`"one":"1"`, wrong}, {`"one":["a"]`, wrong}, {`"one":{"a":1}`, wrong},
		{`"many":["a",1]`, right}, {`"many":[]`, right}, {`"many":"a"`, wrong}, {`"many":["a","a"]`, wrong}, {`"many":["b"]`, wrong}, {`"many":[["a"]]`, wrong},
		{`"none":"a"`, wrong}, {`"none":null`, wrong}, {`"gone":"a"`, wrong}, {`"gone":null`, wrong},
		{`"text":null`, right}, {`"text":"ab","num":0`, wrong},
	} {
		t.Run(test.value, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := open(t)
				for _, f := range fields {
					a.withField(f)
				}
				require.NoError(t, a.server.Seed(file("/a.jpg")))
				want := `{"customMetadata":{` + strings.ReplaceAll(test.value, "null", `"-"`) + `}}`
				if test.want == wrong {
					want = `{"message":"Invalid custom metadata.","errors":"*"}`
				}
				a.play(step{patchA, `{"customMetadata":{` + test.value + `}}`, test.want, want})
			})
		})
	}
}

// TestRequiredFields: setting metadata needs every required field, on the file or in the request.
func TestRequiredFields(t *testing.T) {
	const upload = "POST /api/v1/files/upload"
	for _, test := range []struct {
		name  string
		rule  emulator.RequiredFields
		steps []step
	}{
		{"on the file", emulator.RequiredOnAsset, []step{
			{patchA, `{"tags":["x"]}`, 200, ""},
			{patchA, `{"customMetadata":{}}`, 200, ""},
			{patchA, `{"customMetadata":{"free":"x"}}`, 400, `{"errors":{"must":"*"}}`},
			{patchA, `{"customMetadata":{"free":"x","must":"m"}}`, 200, ""},
			{patchA, `{"customMetadata":{"free":"y"}}`, 200, `{"customMetadata":{"free":"y","must":"m"}}`},
			{patchA, `{"customMetadata":{"free":null}}`, 200, `{"customMetadata":{"free":"-","must":"m"}}`},
			{patchA, `{"customMetadata":{"must":null}}`, 400, `{"errors":{"must":"*"}}`},
			{upload, `fileName=b&file=b&customMetadata={"free":"x"}`, 400, ""},
			{upload, `fileName=b&file=b`, 200, ""},
			{"DELETE /v1/customMetadataFields/{field:must}", "", 204, ""}, // a rule goes with its field
			{patchA, `{"customMetadata":{"must":null}}`, 200, ""},
			{patchA, `{"customMetadata":{"free":"z"}}`, 200, `{"customMetadata":{"must":"-"}}`},
		}},
		{"in every request", emulator.RequiredInEveryRequest, []step{
			{patchA, `{"tags":["x"]}`, 200, ""},
			{patchA, `{"customMetadata":{}}`, 200, ""},
			{patchA, `{"customMetadata":{"free":"x","must":"m"}}`, 200, ""},
			{patchA, `{"customMetadata":{"free":"y"}}`, 400, `{"errors":{"must":"*"}}`},
			{patchA, `{"customMetadata":{"free":null,"must":"m"}}`, 200, `{"customMetadata":{"free":"-","must":"m"}}`},
			{upload, `fileName=b&file=b&customMetadata={"free":"x"}`, 400, ""},
			{upload, `fileName=b&file=b&customMetadata={"free":"x","must":"m"}`, 200, ""},
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := open(t, emulator.WithReadings(emulator.Readings{RequiredFields: test.rule}))
			a.withField(emulator.Field{Name: "must", Type: "Text", IsValueRequired: true, DefaultValue: "d"})
			a.withField(emulator.Field{Name: "free", Type: "Text"})
			require.NoError(t, a.server.Seed(file("/a.jpg")))
			a.play(test.steps...)
		})
	}
}
