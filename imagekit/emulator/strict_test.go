package emulator_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestStrictness: what the API does not know is an error, and changes nothing.
func TestStrictness(t *testing.T) {
	const one = "PATCH /v1/files/{id:/a.jpg}/details"
	story(t, nil, seeds("/a.jpg", "/d/b.jpg"),
		step{one, `{"tags":["a"],"tag":["b"]}`, 400, `"unknown parameter \"tag\""`},
		step{one, `{"Tags":["a"]}`, 400, `"unknown parameter \"Tags\""`},
		step{one, `{"tags":["a"],"tags":["b"]}`, 400, `"parameter tags twice"`},
		step{one, `{"tags":"a"}`, 400, `"tags should be an Array."`},
		step{one, `{"tags":[1]}`, 400, `"tags should be an Array of strings."`},
		step{one, `{"tags":[null]}`, 400, `"tags should be an Array of strings."`},
		step{one, `{"description":null}`, 400, `"description should be a string."`},
		step{one, `{"customMetadata":null}`, 400, `"customMetadata should be an object."`},
		step{one, `{"customMetadata":[]}`, 400, `"customMetadata should be an object."`},
		step{one, `{"publish":true}`, 400, `"should be a JSON object"`},
		step{one, `{"publish":{"isPublished":true,"all":true}}`, 400, `"unknown parameter \"all\""`},
		step{one, `{"publish":{"includeFileVersions":true}}`, 400, `"isPublished parameter is missing."`},
		step{one, `{"extensions":[]}`, 400, `"does not run extensions"`},
		step{one, `{"tags":["a"]`, 400, `"not valid JSON"`},
		step{one, `{"tags":["a"]} {}`, 400, `"should be one JSON object"`},
		step{one, `[]`, 400, `"should be a JSON object"`},
		step{one, `null`, 400, `"should be a JSON object"`},
		step{one, strings.Repeat(`{"a":`, 20000), 400, ""},
		step{one + "?a=b", `{"tags":["a"]}`, 400, `"takes none"`},
		step{"GET /v1/files/{id:/a.jpg}/details?a=b", "", 400, `"takes none"`},
		step{"DELETE /v1/files/{id:/a.jpg}?force=true", "", 400, `"takes none"`},
		step{"GET /v1/files?Limit=1", "", 400, `"unknown query parameter \"Limit\""`},
		step{"GET /v1/files?limit=1&limit=2", "", 400, `"parameter limit twice"`},
		step{"GET /v1/files?limit=one", "", 400, `"should be an integer"`},
		step{"GET /v1/files?limit=%zz", "", 400, `"not valid"`},
		step{"GET /v1/files?tags=a", "", 400, `"unknown query parameter"`},
		step{"GET /v1/files?path=a//b", "", 400, `"invalid value for path"`},
		step{"GET /v1/files?path=/a/../d", "", 400, `"invalid value for path"`},
		step{"GET /v1/customMetadataFields?includeDeleted=yes", "", 400, `"includeDeleted"`},
		step{"GET /v1/customMetadataFields?folderPath=/a//b", "", 400, `"folderPath"`},
		step{"POST /v1/folder", `{"folderName":1,"parentFolderPath":"/"}`, 400, `{"reason":"INVALID_PARAMETER"}`},
		step{"POST /v1/folder", `{"folderName":"a","parentFolderPath":""}`, 400, `{"reason":"INVALID_FOLDER_PATH"}`},
		step{"GET /v1/files", "", 200, `[{"filePath":"/a.jpg","tags":null},"/d/b.jpg"]`},
	)
}

