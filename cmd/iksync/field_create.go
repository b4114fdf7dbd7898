package main

import (
	"context"
	"slices"
	"strings"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

func (p *program) fieldCreateCommand() command {
	kind := p.own("type", "TYPE", "", strings.Join(typeNames(), ", ")+"; for ever")
	definition := p.definitionOptions()
	return command{
		name: "field create", usage: "create a custom metadata field", args: "NAME", atLeast: 1, atMost: 1,
		text: `The name and the type can never be changed, and the name of a field that was
deleted can never be used again. In lists, numbers, true and false are that by their
form, and text where they are in quotes. The label is the name, if none is given.

  iksync field create --type Text --max-length 20 season
  iksync field create --type SingleSelect --options Acme,Globex --required --default Acme brand`,
		options: p.acting(append([]*option{kind}, definition.list()...)...),
		run: func(ctx context.Context, args []string) error {
			f, err := readNewField(args[0], kind, definition)
			if err != nil {
				return err
			}
			return p.createField(ctx, f)
		},
	}
}

// readNewField is the field that is asked for. One without a label has none yet.
func readNewField(name string, kind *option, definition *definitionOptions) (*state.Field, error) {
	if fault := state.NameFault(name); fault != "" {
		return nil, fail(exitUsage, "the name of a field %s", fault)
	}
	switch {
	case !kind.given():
		return nil, fail(exitUsage, "which type is %s to have? Give --type: %s", name, strings.Join(typeNames(), " or "))
	case !slices.Contains(typeNames(), kind.text()):
		return nil, kind.bad(strings.Join(typeNames(), " or "))
	}
	f, err := definition.read(state.FieldType(kind.text()))
	if err != nil {
		return nil, err
	}
	f.Name = state.FieldName(name)
	return f, checkDefinition(f)
}

func (p *program) createField(ctx context.Context, f *state.Field) error {
	to, err := p.account()
	if err != nil {
		return err
	}
	is, err := to.fieldBefore(ctx, f)
	if err != nil {
		return err
	}
	a := action{name: "field create", verb: "create", past: "created"}
	if is != nil {
		a.steps = []*step{sameField(is, "it is there, and like this")}
		return p.act(ctx, a)
	}
	if f.Label == "" {
		f.Label = string(f.Name)
	}
	a.steps = []*step{p.fieldStep(to.library, plan.FieldOperation(plan.OpCreateField, f), &item{means: fieldWords(f)})}
	return p.act(ctx, a)
}

// fieldBefore is the field that f would make, where the account has it already. It
// fails where the name or the label is not free: one call where both are new.
//
// All fields that ever were are read first, as one that is gone from a listing
// after that is burnt, and not just made.
func (a *account) fieldBefore(ctx context.Context, f *state.Field) (*state.Field, error) {
	ever, err := a.library.FieldsEver(ctx)
	if err != nil {
		return nil, err
	}
	asked := *f
	if asked.Label == "" {
		asked.Label = string(f.Name)
	}
	known := slices.ContainsFunc(ever, func(o *state.Field) bool { return o.Name == f.Name || o.Label == asked.Label })
	if !known {
		return nil, nil
	}
	fields, err := a.library.Fields(ctx)
	if err != nil {
		return nil, err
	}
	is := fieldCalled(fields, f.Name)
	switch {
	case is == nil && fieldCalled(ever, f.Name) != nil:
		return nil, fail(exitRefused, "the name %s is burnt: a field of this name was deleted, and ImageKit never takes its name again. Take another name", f.Name)
	case is == nil:
		return nil, checkLabel(&asked, fields)
	case f.Label == "":
		asked.Label = is.Label
	}
	return is, alike(is, &asked)
}

// alike fails where a field that is there is not as it is asked for.
func alike(is, asked *state.Field) error {
	diff := plan.FieldDiff(is, asked)
	switch {
	case len(diff) == 0:
		return nil
	case is.Type != asked.Type:
		return fail(exitFailed, "there is a field %s already, and it is %s, which can never be changed to %s: take another name", is.Name, is.Type, asked.Type)
	}
	return fail(exitFailed, "there is a field %s already, which differs: %s. To change it: iksync field update", is.Name, diffWords(diff))
}
