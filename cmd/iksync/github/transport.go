package github

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	requestTimeout = 10 * time.Second
	maxTries       = 4
	maxPause       = time.Minute // a longer one that GitHub asks for is not waited for
	maxAnswer      = 32 << 20    // bytes
)

// patient sends requests with the token, to one host only. It repeats those that
// GitHub has turned away because there were too many, and those that failed and are
// harmless to repeat.
type patient struct {
	next  http.RoundTripper
	token string
	host  string
}

// RoundTrip implements http.RoundTripper.
func (p *patient) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host != p.host {
		return nil, fmt.Errorf("the token is for %s, and is not sent to %s", p.host, r.URL.Host)
	}
	for try := 1; ; try++ {
		response, err := p.once(r)
		pause, again := verdict(r, response, err, try)
		if !again || try == maxTries {
			return response, err
		}
		select {
		case <-time.After(pause):
		case <-r.Context().Done():
			return nil, context.Cause(r.Context())
		}
	}
}

// once sends r and reads the whole answer.
func (p *patient) once(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeoutCause(r.Context(), requestTimeout, errors.New("no answer in 10 seconds"))
	defer cancel()
	sent := r.Clone(ctx)
	if r.GetBody != nil {
		body, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		sent.Body = body
	}
	sent.Header.Set("Authorization", "Bearer "+p.token)
	response, err := p.next.RoundTrip(sent)
	if err == nil {
		var body []byte
		body, err = io.ReadAll(io.LimitReader(response.Body, maxAnswer))
		response.Body.Close()
		response.Body = io.NopCloser(bytes.NewReader(body))
	}
	switch {
	case err == nil:
		return response, nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	default:
		return nil, err
	}
}

type repeatableKey struct{}

// repeatable marks requests that are harmless to repeat although their method
// does not say so.
func repeatable(ctx context.Context) context.Context {
	return context.WithValue(ctx, repeatableKey{}, true)
}

// verdict says whether a request is to be sent again, and after which pause.
func verdict(r *http.Request, response *http.Response, err error, try int) (time.Duration, bool) {
	backoff := time.Second << (try - 1)
	harmless := r.Method != http.MethodPost || r.Context().Value(repeatableKey{}) != nil
	switch {
	case r.Context().Err() != nil:
		return 0, false
	case err != nil:
		return backoff, harmless
	case response.StatusCode >= http.StatusInternalServerError:
		return backoff, harmless
	case turnedAway(response):
		pause := pauseAsked(response.Header, time.Now())
		return pause, pause <= maxPause
	default:
		return 0, false
	}
}

// turnedAway says whether a request was not executed as there were too many. GitHub
// says so with the status of a missing permission, too.
func turnedAway(response *http.Response) bool {
	switch response.StatusCode {
	case http.StatusTooManyRequests:
		return true
	case http.StatusForbidden:
		body, err := io.ReadAll(response.Body)
		response.Body = io.NopCloser(bytes.NewReader(body))
		return response.Header.Get("Retry-After") != "" || response.Header.Get("X-RateLimit-Remaining") == "0" ||
			err == nil && strings.Contains(strings.ToLower(string(body)), "rate limit")
	default:
		return false
	}
}

// pauseAsked is how long GitHub wants to be left alone. Where it does not say, its
// documents ask for a minute.
func pauseAsked(h http.Header, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(h.Get("Retry-After")); err == nil && seconds >= 0 {
		return time.Duration(seconds) * time.Second
	}
	if reset, err := strconv.ParseInt(h.Get("X-RateLimit-Reset"), 10, 64); err == nil && h.Get("X-RateLimit-Remaining") == "0" {
		return max(0, time.Unix(reset, 0).Sub(now)) + time.Second
	}
	return maxPause
}
