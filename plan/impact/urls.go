package impact

import (
	"net/url"
	"strings"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// urls knows how the account's files are called on the web.
type urls struct{ prefix string } // what stands before a path; "": nobody told

func newURLs(p *plan.Plan) urls {
	u := urls{strings.TrimRight(p.Account, "/")}
	for i := 0; u.prefix == "" && i < len(p.Changes); i++ {
		if c := &p.Changes[i]; c.URL != "" {
			u.prefix = prefixOf(c)
		}
	}
	return u
}

// prefixOf is what stands before the path in a change's URL; "" where the URL
// is not that of the path.
func prefixOf(c *plan.Change) string {
	now := c.Path
	if c.From != "" {
		now = c.From
	}
	bare := withoutQuery(c.URL)
	for _, tail := range []string{escaped(now), string(now)} {
		if prefix, ok := strings.CutSuffix(bare, tail); ok {
			return prefix
		}
	}
	return ""
}

// at is the URL of a place. Where the account's prefix is not known, it is the
// path alone, which is right below whatever the prefix is.
func (u urls) at(path state.Path) string { return u.prefix + escaped(path) }

// below is the URL of everything in a folder.
func (u urls) below(dir state.Path) string {
	if dir == state.Root {
		return u.prefix + "/*"
	}
	return u.at(dir) + "/*"
}

// of is the URL of a file that is at path, which ImageKit told as told.
func (u urls) of(told string, path state.Path) string {
	if told == "" {
		return u.at(path)
	}
	return withoutQuery(told)
}

// withoutQuery is a URL without what only says which rendering is meant, or
// how old it is: ImageKit adds "?updatedAt=...".
func withoutQuery(u string) string {
	if i := strings.IndexAny(u, "?#"); i >= 0 {
		return u[:i]
	}
	return u
}

// escaped is a path, percent-encoded.
func escaped(path state.Path) string { return (&url.URL{Path: string(path)}).EscapedPath() }
