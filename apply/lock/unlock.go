package lock

import (
	"context"
	"crypto/rand"
	"errors"

	"gocloud.dev/blob"
)

// ErrChanged says that a lock is not held any more as it was when looked at.
var ErrChanged = errors.New("the lock has changed hands since it was looked at: look again")

// Look returns who holds the lock, or nil. A holder whose process is dead still
// holds it.
func Look(ctx context.Context, bucket *blob.Bucket, options Options) (*Holder, error) {
	o := options.withDefaults()
	var holder *Holder
	err := o.guarded(ctx, func(ctx context.Context) error {
		now := o.Now()
		seen, err := store{bucket, o.Name}.highest(ctx)
		if err != nil {
			return err
		}
		switch stands := seen.standing(now, o); stands {
		case held, dead, newer:
			h := seen.holder(o)
			h.Dead = stands == dead
			holder = &h
		default:
		}
		return nil
	})
	return holder, err
}

// Unlock takes the lock away from a holder, and leaves it free. The holder
// notices when it next renews the lock, and has no part in the decision.
func Unlock(ctx context.Context, bucket *blob.Bucket, holder *Holder, options Options) error {
	o := options.withDefaults()
	s := store{bucket, o.Name}
	return o.guarded(ctx, func(ctx context.Context) error {
		now, next := o.Now(), holder.generation+1
		over, err := s.overtaken(ctx, holder.generation)
		if err != nil {
			return err
		}
		if over {
			return ErrChanged
		}
		how, err := s.create(ctx, next, &record{
			Format: format, Owner: o.Owner, Token: rand.Text(),
			Acquired: now, Renewed: now, Expires: now, Released: true,
		})
		switch how {
		case created:
			s.tidy(ctx, next)
			return nil
		case taken:
			return ErrChanged
		default:
			return err
		}
	})
}
