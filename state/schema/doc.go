// Package schema describes the YAML: for editors as a JSON Schema, for people as
// docs/yaml.md, for package format as the order of its keys. All three are made
// from the Go types in library.go and fields.go, which mirror the YAML as it is
// written, and from their comments.
//
// A schema sees one value at a time. What only a whole file shows, or only the
// library, is for package state to say: the schema takes whatever state.Decode
// takes, and refuses most of what it refuses.
package schema
