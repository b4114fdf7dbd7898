package main

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/iksync/iksync/state"
	"github.com/iksync/iksync/state/table"
)

// noBound is the value of a bound that takes it away.
const noBound = "none"

// definitionOptions are the options that say how a field is.
type definitionOptions struct {
	label, required, standard, options, least, most, minLength, maxLength *option
}

func (p *program) definitionOptions() *definitionOptions {
	return &definitionOptions{
		label:     p.own("label", "TEXT", "", "what people see; no two fields have the same"),
		required:  p.own("required", "", "", "metadata is refused without a value; needs a default"),
		standard:  p.own("default", "VALUE", "", "the value where none is given; of MultiSelect a list"),
		options:   p.own("options", "LIST", "", `what can be chosen, as in: Acme,2024,"2025","a, b"`),
		least:     p.own("min", "VALUE", "", "the least number, or the first date"),
		most:      p.own("max", "VALUE", "", "the greatest number, or the last date"),
		minLength: p.own("min-length", "N", "", "the fewest characters of a text"),
		maxLength: p.own("max-length", "N", "", "the most characters of a text"),
	}
}

func (o *definitionOptions) list() []*option {
	return []*option{o.label, o.required, o.standard, o.options, o.least, o.most, o.minLength, o.maxLength}
}

// property is what YAML and the checks of package state call what an option gives.
func property(o *option) string { return strings.ReplaceAll(o.name, "-", "_") }

// read is the part of a field of that type that the options give. What they do not
// give is not in its Managed.
func (o *definitionOptions) read(t state.FieldType) (*state.Field, error) {
	f := &state.Field{Type: t, Required: state.Optional, Managed: state.Managed{}}
	var errs []error
	note := func(opt *option, read func() error) {
		if opt.given() {
			f.Managed[property(opt)] = state.Pos{}
			errs = append(errs, read())
		}
	}
	note(o.label, func() error {
		f.Label = o.label.text()
		return o.label.faulty(state.NameFault(f.Label))
	})
	note(o.required, func() error {
		if o.required.on() {
			f.Required = state.Required
		}
		return nil
	})
	note(o.standard, func() (err error) {
		f.Default, err = o.standard.fieldValue(t)
		return err
	})
	note(o.options, func() (err error) {
		f.Options, err = o.options.scalars()
		return err
	})
	bound := func(opt *option, into *state.Value) {
		note(opt, func() (err error) {
			*into, err = opt.bound(t)
			return err
		})
	}
	length := func(opt *option, into **int) {
		note(opt, func() (err error) {
			*into, err = opt.length()
			return err
		})
	}
	bound(o.least, &f.Min)
	bound(o.most, &f.Max)
	length(o.minLength, &f.MinLength)
	length(o.maxLength, &f.MaxLength)
	return f, firstError(errs...)
}

// faulty is the error of a fault that follows the option's name, nil of none.
func (o *option) faulty(fault string) error {
	if fault == "" {
		return nil
	}
	if !strings.HasPrefix(fault, ":") {
		fault = " " + fault
	}
	return fail(exitUsage, "--%s%s", o.name, fault)
}

// fieldValue reads a value of a field of type t. A text is taken as it is.
func (o *option) fieldValue(t state.FieldType) (state.Value, error) {
	switch t {
	case state.Text, state.Textarea, state.Date:
		return state.String(o.text()), nil
	case state.MultiSelect:
		list, err := o.scalars()
		return state.List(list...), err
	default: // one value, of the kind that its form says
	}
	list, err := o.scalars()
	switch {
	case err != nil:
		return state.Value{}, err
	case len(list) > 1:
		return state.Value{}, o.bad(`one value (one with a comma in quotes: '"a, b"')`)
	}
	return list[0], nil
}

// scalars reads a list of values: numbers, true and false by their form, all else as
// text, and so what is in quotes.
func (o *option) scalars() ([]state.Value, error) {
	var values []state.Value
	for _, text := range o.list() {
		items, fault := table.Values(text)
		if fault != "" {
			return nil, o.faulty(fault)
		}
		for _, i := range items {
			v, fault := scalar(i)
			if fault != "" {
				return nil, o.faulty(fault)
			}
			values = append(values, v)
		}
	}
	return values, nil
}

// scalar is a value by its form.
func scalar(i table.Item) (state.Value, string) {
	if i.Quoted {
		return state.String(i.Text), ""
	}
	if i.Text == "true" || i.Text == "false" {
		return state.Bool(i.Text == "true"), ""
	}
	n, fault := state.ReadNumber(i.Text)
	if fault == "" {
		return state.Num(n), ""
	}
	_, err := strconv.ParseFloat(i.Text, 64)
	if isNumber := err == nil || errors.Is(err, strconv.ErrRange); isNumber && strings.ContainsAny(i.Text, "0123456789") {
		return state.Value{}, fault
	}
	return state.String(i.Text), ""
}

// bound reads the least or the greatest value of a field, null where it is to have none.
func (o *option) bound(t state.FieldType) (state.Value, error) {
	if o.text() == noBound {
		return state.Value{}, nil
	}
	return o.fieldValue(t)
}

// length reads a number of characters, nil where there is to be none.
func (o *option) length() (*int, error) {
	if o.text() == noBound {
		return nil, nil
	}
	n, err := o.number(0)
	return &n, err
}

// checkDefinition refuses a definition that the API would refuse, as far as that is
// seen from here.
func checkDefinition(f *state.Field) error {
	var texts []string
	for _, fault := range f.Faults() {
		texts = append(texts, fault.Message)
	}
	if len(texts) == 0 {
		return nil
	}
	return fail(exitUsage, "field %s: %s", f.Name, strings.Join(texts, "; "))
}

// typeNames are the types of fields.
func typeNames() []string {
	names := []string{}
	for _, t := range state.FieldTypes() {
		names = append(names, string(t))
	}
	return names
}

// exclusive refuses options that say two things.
func exclusive(options ...*option) error {
	var given []string
	for _, o := range options {
		if o.given() && (o.takes != "" || o.on()) {
			given = append(given, "--"+o.name)
		}
	}
	if len(given) < 2 {
		return nil
	}
	slices.Sort(given)
	return fail(exitUsage, "%s say two things: take one of them out", strings.Join(given, " and "))
}
