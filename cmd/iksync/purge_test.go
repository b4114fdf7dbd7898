package main

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/state"
)

func TestPurge(t *testing.T) {
	const call, base = "POST /v1/files/purge", "https://ik.imagekit.io/emulator"
	quota := func(n int) []emulator.Option { return []emulator.Option{emulator.WithPurgeQuota(n)} }
	runFolderRows(t, []folderRow{
		{name: "a URL", args: "purge " + base + "/s/a.jpg", shows: []string{"started: purge " + base + "/s/a.jpg: request "},
			says: []string{"This spends 1 purge of those"}, sent: []string{call}},
		{name: "all below a folder", args: "purge " + base + "/s/sub/*", shows: []string{"started: purge " + base + "/s/sub/*"}, sent: []string{call}},
		{name: "waited for", args: "purge --wait " + base + "/s/a.jpg", shows: []string{"purged " + base + "/s/a.jpg"}, sent: []string{call}},
		{name: "a file by its path", args: "purge /s/a.jpg", shows: []string{"started: purge /s/a.jpg: " + base + "/s/a.jpg; request "}, sent: []string{call}},
		{name: "several, one of them in two ways", args: "purge --wait " + base + "/s/a.jpg /s/a.jpg /s/sub/b.jpg " + base + "/s/a.jpg",
			shows: []string{"purged " + base + "/s/a.jpg", "purged /s/sub/b.jpg: " + base + "/s/sub/b.jpg", "2 purged; 2 calls"}, says: []string{"This spends 2 purges"}, sent: []string{call, call}},
		{name: "dry run", args: "purge --dry-run /s/a.jpg " + base + "/s/*.", code: exitUsage, says: []string{"* may only stand at the very end"}},
		{name: "dry run of a file", args: "purge --dry-run /s/a.jpg", shows: []string{"would purge /s/a.jpg: " + base + "/s/a.jpg"}, says: []string{"This would spend 1 purge"}},
		{name: "a folder", args: "purge /s", code: exitFailed, says: []string{"/s is a folder"}},
		{name: "not there", args: "purge /t.jpg", code: exitFailed, says: []string{"there is no file /t.jpg"}},
		{name: "an id of nobody", args: "purge 64fb1c2d8a7b4c1234567890", code: exitFailed, says: []string{"there is no file with the id 64fb1c2d8a7b4c1234567890"}},
		{name: "a glob", args: "purge /s/*.jpg", code: exitUsage, says: []string{"each file would be a purge of its own"}},
		{name: "neither", args: "purge ik.imagekit.io/demo/a.jpg", code: exitUsage, says: []string{"is neither a URL"}},
		{name: "too wide", args: "purge " + base + "/s*", code: exitUsage, says: []string{"the path needs two levels, or 15 characters"}},
		{name: "another account's", args: "purge https://ik.imagekit.io/other/a.jpg", code: exitFailed, says: []string{"400 Bad Request: The URL is not valid for cache purging."}, sent: []string{call}},
		{name: "one of two is another account's", args: "purge https://ik.imagekit.io/other/a.jpg /s/a.jpg", code: exitPartial,
			shows: []string{"failed: purge https://ik.imagekit.io/other/a.jpg: ", "started: purge /s/a.jpg"}, says: []string{"1 of 2 purged; the first that is not"}, sent: []string{call, call}},
		{name: "the quota ends", options: quota(1), args: "purge --parallelism 1 /s/a.jpg /s/sub/b.jpg /s/sub/c.jpg", code: exitPartial,
			shows: []string{"started: purge /s/a.jpg", "failed: purge /s/sub/b.jpg: the account's purges are used up, or the private key may not purge (purge cache: 403", "not tried: purge /s/sub/c.jpg"},
			says:  []string{"1 of 3 purged; the first that is not: /s/sub/b.jpg: the account's purges are used up"}, sent: []string{call, call}},
		{name: "no quota", options: quota(0), args: "purge /s/a.jpg", code: exitFailed, says: []string{"iksync: /s/a.jpg: the account's purges are used up"}, sent: []string{call}},
		{name: "the answer is lost", given: loses(call, emulator.FaultDropAfter), args: "purge /s/a.jpg", code: exitFailed, shows: []string{"not known: purge /s/a.jpg"}, sent: []string{call}},
		{name: "a wrong key", given: otherKey, args: "purge /s/a.jpg", code: exitFailed, says: []string{"may not do this"}},
		{name: "a wrong key, 401", options: readingsOf(emulator.Readings{WrongKeyStatus: 401}), given: otherKey, args: "purge " + base + "/s/a.jpg", code: exitFailed,
			says: []string{"is not accepted"}, sent: []string{call}},
		{name: "its status cannot be read for a while", given: func(w *world) { w.refuses("GET /v1/files/purge/{id}", 500, 6) }, args: "purge --wait /s/a.jpg", shows: []string{"purged /s/a.jpg"}, sent: []string{call}},
		{name: "its status can never be read", given: func(w *world) { w.refuses("GET /v1/files/purge/{id}", 500, 0) }, args: "purge --wait --timeout 1m /s/a.jpg", code: exitTimeout,
			shows: []string{"started: purge /s/a.jpg: "}, says: []string{"was not over after 1m0s: it goes on by itself (its status could not be read: get purge status: 500"}, sent: []string{call}},
		{name: "neither of two is done in time", given: func(w *world) { w.refuses("GET /v1/files/purge/{id}", 500, 0) }, args: "purge --wait --timeout 1m /s/a.jpg /s/sub/b.jpg", code: exitTimeout,
			says: []string{"none of 2 purged; the first: /s/a.jpg: purge request"}, sent: []string{call, call}},
		{name: "nobody knows it at first", given: func(w *world) { w.refuses("GET /v1/files/purge/{id}", 400, 3) }, args: "purge --wait /s/a.jpg", shows: []string{"purged /s/a.jpg"}, sent: []string{call}},
		{name: "nobody knows it at first, 404", given: func(w *world) { w.refuses("GET /v1/files/purge/{id}", 404, 3) }, args: "purge --wait /s/a.jpg", shows: []string{"purged /s/a.jpg"}, sent: []string{call}, beyond: true},
		{name: "nobody ever knows it", given: func(w *world) { w.refuses("GET /v1/files/purge/{id}", 400, 0) }, args: "purge --wait /s/a.jpg", code: exitFailed, within: 20 * time.Second,
			shows: []string{"not known: purge /s/a.jpg: ImageKit took the purge request "}, says: []string{"and does not know it now", "get purge status: 400"}, sent: []string{call}},
		{name: "nobody knows it, and listings do not lag", given: func(w *world) { w.refuses("GET /v1/files/purge/{id}", 404, 3) }, args: "purge --wait --settle 0s /s/a.jpg", code: exitFailed, within: time.Second,
			says: []string{"get purge status: 404"}, sent: []string{call}, beyond: true},
		{name: "nobody knows one of two", given: func(w *world) { w.refuses("GET /v1/files/purge/{id}", 400, 1) }, args: "purge --wait --settle 0s /s/a.jpg /s/sub/b.jpg", code: exitPartial,
			says: []string{"1 of 2 purged"}, sent: []string{call, call}},
		{name: "a URL that climbs", args: "purge " + base + "/s/x/../../*", code: exitUsage, says: []string{`its path must not have "." or ".."`}},
	})
}

