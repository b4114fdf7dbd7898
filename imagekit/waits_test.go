package imagekit_test

import (
	"context"
	"errors"
	"math"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
)

// steady makes back-off exact: n seconds before the n-th repetition.
func steady(o *imagekit.Options) {
	o.Retry.Backoff = func(n int) time.Duration { return time.Duration(n) * time.Second }
}

func off(o *imagekit.Options) {
	o.Limits = imagekit.Limits{Read: imagekit.Rate{Off: true}, Write: imagekit.Rate{Off: true}}
}

func tooMany(headers ...string) http.HandlerFunc {
	return answer(429, `{"message":"slow down"}`, headers...)
}

var (
	locked = answer(423, `{"message":"A bulk job is running"}`)
	failed = answer(503, `{"message":"down"}`)
	ok     = answer(200, fileJSON)
)

// How long a call takes, and how often it is sent, for each way the service can delay it.
func TestWaits(t *testing.T) {
	getFile := func(ctx context.Context, c *imagekit.Client) error { _, err := c.GetFile(ctx, "f1"); return err }
	update := func(ctx context.Context, c *imagekit.Client) error {
		_, err := c.UpdateFile(ctx, "f1", imagekit.FileUpdate{Description: imagekit.Set("d")})
		return err
	}
	remove := func(ctx context.Context, c *imagekit.Client) error { return c.DeleteFile(ctx, "f1") }
	move := func(ctx context.Context, c *imagekit.Client) error {
		return c.MoveFile(ctx, imagekit.FileMove{Source: "/a", Destination: "/b"})
	}
	const s = time.Second
	rows := []struct {
		name  string
		do    func(context.Context, *imagekit.Client) error
		steps []http.HandlerFunc
		takes time.Duration
		sent  int
		fails bool
	}{
		{"429 waits the milliseconds it is told", getFile, []http.HandlerFunc{tooMany("X-RateLimit-Reset", "2500"), ok}, 2500 * time.Millisecond, 2, false},
		{"429 with its whole window", getFile, []http.HandlerFunc{tooMany("X-RateLimit-Reset", "100", "X-RateLimit-Limit", "100", "X-RateLimit-Interval", "900000"), ok}, s / 10, 2, false},
		{"429 repeats a deletion", remove, []http.HandlerFunc{tooMany("X-RateLimit-Reset", "1500"), noContent}, 1500 * time.Millisecond, 2, false},
		{"429 without header", getFile, []http.HandlerFunc{tooMany(), tooMany(), ok}, 3 * s, 3, false},
		{"429 with garbage", getFile, []http.HandlerFunc{tooMany("X-RateLimit-Reset", "soon"), ok}, s, 2, false},
		{"429 with a negative wait", getFile, []http.HandlerFunc{tooMany("X-RateLimit-Reset", "-5"), ok}, s, 2, false},
		{"429 with zero", getFile, []http.HandlerFunc{tooMany("X-RateLimit-Reset", "0"), ok}, s, 2, false},
		{"429 with a date in it", getFile, []http.HandlerFunc{tooMany("X-RateLimit-Reset", "1732510000000"), ok}, s, 2, false},
		{"429 beyond all numbers", getFile, []http.HandlerFunc{tooMany("X-RateLimit-Reset", "99999999999999999999"), ok}, s, 2, false},
		{"429 with Retry-After only", getFile, []http.HandlerFunc{tooMany("Retry-After", "7"), ok}, 7 * s, 2, false},
		{"429s are no failures", getFile, []http.HandlerFunc{tooMany("X-RateLimit-Reset", "1"), tooMany("X-RateLimit-Reset", "1"), tooMany("X-RateLimit-Reset", "1"), failed, failed, failed, ok}, 6*s + 3*time.Millisecond, 7, false},
		{"429 for ever ends at MaxWait", getFile, []http.HandlerFunc{tooMany("X-RateLimit-Reset", "60000")}, 20 * time.Minute, 21, true},
		{"429 longer than MaxWait is not waited for", getFile, []http.HandlerFunc{tooMany("X-RateLimit-Reset", "1800000")}, 0, 1, true},
		{"423 backs off and repeats", move, []http.HandlerFunc{locked, locked, noContent}, 3 * s, 3, false},
		{"423 for ever ends at MaxWait", move, []http.HandlerFunc{locked}, 1176 * s, 49, true},
		{"5xx on a read", getFile, []http.HandlerFunc{failed, page(502, "Bad Gateway"), ok}, 3 * s, 3, false},
		{"5xx on a read for ever", getFile, []http.HandlerFunc{failed}, 6 * s, 4, true},
		{"broken connection on a read", getFile, []http.HandlerFunc{broken, ok}, s, 2, false},
		{"Retry-After on a 503", getFile, []http.HandlerFunc{answer(503, `{}`, "Retry-After", "9"), ok}, 9 * s, 2, false},
		{"5xx on an idempotent update", update, []http.HandlerFunc{failed, broken, ok}, 3 * s, 3, false},
		{"5xx on a deletion", remove, []http.HandlerFunc{failed, noContent}, 0, 1, true},
		{"broken connection on a move", move, []http.HandlerFunc{broken, noContent}, 0, 1, true},
		{"429, then broken, on a move", move, []http.HandlerFunc{tooMany("X-RateLimit-Reset", "5"), broken, noContent}, 5 * time.Millisecond, 2, true},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				service := script(row.steps...)
				start := time.Now()
				err := row.do(t.Context(), service.client(t, steady))
				require.Equal(t, row.fails, err != nil, "%v", err)
				require.Equal(t, row.takes, time.Since(start))
				require.Equal(t, row.sent, service.count())
			})
		})
	}
}

