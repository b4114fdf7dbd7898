package main

import (
	"context"
	"fmt"
	"slices"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// fieldUpdateOptions are the options that say what of a field changes.
type fieldUpdateOptions struct {
	*definitionOptions
	optional, noDefault, addOption, removeOption *option
	name, kind                                   *option // which cannot change
}

func (p *program) fieldUpdateOptions() *fieldUpdateOptions {
	o := &fieldUpdateOptions{
		definitionOptions: p.definitionOptions(),
		optional:          p.own("optional", "", "", "metadata needs no value any more"),
		noDefault:         p.own("no-default", "", "", "no default any more"),
		addOption:         p.own("add-option", "LIST", "", "also these can be chosen"),
		removeOption:      p.own("remove-option", "LIST", "", "these can be chosen no more"),
		name:              p.own("name", "NAME", "", "cannot be changed"),
		kind:              p.own("type", "TYPE", "", "cannot be changed"),
	}
	o.addOption.many, o.removeOption.many = true, true
	return o
}

func (o *fieldUpdateOptions) list() []*option {
	return append(o.definitionOptions.list(), o.optional, o.noDefault, o.addOption, o.removeOption, o.name, o.kind)
}

func (p *program) fieldUpdateCommand() command {
	o := p.fieldUpdateOptions()
	return command{
		name: "field update", usage: "change a custom metadata field", args: "ID|NAME", atLeast: 1, atMost: 1,
		text: `What is not named stays as it is; a bound goes with none. Where an option goes, or
a bound gets narrower, it says first how many files still have such a value, and asks.
A name and a type can never be changed.

  iksync field update --add-option Initech --remove-option Globex brand
  iksync field update --min 0 --max none price`,
		options: append(p.acting(o.list()...), p.opts.yes),
		run: func(ctx context.Context, args []string) error {
			if err := o.check(); err != nil {
				return err
			}
			return p.updateField(ctx, args[0], o)
		},
	}
}

// check refuses what cannot be, before the field is looked for.
func (o *fieldUpdateOptions) check() error {
	if o.name.given() || o.kind.given() {
		return fail(exitUsage, "the name and the type of a field can never be changed: create another field, and give its values to the files (iksync file update)")
	}
	if err := firstError(
		exclusive(o.required, o.optional), exclusive(o.standard, o.noDefault),
		exclusive(o.options, o.addOption), exclusive(o.options, o.removeOption),
	); err != nil {
		return err
	}
	asked, err := o.asked(&state.Field{Type: state.Text}) // what is wrong whatever the type is
	if err == nil && len(asked.Managed) == 0 {
		return fail(exitUsage, "nothing to change was given: see iksync field update --help")
	}
	return err
}

// asked is what is to change of a field, but for the options to take away.
func (o *fieldUpdateOptions) asked(is *state.Field) (*state.Field, error) {
	f, err := o.read(is.Type)
	if err != nil {
		return nil, err
	}
	f.Name = is.Name
	if o.optional.on() {
		f.Managed[property(o.required)] = state.Pos{}
	}
	if o.noDefault.on() {
		f.Managed[property(o.standard)] = state.Pos{}
	}
	added, err := o.addOption.scalars()
	if err != nil {
		return nil, err
	}
	removed, err := o.removeOption.scalars()
	if err != nil || len(added)+len(removed) == 0 {
		return f, err
	}
	f.Managed[property(o.options)] = state.Pos{}
	f.Options = slices.Clone(is.Options)
	for _, v := range added {
		if !slices.ContainsFunc(f.Options, v.Equal) {
			f.Options = append(f.Options, v)
		}
	}
	return f, nil
}

// after is the field is as it will be.
func (o *fieldUpdateOptions) after(is *state.Field) (*state.Field, error) {
	asked, err := o.asked(is)
	if err != nil {
		return nil, err
	}
	after := plan.MergedField(is, asked)
	after.Managed = asked.Managed
	removed, err := o.removeOption.scalars()
	if err == nil && len(removed) > 0 {
		err = checkDefinition(after) // that it has options at all
	}
	if err != nil {
		return nil, err
	}
	for _, v := range removed {
		if fault := (&state.Field{Type: state.SingleSelect, Options: is.Options}).CheckValue(v); fault != "" {
			return nil, fail(exitFailed, "field %s: --remove-option %s", is.Name, fault)
		}
		after.Options = slices.DeleteFunc(slices.Clone(after.Options), v.Equal)
	}
	return after, checkDefinition(after)
}

func (p *program) updateField(ctx context.Context, arg string, o *fieldUpdateOptions) error {
	to, err := p.account()
	if err != nil {
		return err
	}
	is, fields, err := findField(ctx, to.library, arg)
	if err != nil {
		return err
	}
	after, err := o.after(is)
	if err == nil {
		err = checkLabel(after, fields)
	}
	if err != nil {
		return err
	}
	a := action{name: "field update", verb: "change", past: "changed"}
	diff := plan.FieldDiff(is, after)
	if len(diff) == 0 {
		a.steps = []*step{sameField(is, "it is like this already")}
		return p.act(ctx, a)
	}
	i := &item{means: diffWords(diff)}
	if n := narrowingOf(is, after); n.search != "" {
		held, err := to.countFiles(ctx, n.search)
		if err != nil {
			return err
		}
		words := n.words(held)
		a.ask = fmt.Sprintf("Change the field %s: %s? %s", inert(string(is.Name)), inert(i.means), inert(words))
		i.means += "; " + words
	}
	a.steps = []*step{p.fieldUpdateStep(to, after, i, diff)}
	return p.act(ctx, a)
}

// fieldUpdateStep sends a field whole. Whether ImageKit takes that for all there is, or
// keeps what it does not name, is not documented: where something is to go, the
// field is looked at afterwards.
func (p *program) fieldUpdateStep(to *account, after *state.Field, i *item, diff []plan.AttrDiff) *step {
	op := plan.FieldOperation(plan.OpUpdateField, after)
	s := p.fieldStep(to.library, op, i)
	var gone []plan.AttrDiff
	for _, d := range diff {
		if d.After.IsNull() {
			gone = append(gone, d)
		}
	}
	if len(gone) == 0 {
		return s
	}
	send := s.do
	s.do = func(ctx context.Context) error {
		if err := send(ctx); err != nil {
			return err
		}
		done, err := p.fieldDone(ctx, to.library, op)
		switch {
		case err != nil || done:
			return err
		case len(gone) == len(diff):
			return fmt.Errorf("ImageKit took the change, and left the field as it was: %s", diffWords(diff))
		}
		i.Status, i.Note = itemPartly, "ImageKit kept what was to go: "+diffWords(gone)
		return nil
	}
	return s
}
