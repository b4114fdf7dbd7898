package main

import (
	"context"
	"io"
	"slices"
	"time"

	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

func (p *program) driftCommand() command {
	base := p.baseOption()
	return command{
		name: "drift", usage: "say what somebody changed in the library",
		text: `Reads the library and compares it with the YAML, which was applied: what differs
somebody changed. With --base the YAML that was applied is another one, such as
that of the branch which a change is to be merged into; each difference is then
blamed on the library, on the YAML, or on both. Sources of a YAML are looked for
beside it: take --base from a checkout of its own. A plan that a guard would refuse
is told of too. Exits with 0; with --detailed-exitcode, with 2 if there is drift;
and with 1 if the library could not be read whole, after showing what could.`,
		options: []*option{p.opts.file, base, p.opts.vars, p.opts.note, p.opts.detailed},
		run: func(ctx context.Context, _ []string) error {
			d, err := p.findDrift(ctx, base.text())
			if err != nil {
				return err
			}
			return p.tellDrift(d)
		},
	}
}

// baseOption is --base, of commands that look for drift.
func (p *program) baseOption() *option {
	return &option{name: "base", takes: "FILE", usage: "the YAML that was applied, if it is not the one at hand",
		group: groupCommand, getenv: p.env.Getenv}
}

// findDrift compares the library with the YAML at hand and with the one called base;
// "": they are the same. The library is read once. It writes nothing.
func (p *program) findDrift(ctx context.Context, base string) (*report.Drift, error) {
	if base == "-" && p.opts.file.text() == "-" {
		return nil, fail(exitUsage, "--file and --base cannot both be stdin")
	}
	var now, was *config
	var err error
	if base == "" {
		now, err = p.readConfig()
	} else {
		now, was, err = p.readBoth(base)
	}
	if err != nil {
		return nil, err
	}
	m, err := p.plannerOf(now, plan.Options{Now: p.now})
	if err != nil {
		return nil, err
	}
	have, err := m.library.Observe(ctx, bothScopes(now, was))
	if err != nil {
		return nil, err
	}
	configs := []*config{now}
	if was != nil {
		configs = append(configs, was)
	}
	if err := m.learn(ctx, have, configs...); err != nil {
		return nil, err
	}
	have.Gaps = append(have.Gaps, unreadGaps(have)...)
	return m.blame(have, was)
}

// bothScopes is the folders that one or the other YAML is about, none in another one.
func bothScopes(now, was *config) []state.Path {
	all := slices.Clone(now.want.Scope)
	if was != nil {
		all = append(all, was.want.Scope...)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return slices.DeleteFunc(slices.Clone(all), func(dir state.Path) bool { return slices.ContainsFunc(all, dir.Under) })
}

// within is what have holds of the folders of a scope.
func within(have *state.Have, scope []state.Path) *state.Have {
	out := &state.Have{Library: state.NewLibrary(), Account: have.Account, Gaps: have.Gaps}
	out.Fields = have.Fields // those of the account
	in := func(p state.Path) bool { return slices.ContainsFunc(scope, p.Within) }
	for path, f := range have.Files {
		if in(path) {
			out.Files[path] = f
		}
	}
	for path, f := range have.Folders {
		if in(path) {
			out.Folders[path] = f
		}
	}
	return out
}

// blame makes the plans of the two YAMLs for what was read, and says who is to blame
// for what is in them. A file that is listed and gone is drift, unless only the YAML
// at hand lists it: that is a mistake of it, as in any plan.
func (m *planner) blame(have *state.Have, was *config) (*report.Drift, error) {
	d := &report.Drift{Source: m.config.name}
	var gone []plan.Gone
	var err error
	if was == nil {
		if d.Plan, d.Gone, err = m.planWithout(m.config, have); err != nil {
			return nil, err
		}
		d.Changes, d.Strays = plan.Blame(d.Plan, d.Plan), plan.Strays(d.Plan, d.Plan)
		d.Updated = lastUpdates(d.Changes, have)
		return d, nil
	}
	d.Applied = was.name
	seen := func(c *config) *state.Have {
		if slices.Equal(m.config.want.Scope, was.want.Scope) {
			return have
		}
		return within(have, c.want.Scope)
	}
	if d.Base, d.Gone, err = m.planWithout(was, seen(was)); err != nil {
		return nil, err
	}
	if d.Plan, gone, err = m.planWithout(m.config, seen(m.config)); err != nil {
		return nil, err
	}
	if anyOther(gone, d.Gone) {
		if _, err := m.planOf(m.config, seen(m.config)); err != nil {
			return nil, err // which says what is wrong
		}
	}
	d.Changes, d.Strays = plan.Blame(d.Base, d.Plan), plan.Strays(d.Base, d.Plan)
	d.Updated = lastUpdates(d.Changes, have)
	return d, nil
}

// anyOther says whether anything is gone that is not known to be. Of a metadata field
// each value that it does not take is a thing of its own.
func anyOther(gone, known []plan.Gone) bool {
	type object struct {
		kind   plan.Kind
		path   state.Path
		detail string
	}
	about := func(g *plan.Gone) object {
		if g.Kind == plan.Field {
			return object{g.Kind, g.Path, g.Detail}
		}
		return object{g.Kind, g.Path, ""}
	}
	is := make(map[object]bool, len(known))
	for i := range known {
		is[about(&known[i])] = true
	}
	for i := range gone {
		if !is[about(&gone[i])] {
			return true
		}
	}
	return false
}

// planWithout is planOf, without what is listed and gone.
func (m *planner) planWithout(c *config, have *state.Have) (*plan.Plan, []plan.Gone, error) {
	return plan.MakeWithout(c.want, have, m.source(c), m.options)
}

func (m *planner) planOf(c *config, have *state.Have) (*plan.Plan, error) {
	return plan.Make(c.want, have, m.source(c), m.options)
}

func (m *planner) source(c *config) plan.Source {
	return plan.Source{Endpoint: m.connection.endpoint, ConfigDigest: c.digest}
}

// lastUpdates is when the library updated the files last that somebody changed.
func lastUpdates(changes []plan.Blamed, have *state.Have) map[plan.ChangeID]time.Time {
	out := map[plan.ChangeID]time.Time{}
	for i := range changes {
		c := &changes[i].Change
		if c.Kind != plan.File || !changes[i].Blame.Drift() {
			continue
		}
		at := c.From
		if at == "" {
			at = c.Path
		}
		if f := have.Files[at]; f != nil && string(f.ID) == c.Object {
			out[c.ID] = f.Observed.Updated
		}
	}
	return out
}

// tellDrift shows what was found and ends the command as --detailed-exitcode asks.
func (p *program) tellDrift(d *report.Drift) error {
	if err := p.show(driftDocument{d}, d.Source); err != nil {
		return err
	}
	switch {
	case len(d.Plan.Gaps) > 0:
		return fail(exitFailed, "the library could not be read whole: what could not be read may have drifted too")
	case p.opts.detailed.on() && d.Any():
		return failWith(exitChanges, errChanges)
	default:
		return nil
	}
}

// driftDocument is a drift to show.
type driftDocument struct{ *report.Drift }

func (d driftDocument) Markdown(w io.Writer, s report.MarkdownStyle) error {
	return report.DriftMarkdown(w, d.Drift, s)
}
