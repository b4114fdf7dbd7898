package lock_test

import (
	"context"
	"errors"
	"io"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"gocloud.dev/blob"
	"gocloud.dev/blob/driver"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/blob/memblob"

	"github.com/iksync/iksync/apply/lock"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bench is a bucket and what wants a lock in it.
type bench struct {
	t      *testing.T
	bucket *blob.Bucket
	o      lock.Options
}

func story(t *testing.T, f func(t *testing.T, b *bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		f(t, &bench{t: t, bucket: memblob.OpenBucket(nil), o: lock.Options{Name: "shop", Owner: lock.Owner{Name: "ann@here", PID: 7}}})
	})
}

// had takes the lock.
func (b *bench) had() *lock.Lease {
	b.t.Helper()
	lease, err := lock.Acquire(b.t.Context(), b.bucket, b.o)
	require.NoError(b.t, err)
	return lease
}

// refused wants the lock and does not get it.
func (b *bench) refused() lock.Holder {
	b.t.Helper()
	var locked *lock.LockedError
	_, err := lock.Acquire(b.t.Context(), b.bucket, b.o)
	require.ErrorAs(b.t, err, &locked)
	return locked.Holder
}

func (b *bench) released(l *lock.Lease) {
	b.t.Helper()
	require.NoError(b.t, l.Release(b.t.Context()))
}

// kill ends a lease as SIGKILL would: what is in the bucket stays.
func (b *bench) kill(l *lock.Lease) {
	keys, texts := b.objects()
	b.released(l)
	for i, key := range keys {
		b.put(key, texts[i])
	}
}

func (b *bench) put(key, text string) {
	require.NoError(b.t, b.bucket.WriteAll(b.t.Context(), key, []byte(text), nil))
}

func (b *bench) objects() (keys, texts []string) {
	for it := b.bucket.List(nil); ; {
		object, err := it.Next(b.t.Context())
		if errors.Is(err, io.EOF) {
			return keys, texts
		}
		require.NoError(b.t, err)
		text, err := b.bucket.ReadAll(b.t.Context(), object.Key)
		require.NoError(b.t, err)
		keys, texts = append(keys, object.Key), append(texts, string(text))
	}
}

// One at a time; and what stays is one object, which says that it was given back.
func TestOneAtATime(t *testing.T) {
	story(t, func(t *testing.T, b *bench) {
		for range 3 {
			lease := b.had()
			require.NoError(t, lease.Err())
			require.Zero(t, lease.From())
			b.o.Owner.Name = "bob@there"
			require.Equal(t, "ann@here", b.refused().Owner.Name)
			b.o.Owner.Name = "ann@here"
			b.released(lease)
			b.released(lease)
		}
		keys, texts := b.objects()
		require.Equal(t, []string{"shop.0000000003"}, keys)
		require.Contains(t, texts[0], `"released": true`)
	})
}

// A lease is renewed for as long as it is wanted, and others wait.
func TestRenewed(t *testing.T) {
	story(t, func(t *testing.T, b *bench) {
		lease := b.had()
		for range 100 {
			time.Sleep(time.Minute)
			require.NoError(t, lease.Err())
			b.refused()
		}
		b.released(lease)
	})
}

// What a process leaves behind that was killed ends by itself, a grace after its time.
func TestExpired(t *testing.T) {
	story(t, func(t *testing.T, b *bench) {
		b.kill(b.had())
		until := b.refused().Until
		require.Equal(t, 75*time.Second, time.Until(until))
		time.Sleep(75*time.Second - 1)
		b.refused()
		time.Sleep(time.Nanosecond)
		lease := b.had()
		require.Equal(t, "ann@here", lease.From().Name)
		b.released(lease)
	})
}

// A holder that is known to be dead keeps nobody waiting.
func TestDead(t *testing.T) {
	story(t, func(t *testing.T, b *bench) {
		b.kill(b.had())
		b.o.Alive = func(o lock.Owner) bool { return o.PID != 7 }
		b.o.Owner = lock.Owner{Name: "bob@here", PID: 8}
		holder, err := lock.Look(t.Context(), b.bucket, b.o)
		require.NoError(t, err)
		require.True(t, holder.Dead)
		lease := b.had()
		require.Equal(t, 7, lease.From().PID)
		b.refused()
		b.released(lease)
	})
}

