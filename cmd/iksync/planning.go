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
	say        func(format string, args ...any) // to people
	observe    func(context.Context) (*state.Have, error)

	records *records
	known   *knowledge    // nil: nothing had to be known yet
	stored  []live.Stored // what was uploaded since, not yet in known
	bytes   bytesAsked
	have    *state.Have // as it was read last
}

// bytesAsked says how much is done to find out what files hold.
type bytesAsked string

// The two ways.
const (
	bytesRead    bytesAsked = ""         // what nobody knows is downloaded
	bytesAsKnown bytesAsked = "as-known" // what nobody knows is taken for what it should be
)

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
	m := &planner{config: c, connection: to, library: p.reader(to), options: options, say: p.stderr.say}
	m.observe = func(ctx context.Context) (*state.Have, error) { return m.library.Observe(ctx, c.want.Scope) }
	url := ""
	if c.want.State != nil {
		url = c.want.State.Value
	}
	m.records = p.recordsOf(m.library, url, c.dir, c.want.Name, c.want.Scope)
	return m, nil
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
	have, err := m.observe(ctx)
	if err != nil {
		return nil, err
	}
	if err := m.learn(ctx, have, m.config); err != nil {
		return nil, err
	}
	m.have = have
	from := plan.Source{Endpoint: m.connection.endpoint, ConfigDigest: m.config.digest}
	made, err := plan.Make(m.config.want, have, from, m.options)
	if err == nil && m.known != nil {
		made.Contents = m.known.looked
	}
	return made, err
}
