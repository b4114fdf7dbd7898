package live_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/state"
)

func sumOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// A middlebox stands between an account and its delivery host.
type middlebox func(next http.RoundTripper) http.RoundTripper

const deliveryHost = "ik.imagekit.io"

// newContentAccount is newAccount with a middlebox before the delivery host, which
// is no part of the API: only the rest is held against ImageKit's document. Whatever
// comes there must not have the key.
func newContentAccount(t *testing.T, box middlebox, opts ...emulator.Option) account {
	t.Helper()
	return newAccountOver(t, func(t *testing.T, base http.RoundTripper) http.RoundTripper {
		api, delivery := checked(t, base), base
		if box != nil {
			delivery = box(base)
		}
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.URL.Host != deliveryHost {
				return api.RoundTrip(r)
			}
			if r.Header.Get("Authorization") != "" || r.Header.Get("Cookie") != "" || strings.Contains(r.URL.String(), "private_emulator") {
				t.Errorf("the delivery host is sent a secret: %s %v", r.URL, r.Header)
			}
			return delivery.RoundTrip(r)
		})
	}, opts...)
}

// cache is a CDN that knows an answer by what key says of its URL.
func cache(key func(r *http.Request) string) middlebox {
	return func(next http.RoundTripper) http.RoundTripper {
		type kept struct {
			status int
			data   string
			since  time.Time
		}
		var mu sync.Mutex
		known := map[string]kept{}
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			defer mu.Unlock()
			have, ok := known[key(r)]
			if !ok {
				resp, err := next.RoundTrip(r)
				if err != nil {
					return nil, err
				}
				data, err := io.ReadAll(resp.Body)
				if err != nil {
					return nil, err
				}
				have = kept{resp.StatusCode, string(data), time.Now()}
				known[key(r)] = have
			}
			age := int(time.Since(have.since).Seconds())
			return &http.Response{StatusCode: have.status, Header: http.Header{"Age": {strconv.Itoa(age)}}, Body: io.NopCloser(strings.NewReader(have.data)), Request: r}, nil
		})
	}
}

func byPathAlone(r *http.Request) string { return r.URL.Path }

func byUpdate(r *http.Request) string { return r.URL.Path + "?" + r.URL.Query().Get("updatedAt") }

func (a account) file(t *testing.T, p state.Path) *state.File {
	t.Helper()
	have, err := a.library.Observe(context.Background(), []state.Path{"/s"})
	require.NoError(t, err)
	require.Contains(t, have.Files, p)
	return have.Files[p]
}

// put uploads a content, over what is there.
func (a account) put(t *testing.T, p state.Path, content string, change func(*imagekit.UploadRequest)) {
	t.Helper()
	a.upload(t, p, func(r *imagekit.UploadRequest) {
		r.Open = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil }
		r.OverwriteFile = true
		if change != nil {
			change(r)
		}
	})
}

