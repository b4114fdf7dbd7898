package imagekit

import (
	"fmt"
	"math"
)

// The figures ImageKit documents, per account: requests a second that can be
// sustained, and the burst that is let through after a quiet time.
const (
	DefaultReadsPerSecond  = 40
	DefaultReadBurst       = 100
	DefaultWritesPerSecond = 5
	DefaultWriteBurst      = 20
)

// Class groups requests that share a rate limit.
type Class int

const (
	ClassRead   Class = iota // GET
	ClassWrite               // everything that changes the library or its settings
	ClassUpload              // uploads, which are exempt from local limits; a 429 pauses them all the same
)

// String returns "read", "write" or "upload".
func (c Class) String() string {
	switch c {
	case ClassRead:
		return "read"
	case ClassWrite:
		return "write"
	default:
		return "upload"
	}
}

// Limits pace each class of requests. They are never exceeded: what the service
// tells of in its X-RateLimit headers can only slow requests down further. A
// header tells of one window of several, and perhaps of one endpoint, so that a
// generous one does not prove that more is allowed. An account with raised
// limits is for whoever sets these to say.
//
// The X-RateLimit-Limit and X-RateLimit-Interval of any answer are taken in, and the
// later ones about a window replace the earlier. X-RateLimit-Reset counts with
// a 429 only, where it is the wait that is asked for.
type Limits struct{ Read, Write Rate }

// Rate is a sustained rate with a burst. The zero value means the documented figures.
type Rate struct {
	PerSecond float64 // requests a second, sustained; 0 means the documented figure
	Burst     int     // requests that may go at once; 0 means the documented figure, or the rate itself if that is set
	Off       bool    // no local pacing: only the service's 429 sets the pace
}

// Resolve returns the limits with the documented figures filled in.
func (l Limits) Resolve() Limits {
	return Limits{
		Read:  l.Read.resolve(DefaultReadsPerSecond, DefaultReadBurst),
		Write: l.Write.resolve(DefaultWritesPerSecond, DefaultWriteBurst),
	}
}

func (r Rate) resolve(perSecond float64, burst int) Rate {
	if r.PerSecond == 0 {
		return Rate{PerSecond: perSecond, Burst: or(r.Burst, burst), Off: r.Off}
	}
	return Rate{PerSecond: r.PerSecond, Burst: or(r.Burst, int(max(1, math.Ceil(r.PerSecond)))), Off: r.Off}
}

// check refuses rates that could not be kept, or would never let a request go.
func (r Rate) check(class Class) error {
	if r.Off {
		return nil
	}
	if !(r.PerSecond > 0) || math.IsInf(r.PerSecond, 0) || r.Burst < 1 || r.Burst > math.MaxInt32 || r.PerSecond > math.MaxInt32 {
		return fmt.Errorf("imagekit: Limits of class %s: want a positive rate and burst, have %v a second and a burst of %d",
			class, r.PerSecond, r.Burst)
	}
	return nil
}
