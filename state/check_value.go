package state

import (
	"fmt"
	"math"
	"slices"
	"unicode/utf8"
)

// CheckValue says why v is no value of f, or "" where it is one. What it says
// follows the name of the field: "must be a number, not ...". Null is a value
// of every field that does not require one.
func (f *Field) CheckValue(v Value) string {
	if v.IsNull() {
		if f.Required == Required {
			return "is required and cannot be unset"
		}
		return ""
	}
	switch f.Type {
	case Text, Textarea:
		return f.checkText(v)
	case Number:
		return f.checkNumber(v)
	case Date:
		return f.checkDate(v)
	case Boolean:
		if _, ok := v.AsBool(); !ok {
			return mustBe("true or false", v)
		}
	case SingleSelect:
		return f.checkOption(v)
	case MultiSelect:
		return f.checkChoices(v)
	}
	return ""
}

// mustBe says that v is of the wrong kind, and which.
func mustBe(kind string, v Value) string {
	if _, isList := v.AsList(); isList {
		return fmt.Sprintf("must be %s, not a list", kind)
	}
	return fmt.Sprintf("must be %s, not %s %s", kind, v.Kind(), shorten(v.String()))
}

func (f *Field) checkText(v Value) string {
	s, ok := v.AsString()
	if !ok {
		fault := mustBe("a string", v)
		if _, isList := v.AsList(); !isList {
			fault += ": put it in quotes"
		}
		return fault
	}
	length := utf8.RuneCountInString(s)
	switch {
	case f.MinLength != nil && length < *f.MinLength:
		return fmt.Sprintf("must have at least %s, not %d", characters(*f.MinLength), length)
	case f.MaxLength != nil && length > *f.MaxLength:
		return fmt.Sprintf("must have at most %s, not %d", characters(*f.MaxLength), length)
	}
	return ""
}

func characters(n int) string {
	if n == 1 {
		return "1 character"
	}
	return fmt.Sprintf("%d characters", n)
}

func (f *Field) checkNumber(v Value) string {
	n, ok := v.AsNumber()
	if !ok {
		return mustBe("a number", v)
	}
	least, hasLeast := f.Min.AsNumber()
	most, hasMost := f.Max.AsNumber()
	switch {
	case !isFinite(n):
		return "must be a finite number"
	case hasLeast && n < least:
		return fmt.Sprintf("must be at least %s, not %s", f.Min, v)
	case hasMost && n > most:
		return fmt.Sprintf("must be at most %s, not %s", f.Max, v)
	}
	return ""
}

// isFinite says whether n can be written as JSON.
func isFinite(n float64) bool { return !math.IsInf(n, 0) && !math.IsNaN(n) }

func (f *Field) checkDate(v Value) string {
	t, ok := v.AsInstant()
	if !ok {
		return mustBe(`a date such as 2024-12-31 or "2024-12-31T18:00:00Z"`, v)
	}
	least, hasLeast := f.Min.AsInstant()
	most, hasMost := f.Max.AsInstant()
	switch {
	case hasLeast && t.Before(least):
		return fmt.Sprintf("must not be before %s, as %s is", f.Min, v)
	case hasMost && t.After(most):
		return fmt.Sprintf("must not be after %s, as %s is", f.Max, v)
	}
	return ""
}

func (f *Field) checkOption(v Value) string {
	if _, isList := v.AsList(); isList {
		return "must be one option, not a list: only MultiSelect fields take lists"
	}
	return f.checkChoice(v)
}

func (f *Field) checkChoices(v Value) string {
	list, ok := v.AsList()
	if !ok {
		return fmt.Sprintf("must be a list of options: write [%s]", shorten(v.String()))
	}
	for i, choice := range list {
		if fault := f.checkChoice(choice); fault != "" {
			return fault
		}
		if slices.ContainsFunc(list[:i], choice.Equal) {
			return fmt.Sprintf("must not hold %s twice", choice)
		}
	}
	return ""
}

// checkChoice says why v is none of the field's options. 2024 is not "2024":
// the likeliest mistake gets a message of its own.
func (f *Field) checkChoice(v Value) string {
	if slices.ContainsFunc(f.Options, v.Equal) {
		return ""
	}
	for _, option := range f.Options {
		if fmt.Sprint(option.Any()) == fmt.Sprint(v.Any()) {
			return fmt.Sprintf("must be %s %s, not %s: mind the quotes", option.Kind(), option, v.Kind())
		}
	}
	const most = 12
	names := make([]string, 0, len(f.Options))
	for _, option := range f.Options {
		names = append(names, option.String())
	}
	if len(names) > most {
		return fmt.Sprintf("must be one of its %d options, not %s%s", len(names), shorten(v.String()), closest(v.String(), names))
	}
	return fmt.Sprintf("must be %s, not %s", enumerate(names, "or"), shorten(v.String()))
}
