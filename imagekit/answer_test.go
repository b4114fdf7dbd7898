package imagekit_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
)

// What is not the API's own answer is an error, never an empty result.
func TestGarbageIsNotDecoded(t *testing.T) {
	rows := []struct {
		name   string
		answer http.HandlerFunc
		want   string // in the error
	}{
		{"HTML with 200", page(200, "Sign in to\n Wi-Fi"), `200 OK: not the API's JSON but text/html: "Sign in to Wi-Fi"`},
		{"empty", answer(200, ""), "the answer is empty"},
		{"null", answer(200, " null\n"), "the answer is null"},
		{"an object", answer(200, "{}"), "cannot be decoded"},
		{"trailing garbage", answer(200, "[] []"), "invalid character '[' after top-level value"},
		{"cut short", answer(200, "["+fileJSON), "unexpected end of JSON input"},
		{"not UTF-8", answer(200, "[\"\xff\"]"), "not valid UTF-8"},
		{"no content type", answer(200, "[]", "Content-Type", ""), "not the API's JSON but an unknown type"},
		{"a null asset", answer(200, "[null]"), "asset is null"},
		{"an unknown type", answer(200, `[{"type":"link","fileId":"1"}]`), `unknown type "link"`},
		{"no id", answer(200, `[{"type":"folder","fileId":"1","name":"p","folderPath":"/p"}]`), "has no id"},
		{"no name", answer(200, `[{"type":"file","fileId":"1","filePath":"/p"}]`), "has no name"},
		{"no path", answer(200, `[{"type":"file","fileId":"1","name":"p","filePath":"p"}]`), "not absolute"},
		{"half a byte", answer(200, `[{"type":"file","fileId":"1","name":"p","filePath":"/p","size":1.5}]`), "not a number of bytes"},
		{"not a time", answer(200, `[{"type":"file","fileId":"1","name":"p","filePath":"/p","createdAt":"yesterday"}]`), `"yesterday" is not a time`},
		{"207 where there is none", answer(207, `[]`), "207 Multi-Status"},
		{"too large", func(w http.ResponseWriter, r *http.Request) {
			answer(200, "["+strings.Repeat(" ", 65<<20)+"]")(w, r)
		}, "larger than 64 MiB"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				have, err := newService(row.answer).client(t).ListAssets(t.Context(), imagekit.ListOptions{})
				require.ErrorContains(t, err, row.want)
				require.Nil(t, have)
			})
		})
	}
}

// A mutating call whose answer is lost or unusable may have been carried out, and says so.
func TestOutcomeUnknown(t *testing.T) {
	calls := map[string]func(context.Context, *imagekit.Client) error{
		"delete file": func(x context.Context, c *imagekit.Client) error { return c.DeleteFile(x, "f") },
		"delete files": func(x context.Context, c *imagekit.Client) error {
			_, err := c.DeleteFiles(x, []string{"f"})
			return err
		},
		"delete version": func(x context.Context, c *imagekit.Client) error { return c.DeleteVersion(x, "f", "v") },
		"restore version": func(x context.Context, c *imagekit.Client) error {
			_, err := c.RestoreVersion(x, "f", "v")
			return err
		},
		"copy file": func(x context.Context, c *imagekit.Client) error {
			return c.CopyFile(x, imagekit.FileCopy{Source: "/a", Destination: "/b"})
		},
		"move file": func(x context.Context, c *imagekit.Client) error {
			return c.MoveFile(x, imagekit.FileMove{Source: "/a", Destination: "/b"})
		},
		"rename file": func(x context.Context, c *imagekit.Client) error {
			_, err := c.RenameFile(x, imagekit.FileRename{Path: "/a", NewName: "b"})
			return err
		},
		"create folder": func(x context.Context, c *imagekit.Client) error {
			return c.CreateFolder(x, imagekit.FolderCreate{Name: "a", Parent: "/"})
		},
		"delete folder": func(x context.Context, c *imagekit.Client) error { return c.DeleteFolder(x, "/a") },
		"copy folder": func(x context.Context, c *imagekit.Client) error {
			_, err := c.CopyFolder(x, imagekit.FolderCopy{Source: "/a", Destination: "/b"})
			return err
		},
		"move folder": func(x context.Context, c *imagekit.Client) error {
			_, err := c.MoveFolder(x, imagekit.FolderMove{Source: "/a", Destination: "/b"})
			return err
		},
		"rename folder": func(x context.Context, c *imagekit.Client) error {
			_, err := c.RenameFolder(x, imagekit.FolderRename{Path: "/a", NewName: "b"})
			return err
		},
		"create field": func(x context.Context, c *imagekit.Client) error {
			_, err := c.CreateField(x, imagekit.FieldCreate{Name: "a", Label: "A", Schema: imagekit.FieldSchema{Type: imagekit.FieldText}})
			return err
		},
		"delete field": func(x context.Context, c *imagekit.Client) error { return c.DeleteField(x, "m") },
		"purge cache": func(x context.Context, c *imagekit.Client) error {
			_, err := c.PurgeCache(x, "https://a/b")
			return err
		},
		"upload file": func(x context.Context, c *imagekit.Client) error { _, err := c.Upload(x, upload("abc")); return err },
	}
	answers := map[string]http.HandlerFunc{
		"broken": broken, "500": answer(500, `{"message":"m"}`), "HTML 503": page(503, "Unavailable"),
		"HTML 200": page(200, "Sign in"), "undocumented 207": answer(207, "{}", "Content-Type", "text/plain"),
	}
	for op, call := range calls {
		for name, a := range answers {
			t.Run(op+", "+name, func(t *testing.T) {
				s := newService(a)
				err := call(t.Context(), s.client(t))
				var unknown *imagekit.OutcomeUnknownError
				require.ErrorAs(t, err, &unknown)
				require.Equal(t, op, unknown.Op)
				require.Equal(t, 1, s.count())
				require.False(t, imagekit.IsNotFound(err))
			})
		}
	}
}