// A lock that cannot be read counts as held, but not for ever.
func TestUnreadable(t *testing.T) {
	for _, test := range []struct {
		name, text string
		wait       time.Duration
	}{
		{"a file that was cut off", "", 75 * time.Second},
		{"something else", "[1]", 75 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			story(t, func(t *testing.T, b *bench) {
				b.put("shop.0000000041", test.text)
				require.Zero(t, b.refused().Owner)
				time.Sleep(test.wait - 1)
				b.refused()
				time.Sleep(time.Nanosecond)
				b.released(b.had())
				keys, _ := b.objects()
				require.Equal(t, []string{"shop.0000000042"}, keys)
			})
		})
	}
}

// What a later iksync wrote is not for this one to judge, but it can be ended.
func TestNewerFormat(t *testing.T) {
	story(t, func(t *testing.T, b *bench) {
		b.put("shop.0000000001", `{"format": 2, "owner": "eve@there"}`)
		time.Sleep(time.Hour)
		_, err := lock.Acquire(t.Context(), b.bucket, b.o)
		require.ErrorContains(t, err, "newer iksync")
		holder, err := lock.Look(t.Context(), b.bucket, b.o)
		require.NoError(t, err)
		require.Equal(t, "eve@there", holder.Owner.Name)
		require.NoError(t, lock.Unlock(t.Context(), b.bucket, holder, b.o))
		b.released(b.had())
	})
}

// Other objects of a bucket are no generations of this lock.
func TestNeighbours(t *testing.T) {
	story(t, func(t *testing.T, b *bench) {
		others := []string{"shop", "shop-b.0000000009", "shop.", "shop.00000000009", "shop.0000000000", "shop.000000009x", "shop.9", "shop.b.0000000009"}
		for _, key := range others[1:] {
			b.put(key, "mine")
		}
		b.released(b.had())
		keys, _ := b.objects()
		require.Len(t, keys, len(others))
		require.Contains(t, keys, "shop.0000000001")
	})
}

// Who ends a lock leaves it free. Its holder notices, and takes nothing back.
func TestUnlock(t *testing.T) {
	story(t, func(t *testing.T, b *bench) {
		lease := b.had()
		holder, err := lock.Look(t.Context(), b.bucket, b.o)
		require.NoError(t, err)
		require.NoError(t, lock.Unlock(t.Context(), b.bucket, holder, b.o))
		require.ErrorIs(t, lock.Unlock(t.Context(), b.bucket, holder, b.o), lock.ErrChanged)
		next := b.had()
		began := time.Now()
		<-lease.Lost()
		require.LessOrEqual(t, time.Since(began), 20*time.Second)
		require.ErrorIs(t, lease.Err(), lock.ErrTaken)
		require.ErrorIs(t, lease.Release(t.Context()), lock.ErrTaken)
		require.NoError(t, next.Err())
		b.refused()
		b.released(next)
	})
}

// Nobody's lock is ended in the place of the one that was looked at.
func TestUnlockLate(t *testing.T) {
	story(t, func(t *testing.T, b *bench) {
		lease := b.had()
		holder, err := lock.Look(t.Context(), b.bucket, b.o)
		require.NoError(t, err)
		b.released(lease)
		lease = b.had()
		require.ErrorIs(t, lock.Unlock(t.Context(), b.bucket, holder, b.o), lock.ErrChanged)
		time.Sleep(time.Minute)
		b.released(lease)
		holder, err = lock.Look(t.Context(), b.bucket, b.o)
		require.NoError(t, err)
		require.Nil(t, holder)
	})
}

