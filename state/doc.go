// Package state is the model of a media library, and its YAML form.
//
// What is wanted (read from YAML by Decode) and what is there (read from an
// account by package live) are the same types: a Library of fields, folders and
// files. Want and Have add what only one side knows: policy and rules on one,
// gaps in the reading on the other.
//
// Decode reports everything that is wrong at once, each with its file, line and
// column. It does not touch the disk or the network.
package state