// A purge that the CDN takes its time for is waited for, but not for ever.
func TestPurgeWait(t *testing.T) {
	for _, test := range []struct {
		name    string
		pending int
		code    code
		shows   string
	}{
		{"done in the end", 9, exitFine, "purged https://ik.imagekit.io/emulator/s/a.jpg"},
		{"never done", 1 << 30, exitTimeout, "started: purge https://ik.imagekit.io/emulator/s/a.jpg: purge request "},
	} {
		t.Run(test.name, func(t *testing.T) {
			actionStory(t, func(t *testing.T, w *world) {
				w.http.Transport = &pendingPurges{base: w.http.Transport, left: test.pending}
				began := time.Now()
				w.run("purge", "--wait", "--timeout", "5m", "https://ik.imagekit.io/emulator/s/a.jpg").exits(test.code).shows(test.shows)
				require.Greater(t, time.Since(began), 10*time.Second)
				require.Equal(t, []string{"POST /v1/files/purge"}, w.sent())
			})
		})
	}
}

// pendingPurges says a number of times that a purge is pending.
type pendingPurges struct {
	base http.RoundTripper
	left int
}

func (p *pendingPurges) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodGet || !strings.HasPrefix(r.URL.Path, "/v1/files/purge/") || p.left == 0 {
		return p.base.RoundTrip(r)
	}
	p.left--
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
		Body: io.NopCloser(strings.NewReader(`{"status":"Pending"}`)),
	}, nil
}

func TestPurgeJSON(t *testing.T) {
	actionStory(t, func(t *testing.T, w *world) {
		w.seeded("/s/a.jpg")
		f, _ := w.server.File("/s/a.jpg")
		const u = "https://ik.imagekit.io/emulator/s/a.jpg"
		o := w.run("purge", "--output", "json", f.FileID).exits(exitFine)
		i := o.items()[0]
		require.NotEmpty(t, i["purge"])
		require.Equal(t, map[string]any{"path": "/s/a.jpg", "id": f.FileID, "url": u, "status": "started", "purge": i["purge"], "note": u + "; request " + i["purge"].(string)}, i)
		require.Equal(t, 1.0, o.json("iksync-action/1")["calls"])
	})
}

