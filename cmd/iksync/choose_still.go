package main

import (
	"context"
	"errors"
	"time"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/state"
)

// stillTrue is how long what was looked at is believed.
const stillTrue = 5 * time.Second

// strayed says why nothing must be done to a file any more that was found before: it is
// not there now. Nil where it is. past is what would have been done, as in "deleted".
func strayed(found, now *state.File, past string) error {
	switch {
	case now == nil:
		return fail(exitFailed, "not %s: it is gone by now", past)
	case now.Path != found.Path:
		return fail(exitRefused, "not %s: it is elsewhere now, at %s", past, now.Path)
	}
	return nil
}

// errFewer ends a call before it is sent, as some of its items have to be left out.
var errFewer = errors.New("what the call is about has changed")

// guarded makes the call of a step about those of its items that are as they were when
// somebody said yes to them. check looks, and gives those a status that are not: before
// the call is put together, and again right before it is sent, however long that takes.
// It decides itself how long it believes what it saw.
func (s *step) guarded(ctx context.Context, check func(context.Context) error, send func(context.Context, []*item) error) error {
	s.made = false
	for {
		if err := check(ctx); err != nil {
			return err
		}
		open := s.open()
		if len(open) == 0 {
			return nil
		}
		err := send(imagekit.WithLastLook(ctx, func(ctx context.Context) error {
			if err := check(ctx); err != nil {
				return err
			}
			if len(s.open()) < len(open) {
				return errFewer
			}
			s.made = true
			return nil
		}), open)
		if !errors.Is(err, errFewer) {
			return err
		}
	}
}
