package live

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/iksync/iksync/state"
)

// parents is what a Library knows about folders above a new one that are
// missing: whether the service makes them along, on which the sources differ,
// and, where it does not, which of them have been made.
type parents struct {
	turn chan struct{} // full while somebody finds out

	mu      sync.Mutex
	reading parentsReading
	made    map[state.Path]*making
}

// parentsReading is what the service does about missing parents.
type parentsReading string

const (
	parentsUnknown   parentsReading = ""           // nobody has tried
	parentsComeAlong parentsReading = "come along" // they are made with the folder
	parentsInsisted  parentsReading = "insisted"   // a folder is refused without them
)

// making is a parent that is being made, or has been.
type making struct {
	done chan struct{} // closed when it is over
	err  error
}

func newParents() *parents {
	return &parents{turn: make(chan struct{}, 1), made: map[state.Path]*making{}}
}

func (s *parents) known() parentsReading {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reading
}

// learn notes what the service did. That it insists is final: a folder that is
// taken without its parents then only shows that they were there.
func (s *parents) learn(r parentsReading) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.reading != parentsInsisted {
		s.reading = r
	}
}

// origin says where a parent that is there now came from.
type origin string

const (
	justMade   origin = "just made"
	remembered origin = "remembered" // made for another folder, a while ago perhaps
)

// once makes p, unless that was done for another folder; if it is being done,
// it is waited for. What failed for another folder is tried again.
func (s *parents) once(ctx context.Context, p state.Path, mk func() error) (origin, error) {
	for {
		s.mu.Lock()
		m, known := s.made[p]
		if !known {
			m = &making{done: make(chan struct{})}
			s.made[p] = m
		}
		s.mu.Unlock()
		if !known {
			if m.err = mk(); m.err != nil {
				s.forget(p)
			}
			close(m.done)
			return justMade, m.err
		}
		select {
		case <-m.done:
			if m.err == nil {
				return remembered, nil
			}
		case <-ctx.Done():
			return "", context.Cause(ctx)
		}
	}
}

// forget has parents made again when they are next needed.
func (s *parents) forget(paths ...state.Path) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range paths {
		delete(s.made, p)
	}
}

// createFolder makes one folder below others that may be missing, outermost
// first. They are not made for their own sake where the service makes them along.
//
// Which it does, the first such folder of a Library finds out, and the others
// wait for that: otherwise each of them would be refused once.
func (l *Library) createFolder(ctx context.Context, p state.Path, above []state.Path) error {
	if len(above) == 0 {
		return l.makeFolder(ctx, p)
	}
	if l.parents.known() == parentsUnknown {
		select {
		case l.parents.turn <- struct{}{}:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if l.parents.known() == parentsUnknown {
			defer func() { <-l.parents.turn }()
			return l.makeAlone(ctx, p, above)
		}
		<-l.parents.turn
	}
	if l.parents.known() == parentsInsisted {
		return l.makeInTurn(ctx, p, above)
	}
	return l.makeAlone(ctx, p, above)
}

// makeAlone makes p without its parents. If that is refused because of them,
// they are made first after all. Only if p is taken then was that the reason,
// and the service one that insists.
func (l *Library) makeAlone(ctx context.Context, p state.Path, above []state.Path) error {
	err := l.sendFolder(ctx, p)
	if err == nil {
		l.parents.learn(parentsComeAlong)
		return nil
	}
	if missing, lookErr := l.lacksParent(ctx, p, err); lookErr != nil || !missing {
		return l.unlessThere(ctx, p, err)
	}
	if err = l.makeInTurn(withoutReady(ctx), p, above); err == nil {
		l.parents.learn(parentsInsisted)
	}
	return err
}

// makeInTurn makes the parents of p one by one, and then p. What was made a
// while ago may be gone again, moved or deleted: then it is made anew.
func (l *Library) makeInTurn(ctx context.Context, p state.Path, above []state.Path) error {
	old, err := l.makeEach(ctx, p, above)
	if len(old) > 0 && slices.Contains([]refusal{badPath, unclear}, refusalOf(err)) {
		l.parents.forget(old...)
		_, err = l.makeEach(withoutReady(ctx), p, above)
	}
	return err
}

// makeEach makes the parents of p that are not known to be there, and then p.
// It returns those that were taken to be there.
func (l *Library) makeEach(ctx context.Context, p state.Path, above []state.Path) (old []state.Path, err error) {
	for _, parent := range above {
		from, err := l.parents.once(ctx, parent, func() error { return l.makeFolder(ctx, parent) })
		if err != nil {
			return old, fmt.Errorf("%s, above %s, could not be made: %w", parent, p, err)
		}
		if from == remembered {
			old = append(old, parent)
			continue
		}
		ctx = withoutReady(ctx)
	}
	return old, l.makeFolder(ctx, p)
}
