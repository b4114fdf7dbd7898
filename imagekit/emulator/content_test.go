package emulator_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

// TestDelivery: the URLs that the API names give the bytes that were stored.
func TestDelivery(t *testing.T) {
	odd := `/o d/b (1) & +,;=@'!~%#?"ü.txt`
	a := open(t)
	require.NoError(t, a.server.Seed(
		emulator.Seed{Path: "/a.txt", Content: []byte("second"), Versions: [][]byte{[]byte("first")}},
		emulator.Seed{Path: odd, Content: []byte("odd")}, file("/pixel.png"),
		emulator.Seed{Path: "/secret.txt", Content: []byte("secret"), Private: true},
		emulator.Seed{Path: "/draft.txt", Content: []byte("draft"), Unpublished: true},
	))
	pixelBytes, _ := a.server.Content("/pixel.png")
	const base = "https://ik.imagekit.io/emulator"
	for _, test := range []struct {
		name, url, key string
		status         int
		want           string
	}{
		{"by path", base + "/a.txt", "", 200, "second"},
		{"with the key too", base + "/a.txt", "private_emulator", 200, "second"},
		{"as it was uploaded", base + "/a.txt?tr=orig-true", "", 200, "second"},
		{"as the API names it", a.urlOf("/a.txt"), "", 200, "second"},
		{"an older version", a.expand(base + "/a.txt?ik-obj-version={version:/a.txt#1}"), "", 200, "first"},
		{"a version of nothing", base + "/a.txt?ik-obj-version=none", "", 404, ""},
		{"an odd name", a.urlOf(odd), "", 200, "odd"},
		{"an image", a.urlOf("/pixel.png"), "", 200, string(pixelBytes)},
		{"its thumbnail", a.urlOf("/pixel.png") + "&tr=n-ik_ml_thumbnail", "", 200, string(pixelBytes)},
		{"its thumbnail by path", base + "/tr:n-ik_ml_thumbnail/pixel.png", "", 200, string(pixelBytes)},
		{"a transformation", base + "/pixel.png?tr=w-100", "", 400, ""},
		{"a private file without a key", base + "/secret.txt", "", 401, ""},
		{"a private file with a wrong key", base + "/secret.txt", "private_other", 403, ""},
		{"a private file with the key", base + "/secret.txt", "private_emulator", 200, "secret"},
		{"a draft", base + "/draft.txt", "", 404, ""},
		{"nothing", base + "/none.txt", "", 404, ""},
		{"a folder", base + "/o%20d", "", 404, ""},
		{"the endpoint", base + "/", "", 404, ""},
		{"an untidy path", base + "//a.txt", "", 404, ""},
	} {
		a.key = test.key
		got := a.do("GET "+test.url, "")
		require.Equal(t, test.status, got.status, test.name)
		if test.status == 200 {
			require.Equal(t, test.want, string(got.body), test.name)
		}
	}
	head := a.do("HEAD "+base+"/a.txt", "")
	require.Equal(t, 200, head.status)
	require.Equal(t, "6", head.header.Get("Content-Length"))
	require.Equal(t, "text/plain", head.header.Get("Content-Type"))
	require.Empty(t, head.body)
	require.Equal(t, http.StatusMethodNotAllowed, a.do("DELETE "+base+"/a.txt", "").status)
}

// urlOf is the url that a listing shows.
func (a *account) urlOf(path string) string {
	a.t.Helper()
	var list []struct{ FilePath, URL string }
	require.NoError(a.t, json.Unmarshal(a.do("GET /v1/files", "").body, &list))
	for _, f := range list {
		if f.FilePath == path {
			return f.URL
		}
	}
	require.FailNow(a.t, "not listed: "+path)
	return ""
}

