package emulator_test

import (
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/internal/contract"
)

// pixel is an image of one transparent point.
const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

// TestContract holds every exchange of some stories against ImageKit's own document. Requests that are
// wrong on purpose may break it; no answer may.
func TestContract(t *testing.T) {
	doc, err := contract.Load()
	if errors.Is(err, contract.ErrNoDocument) && os.Getenv("IKSYNC_REQUIRE_OPENAPI") == "" {
		t.Skip(err)
	}
	require.NoError(t, err)
	for _, test := range contractStories() {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := open(t, append(test.opts, emulator.WithJobDuration(time.Second))...)
				a.withField(emulator.Field{Name: "brand", Label: "Brand", Type: "SingleSelect", SelectOptions: []any{"Acme", "Globex", 7, true}})
				a.withField(emulator.Field{Name: "shelf", Type: "Text", PathPolicy: "shelves"})
				require.NoError(t, a.server.Seed(
					emulator.Seed{Path: "/a/one.jpg", Tags: []string{"x"}, AITags: []emulator.AITag{{Name: "Dog", Confidence: 90, Source: "google-auto-tagging"}}},
					file("/a/two.txt", "x", "y"), file("/b/one.jpg"), folder("/c"), file("/a/deep/three (1).jpg")))
				var told []string
				a.client.Transport = doc.Transport(a.client.Transport, func(err error) { told = append(told, err.Error()) })
				for _, s := range test.steps {
					told = nil
					a.key = map[bool]string{true: "", false: "private_emulator"}[s.status == http.StatusUnauthorized]
					if s.status == http.StatusForbidden && !strings.Contains(s.ask, "purge") {
						a.key = "private_other"
					}
					a.play(s)
					for _, violation := range told {
						wrongOnPurpose := s.status == http.StatusBadRequest && strings.HasPrefix(violation, "request ")
						require.True(t, wrongOnPurpose, "%s: %s", s.ask, violation)
					}
				}
			})
		})
	}
}

type contractStory struct {
	name  string
	opts  []emulator.Option
	steps []step
}

func contractStories() []contractStory {
	fault := func(match string, kind emulator.FaultKind) []emulator.Option {
		return []emulator.Option{emulator.WithFaults(emulator.Fault{Match: match, Kind: kind, Times: 1})}
	}
	partial := fault("POST /v1/files/{op...}", emulator.FaultPartial)
	return []contractStory{
		{"a library is listed and searched", nil, listSteps()},
		{"a file gets its details", nil, detailSteps()},
		{"files are uploaded", nil, uploadSteps()},
		{"files go elsewhere", nil, transferSteps()},
		{"a rename cannot purge", []emulator.Option{emulator.WithPurgeQuota(0)}, []step{
			{"PUT /v1/files/rename", `{"filePath":"/a/one.jpg","newFileName":"uno.jpg","purgeCache":true}`, 207, `{"reason":"PURGE_FAILED","message":"*"}`},
			{"POST /v1/bulkJobs/renameFolder", `{"folderPath":"/a","newFolderName":"z","purgeCache":true}`, 202, `{"jobId":"*"}`},
			{"WAIT 1s", "", 0, ""},
			{"GET /v1/bulkJobs/{job}", "", 207, `{"jobId":"{job}","type":"RENAME_FOLDER","status":"Partial success"}`},
			{"POST /v1/files/purge", `{"url":"https://ik.imagekit.io/emulator/a/one.jpg"}`, 403, `{"message":"*"}`},
		}},
		{"versions pile up", nil, versionSteps()},
		{"tags are given in bulk", nil, bulkSteps()},
		{"a bulk update succeeds in part", partial, []step{
			{"POST /v1/files/addTags", `{"fileIds":["{id:/a/one.jpg}","{id:/a/two.txt}"],"tags":["n"]}`, 207,
				`{"successfullyUpdatedFileIds":["{id:/a/two.txt}"],"errors":[{"fileId":"{id:/a/one.jpg}","error":"*"}]}`},
		}},
		{"a bulk delete succeeds in part", partial, []step{
			{"NOTE gone {id:/a/two.txt}", "", 0, ""},
			{"POST /v1/files/batch/deleteByFileIds", `{"fileIds":["{id:/a/one.jpg}","{gone}"]}`, 207,
				`{"successfullyDeletedFileIds":["{gone}"],"errors":[{"fileId":"{id:/a/one.jpg}","error":"*"}]}`},
		}},
		{"folders come and go", nil, folderSteps()},
		{"folders are moved in the background", nil, jobSteps()},
		{"fields are defined", nil, fieldSteps()},
		{"the cache is purged and use is counted", nil, purgeSteps()},
		{"nobody is let in without the right key", nil, append(refusals(401, `"does not contain private API key"`), refusals(403, `"cannot be authenticated"`)...)},
		{"the service fails", fault("", emulator.FaultStatus), []step{{"GET /v1/files", "", 500, `{"message":"*"}`}}},
		{"a limit is reached", []emulator.Option{emulator.WithLimits(emulator.Limits{
			Read: []emulator.Window{{Limit: 1, Interval: time.Second}}, Write: []emulator.Window{{Limit: 1, Interval: time.Second}},
		})}, append([]step{{"GET /v1/files", "", 200, ""}, {"POST /v1/folder", `{"folderName":"n","parentFolderPath":"/"}`, 201, ""}}, refusals(429, `{"message":"*","help":"*"}`)...)},
	}
}