// A 429 pauses every call of its class and no other.
func TestThrottlePausesItsClass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := script(tooMany("X-RateLimit-Reset", "2500"), ok)
		var mu sync.Mutex
		var waits []imagekit.Wait
		c := service.client(t, func(o *imagekit.Options) {
			o.OnWait = func(w imagekit.Wait) { mu.Lock(); defer mu.Unlock(); waits = append(waits, w) }
		})
		start := time.Now()
		took := map[string]time.Duration{}
		var wg sync.WaitGroup
		call := func(name string, do func() error) {
			wg.Go(func() {
				require.NoError(t, do())
				mu.Lock()
				defer mu.Unlock()
				took[name] = time.Since(start)
			})
			synctest.Wait()
		}
		call("throttled write", func() error { return c.DeleteFile(t.Context(), "f1") })
		call("another write", func() error { return c.DeleteFile(t.Context(), "f2") })
		call("a read", func() error { _, err := c.GetFile(t.Context(), "f1"); return err })
		wg.Wait()
		require.Equal(t, map[string]time.Duration{"throttled write": 2500 * time.Millisecond, "another write": 2500 * time.Millisecond, "a read": 0}, took)
		w := imagekit.Wait{Op: "delete file", Class: imagekit.ClassWrite, Reason: imagekit.WaitThrottled, Duration: 2500 * time.Millisecond}
		require.Equal(t, []imagekit.Wait{w, w}, waits)
	})
}

// The documented limits: 5 writes a second after a burst of 20, 40 reads a second after 100.
func TestPace(t *testing.T) {
	rows := []struct {
		name   string
		change func(*imagekit.Options)
		calls  int
		read   bool
		takes  time.Duration
	}{
		{"2,000 writes", func(*imagekit.Options) {}, 2000, false, 396 * time.Second},
		{"2,000 reads", func(*imagekit.Options) {}, 2000, true, 47500 * time.Millisecond},
		{"a burst of writes", func(*imagekit.Options) {}, 20, false, 0},
		{"off", off, 2000, false, 0},
		{"ten a second", func(o *imagekit.Options) { o.Limits.Write.PerSecond = 10 }, 110, false, 10 * time.Second},
		{"a burst of one", func(o *imagekit.Options) { o.Limits.Write = imagekit.Rate{PerSecond: 2, Burst: 1} }, 11, false, 5 * time.Second},
	}
	for _, row := range rows {
		for _, workers := range []int{1, 8} {
			t.Run(row.name+" by "+strconv.Itoa(workers), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c := newService(ok).client(t, row.change)
					start := time.Now()
					work := make(chan int)
					var wg sync.WaitGroup
					for range workers {
						wg.Go(func() {
							for range work {
								var err error
								if row.read {
									_, err = c.GetFile(t.Context(), "f1")
								} else {
									err = c.DeleteFile(t.Context(), "f1")
								}
								require.NoError(t, err)
							}
						})
					}
					for i := range row.calls {
						work <- i
					}
					close(work)
					wg.Wait()
					require.InDelta(t, row.takes.Seconds(), time.Since(start).Seconds(), 0.001)
				})
			})
		}
	}
}

// A window the service tells of slows down that endpoint and no other.
func TestLearnedWindow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := newService(answer(200, fileJSON, "X-RateLimit-Limit", "10", "X-RateLimit-Interval", "60000"))
		c := service.client(t)
		start := time.Now()
		for range 12 {
			_, err := c.GetFile(t.Context(), "f1")
			require.NoError(t, err)
		}
		require.Equal(t, time.Minute, time.Since(start), "ten at once, and no eleventh in that minute")
		start = time.Now()
		_, err := c.GetVersion(t.Context(), "f1", "v1")
		require.NoError(t, err)
		require.Zero(t, time.Since(start))
	})
}

