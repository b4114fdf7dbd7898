package imagekit_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
)

// A shift is what came of many calls on an account that keeps its limits.
type shift struct {
	took     time.Duration
	requests int
	refused  int // answered 429
}

// work makes so many writes, and as many reads, of several endpoints, by 16
// workers, and tells what came of it.
func work(t *testing.T, writes int, opts ...emulator.Option) shift {
	t.Helper()
	server, err := emulator.New(opts...)
	require.NoError(t, err)
	defer func() { require.NoError(t, server.Close()) }()
	require.NoError(t, server.Seed(emulator.Seed{Path: "/a.jpg"}))
	file, _ := server.File("/a.jpg")
	c, err := imagekit.New(imagekit.Options{PrivateKey: "private_emulator", HTTP: server.HTTPClient()})
	require.NoError(t, err)
	ids := []string{file.FileID}
	calls := []func(context.Context) error{
		func(ctx context.Context) error { _, err := c.AddTags(ctx, ids, []string{"t"}); return err },
		func(ctx context.Context) error { _, err := c.GetFile(ctx, file.FileID); return err },
		func(ctx context.Context) error {
			_, err := c.UpdateFile(ctx, file.FileID, imagekit.FileUpdate{Description: imagekit.Set("d")})
			return err
		},
		func(ctx context.Context) error { _, err := c.ListAssets(ctx, imagekit.ListOptions{}); return err },
		func(ctx context.Context) error {
			return c.CreateFolder(ctx, imagekit.FolderCreate{Name: "d", Parent: "/"})
		},
		func(ctx context.Context) error { _, err := c.GetFile(ctx, file.FileID); return err },
		func(ctx context.Context) error { _, err := c.RemoveTags(ctx, ids, []string{"t"}); return err },
		func(ctx context.Context) error { _, err := c.ListVersions(ctx, file.FileID); return err },
	}
	start, queue := time.Now(), make(chan int)
	var workers sync.WaitGroup
	var mu sync.Mutex
	var errs []error
	for range 16 {
		workers.Go(func() {
			for i := range queue {
				if err := calls[i%len(calls)](t.Context()); err != nil {
					mu.Lock()
					errs = append(errs, err)
					mu.Unlock()
				}
			}
		})
	}
	for i := range 2 * writes {
		queue <- i
	}
	close(queue)
	workers.Wait()
	require.NoError(t, errors.Join(errs...), "a 429 is never a failure")
	done := shift{took: time.Since(start)}
	for _, r := range server.Requests() {
		done.requests++
		if r.Status == http.StatusTooManyRequests {
			done.refused++
		}
	}
	require.Equal(t, 2*writes, done.requests-done.refused)
	return done
}

// The work of 2,000 calls takes what the limits make it take, and hardly a
// request is refused, also where the limits are not the documented ones: one
// refusal is enough to know them.
func TestRates(t *testing.T) {
	const s = time.Second
	documented := emulator.DocumentedLimits()
	half := emulator.Limits{
		Read:  []emulator.Window{{Limit: 20, Interval: s, Burst: 50}},
		Write: []emulator.Window{{Limit: 5, Interval: 2 * s, Burst: 10}},
	}
	long := emulator.DocumentedLimits()
	long.Write = append(long.Write, emulator.Window{Limit: 900, Interval: 15 * time.Minute, Burst: 500})
	onAll := emulator.WithReadings(emulator.Readings{RateHeaders: emulator.RateHeadersOnAll})
	for _, row := range []struct {
		name    string
		opts    []emulator.Option
		atLeast float64 // seconds the writes take at the very least; the work takes a tenth more at most
	}{
		{"the documented limits", []emulator.Option{emulator.WithLimits(documented)}, (1000 - 20) / 5},
		{"the documented limits, told of each time", []emulator.Option{emulator.WithLimits(documented), onAll}, (1000 - 20) / 5},
		{"half of them", []emulator.Option{emulator.WithLimits(half)}, (1000 - 10) / 2.5},
		{"half of them, told of each time", []emulator.Option{emulator.WithLimits(half), onAll}, (1000 - 10) / 2.5},
		{"a window of 15 minutes as well", []emulator.Option{emulator.WithLimits(long)}, 1000 - 500},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				done := work(t, 1000, row.opts...)
				t.Logf("%s for %d requests, %d of them refused", done.took, done.requests, done.refused)
				require.Less(t, done.took.Seconds(), 1.1*row.atLeast)
				require.Less(t, done.refused, done.requests/100)
			})
		})
	}
}
