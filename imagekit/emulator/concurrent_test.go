package emulator_test

import (
	"io"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// TestConcurrency: many clients at once, some of them over a socket; the race detector looks on.
func TestConcurrency(t *testing.T) {
	a := open(t, emulator.WithDir(t.TempDir()), emulator.WithoutSync())
	a.withField(emulator.Field{Name: "f", Type: "Text"})
	require.NoError(t, a.server.Seed(file("/d/shared", "x"), folder("/e")))
	web := httptest.NewServer(a.server)
	defer web.Close()
	fileID := a.file("/d/shared").FileID
	const all = "&responseFields=tags,isPrivateFile,isPublished,customCoordinates,customMetadata,embeddedMetadata,metadata"
	asks := [][2]string{
		{"GET /v1/files?type=all", ""},
		{`GET /v1/files?searchQuery=tags IN ["x"]`, ""},
		{"GET /v1/files/" + fileID + "/versions", ""},
		{"PATCH /v1/files/" + fileID + "/details", `{"tags":["y"],"customMetadata":{"f":"v"},"description":"D"}`},
		{upload, "fileName=shared&folder=/d&file=x&useUniqueFileName=false&tags=a,b" + all},
		{upload, "fileName=other&file=x" + all},
		{"POST /v1/files/addTags", `{"fileIds":["` + fileID + `"],"tags":["z"]}`},
		{"POST /v1/files/copy", `{"sourceFilePath":"/d/shared","destinationPath":"/e","includeFileVersions":true}`},
		{moveFolder, `{"sourceFolderPath":"/e","destinationPath":"/d"}`},
		{makeFolder, `{"folderName":"e","parentFolderPath":"/"}`},
		{"GET https://ik.imagekit.io/emulator/d/shared", ""},
		{"GET " + web.URL + "/v1/files", ""},
	}
	var clients sync.WaitGroup
	for i, ask := range asks {
		clients.Go(func() {
			client := a.client
			if i == len(asks)-1 {
				client = web.Client()
			}
			for range 20 {
				response, err := client.Do(a.request(ask[0], ask[1]))
				if err != nil || response.StatusCode >= 500 {
					t.Errorf("%s: %v", ask[0], err)
					return
				}
				_, _ = io.Copy(io.Discard, response.Body)
				_ = response.Body.Close()
				_ = a.server.Files()
			}
		})
	}
	clients.Wait()
	require.NoError(t, a.server.Check())
	require.Len(t, a.server.Requests(), 20*len(asks), "each request is told once")
}
