package imagekit_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
)

// Whatever a read-only client is asked to change, nothing is sent; its parent still may.
func TestReadOnlyClient(t *testing.T) {
	s := newService(answer(200, "[]"))
	writer := s.client(t)
	reader := writer.ReadOnly()
	require.Equal(t, imagekit.ReadOnly, reader.Mode())
	require.Equal(t, imagekit.ReadWrite, writer.Mode())
	_, err := reader.ListAssets(t.Context(), imagekit.ListOptions{})
	require.NoError(t, err)
	_, stored := reader.Upload(t.Context(), upload("abc"))
	_, tags := reader.AddTags(t.Context(), []string{"f"}, []string{"t"})
	for _, err := range []error{stored, tags, reader.DeleteFile(t.Context(), "f"), reader.DeleteFolder(t.Context(), "/p"), reader.ReadOnly().DeleteFile(t.Context(), "f")} {
		require.ErrorIs(t, err, imagekit.ErrReadOnly)
	}
	require.Equal(t, 1, s.count())
	require.NoError(t, writer.DeleteFile(t.Context(), "f"))
	require.Equal(t, 2, s.count())
}

// The two share their rate: what one has sent is taken from the other.
func TestDerivedClientsShareThePace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(ok)
		writer := s.client(t, func(o *imagekit.Options) { o.Limits.Read = imagekit.Rate{PerSecond: 2, Burst: 2} })
		clients := []*imagekit.Client{writer, writer.ReadOnly(), writer.WithOnWait(nil)}
		start := time.Now()
		for i := range 12 {
			_, err := clients[i%len(clients)].GetFile(t.Context(), "f1")
			require.NoError(t, err)
		}
		require.InDelta(t, 5, time.Since(start).Seconds(), 0.001, "two at once, then two a second")
	})
}

// A 429 for one of them pauses both, and each tells its own listener.
func TestDerivedClientsShareAPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []string
		note := func(who string) func(imagekit.Wait) {
			return func(w imagekit.Wait) { told = append(told, who+" "+string(w.Reason)+" "+w.Duration.String()) }
		}
		slow := tooMany("X-RateLimit-Reset", "2000")
		service := script(slow, noContent, slow, ok)
		parent := service.client(t, func(o *imagekit.Options) { o.OnWait = note("parent") })
		require.NoError(t, parent.WithOnWait(note("child")).DeleteFile(t.Context(), "f1"))
		go func() { _, _ = parent.WithOnWait(nil).GetFile(t.Context(), "f1") }()
		synctest.Wait()
		time.Sleep(500 * time.Millisecond)
		_, err := parent.ReadOnly().GetFile(t.Context(), "f1")
		require.NoError(t, err)
		require.Equal(t, []string{"child 429 2s", "parent 429 1.5s"}, told)
		synctest.Wait()
	})
}

// CloseIdle reaches the transport of a derived client too.
func TestDerivedClientClosesIdle(t *testing.T) {
	closed := 0
	c := newService(ok).client(t, func(o *imagekit.Options) { o.HTTP = &http.Client{Transport: closing{&closed}} })
	c.ReadOnly().CloseIdle()
	require.Equal(t, 1, closed)
}

type closing struct{ times *int }

func (c closing) RoundTrip(*http.Request) (*http.Response, error) { return nil, http.ErrServerClosed }

func (c closing) CloseIdleConnections() { *c.times++ }
