package imagekit_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
)

var aFile = imagekit.Delivery{
	URL: "https://ik.imagekit.io/demo/p/a.jpg?updatedAt=1", Path: "/p/a.jpg",
	Updated: time.Date(1999, 12, 31, 12, 0, 0, 0, time.UTC), // twelve hours before a bubble's clock begins
}

// contentOf reads a file's content to its end.
func contentOf(ctx context.Context, c *imagekit.Client, d imagekit.Delivery) (string, error) {
	body, err := c.Content(ctx, d)
	if err != nil {
		return "", err
	}
	defer func() { _ = body.Close() }()
	data, err := io.ReadAll(body)
	return string(data), err
}

// The delivery host gets neither the key nor a cookie, and every header is meant for it.
func TestContentHasNoKey(t *testing.T) {
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	var log bytes.Buffer
	var asked *http.Request
	s := newService(answer(200, "the bytes", "Set-Cookie", "a=b; Domain=imagekit.io")).tap(func(r *http.Request) { asked = r })
	c := s.client(t, func(o *imagekit.Options) {
		o.HTTP.Jar, o.Mode = jar, imagekit.ReadOnly
		o.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	for _, client := range []*imagekit.Client{c, c.ReadOnly()} {
		have, err := contentOf(t.Context(), client, aFile)
		require.NoError(t, err)
		require.Equal(t, "the bytes", have)
		require.Equal(t, http.Header{"Accept": {"*/*"}, "Accept-Encoding": {"identity"}, "User-Agent": {"iksync"}}, asked.Header)
		requireNoKey(t, asked.URL.String())
	}
	require.Contains(t, log.String(), "path=/p/a.jpg status=200")
	require.NotContains(t, log.String(), "ik-s")
	_, err = c.GetFile(t.Context(), "f1")
	require.Error(t, err)
	require.NotEmpty(t, asked.Header.Get("Authorization"), "the API itself still gets it")
}

// A refusal is for good and told by its status; nothing is repeated.
func TestContentRefused(t *testing.T) {
	for _, row := range []struct {
		name   string
		answer http.HandlerFunc
		status int
		reason imagekit.ContentReason
		says   string
	}{
		{"a wrong signature", answer(401, ""), 401, imagekit.ContentRefused, "download /p/a.jpg: 401 Unauthorized: the delivery host does not let this key see it"},
		{"forbidden", page(403, "no"), 403, imagekit.ContentRefused, "does not let this key see it"},
		{"a draft", answer(404, ""), 404, imagekit.ContentRefused, "a draft is not delivered"},
		{"gone", answer(410, ""), 410, imagekit.ContentRefused, "has no such file"},
		{"a part", answer(206, "x"), 206, imagekit.ContentRefused, "206 Partial Content"},
		{"nothing", noContent, 204, imagekit.ContentRefused, "204 No Content"},
		{"a redirect", answer(302, "", "Location", "https://elsewhere.example/a.jpg"), 302, imagekit.ContentRedirected, "which is not followed"},
		{"a redirect to itself", answer(301, "", "Location", "https://ik.imagekit.io/demo/p/a.jpg"), 301, imagekit.ContentRedirected, "which is not followed"},
		{"compressed", answer(200, "x", "Content-Encoding", "gzip"), 200, imagekit.ContentEncoded, "these are not the bytes that were uploaded"},
		{"from a cache, older than the version", answer(200, "x", "Age", "46800"), 200, imagekit.ContentStale, "a cache gave an older version"},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newService(row.answer)
				_, err := contentOf(t.Context(), s.client(t), aFile)
				var refused *imagekit.ContentError
				require.ErrorAs(t, err, &refused)
				require.Equal(t, imagekit.ContentError{Path: "/p/a.jpg", Status: row.status, Reason: row.reason}, *refused)
				require.ErrorContains(t, err, row.says)
				require.Equal(t, 1, s.count())
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		have, err := contentOf(t.Context(), newService(answer(200, "x", "Age", "3600")).client(t), aFile)
		require.NoError(t, err, "a cache may give what is of this version")
		require.Equal(t, "x", have)
	})
}

// What may pass is asked for again, each time with a new signature, and never for ever.
func TestContentAgain(t *testing.T) {
	for _, row := range []struct {
		name  string
		steps []http.HandlerFunc
		asked int
		took  time.Duration
		fails string
	}{
		{"a failure", []http.HandlerFunc{page(503, "busy"), answer(200, "x")}, 2, time.Second, ""},
		{"a broken connection", []http.HandlerFunc{broken, broken, answer(200, "x")}, 3, 3 * time.Second, ""},
		{"a limit", []http.HandlerFunc{answer(429, ""), answer(429, ""), answer(200, "x")}, 3, 3 * time.Second, ""},
		{"a limit that says how long", []http.HandlerFunc{answer(429, "", "Retry-After", "90"), answer(200, "x")}, 2, 90 * time.Second, ""},
		{"a failure that stays", []http.HandlerFunc{page(502, "bad")}, 4, 6 * time.Second, "download: 502 Bad Gateway (GET /p/a.jpg)"},
		{"a connection that stays broken", []http.HandlerFunc{broken}, 4, 6 * time.Second, "download: unexpected EOF (GET /p/a.jpg)"},
		{"a limit that stays", []http.HandlerFunc{answer(429, "")}, 25, 1143 * time.Second, "download: gave up waiting (429)"},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, start := script(row.steps...), time.Now()
				have, err := contentOf(t.Context(), s.client(t, steady), aFile)
				require.Equal(t, row.took, time.Since(start).Truncate(time.Second))
				require.Equal(t, row.asked, s.count())
				if row.fails != "" {
					require.ErrorContains(t, err, row.fails)
					require.False(t, errors.As(err, new(*imagekit.ContentError)), "it may be otherwise later")
					return
				}
				require.NoError(t, err)
				require.Equal(t, "x", have)
			})
		})
	}
}

