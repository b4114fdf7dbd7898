package imagekit_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
)

// looks returns a context whose look notes what had been sent and when, and
// fails from its n-th call on if n is not 0.
func looks(ctx context.Context, s *service, n int, err error) (context.Context, func() []time.Duration) {
	start, called := time.Now(), []time.Duration(nil)
	ctx = imagekit.WithLastLook(ctx, func(context.Context) error {
		called = append(called, time.Since(start))
		if n > 0 && len(called) >= n {
			return err
		}
		return nil
	})
	return ctx, func() []time.Duration { return called }
}

// The last look comes once for each sending, when all waiting is over.
func TestLastLook(t *testing.T) {
	remove := func(ctx context.Context, c *imagekit.Client) error { return c.DeleteFile(ctx, "f1") }
	move := func(ctx context.Context, c *imagekit.Client) error {
		return c.MoveFile(ctx, imagekit.FileMove{Source: "/a", Destination: "/b"})
	}
	update := func(ctx context.Context, c *imagekit.Client) error {
		_, err := c.UpdateFile(ctx, "f1", imagekit.FileUpdate{Description: imagekit.Set("d")})
		return err
	}
	store := func(ctx context.Context, c *imagekit.Client) error {
		_, err := c.Upload(ctx, upload("abc"))
		return err
	}
	getFile := func(ctx context.Context, c *imagekit.Client) error { _, err := c.GetFile(ctx, "f1"); return err }
	slow := tooMany("X-RateLimit-Reset", "2500")
	const s = time.Second
	at := func(times ...time.Duration) []time.Duration { return times }
	rows := []struct {
		name   string
		do     func(context.Context, *imagekit.Client) error
		steps  []http.HandlerFunc
		looked []time.Duration // when; each is followed by one sending
	}{
		{"a call that goes at once", remove, []http.HandlerFunc{noContent}, at(0)},
		{"an upload", store, []http.HandlerFunc{answer(200, storedJSON)}, at(0)},
		{"again after the pause of a 429", remove, []http.HandlerFunc{slow, noContent}, at(0, 2500*time.Millisecond)},
		{"again after each 423", move, []http.HandlerFunc{locked, locked, noContent}, at(0, s, 3*s)},
		{"again before a harmless repetition", update, []http.HandlerFunc{failed, ok}, at(0, s)},
		{"never for a read", getFile, []http.HandlerFunc{slow, ok}, nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				service := script(row.steps...)
				ctx, looked := looks(t.Context(), service, 0, nil)
				require.NoError(t, row.do(ctx, service.client(t, steady)))
				require.Equal(t, row.looked, looked())
				require.Equal(t, len(row.steps), service.count())
			})
		})
	}
}

// A call that has to wait for its turn looks when the turn has come.
func TestLastLookAtItsTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		service := newService(noContent)
		c := service.client(t, func(o *imagekit.Options) { o.Limits.Write = imagekit.Rate{PerSecond: 1, Burst: 1} })
		ctx, looked := looks(t.Context(), service, 0, nil)
		for range 3 {
			require.NoError(t, c.DeleteFile(ctx, "f1"))
		}
		for i, at := range looked() {
			require.InDelta(t, float64(i), at.Seconds(), 0.001)
			require.Equal(t, at, service.seen[i].At.Sub(service.seen[0].At), "sent at that moment")
		}
	})
}

