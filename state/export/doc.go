// Package export writes down a library as it is, as YAML that asks for nothing
// but what is there: a plan for it has no changes.
//
// # Short, and explicit
//
// The short form is what a person would have written. Tags and metadata that all
// files below a folder have are said once, at the folder; those that all files of
// one extension below a folder have, in a rule. Nothing is said for fewer than
// five files, and nothing that a single file it is about has not: tags are asked
// for with {add: [...]}, which is without effect on who has them, and metadata
// only where the value is the same everywhere. A file has an entry for what
// remains. A file of which nothing remains has none, and a folder always has one.
//
// The explicit form has an entry for each file with all its attributes, and
// neither inherited settings nor rules.
//
// # What is found to differ later
//
// What was exported is asked for from then on: a tag that is taken off a file, a
// value or a description that changes, a file that is published or unpublished,
// a folder that goes is a difference. Tags that come on top are found where a
// file's entry has them as a list, which is the exact set. So a file's entry has
// a list wherever no folder or rule speaks of its tags, and {add: [...]} for the
// rest where one does: a list would hide what the folder says, and change with it
// no more. Attributes that a file has not are left out, which leaves them alone.
// That a file goes is found where it is listed: in the explicit form, with pinned
// ids, or where it has something of its own.
//
// # What YAML cannot say
//
// Whatever the format refuses is left out and reported as a Loss: names with
// control characters, two paths that differ in case only, tags with a comma,
// values that their field takes no more. The library keeps it: what is not
// mentioned stays as it is.
package export
