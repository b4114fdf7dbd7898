package jsonschema_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/internal/jsonschema"
)

func TestDocument(t *testing.T) {
	s := &jsonschema.Schema{
		Title: "a < b & \u00a0\u2028",
		Type:  jsonschema.Types{jsonschema.TypeObject},
		Properties: jsonschema.Properties{
			{Name: "z", Schema: &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeString, jsonschema.TypeNull}, Default: false, MinLength: jsonschema.Number(0)}},
			{Name: "a", Schema: jsonschema.Never()},
			{Name: "m", Schema: &jsonschema.Schema{}},
		},
		Others: jsonschema.Never(),
	}
	text, err := s.Document()
	require.NoError(t, err)
	require.Equal(t, `{
  "title": "a < b & \u00a0\u2028",
  "type": "object",
  "properties": {
    "z": {
      "type": [
        "string",
        "null"
      ],
      "default": false,
      "minLength": 0
    },
    "a": false,
    "m": {}
  },
  "additionalProperties": false
}
`, string(text))
	require.True(t, s.Properties.Get("a").IsNever())
	require.Nil(t, s.Properties.Get("b"))
}

func TestComments(t *testing.T) {
	c := jsonschema.NewComments()
	require.NoError(t, c.Read("x.", []byte(`package x

// T is a thing. It goes
// on here.
//
// And here.
type T struct {
	// A is above,
	// over two lines.
	A int // and beside
	B, C int // beside
	D int
}

type Colour string

const (
	Red Colour = "red" // like blood
	Blue Colour = "blue"
	Two = "two"
)
`)))
	require.Equal(t, "T is a thing. It goes on here.\n\nAnd here.", c.Type("x.T"))
	require.Equal(t, "A is above, over two lines.", c.Field("x.T", "A"))
	require.Equal(t, "beside", c.Field("x.T", "C"))
	require.Empty(t, c.Field("x.T", "D"))
	require.Equal(t, []jsonschema.Comment{{Value: "red", Text: "like blood"}, {Value: "blue"}}, c.Values("x.Colour"))
	require.Error(t, c.Read("", []byte("package")))
}
