package github

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

type roundTrip func(*http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func answer(status int, body string, headers ...string) *http.Response {
	h := http.Header{}
	for i := 0; i < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body))}
}

// How often a request is sent, and how long that takes, until GitHub answers at last
// or nothing more is tried.
func TestPatience(t *testing.T) {
	const limit = `{"message":"You have exceeded a secondary rate limit"}`
	for _, test := range []struct {
		name   string
		method string
		give   func() (*http.Response, error)
		sent   int
		took   time.Duration
	}{
		{"a good answer", http.MethodGet, func() (*http.Response, error) { return answer(200, ""), nil }, 1, 0},
		{"a bad request", http.MethodGet, func() (*http.Response, error) { return answer(422, ""), nil }, 1, 0},
		{"a missing permission", http.MethodPatch, func() (*http.Response, error) { return answer(403, "no"), nil }, 1, 0},
		{"a broken service, read", http.MethodGet, func() (*http.Response, error) { return answer(502, ""), nil }, 4, 7 * time.Second},
		{"a broken service, edited", http.MethodPatch, func() (*http.Response, error) { return answer(500, ""), nil }, 4, 7 * time.Second},
		{"a broken service that may have made it", http.MethodPost, func() (*http.Response, error) { return answer(500, ""), nil }, 1, 0},
		{"a broken connection, read", http.MethodGet, func() (*http.Response, error) { return nil, errors.New("reset") }, 4, 7 * time.Second},
		{"a broken connection that may have made it", http.MethodPost, func() (*http.Response, error) { return nil, errors.New("reset") }, 1, 0},
		{"too many requests", http.MethodPost, func() (*http.Response, error) { return answer(429, "", "Retry-After", "3"), nil }, 4, 9 * time.Second},
		{"too many, for too long", http.MethodPost, func() (*http.Response, error) { return answer(429, "", "Retry-After", "61"), nil }, 1, 0},
		{"a limit that does not say how long", http.MethodPost, func() (*http.Response, error) { return answer(403, limit), nil }, 4, 3 * time.Minute},
		{"no answer", http.MethodPost, nil, 1, requestTimeout},
		{"no answer, read", http.MethodGet, nil, 4, 4*requestTimeout + 7*time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sent := 0
				p := &patient{host: "api.example", token: "secret", next: roundTrip(func(r *http.Request) (*http.Response, error) {
					sent++
					body, err := io.ReadAll(r.Body)
					require.NoError(t, err)
					require.Equal(t, "text", string(body), "each time all of it is sent")
					require.Equal(t, "Bearer secret", r.Header.Get("Authorization"))
					if test.give == nil {
						<-r.Context().Done()
						return nil, r.Context().Err()
					}
					return test.give()
				})}
				r, err := http.NewRequestWithContext(t.Context(), test.method, "https://api.example/x", strings.NewReader("text"))
				require.NoError(t, err)
				began := time.Now()
				response, err := p.RoundTrip(r)
				if err == nil {
					response.Body.Close()
				}
				require.Equal(t, test.sent, sent)
				require.Equal(t, test.took, time.Since(began))
			})
		})
	}
}

// The token goes to one host.
func TestTokenStaysHome(t *testing.T) {
	p := &patient{host: "api.example", token: "secret", next: roundTrip(func(*http.Request) (*http.Response, error) {
		t.Fatal("it was sent")
		return nil, nil
	})}
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "https://elsewhere.example/x", nil)
	require.NoError(t, err)
	_, err = p.RoundTrip(r)
	require.ErrorContains(t, err, "is not sent to elsewhere.example")
}
