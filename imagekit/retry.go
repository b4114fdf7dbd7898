package imagekit

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"
)

// RetryPolicy says how often and how soon a request is repeated, if it may be.
type RetryPolicy struct {
	// Attempts is how often a request is sent at most while the connection
	// breaks or the service fails (5xx). 429 and 423 do not count. Defaults to [DefaultAttempts].
	// As long as no connection was ever made it is tried twice, the second time at once.
	Attempts int
	// Backoff is the wait before the n-th repetition, n from 1, after a
	// failure or a 423. Defaults to [DefaultBackoff].
	Backoff func(n int) time.Duration
}

// DefaultAttempts is one try and three repetitions.
const DefaultAttempts = 4

// DefaultBackoff is 1 s, 2 s, 4 s and so on up to 30 s, each up to a fifth
// shorter or longer so that several clients do not keep in step.
func DefaultBackoff(n int) time.Duration {
	d := doubling(n-1, 30*time.Second)
	return d - d/5 + rand.N(2*d/5)
}

// doubling returns 1 s doubled n times, but at most limit.
func doubling(n int, limit time.Duration) time.Duration {
	const enough = 20
	return min(time.Second<<min(max(n, 0), enough), limit)
}

func (p RetryPolicy) withDefaults() RetryPolicy {
	p.Attempts = or(p.Attempts, DefaultAttempts)
	if p.Backoff == nil {
		p.Backoff = DefaultBackoff
	}
	return p
}

// WaitReason says why a call waits.
type WaitReason string

const (
	WaitRateLimit   WaitReason = "rate limit"   // its turn has not come
	WaitThrottled   WaitReason = "429"          // the service paused the whole class
	WaitLocked      WaitReason = "423"          // a folder job has the folders
	WaitServerError WaitReason = "server error" // 5xx, or the connection broke
)

// Wait is a wait that is about to begin.
type Wait struct {
	Op       string // what waits, such as "delete file"
	Class    Class
	Reason   WaitReason
	Duration time.Duration
}

// progress is what a call remembers between its exchanges.
type progress struct {
	waited    time.Duration // for the service, of Options.MaxWait
	failures  int           // broken connections and 5xx
	throttled int           // 429s
	locked    int           // 423s
	last      error         // the last answer that asked to wait
	open      error         // the last exchange that may have changed something
}

// ended is the error of a call that ends with err: it does not hide that an
// attempt may have been carried out, even if it was not the last one.
func (p *progress) ended(err error) error {
	if err == nil || p.open == nil || errors.Is(err, p.open) {
		return err
	}
	return &UnsettledError{Earlier: p.open, Err: err}
}

// afterFailure decides about a call whose exchange failed. It returns nil, after
// any wait, if the call should be sent again, or else the call's error.
func (c *Client) afterFailure(ctx context.Context, cl call, p *progress, header http.Header, failure error) error {
	return p.ended(c.sendAgain(ctx, cl, p, header, failure))
}

// sendAgain is afterFailure without a thought for earlier exchanges.
func (c *Client) sendAgain(ctx context.Context, cl call, p *progress, header http.Header, failure error) error {
	var answer *Error
	if errors.As(failure, &answer) {
		switch {
		case answer.Status == http.StatusTooManyRequests:
			p.last = answer
			answer.Wait = c.pauseClass(cl, p, header)
			return nil // the pause is waited for by whoever wants a turn
		case answer.Status == http.StatusLocked:
			p.last = answer
			p.locked++
			answer.Wait = c.backoff(p.locked)
			return c.waitForService(ctx, cl, p, WaitLocked, answer.Wait)
		case !isUncertain(answer.Status):
			return failure
		}
	}
	broken := &brokenError{cause: failure}
	_ = errors.As(failure, &broken)
	if !cl.harmless && !broken.unsent {
		return c.outcomeUnknown(cl, failure)
	}
	p.failures++
	attempts, wait := c.retry.Attempts, max(c.backoff(p.failures), retryAfter(header))
	if broken.unsent && !c.reached.Load() {
		attempts, wait = min(attempts, unreachedAttempts), min(wait, unreachedWait)
	}
	p.last = c.lastWord(cl, failure)
	if !broken.unsent && cl.class() != ClassRead {
		p.open = p.last
	}
	if broken.final || p.failures >= attempts || ctx.Err() != nil {
		return p.last
	}
	return c.waitForService(ctx, cl, p, WaitServerError, wait)
}

