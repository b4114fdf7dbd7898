package state

import "strings"

// NameFault says why s is no name that YAML can ask for, "" where it is one. What it
// says follows whatever the name is of.
func NameFault(s string) string {
	switch {
	case s == "":
		return "must not be empty"
	case strings.TrimSpace(s) != s:
		return "must not begin or end with a space"
	case strings.ContainsFunc(s, isControl):
		return "must not hold control characters"
	}
	return ""
}

func isControl(r rune) bool {
	return r < 0x20 || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029'
}

// TagFault is NameFault for tags, which ImageKit takes joined by commas.
func TagFault(t Tag) string {
	if fault := NameFault(string(t)); fault != "" {
		return fault
	}
	if strings.ContainsAny(string(t), ",%") {
		return `must not hold "," or "%"`
	}
	return ""
}

// IDFault is NameFault for ids, which stand in the paths of requests.
func IDFault(id string) string {
	if fault := NameFault(id); fault != "" {
		return fault
	}
	if strings.ContainsAny(id, " /?#") {
		return `must not hold a space, "/", "?" or "#"`
	}
	return ""
}