// refusals ask for everything there is, to be refused.
func refusals(status int, want string) []step {
	const some = "/aaaaaaaaaaaaaaaaaaaaaaaa"
	asks := [][2]string{
		{"GET /v1/files"}, {"GET /v1/files" + some + "/details"}, {"PATCH /v1/files" + some + "/details", `{"tags":["a"]}`},
		{"DELETE /v1/files" + some}, {"POST /v1/files/batch/deleteByFileIds", `{"fileIds":["a"]}`},
		{"POST /v1/files/copy", `{"sourceFilePath":"/a","destinationPath":"/b"}`},
		{"POST /v1/files/move", `{"sourceFilePath":"/a","destinationPath":"/b"}`},
		{"PUT /v1/files/rename", `{"filePath":"/a","newFileName":"b"}`},
		{"POST /v1/files/addTags", `{"fileIds":["a"],"tags":["a"]}`}, {"POST /v1/files/removeTags", `{"fileIds":["a"],"tags":["a"]}`},
		{"POST /v1/files/removeAITags", `{"fileIds":["a"],"AITags":["a"]}`},
		{"GET /v1/files" + some + "/versions"}, {"GET /v1/files" + some + "/versions" + some},
		{"DELETE /v1/files" + some + "/versions" + some}, {"PUT /v1/files" + some + "/versions" + some + "/restore"},
		{"GET /v1/files" + some + "/metadata"}, {"GET /v1/metadata?url=https://ik.imagekit.io/emulator/a"},
		{"POST /v1/folder", `{"folderName":"m","parentFolderPath":"/"}`}, {"DELETE /v1/folder", `{"folderPath":"/a"}`},
		{"POST /v1/bulkJobs/copyFolder", `{"sourceFolderPath":"/a","destinationPath":"/b"}`},
		{"POST /v1/bulkJobs/moveFolder", `{"sourceFolderPath":"/a","destinationPath":"/b"}`},
		{"POST /v1/bulkJobs/renameFolder", `{"folderPath":"/a","newFolderName":"b"}`}, {"GET /v1/bulkJobs" + some},
		{"GET /v1/customMetadataFields"}, {"POST /v1/customMetadataFields", `{"name":"n","label":"n","schema":{"type":"Text"}}`},
		{"PATCH /v1/customMetadataFields" + some, `{"label":"n"}`}, {"DELETE /v1/customMetadataFields" + some},
		{"GET /v1/accounts/usage?startDate=2026-01-01&endDate=2026-01-02"},
	}
	if status == http.StatusUnauthorized {
		asks = append(asks, [2]string{"POST /api/v1/files/upload", "fileName=a.txt&file=text"})
	}
	var steps []step
	for _, ask := range asks {
		steps = append(steps, step{ask[0], ask[1], status, want})
	}
	return steps
}
