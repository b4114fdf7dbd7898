package emulator

import (
	"errors"
	"strings"
	"unicode"
)

// errUnclean is the reason a path is refused.
var errUnclean = errors.New("'.' & '..' can not be used as folder-name")

// fileName is the name under which a file is stored: whatever is neither letter, mark, number nor one
// of ".", "_" and "-" becomes "_".
func fileName(name string) string { return rewrite(name, "._-") }

// uploadFolderName is the same for the folders an upload makes.
func uploadFolderName(name string) string { return rewrite(name, "_-") }

// renamedFolderName is the same for the new name of a folder.
func renamedFolderName(name string) string { return rewrite(name, "-") }

// newFolderName is the same for a folder that is created.
func (r Readings) newFolderName(name string) string {
	if r.FolderHyphens == HyphensKept {
		return rewrite(name, "-")
	}
	return rewrite(name, "")
}

func rewrite(name, also string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.L, unicode.M, unicode.N) || strings.ContainsRune(also, r) {
			return r
		}
		return '_'
	}, name)
}

// cleanFolder is the path of a folder as the model spells it: "/" or "/a/b". Requests may leave out
// the first slash and add a last one.
func cleanFolder(path string) (string, error) {
	trimmed := strings.TrimSuffix(strings.TrimPrefix(path, "/"), "/")
	if trimmed == "" {
		if path == "" || path == "/" {
			return "/", nil
		}
		return "", errUnclean
	}
	return cleanFile("/" + trimmed)
}

// cleanFile accepts the path of a file: absolute, no empty segments, none of "." and "..".
func cleanFile(path string) (string, error) {
	if !strings.HasPrefix(path, "/") || path == "/" {
		return "", errUnclean
	}
	for segment := range strings.SplitSeq(path[1:], "/") {
		if segment == "" || segment == "." || segment == ".." {
			return "", errUnclean
		}
	}
	return path, nil
}

// segments splits a clean path; the root has none.
func segments(path string) []string {
	if path == "/" || path == "" {
		return nil
	}
	return strings.Split(path[1:], "/")
}

// splitPath splits the clean path of a file into its folder and its name.
func splitPath(path string) (dir, name string) {
	i := strings.LastIndexByte(path, '/')
	if i <= 0 {
		return "/", path[i+1:]
	}
	return path[:i], path[i+1:]
}

func joinPath(dir, name string) string {
	if dir == "/" {
		return "/" + name
	}
	return dir + "/" + name
}

// within reports whether path is dir or below it.
func within(path, dir string) bool {
	return dir == "/" || path == dir || strings.HasPrefix(path, dir+"/")
}

// overlap reports whether one of the paths is within the other.
func overlap(a, b string) bool { return within(a, b) || within(b, a) }
