package live

import (
	"context"
	"slices"
	"strings"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

func (l *Library) probeField(ctx context.Context, op *plan.Operation) (plan.Verdict, error) {
	fields, err := l.client.ListFields(ctx, false)
	if err != nil {
		return plan.Verdict{}, err
	}
	is, err := fieldNow(fields, op.Field)
	if err != nil {
		return plan.Verdict{}, err
	}
	return fieldVerdict(is, op), nil
}

// fieldNow is the field that a is about, by its id or, where the plan could not
// know that, by its name. Nil where there is none.
func fieldNow(fields []imagekit.Field, a *plan.FieldArgs) (*state.Field, error) {
	at := slices.IndexFunc(fields, func(f imagekit.Field) bool {
		if a.ID != "" {
			return f.ID == a.ID
		}
		return f.Name == string(a.Name)
	})
	if at < 0 {
		return nil, nil
	}
	return fieldOf(&fields[at])
}

// fieldVerdict says whether a field is as op makes it. A name is given once and
// for all, so one that is there and differs was made by somebody else.
func fieldVerdict(is *state.Field, op *plan.Operation) plan.Verdict {
	name := op.Field.Name
	switch {
	case op.Kind == plan.OpDeleteField && is == nil:
		return done("there is no field %s any more", name)
	case op.Kind == plan.OpDeleteField:
		return notDone("the field %s is still there", name)
	case is == nil:
		return notDone("there is no field %s", name)
	}
	unlike := fieldUnlike(is, op.Field)
	switch {
	case len(unlike) == 0:
		return done("the field %s is as it was sent", name)
	case op.Kind == plan.OpUpdateField:
		return notDone("the field %s has other values for: %s", name, strings.Join(unlike, ", "))
	}
	return unsure("there is a field %s, with other values for: %s", name, strings.Join(unlike, ", "))
}

// fieldUnlike names the properties of a field that are not as they were sent.
func fieldUnlike(is *state.Field, sent *plan.FieldArgs) []string {
	var out []string
	note := func(name string, same bool) {
		if !same {
			out = append(out, name)
		}
	}
	note("type", is.Type == sent.Type)
	note("label", is.Label == sent.Label)
	note("required", (is.Required == state.Required) == (sent.Required == state.Required))
	note("default", is.Default.EqualAs(is.Type, sent.Default))
	note("options", state.List(is.Options...).Equal(state.List(sent.Options...)))
	note("min_length", sameInt(is.MinLength, sent.MinLength))
	note("max_length", sameInt(is.MaxLength, sent.MaxLength))
	note("min", is.Min.EqualAs(is.Type, sent.Min))
	note("max", is.Max.EqualAs(is.Type, sent.Max))
	return out
}

func sameInt(a, b *int) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
