package state

import (
	"maps"
	"slices"
)

// checkField finds what a field's definition gets wrong by itself.
func (r *reader) checkField(f *Field) {
	c := fieldCheck{config: r.config, field: f}
	c.options()
	c.lengths()
	c.ranges()
	c.defaults()
}

type fieldCheck struct {
	config *configuration
	field  *Field
}

// given says whether the YAML gives a property, and where.
func (c fieldCheck) given(property string) (Pos, bool) {
	pos, ok := c.field.Managed[property]
	return pos, ok
}

// only notes a property that fields of this type do not have. It returns
// whether the type has it.
func (c fieldCheck) only(property string, types ...FieldType) bool {
	fits := slices.Contains(types, c.field.Type)
	if pos, ok := c.given(property); ok && !fits {
		names := make([]string, len(types))
		for i, t := range types {
			names[i] = string(t)
		}
		c.config.fail(pos, "%s is for %s fields, not for %s", property, enumerate(names, "and"), c.field.Type)
	}
	return fits
}

func (c fieldCheck) options() {
	if !c.only("options", SingleSelect, MultiSelect) {
		return
	}
	if _, ok := c.given("options"); !ok {
		c.config.fail(c.field.Pos, "a %s field needs options: the values that can be chosen", c.field.Type)
	}
}

func (c fieldCheck) lengths() {
	c.only("min_length", Text, Textarea)
	c.only("max_length", Text, Textarea)
	least, most := c.field.MinLength, c.field.MaxLength
	if least != nil && most != nil && *least > *most {
		pos, _ := c.given("min_length")
		c.config.fail(pos, "min_length %d is more than max_length %d", *least, *most)
	}
}

func (c fieldCheck) ranges() {
	okMin, okMax := c.only("min", Number, Date), c.only("max", Number, Date)
	if !okMin || !okMax {
		return
	}
	goodMin, goodMax := c.bound("min", c.field.Min), c.bound("max", c.field.Max)
	if !goodMin || !goodMax || c.field.Min.IsNull() || c.field.Max.IsNull() {
		return
	}
	if upTo := (&Field{Type: c.field.Type, Max: c.field.Max}); upTo.CheckValue(c.field.Min) != "" {
		pos, _ := c.given("min")
		c.config.fail(pos, "min %s is more than max %s", c.field.Min, c.field.Max)
	}
}

// bound checks that a bound is a number, or a date, as the field's values are.
func (c fieldCheck) bound(property string, value Value) bool {
	fault := (&Field{Type: c.field.Type}).CheckValue(value)
	if fault != "" {
		pos, _ := c.given(property)
		c.config.fail(pos, "%s %s", property, fault)
	}
	return fault == ""
}

func (c fieldCheck) defaults() {
	f := c.field
	if f.Default.IsNull() {
		if pos, _ := c.given("required"); f.Required == Required {
			c.config.fail(pos, "a required field needs a default, for the files that have no value")
		}
		return
	}
	if fault := f.CheckValue(f.Default); fault != "" {
		pos, _ := c.given("default")
		c.config.fail(pos, "default %s", fault)
	}
}

// checkLabels finds two fields with one label, which ImageKit refuses.
func (v *validator) checkLabels() {
	fields := slices.SortedFunc(maps.Values(v.want.Fields), func(a, b *Field) int { return comparePos(a.Pos, b.Pos) })
	first := map[string]*Field{}
	for _, f := range fields {
		if f.Label == "" {
			continue
		}
		if other, taken := first[f.Label]; taken {
			v.fail(f.Managed["label"], "label %q is that of field %s at %s already: labels must differ", f.Label, other.Name, line(f.Managed["label"], other.Pos))
			continue
		}
		first[f.Label] = f
	}
}

// checkMetadata finds values that the fields defined here do not take. Fields
// that are not defined here may still be in the account: that is seen later.
func (v *validator) checkMetadata() {
	removed := map[FieldName]Pos{}
	for _, name := range v.want.Remove.Fields {
		removed[name.Value] = name.From.Pos
	}
	check := func(values map[FieldName]Setting[Value]) {
		for name, value := range values {
			if pos, ok := removed[name]; ok {
				v.fail(value.From.Pos, "field %s is used here, but remove.fields takes it away at %s: keep one of them", name, line(value.From.Pos, pos))
				continue
			}
			f, ok := v.want.Fields[name]
			if !ok {
				continue
			}
			if fault := f.CheckValue(value.Value); fault != "" {
				v.fail(value.From.Pos, "%s %s", name, fault)
			}
		}
	}
	for _, f := range v.want.Folders {
		check(f.Inherit.Metadata)
	}
	for _, f := range v.want.Files {
		check(f.Metadata)
	}
	for i := range v.want.Rules {
		check(v.want.Rules[i].Metadata)
	}
}
