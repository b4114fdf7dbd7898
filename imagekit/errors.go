package imagekit

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Error is an answer of the service that says no.
type Error struct {
	Op      string // what was tried, such as "delete file"
	Method  string // such as "DELETE"
	Path    string // without host and query
	Status  int    // HTTP status
	Message string // what the service said, on one line
	Help    string // what the service advises
	Reason  string // the service's code, such as "FILE_ALREADY_EXISTS"; often empty
	// RequestID is what ImageKit's support asks for.
	RequestID string
	// MissingFileIDs are the ids a bulk call did not find; then it did nothing at all.
	MissingFileIDs []string
	// Details is the answer's "errors" value as compact JSON, shortened to 2 KiB.
	Details string
	// Wait is how long the service asked to wait, or 0.
	Wait time.Duration
	// Foreign is true if the answer was not the API's JSON but, for example, the
	// error page of a proxy. Such an answer proves nothing about the library.
	Foreign bool
}

// Error is one line: what failed, how, and the request id.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d", e.Op, e.Status)
	if text := http.StatusText(e.Status); text != "" {
		b.WriteString(" " + text)
	}
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	if len(e.MissingFileIDs) > 0 {
		fmt.Fprintf(&b, " (missing: %s)", listSome(e.MissingFileIDs))
	}
	if e.Details != "" {
		b.WriteString(" " + e.Details)
	}
	fmt.Fprintf(&b, " (%s %s", e.Method, e.Path)
	if e.Reason != "" {
		b.WriteString(", reason " + e.Reason)
	}
	if e.RequestID != "" {
		b.WriteString(", request id " + e.RequestID)
	}
	return b.String() + ")"
}

// OutcomeUnknownError means that a request which must not be repeated blindly
// was sent, and that its answer was lost or unusable: the connection broke, the
// service failed with 5xx, the context ended. It may or may not have been
// carried out, or still be running. Look at the library before trying again.
type OutcomeUnknownError struct {
	Op        string // what was tried
	Method    string
	Path      string
	RequestID string // empty if no answer came
	Err       error  // why: an *Error, a broken connection, a context's error
}

func (e *OutcomeUnknownError) Error() string {
	return fmt.Sprintf("%s: it is not known whether this was done: %v", e.Op, e.Err)
}

// Unwrap returns the reason.
func (e *OutcomeUnknownError) Unwrap() error { return e.Err }

// PartialError means that a bulk call was carried out for some files only (207).
type PartialError struct {
	Op        string
	RequestID string
	Result    BulkResult
}

func (e *PartialError) Error() string {
	first := ""
	if len(e.Result.Failed) > 0 {
		first = fmt.Sprintf("; first: %s: %s", e.Result.Failed[0].FileID, e.Result.Failed[0].Message)
	}
	return fmt.Sprintf("%s: done for %d files, not for %d%s (request id %s)",
		e.Op, len(e.Result.Succeeded), len(e.Result.Failed), first, or(e.RequestID, "unknown"))
}

// TransportError means that no usable answer came, and that it is safe to try
// again: doing it twice is harmless, or it certainly was not done.
type TransportError struct {
	Op        string
	Method    string
	Path      string
	RequestID string // empty if no answer came
	Err       error
}

func (e *TransportError) Error() string {
	id := ""
	if e.RequestID != "" {
		id = ", request id " + e.RequestID
	}
	return fmt.Sprintf("%s: %v (%s %s%s)", e.Op, e.Err, e.Method, e.Path, id)
}

// Unwrap returns the cause.
func (e *TransportError) Unwrap() error { return e.Err }

// UnsettledError is how a call ended that changes something and is harmless to
// repeat, and was repeated because of an answer that left open whether it was
// done. Its last answer is one that says no, or that asked to wait, or there was
// none: all this is about the last attempt, and says nothing of that earlier one.
type UnsettledError struct {
	Earlier error // the answer that left it open
	Err     error // how the call ended
}

func (e *UnsettledError) Error() string {
	return e.Err.Error() + "; an attempt before that may have been carried out"
}

// Unwrap returns how the call ended.
func (e *UnsettledError) Unwrap() error { return e.Err }

// WaitError means that the service wants a longer wait than [Options].MaxWait
// allows. A 429 or 423 did not do what was asked, whatever an earlier attempt did
// (see [UnsettledError]); after a server error it was something that is harmless
// to do again.
type WaitError struct {
	Op     string
	Reason WaitReason
	Waited time.Duration // already waited for this call
	Next   time.Duration // the wait that was not begun
	Max    time.Duration // the limit
	Err    error         // the last answer, or nil if the call was never sent
}

func (e *WaitError) Error() string {
	last := ""
	if e.Err != nil {
		last = "; last answer: " + e.Err.Error()
	}
	return fmt.Sprintf("%s: gave up waiting (%s): %s waited, %s more needed, limit %s%s",
		e.Op, e.Reason, e.Waited, e.Next, e.Max, last)
}

// Unwrap returns the last answer.
func (e *WaitError) Unwrap() error { return e.Err }

// InvalidError is a request that was refused here, before anything was sent.
type InvalidError struct {
	Op      string
	Field   string // which argument
	Problem string // what is wrong with it
}

func (e *InvalidError) Error() string {
	return fmt.Sprintf("%s: not sent: %s %s", e.Op, e.Field, e.Problem)
}

// IsNotFound tells whether the API itself said that the object does not exist (404).
// It is false for a 404 page of a proxy or of a wrong base URL.
func IsNotFound(err error) bool { return hasStatus(err, http.StatusNotFound, true) }

// IsConflict tells whether the name is taken (409).
func IsConflict(err error) bool { return hasStatus(err, http.StatusConflict, true) }

// IsLocked tells whether a folder job kept its folders locked (423).
func IsLocked(err error) bool { return hasStatus(err, http.StatusLocked, false) }

// IsUnauthorized tells whether the key was not accepted (401).
func IsUnauthorized(err error) bool { return hasStatus(err, http.StatusUnauthorized, false) }

// IsForbidden tells whether the key or account may not do this (403).
func IsForbidden(err error) bool { return hasStatus(err, http.StatusForbidden, false) }

// IsRateLimited tells whether a rate limit stopped the call (429).
func IsRateLimited(err error) bool {
	var wait *WaitError
	if errors.As(err, &wait) && (wait.Reason == WaitThrottled || wait.Reason == WaitRateLimit) {
		return true
	}
	return hasStatus(err, http.StatusTooManyRequests, false)
}

// IsOutcomeUnknown tells whether the call may or may not have been carried out.
func IsOutcomeUnknown(err error) bool {
	var unknown *OutcomeUnknownError
	return errors.As(err, &unknown)
}

// hasStatus looks for an answer with that status; ownOnly leaves foreign pages out.
func hasStatus(err error, status int, ownOnly bool) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == status && !(ownOnly && e.Foreign)
}

// listSome joins up to five texts and says how many more there are.
func listSome(all []string) string {
	const shown = 5
	if len(all) <= shown {
		return strings.Join(all, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(all[:shown], ", "), len(all)-shown)
}
