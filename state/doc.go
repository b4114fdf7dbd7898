// Package state is the model of a media library, and its YAML form.
//
// What is wanted (read from YAML by Decode) and what is there (read from an
// account by package live) are the same types: a Library of fields, folders and
// files. Want and Have add what only one side knows: policy and rules on one,
// gaps in the reading on the other.
//
// A configuration is one YAML file, or several that are read as one. It goes
// through these steps (decode.go): each file becomes a tree (parse.go, tree.go);
// vars of all files get their values (vars.go), which take the place of ${name} in
// the scalars of the trees (substitute.go); the trees are read one after the other
// into one Want (decode_*.go); at last the lines are held against each other
// (validate*.go).
//
// Decode reports everything that is wrong at once, each with its file, line and
// column. It does not touch the disk or the network.
package state
