package main

import (
	"context"

	"github.com/iksync/iksync/imagekit/live"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/state"
)

// planner makes plans of one configuration for one library. It can only read.
type planner struct {
	config     *config
	connection *connection
	library    *live.Library
	options    plan.Options
}

// newPlanner reads the YAML and finds the library. It sends nothing.
func (p *program) newPlanner() (*planner, error) {
	options, err := p.planOptions()
	if err != nil {
		return nil, err
	}
	c, err := p.readConfig()
	if err != nil {
		return nil, err
	}
	return p.plannerOf(c, options)
}

func (p *program) plannerOf(c *config, options plan.Options) (*planner, error) {
	to, err := p.connect(seedDir(c.dir, c.layout))
	if err != nil {
		return nil, err
	}
	return &planner{config: c, connection: to, library: p.reader(to), options: options}, nil
}

// reader is the library, for reading only: its client refuses to send anything else.
func (p *program) reader(to *connection) *live.Library {
	return live.New(to.client.ReadOnly().WithOnWait(newWaits(p.stderr).plain), live.Options{})
}

// planOptions reads what the command line says about the plan.
func (p *program) planOptions() (plan.Options, error) {
	o := plan.Options{Now: p.now}
	if p.opts.maxDelete.given() {
		n, err := p.opts.maxDelete.number(0)
		if err != nil {
			return o, err
		}
		o.MaxDelete = &n
	}
	for _, name := range p.opts.allowFieldDelete.list() {
		o.AllowFieldDelete = append(o.AllowFieldDelete, state.FieldName(name))
	}
	if p.opts.allowEmpty.on() {
		o.AllowEmpty = plan.Granted
	}
	for _, root := range p.opts.allowScopeRoot.list() {
		o.AllowScopeRoot = append(o.AllowScopeRoot, state.Path(root))
	}
	var err error
	if o.Selection.Target, err = p.opts.target.patterns(); err != nil {
		return o, err
	}
	o.Selection.Exclude, err = p.opts.exclude.patterns()
	return o, err
}

// make reads the library and plans.
func (m *planner) make(ctx context.Context) (*plan.Plan, error) {
	have, err := m.library.Observe(ctx, m.config.want.Scope)
	if err != nil {
		return nil, err
	}
	from := plan.Source{Endpoint: m.connection.endpoint, ConfigDigest: m.config.digest}
	return plan.Make(m.config.want, have, from, m.options)
}
