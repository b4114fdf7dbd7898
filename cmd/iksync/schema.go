package main

import (
	"context"
	"io"

	"github.com/iksync/iksync/plan/report/schema"
	yamlschema "github.com/iksync/iksync/state/schema"
)

// The documents that have a schema.
const (
	schemaLibrary = "library"
	schemaReport  = "report"
)

func (p *program) schemaCommand() command {
	documents := []string{schemaLibrary, schemaReport}
	return command{
		name: "schema", usage: "print the JSON Schema of the YAML, or of reports", args: "[library|report]", atMost: 1, choices: documents,
		text: `Prints a JSON Schema (draft-07) of the YAML, for editors, or of JSON reports. In an
editor with a YAML language server, this line at the top of the YAML is enough:

  # yaml-language-server: $schema=` + yamlschema.URL + `

It takes all that iksync takes, and refuses most of what iksync refuses. What only
the whole file shows, or the library, iksync validate and iksync plan tell.`,
		run: func(_ context.Context, args []string) error { return p.schema(append(args, schemaLibrary)[0]) },
	}
}

func (p *program) schema(document string) error {
	var text []byte
	switch document {
	case schemaLibrary:
		made, err := yamlschema.JSONSchema()
		if err != nil {
			return err
		}
		if text, err = made.Document(); err != nil {
			return err
		}
	case schemaReport:
		text = schema.Report()
	default:
		return fail(exitUsage, "there are schemas of library and of report, none of %q", document)
	}
	return p.document(func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}
