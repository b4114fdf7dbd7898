package plan

import (
	"slices"

	"github.com/iksync/iksync/state"
)

// Source says what a plan was made from.
type Source struct {
	Endpoint     string // base URL of the API
	ConfigDigest string // SHA-256 of the YAML's bytes, in hex
}

// Make compares want with have and returns the finished plan, refused or not.
// Its error is state.Problems: what is wrong with the YAML, now that the
// library is known.
func Make(want *state.Want, have *state.Have, from Source, o Options) (*Plan, error) {
	d, err := Diff(want, have, o)
	if err != nil {
		return nil, err
	}
	draft, stuck := compile(d)
	if !o.Selection.Empty() {
		d.keep(draft.choose(d.Changes, o.Selection))
	}
	ops, how := draft.pack(), asked(want, o)
	seen := see(d, have, how, ops)
	p := &Plan{
		Format: FormatVersion, Library: want.Name, Endpoint: from.Endpoint, Account: have.Account,
		Scope: want.Scope, From: how, Gaps: have.Gaps,
		Digests:    Digests{Config: from.ConfigDigest, Have: digest(seen, byID(d.Changes))},
		Refusals:   slices.Concat(d.Refusals, guard(want, have, o, d.Changes), stuck),
		Changes:    d.Changes,
		Held:       d.Held,
		Operations: ops,
		Seen:       seen,
	}
	p.Totals = total(p)
	p.Totals.Objects = len(have.Files) + len(have.Folders)
	p.Forecast = forecast(p)
	return p, nil
}

// keep leaves in d only the changes that were chosen.
func (d *Difference) keep(chosen map[ChangeID]bool) {
	d.Changes = slices.DeleteFunc(d.Changes, func(c Change) bool { return !chosen[c.ID] })
	var tasks []task // a new list: the draft points into the old one
	for _, t := range d.tasks {
		if chosen[t.change.ID] {
			tasks = append(tasks, t)
		}
	}
	d.tasks = tasks
}

func total(p *Plan) Totals {
	t := Totals{Actions: map[Action]int{}, Calls: map[Class]int{}}
	for i := range p.Changes {
		t.Actions[p.Changes[i].Action]++
	}
	for i := range p.Operations {
		t.Calls[p.Operations[i].Class]++
	}
	return t
}
