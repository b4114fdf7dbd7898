package main

import (
	"net/url"
	"strings"
	"unicode/utf8"
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
	stem, wild := strings.CutSuffix(address, "*")
	switch {
	case strings.Contains(stem, "*"):
		return "* may only stand at the very end"
	case wild && !longEnough(u):
		return `before "*" the path needs two levels, or 15 characters, so that not everything is purged by mistake`
	}
	return ""
}

// longEnough says whether a wildcard may end the path of a URL. On ImageKit's own host
// the first name is that of the account, which does not count.
func longEnough(u *url.URL) bool {
	const shortest = 15
	path := strings.TrimPrefix(strings.TrimSuffix(u.Path, "*"), "/")
	if u.Hostname() == "ik.imagekit.io" {
		_, path, _ = strings.Cut(path, "/")
	}
	return strings.Contains(strings.Trim(path, "/"), "/") || utf8.RuneCountInString(path) >= shortest
}

// withoutQuery is the URL of a file without what the API adds to it so that no cache
// answers.
func withoutQuery(address string) string {
	plain, _, _ := strings.Cut(address, "?")
	return plain
}
