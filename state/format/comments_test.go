package format_test

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"
)

// requireComments checks that each comment that stood above a key, and no deeper than
// that, stands above the same one. One above the first key of all may be about the
// file: then it is above what is first now.
func requireComments(t *rapid.T, before, after string) {
	was, is := root(t, before), root(t, after)
	have := keysBelow(is, after)
	for note, key := range keysBelow(was, before) {
		if key == "."+was.Content[0].Value && have[note] == "."+is.Content[0].Value {
			continue
		}
		item := regexp.MustCompile(`^(.*\[\d+\])\.`).FindStringSubmatch(key)
		if item != nil && have[note] == item[1] {
			continue // above a key of an item that became its first
		}
		require.Equal(t, key, have[note], "%s stands elsewhere:\n%s\nbecame\n%s", note, before, after)
	}
}

func root(t *rapid.T, text string) *yaml.Node {
	var document yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(text), &document))
	return document.Content[0]
}

// keysBelow are the notes of a text that have a line of their own, each with the path
// of the first key or item below it. Those deeper than that are about what is above.
func keysBelow(root *yaml.Node, text string) map[string]string {
	type key struct {
		path   string
		column int
	}
	keys := map[int]key{} // by line
	var visit func(n *yaml.Node, path string)
	visit = func(n *yaml.Node, path string) {
		for i, child := range n.Content {
			inner := fmt.Sprintf("%s[%d]", path, i)
			if n.Kind == yaml.MappingNode {
				inner = path + "." + n.Content[i-i%2].Value
			}
			if _, ok := keys[child.Line]; !ok && (n.Kind == yaml.SequenceNode || i%2 == 0) {
				column := child.Column
				if n.Kind == yaml.SequenceNode {
					column = n.Column
				}
				keys[child.Line] = key{inner, column}
			}
			if n.Kind == yaml.SequenceNode || i%2 == 1 {
				visit(child, inner)
			}
		}
	}
	visit(root, "")
	lines := strings.Split(text, "\n")
	below := map[string]string{}
	for i, line := range lines {
		note := strings.TrimLeft(line, " ")
		if !strings.HasPrefix(note, "# note ") {
			continue
		}
		for at := i + 1; at < len(lines); at++ {
			if k, ok := keys[at+1]; ok {
				if len(line)-len(note) < k.column {
					below[note] = k.path
				}
				break
			}
		}
	}
	return below
}
