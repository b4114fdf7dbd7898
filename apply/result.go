package apply

import (
	"time"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// Event is one thing that happened to one operation.
type Event struct {
	Kind    EventKind
	Op      *plan.Operation
	Err     error         // EventFailed
	Skip    *Skip         // EventSkipped
	Job     plan.JobID    // EventJob and after, of an operation that has one
	Elapsed time.Duration // since the operation started
}

// EventKind says what happened.
type EventKind string

// The kinds of events.
const (
	EventEarlier EventKind = "earlier" // an earlier process of this run has done it; comes before any other event
	EventStarted EventKind = "started"
	EventDoubt   EventKind = "doubt"  // it is not known whether it was carried out: the library is looked at
	EventJob     EventKind = "job"    // its job runs in the background now
	EventPoll    EventKind = "poll"   // its job was looked at and still runs
	EventLocked  EventKind = "locked" // a folder job has some of its files, which are waited for
	EventDone    EventKind = "done"
	EventFailed  EventKind = "failed"
	EventSkipped EventKind = "skipped"
)

// Status is how an operation ended.
type Status string

// The ways an operation can end.
const (
	Done    Status = "done"
	Failed  Status = "failed"
	Skipped Status = "skipped"
)

// SkipReason says why an operation was not tried.
type SkipReason string

// The reasons.
const (
	SkipUpstream    SkipReason = "upstream-failed" // something it needs failed
	SkipInterrupted SkipReason = "interrupted"     // the run was told to stop
	SkipStopped     SkipReason = "stopped"         // the run ended at another operation's failure
)

// Skip is why an operation was not tried.
type Skip struct {
	Reason SkipReason `json:"reason"`
	Cause  plan.OpID  `json:"cause,omitempty"` // the operation that failed first
}

// Outcome is how one operation ended.
type Outcome struct {
	Op      plan.OpID     `json:"op"`
	Status  Status        `json:"status"`
	Earlier bool          `json:"earlier,omitempty"` // done by an earlier process of this run
	Found   bool          `json:"found,omitempty"`   // its answer was lost, and the library says that it is done
	Err     error         `json:"-"`
	Error   string        `json:"error,omitempty"`
	Failure Failure       `json:"failure,omitempty"`
	Left    []Left        `json:"left,omitempty"` // the objects that a failed one left as they were, where that can be told
	Skip    *Skip         `json:"skip,omitempty"`
	Job     plan.JobID    `json:"job,omitempty"`
	Elapsed time.Duration `json:"elapsed_ns"`
}

// Left is an object that an operation did not do, while it may have done others.
type Left struct {
	Path state.Path `json:"path"`
	Why  string     `json:"why"`
}

// Failure says what kind of failure an operation met.
type Failure string

// The kinds of failures.
const (
	FailureCall         Failure = "call"         // the call was refused or broke
	FailurePrecondition Failure = "precondition" // the library is not as the plan saw it; nothing was sent
	FailureLeftBehind   Failure = "left-behind"  // it was carried out, and what should hold does not
	FailureTimeout      Failure = "timeout"      // its job did not end in time
	FailureAborted      Failure = "aborted"      // the run was aborted meanwhile: how it ended is not known
	FailureJournal      Failure = "journal"      // it could not be written down; nothing was sent
	FailureUnknown      Failure = "unknown"      // its answer was lost, and the library does not tell how it ended
)

// Result is how a run ended: one outcome for each operation, in the plan's order.
type Result struct {
	Outcomes    []Outcome `json:"outcomes"`
	Interrupted bool      `json:"interrupted,omitempty"` // told to stop before all was done
}

// Count is the number of operations that ended as s.
func (r *Result) Count(s Status) int {
	n := 0
	for _, o := range r.Outcomes {
		if o.Status == s {
			n++
		}
	}
	return n
}

// OK says whether every operation was done.
func (r *Result) OK() bool { return r.Count(Done) == len(r.Outcomes) }

// TimedOut says whether a job was given up on.
func (r *Result) TimedOut() bool {
	for _, o := range r.Outcomes {
		if o.Failure == FailureTimeout {
			return true
		}
	}
	return false
}
