package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
)

// What schema prints is what the documents have, and a schema of what the program
// writes.
func TestSchema(t *testing.T) {
	story(t, func(t *testing.T, w *world) {
		for _, document := range []string{schemaLibrary, schemaReport} {
			text, err := os.ReadFile(filepath.Join(root, "docs", "schemas", document+".json"))
			require.NoError(t, err)
			got := w.run("schema", document).exits(exitFine)
			require.Equal(t, string(text), got.stdout)
			require.Empty(t, got.stderr)
		}
		require.Equal(t, w.run("schema", schemaLibrary).stdout, w.run("schema").exits(exitFine).stdout)
		w.run("schema", "plan").exits(exitUsage).says("library and of report")
		require.Empty(t, w.server.Requests())
	})
}

// The reports of the examples' plans are as the schema says.
func TestSchemaOfReports(t *testing.T) {
	w := newWorld(t) // real files and locks, and real time
	w.http = nil
	delete(w.vars, keyVariable)
	require.NoError(t, os.CopyFS(w.dir, os.DirFS(filepath.Join(root, "examples"))))
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(w.run("schema", schemaReport).exits(exitFine).stdout))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("report.json", document))
	schema, err := compiler.Compile("report.json")
	require.NoError(t, err)
	files, err := filepath.Glob(filepath.Join(w.dir, "*.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		got := w.run("plan", "--sandbox", "-f", filepath.Base(file), "--output", "json")
		require.Contains(t, []int{int(exitFine), int(exitRefused)}, got.code, got.stderr)
		report, err := jsonschema.UnmarshalJSON(strings.NewReader(got.stdout))
		require.NoError(t, err)
		require.NoError(t, schema.Validate(report), file)
	}
}
