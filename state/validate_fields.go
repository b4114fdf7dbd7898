package state

import (
	"cmp"
	"maps"
	"slices"
)

// checkField finds what a field's definition gets wrong by itself.
func (r *reader) checkField(f *Field) {
	for _, fault := range f.Faults() {
		r.config.fail(cmp.Or(f.Managed[fault.Property], f.Pos), "%s", fault.Message)
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
