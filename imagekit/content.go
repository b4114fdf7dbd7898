package imagekit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// Delivery is where the content of a file is, as the API says.
type Delivery struct {
	URL     string    // [Asset].URL. That of an older version names it, in ik-obj-version
	Path    string    // [Asset].Path
	Updated time.Time // [Asset].UpdatedAt: what a cache has from before is not believed. Zero: not known
}

// Delivery is where the asset's content is.
func (a *Asset) Delivery() Delivery {
	return Delivery{URL: a.URL, Path: a.Path, Updated: a.UpdatedAt}
}

// ContentReason says why content could not be had.
type ContentReason string

// The reasons.
const (
	ContentRefused    ContentReason = "refused"    // an answer such as 401, 403, 404, 410
	ContentRedirected ContentReason = "redirected" // to another address, which is not followed
	ContentStale      ContentReason = "stale"      // a cache gave what is older than the version
	ContentEncoded    ContentReason = "encoded"    // compressed, though that was not asked for
)

// ContentError is a refusal to give the content of a file. It will be no other if asked again.
type ContentError struct {
	Path   string // of the file
	Status int    // HTTP status
	Reason ContentReason
}

// Error says what may be the matter.
func (e *ContentError) Error() string {
	what := "the delivery host refused it"
	switch {
	case e.Reason == ContentRedirected:
		what = "the delivery host redirects to another address, which is not followed"
	case e.Reason == ContentStale:
		what = "a cache gave an older version; purge it, or wait until it expires"
	case e.Reason == ContentEncoded:
		what = "the delivery host compressed it, so that these are not the bytes that were uploaded"
	case e.Status == http.StatusUnauthorized, e.Status == http.StatusForbidden:
		what = "the delivery host does not let this key see it"
	case e.Status == http.StatusNotFound, e.Status == http.StatusGone:
		what = "the delivery host has no such file; a draft is not delivered"
	}
	return fmt.Sprintf("%s %s: %s: %s", OpDownload, e.Path, statusLine(e.Status), what)
}

// OpDownload is the Op of the errors of [Client.Content].
const OpDownload = "download"

// Content streams the content of a file: the very bytes that were uploaded. Whoever gets it
// closes it. It is asked for with a signed URL, good for five minutes, so that private files and
// accounts that restrict unsigned URLs are no exception. The private key itself is not sent.
//
// This is no call of the API: it counts against no rate limit, and a 429 pauses nothing else.
// Failures (5xx, 429, a broken connection) are repeated under [RetryPolicy] and MaxWait until the
// content begins. If it breaks off later, Read fails with a [TransportError]: ask again from the
// beginning. How long it should be, only the caller knows.
//
// GET [Delivery].URL with tr=orig-true. Errors: [ContentError] for good, [TransportError] and
// [WaitError] for now, [InvalidError] if the URL is none of https (or http to this machine).
// https://imagekit.io/docs/core-delivery-features#deliver-original-file-as-is---orig-true
func (c *Client) Content(ctx context.Context, d Delivery) (io.ReadCloser, error) {
	cl := call{op: OpDownload, method: http.MethodGet, path: d.Path, harmless: true}
	var p progress
	for {
		u, err := d.signed(c.creds.sign, time.Now()) // each time anew, as it expires
		if err != nil {
			return nil, err
		}
		body, header, err := c.deliver(ctx, cl, d, u)
		if err == nil {
			return body, nil
		}
		if err := c.deliverAgain(ctx, cl, &p, header, err); err != nil {
			return nil, err
		}
	}
}

