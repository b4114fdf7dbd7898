package imagekit

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// invalid makes the error of a request that is not sent.
func invalid(op, field, format string, args ...any) error {
	return &InvalidError{Op: op, Field: field, Problem: fmt.Sprintf(format, args...)}
}

// firstError returns the first error there is.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// checkText refuses text that JSON could not carry unchanged.
func checkText(op, field, text string) error {
	if !utf8.ValidString(text) {
		return invalid(op, field, "%q is not valid UTF-8", text)
	}
	return nil
}

// checkTexts refuses empty and unsendable texts.
func checkTexts(op, field string, texts []string) error {
	for _, text := range texts {
		if text == "" {
			return invalid(op, field, "is empty")
		}
		if err := checkText(op, field, text); err != nil {
			return err
		}
	}
	return nil
}

// checkID refuses ids that would address something else: the collection, or another path.
func checkID(op, field, id string) error {
	switch {
	case id == "":
		return invalid(op, field, "is empty")
	case id == "." || id == "..":
		return invalid(op, field, "is %q", id)
	}
	return checkText(op, field, id)
}

// checkIDs refuses none, too many, and twice the same.
func checkIDs(op string, ids []string, limit int) error {
	if len(ids) == 0 {
		return invalid(op, "file ids", "are missing")
	}
	if len(ids) > limit {
		return invalid(op, "file ids", "are %d, allowed are %d a call", len(ids), limit)
	}
	for i, id := range ids {
		if err := checkID(op, "file id", id); err != nil {
			return err
		}
		if slices.Contains(ids[:i], id) {
			return invalid(op, "file id", "%s is given twice", id)
		}
	}
	return nil
}

// checkTags refuses tags the service refuses.
func checkTags(op string, tags []string) error {
	chars := 0
	for _, tag := range tags {
		if strings.Contains(tag, "%") {
			return invalid(op, "tag", "%q contains '%%'", tag)
		}
		chars += utf8.RuneCountInString(tag)
	}
	if chars > MaxTagChars {
		return invalid(op, "tags", "have %d characters together, allowed are %d", chars, MaxTagChars)
	}
	return checkTexts(op, "tag", tags)
}

// checkMetadata refuses keys and values that JSON could not carry unchanged.
func checkMetadata(op string, metadata map[string]any) error {
	for key, value := range metadata {
		if err := firstError(checkTexts(op, "metadata key", []string{key}), checkValue(op, key, value)); err != nil {
			return err
		}
	}
	return nil
}

func checkValue(op, key string, value any) error {
	switch v := value.(type) {
	case string:
		return checkText(op, "metadata "+key, v)
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return invalid(op, "metadata "+key, "is %v, which JSON cannot carry", v)
		}
	case []string:
		return checkTexts(op, "metadata "+key, v)
	case []any:
		for _, item := range v {
			if err := checkValue(op, key, item); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkPath refuses paths that are not absolute or that a server could read as another path.
func checkPath(op, field, path string) error {
	if !strings.HasPrefix(path, "/") {
		return invalid(op, field, "%q does not begin with '/'", path)
	}
	inner := strings.TrimSuffix(strings.TrimPrefix(path, "/"), "/")
	for segment := range strings.SplitSeq(inner, "/") {
		if segment == "." || segment == ".." || (segment == "" && inner != "") {
			return invalid(op, field, "%q has a part that is empty, '.' or '..'", path)
		}
	}
	if strings.HasPrefix(path, "//") {
		return invalid(op, field, "%q has a part that is empty", path)
	}
	return checkText(op, field, path)
}

// checkPaths checks where a file is and where it is to go.
func checkPaths(op, source, destination string) error {
	return firstError(checkNotRoot(op, "source", source), checkPath(op, "destination", destination))
}

// checkNotRoot also refuses the root, which cannot be moved and must not be deleted.
func checkNotRoot(op, field, path string) error {
	if path == "/" {
		return invalid(op, field, "is the root of the library")
	}
	return checkPath(op, field, path)
}

// checkFileName refuses names that the service would change: the library
// would hold another file than the one that was asked for.
func checkFileName(op, name string) error {
	return checkName(op, name, "._-")
}

// checkFolderName is checkFileName for folders. '-' is let through: renaming
// keeps it, and about creating the sources differ.
func checkFolderName(op, name string) error {
	return checkName(op, name, "_-")
}

func checkName(op, name, special string) error {
	if name == "" || name == "." || name == ".." {
		return invalid(op, "name", "is %q", name)
	}
	for _, r := range name {
		if !unicode.In(r, unicode.L, unicode.M, unicode.N) && !strings.ContainsRune(special, r) {
			return invalid(op, "name", "%q contains %q, which the service would replace by '_'", name, r)
		}
	}
	return checkText(op, "name", name)
}