const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>`

// deliveries are the ways in which a delivery host may behave.
func deliveries() map[string]emulator.Readings {
	return map[string]emulator.Readings{
		"as by default": {},
		"in the other way": {
			Delivery: emulator.DeliversOptimised, ObjectVersion: emulator.ObjectVersionIsToken, UnsignedURLs: emulator.UnsignedURLsRefused,
		},
	}
}

// TestHash reads the very bytes that were uploaded, whatever their name and whoever may see them.
func TestHash(t *testing.T) {
	for name, readings := range deliveries() {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := newContentAccount(t, nil, emulator.WithReadings(readings))
				a.put(t, "/s/a.txt", "first", nil)
				a.put(t, "/s/a.txt", "again", nil)
				a.put(t, "/s/p.svg", picture, nil)
				a.put(t, "/s/secret.txt", "secret", func(r *imagekit.UploadRequest) { r.Private = true })
				odd := state.Path("/s/o d/b (1) & +,;=@'!~%#?\"ü.txt")
				require.NoError(t, a.server.Seed(emulator.Seed{Path: string(odd), Content: []byte("odd"), Private: true}))
				for p, content := range map[state.Path]string{"/s/a.txt": "again", "/s/p.svg": picture, "/s/secret.txt": "secret", odd: "odd"} {
					sum, err := a.library.Hash(t.Context(), a.file(t, p))
					require.NoError(t, err, p)
					require.Equal(t, sumOf(content), sum, p)
				}
			})
		})
	}
}

// TestHashOfAnother: no answer is taken for the hash of a file that it is not.
func TestHashOfAnother(t *testing.T) {
	for _, test := range []struct {
		name string
		box  middlebox
		then func(t *testing.T, a account, f *state.File)
		says string
		is   any
	}{
		{"another length than the library says", nil,
			func(_ *testing.T, _ account, f *state.File) { f.Observed.Size++ },
			"reading the content of /s/a.txt: the delivery gave 5 bytes, where the library says 6: it did not give the original", new(*live.LengthError)},
		{"more than there is", nil,
			func(_ *testing.T, _ account, f *state.File) { f.Observed.Size-- },
			"the delivery gave more than 4 bytes", new(*live.LengthError)},
		{"a new version of the same length", nil,
			func(t *testing.T, a account, _ *state.File) { a.put(t, "/s/a.txt", "later", nil) },
			"its content was replaced meanwhile", new(*live.SupersededError)},
		{"it went", nil,
			func(t *testing.T, a account, f *state.File) {
				require.NoError(t, a.client.DeleteFile(t.Context(), string(f.ID)))
				a.put(t, "/s/a.txt", "later", nil)
			}, "the file is gone", new(*live.SupersededError)},
		{"a draft", nil,
			func(t *testing.T, a account, f *state.File) {
				_, err := a.client.PublishFile(t.Context(), string(f.ID), imagekit.Publish{})
				require.NoError(t, err)
			}, "a draft is not delivered", new(*imagekit.ContentError)},
		{"a cache that knows paths alone", cache(byPathAlone), nil, "a cache gave an older version", new(*imagekit.ContentError)},
		{"a redirect", func(http.RoundTripper) http.RoundTripper {
			return roundTrip(func(r *http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: 302, Header: http.Header{"Location": {"https://api.imagekit.io/v1/files"}}, Body: http.NoBody, Request: r}, nil
			})
		}, nil, "which is not followed", new(*imagekit.ContentError)},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := newContentAccount(t, test.box)
				a.put(t, "/s/a.txt", "first", nil)
				if test.box != nil {
					_, err := a.library.Hash(t.Context(), a.file(t, "/s/a.txt")) // the cache has it from now on
					require.Equal(t, test.name == "a redirect", err != nil)
				}
				time.Sleep(time.Hour)
				a.put(t, "/s/a.txt", "again", nil)
				f := a.file(t, "/s/a.txt")
				if test.then != nil {
					test.then(t, a, f)
				}
				sum, err := a.library.Hash(t.Context(), f)
				require.ErrorContains(t, err, test.says)
				require.True(t, errors.As(err, test.is), "%T", err)
				require.Empty(t, sum)
			})
		})
	}
}

// TestHashThroughACache: what the API says of a version is enough for a cache that looks at it.
func TestHashThroughACache(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newContentAccount(t, cache(byUpdate))
		for _, content := range []string{"first", "again", "third"} {
			a.put(t, "/s/a.txt", content, nil)
			sum, err := a.library.Hash(t.Context(), a.file(t, "/s/a.txt"))
			require.NoError(t, err)
			require.Equal(t, sumOf(content), sum)
			time.Sleep(time.Hour)
		}
	})
}

// TestHashBrokenOff begins anew what breaks off, and gives up some time.
func TestHashBrokenOff(t *testing.T) {
	for times, fails := range map[int]bool{2: false, 3: true} {
		synctest.Test(t, func(t *testing.T) {
			a := newContentAccount(t, nil)
			a.put(t, "/s/a.txt", "first and last", nil)
			f := a.file(t, "/s/a.txt")
			a.server.Inject(emulator.Fault{Match: "GET /emulator/s/a.txt", Kind: emulator.FaultTruncate, Times: times})
			sum, err := a.library.Hash(t.Context(), f)
			require.Equal(t, fails, err != nil)
			require.Equal(t, 3, a.server.Count("GET /emulator/s/a.txt"))
			if fails {
				require.ErrorContains(t, err, "the content broke off")
				return
			}
			require.Equal(t, sumOf("first and last"), sum)
		})
	}
}
