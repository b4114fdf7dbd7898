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

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A request that never left this machine may be repeated, whatever it is. How
// often depends on whether there ever was a service to reach.
func TestUnreachable(t *testing.T) {
	var (
		refused = &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
		unknown = &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "api.imagekit.io", IsNotFound: true}}
		reset   = &net.OpError{Op: "read", Net: "tcp", Err: errors.New("connection reset by peer")}
	)
	const quick, s = 250 * time.Millisecond, time.Second
	read := func(ctx context.Context, c *imagekit.Client) error { _, err := c.GetFile(ctx, "f1"); return err }
	remove := func(ctx context.Context, c *imagekit.Client) error { return c.DeleteFile(ctx, "f1") }
	rows := []struct {
		name   string
		before []error // what the exchanges before came to; nil is an answer
		then   error   // and every one from then on
		do     func(context.Context, *imagekit.Client) error
		tries  int
		takes  time.Duration
	}{
		{"nobody listens, and nobody ever did", nil, refused, read, 2, quick},
		{"the name does not resolve", nil, unknown, read, 2, quick},
		{"a deletion is as harmless as it was not sent", nil, refused, remove, 2, quick},
		{"there at the second try", []error{refused}, nil, read, 2, quick},
		{"it answered before and is gone", []error{nil}, refused, read, 1 + 4, 6 * s},
		{"it answered before and a deletion is not sent", []error{nil}, refused, remove, 1 + 4, 6 * s},
		{"it broke off before and is gone", []error{reset}, refused, read, 4, 6 * s},
		{"it breaks off each time", nil, reset, read, 4, 6 * s},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tries := 0
				service := newService(ok)
				rt := roundTripper(func(r *http.Request) (*http.Response, error) {
					tries++
					err := row.then
					if tries <= len(row.before) {
						err = row.before[tries-1]
					}
					if err != nil {
						return nil, err
					}
					return service.RoundTrip(r)
				})
				c := service.client(t, steady, func(o *imagekit.Options) { o.HTTP = &http.Client{Transport: rt} })
				start := time.Now()
				if len(row.before) > 0 && row.before[0] == nil {
					require.NoError(t, read(t.Context(), c))
				}
				err := row.do(t.Context(), c)
				require.ErrorIs(t, err, row.then)
				require.False(t, imagekit.IsOutcomeUnknown(err))
				require.Equal(t, row.tries, tries)
				require.Equal(t, row.takes, time.Since(start))
			})
		})
	}
}

func TestUnreachableInWords(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close()) // nobody listens there now
	c, err := imagekit.New(imagekit.Options{PrivateKey: testKey, BaseURL: "http://" + listener.Addr().String()})
	require.NoError(t, err)
	err = c.DeleteFile(t.Context(), "f1")
	require.EqualError(t, err, "delete file: dial tcp "+listener.Addr().String()+": connect: connection refused (DELETE /v1/files/f1)")
	var failed *imagekit.TransportError
	require.ErrorAs(t, err, &failed)
}