// What the service would refuse is refused before anything is sent.
func TestPurgeFault(t *testing.T) {
	for _, good := range []string{
		"https://ik.imagekit.io/demo/a.jpg", "https://ik.imagekit.io/demo/a/b*", "https://ik.imagekit.io/demo/a/b/*", "https://ik.imagekit.io/demo/fifteen-letters*",
		"https://img.example.com/a/b*", "https://img.example.com/a.jpg?tr=w-100", "http://img.example.com/a.jpg", "https://ik.imagekit.io/demo/%C3%A9t%C3%A9/a.jpg",
		"https://ik.imagekit.io/demo/a%2A", "https://ik.imagekit.io/demo/a/b/..c/.d.jpg", "https://ik.imagekit.io/demo/a/b%2A*", "https://img.example.com/a.jpg?tr=l-text,i-..%2Fa", "https://img.example.com/a%252e",
	} {
		require.Empty(t, purgeFault(good), good)
	}
	for bad, why := range map[string]string{
		"https://ik.imagekit.io/demo/a*": "two levels", "https://ik.imagekit.io/demo/*": "two levels", "https://ik.imagekit.io/*": "two levels", "https://ik.imagekit.io/demo/a/*": "two levels",
		"https://img.example.com/*": "two levels", "https://img.example.com/a*b": "the very end", "https://img.example.com/a/b/**": "the very end",
		"ftp://img.example.com/a": "want a whole URL", "https:///a": "want a whole URL", "https://u:p@img.example.com/a": "leave the user", "https://img.example.com/a#b": "what follows #",
		"https://IK.imagekit.io/demo/a*": "two levels", "https://ik.imagekit.io./demo/a*": "two levels",
		"https://ik.imagekit.io/demo/a/b/../c": `"." or ".."`, "https://ik.imagekit.io/demo/a/b/..": `"." or ".."`, "https://ik.imagekit.io/demo/./a.jpg": `"." or ".."`,
		"https://ik.imagekit.io/demo/a/b/%2e%2e/*": `"." or ".."`, "https://ik.imagekit.io/demo/a/b/.%2E/*": `"." or ".."`, "https://ik.imagekit.io/demo/a%2ejpg": "an encoded dot or slash",
		"https://ik.imagekit.io/demo/a%2Fb*": "an encoded dot or slash", "https://ik.imagekit.io/demo/a/..%5Cb/c*": "a backslash", `https://ik.imagekit.io/demo/a/..\b/c*`: "a backslash",
		"https://ik.imagekit.io/demo/a*.jpg": "a part of a name is written %2A",
	} {
		require.Contains(t, purgeFault(bad), why, bad)
	}
	urls, files, err := readPurges([]string{"https://a.b/c", "/s/a.jpg", "64fb"})
	require.NoError(t, err)
	require.Equal(t, []string{"https://a.b/c"}, urls)
	require.True(t, slices.Equal([]choice{{path: "/s/a.jpg"}, {id: "64fb"}}, files))
}

// A file is purged by its own URL alone, whatever its name is.
func TestPurgeURL(t *testing.T) {
	for live, want := range map[string]string{
		"https://ik.imagekit.io/demo/a.jpg?updatedAt=1":  "https://ik.imagekit.io/demo/a.jpg",
		"https://ik.imagekit.io/demo/a/b/c*?updatedAt=1": "https://ik.imagekit.io/demo/a/b/c%2A",
		"https://ik.imagekit.io/demo/a*b*.jpg":           "https://ik.imagekit.io/demo/a%2Ab%2A.jpg",
		"https://ik.imagekit.io/demo/a%2A":               "https://ik.imagekit.io/demo/a%2A",
	} {
		have, err := purgeURL(&state.File{Path: "/f", Observed: state.Observed{URL: live}})
		require.NoError(t, err)
		require.Equal(t, want, have)
	}
	for live, code := range map[string]code{
		"": exitFailed, "https://ik.imagekit.io/demo/a/../b.jpg": exitUsage, "https://ik.imagekit.io/demo/a%2Fb.jpg": exitUsage, "https://ik.imagekit.io/demo/a#b": exitUsage,
	} {
		_, err := purgeURL(&state.File{Path: "/f", Observed: state.Observed{URL: live}})
		require.Equal(t, code, exitCode(err), live)
		require.ErrorContains(t, err, "/f ")
	}
	actionStory(t, func(t *testing.T, w *world) {
		w.seeded("/s/sub/a*")
		f, _ := w.server.File("/s/sub/a*")
		o := w.run("purge", "--output", "json", f.FileID).exits(exitFine)
		require.Equal(t, "https://ik.imagekit.io/emulator/s/sub/a%2A", o.items()[0]["url"])
	})
}
