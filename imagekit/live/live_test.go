package live_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/internal/contract"
	"github.com/iksync/iksync/state"
)

// document is read once: it is long.
var document = sync.OnceValues(contract.Load)

// checked holds every request and every answer against ImageKit's own document,
// where there is one. What is asked of the delivery host is no call of the API.
func checked(t *testing.T, base http.RoundTripper) http.RoundTripper {
	doc, err := document()
	if errors.Is(err, contract.ErrNoDocument) && os.Getenv("IKSYNC_REQUIRE_OPENAPI") == "" {
		t.Log(err)
		return base
	}
	require.NoError(t, err)
	api := doc.Transport(base, func(err error) { t.Error(err) })
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.URL.Host == deliveryHost {
			return base.RoundTrip(r)
		}
		return api.RoundTrip(r)
	})
}

// account is an emulated account with a client and a library over it.
type account struct {
	server  *emulator.Server
	client  *imagekit.Client
	library *live.Library
}

func newAccount(t *testing.T, opts ...emulator.Option) account {
	t.Helper()
	return newAccountOver(t, checked, opts...)
}

// newLargeAccount is newAccount without a look at every exchange, which takes
// its time over pages of a thousand assets.
func newLargeAccount(t *testing.T, opts ...emulator.Option) account {
	t.Helper()
	return newAccountOver(t, func(_ *testing.T, base http.RoundTripper) http.RoundTripper { return base }, opts...)
}

func newAccountOver(t *testing.T, wrap func(*testing.T, http.RoundTripper) http.RoundTripper, opts ...emulator.Option) account {
	t.Helper()
	server, err := emulator.New(opts...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Close()) })
	client, err := imagekit.New(imagekit.Options{
		PrivateKey: "private_emulator", HTTP: &http.Client{Transport: wrap(t, server.HTTPClient().Transport)},
		Limits: imagekit.Limits{Read: imagekit.Rate{Off: true}, Write: imagekit.Rate{Off: true}},
	})
	require.NoError(t, err)
	open := func(source string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader([]byte(source))), nil }
	return account{server, client, live.New(client, live.Options{Open: open})}
}

func (a account) upload(t *testing.T, path state.Path, change func(*imagekit.UploadRequest)) string {
	t.Helper()
	r := imagekit.UploadRequest{
		Open:     func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader([]byte("bytes of " + path))), nil },
		FileName: path.Base(), Folder: string(path.Dir()),
	}
	if change != nil {
		change(&r)
	}
	stored, err := a.client.Upload(context.Background(), r)
	require.NoError(t, err)
	return stored.FileID
}

func TestObserve(t *testing.T) {
	a := newAccount(t)
	id := a.upload(t, "/shop/products/hero.jpg", func(r *imagekit.UploadRequest) {
		r.Tags, r.Description, r.CustomCoordinates = []string{"b", "a"}, "A hero", "1,2,3,4"
	})
	a.upload(t, "/shopping/other.jpg", nil)
	a.upload(t, "/outside.jpg", nil)

	have, err := a.library.Observe(context.Background(), []state.Path{"/shop"})
	require.NoError(t, err)
	require.True(t, have.Complete())
	require.Len(t, have.Files, 1, "only what is in scope")
	require.Equal(t, "https://ik.imagekit.io/emulator", have.Account)
	f := have.Files["/shop/products/hero.jpg"]
	require.Equal(t, state.FileID(id), f.ID)
	require.ElementsMatch(t, []state.Tag{"a", "b"}, f.Tags.Set)
	require.Equal(t, "A hero", f.Description.Value)
	require.Equal(t, "1,2,3,4", f.Focus.Value)
	require.Nil(t, f.Published, "published")
	require.Contains(t, have.Folders, state.Path("/shop"), "the folder of the scope itself")
	require.Contains(t, have.Folders, state.Path("/shop/products"))
}
