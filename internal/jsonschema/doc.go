// Package jsonschema has JSON Schemas as Go values: those of draft-07, with the
// words of VS Code that make an editor helpful, and nothing that this program
// does not use. They come out as they were made: keys in one order, properties in
// the order of the type they are of. It checks nothing; validators do.
package jsonschema
