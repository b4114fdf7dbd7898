package apply

import (
	"io"
	"time"

	"github.com/iksync/iksync/plan"
)

// JournalFormat is the version of the journal that this package writes and reads.
const JournalFormat = 1

// Journal is what a run writes down about itself, so that another process can
// go on where it was cut off. It is called by several goroutines at a time.
type Journal interface {
	// Append adds a record. When it returns nil, the record is on disk.
	//
	// Once it has failed to write, it always fails: nobody knows what is on disk.
	Append(r Record) error
}

// Syncer is a file, as a journal needs it. What is written goes to its end.
type Syncer interface {
	io.Writer
	Sync() error
}

// Record is one line of a journal.
type Record struct {
	Kind     RecordKind     `json:"kind"`
	At       time.Time      `json:"at"`                 // Append fills it in where it is zero
	Op       plan.OpID      `json:"op,omitempty"`       // intent, job, outcome, probe
	Job      plan.JobID     `json:"job,omitempty"`      // job
	Contents []plan.Content `json:"contents,omitempty"` // intent, of a job: all that was below its source
	Outcome  *Outcome       `json:"outcome,omitempty"`  // outcome
	Run      *RunInfo       `json:"run,omitempty"`      // begin
	End      *RunEnd        `json:"end,omitempty"`      // end
	Note     string         `json:"note,omitempty"`     // for people
}

// RecordKind says what a record is about.
type RecordKind string

// The kinds of records.
const (
	RecordBegin   RecordKind = "begin"   // a process begins the run, or goes on with it
	RecordIntent  RecordKind = "intent"  // an operation is about to be sent
	RecordJob     RecordKind = "job"     // its job has got an id
	RecordOutcome RecordKind = "outcome" // it ended
	RecordProbe   RecordKind = "probe"   // what a look at the library said about it
	RecordEnd     RecordKind = "end"     // the process ends, in order
)

// RunInfo is the process that carries a run out, and what it carries out.
type RunInfo struct {
	Plan     string `json:"plan"` // SHA-256 of the plan file's bytes, in hex
	Endpoint string `json:"endpoint"`
	Account  string `json:"account,omitempty"`
	Library  string `json:"library"`
	Host     string `json:"host,omitempty"`
	PID      int    `json:"pid,omitempty"`
	Version  string `json:"version,omitempty"` // of the program
	Resumed  bool   `json:"resumed,omitempty"` // it goes on where another process stopped
}

// RunEnd is how a process left a run.
type RunEnd struct {
	Done        int    `json:"done"` // operations of the whole run, whoever did them
	Failed      int    `json:"failed"`
	Skipped     int    `json:"skipped"`
	Interrupted bool   `json:"interrupted,omitempty"`
	Message     string `json:"message,omitempty"` // for people
}

// History is what a journal says.
type History struct {
	Ops   map[plan.OpID]Past // of operations that any record is about
	Runs  []Process          // in the order in which they began
	Ended *RunEnd            // how the last process left the run; nil: it was cut off, or still runs
	Size  int64              // bytes of whole records; what follows is a record that was cut off
	Torn  bool               // something follows

	sum string // of the last whole record; "" where there is none
}

// Process is one process that carried a run out.
type Process struct {
	RunInfo
	Began time.Time
	Last  time.Time // of the last record it wrote
	End   *RunEnd   // nil: it was cut off, or still runs
}

// Past is what a journal says about one operation.
type Past struct {
	Intents  int            // how many times it was about to be sent
	Contents []plan.Content // of the last intent
	Job      plan.JobID     // "" where the last intent got none
	Outcome  *Outcome       // the last one that tells how it stands; nil: none since the last intent
	Since    time.Time      // of the last intent
}

// Done says whether it was carried out.
func (p Past) Done() bool { return p.Outcome != nil && p.Outcome.Status == Done }

// Open says whether it was sent, or was about to be, and nobody knows how that
// ended. The library has to be asked.
func (p Past) Open() bool {
	return p.Intents > 0 && (p.Outcome == nil || p.Outcome.leavesOpen())
}

// leavesOpen says whether an operation that was sent and ended like this may
// have been carried out, or may still be.
func (o *Outcome) leavesOpen() bool {
	if o.Status != Failed {
		return o.Status != Done
	}
	switch o.Failure {
	case FailurePrecondition:
		return false
	case FailureCall: // the call was refused; but a job that has an id was started, and a call for many may be half done
		return o.Job != "" || len(o.Left) > 0
	default: // aborted, timeout, left-behind, unknown, and whatever kind comes to be
		return true
	}
}