// Headers that make no sense change nothing.
func TestSenselessWindows(t *testing.T) {
	for _, pair := range [][2]string{{"0", "1000"}, {"-1", "1000"}, {"1", "0"}, {"1", "x"}, {"1", "99999999999999"}, {"1e9", "1"}} {
		synctest.Test(t, func(t *testing.T) {
			c := newService(answer(200, fileJSON, "X-RateLimit-Limit", pair[0], "X-RateLimit-Interval", pair[1])).client(t)
			start := time.Now()
			for range 50 {
				_, err := c.GetFile(t.Context(), "f1")
				require.NoError(t, err)
			}
			require.Zero(t, time.Since(start))
		})
	}
}

// Every wait ends with its context, and says why.
func TestCancelledWaits(t *testing.T) {
	stop := errors.New("second interrupt")
	for name, steps := range map[string]http.HandlerFunc{"429": tooMany("X-RateLimit-Reset", "60000"), "423": locked, "503": failed} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(t.Context())
				time.AfterFunc(500*time.Millisecond, func() { cancel(stop) })
				start := time.Now()
				_, err := script(steps).client(t, steady).GetFile(ctx, "f1")
				require.ErrorIs(t, err, stop)
				require.ErrorIs(t, err, context.Canceled)
				require.Equal(t, 500*time.Millisecond, time.Since(start))
			})
		})
	}
	t.Run("its turn, which is given back", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			c := newService(ok).client(t, func(o *imagekit.Options) { o.Limits.Read = imagekit.Rate{PerSecond: 1, Burst: 1} })
			_, err := c.GetFile(t.Context(), "f1")
			require.NoError(t, err)
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			_, err = c.GetFile(ctx, "f1")
			require.ErrorIs(t, err, context.DeadlineExceeded)
			start := time.Now()
			_, err = c.GetFile(t.Context(), "f1")
			require.NoError(t, err)
			require.InDelta(t, 0.9, time.Since(start).Seconds(), 0.001)
		})
	})
	t.Run("before it is sent", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		service := newService(ok)
		err := service.client(t).DeleteFile(ctx, "f1")
		require.ErrorIs(t, err, context.Canceled)
		require.False(t, imagekit.IsOutcomeUnknown(err))
		require.Zero(t, service.count())
	})
}

// While the answer is awaited a mutating call's outcome is unknown, whatever ends it.
func TestSilentService(t *testing.T) {
	silent := newService(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done(); panic("gone") })
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		err := silent.client(t).DeleteFile(t.Context(), "f1")
		require.True(t, imagekit.IsOutcomeUnknown(err))
		require.EqualError(t, err, "delete file: it is not known whether this was done: no answer within 2m0s")
		require.Equal(t, imagekit.DefaultTimeout, time.Since(start))
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := silent.client(t).DeleteFile(ctx, "f1")
		require.True(t, imagekit.IsOutcomeUnknown(err))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		_, err = silent.client(t).GetFile(ctx, "f1")
		require.False(t, imagekit.IsOutcomeUnknown(err))
	})
}

func TestWaitError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := script(tooMany("X-RateLimit-Reset", "90000")).client(t, func(o *imagekit.Options) { o.MaxWait = time.Minute })
		err := c.DeleteFile(t.Context(), "f1")
		require.True(t, imagekit.IsRateLimited(err))
		require.False(t, imagekit.IsOutcomeUnknown(err))
		require.EqualError(t, err, "delete file: gave up waiting (429): 0s waited, 1m30s more needed, limit 1m0s; "+
			"last answer: delete file: 429 Too Many Requests: slow down (DELETE /v1/files/f1, request id req-1)")
		err = c.DeleteFile(t.Context(), "f2") // the pause is remembered: nothing is sent
		require.True(t, imagekit.IsRateLimited(err))
		err = script(locked).client(t, steady).MoveFile(t.Context(), imagekit.FileMove{Source: "/a", Destination: "/b"})
		require.True(t, imagekit.IsLocked(err))
	})
}

func TestDefaultBackoff(t *testing.T) {
	for n, want := range map[int]float64{1: 1, 2: 2, 3: 4, 5: 16, 6: 30, 1000: 30, math.MaxInt: 30} {
		for range 50 {
			require.InDelta(t, want, imagekit.DefaultBackoff(n).Seconds(), want/5)
		}
	}
}
