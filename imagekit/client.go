package imagekit

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// Where ImageKit listens, and how long the client waits, unless [Options] say otherwise.
const (
	DefaultBaseURL   = "https://api.imagekit.io"
	DefaultUploadURL = "https://upload.imagekit.io"
	DefaultUserAgent = "iksync"

	// DefaultMaxWait leaves room for one whole window of 15 minutes, the longest one documented.
	DefaultMaxWait = 20 * time.Minute
	// DefaultTimeout bounds one exchange; see [Options].Timeout.
	DefaultTimeout = 2 * time.Minute
)

// Mode says whether a [Client] may change the library.
type Mode int

const (
	ReadWrite Mode = iota // every method works
	ReadOnly              // only GET and HEAD are sent; all else fails with ErrReadOnly
)

// ErrReadOnly is the error of every mutating method of a [ReadOnly] client.
// Nothing was sent.
var ErrReadOnly = errors.New("imagekit: the client is read-only")

// Options configure a [Client]. Only PrivateKey is required.
type Options struct {
	// PrivateKey is the account's private API key.
	PrivateKey Secret
	// BaseURL and UploadURL are the two hosts of the API: https, or http to
	// this machine only. They default to [DefaultBaseURL] and [DefaultUploadURL].
	BaseURL, UploadURL string
	// HTTP sends the requests; nil means a client of its own. Its redirect
	// policy is replaced: this API never redirects, so redirects are errors.
	HTTP *http.Client
	// Mode is ReadWrite unless set.
	Mode Mode
	// Limits pace requests; the zero value means the documented figures.
	Limits Limits
	// Retry says how often and how soon to repeat what may be repeated.
	Retry RetryPolicy
	// OnWait, if set, is told of each wait before it begins, from the
	// goroutine that will wait: several at once, and it must not block.
	OnWait func(Wait)
	// MaxWait bounds what one call waits in total for the service: after 429,
	// 423 and server errors. Waiting for one's turn under [Limits] is not
	// counted, as it always ends. Defaults to [DefaultMaxWait].
	MaxWait time.Duration
	// Timeout bounds one exchange, from sending to the last byte of the answer.
	// For an upload it bounds the time without progress. Defaults to [DefaultTimeout].
	Timeout time.Duration
	// Logger gets one debug line for each request; nil means none.
	Logger *slog.Logger
	// UserAgent is sent with each request. Defaults to [DefaultUserAgent].
	UserAgent string
}

// Client calls the ImageKit API. Make one with [New].
type Client struct {
	base, upload *url.URL
	http         *http.Client
	delivery     *http.Client // over the same connections, without the key; see Content
	mode         Mode
	creds        credentials
	pacers       map[Class]*pacer
	reached      *atomic.Bool // a connection was made once, by this client or one that shares its pace
	retry        RetryPolicy
	onWait       func(Wait)
	maxWait      time.Duration
	timeout      time.Duration
	log          *slog.Logger
	userAgent    string
}

// New returns a client, or an error that says which option is wrong.
// It sends nothing.
func New(o Options) (*Client, error) {
	creds, err := newCredentials(o.PrivateKey)
	if err != nil {
		return nil, err
	}
	base, err := parseBase("BaseURL", o.BaseURL, DefaultBaseURL)
	if err != nil {
		return nil, err
	}
	upload, err := parseBase("UploadURL", o.UploadURL, DefaultUploadURL)
	if err != nil {
		return nil, err
	}
	pacers, err := newPacers(o.Limits)
	if err != nil {
		return nil, err
	}
	if o.MaxWait < 0 || o.Timeout < 0 || o.Retry.Attempts < 0 {
		return nil, errors.New("imagekit: MaxWait, Timeout and Retry.Attempts must not be negative")
	}
	c := &Client{
		base: base, upload: upload, mode: o.Mode, creds: creds, pacers: pacers, reached: &atomic.Bool{},
		retry: o.Retry.withDefaults(), onWait: o.OnWait, log: o.Logger,
		maxWait: or(o.MaxWait, DefaultMaxWait), timeout: or(o.Timeout, DefaultTimeout),
		userAgent: or(o.UserAgent, DefaultUserAgent),
	}
	client := o.HTTP
	if client == nil {
		client = &http.Client{Transport: newTransport()}
	}
	c.http, c.delivery = c.guarded(client), deliveryClient(client)
	return c, nil
}

// Mode tells whether the client may change the library.
func (c *Client) Mode() Mode { return c.mode }

// CloseIdle closes connections that are kept for the next request.
func (c *Client) CloseIdle() { c.http.CloseIdleConnections() }

// String names the service the client talks to.
func (c *Client) String() string { return "imagekit.Client(" + c.base.String() + ")" }

// GoString is String, so that no verb of package fmt shows the insides.
func (c *Client) GoString() string { return c.String() }

// parseBase checks the address of one of the API's hosts.
func parseBase(option, address, standard string) (*url.URL, error) {
	u, err := url.Parse(or(address, standard))
	if err != nil {
		return nil, fmt.Errorf("imagekit: %s is not a URL", option) // the parser's words could quote a password
	}
	switch {
	case u.Host == "" || u.Hostname() == "":
		return nil, fmt.Errorf("imagekit: %s names no host; want something like %s", option, standard)
	case u.User != nil:
		return nil, fmt.Errorf("imagekit: %s must not contain a user or password", option)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, fmt.Errorf("imagekit: %s must not contain a query or fragment", option)
	case u.Scheme != "https" && !(u.Scheme == "http" && isLoopback(u.Hostname())):
		return nil, fmt.Errorf("imagekit: %s must begin with https:// (http:// only for this machine), as the key travels with each request", option)
	}
	u.Path = strings.TrimRight(u.Path, "/")
	u.RawPath = strings.TrimRight(u.RawPath, "/")
	return u, nil
}

// isLoopback tells whether the host is this machine.
func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || (ip != nil && ip.IsLoopback())
}

// or returns v, or the standard value if v is zero.
func or[T comparable](v, standard T) T {
	var zero T
	if v == zero {
		return standard
	}
	return v
}