// TestURLEndpoint: assets may lie anywhere, also at the root of a host.
func TestURLEndpoint(t *testing.T) {
	for _, endpoint := range []string{"https://cdn.example", "https://cdn.example/", "https://cdn.example/a/b/", "http://localhost:8080/files"} {
		a := open(t, emulator.WithURLEndpoint(endpoint))
		require.NoError(t, a.server.Seed(emulator.Seed{Path: "/d/a b.txt", Content: []byte("x")}))
		require.Equal(t, "x", string(a.do("GET "+a.urlOf("/d/a b.txt"), "").body), endpoint)
		require.Equal(t, 200, a.do("GET /v1/files", "").status, endpoint)
		require.Equal(t, 404, a.do("GET /v1/nothing", "").status, endpoint)
	}
	for _, wrong := range []string{"", "cdn.example", "/files", "https://", "http://[::1"} {
		_, err := emulator.New(emulator.WithURLEndpoint(wrong))
		require.Error(t, err, wrong)
	}
	for _, wrong := range []string{"", "a:b"} {
		_, err := emulator.New(emulator.WithKey(wrong))
		require.Error(t, err, wrong)
	}
}

func TestPurge(t *testing.T) {
	const purge, base = "POST /v1/files/purge", "https://ik.imagekit.io/emulator"
	for _, test := range []struct {
		url  string
		want int
	}{
		{base + "/a.jpg", 201}, {base + "/a/b/*", 201}, {base + "/a/b*", 201}, {base + "/fifteen-letters*", 201}, {base + "/fourteen-lette*", 400}, {base + "/a%20b.jpg", 201},
		{base + "/short*", 400}, {base + "/a/*/b", 400}, {base + "/*", 400}, {base + "/", 400}, {base, 400},
		{"https://elsewhere.example/a.jpg", 400}, {base + "2/a.jpg", 400}, {"a.jpg", 400}, {"", 400},
	} {
		open(t).play(step{purge, `{"url":"` + test.url + `"}`, test.want, ""})
	}
	story(t, []emulator.Option{emulator.WithPurgeQuota(1)}, nil,
		step{purge, `{"url":"` + base + `/a.jpg"}`, 201, `{"requestId":"*"}`},
		step{purge, `{"url":"` + base + `/a.jpg"}`, 403, `"used up"`},
		step{purge, `{"urls":"` + base + `/a.jpg"}`, 400, `{"reason":"MISSING_PARAMETER"}`},
		step{"GET /v1/files/purge/{purge}", "", 200, `{"status":"Completed"}`},
		step{"GET /v1/files/purge/other", "", 400, ""},
	)
}

func TestUsage(t *testing.T) {
	usage := func(from, until string) string {
		return "GET /v1/accounts/usage?startDate=" + from + "&endDate=" + until
	}
	same := []byte("0123456789")
	story(t, nil, []emulator.Seed{{Path: "/a", Content: same, Versions: [][]byte{[]byte("01234")}}, {Path: "/b", Content: same}},
		step{usage("2026-01-01", "2026-01-02"), "", 200, `{"mediaLibraryStorageBytes":25,"bandwidthBytes":0,"videoProcessingUnitsCount":0,"extensionUnitsCount":0,"originalCacheStorageBytes":0}`},
		step{"DELETE /v1/files/{id:/a}", "", 204, ""},
		step{usage("2026-01-01", "2026-03-31"), "", 200, `{"mediaLibraryStorageBytes":10}`}, // 89 days
		step{usage("2026-01-01", "2026-04-01"), "", 400, `"within 90 days"`},
		step{usage("2026-01-01", "2026-01-01"), "", 400, `"before endDate"`},
		step{usage("2026-01-02", "2026-01-01"), "", 400, `"before endDate"`},
		step{usage("2026-1-1", "2026-01-02"), "", 400, `"YYYY-MM-DD"`},
		step{usage("2026-02-30", "2026-03-02"), "", 400, `"YYYY-MM-DD"`},
		step{"GET /v1/accounts/usage?startDate=2026-01-01", "", 400, `"required"`},
	)
}