// A host that was never reached is more likely misspelt, or cut off from here,
// than down for a moment: one quick repetition, and people are told.
const (
	unreachedAttempts = 2
	unreachedWait     = 250 * time.Millisecond
)

// isUncertain tells whether a request answered like that may have been carried out.
// A 207 is here only where the API has none.
func isUncertain(status int) bool {
	return status >= 500 || status == http.StatusRequestTimeout || status == http.StatusMultiStatus
}

// pauseClass holds back every request of the class after a 429 and returns for how long.
func (c *Client) pauseClass(cl call, p *progress, header http.Header) time.Duration {
	d, ok := resetWait(header)
	if !ok {
		d = max(doubling(p.throttled, time.Minute), retryAfter(header))
	}
	const patience = 3 // a service that keeps asking for a millisecond means more
	if p.throttled >= patience {
		d = max(d, doubling(p.throttled-patience, time.Minute))
	}
	p.throttled++
	now, pacer := time.Now(), c.pacers[cl.class()]
	pacer.pause(now, d)
	pacer.learn(now, cl.op, header, d)
	return d
}

// backoff is the policy's wait, but never none: a hot loop helps nobody.
func (c *Client) backoff(n int) time.Duration {
	return max(c.retry.Backoff(n), 10*time.Millisecond)
}

// retryAfter reads the header of that name, in its form of seconds.
func retryAfter(h http.Header) time.Duration {
	s, _ := headerInt(h, "Retry-After", int64(maxReset.Seconds()))
	return time.Duration(s) * time.Second
}

// takeTurn waits until the call may be sent.
func (c *Client) takeTurn(ctx context.Context, cl call, p *progress) error {
	return p.ended(c.turn(ctx, cl, p))
}

func (c *Client) turn(ctx context.Context, cl call, p *progress) error {
	pacer := c.pacers[cl.class()]
	for {
		if ctx.Err() != nil {
			return cancelled(ctx, cl)
		}
		if d := pacer.pausedFor(time.Now()); d > 0 {
			if err := c.waitForService(ctx, cl, p, WaitThrottled, d); err != nil {
				return err
			}
			continue
		}
		turn := pacer.book(time.Now(), cl.op)
		if err := c.waitForTurn(ctx, cl, p, turn); err != nil {
			pacer.giveBack(turn, time.Now())
			return err
		}
		if pacer.confirm(turn, time.Now()) {
			return nil
		}
	}
}

// waitForTurn waits for a booked turn. Only what the service adds to the
// configured pace counts as waiting for the service.
func (c *Client) waitForTurn(ctx context.Context, cl call, p *progress, s slot) error {
	if s.service > s.turn {
		return c.waitForService(ctx, cl, p, WaitRateLimit, s.service)
	}
	return c.wait(ctx, cl, WaitRateLimit, s.turn)
}

// waitForService waits if the call's patience allows it.
func (c *Client) waitForService(ctx context.Context, cl call, p *progress, reason WaitReason, d time.Duration) error {
	if p.waited+d > c.maxWait {
		return &WaitError{Op: cl.op, Reason: reason, Waited: p.waited, Next: d, Max: c.maxWait, Err: p.last}
	}
	p.waited += d
	return c.wait(ctx, cl, reason, d)
}

// wait announces a wait and waits.
func (c *Client) wait(ctx context.Context, cl call, reason WaitReason, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	if c.onWait != nil {
		c.onWait(Wait{Op: cl.op, Class: cl.class(), Reason: reason, Duration: d})
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return cancelled(ctx, cl)
	}
}

// cancelled is the error of a call whose context ended before it was sent (again).
func cancelled(ctx context.Context, cl call) error {
	return fmt.Errorf("%s: %w", cl.op, endOf(ctx))
}

// endOf is why a context ended: its error, and its cause if that says more.
func endOf(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if errors.Is(cause, err) {
		return cause
	}
	return fmt.Errorf("%w: %w", err, cause)
}
