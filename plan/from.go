package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/iksync/iksync/state"
)

// From is what a plan was asked for with, so that the same can be asked again.
type From struct {
	File             string            `json:"file,omitempty"`   // the YAML, as the user named it
	Layout           state.Layout      `json:"layout,omitempty"` // whether that is a file or a folder of files
	State            string            `json:"state,omitempty"`  // URL of the bucket of the record of uploads; "": it is in the library
	Vars             map[string]string `json:"vars,omitempty"`   // variables of the YAML that were given values besides
	Target           []string          `json:"target,omitempty"`
	Exclude          []string          `json:"exclude,omitempty"`
	MaxDelete        *int              `json:"max_delete,omitempty"`
	AllowFieldDelete []state.FieldName `json:"allow_field_delete,omitempty"`
	AllowEmpty       Permission        `json:"allow_empty,omitempty"`
	AllowScopeRoot   []state.Path      `json:"allow_scope_root,omitempty"`
	Queries          bool              `json:"queries,omitempty"` // rules of it look at what files are like
}

// asked is the From of a plan for want with the options o.
func asked(want *state.Want, o Options) From {
	return From{
		File: cmp.Or(want.File, want.NamePos.File), Layout: want.Layout, State: stateOf(want), Vars: given(want.Vars), Target: globs(o.Selection.Target), Exclude: globs(o.Selection.Exclude),
		MaxDelete: o.MaxDelete, AllowEmpty: o.AllowEmpty,
		AllowFieldDelete: some(o.AllowFieldDelete), AllowScopeRoot: some(o.AllowScopeRoot),
		Queries: slices.ContainsFunc(want.Rules, func(r state.Rule) bool { return r.Where != nil }),
	}
}

func stateOf(want *state.Want) string {
	if want.State == nil {
		return ""
	}
	return want.State.Value
}

// Options are those that the plan was made with, as of another time.
func (f *From) Options(now time.Time) Options {
	return Options{
		Now: now, MaxDelete: f.MaxDelete, AllowFieldDelete: f.AllowFieldDelete,
		AllowEmpty: f.AllowEmpty, AllowScopeRoot: f.AllowScopeRoot,
		Selection: Selection{Target: patternsOf(f.Target), Exclude: patternsOf(f.Exclude)},
	}
}

// fault says what keeps f from being asked again, "" if nothing does.
func (f *From) fault() string {
	if f.Layout != state.LayoutFile && f.Layout != state.LayoutFolder {
		return fmt.Sprintf("was made from a YAML of the unknown layout %q", f.Layout)
	}
	for _, name := range slices.Sorted(maps.Keys(f.Vars)) {
		if fault := state.VarNameFault(name); fault != "" {
			return fmt.Sprintf("was made with a variable %q, which %s", name, fault)
		}
	}
	for _, g := range append(patternsOf(f.Target), patternsOf(f.Exclude)...) {
		if fault := g.Fault(); fault != "" {
			return fmt.Sprintf("was made for the pattern %q: %s", g.Glob, fault)
		}
	}
	return ""
}

// given is vars, nil where nothing is in it: a plan file does not tell the two apart.
func given(vars state.Vars) map[string]string {
	if len(vars) == 0 {
		return nil
	}
	return maps.Clone(vars)
}

func globs(list []state.Pattern) []string {
	var out []string
	for _, p := range list {
		out = append(out, p.Glob)
	}
	return out
}

func patternsOf(globs []string) []state.Pattern {
	var out []state.Pattern
	for _, g := range globs {
		out = append(out, state.Pattern{Glob: g})
	}
	return out
}

// some is list, nil where nothing is in it: a plan file does not tell the two apart.
func some[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}
