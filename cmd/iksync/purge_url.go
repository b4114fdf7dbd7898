package main

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/iksync/iksync/state"
)

// readPurges tells URLs from files of the library. Each URL is checked, as a purge that
// the service refuses may count all the same.
func readPurges(args []string) (urls []string, files []choice, err error) {
	for _, arg := range args {
		if strings.Contains(arg, "://") {
			if fault := purgeFault(arg); fault != "" {
				return nil, nil, fail(exitUsage, "%s: %s", arg, fault)
			}
			urls = append(urls, arg)
			continue
		}
		c, err := readChoice(arg)
		switch {
		case err != nil:
			return nil, nil, fail(exitUsage, "%q is neither a URL, such as https://ik.imagekit.io/demo/a.jpg, nor a path of the library, which begins with /, nor the id of a file", arg)
		case c.glob.Glob != "":
			return nil, nil, fail(exitUsage, "%s: each file would be a purge of its own: give the URL of their folder instead, with * at its end", arg)
		}
		files = append(files, c)
	}
	return urls, files, nil
}

// purgeFault says why a URL cannot be purged, or "".
func purgeFault(address string) string {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		return "want a whole URL, such as https://ik.imagekit.io/demo/a.jpg"
	case u.User != nil:
		return "leave the user and the password out of the URL"
	case u.Fragment != "":
		return "what follows # never reaches the CDN: leave it out"
	}
	if fault := segmentFault(u); fault != "" {
		return fault
	}
	stem, wild := strings.CutSuffix(address, "*")
	switch {
	case strings.Contains(stem, "*"):
		return "* may only stand at the very end: one that is a part of a name is written %2A"
	case wild && !longEnough(u):
		return `before "*" the path needs two levels, or 15 characters, so that not everything is purged by mistake`
	}
	return ""
}

// segmentFault refuses a path of which nobody knows what it comes to: the CDN may take
// "a/../b" for "b", and what is encoded for what it stands for.
func segmentFault(u *url.URL) string {
	const unsure = ": what such a URL comes to is not known, so write the path that is meant"
	for segment := range strings.SplitSeq(u.Path, "/") {
		if segment == "." || segment == ".." {
			return `its path must not have "." or ".." as a name` + unsure
		}
	}
	encoded := strings.ToLower(u.EscapedPath())
	for _, bad := range []string{"%2e", "%2f", "%5c", `\`} {
		if strings.Contains(encoded, bad) {
			return "its path must not hold an encoded dot or slash, or a backslash" + unsure
		}
	}
	return ""
}

// longEnough says whether a wildcard may end the path of a URL. On ImageKit's own host
// the first name is that of the account, which does not count.
func longEnough(u *url.URL) bool {
	const shortest = 15
	path := strings.TrimPrefix(strings.TrimSuffix(u.Path, "*"), "/")
	if strings.EqualFold(strings.TrimSuffix(u.Hostname(), "."), "ik.imagekit.io") {
		_, path, _ = strings.Cut(path, "/")
	}
	return strings.Contains(strings.Trim(path, "/"), "/") || utf8.RuneCountInString(path) >= shortest
}

// purgeURL is the URL to purge for one file: without what the API adds to it so that no
// cache answers, and with any "*" of its name encoded, which would be a wildcard at the
// end. It is checked like one that somebody gives.
func purgeURL(f *state.File) (string, error) {
	plain, _, _ := strings.Cut(f.Observed.URL, "?")
	if plain == "" {
		return "", fail(exitFailed, "%s has no URL to purge", f.Path)
	}
	address := strings.ReplaceAll(plain, "*", "%2A")
	if fault := purgeFault(address); fault != "" {
		return "", fail(exitUsage, "%s cannot be purged by its URL, %s: %s", f.Path, address, fault)
	}
	return address, nil
}
