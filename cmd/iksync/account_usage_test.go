package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/emulator"
)

// A span is asked for in as few parts as there can be, which adjoin and cover it exactly.
func TestUsageSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 3000).Draw(t, "first"))
		n := rapid.IntRange(1, 2000).Draw(t, "days")
		whole := days{from, from.AddDate(0, 0, n)}
		parts := whole.split(imagekit.MaxUsageDays - 1)
		require.Len(t, parts, (n+88)/89)
		at := whole.from
		for _, p := range parts {
			require.Equal(t, at, p.from)
			require.Less(t, p.count(), imagekit.MaxUsageDays)
			require.Positive(t, p.count())
			at = p.to
		}
		require.Equal(t, whole.to, at)
	})
}

// meter answers for the account: each day used as many bytes as its number in the year,
// and storage grows by one byte a day.
type meter struct{ spans []string }

func (m *meter) RoundTrip(r *http.Request) (*http.Response, error) {
	q := r.URL.Query()
	from, _ := time.Parse(time.DateOnly, q.Get("startDate"))
	to, _ := time.Parse(time.DateOnly, q.Get("endDate"))
	m.spans = append(m.spans, q.Get("startDate")+" "+q.Get("endDate"))
	bytes := 0
	for d := from; d.Before(to); d = d.AddDate(0, 0, 1) {
		bytes += d.YearDay()
	}
	n := int(to.Sub(from).Hours() / 24)
	body := fmt.Sprintf(`{"bandwidthBytes":%d,"mediaLibraryStorageBytes":%d,"videoProcessingUnitsCount":%d,"extensionUnitsCount":%d,"originalCacheStorageBytes":%d}`,
		bytes, to.Unix()/86400, n, 2*n, from.Unix()/86400)
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// Stories begin on 2000-01-01; usage is of later days.
func usageStory(t *testing.T, f func(t *testing.T, w *world), options ...emulator.Option) {
	t.Helper()
	actionStory(t, func(t *testing.T, w *world) {
		time.Sleep(time.Until(time.Date(2026, 3, 15, 12, 0, 0, 0, time.UTC)))
		f(t, w)
	}, options...)
}

func TestUsage(t *testing.T) {
	usageStory(t, func(t *testing.T, w *world) {
		for _, row := range []struct{ args, spans string }{
			{"", "2026-03-01 2026-03-16"},
			{"--from 2026-03-15", "2026-03-15 2026-03-16"},
			{"--to 2026-03-01", "2026-02-01 2026-03-01"},
			{"--from 2026-01-01 --to 2026-03-31", ""},
			{"--from 2025-12-16 --to 2026-03-15", "2025-12-16 2026-03-15"},
			{"--from 2025-12-15 --to 2026-03-15", "2025-12-15 2026-03-14, 2026-03-14 2026-03-15"},
			{"--from 2025-01-01 --to 2026-01-01", "2025-01-01 2025-03-31, 2025-03-31 2025-06-28, 2025-06-28 2025-09-25, 2025-09-25 2025-12-23, 2025-12-23 2026-01-01"},
		} {
			m := &meter{}
			w.http = &http.Client{Transport: m}
			o := w.run(append([]string{"usage"}, strings.Fields(row.args)...)...)
			require.Equal(t, row.spans, strings.Join(m.spans, ", "), row.args)
			if row.spans == "" {
				o.exits(exitUsage)
			}
		}
		w.http = &http.Client{Transport: &meter{}}
		o := w.run("usage", "--from", "2025-01-01", "--to", "2026-01-01").exits(exitFine)
		require.Equal(t, `2025-01-01 to 2025-12-31, 365 days

bandwidth               67 kB
video processing units  365
extension units         730
media library storage   20 kB
original cache storage  20 kB

Added up from 5 parts; storage is that of the last one, from 2025-12-23 on.
`, o.stdout)
		d := w.run("usage", "--from", "2025-01-01", "--to", "2026-01-01", "--output", "json").exits(exitFine).json("iksync-usage/1")
		spans := d["spans"].([]any)
		delete(d, "spans")
		require.Equal(t, map[string]any{
			"format": "iksync-usage/1", "from": "2025-01-01", "to": "2026-01-01", "bandwidth_bytes": 66795.0, "video_processing_units": 365.0,
			"extension_units": 730.0, "media_library_storage_bytes": 20454.0, "original_cache_storage_bytes": 20445.0,
		}, d)
		require.Len(t, spans, 5)
		require.Equal(t, "2025-12-23", spans[4].(map[string]any)["from"])
	})
}

// The emulator answers too, and what it refuses is told.
func TestUsageRefused(t *testing.T) {
	const get = "GET /v1/accounts/usage"
	for _, row := range []struct {
		name, args string
		before     func(w *world)
		code       code
		says       string
		asked      int
	}{
		{name: "it answers", asked: 1},
		{name: "a wrong key", before: func(w *world) { w.vars[keyVariable] = "other" }, code: exitFailed, says: "is not accepted", asked: 1},
		{name: "a restricted key", before: func(w *world) { w.refuses(get, 403, 1) }, code: exitFailed, says: "may not do this", asked: 1},
		{name: "refused", before: func(w *world) { w.refuses(get, 400, 1) }, code: exitFailed, says: "get usage: 400", asked: 1},
		{name: "too many requests for a moment", before: func(w *world) { w.refuses(get, 429, 2) }, asked: 3},
		{name: "a later part is refused: no figure is shown", args: "--from 2025-01-01", code: exitFailed, says: "get usage: 400", asked: 2,
			before: func(w *world) {
				w.server.Inject(emulator.Fault{Match: get, Kind: emulator.FaultStatus, Status: 400, After: 1})
			}},
		{name: "no key", before: func(w *world) { delete(w.vars, keyVariable) }, code: exitUsage, says: "no private key"},
		{name: "the future", args: "--to 2026-03-17", code: exitUsage, says: "--to: want a day up to tomorrow, 2026-03-16 in UTC"},
		{name: "from the future", args: "--from 2026-03-16", code: exitUsage, says: "--from: want a day up to today, 2026-03-15 in UTC"},
		{name: "the wrong way round", args: "--from 2026-02-02 --to 2026-02-01", code: exitUsage, says: "--to 2026-02-01 is not after --from 2026-02-02"},
		{name: "no day at all", args: "--from 2026-02-02 --to 2026-02-02", code: exitUsage, says: "is not after"},
		{name: "no date", args: "--from yesterday", code: exitUsage, says: `want a date such as 2025-12-31, from 2015 on, have "yesterday"`},
		{name: "no such date", args: "--from 2026-02-30", code: exitUsage, says: "want a date"},
		{name: "the year is a slip", args: "--from 0206-02-01", code: exitUsage, says: "want a date"},
		{name: "an argument", args: "march", code: exitUsage, says: "march"},
	} {
		t.Run(row.name, func(t *testing.T) {
			usageStory(t, func(t *testing.T, w *world) {
				if row.before != nil {
					row.before(w)
				}
				o := w.run(append([]string{"usage"}, strings.Fields(row.args)...)...).exits(row.code).says(row.says)
				require.Len(t, w.server.Requests(), row.asked)
				require.Equal(t, row.code == exitFine, o.stdout != "")
			}, emulator.WithReadings(emulator.Readings{WrongKeyStatus: 401}))
		})
	}
}
