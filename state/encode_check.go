package state

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// encodable says what keeps want from being written.
func encodable(want *Want) error {
	c := textCheck{}
	c.text(want.Name)
	if want.State != nil {
		c.text(want.State.Value)
	}
	for _, p := range want.Scope {
		c.text(string(p))
	}
	for _, g := range slices.Concat(want.Protect, want.Remove.Files) {
		c.text(g.Glob)
	}
	for _, f := range want.Fields {
		c.field(f)
	}
	for _, f := range want.Folders {
		c.text(string(f.Path), string(f.ID))
		c.attributes(f.Inherit)
		c.paths(f.MovedFrom, f.CopyOf)
		if f.SourceDir != nil {
			c.text(f.SourceDir.Glob)
		}
	}
	for _, f := range want.Files {
		c.text(string(f.Path), string(f.ID))
		c.attributes(f.Attributes)
		c.paths(f.MovedFrom)
		if f.Source != nil {
			c.text(f.Source.Path)
		}
	}
	for i := range want.Rules {
		c.text(want.Rules[i].Name)
		c.attributes(want.Rules[i].Attributes)
	}
	if c.fault == "" {
		return nil
	}
	return fmt.Errorf("%s cannot be written as YAML", c.fault)
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