// A 429 of the delivery pauses no call of the API.
func TestContentPausesNothingElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c *imagekit.Client
		s := script(answer(429, "", "Retry-After", "600"), answer(200, fileJSON), answer(200, "x"))
		c = s.client(t, func(o *imagekit.Options) {
			o.OnWait = func(w imagekit.Wait) {
				if w.Op == imagekit.OpDownload {
					start := time.Now()
					_, err := c.GetFile(t.Context(), "f1")
					require.NoError(t, err)
					require.Zero(t, time.Since(start))
				}
			}
		})
		_, err := contentOf(t.Context(), c, aFile)
		require.NoError(t, err)
		require.Equal(t, 3, s.count())
	})
}

// Content that breaks off, or comes no further, is an error of the read; an end is an end.
func TestContentBreaksOff(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "10")
		_, _ = io.WriteString(w, "half ")
		_ = http.NewResponseController(w).Flush()
		if strings.HasPrefix(r.URL.Path, "/stuck") {
			<-r.Context().Done()
		}
	}))
	defer server.Close()
	c, err := imagekit.New(imagekit.Options{PrivateKey: testKey, Timeout: 50 * time.Millisecond})
	require.NoError(t, err)
	defer c.CloseIdle()
	for path, want := range map[string]string{"/short": "the content broke off: unexpected EOF", "/stuck": "no answer within 50ms"} {
		have, err := contentOf(t.Context(), c, imagekit.Delivery{URL: server.URL + path, Path: path})
		var broken *imagekit.TransportError
		require.ErrorAs(t, err, &broken)
		require.ErrorContains(t, err, want)
		require.Equal(t, "half ", have)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = contentOf(ctx, c, imagekit.Delivery{URL: server.URL + "/short", Path: "/short"})
	require.ErrorIs(t, err, context.Canceled)
}

// A host that cannot be reached is not waited for.
func TestContentUnreached(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	c, err := imagekit.New(imagekit.Options{PrivateKey: testKey})
	require.NoError(t, err)
	start := time.Now()
	_, err = contentOf(t.Context(), c, imagekit.Delivery{URL: server.URL + "/a", Path: "/a"})
	require.ErrorContains(t, err, "refused")
	require.Less(t, time.Since(start), 5*time.Second)
}
