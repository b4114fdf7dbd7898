package imagekit

import (
	"context"
	"errors"
)

type lastLookKey struct{}

// WithLastLook returns a context for calls that change the library: look is
// called right before each request of theirs is sent, when nothing is left to
// wait for, be it a limit, a pause after 429 or a lock after 423. What it finds
// out is as fresh as it can be. If it fails, the request is not sent, and the
// call returns that error as it is.
//
// Requests that only read, those of look itself among them, do not call it.
func WithLastLook(ctx context.Context, look func(context.Context) error) context.Context {
	return context.WithValue(ctx, lastLookKey{}, look)
}

// WithoutLastLook returns a context for further calls of the same work, which need
// no look. As they belong to what has begun, a gentle end of ctx
// does not stop them: see gently.
func WithoutLastLook(ctx context.Context) context.Context {
	ctx, _ = gently(ctx) // it is let go of when ctx ends
	return WithLastLook(ctx, nil)
}

// gently is a context that ends when ctx does, unless that ends gently: with a
// cause that has a method `GentleUntil() context.Context`. What only waits then
// ends, and what is under way goes on until the context that this returns ends.
// The function lets go of it.
func gently(ctx context.Context) (context.Context, func()) {
	out, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		cause := context.Cause(ctx)
		var gentle interface{ GentleUntil() context.Context }
		if !errors.As(cause, &gentle) {
			cancel(cause)
			return
		}
		until := gentle.GentleUntil()
		context.AfterFunc(until, func() { cancel(context.Cause(until)) })
	})
	return out, func() {
		stop()
		cancel(nil)
	}
}

// lastLook calls what [WithLastLook] set, if the call is one that changes something.
func lastLook(ctx context.Context, cl call) error {
	look, _ := ctx.Value(lastLookKey{}).(func(context.Context) error)
	if look == nil || cl.class() == ClassRead {
		return nil
	}
	return look(WithoutLastLook(ctx))
}
