package imagekit

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How much of an answer is read. A full page of assets is far below the first.
const (
	maxBody      = 64 << 20
	maxErrorBody = 64 << 10
	maxLine      = 500     // characters of one text of the service in an error
	maxDetails   = 2 << 10 // bytes of an error's details
)

// run carries out a call whose success needs no words.
func (c *Client) run(ctx context.Context, cl call) error {
	_, err := c.send(ctx, cl)
	return err
}

// read carries out a call and decodes its answer.
func read[T any](ctx context.Context, c *Client, cl call) (T, error) {
	value, _, err := readAnswer[T](ctx, c, cl)
	return value, err
}

// readAnswer carries out a call and returns its answer decoded and as it was.
func readAnswer[T any](ctx context.Context, c *Client, cl call) (T, answer, error) {
	var value T
	cl.decode = func(status int, body []byte) error {
		var fresh T
		if err := decode(status, body, &fresh); err != nil {
			return err
		}
		value = fresh
		return nil
	}
	ans, err := c.send(ctx, cl)
	return value, ans, err
}

// validator is an answer that can be well-formed and still be none.
type validator interface{ valid(status int) error }

// decode reads one JSON value, with nothing before or after it. A null is
// refused: it would look like an empty listing.
func decode(status int, body []byte, into any) error {
	switch {
	case len(body) == 0:
		return errors.New("the answer is empty")
	case bytes.Equal(bytes.TrimSpace(body), []byte("null")):
		return errors.New("the answer is null")
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("the answer cannot be decoded: %w", err)
	}
	if v, ok := into.(validator); ok {
		return v.valid(status)
	}
	return nil
}

// receive reads a response to its end. Anything but a success the API could
// have sent is an error: *Error if it is an answer, *brokenError if it is none.
func (c *Client) receive(cl call, resp *http.Response) (answer, error) {
	defer func() { _ = resp.Body.Close() }()
	ans := answer{
		status: resp.StatusCode, header: resp.Header,
		requestID: c.oneLine(resp.Header.Get("X-Ik-Requestid")),
	}
	success := resp.StatusCode >= 200 && resp.StatusCode < 300 &&
		(resp.StatusCode != http.StatusMultiStatus || cl.partial)
	if !success {
		body, _ := io.ReadAll(io.LimitReader(resp.Body, maxErrorBody)) // what there is of it
		return ans, c.newError(cl, ans, body)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return ans, &brokenError{cause: fmt.Errorf("the answer broke off: %w", err), requestID: ans.requestID}
	}
	if err := checkBody(cl, resp, body); err != nil {
		return ans, &brokenError{cause: fmt.Errorf("%s: %w", statusLine(ans.status), err), requestID: ans.requestID, final: true}
	}
	return ans, nil
}

// checkBody refuses a body that is not the API's, and decodes it if the call asks for that.
func checkBody(cl call, resp *http.Response, body []byte) error {
	switch {
	case len(body) == 0 && cl.decode == nil:
		return nil
	case len(body) > maxBody:
		return fmt.Errorf("the answer is larger than %d MiB", maxBody>>20)
	case len(body) > 0 && !isJSON(resp.Header):
		return errors.New(describePage(resp.Header, body))
	case !utf8.Valid(body):
		return errors.New("the answer is not valid UTF-8")
	case cl.decode == nil:
		return nil
	}
	return cl.decode(resp.StatusCode, body)
}

// isJSON tells whether the content type is JSON.
func isJSON(h http.Header) bool {
	media, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	return err == nil && (media == "application/json" || strings.HasSuffix(media, "+json"))
}

// newError makes the error of an answer that says no.
func (c *Client) newError(cl call, ans answer, body []byte) *Error {
	e := &Error{Op: cl.op, Method: cl.method, Path: c.creds.redact(cl.path), Status: ans.status, RequestID: ans.requestID}
	var fields map[string]json.RawMessage
	if json.Unmarshal(body, &fields) != nil || fields == nil {
		e.Foreign = true
		e.Message = c.oneLine(describePage(ans.header, body))
	} else {
		text := func(key string) string {
			var s string
			_ = json.Unmarshal(fields[key], &s) // anything but a text is left out
			return c.oneLine(s)
		}
		e.Message, e.Help, e.Reason = text("message"), text("help"), text("reason")
		e.MissingFileIDs = c.ids(fields["missingFileIds"])
		e.Details = c.details(fields["errors"])
		e.Foreign = e.Message == "" && e.Reason == "" // JSON, but somebody else's
	}
	if ans.status >= 300 && ans.status < 400 {
		e.Foreign = true
		e.Message = c.oneLine("redirected to " + ans.header.Get("Location") + ", which is not followed")
	}
	return e
}

// ids reads a list of ids, if it is one.
func (c *Client) ids(raw json.RawMessage) []string {
	var ids []string
	_ = json.Unmarshal(raw, &ids) // anything but a list is left out
	for i, id := range ids {
		ids[i] = c.oneLine(id)
	}
	return ids
}

// details shortens the "errors" value of an answer.
func (c *Client) details(raw json.RawMessage) string {
	var compact bytes.Buffer
	if len(raw) == 0 || string(raw) == "null" || json.Compact(&compact, raw) != nil {
		return ""
	}
	text := c.creds.redact(compact.String())
	if len(text) > maxDetails {
		text = strings.ToValidUTF8(text[:maxDetails], "") + "..."
	}
	return strings.Map(printable, text)
}

var pageTitle = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)

// describePage says what came in the place of the API's JSON.
func describePage(h http.Header, body []byte) string {
	if len(body) == 0 {
		return "an empty answer, not the API's JSON"
	}
	kind, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	text := string(body[:min(len(body), maxErrorBody)])
	if title := pageTitle.FindStringSubmatch(text); title != nil {
		text = title[1]
	}
	return fmt.Sprintf("not the API's JSON but %s: %q", or(kind, "an unknown type"), clip(text, 100))
}

// oneLine makes a text of the service fit for an error or a terminal: one
// line, of bounded length, without control characters and without the key.
func (c *Client) oneLine(text string) string {
	return clip(c.creds.redact(text), maxLine)
}

// clip joins the words of a text and cuts it after a number of characters.
func clip(text string, limit int) string {
	text = strings.Join(strings.Fields(strings.Map(printable, text)), " ")
	if utf8.RuneCountInString(text) > limit {
		text = string([]rune(text)[:limit]) + "..."
	}
	return text
}

// printable replaces what a terminal could obey.
func printable(r rune) rune {
	if !unicode.IsPrint(r) {
		return ' '
	}
	return r
}

func statusLine(status int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
}
