package emulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// maxJSONBody bounds JSON requests; the largest legitimate one, a field with thousands of select
// options, stays far below.
const maxJSONBody = 4 << 20

// errTooLarge is a body beyond its bound.
var errTooLarge = errors.New("the request body is too large")

// readAll reads a body of at most limit bytes, and none of one that says it is longer.
func readAll(r *http.Request, limit int64) ([]byte, error) {
	if r.ContentLength > limit {
		return nil, errTooLarge
	}
	data, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, errTooLarge
	}
	return data, nil
}

// isMedia reports whether a request has a body of that type.
func isMedia(r *http.Request, want string) bool {
	have, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && have == want
}

// A body is a JSON object being read key by key. The first thing wrong with it is remembered, and
// every later read returns a zero: handlers read all they want, then ask done once.
type body struct {
	values map[string]json.RawMessage
	wrong  *reply
}

// parseBody accepts one JSON object without duplicate keys and nothing after it.
func parseBody(data []byte) *body {
	b := &body{values: map[string]json.RawMessage{}}
	decoder := json.NewDecoder(bytes.NewReader(data))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		b.fail(badRequest("The request body should be a JSON object."))
		return b
	}
	for decoder.More() {
		token, err := decoder.Token()
		key, isKey := token.(string)
		var value json.RawMessage
		if err != nil || !isKey || decoder.Decode(&value) != nil {
			b.fail(badRequest("The request body is not valid JSON."))
			return b
		}
		if _, twice := b.values[key]; twice {
			b.fail(badRequest(fmt.Sprintf("Your request contains the parameter %s twice.", key)))
		}
		b.values[key] = value
	}
	if _, err := decoder.Token(); err != nil {
		b.fail(badRequest("The request body is not valid JSON."))
	} else if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		b.fail(badRequest("The request body should be one JSON object."))
	}
	return b
}

func (b *body) fail(r reply) {
	if b.wrong == nil {
		b.wrong = &r
	}
}

// has reports whether a key is there, null or not.
func (b *body) has(key string) bool { _, found := b.values[key]; return found }

func (b *body) isNull(key string) bool { return string(b.values[key]) == "null" }

// read decodes a key, if it is there, and reports whether it could. Each key is read at most once.
func (b *body) read(key, kind string, into any) bool {
	raw, found := b.values[key]
	if !found {
		return false
	}
	delete(b.values, key)
	if string(raw) == "null" || json.Unmarshal(raw, into) != nil {
		b.fail(badRequest(fmt.Sprintf("%s should be %s.", key, kind)).because("INVALID_PARAMETER"))
		return false
	}
	return true
}

func (b *body) text(key string) string {
	var s string
	b.read(key, "a string", &s)
	return s
}

func (b *body) boolean(key string) bool {
	var v bool
	b.read(key, "a boolean", &v)
	return v
}

func (b *body) strings(key string) []string {
	var list []any
	if !b.read(key, "an Array", &list) {
		return nil
	}
	texts := make([]string, 0, len(list))
	for _, element := range list {
		text, isText := element.(string)
		if !isText {
			b.fail(badRequest(fmt.Sprintf("%s should be an Array of strings.", key)))
			return nil
		}
		texts = append(texts, text)
	}
	return texts
}

// require fails unless every key is there.
func (b *body) require(keys ...string) {
	for _, key := range keys {
		if !b.has(key) {
			b.fail(badRequest(fmt.Sprintf("%s parameter is missing.", key)).because("MISSING_PARAMETER"))
		}
	}
}

// done returns what is wrong, if anything: keys that nobody read are.
func (b *body) done() *reply {
	unknown := make([]string, 0, len(b.values))
	for key := range b.values {
		unknown = append(unknown, key)
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		b.fail(badRequest(fmt.Sprintf("Your request contains the unknown parameter %q.", unknown[0])))
	}
	return b.wrong
}

// A params is the query of a URL being read like a body.
type params struct {
	values url.Values
	wrong  *reply
}

func parseParams(r *http.Request) *params {
	values, err := url.ParseQuery(r.URL.RawQuery)
	p := &params{values: values}
	if err != nil {
		p.fail(badRequest("The query string of your request is not valid."))
	}
	return p
}

func (p *params) fail(r reply) {
	if p.wrong == nil {
		p.wrong = &r
	}
}

func (p *params) take(key string) (string, bool) {
	values, found := p.values[key]
	delete(p.values, key)
	if len(values) > 1 {
		p.fail(badRequest(fmt.Sprintf("Your request contains the parameter %s twice.", key)))
	}
	if !found {
		return "", false
	}
	return values[0], true
}

func (p *params) text(key string) string { s, _ := p.take(key); return s }

func (p *params) number(key string, missing int) int {
	s, found := p.take(key)
	if !found {
		return missing
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		p.fail(badRequest(fmt.Sprintf("The value of %s parameter should be an integer. Value sent is %s.", key, s)))
	}
	return n
}

func (p *params) boolean(key string) bool {
	switch s, found := p.take(key); {
	case !found || s == "false":
		return false
	case s == "true":
		return true
	}
	p.fail(badRequest(fmt.Sprintf("Your request contains invalid value for %s parameter.", key)))
	return false
}

// choice is one of the allowed values, the first when the key is missing.
func (p *params) choice(key, message string, allowed ...string) string {
	s, found := p.take(key)
	if !found {
		return allowed[0]
	}
	if !slices.Contains(allowed, s) {
		p.fail(badRequest(message))
	}
	return s
}

func (p *params) done() *reply {
	unknown := make([]string, 0, len(p.values))
	for key := range p.values {
		unknown = append(unknown, key)
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		p.fail(badRequest(fmt.Sprintf("Your request contains the unknown query parameter %q.", unknown[0])))
	}
	return p.wrong
}