// A machine that wakes up knows at once that its time is over, before any timer.
func TestAsleep(t *testing.T) {
	story(t, func(t *testing.T, b *bench) {
		var mu sync.Mutex
		var asleep time.Duration
		b.o.Now = func() time.Time {
			mu.Lock()
			defer mu.Unlock()
			return time.Now().Add(asleep)
		}
		lease := b.had()
		mu.Lock()
		asleep = time.Minute
		mu.Unlock()
		require.ErrorIs(t, lease.Err(), lock.ErrExpired)
		<-lease.Lost()
		require.ErrorIs(t, lease.Release(t.Context()), lock.ErrExpired)
	})
}

// A bucket that answers nothing more ends the lease in time, and its release too.
func TestCutOff(t *testing.T) {
	story(t, func(t *testing.T, b *bench) {
		var late sync.WaitGroup
		s := &slow{Bucket: b.bucket, luck: func(int) int { return 0 }, late: &late}
		b.bucket = blob.NewBucket(s)
		lease := b.had()
		s.cut.Store(true)
		began := time.Now()
		<-lease.Lost()
		require.Equal(t, time.Minute, time.Since(began))
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		require.ErrorIs(t, lease.Release(ctx), lock.ErrExpired)
		require.Equal(t, 61*time.Second, time.Since(began))
	})
}

// What is read is as old as the question: a lock that was renewed on the way of
// the answer has not expired.
func TestSlowAnswer(t *testing.T) {
	story(t, func(t *testing.T, b *bench) {
		var late sync.WaitGroup
		s := &slow{Bucket: b.bucket, luck: func(int) int { return 0 }, late: &late}
		mine := *b
		mine.bucket = blob.NewBucket(s)
		lease := mine.had()
		s.cut.Store(true) // the renewals at 20 and 35 s fail, that at 50 s does not
		time.Sleep(49 * time.Second)
		s.cut.Store(false)
		b.bucket = blob.NewBucket(&slowReads{slow{Bucket: b.bucket, luck: func(int) int { return 0 }, late: &late}})
		b.refused() // knows at 76 s what stood there at 49 s
		require.NoError(t, lease.Err())
		mine.released(lease)
	})
}

// slowReads is a bucket whose objects take 27 seconds to come.
type slowReads struct{ slow }

func (s *slowReads) NewRangeReader(ctx context.Context, key string, from, n int64, o *driver.ReaderOptions) (driver.Reader, error) {
	r, err := s.slow.NewRangeReader(ctx, key, from, n, o)
	time.Sleep(27 * time.Second)
	return r, err
}

// A store that overwrites what it was told not to overwrite is no place for a lock.
func TestUnsuitable(t *testing.T) {
	story(t, func(t *testing.T, b *bench) {
		b.bucket = blob.NewBucket(&careless{slow{Bucket: b.bucket, luck: func(int) int { return 0 }}})
		_, err := lock.Acquire(t.Context(), b.bucket, b.o)
		require.ErrorContains(t, err, "cannot hold a lock")
		_, texts := b.objects()
		require.Contains(t, texts[0], `"released": true`)
	})
}

// careless is a store that knows no conditions.
type careless struct{ slow }

func (s *careless) NewTypedWriter(ctx context.Context, key, kind string, _ *driver.WriterOptions) (driver.Writer, error) {
	return s.slow.NewTypedWriter(ctx, key, kind, &driver.WriterOptions{})
}

// In a folder, too, one of many has the lock, where a guard keeps them apart.
func TestFolder(t *testing.T) {
	bucket, err := fileblob.OpenBucket(t.TempDir(), &fileblob.Options{Metadata: fileblob.MetadataDontWrite, NoTempDir: true})
	require.NoError(t, err)
	var guard, inside sync.Mutex
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for n := 0; n < 10; {
				lease, err := lock.Acquire(context.Background(), bucket, lock.Options{Name: "shop", Guard: func(context.Context) (func(), error) {
					guard.Lock()
					return guard.Unlock, nil
				}})
				var locked *lock.LockedError
				if errors.As(err, &locked) {
					continue
				}
				if err != nil || !inside.TryLock() {
					t.Errorf("two hold it, or nobody can: %v", err)
					return
				}
				n++
				inside.Unlock()
				if err := lease.Release(context.Background()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	require.NoError(t, bucket.Close())
}
