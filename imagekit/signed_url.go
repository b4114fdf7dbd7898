package imagekit

import (
	"net/url"
	"strconv"
	"strings"
	"time"
)

// signedFor is how long a URL that the client signs for itself is good: it is used at once.
const signedFor = 5 * time.Minute

// neverExpires is what is signed in the place of a time where a URL has none.
const neverExpires = 9999999999

// SignURL returns the signature (ik-s) of a delivery URL: the HMAC-SHA1 of what follows the URL
// endpoint and its slash, percent-encoded and with its query as it is sent, and of expire, under
// the private key, in lower-case hexadecimal. Expire is a Unix time in seconds and is sent along
// as ik-t; if it is 0, the URL is good for ever and has no ik-t.
//
// https://imagekit.io/docs/media-delivery-basic-security#how-to-generate-signed-urls. It is what getSignature of
// ImageKit's own Node.js package does (src/resources/helper.ts).
func SignURL(key Secret, below string, expire int64) string {
	return UploadAuth(key, below, or(expire, neverExpires))
}

// signed is the URL of the very bytes that were uploaded, signed until soon after now. What the
// service has put into the query stays: it names a version, and is what its cache knows it by.
func (d Delivery) signed(sign func(below string, expire int64) string, now time.Time) (*url.URL, error) {
	u, err := url.Parse(d.URL)
	if err != nil {
		return nil, invalid(OpDownload, "URL", "of %s is not one", d.Path) // the parser's words could quote a password
	}
	switch {
	case u.Host == "":
		return nil, invalid(OpDownload, "URL", "of %s names no host", d.Path)
	case u.User != nil:
		return nil, invalid(OpDownload, "URL", "of %s has a user or password", d.Path)
	case u.Scheme != "https" && !(u.Scheme == "http" && isLoopback(u.Hostname())):
		return nil, invalid(OpDownload, "URL", "of %s begins with %s://, and only https:// is followed (http:// to this machine)", d.Path, u.Scheme)
	}
	below, found := belowEndpoint(u.EscapedPath(), d.Path)
	if !found {
		return nil, invalid(OpDownload, "URL", "of %s does not end in that path", d.Path)
	}
	query := originalQuery(u.RawQuery)
	expire := now.Add(signedFor).Unix()
	u.RawQuery = query + "&ik-t=" + strconv.FormatInt(expire, 10) + "&ik-s=" + sign(below+"?"+query, expire)
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

// belowEndpoint is what follows the URL endpoint in the escaped path of a file's URL: as many
// segments as the file's own path has, which they must be.
func belowEndpoint(escaped, path string) (string, bool) {
	at := len(escaped)
	for range strings.Count(path, "/") {
		if at = strings.LastIndexByte(escaped[:max(at, 0)], '/'); at < 0 {
			return "", false
		}
	}
	if at == len(escaped) {
		return "", false
	}
	plain, err := url.PathUnescape(escaped[at:])
	return escaped[at+1:], err == nil && plain == path
}

// originalQuery asks for the original and keeps every other parameter as it is written.
func originalQuery(raw string) string {
	var kept []string
	for parameter := range strings.SplitSeq(raw, "&") {
		switch name, _, _ := strings.Cut(parameter, "="); name {
		case "", "tr", "ik-s", "ik-t":
		default:
			kept = append(kept, parameter)
		}
	}
	return strings.Join(append(kept, "tr=orig-true"), "&")
}
