package state

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// fieldShape writes the properties that are managed and, where a definition
// comes from elsewhere than YAML, those that say something.
func fieldShape(f *Field) shape {
	var pairs []pair
	add := func(key string, says bool, s shape) {
		if _, managed := f.Managed[key]; managed || says {
			pairs = append(pairs, pair{key, s})
		}
	}
	add("label", f.Label != "", textOf(f.Label))
	add("type", true, textOf(f.Type))
	add("options", len(f.Options) > 0, valueShape(List(f.Options...)))
	add("required", f.Required == Required, boolOf(f.Required == Required))
	add("default", !f.Default.IsNull(), valueShape(f.Default))
	add("min", !f.Min.IsNull(), valueShape(f.Min))
	add("max", !f.Max.IsNull(), valueShape(f.Max))
	add("min_length", f.MinLength != nil, lengthShape(f.MinLength))
	add("max_length", f.MaxLength != nil, lengthShape(f.MaxLength))
	return mappingOf(pairs...)
}

func lengthShape(n *int) shape {
	if n == nil {
		return scalarOf("null")
	}
	return scalarOf(strconv.Itoa(*n))
}

// textCheck remembers the first thing it meets that YAML cannot hold.
type textCheck struct{ fault string }

func (c *textCheck) text(texts ...string) {
	for _, s := range texts {
		if c.fault == "" && !utf8.ValidString(s) {
			c.fault = fmt.Sprintf("%q, which is not UTF-8,", s)
		}
	}
}

func (c *textCheck) paths(settings ...*Setting[Path]) {
	for _, s := range settings {
		if s != nil {
			c.text(string(s.Value))
		}
	}
}

func (c *textCheck) value(v Value) {
	if s, ok := v.AsString(); ok {
		c.text(s)
	}
	if n, ok := v.AsNumber(); ok && !isFinite(n) && c.fault == "" {
		c.fault = "the number " + v.String()
	}
	list, _ := v.AsList()
	for _, item := range list {
		c.value(item)
	}
}

func (c *textCheck) field(f *Field) {
	c.text(string(f.Name), f.Label, string(f.Type))
	for _, v := range append([]Value{f.Default, f.Min, f.Max}, f.Options...) {
		c.value(v)
	}
}

func (c *textCheck) attributes(a Attributes) {
	if a.Tags != nil {
		for _, list := range [][]Tag{a.Tags.Set, a.Tags.Add, a.Tags.Remove} {
			for _, t := range list {
				c.text(string(t))
			}
		}
	}
	for name, s := range a.Metadata {
		c.text(string(name))
		c.value(s.Value)
	}
	for _, s := range []*Setting[string]{a.Description, a.Focus} {
		if s != nil {
			c.text(s.Value)
		}
	}
}
