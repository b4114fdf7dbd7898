package live_test

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
	"github.com/iksync/iksync/state"
)

// TestListingCalls counts the calls that a listing costs: one for every 999
// assets, and few that find nothing.
func TestListingCalls(t *testing.T) {
	for _, test := range []struct{ assets, calls int }{
		{0, 1}, {1, 1}, {999, 1}, {1000, 2}, {1001, 2}, {1999, 3}, {2000, 3}, {3000, 5}, {10_000, 12},
	} {
		t.Run(fmt.Sprint(test.assets), func(t *testing.T) {
			a := newLargeAccount(t)
			seeds := make([]emulator.Seed, test.assets)
			for i := range seeds {
				seeds[i] = emulator.Seed{Path: fmt.Sprintf("/%06d.jpg", i), Content: []byte("x")}
			}
			require.NoError(t, a.server.Seed(seeds...))
			have, err := a.library.Observe(context.Background(), []state.Path{"/"})
			require.NoError(t, err)
			require.Empty(t, have.Gaps)
			require.Len(t, have.Files, test.assets)
			require.LessOrEqual(t, a.server.Count("GET /v1/files"), test.calls)
		})
	}
}

// TestShiftedListing has somebody delete a file between two pages: every asset
// after it moves up by one, and the first one of the next page would be missed.
func TestShiftedListing(t *testing.T) {
	const files = 2500
	for _, test := range []struct {
		name   string
		shifts int64 // how many listings it happens to
		gaps   []state.GapReason
	}{
		{name: "once: it is read again", shifts: 1},
		{name: "always: the read is incomplete", shifts: 1000, gaps: []state.GapReason{state.GapShifted}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var server *emulator.Server
			var shifts atomic.Int64
			hook := func(r *http.Request) {
				if r.URL.Query().Get("skip") == "1998" && shifts.Add(1) <= test.shifts {
					deleteOne(t, server)
				}
			}
			a := newLargeAccount(t, emulator.WithHook(hook))
			server = a.server
			seeds := make([]emulator.Seed, files)
			for i := range seeds {
				seeds[i] = emulator.Seed{Path: fmt.Sprintf("/%06d.jpg", i), Content: []byte("x")}
			}
			require.NoError(t, a.server.Seed(seeds...))
			have, err := a.library.Observe(context.Background(), []state.Path{"/"})
			require.NoError(t, err)
			var reasons []state.GapReason
			for _, g := range have.Gaps {
				reasons = append(reasons, g.Reason)
			}
			require.Equal(t, test.gaps, reasons)
			if have.Complete() {
				require.Len(t, have.Files, len(a.server.Files()))
			}
		})
	}
}

// deleteOne deletes the oldest file, as a second writer.
func deleteOne(t *testing.T, server *emulator.Server) {
	client, err := imagekit.New(imagekit.Options{PrivateKey: "private_emulator", HTTP: server.HTTPClient()})
	if err == nil {
		err = client.DeleteFile(context.Background(), server.Files()[0].FileID)
	}
	if err != nil {
		t.Error(err)
	}
}

// TestUnreadable says what becomes of reads that fail.
func TestUnreadable(t *testing.T) {
	for _, test := range []struct {
		name  string
		fault emulator.Fault
		err   string // "" where the read comes with a gap instead
	}{
		{"forbidden", emulator.Fault{Match: "GET /v1/files", Status: 403}, "403"},
		{"the service is down", emulator.Fault{Match: "GET /v1/files", Status: 500}, "500"},
		{"no fields, no plan", emulator.Fault{Match: "GET /v1/customMetadataFields", Status: 500}, "500"},
		{"a later page fails", emulator.Fault{Match: "GET /v1/files", Status: 500, After: 2}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := newLargeAccount(t, emulator.WithFaults(test.fault))
				seeds := make([]emulator.Seed, 4000)
				for i := range seeds {
					seeds[i] = emulator.Seed{Path: fmt.Sprintf("/%06d.jpg", i), Content: []byte("x")}
				}
				require.NoError(t, a.server.Seed(seeds...))
				have, err := a.library.Observe(context.Background(), []state.Path{"/"})
				if test.err != "" {
					require.ErrorContains(t, err, test.err)
					return
				}
				require.NoError(t, err)
				require.False(t, have.Complete())
				require.Equal(t, state.GapFailedPage, have.Gaps[0].Reason)
			})
		})
	}
}
