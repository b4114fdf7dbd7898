package imagekit_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
)

// scriptWith is script, where nil stands for a connection that was never made.
func scriptWith(refused error, steps ...http.HandlerFunc) roundTripper {
	s, n := newService(nil), 0
	return func(r *http.Request) (*http.Response, error) {
		step := steps[min(n, len(steps)-1)]
		if n++; step == nil {
			return nil, refused
		}
		s.handle = step
		return s.RoundTrip(r)
	}
}

// An attempt that may have been carried out is not forgotten over what comes after it.
func TestRetryAfterLostAnswer(t *testing.T) {
	update := func(ctx context.Context, c *imagekit.Client) error {
		_, err := c.UpdateFile(ctx, "f1", imagekit.FileUpdate{Description: imagekit.Set("d")})
		return err
	}
	tag := func(ctx context.Context, c *imagekit.Client) error {
		_, err := c.AddTags(ctx, []string{"f1"}, []string{"new"})
		return err
	}
	getFile := func(ctx context.Context, c *imagekit.Client) error { _, err := c.GetFile(ctx, "f1"); return err }
	remove := func(ctx context.Context, c *imagekit.Client) error { return c.DeleteFile(ctx, "f1") }
	refused := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	bad, gone := answer(400, `{"message":"no"}`), answer(404, `{"message":"gone"}`)
	long := tooMany("X-RateLimit-Reset", "1800000")
	var answered *imagekit.Error
	var waited *imagekit.WaitError
	var lost *imagekit.TransportError
	const forgotten, kept = false, true
	for _, row := range []struct {
		name  string
		do    func(context.Context, *imagekit.Client) error
		steps []http.HandlerFunc
		as    any // what the error is all the same
		kept  bool
	}{
		{"a server error, and a refusal", update, []http.HandlerFunc{failed, bad}, &answered, kept},
		{"a broken connection, and a refusal", tag, []http.HandlerFunc{broken, gone}, &answered, kept},
		{"a server error, and a pause that is too long", update, []http.HandlerFunc{failed, long}, &waited, kept},
		{"a server error, and a lock that stays", update, []http.HandlerFunc{failed, locked}, &waited, kept},
		{"a server error, a pause, and a refusal", tag, []http.HandlerFunc{failed, tooMany("X-RateLimit-Reset", "5"), bad}, &answered, kept},
		{"a server error, and nobody is there any more", update, []http.HandlerFunc{failed, nil}, &lost, kept},
		{"server errors to the end say so themselves", update, []http.HandlerFunc{failed}, &answered, forgotten},
		{"so does one that asks for too long a wait", update, []http.HandlerFunc{answer(503, `{}`, "Retry-After", "1800")}, &waited, forgotten},
		{"nobody was there, and then a refusal", update, []http.HandlerFunc{nil, bad}, &answered, forgotten},
		{"a pause, and a refusal", update, []http.HandlerFunc{tooMany("X-RateLimit-Reset", "5"), bad}, &answered, forgotten},
		{"a read does nothing that could be forgotten", getFile, []http.HandlerFunc{failed, gone}, &answered, forgotten},
		{"what is not repeated has no earlier attempt", remove, []http.HandlerFunc{failed, gone}, &answered, forgotten},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newService(nil).client(t, steady, func(o *imagekit.Options) {
					o.HTTP = &http.Client{Transport: scriptWith(refused, row.steps...)}
				})
				err := row.do(t.Context(), c)
				require.ErrorAs(t, err, row.as)
				var unsettled *imagekit.UnsettledError
				require.Equal(t, row.kept, errors.As(err, &unsettled), "%v", err)
				if row.kept {
					require.Error(t, unsettled.Earlier)
					require.EqualError(t, err, unsettled.Err.Error()+"; an attempt before that may have been carried out")
				}
			})
		})
	}
}

// A call that ends while it waits to be repeated says so of its first attempt too.
func TestRetryCutOff(t *testing.T) {
	for name, steps := range map[string][]http.HandlerFunc{
		"waiting after a server error": {failed}, "waiting for a pause after that": {failed, tooMany("X-RateLimit-Reset", "60000")},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				stop := errors.New("second interrupt")
				ctx, cancel := context.WithCancelCause(t.Context())
				time.AfterFunc(time.Duration(len(steps))*time.Second-time.Second/2, func() { cancel(stop) })
				_, err := script(steps...).client(t, steady).UpdateFile(ctx, "f1", imagekit.FileUpdate{Description: imagekit.Set("d")})
				require.ErrorIs(t, err, stop)
				require.ErrorAs(t, err, new(*imagekit.UnsettledError))
			})
		})
	}
}
