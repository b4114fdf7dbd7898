package export

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/iksync/iksync/state"
)

// What package state refuses when it reads YAML. A library may hold all of it.
const (
	maxTags        = 500    // characters, all tags of a file joined by commas
	maxDescription = 10_000 // characters
)

// nameFault says why YAML takes no such name, "" where it does.
func nameFault(s string) string {
	switch {
	case !utf8.ValidString(s):
		return "it is not UTF-8"
	case s == "":
		return "it is empty"
	case strings.TrimSpace(s) != s:
		return "it begins or ends with a space"
	case strings.ContainsFunc(s, isControl):
		return "it holds a control character"
	}
	return ""
}

func isControl(r rune) bool {
	return r < 0x20 || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029'
}

func tagFault(t state.Tag) string {
	if fault := nameFault(string(t)); fault != "" {
		return fault
	}
	if strings.ContainsAny(string(t), ",%") {
		return `it holds a "," or "%"`
	}
	return ""
}

func pathFault(p state.Path) string {
	if !utf8.ValidString(string(p)) {
		return "is not UTF-8"
	}
	return p.Fault()
}

func idFault(id string) string {
	if fault := nameFault(id); fault != "" {
		return fault
	}
	if strings.ContainsAny(id, " /?#") {
		return `it holds a space, "/", "?" or "#"`
	}
	return ""
}

func descriptionFault(s string) string {
	switch n := utf8.RuneCountInString(s); {
	case !utf8.ValidString(s):
		return "its description is not UTF-8"
	case n > maxDescription:
		return fmt.Sprintf("its description has %d characters, of %d at most", n, maxDescription)
	}
	return ""
}

// valueFault says why YAML cannot ask for v in the field f, "" where it can.
func valueFault(f *state.Field, v state.Value) string {
	if fault := sayable(v); fault != "" {
		return fault
	}
	return f.CheckValue(v)
}

// sayable says what of v no YAML can hold.
func sayable(v state.Value) string {
	if s, ok := v.AsString(); ok && !utf8.ValidString(s) {
		return "is not UTF-8"
	}
	if n, ok := v.AsNumber(); ok && (math.IsInf(n, 0) || math.IsNaN(n)) {
		return "is no finite number"
	}
	list, _ := v.AsList()
	for _, item := range list {
		_, nested := item.AsList()
		if nested || item.IsNull() {
			return "holds a list or nothing as one of its values"
		}
		if fault := sayable(item); fault != "" {
			return fault
		}
	}
	return ""
}