func TestErrors(t *testing.T) {
	type is = func(error) bool
	rows := []struct {
		name   string
		answer http.HandlerFunc
		want   string
		yes    is
		no     []is
	}{
		{"404", answer(404, `{"message":"The requested file does not exist.","help":"Contact us"}`),
			"delete file: 404 Not Found: The requested file does not exist. (DELETE /v1/files/f1, request id req-1)", imagekit.IsNotFound, []is{imagekit.IsConflict}},
		{"404 of a proxy", page(404, "No such site"),
			`delete file: 404 Not Found: not the API's JSON but text/html: "No such site" (DELETE /v1/files/f1, request id req-1)`, nil, []is{imagekit.IsNotFound}},
		{"404 without words", answer(404, ""), "delete file: 404 Not Found: an empty answer, not the API's JSON (DELETE /v1/files/f1, request id req-1)", nil, []is{imagekit.IsNotFound}},
		{"404 of something else", answer(404, `{"error":"no route"}`), "delete file: 404 Not Found (DELETE /v1/files/f1, request id req-1)", nil, []is{imagekit.IsNotFound}},
		{"409", answer(409, `{"message":"exists","reason":"FILE_ALREADY_EXISTS"}`),
			"delete file: 409 Conflict: exists (DELETE /v1/files/f1, reason FILE_ALREADY_EXISTS, request id req-1)", imagekit.IsConflict, nil},
		{"401", answer(401, `{"message":"no"}`), "delete file: 401 Unauthorized: no (DELETE /v1/files/f1, request id req-1)", imagekit.IsUnauthorized, []is{imagekit.IsForbidden}},
		{"403 of a proxy", page(403, "Blocked"), `delete file: 403 Forbidden: not the API's JSON but text/html: "Blocked" (DELETE /v1/files/f1, request id req-1)`, imagekit.IsForbidden, nil},
		{"missing ids", answer(404, `{"message":"m","missingFileIds":["a","b"]}`), "delete file: 404 Not Found: m (missing: a, b) (DELETE /v1/files/f1, request id req-1)", imagekit.IsNotFound, nil},
		{"details", answer(400, `{"message":"Invalid custom metadata.", "errors": {"brand": ["required"] }}`),
			`delete file: 400 Bad Request: Invalid custom metadata. {"brand":["required"]} (DELETE /v1/files/f1, request id req-1)`, nil, nil},
		{"control characters", answer(400, `{"message":"a\n\u001b[31mb\t c"}`), "delete file: 400 Bad Request: a [31mb c (DELETE /v1/files/f1, request id req-1)", nil, nil},
		{"redirect", answer(307, "", "Location", "https://elsewhere.example/"),
			"delete file: 307 Temporary Redirect: redirected to https://elsewhere.example/, which is not followed (DELETE /v1/files/f1, request id req-1)", nil, nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s := newService(row.answer)
			err := s.client(t).DeleteFile(t.Context(), "f1")
			require.EqualError(t, err, row.want)
			require.Equal(t, 1, s.count())
			if row.yes != nil {
				require.True(t, row.yes(err))
			}
			for _, no := range row.no {
				require.False(t, no(err))
			}
		})
	}
}

// No redirect is followed, so that no other host ever sees the key.
func TestRedirects(t *testing.T) {
	s := newService(answer(302, "", "Location", "https://elsewhere.example/v1/files"))
	_, err := s.client(t).ListAssets(t.Context(), imagekit.ListOptions{})
	require.ErrorContains(t, err, "redirected to https://elsewhere.example/v1/files, which is not followed")
	require.Equal(t, 1, s.count())
}

func TestReadOnly(t *testing.T) {
	s := newService(answer(200, "[]"))
	c := s.client(t, func(o *imagekit.Options) { o.Mode = imagekit.ReadOnly })
	_, err := c.ListAssets(t.Context(), imagekit.ListOptions{})
	require.NoError(t, err)
	before := s.count()
	_, tags := c.AddTags(t.Context(), []string{"f"}, []string{"t"})
	_, update := c.UpdateFile(t.Context(), "f", imagekit.FileUpdate{Tags: imagekit.Clear[[]string]()})
	_, rename := c.RenameFile(t.Context(), imagekit.FileRename{Path: "/a", NewName: "b"})
	_, stored := c.Upload(t.Context(), upload("abc"))
	for _, err := range []error{tags, update, rename, stored, c.DeleteFile(t.Context(), "f"), c.DeleteFolder(t.Context(), "/p")} {
		require.ErrorIs(t, err, imagekit.ErrReadOnly)
	}
	require.Equal(t, before, s.count())
}

// Over a real connection: paths and queries arrive as they were meant, and nothing is left running.
func TestOverHTTP(t *testing.T) {
	var uri, user string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		uri = r.URL.Path + " " + r.URL.Query().Get("searchQuery")
		user, _, _ = r.BasicAuth()
		_, _ = io.Copy(io.Discard, r.Body)
		answer(200, "[]")(w, r)
	}))
	defer server.Close()
	c, err := imagekit.New(imagekit.Options{PrivateKey: testKey, BaseURL: server.URL + "/proxy/", Timeout: 5 * time.Second})
	require.NoError(t, err)
	defer c.CloseIdle()
	_, err = c.ListAssets(t.Context(), imagekit.ListOptions{SearchQuery: `name = "a+b & c%.jpg"`})
	require.NoError(t, err)
	require.Equal(t, `/proxy/v1/files name = "a+b & c%.jpg"`, uri)
	require.Equal(t, testKey, user)
}
