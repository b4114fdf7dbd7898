package format

import (
	"bytes"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/iksync/iksync/state"
)

// reading is a way to read a file that may be one of several: with which others,
// and which values for variables that the files leave open.
type reading struct {
	others []state.YAML
	given  state.Vars
}

// read reads text that way. Problems of other files do not count; where there are
// any, or where text alone has some, there is no want.
func (r reading) read(name string, text []byte) (*state.Want, state.Problems, error) {
	want, err := state.DecodeInputs(state.Inputs{
		Files: append([]state.YAML{{Name: name, Bytes: text}}, r.others...), Vars: r.given, Table: emptyTable,
	})
	var all state.Problems
	if err != nil && !errors.As(err, &all) {
		return nil, nil, err
	}
	var own state.Problems
	for _, p := range all {
		if p.Pos.File == name {
			own = append(own, p)
		}
	}
	return want, own, nil
}

// emptyTable stands in for any table: what is in them is not what is formatted.
func emptyTable(name string) (state.CSV, error) {
	return state.CSV{Name: name, Bytes: []byte("path\n")}, nil
}

// readings are the ways in which a file makes sense, one of which should do: alone,
// with what others have to say stood in for, and beside files that are there.
func readings(name string, root *yaml.Node, beside []state.YAML) (ways []reading, open bool) {
	ways = []reading{{}}
	alone, given, open := standIn(root)
	if len(alone) > 0 || len(given) > 0 {
		ways = append(ways, reading{others: companion(alone), given: given})
	}
	beside = slices.DeleteFunc(slices.Clone(beside), func(other state.YAML) bool { return other.Name == name })
	if len(beside) > 0 {
		ways = append(ways, reading{others: beside})
	}
	return ways, open
}

// read finds the way to read a file, and what it then wants: nil where that cannot
// be said, since the values of variables are open or other files are at fault. The
// error is state.Problems where nothing makes sense of the file.
func read(name string, text []byte, beside []state.YAML) (document, reading, *state.Want, error) {
	d, err := parse(string(text))
	if err != nil {
		_, problems, fault := reading{}.read(name, text)
		if fault == nil && problems.Err() == nil {
			fault = err
		}
		return d, reading{}, nil, errors.Join(fault, problems.Err())
	}
	ways, open := readings(name, d.root, beside)
	var told state.Problems
	for i, way := range ways {
		want, problems, err := way.read(name, text)
		switch {
		case err != nil:
			return d, way, nil, err
		case len(problems) == 0:
			return d, way, want, nil
		case i < 2: // those of the file itself, with as little as can be said against it
			told = problems
		}
	}
	if open && !isStructural(told) {
		return d, reading{}, nil, nil
	}
	return d, reading{}, nil, told.Err()
}

// isStructural says whether there are problems that no value of a variable solves.
func isStructural(problems state.Problems) bool {
	return slices.ContainsFunc(problems, func(p state.Problem) bool {
		return strings.Contains(p.Message, "has no key") || strings.Contains(p.Message, "is given twice")
	})
}

// standIn is what a file leaves to others: the lines of a file that would say it.
// given are values for variables that the command line has to give. Whether any
// variable was given a value here, which may be of the wrong kind, is open.
func standIn(root *yaml.Node) (lines []string, given state.Vars, open bool) {
	if root.Kind != yaml.MappingNode {
		return nil, nil, false
	}
	has, declared := map[string]bool{}, map[string]*yaml.Node{}
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		has[key.Value] = true
		if key.Value == "vars" && value.Kind == yaml.MappingNode {
			for j := 0; j+1 < len(value.Content); j += 2 {
				declared[value.Content[j].Value] = value.Content[j+1]
			}
		}
	}
	if !has["library"] {
		lines = append(lines, "library: library")
	}
	if !has["scope"] {
		lines = append(lines, "scope: [/]")
	}
	given = state.Vars{}
	for _, name := range variables(root) {
		value, known := declared[name]
		switch {
		case !known:
			lines = append(lines, `"`+name+`": x`)
			open = true
		case value.Tag == "!!null":
			given[name] = "x"
			open = true
		}
	}
	return lines, given, open
}

// companion is the file that says what another one leaves out.
func companion(lines []string) []state.YAML {
	if len(lines) == 0 {
		return nil
	}
	var head, vars strings.Builder
	head.WriteString("version: 1\n")
	for _, line := range lines {
		if strings.HasPrefix(line, `"`) {
			vars.WriteString("  " + line + "\n")
		} else {
			head.WriteString(line + "\n")
		}
	}
	if vars.Len() > 0 {
		head.WriteString("vars:\n" + vars.String())
	}
	return []state.YAML{{Name: "other files", Bytes: []byte(head.String())}}
}

// variables are the names of the variables that a tree uses, sorted.
func variables(root *yaml.Node) []string {
	named := regexp.MustCompile(`\$\{([a-z][a-z0-9_]*)\}`)
	found := map[string]bool{}
	eachNode(root, func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode {
			return
		}
		for _, match := range named.FindAllStringSubmatch(n.Value, -1) {
			found[match[1]] = true
		}
	})
	return slices.Sorted(maps.Keys(found))
}

// sameWant says whether two texts ask for the same.
func sameWant(a, b *state.Want) (bool, error) {
	var before, after bytes.Buffer
	if err := errors.Join(state.Encode(&before, a), state.Encode(&after, b)); err != nil {
		return false, err
	}
	return bytes.Equal(before.Bytes(), after.Bytes()), nil
}
