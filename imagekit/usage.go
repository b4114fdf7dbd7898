package imagekit

import (
	"context"
	"net/url"
	"time"
)

// Usage is what an account used in a span of days.
type Usage struct {
	BandwidthBytes            int64 `json:"bandwidthBytes"`
	MediaLibraryStorageBytes  int64 `json:"mediaLibraryStorageBytes"`
	VideoProcessingUnitsCount int64 `json:"videoProcessingUnitsCount"`
	ExtensionUnitsCount       int64 `json:"extensionUnitsCount"`
	OriginalCacheStorageBytes int64 `json:"originalCacheStorageBytes"`
}

// MaxUsageDays is the span of [Client.Usage] in days, itself no longer allowed.
const MaxUsageDays = 90

// Usage returns what the account used from the first day up to, not including, the
// last. Only the dates count, each in the time zone it is given in.
//
// GET /v1/accounts/usage. Limits: less than [MaxUsageDays] days.
// https://imagekit.io/docs/api-reference/account-management-api/get-usage
func (c *Client) Usage(ctx context.Context, from, to time.Time) (Usage, error) {
	const op = "get usage"
	start, end := day(from), day(to)
	if !start.Before(end) {
		return Usage{}, invalid(op, "end date", "%s is not after the start date %s", end.Format(time.DateOnly), start.Format(time.DateOnly))
	}
	if days := int(end.Sub(start).Hours() / 24); days >= MaxUsageDays {
		return Usage{}, invalid(op, "span", "of %d days is too long, it must be less than %d", days, MaxUsageDays)
	}
	return read[Usage](ctx, c, get(op, "/v1/accounts/usage", url.Values{
		"startDate": {start.Format(time.DateOnly)}, "endDate": {end.Format(time.DateOnly)},
	}))
}

// day returns the date alone, so that days can be counted.
func day(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
