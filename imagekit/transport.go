package imagekit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// A call is one request of the API, as inert data.
type call struct {
	op       string // what it does, for people
	method   string
	path     string // escaped, below the base URL
	query    url.Values
	body     any            // sent as JSON, unless nil
	upload   *UploadRequest // sent as a form to the upload host instead
	harmless bool           // doing it twice is the same as doing it once
	partial  bool           // 207 is one of its documented answers
	decode   func(status int, body []byte) error
}

func get(op, path string, query url.Values) call {
	return call{op: op, method: http.MethodGet, path: path, query: query, harmless: true}
}

func patch(op, path string, body any) call {
	return call{op: op, method: http.MethodPatch, path: path, body: body, harmless: true}
}

func (cl call) class() Class {
	switch {
	case cl.upload != nil:
		return ClassUpload
	case cl.method == http.MethodGet:
		return ClassRead
	default:
		return ClassWrite
	}
}

// answer is what is left of a response once it has been read.
type answer struct {
	status    int
	requestID string
	header    http.Header
}

// brokenError is an exchange without a usable answer.
type brokenError struct {
	cause     error
	requestID string
	unsent    bool // it certainly was not carried out
	final     bool // repeating it would not help
}

func (e *brokenError) Error() string { return e.cause.Error() }
func (e *brokenError) Unwrap() error { return e.cause }

// send carries out a call: it waits for its turn, sends, and sends again where that is harmless.
func (c *Client) send(ctx context.Context, cl call) (answer, error) {
	if err := c.mode.allows(cl.method); err != nil {
		return answer{}, fmt.Errorf("%s: %w", cl.op, err)
	}
	var p progress
	for {
		if err := c.takeTurn(ctx, cl, &p); err != nil {
			return answer{}, err
		}
		if err := lastLook(ctx, cl); err != nil {
			return answer{}, err
		}
		underway, letGo := gently(ctx)
		ans, err := c.exchange(underway, cl)
		letGo()
		if ans.status != http.StatusTooManyRequests {
			c.pacers[cl.class()].learn(time.Now(), cl.op, ans.header, 0)
		}
		if err == nil {
			return ans, nil
		}
		if err := c.afterFailure(ctx, cl, &p, ans.header, err); err != nil {
			return answer{}, err
		}
	}
}

// exchange sends a call once. Its error is an *Error, a *brokenError or an *InvalidError.
func (c *Client) exchange(ctx context.Context, cl call) (answer, error) {
	parent := ctx
	ctx, clock := newStopwatch(ctx, c.timeout)
	defer clock.stop()
	req, source, err := c.newRequest(ctx, cl, clock)
	if err != nil {
		return answer{}, &brokenError{cause: err, unsent: true, final: true}
	}
	defer func() { _ = source.Close() }()

	start := time.Now()
	resp, err := c.http.Do(req)
	if err == nil || !isUnsent(err) {
		c.reached.Store(true)
	}
	var ans answer
	if err == nil {
		ans, err = c.receive(cl, resp)
	} else {
		err = &brokenError{cause: err, unsent: isUnsent(err)}
	}
	c.logExchange(ctx, cl, ans, time.Since(start))
	if err != nil && source.failure() != nil {
		err = &brokenError{cause: err} // whatever came of a form that broke off here
	}
	var broken *brokenError
	if errors.As(err, &broken) {
		c.explain(parent, ctx, broken, source)
	}
	return ans, err
}

