package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/iksync/iksync/state"
)

// fieldDiff compares the definitions of custom metadata fields.
type fieldDiff struct {
	want  *state.Want
	have  *state.Have
	notes *notes
	tasks []task
	after map[state.FieldName]*state.Field // the account's fields as they will be
}

func newFieldDiff(want *state.Want, have *state.Have, o Options, n *notes) *fieldDiff {
	d := &fieldDiff{want: want, have: have, notes: n, after: map[state.FieldName]*state.Field{}}
	for name, f := range have.Fields {
		d.after[name] = f
	}
	for _, name := range sortedKeys(want.Fields) {
		if is := have.Fields[name]; is != nil {
			d.update(is, want.Fields[name])
		} else {
			d.create(want.Fields[name])
		}
	}
	for _, remove := range want.Remove.Fields {
		if is := have.Fields[remove.Value]; is != nil {
			d.delete(is, remove.From.Pos, o)
		}
	}
	d.checkLabels()
	return d
}

// checkLabels finds two fields with one label, which the account does not take.
func (d *fieldDiff) checkLabels() {
	owners := map[string]state.FieldName{}
	for _, listed := range []bool{false, true} { // a field that is listed is the one at fault
		for _, name := range sortedKeys(d.after) {
			f := d.want.Fields[name]
			if (f != nil) != listed {
				continue
			}
			label := d.after[name].Label
			if other, taken := owners[label]; taken && f != nil && label != "" {
				d.notes.problems.Add(propertyPos(f, "label"), "field %s would have the label %q, which field %s has", name, label, other)
			}
			owners[label] = name
		}
	}
}

func (d *fieldDiff) create(f *state.Field) {
	after := *f
	if after.Label == "" {
		after.Label = string(f.Name)
	}
	d.after[f.Name] = &after
	blank := &state.Field{Name: f.Name, Required: state.Optional}
	d.tasks = append(d.tasks, task{field: &after, change: &Change{
		ID: NewChangeID(Field, string(f.Name)), Kind: Field, Action: Create, Field: f.Name,
		Attrs: fieldAttrs(blank, &after, f), Reason: ReasonListed, Pos: f.Pos,
	}})
}

func (d *fieldDiff) update(is, f *state.Field) {
	if is.Type != f.Type {
		d.notes.refuse(Refusal{Guard: GuardFieldType, Subject: string(f.Name), Pos: f.Pos,
			Message: fmt.Sprintf("field %s is %s and can never become %s: a field's type cannot be changed, and deleting it burns its name; add a field of another name instead",
				f.Name, is.Type, f.Type)})
		d.after[f.Name] = f // so that its values are not blamed for a type they are not meant for
		return
	}
	after := merged(is, f)
	attrs := fieldAttrs(is, after, f)
	if len(attrs) == 0 {
		return
	}
	d.after[f.Name] = after
	d.checkDefault(after, f)
	d.tasks = append(d.tasks, task{field: after, was: is, change: &Change{
		ID: NewChangeID(Field, string(f.Name)), Kind: Field, Action: Update, Field: f.Name,
		Object: is.ID, Attrs: attrs, Reason: ReasonListed, Pos: f.Pos,
	}})
}

func (d *fieldDiff) delete(is *state.Field, pos state.Pos, o Options) {
	if !d.have.Complete() {
		d.notes.hold(Held{Kind: Field, Action: Delete, Path: state.Path(is.Name), Reason: HeldIncomplete, Pos: pos,
			Detail: "nothing is deleted in a run that could not read everything"})
		return
	}
	if !slices.Contains(o.AllowFieldDelete, is.Name) {
		d.notes.refuse(Refusal{Guard: GuardFieldDelete, Subject: string(is.Name), Pos: pos,
			Message:  fmt.Sprintf("deleting field %s takes its values off every file and burns the name for ever", is.Name),
			Override: "--allow-field-delete " + string(is.Name)})
	}
	delete(d.after, is.Name)
	d.tasks = append(d.tasks, task{field: is, change: &Change{
		ID: NewChangeID(Field, string(is.Name)), Kind: Field, Action: Delete, Field: is.Name,
		Object: is.ID, Reason: ReasonRemoved, Pos: pos,
	}})
}

// checkDefault checks a default against the rest of a definition, where one of
// them is the YAML's and the other the account's.
func (d *fieldDiff) checkDefault(after, f *state.Field) {
	if after.Default.IsNull() {
		if after.Required == state.Required {
			d.notes.problems.Add(propertyPos(f, "required"), "field %s is required: it needs a default", f.Name)
		}
		return
	}
	if fault := after.CheckValue(after.Default); fault != "" {
		d.notes.problems.Add(propertyPos(f, "default"), "field %s: its default %s", f.Name, fault)
	}
}

