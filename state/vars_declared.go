package state

import (
	"maps"
	"slices"
)

// DeclaredVars is the names of the variables that the files of one configuration
// declare, in order, as far as they are names. Nothing else in the files is looked at.
// The error is Problems: a file cannot be read, and might declare more.
func DeclaredVars(files []YAML) ([]string, error) {
	c := newConfiguration(files)
	c.parse()
	if c.partial {
		return nil, c.problems.Err()
	}
	c.declare(nil)
	return slices.Sorted(maps.Keys(c.vars)), nil
}
