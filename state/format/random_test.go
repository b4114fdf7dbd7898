package format_test

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"

	"github.com/iksync/iksync/internal/anywant"
	"github.com/iksync/iksync/state"
	"github.com/iksync/iksync/state/format"
	"github.com/iksync/iksync/state/schema"
)

// TestRandom: whatever a library is to be like, and however its YAML is written,
// formatting keeps what it asks for and each comment, brings keys into order, and
// has nothing left to do the second time.
func TestRandom(t *testing.T) {
	changed, commented, ordered := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		text := scrambled(t)
		want := encoded(t, text)
		got, err := format.Format("f", []byte(text), nil)
		require.NoError(t, err, text)
		out := string(got.Text)
		require.Equal(t, want, encoded(t, out), "%s\nbecame\n%s", text, out)
		again, err := format.Format("f", got.Text, nil)
		require.NoError(t, err)
		require.Equal(t, out, string(again.Text), "not stable:\n%s", text)
		comments := regexp.MustCompile(`# note \d+\.`)
		before, after := comments.FindAllString(text, -1), comments.FindAllString(out, -1)
		slices.Sort(before)
		slices.Sort(after)
		require.Equal(t, before, after, "%s\nbecame\n%s", text, out)
		require.NotContains(t, out, "\t\n")
		requireComments(t, text, out)
		if !slices.ContainsFunc(got.Notes, func(n format.Note) bool { return n.Reason == format.ReasonComment }) {
			requireOrder(t, out)
			ordered++
		}
		commented += min(1, len(before))
		if out != text {
			changed++
		}
	})
	require.Positive(t, changed)
	require.Positive(t, commented)
	require.Positive(t, ordered)
}

// encoded is what a text asks for, in one spelling.
func encoded(t *rapid.T, text string) string {
	want, err := state.Decode("f", strings.NewReader(text))
	require.NoError(t, err, text)
	var out bytes.Buffer
	require.NoError(t, state.Encode(&out, want))
	return out.String()
}

// requireOrder checks the order of the keys of the file and of its entries.
func requireOrder(t *rapid.T, text string) {
	var document yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(text), &document))
	root := document.Content[0]
	requireKeys(t, root, schema.RecordLibrary, text)
	for i := 0; i < len(root.Content); i += 2 {
		section := root.Content[i+1]
		records := map[string]schema.RecordName{"fields": schema.RecordField, "folders": schema.RecordFolder, "files": schema.RecordFile}
		record, ok := records[root.Content[i].Value]
		if !ok {
			continue
		}
		for j := 0; j < len(section.Content); j += 2 {
			requireKeys(t, section.Content[j+1], record, text)
		}
	}
}

func requireKeys(t *rapid.T, n *yaml.Node, record schema.RecordName, text string) {
	if n.Kind != yaml.MappingNode || n.Style&yaml.FlowStyle != 0 && strings.Contains(text, "|+") {
		return
	}
	known := schema.Keys(record)
	at := -1
	for i := 0; i < len(n.Content); i += 2 {
		next := slices.Index(known, n.Content[i].Value)
		if next < at && (strings.Contains(text, "|+") || strings.Contains(text, ">+") || strings.Contains(text, "? ")) {
			return // kept, with a note
		}
		require.Greater(t, next, at, "key %s of %s in\n%s", n.Content[i].Value, record, text)
		at = next
	}
}

// scrambled draws a library and writes it in a way that nobody would.
func scrambled(t *rapid.T) string {
	var out bytes.Buffer
	require.NoError(t, state.Encode(&out, anywant.Draw(t)))
	var document yaml.Node
	require.NoError(t, yaml.Unmarshal(out.Bytes(), &document))
	s := scrambler{t: t}
	s.scramble(document.Content[0], 0)
	var text bytes.Buffer
	enc := yaml.NewEncoder(&text)
	enc.SetIndent(rapid.IntRange(2, 5).Draw(t, "indent"))
	require.NoError(t, enc.Encode(&document))
	want := encoded(t, out.String())
	if got, err := decodes(text.String()); err != nil || got != want {
		return out.String() // the encoder of the YAML package has its own faults
	}
	return s.lines(text.String(), want)
}

