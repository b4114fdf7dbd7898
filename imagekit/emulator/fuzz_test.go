package emulator_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// FuzzRequests: no request makes the server panic, answer 5xx or lose its soundness.
func FuzzRequests(f *testing.F) {
	for _, s := range []struct{ method, path, query, media, body string }{
		{"GET", "/v1/files", "limit=1&skip=0&type=all&sort=ASC_NAME&path=/a", "", ""},
		{"GET", "/v1/files", `searchQuery=name : "a" AND (size > "1kb" OR NOT tags IN ["x"]) AND createdAt < "2d"`, "", ""},
		{"PATCH", "/v1/files/ID/details", "", "application/json", `{"tags":["x"],"customMetadata":{"f":["a",1]},"publish":{"isPublished":true}}`},
		{"POST", "/v1/files/addTags", "", "application/json", `{"fileIds":["ID"],"tags":["x"]}`},
		{"POST", "/v1/files/move", "", "application/json", `{"sourceFilePath":"/a/f","destinationPath":"/d/"}`},
		{"PUT", "/v1/files/rename", "", "application/json", `{"filePath":"/a/f","newFileName":"\ud800/..","purgeCache":true}`},
		{"POST", "/v1/bulkJobs/copyFolder", "", "application/json", `{"sourceFolderPath":"/a","destinationPath":"/a","includeVersions":true}`},
		{"POST", "/v1/bulkJobs/renameFolder", "", "application/json; charset=utf-8", `{"folderPath":"/a","newFolderName":"\u0000"}`},
		{"POST", "/v1/customMetadataFields", "", "application/json", `{"name":"n","label":"n","schema":{"type":"MultiSelect","selectOptions":[[],{}],"minValue":1e999}}`},
		{"POST", "/v1/folder", "", "application/json", `{"folderName":"%2e","parentFolderPath":"a/"}`},
		{"POST", "/api/v1/files/upload", "", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; name=\"fileName\"\r\n\r\nf\r\n--b--\r\n"},
		{"GET", "/emulator/a/f", "ik-obj-version=ID&tr=orig-true", "", ""},
		{"GET", "/v1/metadata", "url=https://ik.imagekit.io/emulator/%zz", "", ""},
		{"GET", "/v1/accounts/usage", "startDate=2026-01-01&endDate=9999-12-31", "", ""},
		{"DELETE", "/v1/files/%2F/versions/..", "", "", ""},
	} {
		f.Add(s.method, s.path, s.query, s.media, s.body)
	}
	f.Fuzz(func(t *testing.T, method, path, query, media, body string) {
		server, err := emulator.New()
		require.NoError(t, err)
		require.NoError(t, server.SeedField(emulator.Field{Name: "f", Type: "MultiSelect", SelectOptions: []any{"a", 1}}))
		require.NoError(t, server.Seed(versioned("/a/f", 3), folder("/d")))
		file, _ := server.File("/a/f")
		known := strings.NewReplacer("ID", file.FileID)
		target := &url.URL{Scheme: "https", Host: "api.imagekit.io", Path: known.Replace(path), RawQuery: known.Replace(query)}
		r := httptest.NewRequest(http.MethodGet, "/", io.NopCloser(bytes.NewReader([]byte(known.Replace(body)))))
		r.Method, r.URL = method, target
		r.Header.Set("Content-Type", media)
		r.SetBasicAuth("private_emulator", "")
		w := httptest.NewRecorder()
		server.ServeHTTP(w, r)
		require.Less(t, w.Code, 500, w.Body)
		require.NoError(t, server.Check())
	})
}

// FuzzImages: no bytes make the server panic when it looks for an image in them.
func FuzzImages(f *testing.F) {
	server, err := emulator.New()
	require.NoError(f, err)
	require.NoError(f, server.Seed(seeds("/a.png", "/a.jpg", "/a.gif", "/a.webp", "/a.svg")...))
	for _, file := range server.Files() {
		data, _ := server.Content(file.Path)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		server, err := emulator.New()
		require.NoError(t, err)
		require.NoError(t, server.Seed(emulator.Seed{Path: "/f", Content: append([]byte("x"), data...)}))
		if len(data) == 0 {
			return
		}
		require.NoError(t, server.Seed(emulator.Seed{Path: "/g", Content: data}))
		file, _ := server.File("/g")
		require.GreaterOrEqual(t, file.Width, 0)
		require.GreaterOrEqual(t, file.Height, 0)
	})
}
