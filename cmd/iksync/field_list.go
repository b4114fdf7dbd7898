package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
	"github.com/iksync/iksync/state/table"
)

func (p *program) fieldListCommand() command {
	deleted := p.own("deleted", "", "", "also those that were deleted: their names are burnt")
	return command{
		name: "field list", usage: "list the custom metadata fields of the account",
		text: `Sorted by name. Fields belong to the whole account. The name of one that was
deleted can never be used again:

  iksync field list --deleted`,
		options: []*option{deleted, p.opts.output},
		run:     func(ctx context.Context, _ []string) error { return p.listFields(ctx, deleted.on()) },
	}
}

func (p *program) listFields(ctx context.Context, deleted bool) error {
	to, err := p.account()
	if err != nil {
		return err
	}
	var ever []*state.Field
	if deleted { // first, so that one that is made now is not taken for a deleted one
		if ever, err = to.library.FieldsEver(ctx); err != nil {
			return err
		}
	}
	fields, err := to.library.Fields(ctx)
	if err != nil {
		return err
	}
	return p.show(&fieldList{listedFields(fields, ever), deleted}, "")
}

// fieldStatus says whether a field can be used.
type fieldStatus string

// The statuses.
const (
	fieldLive  fieldStatus = "live"
	fieldBurnt fieldStatus = "burnt" // it was deleted, and nobody can have its name
)

// listedField is a field as documents show it.
type listedField struct {
	ID        string          `json:"id"`
	Name      state.FieldName `json:"name"`
	Label     string          `json:"label"`
	Type      state.FieldType `json:"type"`
	Status    fieldStatus     `json:"status"`
	Required  bool            `json:"required"`
	Default   state.Value     `json:"default"`
	Options   []state.Value   `json:"options,omitempty"`
	Min       state.Value     `json:"min,omitzero"`
	Max       state.Value     `json:"max,omitzero"`
	MinLength *int            `json:"min_length,omitempty"`
	MaxLength *int            `json:"max_length,omitempty"`
}

// listedFields are the fields there are and, after them, those of ever that are not
// there any more, each sorted by name.
func listedFields(fields, ever []*state.Field) []listedField {
	list := []listedField{}
	there := map[string]bool{}
	for _, f := range byName(fields) {
		there[f.ID] = true
		list = append(list, listedFieldOf(f, fieldLive))
	}
	for _, f := range byName(ever) {
		if !there[f.ID] {
			list = append(list, listedFieldOf(f, fieldBurnt))
		}
	}
	return list
}

func byName(fields []*state.Field) []*state.Field {
	return slices.SortedFunc(slices.Values(fields), func(a, b *state.Field) int {
		return strings.Compare(string(a.Name), string(b.Name))
	})
}

func listedFieldOf(f *state.Field, status fieldStatus) listedField {
	return listedField{
		ID: f.ID, Name: f.Name, Label: f.Label, Type: f.Type, Status: status, Required: f.Required == state.Required,
		Default: f.Default, Options: f.Options, Min: f.Min, Max: f.Max, MinLength: f.MinLength, MaxLength: f.MaxLength,
	}
}

// values say which values the field takes: its options, or its bounds.
func (f *listedField) values() string {
	length := func(n *int) state.Value {
		if n == nil {
			return state.Value{}
		}
		return state.Num(float64(*n))
	}
	switch {
	case len(f.Options) > 0:
		return listText(f.Options)
	case f.MinLength != nil || f.MaxLength != nil:
		return span(length(f.MinLength), length(f.MaxLength)) + " characters"
	}
	return span(f.Min, f.Max)
}

// valueText is a value for people, a list without the brackets of one.
func valueText(v state.Value) string {
	if list, isList := v.AsList(); isList {
		return listText(list)
	}
	return v.String()
}

// listText is values as --options takes them: a text is in quotes where it holds a comma,
// so that it is not taken for two, and where it would be read as a number, true or false.
func listText(values []state.Value) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = v.String()
		if text, isText := v.AsString(); isText {
			texts[i] = text
			if read, fault := scalar(table.Item{Text: text}); fault != "" || !read.Equal(v) || !table.IsBare(text) {
				texts[i] = table.InQuotes(text)
			}
		}
	}
	return strings.Join(texts, ", ")
}

// span is what lies between two bounds, of which either can be missing.
func span(least, most state.Value) string {
	switch {
	case least.IsNull() && most.IsNull():
		return ""
	case most.IsNull():
		return "from " + least.String()
	case least.IsNull():
		return "up to " + most.String()
	}
	return least.String() + " to " + most.String()
}

// fieldList is fields to show.
type fieldList struct {
	fields  []listedField
	deleted bool // those that were deleted are among them
}

// Text writes a line for each field.
func (l *fieldList) Text(w io.Writer, _ report.Style) error {
	if len(l.fields) == 0 {
		_, err := fmt.Fprintln(w, "The account has no metadata fields.")
		return err
	}
	var b strings.Builder
	t := columns(&b)
	status := func(string) string { return "" }
	if l.deleted {
		status = func(s string) string { return s + "\t" }
	}
	fmt.Fprintf(t, "NAME\tLABEL\tTYPE\t%sREQUIRED\tDEFAULT\tVALUES\tID\n", status("STATUS"))
	for i := range l.fields {
		f := &l.fields[i]
		required, standard := "no", ""
		if f.Required {
			required = "yes"
		}
		if !f.Default.IsNull() {
			standard = valueText(f.Default)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s%s\t%s\t%s\t%s\n", oneLine(string(f.Name)), oneLine(f.Label), f.Type, status(string(f.Status)),
			required, oneLine(standard), oneLine(f.values()), f.ID)
	}
	_ = t.Flush() // to memory
	_, err := io.WriteString(w, inert(b.String()))
	return err
}

// JSON writes it for a program.
func (l *fieldList) JSON(w io.Writer) error {
	return writeJSON(w, struct {
		Format string        `json:"format"`
		Fields []listedField `json:"fields"`
	}{"iksync-fields/1", l.fields})
}