func decodes(text string) (string, error) {
	want, err := state.Decode("f", strings.NewReader(text))
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	err = state.Encode(&out, want)
	return out.String(), err
}

type scrambler struct {
	t     *rapid.T
	notes int
}

// note is a comment that no other one is like.
func (s *scrambler) note() string {
	s.notes++
	return fmt.Sprintf("# note %d.", s.notes)
}

func (s *scrambler) scramble(n *yaml.Node, depth int) {
	if n.Kind == yaml.MappingNode || n.Kind == yaml.SequenceNode {
		n.Style = 0
		if depth > 0 && rapid.IntRange(0, 3).Draw(s.t, "flow") == 0 {
			n.Style = yaml.FlowStyle
		}
	}
	if n.Kind == yaml.MappingNode {
		pairs := [][2]*yaml.Node{}
		for i := 0; i < len(n.Content); i += 2 {
			pairs = append(pairs, [2]*yaml.Node{n.Content[i], n.Content[i+1]})
		}
		pairs = rapid.Permutation(pairs).Draw(s.t, "order")
		for i, p := range pairs {
			n.Content[2*i], n.Content[2*i+1] = p[0], p[1]
		}
	}
	for _, child := range n.Content {
		if n.Style&yaml.FlowStyle != 0 {
			s.flat(child)
			continue
		}
		s.scramble(child, depth+1)
	}
}

// flat makes all that is in brackets stand in brackets.
func (s *scrambler) flat(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode {
		return
	}
	n.Style = yaml.FlowStyle
	for _, child := range n.Content {
		s.flat(child)
	}
}

// lines adds comments and blank lines, wherever they do not change what a text
// asks for.
func (s *scrambler) lines(text, want string) string {
	for range rapid.IntRange(0, 8).Draw(s.t, "additions") {
		lines := strings.SplitAfter(text, "\n")
		at := rapid.IntRange(0, len(lines)-1).Draw(s.t, "line")
		added := "\n"
		switch rapid.IntRange(0, 3).Draw(s.t, "kind") {
		case 0: // a blank line
		case 1: // at the end of a line
			if lines[at] == "" {
				continue
			}
			lines[at] = strings.TrimSuffix(lines[at], "\n") + "  " + s.note() + "\n"
			added = ""
		default:
			added = strings.Repeat(" ", rapid.IntRange(0, 9).Draw(s.t, "column")) + s.note() + "\n"
		}
		next := strings.Join(slices.Insert(lines, at, added), "")
		if got, err := decodes(next); err == nil && got == want {
			text = next
		}
	}
	return text
}

// FuzzFormat: no text makes Format panic or change what is asked for, and what it
// makes it makes again.
func FuzzFormat(f *testing.F) {
	f.Add(head + "files:\n  /s/b: &b {tags: [x]}\n  # c\n  /s/a: {<<: *b}\n")
	f.Add(head + "rules:\n- match: {path: /s/a}\n  # c\n  name: \"a\n    b\"\n  tags: []\n")
	f.Add(head + "files:\n    /s/a:\n        description: |2+\n            x\n\n\n        id: x\n")
	f.Add(head + "files: {? /s/b : , \"/s/a\":{id: x, tags: [y]} , }\n#\n...\n")
	f.Add("%YAML 1.1\n---\n" + head)
	f.Add("version: 1\nfiles: {/a:, /00 }")
	f.Add("version: 1\nfiles:\n /0:\n  description: |+\n\n")
	f.Add("version: 1\nfiles:\n /0:\n  description: |+\r\r\n")
	f.Add("a: [b: , c]\nd: |\n")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := format.Format("f", []byte(text), nil)
		if err != nil {
			var problems state.Problems
			require.ErrorAs(t, err, &problems)
			return
		}
		again, err := format.Format("f", got.Text, nil)
		require.NoError(t, err)
		require.Equal(t, string(got.Text), string(again.Text))
	})
}
