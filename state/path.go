package state

import (
	"cmp"
	"path"
	"strings"
)

// Path is the absolute, clean place of a folder or file in a library: it
// begins with "/", has no trailing slash and no "." or ".." segment. The root
// folder is "/".
type Path string

// Root is the folder that holds everything.
const Root Path = "/"

// Dir is the folder that p lies in. The root lies in itself.
func (p Path) Dir() Path { return Path(path.Dir(string(p))) }

// Base is the last name of p.
func (p Path) Base() string { return path.Base(string(p)) }

// Join is the place called name inside p.
func (p Path) Join(name string) Path {
	if p == Root {
		return Root + Path(name)
	}
	return p + "/" + Path(name)
}

// Under says whether p lies somewhere below dir. No path is under itself.
func (p Path) Under(dir Path) bool {
	if dir == Root {
		return p != Root
	}
	return len(p) > len(dir) && p[len(dir)] == '/' && strings.HasPrefix(string(p), string(dir))
}

// Within says whether p is dir or lies below it.
func (p Path) Within(dir Path) bool { return p == dir || p.Under(dir) }

// Rebase moves p from below (or at) from to the same place below to.
func (p Path) Rebase(from, to Path) Path {
	if p == from {
		return to
	}
	rel := strings.TrimPrefix(string(p), string(from))
	return to.Join(strings.TrimPrefix(rel, "/"))
}

// Ancestors calls yield for the folders that p lies in, from its own folder
// up to the root. The root has none.
func (p Path) Ancestors(yield func(Path) bool) {
	for len(p) > 1 {
		p = p.Dir()
		if !yield(p) {
			return
		}
	}
}

// Depth is the number of names in p: 0 for the root, 2 for "/a/b".
func (p Path) Depth() int {
	if p == Root {
		return 0
	}
	return strings.Count(string(p), "/")
}

// Fault says what keeps p from being a Path, or "" where it is one.
func (p Path) Fault() string {
	s := string(p)
	switch {
	case s == "":
		return "is empty"
	case !strings.HasPrefix(s, "/"):
		return "must begin with /"
	case s != "/" && strings.HasSuffix(s, "/"):
		return "must not end with /"
	case strings.Contains(s, "//"):
		return "has an empty name between two slashes"
	case path.Clean(s) != s:
		return `must not hold "." or ".." as a name`
	case strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 || r == 0x7f }):
		return "holds a control character"
	}
	return ""
}

// Compare is the order of a tree, as of cmp.Compare: "/a", "/a/b", "/a-b".
func (p Path) Compare(other Path) int {
	for i := range min(len(p), len(other)) {
		if x, y := p[i], other[i]; x != y {
			switch {
			case x == '/':
				return -1
			case y == '/':
				return 1
			}
			return cmp.Compare(x, y)
		}
	}
	return cmp.Compare(len(p), len(other))
}
