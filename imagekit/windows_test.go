package imagekit_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/imagekit"
)

// told is a window as an answer described it.
type told struct {
	at       time.Time // of the answer
	endpoint string
	limit    int
	interval time.Duration
	reset    time.Duration // of a 429
}

// A moody service answers as a schedule says, and keeps what it said and got.
type moody struct {
	schedule []told // at and endpoint are filled in; no limit is an answer without headers
	latency  time.Duration

	mu   sync.Mutex
	said []told
	got  []told // requests: at and endpoint
}

func (m *moody) RoundTrip(r *http.Request) (*http.Response, error) {
	m.mu.Lock()
	endpoint := r.Method + fmt.Sprint(len(r.URL.Path) > len("/v1/files/f1/details"))
	mood := m.schedule[len(m.got)%len(m.schedule)]
	if len(m.got) >= len(m.schedule) {
		mood.reset = 0 // in the end it lets everything through
	}
	m.got = append(m.got, told{at: time.Now(), endpoint: endpoint})
	m.mu.Unlock()
	time.Sleep(m.latency)
	m.mu.Lock()
	mood.at, mood.endpoint = time.Now(), endpoint
	if mood.limit > 0 {
		m.said = append(m.said, mood)
	}
	m.mu.Unlock()
	return newService(mood.answer()).RoundTrip(r)
}

func (mood told) answer() http.HandlerFunc {
	headers := []string{}
	if mood.limit > 0 {
		headers = append(headers, "X-RateLimit-Limit", fmt.Sprint(mood.limit), "X-RateLimit-Interval", fmt.Sprint(mood.interval.Milliseconds()))
	}
	if mood.reset > 0 {
		return tooMany(append(headers, "X-RateLimit-Reset", fmt.Sprint(mood.reset.Milliseconds()))...)
	}
	return answer(200, fileJSON, headers...)
}

// broken names a request that came though a window that had been told of was full.
func (m *moody) broken() string {
	for _, request := range m.got {
		latest, said, since := map[time.Duration]int{}, map[time.Duration]time.Time{}, map[time.Duration]time.Time{}
		for _, w := range m.said {
			if w.endpoint != request.endpoint || w.at.After(request.at) {
				continue
			}
			if known, told := latest[w.interval]; w.at.Equal(request.at) { // it may have come before the request, or after
				if told {
					latest[w.interval] = max(known, w.limit)
				}
				continue
			}
			if said[w.interval].Equal(w.at) { // in the same moment: either may have come last
				latest[w.interval] = max(latest[w.interval], w.limit)
			} else {
				latest[w.interval], said[w.interval] = w.limit, w.at
			}
			if reopened := w.at.Add(w.reset); w.reset > 0 && reopened.After(since[w.interval]) {
				since[w.interval] = reopened
			}
		}
		for interval, limit := range latest {
			n := 0
			for _, other := range m.got {
				inside := other.at.After(request.at.Add(-interval)) && !other.at.After(request.at) && !other.at.Before(since[interval])
				if inside && other.endpoint == request.endpoint {
					n++
				}
			}
			if n > limit {
				return fmt.Sprintf("%s: %d requests in %s, allowed are %d", request.endpoint, n, interval, limit)
			}
		}
	}
	return ""
}

// Whatever windows the service tells of, and whenever: from then on no more
// requests are sent in any of them than it allows, and every wait ends.
func TestWindowsAreKept(t *testing.T) {
	mood := rapid.Custom(func(t *rapid.T) told {
		m := told{limit: rapid.IntRange(0, 6).Draw(t, "limit"), interval: rapid.SampledFrom([]time.Duration{time.Second, 7 * time.Second, time.Minute, 15 * time.Minute}).Draw(t, "interval")}
		if rapid.IntRange(0, 4).Draw(t, "throttle") == 0 {
			m.reset = time.Duration(rapid.IntRange(1, 90_000).Draw(t, "reset")) * time.Millisecond
		}
		return m
	})
	synctest.Test(t, func(t *testing.T) {
		timeless := struct{ *testing.T }{t}
		rapid.Check(timeless, func(rt *rapid.T) {
			service := &moody{
				schedule: rapid.SliceOfN(mood, 1, 12).Draw(rt, "schedule"),
				latency:  time.Duration(rapid.IntRange(1, 900).Draw(rt, "latency")) * time.Millisecond,
			}
			var waits sync.Map
			c, err := imagekit.New(imagekit.Options{
				PrivateKey: testKey, HTTP: &http.Client{Transport: service},
				OnWait: func(w imagekit.Wait) { waits.Store(w.Duration, nil) },
			})
			require.NoError(rt, err)
			errs := make([]error, 24)
			var calls sync.WaitGroup
			for i := range errs {
				calls.Go(func() {
					ctx := context.Background()
					if i%3 == 0 {
						_, errs[i] = c.GetVersion(ctx, "f1", "version1")
					} else {
						_, errs[i] = c.GetFile(ctx, "f1")
					}
				})
				time.Sleep(time.Duration(rapid.IntRange(0, 400).Draw(rt, "gap")) * time.Millisecond)
			}
			calls.Wait()
			for _, err := range errs {
				require.True(rt, err == nil || imagekit.IsRateLimited(err), "%v", err)
			}
			waits.Range(func(d, _ any) bool { require.LessOrEqual(rt, d, imagekit.DefaultMaxWait); return true })
			require.Empty(rt, service.broken())
		})
	})
}