// merged is the field is with the properties that f gives.
func merged(is, f *state.Field) *state.Field {
	after := *is
	after.Pos = f.Pos
	gives := func(property string) bool { _, ok := f.Managed[property]; return ok }
	if gives("label") {
		after.Label = f.Label
	}
	if gives("required") {
		after.Required = f.Required
	}
	if gives("default") {
		after.Default = f.Default
	}
	if gives("options") {
		after.Options = f.Options
	}
	if gives("min_length") {
		after.MinLength = f.MinLength
	}
	if gives("max_length") {
		after.MaxLength = f.MaxLength
	}
	if gives("min") {
		after.Min = f.Min
	}
	if gives("max") {
		after.Max = f.Max
	}
	return &after
}

// fieldAttrs lists what differs between two definitions of one field.
func fieldAttrs(before, after, asked *state.Field) []AttrDiff {
	var out []AttrDiff
	add := func(name string, a, b state.Value) {
		if !a.EqualAs(after.Type, b) {
			out = append(out, AttrDiff{Name: name, Before: a, After: b, From: state.Origin{Name: string(asked.Name), Pos: propertyPos(asked, name)}})
		}
	}
	add("type", textValue(string(before.Type)), textValue(string(after.Type)))
	add("label", textValue(before.Label), textValue(after.Label))
	add("required", state.Bool(before.Required == state.Required), state.Bool(after.Required == state.Required))
	add("default", before.Default, after.Default)
	add("options", optionsValue(before.Options), optionsValue(after.Options))
	add("min_length", intValue(before.MinLength), intValue(after.MinLength))
	add("max_length", intValue(before.MaxLength), intValue(after.MaxLength))
	add("min", before.Min, after.Min)
	add("max", before.Max, after.Max)
	return out
}

func propertyPos(f *state.Field, name string) state.Pos {
	if pos, ok := f.Managed[name]; ok {
		return pos
	}
	return f.Pos
}

func optionsValue(options []state.Value) state.Value {
	if len(options) == 0 {
		return state.Value{}
	}
	return state.List(options...)
}

func intValue(n *int) state.Value {
	if n == nil {
		return state.Value{}
	}
	return state.Num(float64(*n))
}

func fieldArgs(f *state.Field) *FieldArgs {
	return &FieldArgs{
		ID: f.ID, Name: f.Name, Label: f.Label, Type: f.Type, Required: f.Required, Default: f.Default,
		Options: f.Options, MinLength: f.MinLength, MaxLength: f.MaxLength, Min: f.Min, Max: f.Max,
	}
}

// checkValues checks every metadata value of the YAML against the account's
// fields as they will be, each value once, at its place.
func (d *fieldDiff) checkValues() {
	for _, path := range sortedKeys(d.want.Folders) {
		d.checkMetadata(d.want.Folders[path].Inherit.Metadata)
	}
	for i := range d.want.Rules {
		d.checkMetadata(d.want.Rules[i].Metadata)
	}
	for _, path := range sortedKeys(d.want.Files) {
		d.checkMetadata(d.want.Files[path].Metadata)
	}
}

func (d *fieldDiff) checkMetadata(metadata map[state.FieldName]state.Setting[state.Value]) {
	for _, name := range sortedKeys(metadata) {
		setting := metadata[name]
		f := d.after[name]
		switch {
		case f == nil:
			d.notes.problems.Add(setting.From.Pos, "there is no metadata field %q in the account%s; define it under fields, or correct the name", name, d.known())
		case setting.Value.IsNull() && f.Required == state.Required:
			d.notes.problems.Add(setting.From.Pos, "field %s is required and cannot be unset", name)
		case setting.Value.IsNull():
		default:
			if fault := f.CheckValue(setting.Value); fault != "" {
				d.notes.problems.Add(setting.From.Pos, "%s: %s", name, fault)
			}
		}
	}
}

// known names the fields there are, where they are few enough to help.
func (d *fieldDiff) known() string {
	names := sortedKeys(d.after)
	if len(names) == 0 || len(names) > 12 {
		return ""
	}
	texts := make([]string, len(names))
	for i, name := range names {
		texts[i] = string(name)
	}
	return fmt.Sprintf(" (it has %s)", strings.Join(texts, ", "))
}
