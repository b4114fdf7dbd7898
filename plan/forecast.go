package plan

import "time"

// The documented limits of an account: so many calls a second in the long run,
// after a first burst. Uploads have none.
const (
	writesPerSecond = 5
	writeBurst      = 20
	readsPerSecond  = 40
	readBurst       = 100
)

// DefaultParallelism is how many calls are under way at a time, and how many
// jobs beside them, where nothing else is asked for.
const DefaultParallelism = 8

// Reads that are repeated, of a job's status or of a listing that lags, are
// repeated after FirstPause, then after twice as long each time up to LastPause.
const (
	FirstPause = 250 * time.Millisecond
	LastPause  = 4 * time.Second
)

// Assumptions are what a forecast has to take for granted, as no document
// gives a figure.
type Assumptions struct {
	Latency     time.Duration // of one call, from its sending to its answer
	Job         time.Duration // of a folder job, whatever is in the folder
	JobPerFile  time.Duration // of a folder job, for each file that goes along
	UploadSpeed int64         // bytes a second, of all uploads together; 0: no time at all
	Parents     Parents       // what making a folder does about missing ones above it
}

// Parents is what the API does about the missing parents of a folder that is to be made.
type Parents string

// The readings of missing parents.
const (
	ParentsComeAlong Parents = ""         // as the reference says: one call makes all
	ParentsInsisted  Parents = "insisted" // each is a call of its own
)

// DefaultAssumptions are those behind the forecast that stands in a plan.
func DefaultAssumptions() Assumptions {
	return Assumptions{
		Latency:     100 * time.Millisecond,
		Job:         time.Second,
		JobPerFile:  time.Millisecond,
		UploadSpeed: 5_000_000,
	}
}

// forecast is the forecast that stands in a plan.
func forecast(p *Plan) Forecast { return DefaultAssumptions().Forecast(p) }

// Forecast is how an apply of p will go at the documented limits, if nothing
// goes wrong, nobody else uses the account and listings do not lag. It is
// found by going through the whole run, on a clock that is only a number.
func (a Assumptions) Forecast(p *Plan) Forecast {
	r := newRehearsal(p, a)
	r.run()
	return Forecast{Seconds: r.now.Seconds(), Reads: r.reads}
}

// mostAlong is how many files a folder job may take along: more the API refuses.
const mostAlong = 100_000

// JobTime is how long a folder job takes with so many files.
func (a Assumptions) JobTime(files int) time.Duration {
	return a.Job + time.Duration(min(max(files, 0), mostAlong))*a.JobPerFile
}

// uploadTime is how long size bytes keep the line busy. Whatever size a plan
// file claims, it is no longer than longest, so that no sum overflows.
func (a Assumptions) uploadTime(size int64) time.Duration {
	const longest = time.Hour
	if a.UploadSpeed <= 0 || size <= 0 {
		return 0
	}
	if size/a.UploadSpeed >= int64(longest/time.Second) {
		return longest
	}
	return time.Duration(float64(size) / float64(a.UploadSpeed) * float64(time.Second))
}