// deliver asks once. Its error is a *ContentError or a *brokenError; the former may be one that
// only holds for now.
func (c *Client) deliver(parent context.Context, cl call, d Delivery, u *url.URL) (io.ReadCloser, http.Header, error) {
	ctx, clock := newStopwatch(parent, c.timeout)
	broken := func(err error) error {
		b := &brokenError{cause: err, unsent: isUnsent(err)}
		c.explain(parent, ctx, b, &uploadBody{})
		return b
	}
	req, err := http.NewRequestWithContext(ctx, cl.method, u.String(), nil)
	if err != nil {
		clock.stop()
		return nil, nil, invalid(OpDownload, "URL", "of %s is not one", d.Path)
	}
	req.Header.Set("Accept", "*/*")
	req.Header.Set("Accept-Encoding", "identity")
	req.Header.Set("User-Agent", c.userAgent)
	start := time.Now()
	resp, err := c.delivery.Do(req)
	if err != nil {
		c.logExchange(ctx, cl, answer{}, time.Since(start))
		err = broken(err)
		clock.stop()
		return nil, nil, err
	}
	c.logExchange(ctx, cl, answer{status: resp.StatusCode}, time.Since(start))
	if err := d.refusal(resp, time.Now()); err != nil {
		_ = resp.Body.Close()
		clock.stop()
		return nil, resp.Header, err
	}
	return &contentBody{body: resp.Body, clock: clock, explain: func(err error) error {
		return c.lastWord(cl, broken(err))
	}}, resp.Header, nil
}

// refusal is why an answer is not the content, nil if it is.
func (d Delivery) refusal(resp *http.Response, now time.Time) error {
	e := &ContentError{Path: d.Path, Status: resp.StatusCode, Reason: ContentRefused}
	encoding := resp.Header.Get("Content-Encoding")
	switch {
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		e.Reason = ContentRedirected
	case resp.StatusCode != http.StatusOK:
	case encoding != "" && encoding != "identity":
		e.Reason = ContentEncoded
	case d.isStale(resp.Header, now):
		e.Reason = ContentStale
	default:
		return nil
	}
	return e
}

// clockSkew is by how much the clocks of a cache, of the service and of this machine may differ.
const clockSkew = 2 * time.Minute

// isStale tells whether a cache says itself that what it gives is older than the version.
func (d Delivery) isStale(h http.Header, now time.Time) bool {
	age, ok := headerInt(h, "Age", int64(time.Duration(1<<62).Seconds()))
	if !ok || d.Updated.IsZero() {
		return false
	}
	return now.Add(-time.Duration(age) * time.Second).Add(clockSkew).Before(d.Updated)
}

// forNow tells whether another attempt may fare better.
func (e *ContentError) forNow() bool {
	return e.Status >= http.StatusInternalServerError || e.Status == http.StatusTooManyRequests || e.Status == http.StatusRequestTimeout
}

// deliverAgain decides about a download that failed. It returns nil, after a
// wait, if it should be tried again, or else the download's error.
func (c *Client) deliverAgain(ctx context.Context, cl call, p *progress, header http.Header, failure error) error {
	var refused *ContentError
	if errors.As(failure, &refused) {
		if !refused.forNow() {
			return failure
		}
		failure = &brokenError{cause: errors.New(statusLine(refused.Status))}
	}
	p.last = c.lastWord(cl, failure)
	if refused != nil && refused.Status == http.StatusTooManyRequests {
		wait := max(doubling(p.throttled, time.Minute), retryAfter(header))
		p.throttled++
		return c.waitForService(ctx, cl, p, WaitThrottled, wait)
	}
	p.failures++
	attempts, wait := c.retry.Attempts, max(c.backoff(p.failures), retryAfter(header))
	var broken *brokenError
	if errors.As(failure, &broken) && broken.unsent {
		attempts, wait = min(attempts, unreachedAttempts), min(wait, unreachedWait)
	}
	if p.failures >= attempts || ctx.Err() != nil || broken == nil {
		return p.last
	}
	return c.waitForService(ctx, cl, p, WaitServerError, wait)
}

// contentBody is content on its way.
type contentBody struct {
	body    io.ReadCloser
	clock   *stopwatch
	explain func(error) error
}

// Read reads on and tells the stopwatch that there is progress.
func (b *contentBody) Read(p []byte) (int, error) {
	n, err := b.body.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		return n, b.explain(fmt.Errorf("the content broke off: %w", err))
	}
	b.clock.progress()
	return n, err
}

// Close lets go of the connection.
func (b *contentBody) Close() error {
	b.clock.stop()
	return b.body.Close()
}

// deliveryClient is a copy of the HTTP client that has nothing of the API's: it does not pass the
// guard, which gives the key away, and has no cookies.
func deliveryClient(client *http.Client) *http.Client {
	own := *client
	own.Jar = nil
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}
