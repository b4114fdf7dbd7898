package main

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/state"
)

const (
	// downloads is how many files are looked at side by side.
	downloads = 8
	// patience is after how many files in a row that could not be had nobody asks
	// for more: the service that delivers them is away.
	patience = 3
	// superseded is how often a file is looked at that others upload meanwhile.
	superseded = 3
)

// look downloads files, whose bytes nobody knows, for their hashes. One that cannot be
// had is marked, and the rest goes on.
func (m *planner) look(ctx context.Context, files []*state.File) error {
	if len(files) == 0 {
		return nil
	}
	m.say("Comparing %s with their sources by downloading them, as no record tells what they hold.", quantity(len(files), "file"))
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(downloads)
	var tired fatigue
	for _, f := range files {
		g.Go(func() error {
			if why := tired.why(); why != nil {
				f.Observed.Delivery, f.Observed.Fault = state.DeliveryFailed, "not tried, after others failed: "+why.Error()
				return nil
			}
			err := m.lookAt(gctx, f)
			switch {
			case gctx.Err() != nil:
				return context.Cause(gctx)
			case imagekit.IsUnauthorized(err), imagekit.IsForbidden(err):
				return err // of the API: nothing else would succeed
			case err == nil:
				tired.rest()
			case isDraft(f) && errors.As(err, new(*imagekit.ContentError)):
				f.Observed.Delivery = state.DeliveryRefused
				m.say("%s is a draft with the size of its source, and cannot be compared with it: ImageKit does not deliver drafts.", f.Path)
			default:
				f.Observed.Delivery, f.Observed.Fault = state.DeliveryFailed, err.Error()
				tired.note(err)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for _, f := range files {
		if f.Observed.SHA256 != "" {
			m.known.noteLooked(f)
		}
	}
	return nil
}

// lookAt finds out what a file holds. One that others upload meanwhile, or whose
// listing was behind, is taken as it is now.
func (m *planner) lookAt(ctx context.Context, f *state.File) error {
	for attempt := 1; ; attempt++ {
		sum, err := m.library.Hash(ctx, f)
		if err == nil {
			f.Observed.SHA256 = sum
			return nil
		}
		if !errors.As(err, new(*live.SupersededError)) || attempt == superseded {
			return err
		}
		now, nowErr := m.library.FileByID(ctx, f.ID)
		if nowErr != nil {
			return errors.Join(err, nowErr)
		}
		was := f.Observed.Size
		f.Observed = now.Observed
		if known, ok := m.known.record.Known(f.ID, now.Observed.VersionID); ok {
			f.Observed.SHA256 = known
			return nil
		}
		if now.Observed.Size != was {
			return nil // which tells that it is another
		}
	}
}

// fatigue counts files in a row that could not be had.
type fatigue struct {
	mu    sync.Mutex
	count int
	err   error
}

func (t *fatigue) note(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.count++
	t.err = err
}

func (t *fatigue) rest() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.count = 0
}

// why is why no more are asked for, or nil.
func (t *fatigue) why() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.count < patience {
		return nil
	}
	return t.err
}

// unreadGaps are the files that could not be compared with their sources, as gaps of
// the reading: what differs in them is not known.
func unreadGaps(have *state.Have) []state.Gap {
	var gaps []state.Gap
	for path, f := range have.Files {
		if f.Observed.Delivery == state.DeliveryFailed {
			gaps = append(gaps, state.Gap{Reason: state.GapContent, Scope: path, Detail: f.Observed.Fault})
		}
	}
	return gaps
}
