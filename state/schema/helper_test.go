package schema_test

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"testing"

	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/iksync/iksync/state/schema"
)

// compiled is the schema of the YAML, made ready by a validator that checks the
// schema itself too.
func compiled(t testing.TB) *validator.Schema {
	t.Helper()
	s, err := schema.JSONSchema()
	require.NoError(t, err)
	text, err := s.Document()
	require.NoError(t, err)
	document, err := validator.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	compiler := validator.NewCompiler()
	require.NoError(t, compiler.AddResource("library.json", document))
	out, err := compiler.Compile("library.json")
	require.NoError(t, err)
	return out
}

// value is a YAML text as an editor sees it: YAML 1.2, where a date is a text. What
// is no single document, or has keys that JSON lacks, is an error.
func value(text string) (any, error) {
	text = strings.TrimPrefix(text, "\ufeff")
	decoder := yaml.NewDecoder(strings.NewReader(text))
	var first, second yaml.Node
	if err := decoder.Decode(&first); err != nil {
		return nil, err
	}
	if decoder.Decode(&second) == nil {
		return nil, errors.New("a second document")
	}
	budget := 100_000
	return plain(first.Content[0], &budget)
}

func plain(n *yaml.Node, budget *int) (any, error) {
	if *budget--; *budget < 0 {
		return nil, errors.New("too large")
	}
	switch n.Kind {
	case yaml.AliasNode:
		return plain(n.Alias, budget)
	case yaml.SequenceNode:
		list := []any{}
		for _, item := range n.Content {
			v, err := plain(item, budget)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case yaml.MappingNode:
		return plainMapping(n, budget)
	default:
		return plainScalar(n)
	}
}

func plainMapping(n *yaml.Node, budget *int) (any, error) {
	object := map[string]any{}
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		v, err := plain(n.Content[i+1], budget)
		if err != nil {
			return nil, err
		}
		merged := []any{v}
		if list, ok := v.([]any); ok {
			merged = list
		}
		switch {
		case key.Tag == "!!merge":
			for _, m := range merged {
				source, ok := m.(map[string]any)
				if !ok {
					return nil, errors.New("merged with no mapping")
				}
				for name, value := range source {
					object[name] = value
				}
			}
			continue
		case key.Kind != yaml.ScalarNode || key.Tag != "!!str" && key.Tag != "!!timestamp":
			return nil, errors.New("a key that is no text")
		}
		if _, taken := object[key.Value]; taken {
			return nil, errors.New("a key given twice")
		}
		object[key.Value] = v
	}
	return object, nil
}

func plainScalar(n *yaml.Node) (any, error) {
	switch n.Tag {
	case "!!null":
		if n.Value != "" && n.Value != "~" && strings.ToLower(n.Value) != "null" {
			return nil, errors.New("a tag that does not fit")
		}
		return nil, nil
	case "!!bool":
		return strconv.ParseBool(strings.ToLower(n.Value))
	case "!!int", "!!float":
		f, err := strconv.ParseFloat(n.Value, 64)
		if err != nil || n.Value == ".inf" {
			return nil, errors.New("no number of JSON")
		}
		return f, nil
	case "!!str", "!!timestamp":
		return n.Value, nil
	default:
		return nil, errors.New("an unknown tag")
	}
}

// refuses says why the schema, or the reader of any editor, refuses a text; nil
// where it does not.
func refuses(s *validator.Schema, text string) error {
	v, err := value(text)
	if err != nil {
		return err
	}
	return s.Validate(v)
}
