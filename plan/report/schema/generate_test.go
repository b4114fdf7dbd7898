package schema_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/internal/jsonschema"
	"github.com/iksync/iksync/plan"
	"github.com/iksync/iksync/plan/report"
	"github.com/iksync/iksync/state"
)

const reportID = "https://raw.githubusercontent.com/iksync/iksync/main/docs/schemas/report.json"

// generator makes schemas of Go types as encoding/json writes them.
type generator struct {
	t           *testing.T
	comments    *jsonschema.Comments
	definitions jsonschema.Properties
}

// generate is the schema of reports.
func generate(t *testing.T) []byte {
	t.Helper()
	g := generator{t: t, comments: jsonschema.NewComments()}
	for prefix, dir := range map[string]string{"schema_test.": ".", "plan.": "../..", "impact.": "../../impact", "state.": "../../../state"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		require.NoError(t, err)
		require.NotEmpty(t, files)
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") && dir != "." {
				continue
			}
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			require.NoError(t, g.comments.Read(prefix, text))
		}
	}
	root := g.object(reflect.TypeFor[Document]())
	root.Draft, root.ID, root.Title = jsonschema.Draft, reportID, "iksync: a report of a plan"
	root.Properties.Get("format").Const = report.Format
	root.Definitions = g.definitions
	text, err := root.Document()
	require.NoError(t, err)
	return text
}

func (g *generator) of(t reflect.Type) *jsonschema.Schema {
	if t == reflect.TypeFor[state.Value]() {
		return &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeString, jsonschema.TypeNumber, jsonschema.TypeBoolean, jsonschema.TypeNull, jsonschema.TypeArray},
			Description: "A value: null where there is none, a list of tags or of choices"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{g.of(t.Elem()), {Type: jsonschema.Types{jsonschema.TypeNull}}}}
	case reflect.Slice:
		return &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeArray}, Items: g.of(t.Elem())}
	case reflect.Map:
		return &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeObject}, PropertyNames: g.of(t.Key()), Others: g.of(t.Elem())}
	case reflect.Struct:
		return g.named(t)
	case reflect.String:
		return g.text(t)
	case reflect.Bool:
		return &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeBoolean}}
	case reflect.Int, reflect.Int64:
		return &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeInteger}}
	case reflect.Float64:
		return &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeNumber}}
	default:
		g.t.Fatalf("%s is a type that no report had before", t)
		return nil
	}
}

// text is a string: one of its type's constants, where it has some.
func (g *generator) text(t reflect.Type) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeString}}
	if t == reflect.TypeFor[state.Path]() { // has a constant, and is any path
		return s
	}
	for _, value := range g.comments.Values(t.String()) {
		s.Enum = append(s.Enum, value.Value)
		s.EnumDocs = append(s.EnumDocs, value.Text)
	}
	return s
}

// named is a reference to the definition of a struct.
func (g *generator) named(t reflect.Type) *jsonschema.Schema {
	name := strings.ToLower(t.Name()[:1]) + t.Name()[1:]
	if g.definitions.Get(name) == nil {
		g.definitions = append(g.definitions, jsonschema.Property{Name: name, Schema: &jsonschema.Schema{}})
		at := len(g.definitions) - 1
		g.definitions[at].Schema = g.object(t)
		g.definitions[at].Schema.Description = g.comments.Type(t.String())
	}
	return &jsonschema.Schema{Ref: "#/definitions/" + name}
}

func (g *generator) object(t reflect.Type) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: jsonschema.Types{jsonschema.TypeObject}}
	for i := range t.NumField() {
		field := t.Field(i)
		if field.Anonymous {
			embedded := g.object(field.Type.Elem())
			s.Properties = append(s.Properties, embedded.Properties...)
			s.Required = append(s.Required, embedded.Required...)
			continue
		}
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		require.NotEmpty(g.t, name, "%s.%s", t, field.Name)
		value := g.optional(field.Type, options)
		if t == reflect.TypeFor[plan.Held]() && name == "action" { // a plain note has none
			value.Enum, value.EnumDocs = append(value.Enum, ""), append(value.EnumDocs, "a plain note")
		}
		says := g.comments.Field(t.String(), field.Name)
		if value.Ref != "" && says != "" {
			value = &jsonschema.Schema{AllOf: []*jsonschema.Schema{value}} // beside $ref nothing else counts
		}
		if says != "" {
			value.Description = says
		}
		s.Properties = append(s.Properties, jsonschema.Property{Name: name, Schema: value})
		if options == "" {
			s.Required = append(s.Required, name)
		}
	}
	return s
}

// optional is the schema of a field. One that may be left out is never null, except
// by value.
func (g *generator) optional(t reflect.Type, options string) *jsonschema.Schema {
	if options != "" && t.Kind() == reflect.Pointer {
		return g.of(t.Elem())
	}
	return g.of(t)
}

// closed is a schema in which no object may have other keys than those that it
// names: a report is open to new ones, but not in the tests of this package.
func closed(schema any) {
	switch schema := schema.(type) {
	case map[string]any:
		if _, ok := schema["properties"]; ok && fmt.Sprint(schema["type"]) == "object" {
			schema["additionalProperties"] = false
		}
		for _, value := range schema {
			closed(value)
		}
	case []any:
		for _, value := range schema {
			closed(value)
		}
	}
}
