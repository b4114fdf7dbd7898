package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	locks "github.com/iksync/iksync/apply/lock"
)

const (
	guardPause  = 10 * time.Millisecond // between looks at a folder that somebody else is at
	lockPause   = 2 * time.Second       // between looks at a lock that somebody else holds
	lockRelease = 5 * time.Second       // for giving a lock back
)

// heldLock is the lock of a library, or nothing with --lock off.
type heldLock struct {
	place *lockPlace
	lease *locks.Lease // nil: there is none
	say   func(format string, args ...any)
}

// lock takes the lock of a library for a run, or fails with exit code 8. The
// caller releases it.
func (p *program) lock(ctx context.Context, library, endpoint, run string) (*heldLock, error) {
	held := &heldLock{say: p.stderr.say}
	if p.opts.lock.text() == lockOff {
		return held, nil
	}
	wait, err := p.opts.lockWait.duration()
	if err != nil {
		return nil, err
	}
	if held.place, err = p.openLocks(ctx); err != nil {
		return nil, err
	}
	o := p.lockOptions(held.place, library, endpoint, run)
	if held.lease, err = p.acquire(ctx, held.place, o, time.Now().Add(wait)); err != nil {
		held.place.close()
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, p.lockError(err, library)
	}
	if from := held.lease.From(); from.PID != 0 {
		p.stderr.say("%s (process %d) left the lock of %s behind and is not at work any more: it is taken over.",
			from.Name, from.PID, library)
	}
	return held, nil
}

func (p *program) lockOptions(place *lockPlace, library, endpoint, run string) locks.Options {
	return locks.Options{
		Name: lockName(library, endpoint), Owner: p.lockOwner(library, endpoint, run),
		Alive: alive, Guard: place.guard,
	}
}

// acquire tries until a time comes, at least once.
func (p *program) acquire(ctx context.Context, place *lockPlace, o locks.Options, until time.Time) (*locks.Lease, error) {
	for told := false; ; told = true {
		lease, err := locks.Acquire(ctx, place.bucket, o)
		var locked *locks.LockedError
		if !errors.As(err, &locked) && !errors.Is(err, locks.ErrBusy) {
			return lease, err
		}
		left := time.Until(until)
		if left <= 0 {
			return nil, err
		}
		if !told {
			p.stderr.say("%s Waiting for it.", lockedText(err, o.Owner.Library))
		}
		if err := pause(ctx, min(left, lockPause)); err != nil {
			return nil, err
		}
	}
}

// lockError is what a user reads who did not get the lock.
func (p *program) lockError(err error, library string) error {
	var locked *locks.LockedError
	switch {
	case errors.As(err, &locked), errors.Is(err, locks.ErrBusy):
		return fail(exitLocked, "%s\n--lock-wait 10m waits for it so long. If its holder is gone for certain, end its lock: iksync unlock%s",
			lockedText(err, library), p.unlockArgs(library))
	default:
		return fail(exitFailed, "the lock of %s: %w (another place: --lock URL, none: --lock off)", library, err)
	}
}

// lockedText says who holds the lock of a library.
func lockedText(err error, library string) string {
	var locked *locks.LockedError
	if !errors.As(err, &locked) {
		return fmt.Sprintf("%s is locked: %v.", library, err)
	}
	return holderText(&locked.Holder, library)
}

func holderText(h *locks.Holder, library string) string {
	const clock = "2006-01-02 15:04:05 UTC"
	text := fmt.Sprintf("%s is locked by %s", library, cmp.Or(h.Owner.Name, "somebody whose lock cannot be read"))
	if h.Owner.PID != 0 {
		text += fmt.Sprintf(" (process %d)", h.Owner.PID)
	}
	if h.Owner.Run != "" {
		text += ", run " + h.Owner.Run
	}
	text += ", since " + h.Since.UTC().Format(clock)
	if h.Dead {
		return text + ", whose process is gone: the next apply takes it over."
	}
	return text + ", until " + h.Until.UTC().Format(clock) + " or for as long as it is renewed."
}

// lockName is the name of the lock of a library.
func lockName(library, endpoint string) string { return objectName(library, library+"\x00"+endpoint) }

// objectName is a library's name as every bucket takes it. Its hash, of all that it
// stands for, tells apart what the letters that stay do not.
func objectName(library, identity string) string {
	const most = 40 // letters of the library's name
	plain := strings.Map(func(r rune) rune {
		if r < 0x80 && (r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_') {
			return r
		}
		return '_'
	}, library)
	sum := sha256.Sum256([]byte(identity))
	return plain[:min(len(plain), most)] + "-" + hex.EncodeToString(sum[:5])
}

// Lost is closed when the lock is lost while it is needed: then the run must end.
func (h *heldLock) Lost() <-chan struct{} {
	if h.lease == nil {
		return nil
	}
	return h.lease.Lost()
}

// Err says why the lock is not held any more, or nil. It sends nothing.
func (h *heldLock) Err() error {
	if h.lease == nil {
		return nil
	}
	return h.lease.Err()
}

// release gives the lock back, however the run ended: also one that was aborted,
// whose context sends nothing more.
func (h *heldLock) release() {
	if h.lease == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), lockRelease)
	defer cancel()
	if err := h.lease.Release(ctx); err != nil {
		h.say("iksync: the lock was not given back: %v. Others can have it in little more than a minute.", err)
	}
	h.place.close()
}

// pause waits for a while, or for ctx.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
