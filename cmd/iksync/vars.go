package main

import (
	"strings"

	"github.com/iksync/iksync/state"
)

// givenVars are the values of --var, nil where none was given. A name that comes
// twice is refused: nobody could tell which of them was meant.
func (p *program) givenVars() (state.Vars, error) {
	o := p.opts.vars
	called := "--" + o.name
	if !o.onCommandLine() {
		called = o.variable()
	}
	var given state.Vars
	for _, text := range o.list() {
		name, value, found := strings.Cut(text, "=")
		if !found {
			return nil, fail(exitUsage, "%s: want NAME=VALUE, have %q", called, text)
		}
		if fault := state.VarNameFault(name); fault != "" {
			return nil, fail(exitUsage, "%s: %q %s", called, name, fault)
		}
		if first, twice := given[name]; twice {
			return nil, fail(exitUsage, "%s: %s is given twice, as %q and as %q", called, name, first, value)
		}
		if given == nil {
			given = state.Vars{}
		}
		given[name] = value
	}
	return given, nil
}
