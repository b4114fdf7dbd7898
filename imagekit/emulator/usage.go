package emulator

import (
	"time"
)

// maxUsageDays bounds the span of a usage report: it must be shorter.
const maxUsageDays = 90

// getUsage answers GET /v1/accounts/usage. Storage is what the versions of the library take now;
// nothing else is counted.
func (s *Server) getUsage(c *call) reply {
	p := parseParams(c.r)
	start, end := p.text("startDate"), p.text("endDate")
	if wrong := p.done(); wrong != nil {
		return *wrong
	}
	if start == "" || end == "" {
		return badRequest("startDate and endDate are required in query parameters.")
	}
	from, fromErr := time.Parse(time.DateOnly, start)
	until, untilErr := time.Parse(time.DateOnly, end)
	switch {
	case fromErr != nil || untilErr != nil:
		return badRequest("startDate and endDate should be in format YYYY-MM-DD.")
	case !from.Before(until):
		return badRequest("startDate should be before endDate.")
	case until.Sub(from) >= maxUsageDays*24*time.Hour:
		return badRequest("startDate and endDate should be within 90 days.")
	}
	return ok(map[string]int64{
		"bandwidthBytes":            0,
		"mediaLibraryStorageBytes":  s.lib.storage(),
		"videoProcessingUnitsCount": 0,
		"extensionUnitsCount":       0,
		"originalCacheStorageBytes": 0,
	})
}

func (l *library) storage() int64 {
	var bytes int64
	for _, b := range l.blobs {
		bytes += b.size * int64(b.refs)
	}
	return bytes
}
