package emulator_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// A readingCase is one position of one switch, and what it makes of a library that is the same for all.
type readingCase struct {
	name     string
	readings emulator.Readings
	steps    []step
}

func playReadings(t *testing.T, cases []readingCase) {
	t.Helper()
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := open(t, emulator.WithReadings(test.readings))
				a.withField(emulator.Field{Name: "day", Type: "Date"})
				a.withField(emulator.Field{Name: "text", Type: "Text", MaxLength: 9})
				require.NoError(t, a.server.Seed(
					image("/a/f.svg", 10, 20), emulator.Seed{Path: "/a/sub/g.txt", Tags: []string{"x"}, Content: []byte("g")},
					emulator.Seed{Path: "/d/f.svg", CustomMetadata: map[string]any{"text": "t"}, Description: "D"},
				))
				a.play(test.steps...)
			})
		})
	}
}

// TestReadingsOfFolders has a row for each position of each switch about folders.
func TestReadingsOfFolders(t *testing.T) {
	found := func(query, want string) step { return step{"GET /v1/files?searchQuery=" + query, "", 200, want} }
	type r = emulator.Readings
	playReadings(t, []readingCase{
		{"parents are made", r{}, []step{{makeFolder, `{"folderName":"n","parentFolderPath":"/x/y"}`, 201, ""}}},
		{"parents must exist", r{ParentsMustExist: true}, []step{
			{makeFolder, `{"folderName":"n","parentFolderPath":"/x/y"}`, 400, `{"reason":"INVALID_FOLDER_PATH"}`},
			{makeFolder, `{"folderName":"n","parentFolderPath":"/a"}`, 201, ""}, {makeFolder, `{"folderName":"n","parentFolderPath":"/"}`, 201, ""},
		}},
		{"a missing destination fails", r{}, []step{
			{"POST /v1/files/copy", `{"sourceFilePath":"/a/f.svg","destinationPath":"/x"}`, 400, `{"reason":"INVALID_FOLDER_PATH"}`},
			{moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/x"}`, 400, `{"reason":"INVALID_FOLDER_PATH"}`},
		}},
		{"a missing destination is made", r{MissingDestination: emulator.MissingDestinationCreated}, []step{
			{"POST /v1/files/copy", `{"sourceFilePath":"/a/f.svg","destinationPath":"/x/y"}`, 204, ""},
			{"POST /v1/files/move", `{"sourceFilePath":"/d/f.svg","destinationPath":"/v"}`, 204, ""},
			{moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/w"}`, 200, ""}, {"WAIT 1s", "", 0, ""},
			{"GET /v1/files?sort=ASC_SIZE", "", 200, `["/w/a/sub/g.txt","*","*","*"]`},
			found(`path : "/w"`, `["/w/a/f.svg","/w/a/sub/g.txt"]`),
		}},
		{"an existing folder is fine", r{}, []step{{makeFolder, `{"folderName":"a","parentFolderPath":"/"}`, 201, ""}}},
		{"an existing folder is an error", r{ExistingFolder: emulator.ExistingFolderFails}, []step{
			{makeFolder, `{"folderName":"a","parentFolderPath":"/"}`, 400, `{"reason":"FOLDER_ALREADY_EXISTS"}`},
			{makeFolder, `{"folderName":"new","parentFolderPath":"/a/sub"}`, 201, ""},
		}},
		{"hyphens are rewritten", r{}, []step{{makeFolder, `{"folderName":"b-c","parentFolderPath":"/a/d-e"}`, 201, ""}, {"GET /v1/files?type=folder&path=/a/d_e", "", 200, `["/a/d_e/b_c"]`}}},
		{"hyphens are kept", r{FolderHyphens: emulator.HyphensKept}, []step{{makeFolder, `{"folderName":"b-c.d","parentFolderPath":"/a"}`, 201, ""}, {"GET /v1/files?type=folder&path=/a&sort=ASC_NAME", "", 200, `["/a/b-c_d","/a/sub"]`}}},

		{"a move to itself fails", r{}, []step{{moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/"}`, 400, `{"reason":"SAME_SOURCE_AND_DESTINATION"}`}}},
		{"a move to itself succeeds", r{MoveToItself: emulator.RepeatedSucceeds}, []step{
			{moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/"}`, 200, ""}, {"WAIT 1s", "", 0, ""}, {getJob, "", 200, `{"status":"Completed"}`},
			{copyFolder, `{"sourceFolderPath":"/a","destinationPath":"/"}`, 400, ""}, {"GET /v1/files?path=/a", "", 200, `["/a/f.svg"]`},
		}},
		{"a rename to itself fails", r{}, []step{{renameFolder, `{"folderPath":"/a","newFolderName":"a"}`, 409, ""}}},
		{"a rename to itself succeeds", r{RenameToItself: emulator.RepeatedSucceeds}, []step{
			{renameFolder, `{"folderPath":"/a","newFolderName":"a"}`, 202, ""}, {"WAIT 1s", "", 0, ""}, {getJob, "", 200, `{"status":"Completed"}`},
			{renameFolder, `{"folderPath":"/a","newFolderName":"d"}`, 409, ""}, {"GET /v1/files?path=/a", "", 200, `["/a/f.svg"]`},
		}},
	})
}

// TestReadingsOfIDs has a row for each fate of an id.
func TestReadingsOfIDs(t *testing.T) {
	job := func(ask, body string, status int) []step {
		return []step{
			{"NOTE top {folder:/a}", "", 0, ""}, {"NOTE below {folder:/a/sub}", "", 0, ""}, {"NOTE f {id:/a/f.svg}", "", 0, ""},
			{ask, body, status, ""}, {"WAIT 1s", "", 0, ""},
		}
	}
	move := job(moveFolder, `{"sourceFolderPath":"/a","destinationPath":"/d"}`, 200)
	rename := job(renameFolder, `{"folderPath":"/a","newFolderName":"z"}`, 202)
	found := func(query, want string) step { return step{"GET /v1/files?searchQuery=" + query, "", 200, want} }
	type r = emulator.Readings
	playReadings(t, []readingCase{
		{"ids of files stay", r{}, []step{
			{"NOTE f {id:/a/f.svg}", "", 0, ""}, {"POST /v1/files/move", `{"sourceFilePath":"/a/f.svg","destinationPath":"/"}`, 204, ""},
			{"GET /v1/files/{f}/details", "", 200, `"/f.svg"`},
		}},
		{"ids of files are minted", r{FileIDOnMove: emulator.MintsID}, []step{
			{"NOTE f {id:/a/f.svg}", "", 0, ""}, {"POST /v1/files/move", `{"sourceFilePath":"/a/f.svg","destinationPath":"/"}`, 204, ""},
			{"GET /v1/files/{f}/details", "", 404, ""}, {"GET /v1/files?path=/", "", 200, `["/f.svg"]`},
		}},
		{"ids of files stay in a folder", r{}, append(move, step{"GET /v1/files/{f}/details", "", 200, `"/d/a/f.svg"`})},
		{"ids of files are minted in a folder", r{FileIDOnMove: emulator.MintsID}, append(move,
			step{"GET /v1/files/{f}/details", "", 404, ""}, step{"GET /v1/files?path=/d/a", "", 200, `["/d/a/f.svg"]`})},
		{"ids of files stay in a renamed folder", r{FileIDOnMove: emulator.MintsID}, append(rename, step{"GET /v1/files/{f}/details", "", 200, `"/z/f.svg"`})},
		{"ids of folders stay", r{}, append(move, step{"GET /v1/files?type=folder&path=/d", "", 200, `[{"folderId":"{top}"}]`},
			step{"GET /v1/files?type=folder&path=/d/a", "", 200, `[{"folderId":"{below}"}]`})},
		{"ids of folders are minted", r{FolderIDOnMove: emulator.MintsID}, append(move,
			found(`type = "folder" AND id IN ["{top}","{below}"]`, `[]`), step{"GET /v1/files/{f}/details", "", 200, `"/d/a/f.svg"`})},
		{"ids of folders stay in a rename", r{FolderIDOnMove: emulator.MintsID}, append(rename,
			step{"GET /v1/files?type=folder&path=/z", "", 200, `[{"folderId":"{below}"}]`}, found(`type = "folder" AND id = "{top}"`, `["/z"]`))},
		{"ids of folders are minted in a rename", r{FolderIDOnRename: emulator.MintsID}, append(rename, found(`type = "folder" AND id IN ["{top}","{below}"]`, `[]`))},
	})
}

// TestReadingsOfValues has a row for each position of each switch about attributes and searches.
func TestReadingsOfValues(t *testing.T) {
	const (
		f      = "PATCH /v1/files/{id:/a/f.svg}/details"
		detail = "GET /v1/files/{id:/a/f.svg}/details"
		again  = "fileName=f.svg&folder=/d&file=x&useUniqueFileName=false"
	)
	found := func(query, want string) step { return step{"GET /v1/files?searchQuery=" + query, "", 200, want} }
	schema := step{"PATCH /v1/customMetadataFields/{field:text}", `{"schema":{"minLength":1}}`, 200, ""}
	date := step{f, `{"customMetadata":{"day":"2026-06-01T10:00:00+02:00"}}`, 200, ""}
	type r = emulator.Readings
	playReadings(t, []readingCase{
		{"tags as sent", r{}, []step{{f, `{"tags":["b","a","b"]}`, 200, `{"tags":["b","a","b"]}`}}},
		{"tags once", r{Tags: emulator.TagsUnique}, []step{{f, `{"tags":["b","a","b"]}`, 200, `{"tags":["b","a"]}`}}},
		{"tags sorted", r{Tags: emulator.TagsSorted}, []step{{f, `{"tags":["b","a","b"]}`, 200, `{"tags":["a","b"]}`}}},
		{"no description is absent", r{}, []step{{detail, "", 200, `{"description":"-"}`}}},
		{"no description is null", r{MissingDescription: emulator.MissingNull}, []step{{detail, "", 200, `{"description":null}`}}},
		{"no description is empty", r{MissingDescription: emulator.MissingEmpty}, []step{{detail, "", 200, `{"description":""}`}}},
		{"a description goes", r{}, []step{{upload, again, 200, `{"description":"-"}`}}},
		{"a description stays", r{DescriptionOnOverwrite: emulator.OverwrittenKept}, []step{
			{upload, again, 200, `{"description":"D"}`}, {upload, again + "&description=", 200, `{"description":"-"}`},
		}},
		{"dates as sent", r{}, []step{date, {detail, "", 200, `{"customMetadata":{"day":"2026-06-01T10:00:00+02:00"}}`}}},
		{"dates normalised", r{Dates: emulator.DatesNormalised}, []step{date, {detail, "", 200, `{"customMetadata":{"day":"2026-06-01T08:00:00.000Z"}}`}}},
		{"a schema is replaced", r{}, []step{schema, {"GET /v1/customMetadataFields", "", 200, `[{},{"schema":{"type":"Text","minLength":1,"maxLength":"-"}}]`}}},
		{"a schema is merged", r{FieldSchema: emulator.FieldSchemaMerged}, []step{schema, {"GET /v1/customMetadataFields", "", 200, `[{},{"schema":{"type":"Text","minLength":1,"maxLength":9}}]`}}},
		{"values linger", r{}, []step{
			{"DELETE /v1/customMetadataFields/{field:text}", "", 204, ""}, {"GET /v1/files?path=/d", "", 200, `[{"customMetadata":{"text":"t"}}]`},
			found(`"customMetadata.text" = "t"`, `["/d/f.svg"]`),
		}},
		{"values vanish", r{DeletedFieldValues: emulator.DeletedFieldValuesVanish}, []step{
			{"DELETE /v1/customMetadataFields/{field:text}", "", 204, ""}, {"GET /v1/files?path=/d", "", 200, `[{"customMetadata":{"text":"-"}}]`},
			found(`"customMetadata.text" = "t"`, `[]`),
		}},
		{"a draft is refused", r{}, []step{{upload, "fileName=n&file=x&isPublished=false", 400, ""}}},
		{"a draft is taken", r{UnpublishedUpload: emulator.UnpublishedUploadAllowed}, []step{
			{upload, "fileName=n&file=x&isPublished=false&useUniqueFileName=false", 200, ""}, {"GET /v1/files/{uploaded}/details", "", 200, `{"isPublished":false}`},
			{"GET https://ik.imagekit.io/emulator/n", "", 404, ""},
		}},

		{"NOT holds of nothing", r{}, []step{found(`tags NOT IN ["x"]`, `["/a/f.svg","/d/f.svg"]`)}},
		{"NOT fails of nothing", r{NegationWithoutValue: emulator.NegationFails}, []step{found(`tags NOT IN ["x"]`, `[]`)}},
		{"no width compares with nothing", r{}, []step{found(`width < 100`, `["/a/f.svg","/d/f.svg"]`)}},
		{"no width is zero", r{MissingNumber: emulator.MissingNumberIsZero}, []step{found(`width < 100`, `["/a/f.svg","/a/sub/g.txt","/d/f.svg"]`)}},
		{"a search finds files", r{}, []step{found(`name : "s"`, `[]`), found(`name : "s" AND type = "folder"`, `["/a/sub"]`)}},
		{"a search finds folders", r{UntypedSearch: emulator.UntypedSearchFindsAll}, []step{found(`name : "s"`, `["/a/sub"]`)}},
		{"1024 bytes", r{}, []step{{upload, "fileName=k&useUniqueFileName=false&file={long:1010}", 200, ""}, found(`size >= "1kb"`, `[]`)}},
		{"1000 bytes", r{Units: emulator.Units1000}, []step{{upload, "fileName=k&useUniqueFileName=false&file={long:1010}", 200, ""}, found(`size >= "1kb"`, `["/k"]`)}},
	})
}

// TestReadingsOfAnswers: the switches that show in more than JSON.
func TestReadingsOfAnswers(t *testing.T) {
	with := func(r emulator.Readings) emulator.Option { return emulator.WithReadings(r) }
	for reading, want := range map[int]int{0: 403, 403: 403, 401: 401} {
		a := open(t, with(emulator.Readings{WrongKeyStatus: reading}))
		a.key = "private_other"
		require.Equal(t, want, a.do("GET /v1/files", "").status)
		a.key = ""
		require.Equal(t, 401, a.do("GET /v1/files", "").status)
	}
	for _, delivery := range []emulator.Delivery{emulator.DeliversOriginal, emulator.DeliversOptimised} {
		a := open(t, with(emulator.Readings{Delivery: delivery}))
		require.NoError(t, a.server.Seed(image("/a.svg", 1, 1), file("/b.txt")))
		original, _ := a.server.Content("/a.svg")
		get := func(path string) []byte { return a.do("GET https://ik.imagekit.io/emulator"+path, "").body }
		require.Equal(t, original, get("/a.svg?tr=orig-true"))
		require.Equal(t, delivery == emulator.DeliversOriginal, string(get("/a.svg")) == string(original))
		require.Equal(t, "/b.txt\n", string(get("/b.txt")), "what is no image is never touched")
	}
	for _, headers := range []emulator.RateHeaders{emulator.RateHeadersOn429, emulator.RateHeadersOnAll} {
		synctest.Test(t, func(t *testing.T) {
			a := open(t, with(emulator.Readings{RateHeaders: headers}), emulator.WithLimits(emulator.Limits{Read: []emulator.Window{window(2, time.Second, 0)}}))
			first, second := a.do("GET /v1/files", ""), a.do("GET /v1/files", "")
			want := map[bool][3]string{true: {"2", "1000", "0"}}[headers == emulator.RateHeadersOnAll]
			require.Equal(t, want, [3]string{first.header.Get("X-RateLimit-Limit"), first.header.Get("X-RateLimit-Interval"), first.header.Get("X-RateLimit-Reset")})
			if headers == emulator.RateHeadersOnAll {
				require.Equal(t, "500", second.header.Get("X-RateLimit-Reset"), "the next one would have to wait")
			}
			require.Empty(t, a.do(makeFolder, create).header.Get("X-RateLimit-Limit"), "a class without a limit")
		})
	}
}

// TestReadingOfMonths: a month before 31 August is 31 July, or 1 August.
func TestReadingOfMonths(t *testing.T) {
	for _, test := range []struct {
		months emulator.Months
		want   string
	}{
		{emulator.MonthsCalendar, `["/between"]`},
		{emulator.MonthsThirtyDays, `[]`},
	} {
		synctest.Test(t, func(t *testing.T) {
			a := open(t, emulator.WithReadings(emulator.Readings{Months: test.months}))
			time.Sleep(time.Until(time.Date(2001, 8, 31, 12, 0, 0, 0, time.UTC)))
			require.NoError(t, a.server.Seed(emulator.Seed{Path: "/between", CreatedAt: time.Date(2001, 7, 31, 18, 0, 0, 0, time.UTC)}))
			a.play(step{`GET /v1/files?searchQuery=createdAt > "1m"`, "", 200, test.want})
		})
	}
}
