// Package github tells GitHub how a run went: a job's summary and outputs,
// annotations of lines, one comment on a pull request, one issue about drift.
// It knows nothing of libraries and plans: it is given text, and what the text
// is about.
//
// # What is edited
//
// Comments and issues are found again by their head: two HTML comments in their
// first two lines, which nobody sees. Only those that begin with such a head and
// were written by the owner of the token are touched. What somebody else wrote
// or quotes is left alone, whatever is in it.
//
// # What can go wrong
//
// Nothing here may decide how a run ends. All errors say which request failed
// and what GitHub answered, and none has the token in it. A request takes 10
// seconds at most, and is repeated up to three times where that is harmless.
package github
