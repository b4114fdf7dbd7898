package schema_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/iksync/iksync/plan/report/schema"
)

func update() bool { return flag.Lookup("update").Value.String() == "true" }

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write report.json and docs/schemas/report.json anew")
	os.Exit(m.Run())
}

func TestCurrent(t *testing.T) {
	want := generate(t)
	for _, path := range []string{"report.json", filepath.Join("..", "..", "..", "docs", "schemas", "report.json")} {
		if update() {
			require.NoError(t, os.WriteFile(path, want, 0o644))
		}
		have, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, string(want), string(have), "write it anew: go test ./plan/report/schema -update")
	}
	if !update() {
		require.Equal(t, string(want), string(schema.Report()))
	}
}

// compiled is the schema, made ready; strict says that it takes no keys that it does
// not name.
func compiled(t *testing.T, strict bool) *validator.Schema {
	t.Helper()
	document, err := validator.UnmarshalJSON(bytes.NewReader(generate(t)))
	require.NoError(t, err)
	if strict {
		closed(document)
	}
	compiler := validator.NewCompiler()
	require.NoError(t, compiler.AddResource("report.json", document))
	out, err := compiler.Compile("report.json")
	require.NoError(t, err)
	return out
}

// TestReports: each report that another test holds has the keys that the schema
// names, and no others.
func TestReports(t *testing.T) {
	s := compiled(t, true)
	files, err := filepath.Glob("../testdata/*.json.golden")
	require.NoError(t, err)
	reports := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		var form struct {
			Format string `json:"format"`
		}
		require.NoError(t, json.Unmarshal(text, &form))
		if form.Format != "iksync-report/1" {
			continue
		}
		value, err := validator.UnmarshalJSON(bytes.NewReader(text))
		require.NoError(t, err)
		require.NoError(t, s.Validate(value), file)
		reports++
	}
	require.GreaterOrEqual(t, reports, 5)
}

// TestRefused: a report that lacks a key, or has a value that there is not, is none.
// One with more keys than there are today is.
func TestRefused(t *testing.T) {
	text, err := os.ReadFile("../testdata/rich.json.golden")
	require.NoError(t, err)
	s := compiled(t, false)
	for name, change := range map[string]func(r map[string]any){
		"another format":        func(r map[string]any) { r["format"] = "iksync-report/2" },
		"no changes":            func(r map[string]any) { delete(r, "changes") },
		"changes that are null": func(r map[string]any) { r["changes"] = nil },
		"an unknown action":     func(r map[string]any) { r["changes"].([]any)[0].(map[string]any)["action"] = "explode" },
		"a change with no id":   func(r map[string]any) { delete(r["changes"].([]any)[0].(map[string]any), "id") },
		"a line that is text": func(r map[string]any) {
			r["changes"].([]any)[0].(map[string]any)["pos"].(map[string]any)["line"] = "1"
		},
	} {
		value, err := validator.UnmarshalJSON(bytes.NewReader(text))
		require.NoError(t, err)
		require.NoError(t, s.Validate(value))
		change(value.(map[string]any))
		require.Error(t, s.Validate(value), name)
	}
	value, err := validator.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	value.(map[string]any)["new"] = true
	require.NoError(t, s.Validate(value))
}
