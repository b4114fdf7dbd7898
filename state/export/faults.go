package export

import (
	"fmt"
	"math"
	"unicode/utf8"

	"github.com/iksync/iksync/state"
)

// What package state refuses when it reads YAML, a library may hold all the same.

// fault says why YAML takes no such text, by a rule of package state, "" where it does.
func fault(s, rule string) string {
	switch {
	case !utf8.ValidString(s):
		return "it is not UTF-8"
	case rule != "":
		return "it " + rule
	}
	return ""
}

func nameFault(s string) string { return fault(s, state.NameFault(s)) }

func tagFault(t state.Tag) string { return fault(string(t), state.TagFault(t)) }

func idFault(id string) string { return fault(id, state.IDFault(id)) }

func pathFault(p state.Path) string {
	if !utf8.ValidString(string(p)) {
		return "is not UTF-8"
	}
	return p.Fault()
}

func descriptionFault(s string) string {
	switch n := utf8.RuneCountInString(s); {
	case !utf8.ValidString(s):
		return "its description is not UTF-8"
	case n > state.MaxDescription:
		return fmt.Sprintf("its description has %d characters, of %d at most", n, state.MaxDescription)
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