// newRequest builds the HTTP request of a call. The source is the body of an
// upload, or else empty.
func (c *Client) newRequest(ctx context.Context, cl call, clock *stopwatch) (*http.Request, *uploadBody, error) {
	base, body, source := c.base, io.Reader(nil), &uploadBody{}
	switch {
	case cl.upload != nil:
		opened, err := cl.upload.open(clock)
		if err != nil {
			return nil, nil, err
		}
		base, body, source = c.upload, opened, opened
	case cl.body != nil:
		data, err := json.Marshal(cl.body)
		if err != nil {
			return nil, nil, invalid(cl.op, "body", "cannot be written as JSON: %v", err)
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, cl.method, base.String()+cl.path, body)
	if err != nil {
		_ = source.Close()
		return nil, nil, err
	}
	// A space as %20 is read right by everyone, as + it is not.
	req.URL.RawQuery = strings.ReplaceAll(cl.query.Encode(), "+", "%20")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", c.userAgent)
	switch {
	case cl.upload != nil:
		req.ContentLength = source.length
		req.Header.Set("Content-Type", source.contentType)
	case cl.body != nil:
		req.Header.Set("Content-Type", "application/json")
	}
	return req, source, nil
}

// explain replaces the cause of a broken exchange by the one that people can use.
func (c *Client) explain(parent, ctx context.Context, broken *brokenError, source *uploadBody) {
	var wrapped *url.Error // repeats the address, query and all
	if errors.As(broken.cause, &wrapped) {
		broken.cause = wrapped.Err
	}
	switch sourceErr := source.failure(); {
	case parent.Err() != nil:
		broken.cause, broken.final = endOf(parent), true
	case sourceErr != nil:
		// The form was never finished, so nothing can have come of it.
		broken.cause, broken.unsent, broken.final = sourceErr, true, true
	case errors.Is(context.Cause(ctx), errStalled):
		broken.cause = fmt.Errorf("no answer within %s", c.timeout)
	}
	if text := broken.cause.Error(); c.creds.redact(text) != text {
		broken.cause = errors.New(c.creds.redact(text))
	}
}

// isUnsent tells whether no connection was made at all.
func isUnsent(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect")
}

// outcomeUnknown is the error of a call that may have been carried out.
func (c *Client) outcomeUnknown(cl call, failure error) error {
	return &OutcomeUnknownError{
		Op: cl.op, Method: cl.method, Path: c.creds.redact(cl.path), RequestID: requestIDOf(failure), Err: bare(failure),
	}
}

// lastWord is the error of a call that is given up and may be tried again.
func (c *Client) lastWord(cl call, failure error) error {
	var broken *brokenError
	if !errors.As(failure, &broken) {
		return failure
	}
	var refused *InvalidError
	if errors.As(failure, &refused) {
		return refused
	}
	return &TransportError{
		Op: cl.op, Method: cl.method, Path: c.creds.redact(cl.path), RequestID: broken.requestID, Err: broken.cause,
	}
}

// bare takes off the wrapping that only this file understands.
func bare(failure error) error {
	var broken *brokenError
	if errors.As(failure, &broken) {
		return broken.cause
	}
	return failure
}

func requestIDOf(failure error) string {
	var broken *brokenError
	var answer *Error
	switch {
	case errors.As(failure, &broken):
		return broken.requestID
	case errors.As(failure, &answer):
		return answer.RequestID
	}
	return ""
}

// logExchange writes the one line each request gets.
func (c *Client) logExchange(ctx context.Context, cl call, ans answer, took time.Duration) {
	if c.log == nil {
		return
	}
	c.log.LogAttrs(ctx, slog.LevelDebug, "imagekit request",
		slog.String("method", cl.method), slog.String("path", c.creds.redact(cl.path)),
		slog.Int("status", ans.status), slog.Duration("duration", took), slog.String("request_id", ans.requestID))
}

// errStalled is why an exchange without progress is broken off.
var errStalled = errors.New("no progress")

// A stopwatch breaks off an exchange that takes too long.
type stopwatch struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	timer  *time.Timer
	limit  time.Duration
}

func newStopwatch(ctx context.Context, limit time.Duration) (context.Context, *stopwatch) {
	ctx, cancel := context.WithCancelCause(ctx)
	return ctx, &stopwatch{ctx: ctx, cancel: cancel, limit: limit, timer: time.AfterFunc(limit, func() { cancel(errStalled) })}
}

// progress starts the time anew.
func (s *stopwatch) progress() {
	if s.ctx.Err() == nil {
		s.timer.Reset(s.limit)
	}
}

func (s *stopwatch) stop() {
	s.cancel(nil)
	s.timer.Stop()
}
