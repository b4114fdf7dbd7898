package lock

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"gocloud.dev/blob"
)

const (
	tries    = 5                // looks that others may outdate before it is given up
	patience = 30 * time.Second // for the requests of one call
)

// ErrBusy says that the lock changed hands each time it was looked at.
var ErrBusy = errors.New("the lock changes hands too quickly to be looked at: try again")

var (
	errUnsuitable  = errors.New("this store overwrites objects that it was told not to: it cannot hold a lock")
	errSlow        = errors.New("the store took so long that the lock had expired before it was known to be held")
	errNewerFormat = errors.New("the lock was written by a newer iksync: use that one")
)

// Options say which lock it is, and who wants it.
type Options struct {
	Name  string // of the lock; letters, digits, - and _
	Owner Owner
	TTL   time.Duration // for how long it is held without a renewal; default 60 s
	Grace time.Duration // how much later others may take it; default a quarter of TTL

	// Alive says whether an owner may still be at work. It says so in doubt.
	// Nil: always.
	Alive func(Owner) bool
	// Guard keeps others from looking at, and changing, the bucket until the
	// function that it returns is called. It is for buckets that cannot create
	// an object only if it is missing in one step. Nil: the bucket can.
	Guard func(ctx context.Context) (func(), error)
	// Now is the time of day. Default: time.Now.
	Now func() time.Time
}

func (o Options) withDefaults() *Options {
	o.TTL = cmp.Or(o.TTL, time.Minute)
	o.Grace = cmp.Or(o.Grace, o.TTL/4)
	if o.Now == nil {
		o.Now = time.Now
	}
	now := o.Now
	o.Now = func() time.Time { return now().Round(0) } // the clock that goes on while a machine sleeps
	return &o
}

// guarded calls f while nobody else is at the bucket, for a bounded time.
func (o *Options) guarded(ctx context.Context, f func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if o.Guard != nil {
		leave, err := o.Guard(ctx)
		if err != nil {
			return err
		}
		defer leave()
	}
	return f(ctx)
}

// LockedError says that somebody else holds the lock.
type LockedError struct{ Holder Holder }

func (e *LockedError) Error() string {
	return fmt.Sprintf("locked by %s since %s", cmp.Or(e.Holder.Owner.Name, "somebody"), e.Holder.Since.UTC().Format(time.RFC3339))
}

// Holder is who holds a lock.
type Holder struct {
	Owner Owner     // empty where the lock cannot be read
	Since time.Time // when it was acquired
	Until time.Time // from when on others may take it, unless it is renewed
	Dead  bool      // its process is gone

	generation uint64
}

func (s sight) holder(o *Options) Holder {
	h := Holder{Owner: s.record.Owner, Since: s.record.Acquired, Until: s.until(o), generation: s.generation}
	if !s.readable() {
		h.Since = s.written
	}
	return h
}

// Acquire takes the lock, or fails with a *LockedError. The lease is renewed
// until it is released or lost, whatever becomes of ctx.
func Acquire(ctx context.Context, bucket *blob.Bucket, options Options) (*Lease, error) {
	o := options.withDefaults()
	s := store{bucket, o.Name}
	var lease *Lease
	err := o.guarded(ctx, func(ctx context.Context) error {
		for range tries {
			now := o.Now() // before the look: what is read later may be renewed while we think
			seen, err := s.highest(ctx)
			if err != nil {
				return err
			}
			stands := seen.standing(now, o)
			switch stands {
			case held:
				return &LockedError{seen.holder(o)}
			case newer:
				return errNewerFormat
			default:
			}
			claimed, err := claim(ctx, s, o, seen.generation+1)
			if err != nil {
				return err
			}
			if claimed == nil {
				continue
			}
			if stands == dead || stands == expired {
				claimed.from = seen.record.Owner
			}
			lease = claimed
			return nil
		}
		return ErrBusy
	})
	if err != nil {
		return nil, err
	}
	lease.begin()
	return lease, nil
}

// claim creates a generation and makes sure that it is the lock. Nil without an
// error: somebody else was first.
func claim(ctx context.Context, s store, o *Options, generation uint64) (*Lease, error) {
	now := o.Now()
	r := record{
		Format: format, Owner: o.Owner, Token: rand.Text(),
		Acquired: now, Renewed: now, Expires: now.Add(o.TTL),
	}
	if how, err := s.create(ctx, generation, &r); how != created {
		return nil, err
	}
	over, err := s.overtaken(ctx, generation)
	if err == nil && over {
		_ = s.bucket.Delete(ctx, s.key(generation)) // it is not the highest
		return nil, nil
	}
	if err == nil {
		err = makeSure(ctx, s, o, generation, &r)
	}
	if err != nil {
		giveBack(ctx, s, generation, r)
		return nil, err
	}
	s.tidy(ctx, generation)
	return newLease(s, o, generation, r), nil
}

// makeSure finds out whether a lock that was just created can be relied on.
func makeSure(ctx context.Context, s store, o *Options, generation uint64, r *record) error {
	refuses, err := s.conditional(ctx, generation, r)
	switch {
	case err != nil:
		return err
	case !refuses:
		return errUnsuitable
	case !o.Now().Before(r.Expires):
		return errSlow
	default:
		return nil
	}
}

// giveBack marks a generation as released. If that fails, it ends by itself.
func giveBack(ctx context.Context, s store, generation uint64, r record) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	r.Released = true
	_ = s.write(ctx, generation, &r, nil)
}
