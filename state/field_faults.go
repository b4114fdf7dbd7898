package state

import (
	"fmt"
	"slices"
)

// FieldFault is what is wrong with a property of a field's definition.
type FieldFault struct {
	Property string // as YAML calls it: "min_length"
	Message  string
}

// Faults is what f gets wrong by itself: a property that its type does not have or
// needs, options twice, bounds that cross each other, a default that is none of its
// values. Which properties it gives, Managed says. Whether its name and label are
// free only the account can say.
func (f *Field) Faults() []FieldFault {
	c := fieldCheck{field: f}
	c.options()
	c.lengths()
	c.ranges()
	c.defaults()
	return c.faults
}

type fieldCheck struct {
	field  *Field
	faults []FieldFault
}

func (c *fieldCheck) fail(property, format string, args ...any) {
	c.faults = append(c.faults, FieldFault{property, fmt.Sprintf(format, args...)})
}

// given says whether the definition gives a property.
func (c *fieldCheck) given(property string) bool {
	_, ok := c.field.Managed[property]
	return ok
}

// only notes a property that fields of this type do not have. It returns
// whether the type has it.
func (c *fieldCheck) only(property string, types ...FieldType) bool {
	fits := slices.Contains(types, c.field.Type)
	if c.given(property) && !fits {
		names := make([]string, len(types))
		for i, t := range types {
			names[i] = string(t)
		}
		c.fail(property, "%s is for %s fields, not for %s", property, enumerate(names, "and"), c.field.Type)
	}
	return fits
}

func (c *fieldCheck) options() {
	if !c.only("options", SingleSelect, MultiSelect) {
		return
	}
	if len(c.field.Options) == 0 {
		c.fail("options", "a %s field needs options: the values that can be chosen", c.field.Type)
	}
	seen := map[Value]bool{}
	for _, option := range c.field.Options {
		if fault := optionFault(option, seen); fault != "" {
			c.fail("options", "%s", fault)
		}
		seen[option] = true
	}
}

func (c *fieldCheck) lengths() {
	c.only("min_length", Text, Textarea)
	c.only("max_length", Text, Textarea)
	least, most := c.field.MinLength, c.field.MaxLength
	if least != nil && most != nil && *least > *most {
		c.fail("min_length", "min_length %d is more than max_length %d", *least, *most)
	}
}

func (c *fieldCheck) ranges() {
	okMin, okMax := c.only("min", Number, Date), c.only("max", Number, Date)
	if !okMin || !okMax {
		return
	}
	goodMin, goodMax := c.bound("min", c.field.Min), c.bound("max", c.field.Max)
	if !goodMin || !goodMax || c.field.Min.IsNull() || c.field.Max.IsNull() {
		return
	}
	if upTo := (&Field{Type: c.field.Type, Max: c.field.Max}); upTo.CheckValue(c.field.Min) != "" {
		c.fail("min", "min %s is more than max %s", c.field.Min, c.field.Max)
	}
}

// bound checks that a bound is a number, or a date, as the field's values are.
func (c *fieldCheck) bound(property string, value Value) bool {
	fault := (&Field{Type: c.field.Type}).CheckValue(value)
	if fault != "" {
		c.fail(property, "%s %s", property, fault)
	}
	return fault == ""
}

func (c *fieldCheck) defaults() {
	f := c.field
	if f.Default.IsNull() {
		if f.Required == Required {
			c.fail("required", "a required field needs a default, for the files that have no value")
		}
		return
	}
	if fault := f.CheckValue(f.Default); fault != "" {
		c.fail("default", "default %s", fault)
	}
}

// optionFault says why v can be no option of a field beside those seen; "": it can.
func optionFault(v Value, seen map[Value]bool) string {
	text, isText := v.AsString()
	switch {
	case v.IsNull() || isText && text == "":
		return "an option must not be empty"
	case seen[v]:
		return fmt.Sprintf("option %s is listed twice", v)
	}
	return ""
}
