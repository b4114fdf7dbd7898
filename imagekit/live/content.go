package live

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// LengthError is a delivery of another length than the library says of the file:
// it is not the original. Whatever its hash is, it is not that of the file.
type LengthError struct {
	Path       state.Path
	Want, Have int64 // bytes
}

func (e *LengthError) Error() string {
	return fmt.Sprintf("the delivery gave %s, where the library says %d: it did not give the original", inBytes(e.Have, e.Want), e.Want)
}

// inBytes says how much came. More than was asked for is not read to its end.
func inBytes(have, want int64) string {
	if have > want {
		return fmt.Sprintf("more than %d bytes", want)
	}
	return fmt.Sprintf("%d bytes", have)
}

// SupersededError is a file that got another content, or went, before it could be
// read: what came may be of either.
type SupersededError struct {
	Path         state.Path
	Version, Now string // Now is "" where the file is gone
}

func (e *SupersededError) Error() string {
	if e.Now == "" {
		return "the file is gone"
	}
	return fmt.Sprintf("its content was replaced meanwhile: it was the version %s, and is %s", e.Version, e.Now)
}

// Hash downloads a file as f was observed and returns its SHA-256, in hex: one
// delivery, and one call that asks whether that version is still the current one.
// It holds none of it in memory.
//
// Errors: [LengthError], [SupersededError], those of [imagekit.Client.Content] (a
// draft is not delivered), and those of the call.
func (l *Library) Hash(ctx context.Context, f *state.File) (string, error) {
	o := &f.Observed
	sum := sha256.New()
	err := l.fetch(ctx, wanted{
		delivery: imagekit.Delivery{URL: o.URL, Path: string(f.Path), Updated: o.Updated},
		id:       f.ID, version: o.VersionID, size: o.Size,
	}, func() io.Writer {
		sum.Reset()
		return sum
	})
	if err != nil {
		return "", stopping(fmt.Errorf("reading the content of %s: %w", f.Path, err))
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// wanted is the content of one version of a file.
type wanted struct {
	delivery imagekit.Delivery
	id       state.FileID
	version  string // "": whichever is current
	size     int64  // bytes
}

// wantedOf is the content of a file as the service described it.
func wantedOf(a *imagekit.Asset) wanted {
	return wanted{delivery: a.Delivery(), id: state.FileID(a.ID), version: a.Version.ID, size: a.Size}
}

// fetchAttempts is how often content that breaks off on its way is asked for.
const fetchAttempts = 3

// fetch writes content to what into gives, which begins anew for each attempt.
//
// The URL that the API gives of a current version names none, and the id of a
// version is not what URLs name one by. So what came counts only if the file still
// has the version that was wanted when all of it is here: an upload in between
// would have come instead.
func (l *Library) fetch(ctx context.Context, w wanted, into func() io.Writer) error {
	for attempt := 1; ; attempt++ {
		err := l.fetchOnce(ctx, w, into())
		if errors.As(err, new(*brokenOffError)) && attempt < fetchAttempts && ctx.Err() == nil {
			if err := sleep(ctx, plan.FirstPause); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		return l.stillCurrent(ctx, w)
	}
}

// brokenOffError is content that broke off on its way, which may go well next time.
type brokenOffError struct{ error }

// Unwrap returns what happened.
func (e *brokenOffError) Unwrap() error { return e.error }

// fetchOnce reads one byte more than there should be, at most.
func (l *Library) fetchOnce(ctx context.Context, w wanted, into io.Writer) error {
	body, err := l.client.Content(ctx, w.delivery)
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }()
	n, err := io.Copy(into, io.LimitReader(body, w.size+1))
	switch {
	case errors.As(err, new(*imagekit.TransportError)):
		return &brokenOffError{err}
	case err != nil:
		return err
	case n != w.size:
		return &LengthError{Path: state.Path(w.delivery.Path), Want: w.size, Have: n}
	}
	return nil
}

func (l *Library) stillCurrent(ctx context.Context, w wanted) error {
	if w.version == "" {
		return nil
	}
	is, err := l.fileByID(ctx, w.id)
	switch {
	case err != nil:
		return err
	case is == nil:
		return &SupersededError{Path: state.Path(w.delivery.Path), Version: w.version}
	case is.Version.ID != w.version:
		return &SupersededError{Path: state.Path(w.delivery.Path), Version: w.version, Now: is.Version.ID}
	}
	return nil
}

// likeness says how the content of a file compares with a source.
type likeness string

const (
	alike    likeness = "alike"    // the very same bytes
	differs  likeness = "differs"  // other bytes
	unread   likeness = "unread"   // it could not be read
	unhashed likeness = "unhashed" // the plan does not know the hash of the source
)

// compare downloads a file that is as long as op's source, if the plan knows that
// one's hash, and compares the two. That the content cannot be had is not an error;
// that there is another one by now is a [SupersededError].
func (l *Library) compare(ctx context.Context, a *imagekit.Asset, op *plan.Operation) (likeness, error) {
	switch {
	case op.Source.SHA256 == "":
		return unhashed, nil
	case a.Size != op.Source.Size:
		return differs, nil
	}
	sum := sha256.New()
	err := l.fetch(ctx, wantedOf(a), func() io.Writer {
		sum.Reset()
		return sum
	})
	switch {
	case err == nil && hex.EncodeToString(sum.Sum(nil)) == op.Source.SHA256:
		return alike, nil
	case err == nil:
		return differs, nil
	case isUnreadable(err) && ctx.Err() == nil:
		err = l.stillCurrent(ctx, wantedOf(a)) // what a is like counts only if it still is
	}
	if err != nil {
		return unread, fmt.Errorf("reading the content of %s: %w", a.Path, err)
	}
	return unread, nil
}

// isUnreadable says whether an error is about the delivery of a file, not about the API.
func isUnreadable(err error) bool {
	var (
		refused *imagekit.ContentError
		invalid *imagekit.InvalidError
		broken  *imagekit.TransportError
		waited  *imagekit.WaitError
	)
	switch {
	case errors.As(err, &refused), errors.As(err, new(*LengthError)), errors.As(err, new(*SupersededError)):
		return true
	case errors.As(err, &invalid):
		return invalid.Op == imagekit.OpDownload
	case errors.As(err, &broken):
		return broken.Op == imagekit.OpDownload
	case errors.As(err, &waited):
		return waited.Op == imagekit.OpDownload
	}
	return false
}
