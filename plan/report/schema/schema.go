// Package schema has the JSON Schema of JSON reports, for programs that read them.
// It is made from the Go types that reports are written from, and from their
// comments, by this package's tests.
package schema

import _ "embed"

//go:embed report.json
var report []byte

// Report is the JSON Schema of the report of a plan, of format iksync-report/1. The
// caller must not change it.
func Report() []byte { return report }
