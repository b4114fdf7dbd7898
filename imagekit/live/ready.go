package live

import (
	"context"
	"errors"

	"github.com/iksync/iksync/imagekit"
)

// notReady is what kept an operation from being sent. It hides the error in it:
// whoever looks for an answer of the service must not find one that came to
// something else that was asked.
type notReady struct{ why error }

func (e *notReady) Error() string { return e.why.Error() }

// withReady returns a context for the requests of one operation: ready is called
// right before each of them is sent. Whatever sends further ones that can do no
// harm takes [withoutReady] for them.
func withReady(ctx context.Context, ready func(context.Context) error) context.Context {
	return imagekit.WithLastLook(ctx, func(ctx context.Context) error {
		if err := ready(ctx); err != nil {
			return &notReady{why: err}
		}
		return nil
	})
}

// withoutReady returns a context for requests of an operation that complete what
// its first one did, and overwrite or end nothing. That is no longer to be reconsidered.
func withoutReady(ctx context.Context) context.Context { return imagekit.WithoutLastLook(ctx) }

// readyError is the error of ready, as it was, nil if err comes from elsewhere.
func readyError(err error) error {
	var e *notReady
	if errors.As(err, &e) {
		return e.why
	}
	return nil
}
