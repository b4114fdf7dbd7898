package impact

import (
	"bytes"
	"net/url"
	"strings"
)

// endpoint is what every delivery URL of the account begins with.
type endpoint struct {
	host string // in lower case, with its port, unless that is the usual one
	path string // "/acme"; "" where the host is the account's own
}

// newEndpoint reads a URL prefix. It is empty where the prefix is none.
func newEndpoint(prefix string) endpoint {
	u, err := url.Parse(prefix)
	if err != nil || u.Host == "" {
		return endpoint{}
	}
	host := strings.ToLower(u.Host)
	if port := u.Port(); port == "443" || port == "80" {
		host = strings.TrimSuffix(host, ":"+port)
	}
	return endpoint{host: host, path: strings.TrimRight(u.Path, "/")}
}

// defaultPort is how long the port is that text begins with, where the web takes
// it for none; 0 otherwise.
func defaultPort(text []byte) int {
	for _, port := range []string{":443", ":80"} {
		if bytes.HasPrefix(text, []byte(port)) && (len(text) == len(port) || !isDigit(text[len(port)])) {
			return len(port)
		}
	}
	return 0
}

// url reads a mention by URL whose host is at text[at:].
func (e endpoint) url(m marks, text []byte, at int) (mention, bool) {
	rest := text[at:]
	if len(rest) < len(e.host) || !bytes.EqualFold(rest[:len(e.host)], []byte(e.host)) || partOfHost(unitBefore(text[:at])) {
		return mention{}, false
	}
	end := at + len(e.host)
	end += defaultPort(text[end:])
	for i := range len(e.path) {
		u := unitAt(text[end:])
		if !u.is(e.path[i]) {
			return mention{}, false
		}
		end += u.length
	}
	f := m.name(text[end:], false)
	if f == nil {
		return mention{}, false
	}
	return f.mention(text, schemeBefore(text[:at]), end, ByURL), true
}

// partOfHost says whether u makes a longer name of a host that follows. Letters
// beyond ASCII do not: some languages put no space before a URL.
func partOfHost(u unit) bool {
	if u.size != 1 {
		return false
	}
	b := u.bytes[0]
	return b|0x20 >= 'a' && b|0x20 <= 'z' || b >= '0' && b <= '9' || b == '.' || b == '-' || b == '_' || b == '@'
}

// schemeBefore is where the URL begins whose host follows text: at its scheme,
// at its slashes, or at the host.
func schemeBefore(text []byte) int {
	at := len(text)
	for range 2 {
		length := slashBefore(text[:at])
		if length == 0 {
			return len(text)
		}
		at -= length
	}
	colon := unitBefore(text[:at])
	if !colon.is(':') {
		return at
	}
	head := text[:at-colon.length]
	for _, scheme := range []string{"https", "http"} {
		if n := len(head) - len(scheme); n >= 0 && bytes.EqualFold(head[n:], []byte(scheme)) && !partOfHost(unitBefore(head[:n])) {
			return n
		}
	}
	return at
}
