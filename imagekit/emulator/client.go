package emulator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// HTTPClient calls the handler in process, whatever host a URL names: no socket, no goroutine, so
// that it works inside testing/synctest. It honours the context of a request, and a dropped connection
// is an error. Every call makes a new client: setting its Timeout disturbs no one.
func (s *Server) HTTPClient() *http.Client { return &http.Client{Transport: transport{s}} }

type transport struct{ handler http.Handler }

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(r *http.Request) (response *http.Response, err error) {
	body := r.Body
	if body == nil {
		body = http.NoBody
	}
	defer body.Close()
	ctx := r.Context()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	// A body that blocks, such as a pipe, is freed by closing it.
	stop := context.AfterFunc(ctx, func() { _ = body.Close() })
	defer stop()
	w := &recorder{header: http.Header{}}
	defer func() {
		switch p := recover(); {
		case p == nil:
		case !isAbort(p):
			panic(p)
		case ctx.Err() != nil:
			response, err = nil, context.Cause(ctx)
		case w.status != 0: // the answer had begun
			response, err = w.response(r), nil
			response.ContentLength = -1
			response.Body = io.NopCloser(io.MultiReader(&w.body, brokenBody{}))
		default:
			response, err = nil, fmt.Errorf("%s %s: connection dropped: %w", r.Method, r.URL.Path, io.ErrUnexpectedEOF)
		}
	}()
	t.handler.ServeHTTP(w, incoming(r, body))
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return w.response(r), nil
}

// A brokenBody is where a connection breaks off.
type brokenBody struct{}

func (brokenBody) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// isAbort says whether a handler panicked to drop its connection.
func isAbort(p any) bool {
	err, ok := p.(error)
	return ok && errors.Is(err, http.ErrAbortHandler)
}

// incoming is an outgoing request as a server sees it.
func incoming(r *http.Request, body io.ReadCloser) *http.Request {
	in := r.Clone(r.Context())
	in.Body = body
	in.RequestURI = r.URL.RequestURI()
	in.RemoteAddr = "127.0.0.1:1"
	if in.Host == "" {
		in.Host = r.URL.Host
	}
	return in
}

// A recorder keeps an answer.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *recorder) Header() http.Header { return w.header }

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

func (w *recorder) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

func (w *recorder) response(r *http.Request) *http.Response {
	w.WriteHeader(http.StatusOK)
	return &http.Response{
		Status:     strings.TrimSpace(fmt.Sprintf("%d %s", w.status, http.StatusText(w.status))),
		StatusCode: w.status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.header, Request: r,
		ContentLength: int64(w.body.Len()),
		Body:          io.NopCloser(bytes.NewReader(w.body.Bytes())),
	}
}
