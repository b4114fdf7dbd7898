package state

import "slices"

// fields reads the definitions of custom metadata fields.
//
// A definition with a fault is replaced by one that takes any value, so that
// its fault is not told again at each value.
func (r *reader) fields(n node) {
	for _, e := range n.sectionEntries("fields", r.seen("fields")) {
		before := len(r.config.problems)
		f := r.field(e)
		if len(r.config.problems) == before {
			r.checkField(f)
		}
		if len(r.config.problems) > before {
			f = &Field{Name: f.Name, Pos: f.Pos, Required: Optional}
		}
		if fault := NameFault(e.key); fault != "" {
			e.at.fail("the name of a field %s", fault)
			continue
		}
		r.want.Fields[f.Name] = f
	}
}

func (r *reader) field(e entry) *Field {
	f := &Field{Name: FieldName(e.key), Pos: e.at.pos(), Required: Optional, Managed: Managed{}}
	if !e.value.isMapping() {
		e.value.fail("field %s must be a mapping with at least type, not %s", e.key, e.value.kind())
		return f
	}
	rec := e.value.record("a field", "label", "type", "options", "required", "default",
		"min", "max", "min_length", "max_length")
	for _, property := range rec {
		f.Managed[property.key] = property.value.pos()
	}
	if n, ok := rec.get("type"); ok {
		f.Type = fieldType(n)
	} else {
		e.at.fail("field %s needs a type: %s", e.key, enumerate(typeNames(), "or"))
	}
	if n, ok := rec.get("label"); ok {
		f.Label, _ = n.name("label")
	}
	if n, ok := rec.get("required"); ok {
		if required, ok := n.boolean("required"); ok && required {
			f.Required = Required
		}
	}
	r.fieldValues(rec, f)
	return f
}

// fieldValues reads the properties that say which values a field takes.
func (r *reader) fieldValues(rec record, f *Field) {
	if n, ok := rec.get("options"); ok {
		f.Options = options(n)
	}
	for key, into := range map[string]*Value{"default": &f.Default, "min": &f.Min, "max": &f.Max} {
		if n, ok := rec.get(key); ok {
			*into, _ = n.value(key)
		}
	}
	for key, into := range map[string]**int{"min_length": &f.MinLength, "max_length": &f.MaxLength} {
		if n, ok := rec.get(key); ok {
			*into = length(n, key)
		}
	}
}

// length reads a number of characters; nothing leaves it open.
func length(n node, what string) *int {
	if n.isNull() {
		return nil
	}
	count, ok := n.integer(what)
	if !ok {
		return nil
	}
	return &count
}

func typeNames() []string {
	names := []string{}
	for _, t := range FieldTypes() {
		names = append(names, string(t))
	}
	return names
}

func fieldType(n node) FieldType {
	text, ok := n.text("type")
	if !ok {
		return ""
	}
	if !slices.Contains(FieldTypes(), FieldType(text)) {
		n.fail("type %q is not known%s", shorten(text), didYouMean(text, typeNames()))
		return ""
	}
	return FieldType(text)
}

// options reads the values that a select field offers.
func options(n node) []Value {
	list := []Value{}
	seen := map[Value]bool{}
	for _, item := range n.items("options") {
		v, ok := item.scalar("an option")
		if !ok {
			continue
		}
		if fault := optionFault(v, seen); fault != "" {
			item.fail("%s", fault)
			continue
		}
		seen[v] = true
		list = append(list, v)
	}
	if n.isList() && len(n.yaml.Content) == 0 {
		n.fail("options is empty: list the values that can be chosen")
	}
	return list
}
