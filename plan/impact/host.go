package impact

import (
	"bytes"
	"strings"
)

// elsewhere reads the end of text as a host other than the account's own, which
// may be a domain of the account that nobody told of. Behind it may stand the
// account's path. What ImageKit delivers of another account is no base.
func (e endpoint) elsewhere(text []byte) base {
	if b, host := hostBefore(text); b.kind != unbased {
		if e.maybeOurs(host, "") {
			return b
		}
		return base{}
	}
	rest, account := e.cutAccount(text)
	if account == "" {
		return base{}
	}
	if b, host := hostBefore(rest); b.kind != unbased && e.maybeOurs(host, account) {
		return b
	}
	return base{}
}

// cutAccount is text without the account's path at its end, and that path
// without its slash. Where it is not known, any name is taken for it.
func (e endpoint) cutAccount(text []byte) (rest []byte, account string) {
	if e.path == "" {
		rest = text[:hostStart(text)]
		length := slashBefore(rest)
		if account = string(text[len(rest):]); account == "" || length == 0 {
			return nil, ""
		}
		return rest[:len(rest)-length], account
	}
	for i := len(e.path) - 1; i >= 0; i-- {
		if e.path[i] == '/' {
			length := slashBefore(text)
			if length == 0 {
				return nil, ""
			}
			text = text[:len(text)-length]
			continue
		}
		u := unitBefore(text)
		if !u.is(e.path[i]) {
			return nil, ""
		}
		text = text[:len(text)-u.length]
	}
	return text, e.path[1:]
}

// maybeOurs says whether the library's files may be delivered by host, below
// the name of account or, if it is "", right below the host.
func (e endpoint) maybeOurs(host, account string) bool {
	ours := e.account()
	switch {
	case sharedHost(host):
		return account != "" && (ours == "" || account == ours)
	case e.path == "" && account != "":
		return false // the name was a guess, and is a folder there
	}
	id, domain, _ := strings.Cut(host, ".")
	if domain == "imagekit.io" || domain == "imgkit.net" {
		return ours == "" || id == strings.ToLower(ours)
	}
	return true
}

// account is what ImageKit calls the account; "": the endpoint does not tell.
func (e endpoint) account() string {
	if sharedHost(e.host) {
		return strings.TrimPrefix(e.path, "/")
	}
	if id, domain, _ := strings.Cut(e.host, "."); domain == "imagekit.io" || domain == "imgkit.net" {
		return id
	}
	return ""
}

// sharedHost says whether all accounts have a name on host.
func sharedHost(host string) bool { return host == "ik.imagekit.io" || host == "ik.imgkit.net" }

// maxHost is how many bytes a host may take.
const maxHost = 253

// hostStart is where the host begins that text may end with.
func hostStart(text []byte) int {
	at := len(text)
	for len(text)-at < maxHost {
		u := unitBefore(text[:at])
		if u.length == 0 || u.coding != bare || !partOfHost(u) || u.is('@') {
			return at
		}
		at -= u.length
	}
	return at
}

// hostBefore reads the host at the end of text, which may have a port, and
// returns it in lower case, without that.
func hostBefore(text []byte) (base, string) {
	end := len(text)
	for end > 0 && isDigit(text[end-1]) {
		end--
	}
	if end == len(text) || end == 0 || text[end-1] != ':' {
		end = len(text)
	} else {
		end--
	}
	at := hostStart(text[:end])
	host := strings.ToLower(string(text[at:end]))
	if host == "" || host[0] == '.' || host[0] == '-' {
		return base{}, ""
	}
	if start := schemeBefore(text[:at]); start < at {
		if knownScheme(text[start:at], text[:start]) {
			return base{hosted, start}, host
		}
		return base{}, ""
	}
	if before(text[:at]) && domainName(host) {
		return base{named, at}, host
	}
	return base{}, ""
}

// knownScheme says whether what leads to a host is that of the web: "https://"
// with its scheme, or slashes that follow text where a URL may begin, or what a
// program fills in.
func knownScheme(lead, text []byte) bool {
	if lead[0]|0x20 == 'h' {
		return true
	}
	second := slashBefore(lead)
	if slashBefore(lead[:len(lead)-second]) == 0 {
		return false // one slash
	}
	if colon := unitBefore(text); colon.is(':') {
		return !partOfHost(unitBefore(text[:len(text)-colon.length]))
	}
	return before(text)
}

// domainName says whether host looks like a name of the web without having
// anything before it: names with dots between them, the last of letters.
func domainName(host string) bool {
	dot := strings.LastIndexByte(host, '.')
	if dot < 1 || len(host)-dot < 3 {
		return false
	}
	for _, b := range []byte(host[dot+1:]) {
		if b < 'a' || b > 'z' {
			return false
		}
	}
	return true
}

// slashBefore is how long the slash is that text ends with, with what escapes
// it; 0 where there is none.
func slashBefore(text []byte) int {
	u := unitBefore(text)
	if !u.is('/') {
		return 0
	}
	length := u.length
	for n := 0; u.coding == bare && n < maxBackslashes && length < len(text) && text[len(text)-length-1] == '\\'; n++ {
		length++
	}
	return length
}

// anotherAccounts says whether text ends within a URL of ImageKit's that is of
// another account.
func (e endpoint) anotherAccounts(text []byte) bool {
	ours := e.account()
	if ours == "" {
		return false
	}
	text = text[max(0, len(text)-behind):]
	text = text[1+bytes.LastIndexAny(text, " \t\r\n\"'`<>|"):]
	at := -1
	for _, host := range []string{"ik.imagekit.io", "ik.imgkit.net"} {
		at = max(at, behindLast(text, host))
	}
	if at < 0 {
		return false
	}
	for i := range len(ours) + 1 {
		u := unitAt(text[at:])
		if !u.is(("/" + ours)[i]) {
			return true
		}
		at += u.length
	}
	slash := unitAt(text[at:])
	return slash.length > 0 && !slash.is('/')
}

// behindLast is where text goes on behind the last mention of host, in capitals
// or not; -1 where there is none.
func behindLast(text []byte, host string) int {
	for end := len(text); end >= len(host); end-- {
		if from := end - len(host); text[from]|0x20 == host[0] && bytes.EqualFold(text[from:end], []byte(host)) {
			return end
		}
	}
	return -1
}
