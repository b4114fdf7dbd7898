package imagekit

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// credentials keep the private key inside closures, where no formatting verb and
// no debugger's dump of a struct can find it.
type credentials struct {
	authorize func(http.Header)
	redact    func(string) string
	sign      func(below string, expire int64) string // see SignURL
}

func newCredentials(secret Secret) (credentials, error) {
	key := string(secret)
	switch {
	case key == "":
		return credentials{}, errors.New("imagekit: the private key is empty")
	case strings.ContainsFunc(key, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }):
		return credentials{}, errors.New("imagekit: the private key contains white space or unprintable characters")
	case strings.Contains(key, ":"):
		return credentials{}, errors.New("imagekit: the private key contains a colon, which HTTP Basic authentication cannot carry")
	}
	user := base64.StdEncoding.EncodeToString([]byte(key + ":"))
	replacer := strings.NewReplacer(
		key, redacted, user, redacted,
		base64.RawStdEncoding.EncodeToString([]byte(key+":")), redacted,
		base64.RawStdEncoding.EncodeToString([]byte(key)), redacted,
		url.QueryEscape(key), redacted,
	)
	return credentials{
		authorize: func(h http.Header) { h.Set("Authorization", "Basic "+user) },
		redact:    replacer.Replace,
		sign:      func(below string, expire int64) string { return SignURL(secret, below, expire) },
	}, nil
}

// guard is the last gate before the network. It refuses what a read-only client
// must not send, and gives the key to the API's own two hosts only.
type guard struct {
	next  http.RoundTripper
	mode  Mode
	hosts [2]*url.URL
	creds credentials
}

// guarded returns a copy of the HTTP client whose every request passes the guard.
func (c *Client) guarded(client *http.Client) *http.Client {
	own, next := *client, client.Transport
	if next == nil {
		next = http.DefaultTransport
	}
	own.Transport = &guard{
		next: next,
		mode: c.mode, hosts: [2]*url.URL{c.base, c.upload}, creds: c.creds,
	}
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// newTransport returns a transport of the client's own.
func newTransport() http.RoundTripper {
	standard, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	own := standard.Clone()
	own.MaxIdleConnsPerHost = 32
	return own
}

// RoundTrip sends a request, with the key, if it may be sent.
func (g *guard) RoundTrip(req *http.Request) (*http.Response, error) {
	err := g.mode.allows(req.Method)
	if err == nil && !g.isOurs(req.URL) {
		err = fmt.Errorf("%s is not a host of the API", req.URL.Host)
	}
	if err != nil {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		return nil, err
	}
	req = req.Clone(req.Context())
	g.creds.authorize(req.Header)
	return g.next.RoundTrip(req)
}

// CloseIdleConnections passes on what [http.Client.CloseIdleConnections] asks for.
func (g *guard) CloseIdleConnections() {
	if closer, ok := g.next.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}

func (g *guard) isOurs(u *url.URL) bool {
	for _, host := range g.hosts {
		if u.Scheme == host.Scheme && u.Host == host.Host {
			return true
		}
	}
	return false
}

// allows tells whether a request of that method may be sent.
func (m Mode) allows(method string) error {
	if m != ReadWrite && method != http.MethodGet && method != http.MethodHead {
		return ErrReadOnly
	}
	return nil
}

// UploadAuth returns the signature with which a browser may upload one file on
// its own: the HMAC-SHA1 of token and expire under the private key, in lower-case
// hexadecimal. The token must be new each time (a UUID); expire is a Unix time in
// seconds, less than an hour ahead.
//
// https://imagekit.io/docs/api-reference/upload-file/upload-file#how-to-implement-client-side-file-upload
func UploadAuth(key Secret, token string, expire int64) string {
	mac := hmac.New(sha1.New, []byte(key))
	mac.Write([]byte(token + strconv.FormatInt(expire, 10)))
	return hex.EncodeToString(mac.Sum(nil))
}
