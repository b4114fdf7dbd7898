package state

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/iksync/iksync/state/table"
)

// emptyCell is the cell of a value with nothing in it: a text, or a list.
const emptyCell = `""`

// readCell is the value of f that a cell stands for; says: whether it stands for any.
// Whether f takes the value is for CheckValue to say. The fault is why the cell is no value at
// all, and follows the name of the field.
func (f *Field) readCell(cell string) (v Value, says bool, fault string) {
	kind, text := table.Meaning(cell)
	trimmed := strings.TrimSpace(cell)
	isText := f.Type == Text || f.Type == Textarea || f.Type == ""
	switch {
	case kind == table.Nothing || !isText && trimmed == "":
		return Value{}, false, ""
	case kind == table.Null || !isText && trimmed == "null":
		return Value{}, true, ""
	case isText:
		return String(text), true, ""
	}
	switch f.Type {
	case Number:
		v, fault = numberIn(trimmed)
	case Boolean:
		v = String(trimmed)
		if b, ok := booleanOf(trimmed); ok {
			v = Bool(b)
		}
	case MultiSelect:
		v, fault = f.choicesIn(trimmed)
	case SingleSelect:
		v = f.choiceIn(cell)
	default:
		v = String(trimmed)
	}
	return v, fault == "", fault
}

// booleanOf is true or false as spreadsheets write them: in any case.
func booleanOf(text string) (value, ok bool) {
	switch {
	case strings.EqualFold(text, "true"):
		return true, true
	case strings.EqualFold(text, "false"):
		return false, true
	}
	return false, false
}

// numberIn reads a number as it may stand in YAML.
func numberIn(text string) (Value, string) {
	number, fault := ReadNumber(text)
	if fault != "" {
		return Value{}, fmt.Sprintf("must be a plain decimal number that can be kept exactly, such as 12.5, not %s", strconv.Quote(shorten(text)))
	}
	return Num(number), ""
}

// choiceIn is the option that a cell names: as it is, in quotes of its own, or with
// white space around it. What is none of them is a text, for CheckValue to refuse.
func (f *Field) choiceIn(cell string) Value {
	if v, ok := f.option(cell, false); ok {
		return v
	}
	trimmed := strings.TrimSpace(cell)
	if items, fault := table.Values(trimmed); fault == "" && len(items) == 1 && items[0].Quoted {
		if v, ok := f.option(items[0].Text, true); ok {
			return v
		}
	}
	if v, ok := f.option(trimmed, false); ok {
		return v
	}
	return String(trimmed)
}

// choicesIn is the options that a cell lists.
func (f *Field) choicesIn(cell string) (Value, string) {
	if cell == emptyCell {
		return List(), ""
	}
	items, fault := table.Values(cell)
	if fault != "" {
		return Value{}, fault
	}
	values := make([]Value, len(items))
	for i, item := range items {
		v, ok := f.option(item.Text, item.Quoted)
		if !ok {
			v = String(item.Text)
		}
		values[i] = v
	}
	return List(values...), ""
}

// option is the option of f that is written as text. Where a text and a number, or
// a text and a truth, are written alike, quotes make the difference.
func (f *Field) option(text string, quoted bool) (Value, bool) {
	var found []Value
	for _, option := range f.Options {
		if optionText(option) == text {
			found = append(found, option)
		}
	}
	if len(found) == 0 {
		return f.optionLike(text, quoted)
	}
	i := slices.IndexFunc(found, func(v Value) bool { _, isText := v.AsString(); return isText == quoted })
	return found[max(i, 0)], true
}

// optionLike is the option that text is another way to write: spreadsheets make TRUE
// of true, and 1.0 of 1.
func (f *Field) optionLike(text string, quoted bool) (Value, bool) {
	if quoted {
		return Value{}, false
	}
	v, fault := numberIn(text)
	if b, ok := booleanOf(text); ok {
		v, fault = Bool(b), ""
	}
	return v, fault == "" && slices.ContainsFunc(f.Options, v.Equal)
}

// optionText is how an option is written in a cell.
func optionText(v Value) string {
	if s, ok := v.AsString(); ok {
		return s
	}
	if n, ok := v.AsNumber(); ok {
		return numberOf(n).scalar
	}
	return v.String()
}
