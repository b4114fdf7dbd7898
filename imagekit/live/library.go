package live

import (
	"cmp"
	"errors"
	"io"
	"time"

	"github.com/iksync/iksync/imagekit"
)

// Options are what a Library needs beyond the client. The zero value of each
// stands for its default.
type Options struct {
	// Open opens the source file of an upload, named as the plan names it:
	// relative to the YAML's folder. It may be nil where nothing is uploaded.
	Open func(source string) (io.ReadCloser, error)
	// Settle is how long a listing may lag behind a write, and so how long
	// something that should be listed is looked for. Below zero: it is looked
	// for once. Default 15 s.
	Settle time.Duration
}

// Library is the media library of an account.
type Library struct {
	client  *imagekit.Client
	open    func(source string) (io.ReadCloser, error)
	settle  time.Duration
	parents *parents
	stored  *stored
}

// New returns the library that c's key opens. It sends nothing.
func New(c *imagekit.Client, o Options) *Library {
	open := o.Open
	if open == nil {
		open = func(string) (io.ReadCloser, error) {
			return nil, errors.New("nothing can be uploaded here: no folder of sources was given")
		}
	}
	return &Library{client: c, open: open, settle: cmp.Or(o.Settle, 15*time.Second), parents: newParents(), stored: &stored{}}
}

// stopError is an error after which nothing else of a run can succeed.
type stopError struct{ error }

// StopsRun tells a run to end.
func (stopError) StopsRun() bool { return true }

// Unwrap returns what happened.
func (e stopError) Unwrap() error { return e.error }

// stopping marks errors that every further call would meet as well.
func stopping(err error) error {
	if refusedKey(err) {
		return stopError{err}
	}
	return err
}

// refusedKey says whether the service will have nothing to do with this key.
func refusedKey(err error) bool {
	return imagekit.IsUnauthorized(err) || imagekit.IsForbidden(err) && !imagekit.IsNotFound(err)
}