// Headers slow down and never speed up: raised limits are for people to set.
// Of one window the later word counts.
func TestWhatHeadersChange(t *testing.T) {
	window := func(limit, ms int) http.HandlerFunc {
		return answer(200, fileJSON, "X-RateLimit-Limit", fmt.Sprint(limit), "X-RateLimit-Interval", fmt.Sprint(ms))
	}
	const s = time.Second
	rows := []struct {
		name  string
		rate  imagekit.Rate
		steps []http.HandlerFunc
		calls int
		takes time.Duration
	}{
		{"a generous window lifts no configured rate", imagekit.Rate{PerSecond: 1, Burst: 1}, []http.HandlerFunc{window(1000, 1000)}, 5, 4 * s},
		{"a strict window holds a generous rate", imagekit.Rate{PerSecond: 100}, []http.HandlerFunc{window(1, 2000)}, 5, 8 * s},
		{"two windows of one endpoint both hold", imagekit.Rate{PerSecond: 100}, []http.HandlerFunc{window(2, 1000), window(3, 60_000)}, 4, 60 * s},
		{"a window that is lowered", imagekit.Rate{PerSecond: 100}, []http.HandlerFunc{window(5, 10_000), window(2, 10_000)}, 4, 10 * s},
		{"a window that is raised", imagekit.Rate{PerSecond: 100}, []http.HandlerFunc{window(1, 10_000), window(5, 10_000)}, 7, 20 * s},
		{"what was sent before a window is known counts", imagekit.Rate{PerSecond: 100}, []http.HandlerFunc{ok, ok, ok, window(3, 60_000)}, 5, 60 * s},
		{"Reset without a 429 says nothing", imagekit.Rate{PerSecond: 100}, []http.HandlerFunc{answer(200, fileJSON, "X-RateLimit-Reset", "60000")}, 5, 0},
		{"off is off", imagekit.Rate{Off: true}, []http.HandlerFunc{window(1, 60_000)}, 5, 0},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := script(row.steps...).client(t, func(o *imagekit.Options) { o.Limits.Read = row.rate })
				start := time.Now()
				for range row.calls {
					_, err := c.GetFile(t.Context(), "f1")
					require.NoError(t, err)
				}
				require.Equal(t, row.takes, time.Since(start).Round(time.Millisecond))
			})
		})
	}
}

// Two endpoints are refused by the same window, though each by itself had kept
// to it: it is the whole class's, and holds a third one too.
func TestSharedWindow(t *testing.T) {
	slow := func(limit string) http.HandlerFunc {
		return tooMany("X-RateLimit-Limit", limit, "X-RateLimit-Interval", "9000", "X-RateLimit-Reset", "1000")
	}
	const s = time.Second
	rows := []struct {
		name  string
		steps []http.HandlerFunc
		third time.Duration // when it is sent
	}{
		{"two are refused by the same window", []http.HandlerFunc{ok, ok, ok, slow("3"), ok, slow("3"), ok}, 5 * s},
		{"two are refused by different windows", []http.HandlerFunc{ok, ok, ok, slow("3"), ok, slow("4"), ok}, 2 * s},
		{"only one is refused", []http.HandlerFunc{ok, ok, ok, slow("3"), ok, ok}, s},
		{"each had earned it", []http.HandlerFunc{ok, ok, ok, slow("1"), ok, slow("1"), ok}, 2 * s},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				service := script(row.steps...)
				c := service.client(t)
				for _, version := range []string{"", "", "v1", "v1", ""} {
					var err error
					if version == "" {
						_, err = c.GetFile(t.Context(), "f1")
					} else {
						_, err = c.GetVersion(t.Context(), "f1", version)
					}
					require.NoError(t, err)
				}
				_, err := c.GetMetadata(t.Context(), "f1")
				require.NoError(t, err)
				require.Equal(t, row.third, service.seen[len(service.seen)-1].At.Sub(service.seen[0].At))
			})
		})
	}
}
