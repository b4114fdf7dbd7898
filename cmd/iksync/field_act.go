package main

import (
	"context"
	"errors"
	"strings"

	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// fieldStep is the call that op stands for.
func (p *program) fieldStep(library *live.Library, op *plan.Operation, i *item) *step {
	i.Field, i.ID = string(op.Field.Name), op.Field.ID
	return &step{
		items: []*item{i},
		do: func(ctx context.Context) error {
			_, err := library.Do(ctx, op, func(context.Context) error { return nil })
			return err
		},
		look: func(ctx context.Context) (bool, error) { return p.fieldDone(ctx, library, op) },
	}
}

// sameField is a step that has nothing to do.
func sameField(f *state.Field, note string) *step {
	return &step{
		items: []*item{{Field: string(f.Name), ID: f.ID, Status: itemSame, Note: note}},
		do:    func(context.Context) error { return nil },
	}
}

// fieldDone says from the account's fields whether op was carried out. They are read
// until they show that, or had their time to catch up.
func (p *program) fieldDone(ctx context.Context, library *live.Library, op *plan.Operation) (bool, error) {
	var v plan.Verdict
	err := p.untilSettled(ctx, func() (good bool, err error) {
		v, err = library.Probe(ctx, op)
		return v.Answer == plan.VerdictDone, err
	})
	if err == nil && v.Answer == plan.VerdictUnclear {
		err = errors.New(v.Evidence)
	}
	return v.Answer == plan.VerdictDone, err
}

// checkLabel refuses a label that another field has.
func checkLabel(f *state.Field, fields []*state.Field) error {
	for _, other := range fields {
		if other.Name != f.Name && other.Label == f.Label {
			return fail(exitFailed, "the label %q is that of the field %s already: labels must differ, so give another one with --label", f.Label, other.Name)
		}
	}
	return nil
}

// fieldWords say what a new field is like: "type Text, label Brand".
func fieldWords(f *state.Field) string {
	var parts []string
	for _, d := range plan.FieldDiff(&state.Field{}, f) {
		parts = append(parts, d.Name+" "+d.After.String())
	}
	return strings.Join(parts, ", ")
}

// diffWords say what changes of a field: "label Brand -> Make".
func diffWords(diff []plan.AttrDiff) string {
	var parts []string
	for _, d := range diff {
		parts = append(parts, d.Name+" "+orNone(d.Before)+" -> "+orNone(d.After))
	}
	return strings.Join(parts, ", ")
}

func orNone(v state.Value) string {
	if v.IsNull() {
		return "none"
	}
	return v.String()
}
