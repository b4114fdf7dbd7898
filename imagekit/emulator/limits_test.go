package emulator_test

import (
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit/emulator"
)

func window(limit int, interval time.Duration, burst int) emulator.Window {
	return emulator.Window{Limit: limit, Interval: interval, Burst: burst}
}

// TestRateLimits: how many requests get through at once, and which window stops the next one.
func TestRateLimits(t *testing.T) {
	for _, test := range []struct {
		name                   string
		windows                []emulator.Window
		through                int
		limit, interval, reset string
	}{
		{"one window", []emulator.Window{window(5, time.Second, 0)}, 5, "5", "1000", "200"},
		{"with bursts", []emulator.Window{window(5, time.Second, 20)}, 20, "5", "1000", "200"},
		{"the narrowest of several", []emulator.Window{window(10, time.Second, 50), window(3, 15*time.Minute, 0), window(100, time.Hour, 0)}, 3, "3", "900000", "300000"},
		{"rounded up", []emulator.Window{window(3, time.Second, 1)}, 1, "3", "1000", "334"},
		{"a window of nothing is none", []emulator.Window{window(0, time.Second, 0), window(1, 0, 0), window(2, time.Second, 0)}, 2, "2", "1000", "500"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := open(t, emulator.WithLimits(emulator.Limits{Read: test.windows}))
				for range test.through {
					require.Equal(t, 200, a.do("GET /v1/files", "").status)
				}
				got := a.do("GET /v1/files", "")
				require.Equal(t, 429, got.status)
				require.Equal(t, test.limit, got.header.Get("X-RateLimit-Limit"))
				require.Equal(t, test.interval, got.header.Get("X-RateLimit-Interval"))
				require.Equal(t, test.reset, got.header.Get("X-RateLimit-Reset"))
				require.Equal(t, 201, a.do(makeFolder, `{"folderName":"a","parentFolderPath":"/"}`).status, "writes have windows of their own")
			})
		})
	}
}

// TestWaitingIsEnough: who waits as long as a 429 says is let through next, and nobody waits in vain.
func TestWaitingIsEnough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := open(t, emulator.WithLimits(emulator.Limits{Write: []emulator.Window{
			window(7, time.Second, 3), window(40, 13*time.Second, 11), window(1000, 15*time.Minute, 90),
		}}))
		start, sent := time.Now(), 0
		for sent < 300 {
			got := a.do(deleteFolder, `{"folderPath":"/none"}`)
			if got.status == 404 {
				sent++
				continue
			}
			require.Equal(t, 429, got.status)
			wait := reset(t, got)
			require.Positive(t, wait)
			time.Sleep(wait)
			require.Equal(t, 404, a.do(deleteFolder, `{"folderPath":"/none"}`).status)
			sent++
		}
		// 90 at once and 1000 in 15 minutes let 300 through after 189 s.
		require.InDelta(t, 189, time.Since(start).Seconds(), 1)
	})
}

func reset(t *testing.T, got answer) time.Duration {
	t.Helper()
	ms, err := strconv.Atoi(got.header.Get("X-RateLimit-Reset"))
	require.NoError(t, err)
	return time.Duration(ms) * time.Millisecond
}

// TestRefusedRequestsCostNothing: a 429 or a 401 takes no turn from any window.
func TestRefusedRequestsCostNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := open(t, emulator.WithLimits(emulator.Limits{Read: []emulator.Window{window(1, time.Second, 0), window(3, time.Minute, 0)}}))
		a.key = ""
		for range 10 {
			require.Equal(t, 401, a.do("GET /v1/files", "").status)
		}
		a.key = "private_emulator"
		for i := range 3 {
			require.Equal(t, 200, a.do("GET /v1/files", "").status, i)
			for range 10 {
				require.Equal(t, 429, a.do("GET /v1/files", "").status, i)
			}
			time.Sleep(time.Second)
		}
		got := a.do("GET /v1/files", "")
		require.Equal(t, 429, got.status)
		require.Equal(t, 17*time.Second, reset(t, got))
	})
}

// TestUnlimited: uploads, asset bytes and unknown routes are never limited.
func TestUnlimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one := []emulator.Window{window(1, time.Hour, 0)}
		a := open(t, emulator.WithLimits(emulator.Limits{Read: one, Write: one}))
		for range 20 {
			require.Equal(t, 200, a.do(upload, "fileName=a&file=x&useUniqueFileName=false").status)
			require.Equal(t, 200, a.do("GET https://ik.imagekit.io/emulator/a", "").status)
			require.Equal(t, 404, a.do("GET /v1/none", "").status)
		}
	})
}

func TestDocumentedLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := open(t, emulator.WithLimits(emulator.DocumentedLimits()))
		count := func(ask, body string, span time.Duration) (n int) {
			for end := time.Now().Add(span); ; {
				if got := a.do(ask, body); got.status == 429 {
					time.Sleep(reset(t, got))
				} else {
					n++
				}
				if !time.Now().Before(end) {
					return n
				}
			}
		}
		require.InDelta(t, 100+40*60, count("GET /v1/files", "", time.Minute), 1)
		require.InDelta(t, 20+5*60, count(deleteFolder, `{"folderPath":"/none"}`, time.Minute), 1)
	})
}
