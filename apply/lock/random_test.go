package lock_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"gocloud.dev/blob"
	"gocloud.dev/blob/memblob"

	"github.com/iksync/iksync/apply/lock"
)

const (
	ttl   = time.Minute
	grace = 15 * time.Second
)

// crowd is several processes that want one lock, and who of them believes to hold it.
type crowd struct {
	t      *testing.T
	shared *blob.Bucket
	luck   func(n int) int
	late   sync.WaitGroup

	mu     sync.Mutex
	alive  map[int]bool
	leases map[int]*lock.Lease // of living processes
	pids   int
	turns  int // leases that were had
}

// check is the promise: of all who believe to hold the lock, there is one at most.
func (c *crowd) check() {
	c.mu.Lock()
	defer c.mu.Unlock()
	holders := 0
	for _, lease := range c.leases {
		if lease.Err() == nil {
			holders++
		}
	}
	if holders > 1 {
		c.t.Errorf("%d hold the lock at %s", holders, time.Now())
	}
}

func (c *crowd) set(pid int, lease *lock.Lease, alive bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.alive[pid] = alive
	delete(c.leases, pid)
	if lease != nil {
		c.leases[pid] = lease
		c.turns++
	}
}

// process begins a process, at times with a clock of its own.
func (c *crowd) process(faulty, probes bool) (pid int, s *slow, o lock.Options) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pids++
	pid = c.pids
	c.alive[pid] = true
	skew := time.Duration(c.luck(int(grace/time.Millisecond))) * time.Millisecond / 2
	if !faulty {
		skew = 0
	}
	o = lock.Options{
		Name: "shop", Owner: lock.Owner{Name: fmt.Sprint("p", pid), PID: pid}, TTL: ttl, Grace: grace,
		Now: func() time.Time { return time.Now().Add(skew) },
	}
	if probes {
		o.Alive = func(owner lock.Owner) bool {
			c.mu.Lock()
			defer c.mu.Unlock()
			return c.alive[owner.PID]
		}
	}
	return pid, &slow{Bucket: c.shared, luck: c.luck, faulty: faulty, late: &c.late}, o
}

// live is one process after the other, each of which wants the lock once.
func (c *crowd) live(faulty, probes bool, until time.Time) {
	for time.Now().Before(until) {
		pid, s, o := c.process(faulty, probes)
		ctx, cancel := context.WithCancel(c.t.Context())
		lease, err := lock.Acquire(ctx, blob.NewBucket(s), o)
		if err != nil {
			var locked *lock.LockedError
			if !faulty && !errors.As(err, &locked) && !errors.Is(err, lock.ErrBusy) {
				c.t.Errorf("without faults: %v", err)
			}
			c.set(pid, nil, false)
			cancel()
			time.Sleep(time.Duration(c.luck(5000)) * time.Millisecond)
			continue
		}
		c.set(pid, lease, true)
		c.check()
		c.work(s, lease, faulty)
		if faulty && c.luck(3) == 0 { // it is killed
			s.cut.Store(true)
			c.set(pid, nil, false)
			cancel()
			s.late.Go(func() { // its goroutines are still here, and reach nobody
				expired, stop := context.WithCancel(context.Background())
				stop()
				_ = lease.Release(expired)
			})
			continue
		}
		c.set(pid, nil, true)
		err = lease.Release(ctx)
		if !faulty && err != nil {
			c.t.Errorf("without faults: %v", err)
		}
		c.set(pid, nil, false)
		cancel()
	}
}

// work holds the lock for a while, and may be cut off from the bucket meanwhile.
func (c *crowd) work(s *slow, lease *lock.Lease, faulty bool) {
	for range c.luck(30) {
		if faulty && c.luck(10) == 0 {
			s.cut.Store(!s.cut.Load())
		}
		select {
		case <-lease.Lost():
			return
		case <-time.After(time.Duration(c.luck(10_000)) * time.Millisecond):
		}
		c.check()
	}
	s.cut.Store(false)
}

// Whatever goes wrong on the way to the bucket, two never hold the lock at once;
// and when all is over it is had again.
func TestNeverTwoHolders(t *testing.T) {
	seeds := 60
	if testing.Short() {
		seeds = 20
	}
	turns := 0
	for seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := &crowd{
					t: t, shared: memblob.OpenBucket(nil), luck: chance(uint64(seed)),
					alive: map[int]bool{}, leases: map[int]*lock.Lease{},
				}
				faulty, probes := seed%4 != 0, seed%3 == 0
				until := time.Now().Add(20 * time.Minute)
				var all sync.WaitGroup
				for range 2 + c.luck(6) {
					all.Go(func() { c.live(faulty, probes, until) })
				}
				stop := make(chan struct{})
				var watching sync.WaitGroup
				watching.Go(func() {
					for {
						select {
						case <-stop:
							return
						case <-time.After(2 * time.Second):
							c.check()
						}
					}
				})
				all.Wait()
				close(stop)
				watching.Wait()
				c.late.Wait()
				time.Sleep(ttl + 2*grace)
				_, s, o := c.process(false, false)
				lease, err := lock.Acquire(t.Context(), blob.NewBucket(s), o)
				require.NoError(t, err)
				require.NoError(t, lease.Release(t.Context()))
				turns += c.turns
			})
		})
	}
	require.Greater(t, turns, seeds, "leases that were had")
	t.Logf("%d leases", turns)
}
