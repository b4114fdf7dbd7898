package imagekit

import "context"

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

// WithoutLastLook returns a context for further calls of the same work, which need no look.
func WithoutLastLook(ctx context.Context) context.Context {
	return WithLastLook(ctx, nil)
}

// lastLook calls what [WithLastLook] set, if the call is one that changes something.
func lastLook(ctx context.Context, cl call) error {
	look, _ := ctx.Value(lastLookKey{}).(func(context.Context) error)
	if look == nil || cl.class() == ClassRead {
		return nil
	}
	return look(WithoutLastLook(ctx))
}
