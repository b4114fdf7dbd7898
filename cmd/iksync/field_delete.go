package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/iksync/iksync/imagekit"
	"github.com/iksync/iksync/plan"
)

func (p *program) fieldDeleteCommand() command {
	return command{
		name: "field delete", usage: "delete a custom metadata field: its name is burnt", args: "ID|NAME", atLeast: 1, atMost: 1,
		text: `The values that files have for the field are lost, and no field can ever have its
name again. It says first how many files have a value, and asks.

  iksync field delete --dry-run legacy_sku`,
		options: append(p.acting(), p.opts.yes),
		run:     func(ctx context.Context, args []string) error { return p.deleteField(ctx, args[0]) },
	}
}

func (p *program) deleteField(ctx context.Context, arg string) error {
	to, err := p.account()
	if err != nil {
		return err
	}
	f, _, err := findField(ctx, to.library, arg)
	if err != nil {
		return err
	}
	held, err := to.countFiles(ctx, withValue(f.Name))
	if err != nil {
		return err
	}
	op := plan.FieldOperation(plan.OpDeleteField, f)
	s := p.fieldStep(to.library, op, &item{means: fmt.Sprintf("its name is burnt; with a value for it: %s", held)})
	send := s.do
	s.do = func(ctx context.Context) error { return explainPolicy(send(ctx)) }
	return p.act(ctx, action{
		name: "field delete", verb: "delete", past: "deleted", steps: []*step{s},
		ask: fmt.Sprintf("Delete the field %s (%s)? With a value for it: %s. The values are lost, and the name %s is burnt: no field can ever have it again.",
			inert(string(f.Name)), f.ID, held, inert(string(f.Name))),
	})
}

// explainPolicy says what to do about a field that ImageKit will not delete as a path
// policy uses it. It says so in its message alone.
func explainPolicy(err error) error {
	var answer *imagekit.Error
	if !isBadRequest(err) || !errors.As(err, &answer) || !strings.Contains(strings.ToLower(answer.Message), "path policy") {
		return err
	}
	return fmt.Errorf("ImageKit does not delete a field that a path policy uses: take it out of the policy in ImageKit's dashboard first (%w)", err)
}
