package imagekit_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/iksync/iksync/imagekit"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// testKey is long enough that nothing else looks like it.
const testKey = "private_Zm9yIHRlc3RzIG9ubHk="

// A service answers requests in process, so that no socket stops a fake clock.
type service struct {
	handle http.HandlerFunc
	look   func(*http.Request) // at the request, its body unread

	mu   sync.Mutex
	seen []seen
}

// seen is a request the service got.
type seen struct {
	Method, Host, URI, Body string
	At                      time.Time
}

func newService(h http.HandlerFunc) *service { return &service{handle: h} }

// tap shows each request to look first.
func (s *service) tap(look func(*http.Request)) *service {
	s.look = look
	return s
}

// script answers the n-th request with the n-th handler, and the rest with the last.
func script(steps ...http.HandlerFunc) *service {
	s := newService(nil)
	s.handle = func(w http.ResponseWriter, r *http.Request) {
		steps[min(s.count(), len(steps))-1](w, r)
	}
	return s
}

func (s *service) RoundTrip(r *http.Request) (resp *http.Response, err error) {
	var body []byte
	if r.Body != nil {
		body, err = io.ReadAll(r.Body)
		_ = r.Body.Close()
	}
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.seen = append(s.seen, seen{r.Method, r.URL.Host, r.URL.RequestURI(), string(body), time.Now()})
	s.mu.Unlock()
	if s.look != nil {
		r := r.Clone(r.Context())
		r.Body = io.NopCloser(bytes.NewReader(body))
		s.look(r)
	}
	w := httptest.NewRecorder()
	defer func() {
		if recover() != nil {
			resp, err = nil, io.ErrUnexpectedEOF
		}
	}()
	s.handle(w, r)
	return w.Result(), nil
}

func (s *service) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.seen)
}

func (s *service) client(t *testing.T, change ...func(*imagekit.Options)) *imagekit.Client {
	t.Helper()
	o := imagekit.Options{PrivateKey: testKey, HTTP: &http.Client{Transport: s}}
	for _, f := range change {
		f(&o)
	}
	c, err := imagekit.New(o)
	require.NoError(t, err)
	return c
}

// answer returns a handler that sends JSON, with headers given as name and value.
func answer(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("x-ik-requestId", "req-1")
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// page returns a handler that sends what a proxy would.
func page(status int, title string) http.HandlerFunc {
	return answer(status, "<html><head><title>"+title+"</title></head></html>", "Content-Type", "text/html")
}

// broken breaks the connection after the request has been read.
func broken(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func noContent(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }

// sameJSON tells whether two texts are the same JSON.
func sameJSON(t *testing.T, want, have string) {
	t.Helper()
	require.True(t, json.Valid([]byte(want)), "bad test: %s", want)
	require.JSONEq(t, want, have)
}

const (
	fileJSON   = `{"type":"file","fileId":"f1","name":"a.jpg","filePath":"/p/a.jpg","tags":["x"],"AITags":null,"versionInfo":{"id":"v2","name":"Version 2"},"isPrivateFile":false,"isPublished":true,"customCoordinates":null,"url":"https://ik.imagekit.io/demo/p/a.jpg","fileType":"image","mime":"image/jpeg","width":100,"height":50.5,"size":1234,"customMetadata":{"brand":"Nike","n":3},"createdAt":"2019-08-24T06:14:41.313Z","updatedAt":"2019-08-24T08:14:41.313+02:00"}`
	folderJSON = `{"type":"folder","folderId":"d1","name":"p","folderPath":"/p","customMetadata":{},"createdAt":"2023-04-21T03:03:00.869Z","updatedAt":"2023-04-21T03:10:22.374Z"}`
)