// TestUnknownRoutes: what is no route is 404 and named.
func TestUnknownRoutes(t *testing.T) {
	a := open(t)
	for _, ask := range []string{
		"GET /v1/file", "GET /v1/files/", "POST /v1/files", "GET /v1/files//details", "GET /v1/files/../files",
		"PUT /v1/folder", "GET /v1", "GET /v1/", "POST /api/v1/files", "GET /v1/files/purge/", "POST /v1/files/purge/x",
		"PATCH /v1/bulkJobs/a", "TRACE /v1/files",
	} {
		require.Equal(t, http.StatusNotFound, a.do(ask, "").status, ask)
	}
	for _, ask := range []string{
		"GET /v1/saved-extensions", "GET /v1/accounts/origins", "POST /api/v2/files/upload", "POST /v1/dummy/test", "GET /v2/files",
	} {
		got := a.do(ask, "")
		require.Equal(t, http.StatusNotFound, got.status, ask)
		require.Contains(t, string(got.body), "The emulator does not offer", ask)
	}
	require.Zero(t, a.server.Mutations())
}

// TestBodies: a body needs its type and has a limit.
func TestBodies(t *testing.T) {
	a := open(t)
	send := func(method, path, media string, body io.Reader) int {
		r, err := http.NewRequestWithContext(t.Context(), method, "https://api.imagekit.io"+path, body)
		require.NoError(t, err)
		r.SetBasicAuth(a.key, "")
		r.Header.Set("Content-Type", media)
		response, err := a.client.Do(r)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		return response.StatusCode
	}
	const right = `{"folderName":"a","parentFolderPath":"/"}`
	for _, test := range []struct {
		name, path, media, body string
		want                    int
	}{
		{"JSON", "/v1/folder", "application/json", right, 201},
		{"JSON and its charset", "/v1/folder", "application/json; charset=utf-8", right, 201},
		{"no type", "/v1/folder", "", right, 400},
		{"another type", "/v1/folder", "text/plain", right, 400},
		{"a broken type", "/v1/folder", ";", right, 400},
		{"too large", "/v1/folder", "application/json", `{"folderName":"` + strings.Repeat("a", 4<<20) + `"}`, 413},
		{"too large, which shows late", "/v1/folder", "application/json", strings.Repeat(" ", 4<<20+1), 413},
		{"empty", "/v1/folder", "application/json", "", 400},
		{"an upload without a boundary", "/api/v1/files/upload", "multipart/form-data", "a", 400},
		{"an upload that is no form", "/api/v1/files/upload", "multipart/form-data; boundary=b", "a", 400},
		{"an upload in JSON", "/api/v1/files/upload", "application/json", "{}", 400},
		{"an upload cut short", "/api/v1/files/upload", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nhal", 400},
		{"an upload beyond 50 MB", "/api/v1/files/upload", "multipart/form-data; boundary=b", strings.Repeat("a", 50<<20+1), 413},
	} {
		body := io.Reader(strings.NewReader(test.body))
		if strings.HasSuffix(test.name, "late") {
			body = io.MultiReader(body) // of no known length
		}
		require.Equal(t, test.want, send("POST", test.path, test.media, body), test.name)
	}
	require.Equal(t, "/a/", a.tree())
}

// TestKeys: every way to hold the key, and every way to lack it.
func TestKeys(t *testing.T) {
	a := open(t)
	for _, test := range []struct {
		name, header string
		want         int
	}{
		{"none", "", 401},
		{"another scheme", "Bearer private_emulator", 401},
		{"no user", "Basic Og==", 401},
		{"not Base64", "Basic *", 401},
		{"the key as user", "Basic cHJpdmF0ZV9lbXVsYXRvcjo=", 200},
		{"the key and a password", "Basic cHJpdmF0ZV9lbXVsYXRvcjpkb19ub3Rfc2V0", 200},
		{"the key in the open", "Basic private_emulator", 200},
		{"another key", "Basic cHJpdmF0ZV9lbXVsYXRvcjI6", 403},
		{"the key as password", "Basic eDpwcml2YXRlX2VtdWxhdG9y", 403},
	} {
		r, err := http.NewRequestWithContext(t.Context(), "GET", "https://api.imagekit.io/v1/files", http.NoBody)
		require.NoError(t, err)
		r.Header.Set("Authorization", test.header)
		response, err := a.client.Do(r)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, test.want, response.StatusCode, test.name)
	}
}
