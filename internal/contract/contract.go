// Package contract holds exchanges over HTTP against ImageKit's own OpenAPI
// document, for tests: what the emulator answers, and what the client asks.
//
// The document is not part of this project. It is looked for beside the
// checkout, or where IKSYNC_OPENAPI says.
package contract

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// ErrNoDocument is the error of Load where there is no document to be found.
var ErrNoDocument = errors.New("ImageKit's OpenAPI document is not beside this checkout; IKSYNC_OPENAPI may name it")

// Document is ImageKit's OpenAPI document, with its known faults mended.
type Document struct {
	router routers.Router
}

// Load finds, reads and mends the document.
func Load() (*Document, error) {
	name, err := find()
	if err != nil {
		return nil, err
	}
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromFile(name)
	if err != nil {
		return nil, err
	}
	mend(doc)
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		return nil, err
	}
	return &Document{router: router}, nil
}

// find looks beside the folder that holds go.mod.
func find() (string, error) {
	if name := os.Getenv("IKSYNC_OPENAPI"); name != "" {
		return name, nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			name := filepath.Join(dir, "..", "shared", "imagekit", "openapi.yml")
			if _, err := os.Stat(name); err != nil {
				return "", ErrNoDocument
			}
			return name, nil
		}
	}
	return "", ErrNoDocument
}

// Transport sends requests on to base and holds each exchange against the
// document. What does not fit is reported; the exchange goes on all the same.
// Statuses that the document does not name for an operation are let pass where
// allow says so.
func (d *Document) Transport(base http.RoundTripper, report func(error)) http.RoundTripper {
	return &transport{doc: d, base: base, report: report}
}

type transport struct {
	doc    *Document
	base   http.RoundTripper
	report func(error)
}

func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := drain(&r.Body)
	if err != nil {
		return nil, err
	}
	input, err := t.doc.request(r, body)
	if err != nil {
		t.report(fmt.Errorf("request %s %s: %w\n%s", r.Method, r.URL, err, clip(body)))
	}
	answer, err := t.base.RoundTrip(r)
	if err != nil || input == nil {
		return answer, err
	}
	content, err := drain(&answer.Body)
	if err != nil {
		return nil, err
	}
	if err := t.doc.response(r.Context(), input, answer, content); err != nil {
		t.report(fmt.Errorf("answer %d to %s %s: %w\n%s", answer.StatusCode, r.Method, r.URL, err, clip(content)))
	}
	return answer, nil
}

// request checks what is asked, and finds the operation it is.
func (d *Document) request(r *http.Request, body []byte) (*openapi3filter.RequestValidationInput, error) {
	copied := r.Clone(r.Context())
	copied.Body = io.NopCloser(bytes.NewReader(body))
	route, params, err := d.router.FindRoute(copied)
	if err != nil {
		return nil, err
	}
	input := &openapi3filter.RequestValidationInput{
		Request: copied, PathParams: params, Route: route,
		Options: &openapi3filter.Options{
			MultiError: true, IncludeResponseStatus: true,
			AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
		},
	}
	return input, openapi3filter.ValidateRequest(r.Context(), input)
}

// response checks what is answered. Server faults are not part of the contract.
func (d *Document) response(ctx context.Context, input *openapi3filter.RequestValidationInput, answer *http.Response, content []byte) error {
	if answer.StatusCode >= http.StatusInternalServerError {
		return nil
	}
	return openapi3filter.ValidateResponse(ctx, &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: answer.StatusCode, Header: answer.Header,
		Body: io.NopCloser(bytes.NewReader(content)), Options: input.Options,
	})
}

// drain reads a body and puts a fresh one in its place.
func drain(body *io.ReadCloser) ([]byte, error) {
	if *body == nil {
		return nil, nil
	}
	data, err := io.ReadAll(*body)
	if closeErr := (*body).Close(); err == nil {
		err = closeErr
	}
	*body = io.NopCloser(bytes.NewReader(data))
	return data, err
}

const clipped = 2000

func clip(data []byte) []byte { return data[:min(len(data), clipped)] }
