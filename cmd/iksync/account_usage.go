package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan/report"
)

// usageOptions are the options of usage.
type usageOptions struct{ from, to *option }

func (p *program) usageCommand() command {
	o := &usageOptions{
		from: p.own("from", "YYYY-MM-DD", "", "the first day (default: the first of the month)"),
		to:   p.own("to", "YYYY-MM-DD", "", "the day after the last one (default: tomorrow)"),
	}
	return command{
		name: "usage", usage: "show what the account used in a span of days", args: "", atLeast: 0, atMost: 0,
		text: `Shows bandwidth, video units and extension units of a span of days, in UTC: from
--from up to, and not including, --to. The API tells of less than 90 days at a time:
a longer span is asked for in parts, whose figures are added. Storage does not add up
over time: it is that of the last part.

  iksync usage --from 2025-01-01 --to 2026-01-01`,
		options: []*option{o.from, o.to, p.opts.output},
		run:     func(ctx context.Context, _ []string) error { return p.usage(ctx, o) },
	}
}

func (p *program) usage(ctx context.Context, o *usageOptions) error {
	asked, err := o.read(p.now)
	if err != nil {
		return err
	}
	to, err := p.account()
	if err != nil {
		return err
	}
	u := &usage{days: asked}
	for _, part := range asked.split(imagekit.MaxUsageDays - 1) {
		figures, err := to.client.Usage(ctx, part.from, part.to)
		if err != nil {
			return err
		}
		u.add(part, figures)
	}
	return p.show(u, "")
}

// days is a span of days in UTC, without the last.
type days struct{ from, to time.Time }

// count is how many days there are.
func (d days) count() int { return int(d.to.Sub(d.from) / (24 * time.Hour)) }

// split cuts the span into as few as there can be of at most so many days, each
// beginning where the one before ends.
func (d days) split(most int) []days {
	var parts []days
	for from := d.from; from.Before(d.to); {
		to := from.AddDate(0, 0, most)
		if to.After(d.to) {
			to = d.to
		}
		parts = append(parts, days{from, to})
		from = to
	}
	return parts
}

// read is the span that the options ask for.
func (o *usageOptions) read(now time.Time) (days, error) {
	y, m, d := now.UTC().Date()
	tomorrow := time.Date(y, m, d+1, 0, 0, 0, 0, time.UTC)
	asked := days{to: tomorrow}
	var err error
	if o.to.given() {
		if asked.to, err = o.to.day(); err != nil {
			return days{}, err
		}
	}
	last := asked.to.AddDate(0, 0, -1)
	asked.from = time.Date(last.Year(), last.Month(), 1, 0, 0, 0, 0, time.UTC)
	if o.from.given() {
		if asked.from, err = o.from.day(); err != nil {
			return days{}, err
		}
	}
	switch {
	case asked.to.After(tomorrow):
		return days{}, o.to.bad("a day up to tomorrow, " + tomorrow.Format(time.DateOnly) + " in UTC: nothing was used in the future")
	case !asked.from.Before(tomorrow):
		return days{}, o.from.bad("a day up to today, " + tomorrow.AddDate(0, 0, -1).Format(time.DateOnly) + " in UTC: nothing was used in the future")
	case !asked.from.Before(asked.to):
		return days{}, fail(exitUsage, "--to %s is not after --from %s: it is the day after the last one that counts",
			asked.to.Format(time.DateOnly), asked.from.Format(time.DateOnly))
	}
	return asked, nil
}

// day reads a date.
func (o *option) day() (time.Time, error) {
	t, err := time.Parse(time.DateOnly, o.text())
	if err != nil || t.Year() < firstYear {
		return time.Time{}, o.bad(fmt.Sprintf("a date such as 2025-12-31, from %d on", firstYear))
	}
	return t, nil
}

// firstYear is before there was anything to use: a date before it is a mistake, and
// would take hundreds of calls.
const firstYear = 2015

// usage is what an account used, to show.
type usage struct {
	days
	parts   []days
	figures []imagekit.Usage // of each part
}

func (u *usage) add(part days, figures imagekit.Usage) {
	u.parts, u.figures = append(u.parts, part), append(u.figures, figures)
}

// total adds up what was used. Storage is what was there at the end.
func (u *usage) total() imagekit.Usage {
	var sum imagekit.Usage
	for _, f := range u.figures {
		sum.BandwidthBytes += f.BandwidthBytes
		sum.VideoProcessingUnitsCount += f.VideoProcessingUnitsCount
		sum.ExtensionUnitsCount += f.ExtensionUnitsCount
		sum.MediaLibraryStorageBytes = f.MediaLibraryStorageBytes
		sum.OriginalCacheStorageBytes = f.OriginalCacheStorageBytes
	}
	return sum
}

// Text writes a table of the figures.
func (u *usage) Text(w io.Writer, _ report.Style) error {
	var b strings.Builder
	t := columns(&b)
	sum := u.total()
	last := u.to.AddDate(0, 0, -1)
	fmt.Fprintf(&b, "%s to %s, %s\n\n", u.from.Format(time.DateOnly), last.Format(time.DateOnly), quantity(u.count(), "day"))
	line := func(what, figure string) { fmt.Fprintf(t, "%s\t%s\n", what, figure) }
	line("bandwidth", inBytes(sum.BandwidthBytes))
	line("video processing units", humanize.Comma(sum.VideoProcessingUnitsCount))
	line("extension units", humanize.Comma(sum.ExtensionUnitsCount))
	line("media library storage", inBytes(sum.MediaLibraryStorageBytes))
	line("original cache storage", inBytes(sum.OriginalCacheStorageBytes))
	_ = t.Flush() // to memory
	if len(u.parts) > 1 {
		fmt.Fprintf(&b, "\nAdded up from %d parts; storage is that of the last one, from %s on.\n",
			len(u.parts), u.parts[len(u.parts)-1].from.Format(time.DateOnly))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func inBytes(n int64) string { return humanize.Bytes(uint64(max(n, 0))) }

// usageJSON is the figures of a span of days.
type usageJSON struct {
	From                      string `json:"from"`
	To                        string `json:"to"` // exclusive
	BandwidthBytes            int64  `json:"bandwidth_bytes"`
	VideoProcessingUnits      int64  `json:"video_processing_units"`
	ExtensionUnits            int64  `json:"extension_units"`
	MediaLibraryStorageBytes  int64  `json:"media_library_storage_bytes"`
	OriginalCacheStorageBytes int64  `json:"original_cache_storage_bytes"`
}

func newUsageJSON(d days, f imagekit.Usage) usageJSON {
	return usageJSON{
		d.from.Format(time.DateOnly), d.to.Format(time.DateOnly), f.BandwidthBytes, f.VideoProcessingUnitsCount,
		f.ExtensionUnitsCount, f.MediaLibraryStorageBytes, f.OriginalCacheStorageBytes,
	}
}

// JSON writes the exact figures, of the whole and of each part that was asked for.
func (u *usage) JSON(w io.Writer) error {
	parts := make([]usageJSON, len(u.parts))
	for i, part := range u.parts {
		parts[i] = newUsageJSON(part, u.figures[i])
	}
	return writeJSON(w, struct {
		Format string `json:"format"`
		usageJSON
		Spans []usageJSON `json:"spans"`
	}{"iksync-usage/1", newUsageJSON(u.days, u.total()), parts})
}
