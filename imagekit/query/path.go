package query

import "strings"

// cleanPath checks the folder path of a query and takes its trailing slash off.
func cleanPath(path string) (clean, complaint string) {
	if !strings.HasPrefix(path, "/") {
		return "", `a path begins with "/", unlike ` + Quote(path)
	}
	if path == "/" {
		return path, ""
	}
	clean = folderPath(path)
	for segment := range strings.SplitSeq(clean[1:], "/") {
		switch segment {
		case "", ".", "..":
			return "", "the path " + Quote(path) + " has the segment " + Quote(segment) + ", which no folder is called"
		}
	}
	return clean, ""
}

// folderPath takes one trailing slash off, except the root's.
func folderPath(path string) string {
	if len(path) > 1 {
		return strings.TrimSuffix(path, "/")
	}
	return path
}

// within tells whether folder is root or lies below it. Both are without a trailing slash.
func within(folder, root string) bool {
	if root == "/" {
		return strings.HasPrefix(folder, "/")
	}
	rest, ok := strings.CutPrefix(folder, root)
	return ok && (rest == "" || rest[0] == '/')
}
