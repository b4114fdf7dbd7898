package main

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/iksync/iksync/state"
)

// readBoth reads the YAML at hand and the one called base, the YAML that was applied.
// What is compared must be about the same library. Each gets the values of those
// variables that it declares: one that only one of them has is no mistake.
func (p *program) readBoth(base string) (now, was *config, err error) {
	given, err := p.givenVars()
	if err != nil {
		return nil, nil, err
	}
	hand, err := p.readSide(p.opts.file.text(), "--file")
	if err != nil {
		return nil, nil, err
	}
	applied, err := p.readSide(base, "--base")
	if err != nil {
		return nil, nil, err
	}
	handVars, appliedVars, err := shareVars(given, hand, applied)
	if err != nil {
		return nil, nil, err
	}
	if now, err = hand.decode(handVars); err != nil {
		return nil, nil, err
	}
	if was, err = applied.decode(appliedVars); err != nil {
		return nil, nil, err
	}
	if was.want.Name != now.want.Name {
		return nil, nil, fail(exitUsage, "%s is about the library %s, and %s about %s: want one library", now.name, now.want.Name, was.name, was.want.Name)
	}
	return now, was, nil
}

// readSide reads the files of one of the two.
func (p *program) readSide(name, option string) (*yamlFiles, error) {
	y, err := p.readYAML(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fail(exitUsage, "there is no file %s: name one with %s", name, option)
	case err != nil:
		return nil, err
	}
	return y, nil
}

// shareVars gives each of two configurations the values of the variables that it
// declares. What neither of them declares is refused.
func shareVars(given state.Vars, first, second *yamlFiles) (ofFirst, ofSecond state.Vars, err error) {
	if len(given) == 0 {
		return nil, nil, nil
	}
	if ofFirst, err = first.declared(given); err != nil {
		return nil, nil, err
	}
	if ofSecond, err = second.declared(given); err != nil {
		return nil, nil, err
	}
	var strange []string
	for _, name := range slices.Sorted(maps.Keys(given)) {
		_, inFirst := ofFirst[name]
		_, inSecond := ofSecond[name]
		if !inFirst && !inSecond {
			strange = append(strange, "--var "+name)
		}
	}
	if len(strange) > 0 {
		return nil, nil, fail(exitUsage, "%s: neither %s nor %s declares such a variable: add it under vars, or correct the name",
			strings.Join(strange, ", "), first.name, second.name)
	}
	return ofFirst, ofSecond, nil
}

// declared is those of the given values whose variables the files declare, nil where
// there are none.
func (y *yamlFiles) declared(given state.Vars) (state.Vars, error) {
	if len(y.files) == 0 {
		return nil, nil // which is refused when it is decoded
	}
	names, err := state.DeclaredVars(y.files)
	if err != nil {
		return nil, err
	}
	var out state.Vars
	for _, name := range names {
		if value, ok := given[name]; ok {
			if out == nil {
				out = state.Vars{}
			}
			out[name] = value
		}
	}
	return out, nil
}
