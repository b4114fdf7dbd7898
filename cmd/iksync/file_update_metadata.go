package main

import (
	"context"
	"slices"
	"strings"

	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/state"
)

// metadataWish is the values that metadata fields are to have.
type metadataWish struct {
	names    []state.FieldName // in the order in which they were given
	typed    map[state.FieldName]string
	unset    map[state.FieldName]bool
	values   map[state.FieldName]state.Value // of those that are set; once the fields are known
	types    map[state.FieldName]state.FieldType
	required []*state.Field // of the account
	fields   []*state.Field // of the account, as hints for those that are unknown
}

// read takes in --set and --unset.
func (m *metadataWish) read(set, unset *option) error {
	m.typed, m.unset = map[state.FieldName]string{}, map[state.FieldName]bool{}
	for _, text := range set.list() {
		name, value, found := strings.Cut(text, "=")
		if !found || name == "" {
			return set.badValue(text, "FIELD=VALUE")
		}
		if err := m.name(set, state.FieldName(name)); err != nil {
			return err
		}
		m.typed[state.FieldName(name)] = value
	}
	for _, text := range unset.list() {
		if err := m.name(unset, state.FieldName(text)); err != nil {
			return err
		}
		m.unset[state.FieldName(text)] = true
	}
	return nil
}

// name takes in a field that an option is about.
func (m *metadataWish) name(o *option, name state.FieldName) error {
	if fault := state.NameFault(string(name)); fault != "" {
		return fail(exitUsage, "--%s: the name of a field %s", o.name, fault)
	}
	if slices.Contains(m.names, name) {
		return fail(exitUsage, "--%s: the field %s was named before: say once what is to become of it", o.name, name)
	}
	m.names = append(m.names, name)
	return nil
}

// readFields makes values of what was typed, by the fields of the account: one call,
// and none where no metadata is to change.
func (w *updateWish) readFields(ctx context.Context, library *live.Library) error {
	m := &w.metadata
	if len(m.names) == 0 {
		return nil
	}
	fields, err := library.Fields(ctx)
	if err != nil {
		return err
	}
	return m.settle(fields)
}

// settle is readFields for fields that are known.
func (m *metadataWish) settle(fields []*state.Field) error {
	m.fields = fields
	m.values, m.types = map[state.FieldName]state.Value{}, map[state.FieldName]state.FieldType{}
	for _, f := range fields {
		m.types[f.Name] = f.Type
		if f.Required == state.Required {
			m.required = append(m.required, f)
		}
	}
	for _, name := range m.names {
		f := fieldCalled(fields, name)
		if m.unset[name] {
			if f == nil {
				continue // a deleted field may have left values: see checkUnset
			}
			if fault := f.CheckValue(state.Value{}); fault != "" {
				return fail(exitUsage, "--unset %s: the field %s", name, fault)
			}
			continue
		}
		if f == nil {
			return fail(exitUsage, "--set: there is no metadata field %s%s", name, state.FieldHint(name, fields))
		}
		value, fault := f.ReadValue(m.typed[name])
		if fault == "" {
			fault = f.CheckValue(value)
		}
		if fault != "" {
			return fail(exitUsage, "--set %s=%s: the field %s", name, m.typed[name], fault)
		}
		m.values[name] = value
	}
	return nil
}

// checkUnset refuses to unset a field that there is not, unless a file has a value of it.
func (w *updateWish) checkUnset(files []*state.File) error {
	m := &w.metadata
	for _, name := range m.names {
		if !m.unset[name] || fieldCalled(m.fields, name) != nil {
			continue
		}
		left := func(f *state.File) bool { _, has := f.Metadata[name]; return has }
		if !slices.ContainsFunc(files, left) {
			return fail(exitUsage, "--unset: there is no metadata field %s%s", name, state.FieldHint(name, m.fields))
		}
	}
	return nil
}

// changes are the fields whose value on a file is to become another, null where it goes.
func (m *metadataWish) changes(f *state.File) map[state.FieldName]state.Value {
	var out map[state.FieldName]state.Value
	for _, name := range m.names {
		to, have := m.values[name], f.Metadata[name].Value
		if have.EqualAs(m.types[name], to) {
			continue
		}
		if out == nil {
			out = map[state.FieldName]state.Value{}
		}
		out[name] = to
	}
	return out
}

// whole is what a call sends that changes metadata of a file: each required field is
// among it, with the value that the file has or else with its default. The API takes
// metadata only so.
func (m *metadataWish) whole(changes map[state.FieldName]state.Value, have *state.File) map[string]any {
	if len(changes) == 0 {
		return nil
	}
	out := map[string]any{}
	for _, f := range m.required {
		value := have.Metadata[f.Name].Value
		if value.IsNull() {
			value = f.Default
		}
		if !value.IsNull() {
			out[string(f.Name)] = value.Any()
		}
	}
	for name, value := range changes {
		out[string(name)] = value.Any()
	}
	return out
}
