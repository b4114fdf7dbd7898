package plan

import (
	"slices"

	"github.com/iksync/iksync/state"
)

// openFields makes fields, and widens those that are about to take values that
// they do not take yet. A required field that goes, or is required no more, has
// to come first: as long as it is required, no metadata is taken without a value
// of it.
func (c *compiler) openFields() {
	used, filled := c.usedFields(), c.filledFields()
	for i := range c.d.tasks {
		t := &c.d.tasks[i]
		if t.field == nil {
			continue
		}
		switch name := t.field.Name; {
		case t.change.Action == Delete && t.field.Required == state.Required:
			c.freed = append(c.freed, c.emit(t, Operation{Kind: OpDeleteField, Field: fieldID(t.field)}))
		case t.change.Action == Create:
			open := *t.field
			if filled[name] {
				open.Required = state.Optional // until every file that needs it has a value
			}
			c.fields[name] = c.emit(t, Operation{Kind: OpCreateField, Field: fieldArgs(&open)})
		case t.change.Action == Update:
			wide, relaxes := widened(t.was, t.field), t.was.Required == state.Required && t.field.Required != state.Required
			if used[name] && takesMore(t.was, wide) || relaxes && len(used) > 0 {
				c.fields[name] = c.emit(t, Operation{Kind: OpUpdateField, Field: fieldArgs(wide)})
			}
			if relaxes && len(used) > 0 {
				c.freed = append(c.freed, c.fields[name])
			}
		}
	}
}

// usedFields is the fields that values are set of.
func (c *compiler) usedFields() map[state.FieldName]bool {
	used := map[state.FieldName]bool{}
	for i := range c.d.tasks {
		if u := c.d.tasks[i].update; u != nil {
			for name := range u.Metadata {
				used[name] = true
			}
		}
	}
	return used
}

// filledFields is the fields that become required and of which files get the
// default for no other reason.
func (c *compiler) filledFields() map[state.FieldName]bool {
	filled := map[state.FieldName]bool{}
	for i := range c.d.tasks {
		t := &c.d.tasks[i]
		if t.change.Kind != File || t.change.Action != Update || slices.ContainsFunc(t.change.Attrs, func(a AttrDiff) bool { return a.From.Layer != state.LayerDefault }) {
			continue
		}
		for name := range t.update.Metadata {
			filled[name] = true
		}
	}
	return filled
}

// needFields makes op wait for the definitions of the values it sets.
func (c *compiler) needFields(op *Operation, needs map[OpID]NeedKind) {
	if op.Update == nil || len(op.Update.Metadata) == 0 {
		return
	}
	for name := range op.Update.Metadata {
		if id, changes := c.fields[name]; changes {
			needs[id] = NeedField
		}
		c.uses[name] = append(c.uses[name], op.ID)
	}
	for _, id := range c.freed {
		needs[id] = NeedField
	}
}

// closeFields brings fields to their final definition, after the values that it
// no longer takes have left, and deletes fields.
func (c *compiler) closeFields() {
	for i := range c.d.tasks {
		t := &c.d.tasks[i]
		if t.field == nil {
			continue
		}
		switch wide := c.fields[t.field.Name]; t.change.Action {
		case Delete:
			if t.field.Required != state.Required {
				c.closeField(t, Operation{Kind: OpDeleteField, Field: fieldID(t.field)})
			}
		case Create:
			if c.draft.at(wide).Field.Required != t.field.Required {
				c.closeField(t, Operation{Kind: OpUpdateField, Field: fieldArgs(t.field)})
			}
		case Update:
			if wide == 0 || !sameField(widened(t.was, t.field), t.field) {
				c.closeField(t, Operation{Kind: OpUpdateField, Field: fieldArgs(t.field)})
			}
		case Replace, Merge, Move, Rename, Copy, Upload:
		}
	}
}

// closeField writes down the last operation on a field, which waits for all others.
func (c *compiler) closeField(t *task, op Operation) {
	id := c.emit(t, op)
	needs := map[OpID]NeedKind{}
	for _, user := range c.uses[t.field.Name] {
		needs[user] = NeedField
	}
	if wide := c.fields[t.field.Name]; wide != 0 {
		needs[wide] = NeedSequence
	}
	c.draft.at(id).Needs = needList(needs)
}

// widened is a definition that takes what is takes and what next takes. The
// rest of it is next's already.
func widened(is, next *state.Field) *state.Field {
	wide := *next
	if is.Required != state.Required {
		wide.Required = is.Required
	}
	wide.Options = slices.Clone(next.Options)
	for _, option := range is.Options {
		if !slices.ContainsFunc(wide.Options, option.Equal) {
			wide.Options = append(wide.Options, option)
		}
	}
	if is.MinLength == nil || wide.MinLength != nil && *is.MinLength < *wide.MinLength {
		wide.MinLength = is.MinLength
	}
	if is.MaxLength == nil || wide.MaxLength != nil && *is.MaxLength > *wide.MaxLength {
		wide.MaxLength = is.MaxLength
	}
	if is.Min.IsNull() || less(is.Min, wide.Min) {
		wide.Min = is.Min
	}
	if is.Max.IsNull() || less(wide.Max, is.Max) {
		wide.Max = is.Max
	}
	return &wide
}

// less says whether a is a lower bound than b. Null is none.
func less(a, b state.Value) bool {
	if x, ok := a.AsNumber(); ok {
		y, ok := b.AsNumber()
		return ok && x < y
	}
	x, isDate := a.AsInstant()
	y, areDates := b.AsInstant()
	return isDate && areDates && x.Before(y)
}

// takesMore says whether wide, which takes all that is takes, takes more.
func takesMore(is, wide *state.Field) bool {
	for _, a := range fieldAttrs(is, wide, wide) {
		switch a.Name {
		case "min_length", "max_length", "min", "max":
			return true
		}
	}
	return slices.ContainsFunc(wide.Options, func(option state.Value) bool {
		return !slices.ContainsFunc(is.Options, option.Equal)
	})
}

func sameField(a, b *state.Field) bool { return len(fieldAttrs(a, b, b)) == 0 }

func fieldID(f *state.Field) *FieldArgs {
	return &FieldArgs{ID: f.ID, Name: f.Name, Label: f.Label, Type: f.Type, Required: f.Required}
}
