package state_test

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/internal/anywant"
	"github.com/iksync/iksync/state"
)

// TestSplit: a configuration in several files says what it says in one, however
// it is split.
func TestSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anywant.Draw(t)
		var out bytes.Buffer
		require.NoError(t, state.Encode(&out, want))
		files := split(t, out.String(), want)
		got, err := state.DecodeFiles(files, nil)
		require.NoError(t, err, "%s", files)
		if diff := cmp.Diff(want, got, same()); diff != "" {
			t.Fatalf("%s\n%s", files, diff)
		}
	})
}

// split deals what Encode wrote out to some files. Lists keep their order.
func split(t *rapid.T, text string, want *state.Want) []state.YAML {
	count := rapid.IntRange(1, 5).Draw(t, "file count")
	any := func(label string) int { return rapid.IntRange(0, count-1).Draw(t, label) }
	sections := make([]map[string][]string, count) // of each file: the parts by section
	for i := range sections {
		sections[i] = map[string][]string{}
		if rapid.Bool().Draw(t, "names the library") {
			sections[i]["library"] = []string{librarySection(text)}
		}
	}
	sections[any("library")]["library"] = []string{librarySection(text)}
	put := func(i int, section, part string) { sections[i][section] = append(sections[i][section], part) }
	put(any("scope"), "scope", "scope: [/shop]\n")
	if want.State != nil {
		put(any("state"), "state", "state: "+strconv.Quote(want.State.Value)+"\n")
	}
	put(any("deletes"), "limits", fmt.Sprintf("  deletes: %d\n", want.Limits.Deletes))
	put(any("percent"), "limits", fmt.Sprintf("  delete_percent: %d\n", want.Limits.DeletePercent))
	least := 0
	for _, g := range want.Protect {
		least = rapid.IntRange(least, count-1).Draw(t, "protect")
		put(least, "protect", "  - "+strconv.Quote(g.Glob)+"\n")
	}
	for _, section := range []string{"fields", "folders", "files", "remove"} {
		for _, part := range parts(text, section) {
			put(any(section), section, part)
		}
	}
	least = 0
	for _, part := range parts(text, "rules") {
		least = rapid.IntRange(least, count-1).Draw(t, "rules")
		put(least, "rules", part)
	}
	files := make([]state.YAML, count)
	for i := range files {
		files[i] = state.YAML{Name: fmt.Sprintf("%d.yaml", i), Bytes: []byte(assembled(t, sections[i]))}
	}
	return files
}

// assembled is the text of a file, its sections in any order.
func assembled(t *rapid.T, sections map[string][]string) string {
	order := rapid.Permutation([]string{"library", "scope", "limits", "state", "protect", "fields", "folders", "files", "rules", "remove"}).Draw(t, "order")
	text := "version: 1\n"
	for _, section := range order {
		switch {
		case len(sections[section]) == 0:
			continue
		case section != "library" && section != "scope" && section != "state":
			text += section + ":\n"
		}
		text += strings.Join(sections[section], "")
	}
	return text
}

func librarySection(text string) string {
	_, rest, _ := strings.Cut(text, "\nlibrary: ")
	name, _, _ := strings.Cut(rest, "\n")
	return "library: " + name + "\n"
}

// parts are the entries of a section that Encode wrote over several lines. An
// entry begins with a line that is indented by two.
func parts(text, section string) []string {
	_, rest, found := strings.Cut(text, "\n"+section+":\n")
	if !found {
		return nil
	}
	var all []string
	for line := range strings.Lines(rest) {
		switch {
		case !strings.HasPrefix(line, "  "):
			return all
		case line[2] == ' ' || line[2] == ':':
			all[len(all)-1] += line
		default:
			all = append(all, line)
		}
	}
	return all
}

