package state

import (
	"fmt"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Pattern is a glob over paths: "*" stays within a name, "**" crosses folders,
// "?", "[a-z]" and "{a,b}" as in a shell. A "\" takes the next character as it is.
type Pattern struct {
	Glob string
	Pos  Pos
}

// Matches says whether p is one of the pattern's paths.
func (g Pattern) Matches(p Path) bool {
	ok, err := doublestar.Match(g.Glob, string(p))
	return err == nil && ok
}

// Covers says whether p or a folder above it is one of the pattern's paths:
// "/legal/**" and "/legal" both cover all that lies below "/legal".
func (g Pattern) Covers(p Path) bool {
	if g.Matches(p) {
		return true
	}
	for dir := range p.Ancestors {
		if g.Matches(dir) {
			return true
		}
	}
	return false
}

// Fault says what is wrong with the pattern, or "" where it is a good one.
func (g Pattern) Fault() string {
	switch {
	case !strings.HasPrefix(g.Glob, "/"):
		return fmt.Sprintf("pattern %q must begin with /", g.Glob)
	case strings.HasSuffix(g.Glob, "/"):
		return fmt.Sprintf("pattern %q must not end with /: no path does", g.Glob)
	case strings.Contains(g.Glob, "//"):
		return fmt.Sprintf("pattern %q has an empty name between two slashes: no path does", g.Glob)
	case !doublestar.ValidatePattern(g.Glob):
		return fmt.Sprintf("pattern %q is not a valid glob", g.Glob)
	case hasTightStars(g.Glob):
		return fmt.Sprintf(`pattern %q: "**" crosses folders only between slashes, as in /**/*.jpg`, g.Glob)
	}
	return ""
}

// hasTightStars finds a "**" with something beside it in its name. Globs take
// it for "*", and so for less than what was meant.
func hasTightStars(glob string) bool {
	before := byte('/')
	for i := 0; i < len(glob); i++ {
		switch {
		case glob[i] == '\\':
			i++
			before = '\\'
			continue
		case strings.HasPrefix(glob[i:], "**"):
			after := byte('/')
			if i+2 < len(glob) {
				after = glob[i+2]
			}
			if !strings.ContainsRune("/{,", rune(before)) || !strings.ContainsRune("/},", rune(after)) {
				return true
			}
			i++
		}
		before = glob[i]
	}
	return false
}

// Literal is the path that the pattern stands for where it has no wildcard.
func (g Pattern) Literal() (Path, bool) {
	if strings.ContainsAny(g.Glob, `*?[{\`) {
		return "", false
	}
	return Path(g.Glob), true
}