// What the look finds wrong is the call's error as it is, and nothing is sent.
func TestLastLookRefuses(t *testing.T) {
	changed := errors.New("/a.jpg has changed since the plan was made")
	calls := map[string]func(context.Context, *imagekit.Client) error{
		"delete file": func(ctx context.Context, c *imagekit.Client) error { return c.DeleteFile(ctx, "f1") },
		"delete files": func(ctx context.Context, c *imagekit.Client) error {
			_, err := c.DeleteFiles(ctx, []string{"f1"})
			return err
		},
		"delete folder": func(ctx context.Context, c *imagekit.Client) error { return c.DeleteFolder(ctx, "/p") },
		"add tags": func(ctx context.Context, c *imagekit.Client) error {
			_, err := c.AddTags(ctx, []string{"f1"}, []string{"t"})
			return err
		},
		"upload": func(ctx context.Context, c *imagekit.Client) error {
			_, err := c.Upload(ctx, upload("abc"))
			return err
		},
		"move folder": func(ctx context.Context, c *imagekit.Client) error {
			_, err := c.MoveFolder(ctx, imagekit.FolderMove{Source: "/a", Destination: "/b"})
			return err
		},
	}
	for name, call := range calls {
		t.Run(name, func(t *testing.T) {
			service := newService(noContent)
			ctx, looked := looks(t.Context(), service, 1, changed)
			err := call(ctx, service.client(t))
			require.Same(t, changed, err, "not wrapped")
			require.Len(t, looked(), 1)
			require.Zero(t, service.count())
		})
	}
	t.Run("after a 429, of which nothing came", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			service := script(tooMany("X-RateLimit-Reset", "1000"), noContent)
			ctx, looked := looks(t.Context(), service, 2, changed)
			require.Same(t, changed, service.client(t).DeleteFile(ctx, "f1"))
			require.Len(t, looked(), 2)
			require.Equal(t, 1, service.count(), "only the request that was refused")
		})
	})
}

// The look may call the client: with its context reads do not look, nor do further writes.
func TestLastLookReads(t *testing.T) {
	service := newService(ok)
	c := service.client(t)
	ctx := imagekit.WithLastLook(t.Context(), func(ctx context.Context) error {
		if _, err := c.GetFile(ctx, "f1"); err != nil {
			return err
		}
		return c.DeleteFile(ctx, "f2")
	})
	require.NoError(t, c.DeleteFile(ctx, "f3"))
	require.NoError(t, c.DeleteFile(imagekit.WithoutLastLook(ctx), "f4"))
	var sent []string
	for _, r := range service.seen {
		sent = append(sent, r.Method+" "+r.URI)
	}
	require.Equal(t, []string{"GET /v1/files/f1/details", "DELETE /v1/files/f2", "DELETE /v1/files/f3", "DELETE /v1/files/f4"}, sent)
}

// gentle is a cause that lets end what is under way.
type gentle struct{ until context.Context }

func (gentle) Error() string                  { return "no more" }
func (g gentle) GentleUntil() context.Context { return g.until }

// A gentle end stops what waits, and not what is sent; the hard end stops both.
func TestGentleEnd(t *testing.T) {
	const s = time.Second
	slow := func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(10 * s):
			noContent(w, r)
		case <-r.Context().Done():
			broken(w, r)
		}
	}
	for _, test := range []struct {
		name         string
		steps        []http.HandlerFunc
		gentle, hard time.Duration // when; 0: never
		done         bool
		took         time.Duration
		sent         int
	}{
		{"while it waits after a 423", []http.HandlerFunc{locked, noContent}, s / 2, 0, false, s / 2, 1},
		{"while it is under way", []http.HandlerFunc{slow}, s, 0, true, 10 * s, 1},
		{"and it is not sent again then", []http.HandlerFunc{func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(2 * s)
			locked(w, r)
		}, noContent}, s, 0, false, 2 * s, 1},
		{"the hard end comes while it is under way", []http.HandlerFunc{slow}, s, 3 * s, false, 3 * s, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sv := script(test.steps...)
				c := sv.client(t, steady)
				hard, stop := context.WithCancel(t.Context())
				defer stop()
				turn, end := context.WithCancelCause(hard)
				defer end(nil)
				time.AfterFunc(test.gentle, func() { end(gentle{hard}) })
				if test.hard > 0 {
					time.AfterFunc(test.hard, stop)
				}
				began := time.Now()
				ctx, _ := looks(turn, sv, 0, nil)
				err := c.DeleteFile(ctx, "f1")
				require.Equal(t, test.done, err == nil, "%v", err)
				require.Equal(t, test.took, time.Since(began))
				require.Equal(t, test.sent, sv.count())
			})
		})
	}
}