// TestVarsForAll: a variable may stand for every scalar there is, and for the keys that
// are names or paths, whether its value is in the YAML or comes from elsewhere.
func TestVarsForAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anywant.Draw(t)
		var out bytes.Buffer
		require.NoError(t, state.Encode(&out, want))
		var tree yaml.Node
		require.NoError(t, yaml.Unmarshal(out.Bytes(), &tree))
		v := &variables{t: t, given: state.Vars{}}
		v.mapping(tree.Content[0], false)
		var text strings.Builder
		write(&text, tree.Content[0], 0)
		files := []state.YAML{{Name: "a", Bytes: []byte(text.String())}, {Name: "b", Bytes: []byte("version: 1\nvars:\n" + v.declared.String())}}
		got, err := state.DecodeFiles(files, v.given)
		require.NoError(t, err, "%s", files)
		require.Equal(t, v.given, got.Vars)
		got.Vars = nil
		if diff := cmp.Diff(want, got, same()); diff != "" {
			t.Fatalf("%s\n%s\n%v", files, diff, v.given)
		}
	})
}

// variables replaces scalars of a tree by variables.
type variables struct {
	t        *rapid.T
	count    int
	declared strings.Builder
	given    state.Vars
	atHome   bool // what is replaced now is declared in the YAML
	atGlob   bool // it is a glob
}

// mapping replaces what is in a mapping, whose keys are up to the author, or are not.
func (v *variables) mapping(n *yaml.Node, free bool) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		names := !free && slices.Contains([]string{"fields", "folders", "files", "metadata"}, key.Value)
		v.atHome = key.Value == "where" // a query from elsewhere could say anything
		v.atGlob = key.Value == "source_dir"
		v.value(value, names)
		v.atHome, v.atGlob = false, false
		if free {
			v.replace(key)
		}
	}
}

func (v *variables) value(n *yaml.Node, names bool) {
	switch n.Kind {
	case yaml.MappingNode:
		v.mapping(n, names)
	case yaml.SequenceNode:
		for _, item := range n.Content {
			v.value(item, false)
		}
	default:
		v.replace(n)
	}
}

func (v *variables) replace(n *yaml.Node) {
	if n.Tag == "!!null" || n.Value == "/" {
		return // what is null under vars has to be given, and a scope of all has to be written out
	}
	v.count++
	name := fmt.Sprintf("v_%d", v.count)
	isText := n.Tag == "!!str"
	plain := yaml.Node{Kind: yaml.ScalarNode, Value: n.Value}
	isPattern := (strings.HasPrefix(n.Value, "/") || v.atGlob) && strings.ContainsAny(n.Value, `*?[]{}\`)
	fromElsewhere := rapid.Bool().Draw(v.t, "given") && (plain.ShortTag() == n.Tag || n.Value == "") && !isPattern && !v.atHome
	switch {
	case fromElsewhere:
		fmt.Fprintf(&v.declared, "  %s:\n", name)
		v.given[name] = strings.ReplaceAll(n.Value, "$${", "${")
	case isText:
		fmt.Fprintf(&v.declared, "  %s: %s\n", name, strconv.Quote(n.Value))
	default:
		fmt.Fprintf(&v.declared, "  %s: %s\n", name, n.Value)
	}
	n.Value, n.Style = "${"+name+"}", 0
	if isText && rapid.Bool().Draw(v.t, "quoted") {
		n.Style = yaml.DoubleQuotedStyle
	}
}

// write writes a tree of mappings, lists and variables, each on a line of its own.
func write(b *strings.Builder, n *yaml.Node, depth int) {
	indent := strings.Repeat("  ", depth)
	scalar := func(n *yaml.Node) string {
		switch {
		case n.Tag == "!!null":
			return "null"
		case n.Style == yaml.DoubleQuotedStyle:
			return `"` + n.Value + `"`
		default:
			return n.Value
		}
	}
	value := func(n *yaml.Node) {
		switch {
		case n.Kind == yaml.ScalarNode:
			b.WriteString(" " + scalar(n) + "\n")
		case len(n.Content) == 0 && n.Kind == yaml.SequenceNode:
			b.WriteString(" []\n")
		case len(n.Content) == 0:
			b.WriteString(" {}\n")
		default:
			b.WriteString("\n")
			write(b, n, depth+1)
		}
	}
	for i := 0; i < len(n.Content); i++ {
		if n.Kind == yaml.MappingNode {
			b.WriteString(indent + scalar(n.Content[i]) + ":")
			i++
		} else {
			b.WriteString(indent + "-")
		}
		value(n.Content[i])
	}
}
